"""Questions that only the editor can answer, asked once beside the field, as a checkbox.

When a date changes, the source's words for the old one must not silently pass for the new one:
perhaps the source was misread and its words stay, perhaps another source has other words. And a
phrase that is not in the text of its post may be a slip, or be in a picture, or in a text that the
source has changed since.
"""

from __future__ import annotations

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from timeline.dates.reading import Unreadable
from timeline.wording import say

#: Name of the checkboxes for words that stay; each value holds the field and the new date.
WORDS_STAY = "words_stay"
#: Name of the checkboxes for words not in the post's text; each value holds the field and words.
WORDS_UNFOUND = "words_unfound"


def is_stale_confirmed(data: QueryDict, name: str) -> bool:
    """Has the editor confirmed that the words in this field are right for the date typed?"""
    return _answer(name, data.get("date", "")) in data.getlist(WORDS_STAY)


def stale_words_error(data: QueryDict, name: str, words: str, advice: str) -> SafeString:
    """Return the error that asks whether a field's words stay, with its checkbox."""
    text = _("“%(words)s” is what the source says about the old date.") % {"words": words}
    answer, label = _answer(name, data.get("date", "")), _("It says this about the new date, too")
    return _with_checkbox(f"{text} {advice}", WORDS_STAY, answer, label)


def is_unfound_confirmed(data: QueryDict, name: str, words: str) -> bool:
    """Has the editor confirmed that the source has these words, although its text here has not?"""
    return _answer(name, words) in data.getlist(WORDS_UNFOUND)


def unfound_words_error(name: str, words: str) -> SafeString:
    """Return the error for words that are not in the text of the post, with its checkbox."""
    text = _(
        "“%(words)s” was not found in the text of this post that is kept here. Copy "
        "the words exactly as they are there, choose the post that has them, correct "
        "its text, or:"
    )
    label = _("The source has these words all the same")
    return _with_checkbox(text % {"words": words}, WORDS_UNFOUND, _answer(name, words), label)


def unreadable_message(error: Unreadable) -> SafeString:
    """Return what is wrong with a date, and its possible readings, which desk.js turns into buttons
    that write them into the field."""
    context = {"message": say(error.message), "candidates": error.candidates}
    return render_to_string("admin/timeline/event/_unreadable.html", context)


def _answer(name: str, words: str) -> str:
    return f"{name} {words}"


def _with_checkbox(text: str, name: str, value: str, label: str) -> SafeString:
    return format_html(
        '{} <label><input type="checkbox" name="{}" value="{}"> {}</label>',
        text,
        name,
        value,
        label,
    )
