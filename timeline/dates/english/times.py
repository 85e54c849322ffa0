"""Times of day with their zone: "10 a.m. ET March 18, 2025", "14:00 UTC"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from itertools import chain

from timeline.dates import gregorian
from timeline.dates.edtf import EDTF, Precision, parse
from timeline.dates.english.clocks import CLOCK, SECOND_ZONE, TRAILING_ZONE, ZONE, Clock, clock_of
from timeline.dates.english.day_parts import possible_days
from timeline.dates.english.drafts import Context, Draft, Unreadable, day_text, is_valid
from timeline.dates.english.one_date import one_date
from timeline.dates.english.vocabulary import WEEKDAYS
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.offsets import with_offset
from timeline.dates.single import SECONDS_IN_DAY
from timeline.dates.zones import offsets_at

_BETWEEN = re.compile(r"[(),;|·•]|(?:^|\s)/(?:\s|$)|\b(?:at|on|o'clock)\b")
# A clock, with hyphens that set it off: "18/03/2025 - 14:05"
_SEPARATED_CLOCK = re.compile(rf"(?:\s-\s+)?(?:{CLOCK.pattern})(?:\s+-\s)?")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_NAME = re.compile(r"\s*[(\[]?(?P<name>[^\W\d_]+(?:[/_][^\W\d_]+)*)(?:[)\]]|\b)")
_OPEN_SIDE = re.compile(
    r"(?:before|after|since|up to|until|till|from|by|(?:no|not) (?:later|earlier) than)\b"
)
#: Words that join two times of day to a range.
_RANGE_WORDS = {"-", "to", "and", "until", "till"}
_LAST_HOUR = re.compile(r"\s*(?:-|to|and|until|till)\s+[0-9]{1,2}\b(?=\s*(?:,|on\b|[0-9]|$))")
_LAST_HOUR_OR_OFFSET = re.compile(r"-[0-9]{1,2}(?::[0-9]{2})?")
_FOUR_DIGITS = re.compile(r"\b[0-9]{4}\b")
_ISO_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}(?:t|(?P<space> ))\Z")
_DISAGREE = _("The times of day aren’t the same moment. Correct one of them.")
# The offsets that a clock without a zone may have, if another clock tells it; zones have been on
# whole quarters of an hour for decades.
_OFFSETS = range(-12 * 3600, 14 * 3600 + 1, 15 * 60)


def moment(text: str, context: Context) -> Draft | None:
    """Read a day with one time of day, which may be given in several zones if they agree."""
    text, second_day = _without_second_day(text)
    text = _repeat_clock(_move_zone_to_clock(text))
    matches = list(CLOCK.finditer(text))
    if not matches:
        return None
    if texts := _range_texts(text, matches):
        message = _("A date can have one time of day, not a span of hours. Write when it began.")
        raise Unreadable(Message.of(message), _readings(texts, context))
    clocks = [clock for match in matches if (clock := clock_of(match, context.zone))]
    if len(clocks) != len(matches):
        raise Unreadable(Message.of(_("Write one time of day, such as 14:00 or 2 p.m.")))
    words = _without_clocks(text)
    if opening := _OPEN_SIDE.match(words):
        message = _("A time of day can’t be open-ended. Write the exact time, or only the day.")
        raise Unreadable(Message.of(message), _readings([text.replace(opening[0], "", 1)], context))
    try:
        day = one_date(words, context)
    except Unreadable as problem:  # the day is refused, not its time: keep that in what is offered
        is_midnight = bool(matches[0]["midnight"])
        candidates = _with_clocks(problem.candidates, clocks, is_midnight=is_midnight)
        if matches[0]["compact"]:  # "March 18, 2014 GMT" is a time or the year
            candidates = [*_day_of_year(text[: matches[0].end("compact")], context), *candidates]
        raise Unreadable(problem.message, candidates) from problem
    if day is None or day.date.precision is not Precision.DAY or day.date.single is None:
        _check_zone(text, matches, context)
        message = _("A time of day needs one whole day. Write it like 18 March 2025, 14:00 UTC.")
        raise Unreadable(Message.of(message))
    first, *others = clocks
    if matches[0]["midnight"]:
        message = _("Is this the midnight at the start of the day, or the one at its end?")
        raise Unreadable(Message.of(message), _moments(clocks, (day.date.lower, day.date.upper)))
    offsets = _offsets(clocks, day.date.lower)
    if first.seconds == SECONDS_IN_DAY:
        following = f"{day_text(day.date.upper // SECONDS_IN_DAY)}T00:00:00"
        message = _("24:00 is 00:00 of the next day. Write that, or only the day.")
        candidates = [with_offset(following, offsets)] if is_valid(following) else []
        raise Unreadable(Message.of(message), candidates)
    _check_day_part(words, day.date, clocks)
    edtf = with_offset(f"{day.edtf.rstrip('~?%')}T{first.text}", offsets)
    if day.date.approximate or day.date.uncertain:
        message = _("A time of day can’t be approximate. Write the exact time, or only the day.")
        raise Unreadable(Message.of(message), [edtf])
    assumptions = day.assumptions
    if any(match["fraction"] and int(match["fraction"]) for match in matches):
        assumptions += (Message.of(_("The fraction of the second was left out.")),)
    draft = replace(day, edtf=edtf, zone=first.zone, assumptions=assumptions)
    _check_relative_day(draft, clocks, context)
    if others and second_day:
        _check_second_day(second_day, draft.date, others[0], context)
    return draft


def _day_of_year(text: str, context: Context) -> list[str]:
    """The day that the text gives if its last digits are the year; empty if it isn't a day."""
    with suppress(Unreadable):
        if (day := one_date(text, context)) and day.date.precision is Precision.DAY:
            return [day.edtf]
    return []


