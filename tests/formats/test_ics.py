"""Calendars, parsed by a library; the raw bytes are checked where that is lenient."""

from __future__ import annotations

import datetime
import re
from typing import Any

import icalendar
import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.dates.strategies import valid_edtf
from tests.factories import make_citation, make_event, make_timeline
from timeline.dates.edtf import parse
from timeline.formats.ics import OUT_OF_RANGE, is_out_of_range, serialize, vevent
from timeline.models import Correction, Event

SITE = "http://127.0.0.1:8000"
NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


def read_bytes(reader: Client, address: str = "/events.ics") -> bytes:
    response: Any = reader.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return b"".join(response)


def calendar(reader: Client, address: str = "/events.ics") -> Any:
    return icalendar.Calendar.from_ical(read_bytes(reader, address))


def events(reader: Client, address: str = "/events.ics") -> list[Any]:
    return list(calendar(reader, address).walk("VEVENT"))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


#: EDTF → first day, the day after the last, what the summary adds to the title.
DAYS = [
    ("2000-06-03", "2000-06-03", "2000-06-04", ""),
    ("2000-06-03/2000-06-05", "2000-06-03", "2000-06-06", ""),
    ("2000-02", "2000-02-01", "2000-03-01", "February 2000, exact day unknown"),
    ("2014", "2014-01-01", "2015-01-01", "2014, exact day unknown"),
    ("17XX", "1700-01-01", "1800-01-01", "18th century, exact day unknown"),
    ("2014-21", "2014-03-01", "2014-06-01", "spring 2014, exact day unknown"),
    ("1944-06/1944-07", "1944-06-01", "1944-08-01", "June–July 1944, exact day unknown"),
    ("1783~", "1783-01-01", "1784-01-01", "c. 1783, exact day unknown"),
    ("2000-06-03?", "2000-06-03", "2000-06-04", "3 June 2000 (uncertain)"),
    (
        "[2025-03-10..2025-03-16]",
        "2025-03-10",
        "2025-03-17",
        "between 10 and 16 March 2025, exact day unknown",
    ),
    ("[1667,1668]", "1667-01-01", "1669-01-01", "1667 or 1668, exact day unknown"),
    ("2014/..", "2014-01-01", "2015-01-01", "since 2014, exact day unknown"),
    ("../1953-03-05", "1953-03-05", "1953-03-06", "until 5 March 1953"),
    ("0001-01-02", "0001-01-02", "0001-01-03", ""),
    ("9999-12-30", "9999-12-30", "9999-12-31", ""),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("edtf", "start", "end", "words"), DAYS)
def test_what_is_known_is_a_span_of_days_that_ends_before_its_end(
    reader: Client, edtf: str, start: str, end: str, words: str
) -> None:
    make_event("A meeting", edtf)
    [found] = events(reader)
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (day(start), day(end))
    assert found["DTSTART"].params["VALUE"] == found["DTEND"].params["VALUE"] == "DATE"
    assert found["SUMMARY"] == (f"A meeting ({words})" if words else "A meeting")


#: EDTF, zone → DTSTART as serialized.
TIMES = [
    ("2025-03-18T10:00:00-04:00", "America/New_York", "20250318T140000Z"),
    ("2025-03-18T10:00:00Z", "", "20250318T100000Z"),
    ("2025-03-18T10:00:00", "America/New_York", "20250318T140000Z"),
    ("1880-06-01T12:00:00", "America/New_York", "18800601T165602Z"),  # local mean time
    ("2025-03-18T10:00:00", "", "20250318T100000"),
    ("2025-03-30T02:30:00", "Europe/Berlin", "20250330T023000"),  # skipped when clocks go forward
    ("2025-10-26T02:30:00", "Europe/Berlin", "20251026T023000"),  # occurs twice when clocks go back
]


@pytest.mark.django_db
@pytest.mark.parametrize(("edtf", "zone", "written"), TIMES)
def test_a_time_is_a_moment_where_its_offset_is_known(
    reader: Client, edtf: str, zone: str, written: str
) -> None:
    make_event("A call", edtf, date_tz=zone)
    text = read_bytes(reader).decode()
    assert f"\r\nDTSTART:{written}\r\n" in text
    assert "DTEND" not in text
    assert "TZID" not in text
    [found] = events(reader)
    assert found["SUMMARY"] == "A call"
    assert found.get("X-NEWSDESK-TIME-ZONE", "") == zone


