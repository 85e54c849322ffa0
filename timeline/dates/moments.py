"""Words for a time of day, in its own zone and in UTC."""

from __future__ import annotations

from timeline.dates import gregorian
from timeline.dates.messages import Words, say
from timeline.dates.messages import gettext_noop as _
from timeline.dates.phrases import day_words, month_day_words
from timeline.dates.single import SECONDS_IN_DAY, Single
from timeline.dates.zones import UNIVERSAL, offset_name, offsets_at, zone_name


def moment_words(moment: Single, zone: str | None, words: Words) -> str:
    """ "18 March 2025, 22:00 ET (19 March, 02:00 UTC)"."""
    parts = _parts(moment, zone, words)
    parts["day"] = day_words(*gregorian.civil(moment.lower // SECONDS_IN_DAY), words)
    if "utc" in parts:
        return say(words, _("{day}, {clock} {zone} ({utc})"), **parts)
    if "zone" in parts:
        return say(words, _("{day}, {clock} {zone}"), **parts)
    return say(words, _("{day}, {clock}"), **parts)


def clock_words(moment: Single, zone: str | None, words: Words) -> str:
    """ "10:00 ET / 14:00 UTC"."""
    parts = _parts(moment, zone, words)
    if "utc" in parts:
        return say(words, _("{clock} {zone} / {utc}"), **parts)
    return say(words, _("{clock} {zone}"), **parts) if "zone" in parts else parts["clock"]


def _parts(moment: Single, zone: str | None, words: Words) -> dict[str, str]:
    """The parameters of the templates: the time, the zone if known, and UTC if it differs."""
    parts = {"clock": shown_clock(moment.lower)}
    if label := _label(moment, zone, words):
        parts["zone"] = label
    if label and label not in UNIVERSAL and moment.offset is not None:
        parts["utc"] = _utc(moment.lower, moment.lower - moment.offset, words)
    return parts


def _label(moment: Single, zone: str | None, words: Words) -> str | None:
    """The zone's name, or the written offset if the zone didn't have it at that time. If the zone's
    offsets aren't known for that time, any but "Z" is taken for the zone's."""
    if moment.offset is None:
        return zone_name(zone, words) if zone else None
    known = offsets_at(zone, moment.lower) if zone else ()
    if zone and (moment.offset != 0 if known is None else moment.offset in known):
        return zone_name(zone, words)
    return offset_name(moment.offset)


def _utc(local: int, instant: int, words: Words) -> str:
    """The time in UTC, with the day, and with the year, if they differ from the local ones."""
    day, local_day = instant // SECONDS_IN_DAY, local // SECONDS_IN_DAY
    clock = say(words, _("{clock} UTC"), clock=shown_clock(instant))
    if day == local_day:
        return clock
    year, month, day_of_month = gregorian.civil(day)
    if year == gregorian.civil(local_day)[0]:
        said = month_day_words(month, day_of_month, words)
    else:
        said = day_words(year, month, day_of_month, words)
    return say(words, _("{day}, {clock}"), day=said, clock=clock)


def shown_clock(seconds: int) -> str:
    """The time of day of a number of seconds: "10:00", or "10:00:30" if there are seconds."""
    minutes, second = divmod(seconds % SECONDS_IN_DAY, 60)
    clock = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{clock}:{second:02}" if second else clock