def _check_zone(text: str, clocks: list[re.Match[str]], context: Context) -> None:
    """Raise Unreadable for an unknown zone, such as "IST", if the rest is a day and its time."""
    for clock in clocks:
        name = None if clock["zone"] else _NAME.match(text, clock.end())
        with suppress(Unreadable):
            rest = f"{text[: clock.end()]} {text[name.end() :]}" if name else ""
            day = one_date(_without_clocks(rest), context)
            if name and day and day.date.precision is Precision.DAY:
                message = _("Which time zone is “{zone}”? Write the offset, such as +02:00.")
                break
    else:
        return
    raise Unreadable(Message.of(message, zone=name["name"]))


def _check_relative_day(draft: Draft, clocks: list[Clock], context: Context) -> None:
    """Raise Unreadable if a time on a coming day has passed in the base's zone, or vice versa, as
    with "tomorrow at 3 a.m. Moscow time", said late in New York."""
    instant, day = draft.date.instant, draft.date.lower // SECONDS_IN_DAY
    if not draft.is_relative or instant is None or context.clock is None or context.zone is None:
        return
    wall = context.today * SECONDS_IN_DAY + context.clock
    ahead = day - context.today
    if any(
        (instant - wall + offset) * ahead < 0 for offset in offsets_at(context.zone, wall) or ()
    ):
        step = 1 if ahead > 0 else -1
        midnights = (day * SECONDS_IN_DAY, (day + step) * SECONDS_IN_DAY)
        message = _(
            "In that time zone it was a different day from where this was written. Which is meant?"
        )
        raise Unreadable(Message.of(message), _moments(clocks, midnights))