@pytest.mark.django_db
def test_an_event_is_one_of_a_calendar(reader: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        event = make_event(
            "Clinton meets; greets, Putin",
            "2000-06-03",
            public_id="k3v9x2mt",
            summary="They meet.\nThey part.",
            place="Moscow",
            topics=["War, and peace", "Meetings"],
        )
    with time_machine.travel(NOW + datetime.timedelta(days=1), tick=False):
        Correction.objects.create(event=event, kind="update", was="a", now_says="b")
    [found] = events(reader)
    assert found["UID"] == "k3v9x2mt@127.0.0.1"
    assert found["SEQUENCE"] == 1
    assert found["DTSTAMP"].dt == found["LAST-MODIFIED"].dt == NOW + datetime.timedelta(days=1)
    assert found["SUMMARY"] == "Clinton meets; greets, Putin"
    assert found["DESCRIPTION"].startswith("3 June 2000\nThey meet.\nThey part.\nLive page: “")
    assert found["URL"] == f"{SITE}{event.get_absolute_url()}"
    assert found["LOCATION"] == "Moscow"
    assert sorted(found["CATEGORIES"].cats) == ["Meetings", "War, and peace"]
    assert found["TRANSP"] == "TRANSPARENT"
    assert found["X-NEWSDESK-EDTF"] == "2000-06-03"


@pytest.mark.django_db
def test_nobody_learns_how_long_an_event_was_kept_back(reader: Client) -> None:
    with time_machine.travel(NOW - datetime.timedelta(days=700), tick=False):
        event = make_event("An obituary", state=Event.State.DRAFT)
    with time_machine.travel(NOW, tick=False):
        event.state = Event.State.PUBLISHED
        event.save()
    said = read_bytes(reader)
    assert b"\r\nDTSTAMP:20260301T120000Z\r\n" in said
    assert b"2024" not in said


@pytest.mark.django_db
def test_the_uid_outlives_every_edit(reader: Client) -> None:
    event = make_event("A", "2000")
    [before] = events(reader)
    event.title, event.date_edtf = "B", "2001-02-03"
    event.save()
    [after] = events(reader)
    assert before["UID"] == after["UID"]
    assert before["LAST-MODIFIED"].dt <= after["LAST-MODIFIED"].dt


@pytest.mark.django_db
def test_the_calendar_says_what_it_is(reader: Client) -> None:
    make_event(topics=["War"])
    make_timeline("war", title="War, and\npeace", standfirst="All\nof it.", query="topic=war")
    found = calendar(reader, "/t/war/events.ics")
    assert found["VERSION"] == "2.0"
    assert found["PRODID"]
    assert found["DESCRIPTION"] == "All\nof it."
    # The library doesn't unescape properties that it doesn't know.
    assert found["NAME"] == found["X-WR-CALNAME"] == r"War\, and\npeace"
    assert found["X-WR-CALDESC"] == r"All\nof it."
    assert found["SOURCE"] == f"{SITE}/t/war/events.ics"
    assert found["URL"] == f"{SITE}/t/war/"
    assert found["REFRESH-INTERVAL"].dt == datetime.timedelta(hours=1)
    text = read_bytes(reader, "/t/war/events.ics").decode()
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text
    assert "X-PUBLISHED-TTL:PT1H\r\n" in text
    assert "LEFT-OUT" not in text
    # RFC 5545, 3.6: properties before components.
    assert text.index("SOURCE") < text.index("BEGIN:VEVENT")


@pytest.mark.django_db
def test_what_no_calendar_can_hold_is_left_out_and_said_so(reader: Client) -> None:
    for edtf in ("-0043-03-15", "0000", "0001", "Y12345", "9999-12-31", "../-0500", "Y99999/.."):
        make_event(f"Beyond {edtf}", edtf)
    make_event("Within", "2014")
    [found] = events(reader)
    assert found["SUMMARY"].startswith("Within")
    said = calendar(reader)
    assert said["X-NEWSDESK-LEFT-OUT"] == "7"
    assert "7 events are left out" in said["DESCRIPTION"]
    assert "left out" not in calendar(reader, "/events.ics?from=2000&to=2020")["DESCRIPTION"]


CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
HARD = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00") | st.sampled_from("\r\n\\;,:\"'\t🕊")
)


@pytest.mark.django_db
@given(HARD, HARD)
def test_lines_are_short_and_texts_whole(title: str, summary: str) -> None:
    """Lines have up to 75 octets (RFC 5545, 3.1), aren't folded within a character or an escape,
    and have no control characters; and no text can inject a property."""
    event = make_event(cite=False)
    event.title, event.summary = title, summary
    [event_found] = Event.objects.with_sources().filter(pk=event.pk)
    event_found.title, event_found.summary = title, summary
    octets = serialize(vevent(event_found))
    for line in octets.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert (len(line) - len(line.rstrip(b"\\"))) % 2 == 0
        line.decode()
        assert not CONTROL.search(line)
    names = re.findall(r"^([A-Z-]+)[;:]", octets.decode(), re.M)
    assert len(names) == len(set(names))
    plain = CONTROL.sub(b"", vevent(event_found).to_ical())
    assert icalendar.Event.from_ical(octets) == icalendar.Event.from_ical(plain)
    event.delete()


@pytest.mark.django_db
@given(valid_edtf)
def test_every_date_is_written_or_left_out(text: str) -> None:
    event = make_event("A", text, cite=False)
    [found] = Event.objects.with_sources().filter(pk=event.pk)
    assert is_out_of_range(found) == Event.objects.filter(OUT_OF_RANGE).exists()
    if is_out_of_range(found):
        assert found.date.lower < 86_400 or found.date.upper > parse("9999-12-30").upper
    else:
        said: Any = vevent(found)
        again: Any = icalendar.Event.from_ical(serialize(said))
        assert again["DTSTART"].dt == said["DTSTART"].dt
        if "DTEND" in said:
            assert again["DTSTART"].dt < again["DTEND"].dt
    event.delete()


@pytest.mark.django_db
def test_a_calendar_holds_the_whole_answer(reader: Client) -> None:
    for _number in range(80):
        make_citation(make_event(cite=False))
    assert len(events(reader)) == 80


@pytest.mark.django_db
def test_a_calendar_without_events_is_one_all_the_same(reader: Client) -> None:
    """RFC 5545 requires a component (3.6), and certain properties of a time zone (3.6.5)."""
    empty = calendar(reader)
    [zone] = empty.subcomponents
    assert (zone.name, zone["TZID"]) == ("VTIMEZONE", "Etc/UTC")
    [rule] = zone.subcomponents
    assert set(rule) == {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"}
    assert rule["TZOFFSETFROM"].td == rule["TZOFFSETTO"].td == datetime.timedelta()
    assert zone.to_tz().utcoffset(NOW.replace(tzinfo=None)) == datetime.timedelta()
    assert not empty.errors
    make_event()
    assert [each.name for each in calendar(reader).subcomponents] == ["VEVENT"]
    assert [each.name for each in calendar(reader, "/events.ics?from=3000").subcomponents] == [
        "VTIMEZONE"
    ]
