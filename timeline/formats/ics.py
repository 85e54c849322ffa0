"""iCalendar (RFC 5545, with the properties of calendars from RFC 7986).

A date without a time is an all-day event; DTEND is exclusive. A date less exact than a day covers
all days it may be, and the summary says so. Times are in UTC, which all clients read alike in any
year; they interpret VTIMEZONE rules differently, and ignore them before 1970. The event's own zone
is in X-NEWSDESK-TIME-ZONE.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import icalendar
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.dates.edtf import EDTF, OPEN_END, OPEN_START, Kind
from timeline.dates.precision import Precision
from timeline.dates.single import SECONDS_IN_DAY
from timeline.dates.zones import offsets_at
from timeline.formats.entries import quote_with_source
from timeline.models import Event
from timeline.models.dating import EPOCH
from timeline.sharing.links import absolute, host, passage_url

CONTENT_TYPE = "text/calendar; charset=utf-8"
#: Maximum octets per line.
MAX_LINE_OCTETS = 75
#: How often clients are asked to refresh.
REFRESH = datetime.timedelta(hours=1)
#: iCalendar has the years 1 to 9999. One day less on both sides leaves room for UTC offsets.
FIRST = SECONDS_IN_DAY
LAST = (datetime.date.max.toordinal() - 1) * SECONDS_IN_DAY
#: Matches events whose date iCalendar can't express; of a half-open date, the known bound counts.
OUT_OF_RANGE = (
    Q(date_lower__gt=OPEN_START, date_lower__lt=FIRST)
    | Q(date_upper__lt=OPEN_END, date_upper__gt=LAST)
    | Q(date_upper__lte=FIRST)
    | Q(date_lower__gte=LAST)
)


def is_out_of_range(event: Event) -> bool:
    """Whether the date of a loaded event is OUT_OF_RANGE."""
    lower, upper = event.date_lower, event.date_upper
    is_far = OPEN_START < lower < FIRST or LAST < upper < OPEN_END
    return is_far or upper <= FIRST or lower >= LAST


@dataclass(frozen=True)
class Calendar:
    """The metadata of a calendar; URLs are absolute."""

    title: str
    description: str
    #: The HTML page with the same events.
    page: str
    address: str
    #: How many events are OUT_OF_RANGE.
    left_out: int


def ics_chunks(calendar: Calendar, events: Iterable[Event]) -> Iterator[bytes]:
    """Yield the calendar in chunks, one per event. The events are loaded `with_sources()`, and none
    is OUT_OF_RANGE."""
    head, end, tail = serialize(_calendar(calendar)).rpartition(b"END:VCALENDAR")
    yield head
    is_empty = True
    for event in events:
        is_empty = False
        yield serialize(vevent(event))
    yield (serialize(_utc()) if is_empty else b"") + end + tail


def serialize(component: icalendar.Component) -> bytes:
    """Serialize like the library's `to_ical`, which spends half of the total time on folding lines
    character by character."""
    return b"".join(_fold(line) + b"\r\n" for line in component.content_lines() if line)


#: Characters forbidden in a line (RFC 5545, 3.1: CONTROL); a tab is allowed.
_CONTROLS = dict.fromkeys([*range(9), *range(10, 32), 127])


def _fold(line: str) -> bytes:
    """Fold into lines of 75 octets, including the space that begins a continuation line (RFC 5545,
    3.1)."""
    octets, parts, room = line.translate(_CONTROLS).encode(), [], MAX_LINE_OCTETS
    while len(octets) > room:
        end = room
        while octets[end] & 0xC0 == 0x80:  # don't split a UTF-8 sequence
            end -= 1
        backslashes = end - len(octets[:end].rstrip(b"\\"))
        end -= backslashes % 2  # some clients lose an escape that is split by a fold
        parts.append(octets[:end])
        octets, room = octets[end:], MAX_LINE_OCTETS - 1
    return b"\r\n ".join([*parts, octets])


def vevent(event: Event) -> icalendar.Event:
    """Return the VEVENT of an event."""
    words = event.in_words
    component = icalendar.Event()
    component.add("uid", f"{event.public_id}@{host()}")
    # Without a METHOD, DTSTAMP is the time of the last change, too (RFC 5545, 3.8.7.2).
    component.add("dtstamp", event.changed_at)
    component.add("last-modified", event.changed_at)
    component.add("sequence", event.correction_count)
    _add_date(component, event.date, event.date_tz)
    component.add("summary", _summary(event, words))
    component.add("description", _description(event, words))
    component.add("url", absolute(event.get_absolute_url()))
    if event.place:
        component.add("location", event.place.name)
    if topics := [topic.name for topic in event.loaded_topics]:
        component.add("categories", topics)
    component.add("transp", "TRANSPARENT")  # nobody is busy because of it
    component.add("x-newsdesk-edtf", icalendar.vText(event.date_edtf))
    if event.date_tz:
        component.add("x-newsdesk-time-zone", icalendar.vText(event.date_tz))
    return component


def _calendar(calendar: Calendar) -> icalendar.Calendar:
    vcalendar = icalendar.Calendar()
    vcalendar.add("prodid", "-//newsdesk//newsdesk//EN")
    vcalendar.add("version", "2.0")
    vcalendar.add("calscale", "GREGORIAN")
    description = calendar.description
    if calendar.left_out:
        vcalendar.add("x-newsdesk-left-out", str(calendar.left_out))
        note = ngettext(
            "%(count)s event is left out: it lies before the year 1 or after 9999, where no "
            "calendar can show it.",
            "%(count)s events are left out: they lie before the year 1 or after 9999, where no "
            "calendar can show them.",
            calendar.left_out,
        )
        description = f"{description} {note % {'count': calendar.left_out}}"
    # The X- properties are for clients older than RFC 7986. The library doesn't escape the values
    # of properties it doesn't know, not even line breaks; vText does.
    for name in ("name", "x-wr-calname"):
        vcalendar.add(name, icalendar.vText(calendar.title))
    for name in ("description", "x-wr-caldesc"):
        vcalendar.add(name, icalendar.vText(description))
    vcalendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    vcalendar.add("x-published-ttl", icalendar.vDuration(REFRESH))
    vcalendar.add("url", calendar.page)
    vcalendar.add("source", calendar.address, parameters={"VALUE": "URI"})
    return vcalendar


def _utc() -> icalendar.Timezone:
    """Return a VTIMEZONE for UTC, for a calendar without events: at least one component is required
    (RFC 5545, 3.6)."""
    standard, vtimezone = icalendar.TimezoneStandard(), icalendar.Timezone()
    standard.add("dtstart", datetime.datetime(1970, 1, 1))
    standard.add("tzoffsetfrom", datetime.timedelta())
    standard.add("tzoffsetto", datetime.timedelta())
    vtimezone.add("tzid", "Etc/UTC")
    vtimezone.add_component(standard)
    return vtimezone


def _add_date(component: icalendar.Event, date: EDTF, zone: str) -> None:
    if date.precision is Precision.SECOND:
        component.add("dtstart", _start_time(date, zone))
        return
    lower, upper = _known_bounds(date)
    component.add("dtstart", _day(lower))
    component.add("dtend", _day(upper))


def _start_time(date: EDTF, zone: str) -> datetime.datetime:
    """Return the time in UTC, or as a naive local time if the zone is unknown or the local time is
    ambiguous or skipped at a clock change."""
    offsets = (date.offset,) if date.offset is not None else offsets_at(zone, date.lower) or ()
    if len(offsets) == 1:
        return EPOCH + datetime.timedelta(seconds=date.lower - offsets[0])
    return EPOCH.replace(tzinfo=None) + datetime.timedelta(seconds=date.lower)


def _known_bounds(date: EDTF) -> tuple[int, int]:
    """Return the bounds of the date; of a half-open one, those of its known side."""
    if not date.is_open:
        return date.lower, date.upper
    known = [single for span in date.spans for single in span.dates]
    lower, upper = min(one.lower for one in known), max(one.upper for one in known)
    return max(lower, FIRST), min(upper, LAST)


def _day(seconds: int) -> datetime.date:
    return datetime.date.fromordinal(seconds // SECONDS_IN_DAY + 1)


def _summary(event: Event, words: str) -> str:
    """Return the title, followed by the date in words if the calendar's dates would look more exact
    than the date is known."""
    date = event.date
    if date.is_exact and date.precision <= Precision.DAY:
        return event.title
    if date.precision > Precision.DAY or date.kind is Kind.ONE_OF:
        words = _("%(date)s, exact day unknown") % {"date": words}
    return _("%(title)s (%(date)s)") % {"title": event.title, "date": words}


def _description(event: Event, words: str) -> str:
    sources = (
        f"{quote_with_source(citation)} {passage_url(citation)}"
        for citation in event.loaded_citations
    )
    return "\n".join(filter(None, [words, event.summary, *sources]))