def _check_day_part(words: str, day: EDTF, clocks: list[Clock]) -> None:
    """Raise Unreadable unless the time is in the part of the day: "1 a.m. last night" may be on the
    day after, and "3 p.m. this morning" is in no morning."""
    days = possible_days(words, clocks[0].seconds // 3600)
    if days is None or days == (0,):
        return
    midnights = [day.lower + ahead * SECONDS_IN_DAY for ahead in days or (0,)]
    message = _(
        "Which day does this time belong to? Write its date, and leave out the part of the day."
    )
    raise Unreadable(Message.of(message), _moments(clocks, midnights))


def _with_clocks(candidates: Iterable[str], clocks: list[Clock], *, is_midnight: bool) -> list[str]:
    """The candidate days with the time as written, or without it if no day has that time. Midnight
    may be either end of a day."""
    days = [date for date in map(parse, candidates) if date.precision is Precision.DAY]
    midnights = [(date.lower, date.upper) if is_midnight else (date.lower,) for date in days]
    return _moments(clocks, chain.from_iterable(midnights)) or list(candidates)


def _moments(clocks: list[Clock], midnights: Iterable[int]) -> list[str]:
    """The EDTF of these clocks on the days that begin at `midnights`, without impossible times."""
    texts = []
    for midnight in midnights:
        local = f"{day_text(midnight // SECONDS_IN_DAY)}T{clocks[0].text}"
        with suppress(Unreadable):
            texts += [with_offset(local, _offsets(clocks, midnight))] if is_valid(local) else []
    return texts


def _offsets(clocks: list[Clock], midnight: int) -> tuple[int, ...] | None:
    """The offsets of the first clock, on the day that begins at `midnight`, at which all clocks
    show the same instant; None if none has a zone. Raises Unreadable if the clocks disagree."""
    first, *others = clocks
    offsets = first.offsets(midnight)
    for other in others:
        offsets = _agreeing_offsets(first, other, offsets, midnight)
    return offsets


def _move_zone_to_clock(text: str) -> str:
    """Move a zone from after the day to the only clock, if that has none."""
    clocks, last = list(CLOCK.finditer(text)), TRAILING_ZONE.search(text)
    if clocks[1:] and clocks[-1]["compact"] and len(_FOUR_DIGITS.findall(text)) == 1:
        clocks.pop()  # "4 p.m. June 3, 2025 GMT": the year, not a time
    if not last or len(clocks) != 1 or clocks[0]["zone"] or clocks[0].end() > last.start():
        return text
    end = clocks[0].end()
    return f"{text[:end]} {last['zone']}{text[end : last.start()]}"


def _repeat_clock(text: str) -> str:
    """Repeat the clock for a second zone, "8:46 EDT (UTC-04:00)", to check that both agree."""
    clock = CLOCK.search(text)
    second_zone = SECOND_ZONE.match(text, clock.end()) if clock and clock["zone"] else None
    if not clock or not second_zone:
        return text
    clock_text = text[clock.start() : clock.start("zone")].rstrip(" (")
    return f"{text[: clock.end()]} ({clock_text} {second_zone['zone']}) {text[second_zone.end() :]}"


def _range_texts(text: str, clocks: list[re.Match[str]]) -> tuple[str, ...]:
    """What a text with a range of hours may mean, beginning with its start; empty for other texts.

    "10:00-12:00" and "10:00-12" are ranges, but have an offset after a day in ISO 8601 format or
    if there is a space before it.
    """
    first, *others = clocks
    if others and text[first.end() : others[0].start()].strip() in _RANGE_WORDS:
        # A zone after the end is that of the whole range.
        zone = "" if first["zone"] else others[0]["zone"] or ""
        return (f"{text[: first.end()]} {zone} {text[others[0].end() :]}",)
    if last := _LAST_HOUR.match(text, first.end()):
        return (f"{text[: first.end()]} {text[last.end() :]}",)
    zone = first["zone"] or ""
    if not _LAST_HOUR_OR_OFFSET.fullmatch(zone) or text[first.start("zone") - 1].isspace():
        return ()
    clock = text[first.start() : first.start("zone")]
    before, after = text[: first.start()], text[first.end() :]
    iso_day = _ISO_DAY.search(before)
    if iso_day and (not iso_day["space"] or ":" in zone):
        return ()
    if first["hour24"] and len(zone) > 2 and not _can_end_range(first):
        return ()
    return f"{before}{clock} {after}", f"{before}{clock} utc{zone}{after}"


def _can_end_range(clock: re.Match[str]) -> bool:
    """Whether what looks like an offset may be the end of a range of at most twelve hours, such as
    "22:00-02:00". A time with seconds doesn't begin a range."""
    start = int(clock["hour24"]) * 60 + int(clock["minute24"])
    end = int(clock["hours"]) * 60 + int(clock["minutes"] or 0)
    return not clock["second24"] and 0 < (end - start) % (24 * 60) <= 12 * 60


def _readings(texts: Iterable[str], context: Context) -> list[str]:
    """The candidates from these texts: their dates, or what is offered where one is refused."""
    candidates: list[str] = []
    for text in texts:
        try:
            draft = moment(text, context)
        except Unreadable as problem:  # no such day or offset, or ambiguous itself
            candidates += problem.candidates
            continue
        candidates += [draft.edtf] if draft else []
    return candidates


def _without_second_day(text: str) -> tuple[str, str]:
    """Take the second day out of "22:00 ET (19 March, 02:00 UTC)"; return the rest and that day."""
    brackets = _IN_BRACKETS.search(text)
    if brackets and ZONE.fullmatch(brackets[1].strip()):
        return text, ""  # "04:00" in "(UTC-04:00)" isn't a clock
    clocks = [match[0] for match in CLOCK.finditer(brackets[1])] if brackets else []
    if brackets is None or not clocks:
        return text, ""
    bracketed_clocks = f"({'; '.join(clocks)})"
    return (
        f"{text[: brackets.start()]} {bracketed_clocks} {text[brackets.end() :]}",
        _without_clocks(brackets[1]),
    )


def _without_clocks(text: str) -> str:
    """The text without its clocks and the words that belong to them."""
    rest = re.sub(r"(?<=[0-9])t$", "", _SEPARATED_CLOCK.sub(" ", text).strip())
    return " ".join(_BETWEEN.sub(" ", rest).split())


def _check_second_day(words: str, date: EDTF, clock: Clock, context: Context) -> None:
    for offset in clock.offsets(date.lower) or ():
        wall = (date.instant or 0) + offset
        day = wall // SECONDS_IN_DAY
        if WEEKDAYS.get(words) == gregorian.weekday(day):
            return
        year = gregorian.civil(day)[0]
        for text in (f"{words} {1 - year} bc" if year < 1 else f"{words} {year:04}", words):
            with suppress(Unreadable):
                draft = one_date(text, context)
                if draft and draft.date.lower == day * SECONDS_IN_DAY:
                    return
    raise Unreadable(Message.of(_DISAGREE))


def _agreeing_offsets(
    first: Clock, second: Clock, known: tuple[int, ...] | None, midnight: int
) -> tuple[int, ...]:
    """The offsets of the first clock at which both show the same instant."""
    offsets = {
        first.seconds - (second.seconds - offset) + days * SECONDS_IN_DAY
        for offset in second.offsets(midnight) or ()
        for days in (-1, 0, 1)
    }
    agreeing = {offset for offset in offsets if offset in (_OFFSETS if known is None else known)}
    if not agreeing:
        raise Unreadable(Message.of(_DISAGREE))
    return tuple(sorted(agreeing))
