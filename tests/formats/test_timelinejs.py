"""TimelineJS: importing its files, exporting files that it reads, and keeping what neither maps."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from time import process_time
from typing import Any

import html5lib
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.dates.strategies import is_edtf, valid_edtf
from tests.factories import make_event, make_timeline
from timeline.dates.edtf import parse
from timeline.formats.markup import (
    MAX_MARKUP_LENGTH,
    as_html,
    as_text,
    is_lossless,
    is_safe_url,
    sanitize,
)
from timeline.formats.rows import CellError, FormatError, Row
from timeline.formats.timelinejs import event_slide
from timeline.formats.timelinejs_dates import (
    display_date,
    edtf_of,
    parse_clock,
    parse_date,
    slide_dates,
)
from timeline.formats.timelinejs_rows import read_slide, row_from_event
from timeline.formats.uploads import read_file
from timeline.models import Event

SHEET = (
    "Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Media,"
    "Media Credit,Media Caption,Media Thumbnail,Type,Group,Background"
)


def sheet(**cells: str) -> Row:
    """Read a TimelineJS sheet of one line and return its row."""
    names = SHEET.split(",")
    cells = {name.replace("_", " "): text for name, text in cells.items()}
    line = ",".join(f'"{cells.get(name, "")}"' for name in names)
    [row] = read_file(f"{SHEET}\r\n{line}\r\n".encode()).rows
    return row


def document(reader: Client, address: str = "/events.timelinejs.json") -> Any:
    response: Any = reader.get(address)
    assert response["Content-Type"] == "application/json"
    return json.loads(b"".join(response))


# --- dates ----------------------------------------------------------------------------------------

SAID = [
    # EDTF, start, end, display date
    ("2014", {"year": 2014}, None, ""),
    ("2014-03", {"year": 2014, "month": 3}, None, ""),
    ("2014-03-18", {"year": 2014, "month": 3, "day": 18}, None, ""),
    (
        "2014-03/2014-03-18",
        {"year": 2014, "month": 3},
        {"year": 2014, "month": 3, "day": 18},
        "",
    ),
    ("17XX", {"year": 1700}, {"year": 1799}, "18th century"),
    ("1783~", {"year": 1783}, None, "c. 1783"),
    ("2014/..", {"year": 2014}, None, "since 2014"),
    ("../1953", {"year": 1953}, None, "until 1953"),
    ("2014-21", {"year": 2014, "month": 3}, {"year": 2014, "month": 5}, "spring 2014"),
    ("[1667,1668]", {"year": 1667}, {"year": 1668}, "1667 or 1668"),
    ("-0043-03-15", {"year": -44, "month": 3, "day": 15}, None, ""),
    ("Y-13000000000", {"year": -13_000_000_001}, None, ""),
    (
        "2025-03-18T10:00:00-04:00",
        {"year": 2025, "month": 3, "day": 18, "hour": 10, "minute": 0, "second": 0},
        None,
        "18 March 2025, 10:00 UTC−4 (14:00 UTC)",
    ),
]


@pytest.mark.parametrize(("edtf", "start", "end", "words"), SAID)
def test_a_date_goes_out_and_comes_back(
    edtf: str, start: dict[str, int], end: dict[str, int] | None, words: str
) -> None:
    date = parse(edtf)
    assert slide_dates(date) == (start, end)
    assert display_date(date, edtf, "", "G") == words
    assert edtf_of(start, end, words) == edtf


@given(valid_edtf.filter(is_edtf))
def test_every_date_goes_out_as_one_that_timelinejs_takes(edtf: str) -> None:
    date = parse(edtf)
    start, end = slide_dates(date)
    said = parse(edtf_of(start, end))
    assert said.lower <= said.upper
    if not date.is_open:
        assert said.lower <= date.lower
        assert said.upper >= date.upper


def test_words_of_the_source_are_shown_where_they_say_the_date_alone() -> None:
    date = parse("2000-06-03")
    assert display_date(date, "June 3, 2000", "", "G") == "June 3, 2000"
    assert display_date(date, "the day before", "", "G") == "3 June 2000"
    assert display_date(date, "June 3", "", "G") == "3 June 2000"


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ({}, None, "no year"),
        ({"month": 3}, None, "no year"),
        ({"year": 2014, "day": 3}, None, "no month"),
        ({"year": 2014, "hour": 3}, None, "no month"),
        ({"year": 2014, "month": 13}, None, "no date"),
        ({"year": 0}, None, "no year 0"),
        ({"year": "circa 1783"}, None, "not a number"),
        ({"year": 2014}, {"year": 2013}, "before it begins"),
        ({"year": 2014}, {"month": 3}, "no year"),
    ],
)
def test_a_date_that_is_none_says_why(
    start: dict[str, Any], end: dict[str, Any] | None, reason: str
) -> None:
    with pytest.raises(CellError, match=reason):
        edtf_of(start, end)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2014", "2014"),
        ("2014,3,18", "2014-03-18"),
        (" 2014,\t 3 ,18 ", "2014-03-18"),
        ("2014,3,18,10,30", "2014-03-18T10:30:00"),
        ("2014-03-18T10:00:00Z", "2014-03-18T10:00:00Z"),
        ("2014-3-18 10:00", "2014-03-18T10:00:00"),
        ("2014-03-18T10:00:00+0100", "2014-03-18T10:00:00+01:00"),
        ("3/18/2014", "2014-03-18"),
        ("3/18/2014 2:30 PM", "2014-03-18T14:30:00"),
        ("3/2014", "2014-03"),
        ("March 18, 2014", "2014-03-18"),
        ("-44", "-0043"),
    ],
)
def test_a_date_in_one_cell(text: str, edtf: str) -> None:
    assert edtf_of(parse_date(text), None) == edtf


@pytest.mark.parametrize("text", ["18/3/2014", "soon", "2014-13-45", "18th century", "3/18/14"])
def test_a_cell_that_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        edtf_of(parse_date(text), None)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("14:30", [14, 30]),
        ("2:30 p.m.", [14, 30]),
        ("12:00am", [0, 0]),
        ("10:00:05.50", [10, 0, 5, 500]),
        ("10:00:05.5", [10, 0, 5, 500]),
        ("10:00:05.050", [10, 0, 5, 50]),
    ],
)
def test_a_clock(text: str, numbers: list[int]) -> None:
    assert list(parse_clock(text).values()) == numbers


@pytest.mark.parametrize("text", ["25:00", "13:00 pm", "10", "noon", "10:75:00x"])
def test_a_clock_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        parse_clock(text)


# --- sheets ---------------------------------------------------------------------------------------

TRAPS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "a month to a day": (
        {"Year": "2014", "Month": "3", "End_Year": "2014", "End_Month": "3", "End_Day": "18"},
        {"edtf": "2014-03/2014-03-18"},
    ),
    "a date and time in the year's column": (
        {"Year": "2014-03-18T10:00:00Z"},
        {"edtf": "2014-03-18T10:00:00Z"},
    ),
    "half a second": (
        {"Year": "2014", "Month": "3", "Day": "18", "Time": "10:00:00.50"},
        {"edtf": "2014-03-18T10:00:00"},
    ),
    "spaces, tabs and commas": (
        {"Year": " 2,014\t", "Month": " 3 "},
        {"edtf": "2014-03"},
    ),
    "a number with a point": ({"Year": "2014.0"}, {"edtf": "2014"}),
    "words that say more": (
        {"Year": "1700", "End_Year": "1799", "Display_Date": "18th  century"},
        {"edtf": "17XX", "date_text": "18th century"},
    ),
    "words that say nothing": (
        {"Year": "2014", "Display_Date": "That winter"},
        {"edtf": "2014", "date_text": "That winter"},
    ),
    "times in a range": (
        {
            "Year": "2014",
            "Month": "3",
            "Day": "18",
            "Time": "10:00",
            "End_Year": "2014",
            "End_Month": "3",
            "End_Day": "19",
            "End_Time": "11:00",
        },
        {"edtf": "2014-03-18/2014-03-19"},
    ),
    "before our era": ({"Year": "-44"}, {"edtf": "-0043"}),
    "markup": (
        {"Year": "2014", "Text": "<p>A &amp; b</p><p>c <a href=x>d</a></p>"},
        {"summary": "A & b\nc d"},
    ),
    "a group": ({"Year": "2014", "Group": " Crimea "}, {"lane": "Crimea"}),
    "a group in HTML": ({"Year": "2014", "Group": "War &amp; peace"}, {"lane": "War & peace"}),
}


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_of_the_sheet_is_read(name: str) -> None:
    cells, expected = TRAPS[name]
    row = sheet(Headline="A", **cells)
    assert row.problems == ()
    assert {key: row.fields[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Year": "c. 1783"}, "display date"),
        ({"Year": "2014", "End_Month": "3"}, "no year"),
        ({"Year": "2014", "Month": "3", "Day": "18", "Time": "noonish"}, "14:30"),
        ({"Year": "2014", "End_Year": "2013"}, "before it begins"),
        ({}, "no year"),
    ],
)
def test_a_row_of_the_sheet_that_cannot_be_read_says_why(
    cells: dict[str, str], reason: str
) -> None:
    row = sheet(Headline="A", **cells)
    assert reason in " ".join(row.problems)
    assert row.title == "A", "or nobody would know which row it is"


def test_what_the_sheet_says_beside_is_kept() -> None:
    row = sheet(
        Year="2014",
        Headline="<b>A</b>",
        Media="https://x.example/a.jpg",
        Media_Credit="Ada",
        Media_Caption="See",
        Media_Thumbnail="https://x.example/s.jpg",
        Background="#ffcc00",
    )
    assert row.extra == {
        "media.url": "https://x.example/a.jpg",
        "media.credit": "Ada",
        "media.caption": "See",
        "media.thumbnail": "https://x.example/s.jpg",
        "background.color": "#ffcc00",
        "text.headline": "<b>A</b>",
    }
    assert any("HTML" in note for note in row.notes)
    text = "Year,Headline,Media,Alt Text\n2014,A,m,A map\n"
    for header in ("Year", "Start Date"):
        [row] = read_file(text.replace("Year", header).encode()).rows
        assert row.extra == {"media.url": "m", "media.alt": "A map"}
    assert sheet(Year="2014", Headline="A", Background="//x.example/b.png").extra == {
        "background.url": "//x.example/b.png"
    }


def test_what_was_read_otherwise_than_written_is_noted() -> None:
    day = {"Year": "2014", "Month": "3", "Day": "18"}
    assert "fraction" in sheet(Headline="A", **day, Time="10:00:00.50").notes[0]
    times = {"Time": "10:00", **{f"End_{name}": text for name, text in day.items()}}
    assert "range" in sheet(Headline="A", **day, **times, End_Time="11:00").notes[0]
    assert "1999" in sheet(Headline="A", **day, Display_Date="1999").notes[0]


def test_titles_and_eras_are_never_dropped() -> None:
    text = (
        "Year,End Year,Headline,Text,Type,Notes\r\n"
        ",,The whole,About,title,\r\n"
        "1954,1991,Soviet,,era,n\r\n"
        "2014,,Another title,,title,\r\n"
        ",,A third,,title,\r\n"
    )
    found = read_file(text.encode())
    title, era, second, third = found.rows
    assert (title.is_not_event, title.title, title.fields["summary"]) == (
        True,
        "The whole",
        "About",
    )
    assert (era.fields["edtf"], era.extra) == ("1954/1991", {"type": "era", "Notes": "n"})
    assert (second.is_not_event, second.fields["edtf"]) == (False, "2014")
    assert "second title" in second.notes[-1]
    assert third.problems
    assert found.unknown == {"Notes": ""}


def test_the_older_sheet_has_its_dates_in_a_cell() -> None:
    text = (
        "Start Date,End Date,Headline,Text,Media,Media Credit,Media Caption,"
        "Media Thumbnail,Type,Tag\n"
        "3/4/2014 10:00:00,,A,,,,,,,War\n"
        "2014,2015,B,,m,,,,,\n"
        "whenever,,C,,,,,,,\n"
        ",,Title,,,,,,title,\n"
    )
    first, second, third, title = read_file(text.encode()).rows
    assert (first.fields["edtf"], first.fields["lane"]) == ("2014-03-04T10:00:00", "War")
    assert "month first" in first.notes[0]
    assert (second.fields["edtf"], second.extra) == ("2014/2015", {"media.url": "m"})
    assert third.problems
    assert title.is_not_event


# --- JSON -----------------------------------------------------------------------------------------


def rows_of(data: Any) -> list[Row]:
    return read_file(json.dumps(data).encode()).rows


def test_json_of_timelinejs_1_and_2() -> None:
    data = {
        "timeline": {
            "headline": "The whole",
            "type": "default",
            "text": "About",
            "asset": {"media": "https://x.example/"},
            "date": [
                {
                    "startDate": "2011, 12,\t10",
                    "endDate": "2011,12,11",
                    "headline": "A",
                    "text": "<p>x</p>",
                    "tag": "War",
                    "classname": "red",
                    "asset": {"media": "m", "credit": "c", "caption": "p"},
                },
                {"startDate": "2012", "endDate": "2012", "headline": "B", "asset": {}},
                {"startDate": "x", "headline": "C"},
                "nonsense",
            ],
            "era": [{"startDate": "2011", "endDate": "2012", "headline": "D"}],
            "chart": [{"value": 3}],
        }
    }
    title, first, second, third, fourth, era, chart = rows_of(data)
    assert title.is_not_event
    assert first.fields["edtf"] == "2011-12-10/2011-12-11"
    assert (first.fields["summary"], first.fields["lane"]) == ("x", "War")
    assert first.extra == {
        "media.url": "m",
        "media.credit": "c",
        "media.caption": "p",
        "classname": "red",
        "text.text": "<p>x</p>",
    }
    assert second.fields["edtf"] == "2012"
    assert third.problems
    assert fourth.problems
    assert (era.fields["edtf"], era.extra["type"]) == ("2011/2012", "era")
    assert chart.is_not_event
    assert "chart" in chart.title


def test_json_of_timelinejs_3() -> None:
    data = {
        "title": {"text": {"headline": "The whole"}},
        "events": [
            {"start_date": {"year": "2015"}, "text": {"headline": "Later"}, "unique_id": "later"},
            {"start_date": {"year": 2014}, "text": {"headline": "A"}, "Place": "Yalta", "x": [1]},
            {"start_date": "2014", "text": {"headline": "B"}},
            {"start_date": {"year": 2014}, "text": {"headline": "\x00"}},
            {"start_date": {"year": 2014}, "text": {"headline": "\ud800"}},
            3,
        ],
        "eras": [{"start_date": {"year": 1954}, "end_date": {"year": 1991}}],
        "more": {"a": 1},
    }
    title, later, first, *wrong, era, more = rows_of(data)
    assert title.is_not_event
    assert (later.key, later.extra["unique_id"]) == ("later", "later")
    assert first.extra == {"slide.Place": "Yalta", "x": "[1]"}, "no column of ours"
    assert [bool(row.problems) for row in wrong] == [True] * 4
    assert era.extra["type"] == "era"
    assert more.is_not_event
    with pytest.raises(FormatError, match="eras"):
        rows_of({"events": [], "eras": 3})


@pytest.mark.parametrize(
    ("headline", "is_refused"),
    [
        (r"\u0000", False),
        (r"A \\u0000", False),
        ("A\n" r"\u0000", False),
        ("\x00", True),
        ("\\\x00", True),
        ("\\\\\x00", True),
        (r"\u0000" "\x00", True),
    ],
)
def test_a_nul_is_refused_and_its_escape_spelt_out_is_not(headline: str, is_refused: bool) -> None:
    [row] = rows_of({"events": [{"start_date": {"year": 2014}, "text": {"headline": headline}}]})
    assert any("NUL" in problem for problem in row.problems) == is_refused
    assert is_refused or row.fields["title"] == headline


KEYS: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"\u202a": "x"}, {"-": "x"}),
    ({"ti\u202atle": "x"}, {"slide.title": "x"}),
    ({" a \u202a": {"b ": "x"}}, {"a.b": "x"}),
    ({" type": "era"}, {"type": "era"}),
    ({"unique_id\x08": "mine"}, {"unique_id": "mine"}),
]


@pytest.mark.parametrize(("said", "extra"), KEYS)
def test_a_key_is_called_as_a_column_would_be(said: dict[str, Any], extra: dict[str, str]) -> None:
    """Otherwise the table with the event could not be imported again."""
    row = read_slide(1, {"start_date": {"year": 2014}, "text": {"headline": "A"}, **said})
    assert (row.problems, row.extra) == ((), extra)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"a": {"b": 1}, "a.b": 2}, "a.b"),
        ({"c": 1, "c\u202a": 2}, "c"),
        ({"own": {"d": "x", "d ": "z"}}, "d"),
        ({"Place": "x", "slide": {"Place": "y"}, "slide.Place": "z"}, "slide.slide.Place"),
        ({"text": {"headline": "<b>A</b>"}, "text.headline": "x"}, "text.headline"),
    ],
)
def test_two_keys_of_one_name_are_refused(said: dict[str, Any], name: str) -> None:
    row = read_slide(1, {"start_date": {"year": 2014}, "text": {"headline": "A"}, **said})
    assert row.problems == (
        f"Two keys are called “{name}”. Rename one, or its text would be lost.",
    )


def test_a_column_of_a_sheet_is_not_lost_to_another() -> None:
    text = "Year,Headline,Media,media.url\n2014,A,https://x.example/,https://y.example/\n"
    [row] = read_file(text.encode()).rows
    assert "“media.url”" in row.problems[0]


SLIDES: list[dict[str, Any]] = [
    {"start_date": {"year": 2014}, "text": {"headline": "A", "text": ""}, "unique_id": "mine"},
    {
        "start_date": {"year": 2014, "month": 3, "format": "MMMM"},
        "end_date": {"year": 2014, "month": 3, "day": 18},
        "display_date": "That spring",
        "text": {"headline": "<b>B</b>", "text": "<p>One</p> &amp; two"},
        "media": {"url": "https://x.example/", "caption": "c", "credit": "d"},
        "background": {"color": "#fff"},
        "autolink": False,
        "group": "War",
        "unique_id": "bcdfghjk",
        "own": {"key": {"deep": "x"}},
    },
    {
        "start_date": {"year": 2014, "month": 3, "day": 18, "hour": 10, "millisecond": 500},
        "end_date": {"year": 2014, "month": 3, "day": 18, "hour": 12},
        "text": {"headline": "C & D", "text": "a < b"},
        "unique_id": "c",
    },
    {
        "start_date": {"year": 1700},
        "end_date": {"year": 1799},
        "display_date": "18th century",
        "text": {"headline": "E", "text": "f"},
        "unique_id": "e",
    },
]


def event_of(row: Row) -> Event:
    """Create the event that importing a row would create."""
    event = make_event(
        row.title,
        row.fields["edtf"],
        date_text=row.fields["date_text"],
        summary=row.fields["summary"],
        topics=[row.fields["lane"]] if "lane" in row.fields else [],
        extra=row.extra,
        **({"public_id": row.id} if row.id else {}),
    )
    stored: Event = Event.objects.with_material().get(pk=event.pk)
    return stored


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(len(SLIDES)))
def test_a_slide_goes_out_as_it_came(number: int) -> None:
    said = SLIDES[number]
    event = event_of(read_slide(1, said))
    expected = {**said, "text": {**said["text"]}}
    assert event_slide(event) == expected
    row = read_slide(1, said)
    again = row_from_event(event)
    assert (again.fields, again.extra, again.id, again.key) == (
        row.fields,
        row.extra,
        row.id,
        row.key,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("numbers", "shown", "words", "edtf"),
    [
        (
            {
                "start_date": {"year": 2014, "month": 3, "day": 18},
                "end_date": {"year": 2014, "month": 3, "day": 19},
            },
            "18&ndash;19 March 2014",
            "18–19 March 2014",
            "2014-03-18/2014-03-19",
        ),
        ({"start_date": {"year": 2014}}, "<b>c. 2014</b>", "c. 2014", "2014~"),
        (
            {"start_date": {"year": 1700}, "end_date": {"year": 1799}},
            "18<sup>th</sup> century",
            "18th century",
            "17XX",
        ),
        ({"start_date": {"year": 2014}}, "R&amp;D <i>begins</i>", "R&D begins", "2014"),
    ],
)
def test_words_of_a_date_in_html_are_read_without(
    numbers: dict[str, Any], shown: str, words: str, edtf: str
) -> None:
    said = {**numbers, "display_date": shown, "text": {"headline": "A", "text": ""}}
    row = read_slide(1, said)
    assert (row.fields["date_text"], row.fields["edtf"]) == (words, edtf)
    assert row.notes == ("HTML was removed from the display_date. The original is kept.",)
    event = event_of(row)
    assert event_slide(event) == said | {"unique_id": event.public_id}
    event.date_text = "about 2014"
    assert "<" not in event_slide(event)["display_date"], "the words are others"


@pytest.mark.django_db
def test_what_an_editor_changed_is_no_longer_said_as_it_came() -> None:
    event = event_of(read_slide(1, SLIDES[2]))
    event.title, event.date_edtf, event.date_text = "New", "1999", "1999"
    event.save()
    said = event_slide(event)
    assert said["start_date"] == {"year": 1999}
    assert "end_date" not in said
    assert said["text"]["headline"] == "New"


@pytest.mark.django_db
def test_what_no_timeline_names_is_called_what_the_page_calls_it(reader: Client) -> None:
    make_event("A", "2014")
    make_timeline("part", title="A part", query="from=2000")
    headline = document(reader)["title"]["text"]["headline"]
    assert headline == "Everything on file"
    assert headline in reader.get("/").content.decode()


@pytest.mark.django_db
def test_the_document_is_one_of_timelinejs(reader: Client) -> None:
    make_event("A", "2014", topics=["War"], public_id="bcdfghjk")
    make_event("Soviet", "1954/1991", extra={"type": "era"})
    make_timeline("all", title="All & more", standfirst="About")
    assert document(reader) == {
        "events": [
            {
                "start_date": {"year": 2014},
                "text": {"headline": "A", "text": ""},
                "group": "War",
                "unique_id": "bcdfghjk",
            }
        ],
        "eras": [
            {
                "start_date": {"year": 1954},
                "end_date": {"year": 1991},
                "text": {"headline": "Soviet", "text": ""},
                "unique_id": Event.objects.get(title="Soviet").public_id,
            }
        ],
        "title": {"text": {"headline": "All &amp; more", "text": "About"}},
        "scale": "human",
    }
    make_event("The beginning", "Y-13000000000")
    assert document(reader, "/t/all/events.timelinejs.json")["scale"] == "cosmological"
    assert document(reader, "/t/all/events.timelinejs.json?from=1900")["scale"] == "human"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("extra", "drawn"),
    [
        ({"media.caption": "c"}, {"media": {"url": "", "caption": "c"}}),
        ({"media": "photo from the archive"}, {}),
        ({"media": "photo", "media.credit": "c"}, {"media": {"url": "", "credit": "c"}}),
        ({"media.url.a": "b", "media.thumbnail.a": "b"}, {}),
        ({"background": "photo", "background.url.a": "b"}, {}),
        ({"end_date.x": "a", "display_date.x": "a", "group.x": "a"}, {}),
        ({"start_date": "[" * 200_000}, {}),
        ({"start_date": '{"year": 2014}', "end_date": "[" * 200_000}, {}),
    ],
)
def test_a_table_may_call_its_columns_as_timelinejs_its_keys(
    reader: Client, extra: dict[str, str], drawn: dict[str, Any]
) -> None:
    """Otherwise TimelineJS would draw nothing of the document, or the export break off halfway."""
    made = make_event("A", "2014", extra=extra)
    [out] = document(reader)["events"]
    assert out == drawn | {
        "start_date": {"year": 2014},
        "text": {"headline": "A", "text": ""},
        "unique_id": made.public_id,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "out"), [("title", None), ("meeting", "meeting")])
def test_no_event_goes_out_as_a_title(kind: str, out: str | None) -> None:
    """Otherwise it would be left out when imported again."""
    made = make_event("A", "2014", extra={"type": kind})
    said = event_slide(Event.objects.with_material().get(pk=made.pk))
    assert said.get("type") == out
    assert not read_slide(1, said).is_not_event


@pytest.mark.django_db
def test_a_name_of_many_parts_is_not_nested_too_deep_to_be_written(reader: Client) -> None:
    make_event("A", "2014", extra={".".join("a" * 100_000): "x"})
    [out] = document(reader)["events"]
    assert read_slide(1, out).extra == {".".join("a" * 100_000): "x"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("edtf", "text", "start", "end"),
    [
        ("1991", "1991", {"year": 1991, "display_date": ""}, {"year": 1991}),
        ("1991/..", "since 1991", {"year": 1991, "display_date": "since 1991"}, {"year": 1991}),
        (
            "1991-03/1991-03-18",
            "1991-03/1991-03-18",
            {"year": 1991, "month": 3, "display_date": ""},
            {"year": 1991, "month": 3, "day": 18},
        ),
        (
            "1991-03-18/1992",
            "1991-03-18/1992",
            {"year": 1991, "month": 3, "day": 18},
            {"year": 1992},
        ),
    ],
)
def test_an_era_ends_otherwise_than_it_begins(
    edtf: str, text: str, start: dict[str, Any], end: dict[str, Any]
) -> None:
    """Otherwise TimelineJS would drop the end and draw nothing at all of the whole document."""
    made = make_event("A", edtf, date_text=text, extra={"type": "era"})
    event = Event.objects.with_material().get(pk=made.pk)
    out = event_slide(event)
    assert (out["start_date"], out["end_date"]) == (start, end)
    fields = row_from_event(event).fields
    assert (fields["edtf"], fields["date_text"]) == (edtf, text)
    again = event_of(replace(read_slide(1, out, "era"), id=""))
    assert event_slide(again) | {"unique_id": ""} == out | {"unique_id": ""}, "at another desk"


@pytest.mark.django_db
def test_a_group_is_html_too(reader: Client) -> None:
    """TimelineJS sets it as HTML in the page that embeds the timeline."""
    make_event("A", topics=["<img src=x onerror=alert(1)>"])
    [event_slide] = document(reader)["events"]
    assert event_slide["group"] == "&lt;img src=x onerror=alert(1)&gt;"


@pytest.mark.django_db
def test_an_empty_timeline_is_a_document_too(reader: Client) -> None:
    title = {"text": {"headline": "Everything on file", "text": ""}}
    assert document(reader) == {"events": [], "eras": [], "title": title, "scale": "human"}


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>A<br>B</p>", "A\nB"),
        ("<P class='x'>A</P>B", "A\nB"),
        ("a < b", "a < b"),
        ("a <b", "a <b"),
        ("5 <6 and 7> 3", "5 <6 and 7> 3"),
        ('<a href="x>y">z</a>', "z"),
        ("<a title=it's>z</a>", "z"),
        ("a<!-- <b>x</b> --> b", "a b"),
        ("<!-- open", ""),
        ("<!doctype html>a<?php b ?>", "a"),
        ("<script>if (a<b) c()</script>d<style>p{}</style>e", "de"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
    ],
)
def test_what_a_reader_sees_of_html(markup: str, text: str) -> None:
    assert as_text(markup) == text


@pytest.mark.parametrize("piece", ["<a ", "<!--", '<a ="', "<a b='", "<!", "</", "<p", "&am"])
def test_a_text_of_many_beginnings_is_read_once(piece: str) -> None:
    """Time is linear in the length of the text: a megabyte doesn't take minutes."""
    assert len(as_text(piece * 300_000)) <= len(piece) * 300_000


