"""The entry point for free text: what an editor or reader typed → ``Reading``, or ``Unreadable``.

The rules for English are our own and strict: nothing is rounded, and ambiguous text raises
``Unreadable`` with the candidates. Then come names in other languages. The order matters: valid
EDTF means what EDTF says (``2011-12`` is December 2011), and rules may rely on earlier ones.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from timeline.dates.edtf import EDTF, EDTFError
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Rule,
    Unreadable,
    attempt,
    first_of,
    is_valid,
)
from timeline.dates.messages import Message, Translatable
from timeline.dates.messages import gettext_noop as _
from timeline.dates.normalization import hyphenated, normalized, without_notes
from timeline.dates.raw_text import (
    check_digits,
    check_near_edtf,
    is_dash_significant,
    long_dash,
    months_or_years,
    roman_year,
    strict_edtf,
    with_full_years,
)

__all__ = ["MAX_LENGTH", "Reading", "Unreadable", "read"]

MAX_LENGTH = 200

_PUNCTUATION = r"(?:[ ,;:\"'‘’“”„«»]|(?<![./])\.(?:\.{2,})?(?![./]))+"
_OUTER_PUNCTUATION = re.compile(rf"\A{_PUNCTUATION}|{_PUNCTUATION}\Z")
_SHORT_YEAR_FIRST = re.compile(r"['‘’][0-9]{2}\b(?!.*[0-9a-z]['’]$)", re.IGNORECASE)
# Librarians put their own findings in square brackets; without words in them, they are EDTF.
_IN_BRACKETS = re.compile(r"\((?P<round>[^()]*)\)|\[(?P<square>[^\[\]]*[a-z]{2}[^\[\]]*)\]")

_NOT_A_DATE = Message.of(
    _(
        "This can’t be read as a date. Write it like 3 June 2000, June 2000, 1783, "
        "c. 1783, 18th century, 1853–1856 or since 2014."
    )
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The date that a text was read as, and the assumptions made for it.

    ``zone`` is the IANA zone the words name, if any; ``calendar`` is "J" if the days are Old Style;
    ``is_relative`` is true if they count from ``today``.
    """

    text: str
    date: EDTF
    assumptions: tuple[Message, ...] = ()
    zone: str | None = None
    calendar: str = "G"
    is_relative: bool = False


def read(
    text: str, *, today: datetime.date, zone: str | None = None, calendar: str = "G"
) -> Reading:
    """Read a date in EDTF, English, or a few words of other languages.

    ``today`` is the base that "yesterday" counts from: a ``date``, or a ``datetime`` for "three
    hours ago". ``zone`` is the IANA zone of the base, and of "local time". ``calendar`` is "J" for
    a source in Old Style, whose days are Julian even if not marked so.
    Raises Unreadable, and nothing else, for a text that isn't exactly one date.
    """
    try:
        return _read(text, _context(today, zone, calendar))
    except Unreadable as problem:
        raise Unreadable(_restore_case(problem.message, text), problem.candidates) from problem
    except EDTFError as error:  # from a rule whose result isn't valid EDTF and wasn't checked
        raise Unreadable(_NOT_A_DATE) from error


def _read(text: str, context: Context) -> Reading:
    normal_text = normalized(text[: MAX_LENGTH + 1])
    # NFKC can lengthen the text: it expands one character to as many as eighteen.
    if max(len(text), len(normal_text)) > MAX_LENGTH:
        message = _("A date can have at most {length} characters. Shorten it.")
        raise Unreadable(Message.of(message, length=MAX_LENGTH))
    if (bare := without_notes(text)) != text:
        raise _footnote_refusal(bare, context)
    hyphenated_text = hyphenated(normal_text)
    check_near_edtf(_unwrapped(hyphenated_text))
    edtf = None
    if not is_dash_significant(_unwrapped(normal_text)):
        edtf = strict_edtf(hyphenated_text) or strict_edtf(_unwrapped(hyphenated_text))
    draft = (
        long_dash(_unwrapped(normal_text))
        or edtf
        or roman_year(_unwrapped(hyphenated_text))
        or _apply_rules(_unwrapped(normal_text), context)
    )
    if draft is None or not is_valid(draft.edtf):
        raise Unreadable(_NOT_A_DATE)
    check_digits(text, draft)
    assumptions = tuple(_restore_case(note, text) for note in draft.assumptions)
    return Reading(text, draft.date, assumptions, draft.zone, draft.calendar, draft.is_relative)


def _apply_rules(text: str, context: Context) -> Draft | None:
    """Apply the rules to the text, and if it has pairs like "1939-40", with these as years, too."""
    full_text = with_full_years(text)
    if full_text == text:
        return first_of(_rules(), hyphenated(text).lower(), context)
    outcomes = (attempt(_rules(), hyphenated(each).lower(), context) for each in (text, full_text))
    outcome = months_or_years(text, *outcomes)
    if isinstance(outcome, Unreadable):
        raise outcome
    return outcome


def _footnote_refusal(bare: str, context: Context) -> Unreadable:
    """Refuse footnote marks, offering the text without them: a superscript digit may belong to the
    number before it, and a number in brackets may be a day of the other calendar."""
    message = Message.of(_("Write the date without footnote marks or fractions."))
    try:
        return Unreadable(message, [_read(bare, context).date.text])
    except Unreadable as problem:
        return Unreadable(message, problem.candidates)


def _restore_case(note: Message, text: str) -> Message:
    """Restore the capitals of text that a message quotes; rules see lower-case text only."""
    lower = text.lower()

    def restored(value: str | int | Translatable) -> str | int | Translatable:
        start = lower.find(value) if isinstance(value, str) and len(lower) == len(text) else -1
        return text[start : start + len(value)] if isinstance(value, str) and start >= 0 else value

    return Message(note.template, tuple((name, restored(value)) for name, value in note.params))


@cache
def _rules() -> tuple[Rule, ...]:
    """All rules; loads them and the names in other languages on first use, to import quickly."""
    from timeline.dates.languages.names import languages
    from timeline.dates.rules import RULES

    languages()
    return RULES


def _context(today: datetime.date, zone: str | None, calendar: str) -> Context:
    clock = None
    if isinstance(today, datetime.datetime):
        if today.tzinfo and zone:
            today = today.astimezone(ZoneInfo(zone))
        clock = today.hour * 3600 + today.minute * 60 + today.second
    return Context(today.toordinal() - 1, clock, zone, calendar)


def _unwrapped(text: str) -> str:
    """Remove quotation marks, punctuation and brackets around the whole text."""
    bare = _stripped(text)
    if _SHORT_YEAR_FIRST.match(text):
        return f"'{bare}"
    match = _IN_BRACKETS.fullmatch(bare)
    return _stripped(match[match.lastgroup or 0]) if match else bare


def _stripped(text: str) -> str:
    """Remove punctuation at both ends, but not two dots: they are the open side of "../1954"."""
    return _OUTER_PUNCTUATION.sub("", text)
