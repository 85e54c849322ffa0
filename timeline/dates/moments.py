"""Words for a time of day, in its own zone and in UTC."""

from __future__ import annotations

from timeline.dates import gregorian
from timeline.dates.messages import Translations, say
from timeline.dates.messages import gettext_noop as _
from timeline.dates.phrases import day_words, month_day_words
from timeline.dates.single import SECONDS_IN_DAY, Single
from timeline.dates.zones import UTC_NAMES, offset_name, offsets_at, zone_name


def moment_words(moment: Single, zone: str | None, translations: Translations) -> str:
    """ "18 March 2025, 22:00 ET (19 March, 02:00 UTC)"."""
    parts = _template_params(moment, zone, translations)
    parts["day"] = day_words(*gregorian.civil(moment.lower // SECONDS_IN_DAY), translations)
    if "utc" in parts:
        return say(translations, _("{day}, {clock} {zone} ({utc})"), **parts)
    if "zone" in parts:
        return say(translations, _("{day}, {clock} {zone}"), **parts)
    return say(translations, _("{day}, {clock}"), **parts)


def clock_words(moment: Single, zone: str | None, translations: Translations) -> str:
    """ "10:00 ET / 14:00 UTC"."""
    parts = _template_params(moment, zone, translations)
    if "utc" in parts:
        return say(translations, _("{clock} {zone} / {utc}"), **parts)
    return say(translations, _("{clock} {zone}"), **parts) if "zone" in parts else parts["clock"]


def _template_params(
    moment: Single, zone: str | None, translations: Translations
) -> dict[str, str]:
    """The parameters of the templates: the time, the zone if known, and UTC if it differs."""
    parts = {"clock": format_clock(moment.lower)}
    if label := _zone_label(moment, zone, translations):
        parts["zone"] = label
    if label and label not in UTC_NAMES and moment.offset is not None:
        parts["utc"] = _utc(moment.lower, moment.lower - moment.offset, translations)
    return parts


def _zone_label(moment: Single, zone: str | None, translations: Translations) -> str | None:
    """The zone's name, or the written offset if the zone didn't have it at that time. If the zone's
    offsets aren't known for that time, any but "Z" is taken for the zone's."""
    if moment.offset is None:
        return zone_name(zone, translations) if zone else None
    known = offsets_at(zone, moment.lower) if zone else ()
    if zone and (moment.offset != 0 if known is None else moment.offset in known):
        return zone_name(zone, translations)
    return offset_name(moment.offset)


def _utc(local: int, instant: int, translations: Translations) -> str:
    """The time in UTC, with the day, and with the year, if they differ from the local ones."""
    day, local_day = instant // SECONDS_IN_DAY, local // SECONDS_IN_DAY
    clock = say(translations, _("{clock} UTC"), clock=format_clock(instant))
    if day == local_day:
        return clock
    year, month, day_of_month = gregorian.civil(day)
    if year == gregorian.civil(local_day)[0]:
        day_text = month_day_words(month, day_of_month, translations)
    else:
        day_text = day_words(year, month, day_of_month, translations)
    return say(translations, _("{day}, {clock}"), day=day_text, clock=clock)


def format_clock(seconds: int) -> str:
    """The time of day of a number of seconds: "10:00", or "10:00:30" if there are seconds."""
    minutes, second = divmod(seconds % SECONDS_IN_DAY, 60)
    clock = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{clock}:{second:02}" if second else clock