@pytest.mark.parametrize("text", ["", "a", "a < b & c", "&amp;", "<p>", "a\nb"])
def test_our_texts_are_html_and_back(text: str) -> None:
    assert as_text(as_html(text)) == text


def test_scripts_are_no_text() -> None:
    assert as_text("a<script>alert(1)</script><br>b<style>p{}</style>") == "a\nb"


# --- exported texts run no scripts in the page that embeds the timeline ---------------------------

#: HTML that sanitizing leaves exactly as it is.
HARMLESS = [
    "One & two < three",
    "&lt;b&gt; &copy",
    "a <b>b</b><br> <hr>",
    '<p class="x">See <a href="https://x.example/?a=1&amp;b" target="_blank">it</a></p>',
    '<iframe src="//x.example/1" width="3" height="4"></iframe>',
    '<a href="mailto:a@x.example">A</a>',
    "<table><tbody><tr><td>1</td></tr></tbody></table>",
]
#: HTML that sanitizing spells differently, without losing anything.
SPELLED = [
    ("a<BR/>b<br />", "a<br>b<br>"),
    ("<p>A & b<P Class='x'>B", '<p>A &amp; b</p><p class="x">B</p>'),
    ("<b>b</b></i>&eacute;", "<b>b</b>é"),
    ("<table><td>1</table>", "<table><tbody><tr><td>1</td></tr></tbody></table>"),
    ("<a href=/?a=1&copy=2>a</a>", '<a href="/?a=1&amp;copy=2">a</a>'),
]
#: HTML → the sanitized HTML, where something is removed.
UNSAFE = [
    ("a<script>alert(1)</script>b", "ab"),
    ("<img src=x onerror=alert(1)>", '<img src="x">'),
    ('<b onclick="x()">b</b>', "<b>b</b>"),
    ('<a href="javascript:x()">a</a>', "<a>a</a>"),
    ('<a href="java\nscript:x()">a</a>', "<a>a</a>"),
    ('<a href="&#106;avascript:x()">a</a>', "<a>a</a>"),
    ('<a href="DATA:text/html,x">a</a>', "<a>a</a>"),
    ('<img title="<b>" onerror="x()">', '<img title="&lt;b&gt;">'),
    ("<svg><style><img src=x onerror=x()></style></svg>", '<img src="x">'),
    ("<b onclick=x()>onclick", "<b>onclick</b>"),
    ("<font color=red>A</font>", "A"),
    ("<iframe srcdoc='<script>x()</script>'></iframe>", "<iframe></iframe>"),
    ("<!-- <b> --><i>i</i>", "<i>i</i>"),
    ("<p style='x'>1 &lt; 2 <", "<p>1 &lt; 2 &lt;</p>"),
    ('<a title=" href="https://x.example" onclick=x()>a</a>', '<a title=" href=">a</a>'),
    ("a <img src=x onerror=x() ", "a "),
]


