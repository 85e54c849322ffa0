"""Times of day with their zone: "10 a.m. ET March 18, 2025", "14:00 UTC"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from itertools import chain

from timeline.dates import gregorian
from timeline.dates.edtf import EDTF, Precision, parse
from timeline.dates.english.clocks import CLOCK, ZONE, ZONE_ASIDE, ZONE_LAST, Clock, clock_of
from timeline.dates.english.day_parts import days_beside
from timeline.dates.english.drafts import Context, Draft, Unreadable, day_text, is_valid
from timeline.dates.english.one_date import one_date
from timeline.dates.english.vocabulary import WEEKDAYS
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.offsets import with_offset
from timeline.dates.single import SECONDS_IN_DAY
from timeline.dates.zones import offsets_at

_BETWEEN = re.compile(r"[(),;|·•]|(?:^|\s)/(?:\s|$)|\b(?:at|on|o'clock)\b")
# "18/03/2025 - 14:05"
_CLOCK_APART = re.compile(rf"(?:\s-\s+)?(?:{CLOCK.pattern})(?:\s+-\s)?")
_ASIDE = re.compile(r"\(([^()]*)\)")
_NAME = re.compile(r"\s*[(\[]?(?P<name>[^\W\d_]+(?:[/_][^\W\d_]+)*)(?:[)\]]|\b)")
_OPEN_SIDE = re.compile(
    r"(?:before|after|since|up to|until|till|from|by|(?:no|not) (?:later|earlier) than)\b"
)
#: What joins two times of day to a stretch.
_TO = {"-", "to", "and", "until", "till"}
_LAST_HOUR = re.compile(r"\s*(?:-|to|and|until|till)\s+[0-9]{1,2}\b(?=\s*(?:,|on\b|[0-9]|$))")
_LAST_HOUR_OR_OFFSET = re.compile(r"-[0-9]{1,2}(?::[0-9]{2})?")
_FOUR_DIGITS = re.compile(r"\b[0-9]{4}\b")
_ISO_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}(?:t|(?P<space> ))\Z")
_DISAGREE = _("The times of day aren’t the same moment.")
# A zone that nobody names is told by what another clock shows; all have been whole quarters of an
# hour for a lifetime.
_OFFSETS = range(-12 * 3600, 14 * 3600 + 1, 15 * 60)


def moment(text: str, context: Context) -> Draft | None:
    """A day and one time of day, which may be given in several zones that agree."""
    text, second_day = _without_second_day(text)
    text = _each_zone_with_a_clock(_zone_beside_clock(text))
    found = list(CLOCK.finditer(text))
    if not found:
        return None
    if stretch := _stretch(text, found):
        message = _("A date holds one time of day, and no stretch of hours. Write when it began.")
        raise Unreadable(Message.of(message), _readings(stretch, context))
    clocks = [clock for match in found if (clock := clock_of(match, context.zone))]
    if len(clocks) != len(found):
        raise Unreadable(Message.of(_("Write one time of day, as 14:00 or 2 p.m.")))
    words = _words_around(text)
    if side := _OPEN_SIDE.match(words):
        message = _("A time of day has no open side. Write the time itself, or its day.")
        raise Unreadable(Message.of(message), _readings([text.replace(side[0], "", 1)], context))
    try:
        day = one_date(words, context)
    except Unreadable as problem:  # which year? The time was not asked about
        is_midnight = bool(found[0]["midnight"])
        offered = _at_these_times(problem.candidates, clocks, is_midnight=is_midnight)
        if found[0]["compact"]:  # "March 18, 2014 GMT": or is that the year?
            offered = [*_day_of_year(text[: found[0].end("compact")], context), *offered]
        raise Unreadable(problem.message, offered) from problem
    if day is None or day.date.precision is not Precision.DAY or day.date.single is None:
        _check_zone(text, found, context)
        message = _("A time of day stands with one whole day: 18 March 2025, 14:00 UTC.")
        raise Unreadable(Message.of(message))
    first, *others = clocks
    if found[0]["midnight"]:
        message = _("Is this the midnight that the day begins with, or the one that ends it?")
        raise Unreadable(Message.of(message), _moments(clocks, (day.date.lower, day.date.upper)))
    offsets = _offsets(clocks, day.date.lower)
    if first.seconds == SECONDS_IN_DAY:
        following = f"{day_text(day.date.upper // SECONDS_IN_DAY)}T00:00:00"
        message = _("24:00 is 00:00 of the day after. Write that, or the day alone.")
        candidates = [with_offset(following, offsets)] if is_valid(following) else []
        raise Unreadable(Message.of(message), candidates)
    _check_part(words, day.date, clocks)
    edtf = with_offset(f"{day.edtf.rstrip('~?%')}T{first.text}", offsets)
    if day.date.approximate or day.date.uncertain:
        message = _("A time of day can’t be approximate. Write the time itself, or its day.")
        raise Unreadable(Message.of(message), [edtf])
    assumed = day.assumed
    if any(match["fraction"] and int(match["fraction"]) for match in found):
        assumed += (Message.of(_("The fraction of the second was left out.")),)
    draft = replace(day, edtf=edtf, zone=first.zone, assumed=assumed)
    _check_side(draft, clocks, context)
    if others and second_day:
        _check_second_day(second_day, draft.date, others[0], context)
    return draft


def _day_of_year(text: str, context: Context) -> list[str]:
    """The day of a text whose last digits are its year; nothing for any other."""
    with suppress(Unreadable):
        if (day := one_date(text, context)) and day.date.precision is Precision.DAY:
            return [day.edtf]
    return []


def _check_zone(text: str, clocks: list[re.Match[str]], context: Context) -> None:
    """Ask which zone "IST" is, if all the rest is a day and its time."""
    for clock in clocks:
        name = None if clock["zone"] else _NAME.match(text, clock.end())
        with suppress(Unreadable):
            rest = f"{text[: clock.end()]} {text[name.end() :]}" if name else ""
            day = one_date(_words_around(rest), context)
            if name and day and day.date.precision is Precision.DAY:
                message = _("Which time zone is “{zone}”? Write the offset, as +02:00.")
                break
    else:
        return
    raise Unreadable(Message.of(message, zone=name["name"]))


def _check_side(draft: Draft, clocks: list[Clock], context: Context) -> None:
    """ "Tomorrow at 3 a.m. Moscow time", said late in New York, would be over."""
    then, day = draft.date.instant, draft.date.lower // SECONDS_IN_DAY
    if not draft.relative or then is None or context.clock is None or context.zone is None:
        return
    wall = context.today * SECONDS_IN_DAY + context.clock
    ahead = day - context.today
    if any((then - wall + offset) * ahead < 0 for offset in offsets_at(context.zone, wall) or ()):
        side = 1 if ahead > 0 else -1
        midnights = (day * SECONDS_IN_DAY, (day + side) * SECONDS_IN_DAY)
        message = _("Where the words were written, it was another day. Which one is meant?")
        raise Unreadable(Message.of(message), _moments(clocks, midnights))


def _check_part(words: str, day: EDTF, clocks: list[Clock]) -> None:
    """ "1 a.m. last night" may be of the day after; "3 p.m. this morning" is of no morning."""
    days = days_beside(words, clocks[0].seconds // 3600)
    if days is None or days == (0,):
        return
    midnights = [day.lower + ahead * SECONDS_IN_DAY for ahead in days or (0,)]
    message = _("Which day is this time of? Write its date, and leave the part of the day out.")
    raise Unreadable(Message.of(message), _moments(clocks, midnights))


def _at_these_times(
    candidates: Iterable[str], clocks: list[Clock], *, is_midnight: bool
) -> list[str]:
    """Days that may be meant, each with the time that was written beside it; where no day has that
    time, the days alone. Midnight may be either end of a day."""
    days = [date for date in map(parse, candidates) if date.precision is Precision.DAY]
    midnights = [(date.lower, date.upper) if is_midnight else (date.lower,) for date in days]
    return _moments(clocks, chain.from_iterable(midnights)) or list(candidates)


def _moments(clocks: list[Clock], midnights: Iterable[int]) -> list[str]:
    """What these clocks show on each of the days that begin then, but for what none can show."""
    found = []
    for midnight in midnights:
        local = f"{day_text(midnight // SECONDS_IN_DAY)}T{clocks[0].text}"
        with suppress(Unreadable):
            found += [with_offset(local, _offsets(clocks, midnight))] if is_valid(local) else []
    return found


def _offsets(clocks: list[Clock], midnight: int) -> tuple[int, ...] | None:
    """The offsets that the first clock can have on the day that begins at midnight, where all show
    the same moment; None if none names a zone."""
    first, *others = clocks
    offsets = first.offsets(midnight)
    for other in others:
        offsets = _agreeing(first, other, offsets, midnight)
    return offsets


def _zone_beside_clock(text: str) -> str:
    """A zone that stands behind the day is that of the only clock, if that names none itself."""
    clocks, last = list(CLOCK.finditer(text)), ZONE_LAST.search(text)
    if clocks[1:] and clocks[-1]["compact"] and len(_FOUR_DIGITS.findall(text)) == 1:
        clocks.pop()  # "4 p.m. June 3, 2025 GMT": the year, and no hours
    if not last or len(clocks) != 1 or clocks[0]["zone"] or clocks[0].end() > last.start():
        return text
    end = clocks[0].end()
    return f"{text[:end]} {last['zone']}{text[end : last.start()]}"


def _each_zone_with_a_clock(text: str) -> str:
    """ "8:46 EDT (UTC-04:00)" is told by two clocks, which have to agree."""
    clock = CLOCK.search(text)
    aside = ZONE_ASIDE.match(text, clock.end()) if clock and clock["zone"] else None
    if not clock or not aside:
        return text
    shown = text[clock.start() : clock.start("zone")].rstrip(" (")
    return f"{text[: clock.end()]} ({shown} {aside['zone']}) {text[aside.end() :]}"


def _stretch(text: str, clocks: list[re.Match[str]]) -> tuple[str, ...]:
    """What a text with a stretch of hours may mean, the hour that it begins with first; nothing
    for any other. "10:00-12:00" and "10:00-12" are one, unless they stand behind a day as ISO 8601
    writes it; an offset with a space before it is none."""
    first, *others = clocks
    if others and text[first.end() : others[0].start()].strip() in _TO:
        # Behind its end, a zone is that of the whole stretch.
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
    if first["hour24"] and len(zone) > 2 and not _may_end_it(first):
        return ()
    return f"{before}{clock} {after}", f"{before}{clock} utc{zone}{after}"


def _may_end_it(clock: re.Match[str]) -> bool:
    """Is what looks like an offset within half a day of the hour before it, "22:00-02:00"? A time
    with seconds begins no stretch."""
    start = int(clock["hour24"]) * 60 + int(clock["minute24"])
    end = int(clock["hours"]) * 60 + int(clock["minutes"] or 0)
    return not clock["second24"] and 0 < (end - start) % (24 * 60) <= 12 * 60


def _readings(texts: Iterable[str], context: Context) -> list[str]:
    """What may be meant: the dates of those of these texts that have one."""
    found: list[str] = []
    for text in texts:
        try:
            draft = moment(text, context)
        except Unreadable as problem:  # no such day or offset, or a text that is asked itself
            found += problem.candidates
            continue
        found += [draft.edtf] if draft else []
    return found


def _without_second_day(text: str) -> tuple[str, str]:
    """Take the day out of "22:00 ET (19 March, 02:00 UTC)"."""
    aside = _ASIDE.search(text)
    if aside and ZONE.fullmatch(aside[1].strip()):
        return text, ""  # "04:00" of "(UTC-04:00)" is no clock
    clocks = [match[0] for match in CLOCK.finditer(aside[1])] if aside else []
    if aside is None or not clocks:
        return text, ""
    beside = f"({'; '.join(clocks)})"
    return f"{text[: aside.start()]} {beside} {text[aside.end() :]}", _words_around(aside[1])


def _words_around(text: str) -> str:
    """What is left of a text without its clocks."""
    rest = re.sub(r"(?<=[0-9])t$", "", _CLOCK_APART.sub(" ", text).strip())
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
                found = one_date(text, context)
                if found and found.date.lower == day * SECONDS_IN_DAY:
                    return
    raise Unreadable(Message.of(_DISAGREE))


def _agreeing(
    first: Clock, second: Clock, known: tuple[int, ...] | None, midnight: int
) -> tuple[int, ...]:
    """The offsets of the first clock at which both show the same moment."""
    found = {
        first.seconds - (second.seconds - offset) + days * SECONDS_IN_DAY
        for offset in second.offsets(midnight) or ()
        for days in (-1, 0, 1)
    }
    agreeing = {offset for offset in found if offset in (_OFFSETS if known is None else known)}
    if not agreeing:
        raise Unreadable(Message.of(_DISAGREE))
    return tuple(sorted(agreeing))
