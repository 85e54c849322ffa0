"""What nobody but the editor knows, the form asks once, beside the field: with a box to tick.

When a date changes, what the source said of the old one may not silently stand for the new: perhaps
the source was read wrongly and its words stay, perhaps another source has other words. And a phrase
that the text of its post does not hold may be a slip, or stand in a picture, or in a text that the
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

#: The name under which a form sends the fields whose words stay, with the date that they stay for.
STAY = "words_stay"
#: That of the fields whose words are not in the text of the post, with these words.
UNFOUND = "words_unfound"


def may_stay(data: QueryDict, name: str) -> bool:
    """Has the editor said that the words in this field are right for the date that is typed?"""
    return _of(name, data.get("date", "")) in data.getlist(STAY)


def question(data: QueryDict, name: str, words: str, way_out: str) -> SafeString:
    """The error beside a field, with the box to tick."""
    said = _("“%(words)s” is what the source said of the date before.") % {"words": words}
    answer, tick = _of(name, data.get("date", "")), _("It says so of this date, too")
    return _asked(f"{said} {way_out}", STAY, answer, tick)


def is_confirmed(data: QueryDict, name: str, words: str) -> bool:
    """Has the editor said that the source has just these words, though its text here has not?"""
    return _of(name, words) in data.getlist(UNFOUND)


def doubt(name: str, words: str) -> SafeString:
    """The error beside a field with words that the text of the post does not hold."""
    said = _(
        "The text of this post, as it is kept here, does not hold “%(words)s”. Copy the words as "
        "they stand there, choose the post that has them, or mend its text; or:"
    )
    tick = _("The source has these words all the same")
    return _asked(said % {"words": words}, UNFOUND, _of(name, words), tick)


def unreadable(error: Unreadable) -> SafeString:
    """What is wrong with a date, and the readings that it may have: desk.js makes buttons of them,
    which write one into the field."""
    said = {"said": say(error.message), "candidates": error.candidates}
    return render_to_string("admin/timeline/event/_unreadable.html", said)


def _of(name: str, words: str) -> str:
    return f"{name} {words}"


def _asked(said: str, name: str, value: str, tick: str) -> SafeString:
    return format_html(
        '{} <label><input type="checkbox" name="{}" value="{}"> {}</label>', said, name, value, tick
    )