@pytest.mark.parametrize("markup", HARMLESS)
def test_harmless_html_goes_out_as_it_came(markup: str) -> None:
    assert sanitize(markup) == markup


@pytest.mark.parametrize(("markup", "spelled"), SPELLED)
def test_another_spelling_is_no_loss(markup: str, spelled: str) -> None:
    assert sanitize(markup) == spelled
    assert is_lossless(spelled, markup)


def runs(markup: str) -> bool:
    """Whether a browser, by the HTML5 parsing rules, could run a script of it."""
    tree = html5lib.parseFragment(markup, namespaceHTMLElements=False)
    for one in tree.iter():
        if callable(one.tag):  # a comment
            continue
        if "script" in one.tag or any(str(name).startswith("on") for name in one.attrib):
            return True
        addresses = [one.get(name, "") for name in ("href", "src")]
        if "srcdoc" in one.attrib or any(
            re.match(r"\w*script:|data:", re.sub(r"[\x00-\x20]", "", at), re.I) for at in addresses
        ):
            return True
    return False


@pytest.mark.parametrize(("markup", "left"), UNSAFE)
def test_what_could_run_does_not_go_out(markup: str, left: str) -> None:
    cleaned = sanitize(markup)
    assert cleaned == left
    assert not runs(cleaned)
    assert not is_lossless(cleaned, markup)
    assert sanitize(cleaned) == cleaned, "and comes back as it went"


