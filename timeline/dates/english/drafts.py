"""The input and the output of rules, with the helpers that rules share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from timeline.dates import gregorian
from timeline.dates.display import MessageDate
from timeline.dates.edtf import EDTF, EDTFError, Single, clock_text, parse, year_text
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _


class Unreadable(ValueError):
    """The text can't be read as one date.

    ``message`` says what is wrong and how to write it; ``candidates`` are the EDTF texts that
    the writer may have meant. Invalid ones are dropped.
    """

    def __init__(self, message: Message, candidates: Iterable[str] = ()) -> None:
        super().__init__(str(message))
        self.message = message
        self.candidates = tuple(dict.fromkeys(filter(is_valid, candidates)))


@dataclass(frozen=True, slots=True)
class Context:
    """What the words alone don't say: the base that relative words count from, its IANA zone, and
    the calendar of the source ("J" or "G").

    ``today`` is its day number; ``clock`` its seconds since midnight, if the hour is known.
    """

    today: int
    clock: int | None = None
    zone: str | None = None
    calendar: str = "G"

    @property
    def base(self) -> MessageDate:
        """The base for display in messages."""
        day = day_text(self.today)
        if self.clock is None:
            return MessageDate(parse(day))
        whole_minutes = self.clock - self.clock % 60
        return MessageDate(parse(f"{day}T{clock_text(whole_minutes)}"), self.zone)


@dataclass(frozen=True, slots=True)
class Draft:
    """The EDTF text that a rule returns, and the assumptions made for it.

    ``edtf`` is always Gregorian: days written in Old Style are converted as soon as they are read.
    ``calendar`` is "J" if there were such days.
    """

    edtf: str
    assumptions: tuple[Message, ...] = ()
    zone: str | None = None
    calendar: str = "G"
    is_relative: bool = False

    @property
    def date(self) -> EDTF:
        """The date; raises EDTFError if the text isn't valid EDTF."""
        return parse(self.edtf)

    @property
    def message_date(self) -> MessageDate:
        """The date for display, in both calendars if it was written in Old Style."""
        return MessageDate(self.date, self.zone, self.calendar)


#: In EDTF only years of four digits have days, and converting from Old Style can leave that range.
TOO_FAR = Message.of(_("Days can only be given from 10000 BC to AD 9999. Write the year alone."))


def combine_drafts(edtf: str, drafts: Iterable[Draft]) -> Draft:
    """A draft made from several others, with the assumptions of all, each once."""
    parts = tuple(drafts)
    assumptions = dict.fromkeys(note for draft in parts for note in draft.assumptions)
    calendar = "J" if any(draft.calendar == "J" for draft in parts) else "G"
    is_relative = any(draft.is_relative for draft in parts)
    return Draft(edtf, tuple(assumptions), calendar=calendar, is_relative=is_relative)


#: The result of reading one side of a range: a draft, the reason for refusal, or None.
Outcome = Draft | Unreadable | None
Rule = Callable[[str, Context], Draft | None]


def first_of(rules: Iterable[Rule], text: str, context: Context) -> Draft | None:
    """The draft of the first rule that doesn't return None."""
    return next((draft for rule in rules if (draft := rule(text, context))), None)


def attempt(rules: Iterable[Rule], text: str, context: Context) -> Outcome:
    """Like `first_of`, but return Unreadable instead of raising it."""
    try:
        return first_of(rules, text, context)
    except Unreadable as problem:
        return problem


def is_valid(edtf: str) -> bool:
    """Whether this text is valid EDTF."""
    try:
        parse(edtf)
    except EDTFError:
        return False
    return True


def ambiguous(readings: Iterable[str], dates: Iterable[MessageDate] = ()) -> Unreadable:
    """The refusal of an ambiguous text, which offers all readings and names the first two. These
    are named as in ``dates``, or by default as their EDTF is displayed."""
    candidates = list(readings)
    first, second = list(dates) or [MessageDate(parse(edtf)) for edtf in candidates[:2]]
    message = _("Is this {first} or {second}?")
    return Unreadable(Message.of(message, first=first, second=second), candidates)


def unlikely(edtf: str, date: MessageDate | None = None) -> Unreadable:
    """The refusal of a text whose only reading is too unlikely to be assumed; offers it."""
    message = _("If you mean {date}, write it that way.")
    return Unreadable(Message.of(message, date=date or MessageDate(parse(edtf))), [edtf])


def month_text(year: int, month: int) -> str:
    """A month as EDTF."""
    return f"{year_text(year)}-{month:02}"


def day_text(day: int) -> str:
    """A day number as EDTF."""
    year, month, day_of_month = gregorian.civil(day)
    return f"{month_text(year, month)}-{day_of_month:02}"


def with_qualifier(edtf: str, qualifier: str) -> str:
    """Qualify a date or both ends of an interval with ``~`` or ``?``; both together are ``%``."""
    if "/" in edtf:
        return "/".join(with_qualifier(end, qualifier) for end in edtf.split("/"))
    if edtf in ("", ".."):
        return edtf
    bare = edtf.rstrip("~?%")
    present = edtf[len(bare) :]
    return bare + (qualifier if present in ("", qualifier) else "%")


def ends_of(date: EDTF) -> tuple[Single, Single] | None:
    """The first and last date of one span; None for sets, times and open sides."""
    singles = date.spans[0].dates
    if date.is_set or date.is_open or any(end.clock is not None for end in singles):
        return None
    return singles[0], singles[-1]