@given(
    st.lists(
        st.sampled_from(
            [
                *("<", ">", '"', "'", "=", " ", "/", "\n", "x", "<b ", "<p>", "<a href='", "<svg"),
                *("<!--", "-->", "<script>", "</script>", "<style>", "</style>", "<textarea>"),
                *("<img src=x ", "onerror=x()", "javascript:x()", "&#106;", "<iframe ", "srcdoc="),
            ]
        ),
        max_size=14,
    ).map("".join)
)
def test_whatever_comes_nothing_of_it_runs(markup: str) -> None:
    assert not runs(sanitize(markup))


PAGES = ["", "m", "/m?a=1&b", "//x.example", "HTTP://x.example", "https://x.example/a b", 'a"b']
PROGRAMS = ["javascript:x()", " JAVA\nscript:x()", "\x01data:x", "vbscript:x", "file:///x"]


@pytest.mark.parametrize("address", [*PAGES, "mailto:a@x.example"])
def test_addresses_of_pages_files_and_mailboxes_are_harmless(address: str) -> None:
    assert is_safe_url(address)


@pytest.mark.parametrize("address", [*PROGRAMS, "https://x .example/"])
def test_addresses_of_anything_else_are_not(address: str) -> None:
    assert not is_safe_url(address)


def test_html_longer_than_any_slide_goes_out_as_text() -> None:
    """Parsing these would take minutes and result in gigabytes."""
    for piece in ("<table><b class={0}>{0} ", "<b class={0}>{0} ", "<div>{0} ", "<a {0} ", "<!--"):
        markup = "".join(piece.format(number) for number in range(100_000))
        started = process_time()
        assert "<" not in sanitize(markup)
        assert process_time() - started < 2, piece
    assert sanitize(f"<b>{'x' * MAX_MARKUP_LENGTH}</b> &amp;") == f"{'x' * MAX_MARKUP_LENGTH} &amp;"


@pytest.mark.django_db
def test_a_slide_that_could_run_is_kept_noted_and_goes_out_without(reader: Client) -> None:
    said = {
        "start_date": {"year": 2014},
        "text": {"headline": "A", "text": "One<img src=x onerror=x()>"},
        "media": {
            "url": "javascript:x()",
            "caption": "Tom & Jerry",
            "credit": "<script>x()</script>C",
            "thumbnail": "iframe <img src=x onerror=x()>",
            "link": "<iframe src='https://x.example/'></iframe>",
        },
        "background": {"url": "data:text/html,x", "color": "#fff"},
        "unique_id": "mine",
    }
    row = read_slide(1, said)
    [note] = [note for note in row.notes if "may be harmful" in note]
    for name in ("text.text", "media.url", "media.credit", "media.thumbnail", "background.url"):
        assert name in note
    for name in ("caption", "link", "color"):
        assert name not in note, "another spelling is none of the reader's concern"
    assert row.extra["media.url"] == "javascript:x()", "nothing is lost"
    event = event_of(row)
    out = event_slide(event)
    assert out["text"]["text"] == 'One<img src="x">'
    assert out["media"] == {
        "url": "",
        "caption": "Tom & Jerry",
        "credit": "C",
        "thumbnail": 'iframe <img src="x">',
        "link": '<iframe src="https://x.example/"></iframe>',
    }
    assert out["background"] == {"color": "#fff"}
    assert "javascript" not in json.dumps(out)


HOSTILE = "<img src=x onerror=x()>"
#: Keys of an imported slide other than `text` and `unique_id` → those exported.
HOSTILE_SLIDES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {"start_date": {"year": 2014, "display_date": HOSTILE, "own": [HOSTILE]}},
        {"start_date": {"year": 2014, "display_date": '<img src="x">', "own": '["<img src="x">"]'}},
    ),
    (
        {"start_date": {"year": 2014}, "end_date": {"year": 2015, "display_date": HOSTILE}},
        {
            "start_date": {"year": 2014},
            "end_date": {"year": 2015, "display_date": '<img src="x">'},
        },
    ),
    (
        {"start_date": {"year": 2014, "format": "'<''img src=x onerror=x()>'"}},
        {"start_date": {"year": 2014, "format": "'''img src=x onerror=x()>'"}},
    ),
    (
        json.loads('{"start_date": {"year": 2014}, "__proto__": {"display_date": "<b>", "a": 1}}'),
        {"start_date": {"year": 2014}},
    ),
    (
        {"start_date": {"year": 2014}, "media": {"url": "/a' onload='x()' b='.pdf"}},
        {"start_date": {"year": 2014}, "media": {"url": "/a%27 onload=%27x()%27 b=%27.pdf"}},
    ),
    (
        {"start_date": {"year": 2014}, "media": {"url": "<b>b</b>' onload='x()' b='.pdf"}},
        {
            "start_date": {"year": 2014},
            "media": {"url": "<b>b</b>&#39; onload=&#39;x()&#39; b=&#39;.pdf"},
        },
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("said", "left"), HOSTILE_SLIDES)
def test_what_could_run_beside_the_texts_does_not_go_out(
    said: dict[str, Any], left: dict[str, Any]
) -> None:
    same = {"text": {"headline": "A", "text": ""}, "unique_id": "mine"}
    assert event_slide(event_of(read_slide(1, said | same))) == left | same


@pytest.mark.django_db
def test_a_date_that_could_run_is_noted() -> None:
    said = {"start_date": {"year": 2014, "display_date": "<script>x()</script>"}}
    [note] = read_slide(1, said | {"text": {"headline": "A"}}).notes
    assert "exported without what may be harmful: start_date" in note


@pytest.mark.django_db
def test_an_address_in_another_spelling_is_no_loss() -> None:
    said: dict[str, Any] = {"start_date": {"year": 2014}, "text": {"headline": "A"}}
    row = read_slide(1, said | {"media": {"url": "https://x.example/L'Aquila"}})
    assert row.notes == ()
    assert event_slide(event_of(row))["media"]["url"] == "https://x.example/L%27Aquila"


@pytest.mark.django_db
def test_a_column_called_group_cannot_run(reader: Client) -> None:
    make_event("A", extra={"group": HOSTILE})
    [out] = document(reader)["events"]
    assert out["group"] == '<img src="x">'


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said",
    [
        {"slide": {"text": {"headline": HOSTILE, "text": HOSTILE}}},
        {"slide": {"media": {"url": "javascript:x()", "caption": HOSTILE}}},
        {"slide": {"slide": {"Place": "Yalta"}}, "Place": "Kyiv"},
        {"slide.Place": "Yalta", "Place": "Kyiv"},
    ],
)
def test_what_is_called_as_our_prefix_is_none_of_the_slide(said: dict[str, Any]) -> None:
    whole = {"start_date": {"year": 2014}, "text": {"headline": "A", "text": ""}, **said}
    event = event_of(read_slide(1, whole))
    out = event_slide(event)
    assert "media" not in out
    assert out["text"] == whole["text"]
    assert row_from_event(event).extra == event.extra == read_slide(1, out).extra


@pytest.mark.django_db
def test_keys_beside_the_texts_are_no_headline() -> None:
    event = make_event("A", extra={"text.headline.x": "B", "text.own": "c"})
    assert event_slide(event)["text"] == {"headline": "A", "text": "", "own": "c"}
