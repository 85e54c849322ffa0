"""`/events.csv`: a table for spreadsheets that can be imported again without loss."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_citation, make_event, make_timeline
from timeline import queries
from timeline.formats.csv import (
    COLUMNS,
    escape_formula,
    read_record,
    record_from_event,
    unescape_formula,
)
from timeline.formats.rows import FormatError
from timeline.formats.tables import decode, detect_delimiter, read_rows
from timeline.formats.uploads import read_file
from timeline.models import Event

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''-1"]


def fetch(reader: Client, address: str) -> str:
    response = reader.get(address)
    assert response.status_code == 200
    return b"".join(response).decode()


def rows(reader: Client, address: str = "/events.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(fetch(reader, address), newline="")))


@pytest.mark.django_db
def test_the_columns_are_the_contract(reader: Client) -> None:
    event = make_event(
        "A call",
        "2025-03-18",
        public_id="bcdfghjk",
        date_text="on Tuesday",
        date_tz="America/New_York",
        topics=["War", "Talks"],
        people=["Ada Lovelace", "Bob"],
        place="Yalta",
        importance=5,
    )
    [row] = rows(reader)
    citations = json.loads(row.pop("citations"))
    assert row == {
        "id": "bcdfghjk",
        "url": "http://127.0.0.1:8000/e/bcdfghjk/a-call/",
        "title": "A call",
        "label": "",
        "summary": "",
        "date_text": "on Tuesday",
        "edtf": "2025-03-18",
        "calendar": "G",
        "earliest": "2025-03-18",
        "latest": "2025-03-18",
        "precision": "day",
        "time_zone": "America/New_York",
        "place": "Yalta",
        "people": "Ada Lovelace; Bob",
        "topics": "Talks; War",
        "importance": "5",
    }
    document = event.citations.get().post.document
    assert citations == [
        {
            "post": f"{document.public_id}/1",
            "exact": "some words",
            "date_as_written": "on Tuesday",
            "headline": "Post number 1",
            "supports": ["event", "date"],
            "document": {
                "publisher": "The Paper",
                "headline": "A live page",
                "short_name": "Live page",
                "url": "https://paper.example/live",
                "published_on": "2025-03-18",
                "time_zone": "America/New_York",
                "language": "en",
            },
        }
    ]


@pytest.mark.django_db
def test_it_is_rfc_4180_in_utf_8_for_others_to_load(reader: Client) -> None:
    make_event('Путин, "Трамп"\n🕊')
    response = reader.get("/events.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Content-Disposition"] == 'attachment; filename="events.csv"'
    assert response["Access-Control-Allow-Origin"] == "*"
    text = b"".join(response).decode()
    assert text.startswith(",".join(COLUMNS) + "\r\n")
    assert '"Путин, ""Трамп""\n🕊"' in text
    assert text.endswith("\r\n")


@pytest.mark.django_db
@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_a_formula_and_every_text_comes_back(reader: Client, formula: str) -> None:
    event = make_event(formula, summary=formula, people=[f"={formula}"], extra={formula: formula})
    text = fetch(reader, "/events.csv")
    for cells in csv.reader(io.StringIO(text, newline="")):
        assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r＝＋－＠")]
    [row] = read_file(text.encode()).rows
    assert row.fields["title"] == row.fields["summary"] == formula
    assert row.extra == {formula.strip(): formula}
    assert row.id == event.public_id


@given(st.text(st.sampled_from("'=+-@\t\ra,\"")))
def test_escaping_is_undone_exactly(cell: str) -> None:
    assert unescape_formula(escape_formula(cell)) == cell
    assert escape_formula(cell)[:1] not in tuple("=+-@\t\r")


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


def fitting(column: str) -> st.SearchStrategy[str]:
    """Generate texts no longer than the column of the event, as PostgreSQL enforces."""
    field = Event._meta.get_field(column)
    assert isinstance(field, models.Field)
    longest = field.max_length
    return texts if longest is None else texts.map(lambda text: text[:longest])


@given(
    st.builds(
        Event,
        title=fitting("title").filter(lambda text: bool(text.strip())),
        summary=fitting("summary"),
        label=fitting("label"),
        date_text=fitting("date_text"),
        importance=st.integers(1, 5),
        extra=st.dictionaries(texts.map(str.strip).filter(bool), texts.filter(bool), max_size=2),
    )
)
@pytest.mark.django_db
def test_every_event_reads_as_what_it_says(event: Event) -> None:
    event.date_edtf = "17XX"
    event.save()
    row = read_record(0, record_from_event(Event.objects.with_material().get(pk=event.pk)))
    assert not row.problems
    for name in ("title", "summary", "label", "date_text", "importance"):
        assert row.fields[name] == getattr(event, name)


@pytest.mark.django_db
def test_what_imports_brought_are_columns(reader: Client) -> None:
    make_event("A", extra={"Reporter": "Ada", "media.url": "https://x.example/"})
    make_event("B", extra={"Desk": "Foreign"})
    make_event("C", topics=["War"])
    found = rows(reader)
    assert list(found[0])[len(COLUMNS) :] == ["Desk", "Reporter", "media.url"]
    assert [row["Reporter"] for row in found] == ["Ada", "", ""]
    assert list(rows(reader, "/events.csv?topic=war")[0]) == list(COLUMNS)


@pytest.mark.django_db
@pytest.mark.parametrize("sort", ["oldest", "newest"])
@pytest.mark.parametrize("name", ["events.csv", "events.timelinejs.json"])
def test_everything_comes_in_order_a_few_at_a_time(
    reader: Client, monkeypatch: pytest.MonkeyPatch, sort: str, name: str
) -> None:
    dates = ["2014", "17XX", "2014/..", "../1953", *["2014-03-18"] * 5, "-0043"]
    titles = [f"Event {number}" for number in range(len(dates))]
    for title, date in zip(titles, dates, strict=True):
        make_event(title, date)
    whole = fetch(reader, f"/{name}?sort={sort}")
    monkeypatch.setattr(queries, "CHUNK", 3)
    with CaptureQueriesContext(connection) as captured:
        assert fetch(reader, f"/{name}?sort={sort}") == whole
    assert len(captured) > 8, "several chunks"
    listed = [event["title"] for event in reader.get(f"/events.json?sort={sort}").json()["events"]]
    places = [whole.index(f"{title}") for title in listed]
    assert places == sorted(places)


@pytest.mark.django_db
def test_a_timeline_has_a_table_of_its_own(reader: Client) -> None:
    make_event("In", topics=["War"])
    make_event("Out")
    saved = make_timeline("conflict", query="topic=war")
    saved.slug = "war"
    saved.save()
    assert [row["title"] for row in rows(reader, "/t/war/events.csv")] == ["In"]
    moved = reader.get("/t/conflict/events.csv?q=in")
    assert (moved.status_code, moved["Location"]) == (301, "/t/war/events.csv?q=in")
    assert reader.get("/t/nothing/events.csv").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["events.csv", "events.timelinejs.json"])
def test_a_bad_value_is_a_problem(reader: Client, name: str) -> None:
    response = reader.get(f"/{name}?topic=nope&from=soonish")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert {error["parameter"] for error in response.json()["errors"]} == {"topic", "from"}


# --- reading --------------------------------------------------------------------------------------

HEADER = "title,edtf\r\n"
REFUSED_FILES = {
    "empty": (b"", "empty"),
    "blank": (b" \r\n\r\n", "empty"),
    "Windows-1252": ("title,edtf\nKöln,2014\nFoo,2015".encode("cp1252"), "Line 2 is not UTF-8"),
    "a workbook": (b"PK\x03\x04\x14\x00", "Save its sheet as CSV UTF-8"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1", "Save its sheet as CSV UTF-8"),
    "only what Excel says of separators": (b"sep=;\r\n", "empty"),
    "UTF-16": ("title\nA".encode("utf-16"), "UTF-16"),
    "no title": (b"name,date\r\nA,2014", "neither a column “title”"),
    "a column twice": (b"title,edtf,Title\r\nA,2014,B", "Two columns"),
    "a column without a name": (b"title,,edtf\r\nA,x,2014", "Column 2 has no name"),
    "NUL": (b"title\r\nA\x00B", "NUL"),
    "quotes": (b'title,edtf\r\n"A"b,2014', "line 2"),
    "a quote that never ends": (b'title,edtf\r\n"A,2014\r\nB,2015', "line 2"),
    "a cell without an end": (b'title\r\n"' + b"x" * 200_000, "line 2"),
    "too many rows": (b"title\r\n" + b"A\r\n" * 10_001, "10,000 rows"),
    "other JSON": (b'{"a": 1}', "not a TimelineJS timeline"),
    "a list": (b"[1]", "not a TimelineJS timeline"),
    "broken JSON": (b'{"events": [', "not JSON"),
    "deep JSON": (b'{"a":' * 100_000, "too deep"),
    "too many columns": (",".join(f"c{n}" for n in range(501)).encode(), "500 columns"),
    "too many columns beside ours": (
        ",".join(["title", *(f"c{n}" for n in range(484))]).encode() + b"\nA" + b"," * 484,
        "483 keys or columns",
    ),
    "too many keys": (
        json.dumps(
            {
                "events": [
                    {"start_date": {"year": 2014}, "text": {"headline": "A"}, f"c{n}": "x"}
                    for n in range(484)
                ]
            }
        ).encode(),
        "483 keys or columns",
    ),
    "a key twice": (b'{"events": [], "events": []}', "appears twice"),
    "not a number": (b'{"events": [NaN]}', "not a number"),
    "our events.json": (b'{"count_is_exact": true, "events": []}', "events.csv"),
}


@pytest.mark.parametrize("name", REFUSED_FILES)
def test_a_file_that_cannot_be_read_says_why(name: str) -> None:
    content, reason = REFUSED_FILES[name]
    with pytest.raises(FormatError, match=reason):
        read_file(content)


TAKEN_FILES = {
    "BOM": b"\xef\xbb\xbftitle,edtf\r\nA,2014\r\n",
    "semicolons": b"title;edtf\r\nA;2014\r\n",
    "tabs": b"title\tedtf\r\nA\t2014\r\n",
    "line feeds": b"title,edtf\nA,2014",
    "returns": b"title,edtf\rA,2014\r",
    "names in other letters": b"Title , EDTF\nA,2014",
    "blank lines": b"title,edtf\n\n,\nA,2014\n,\n",
    "empty columns behind": b"title,edtf,,\nA,2014,,\n",
}


@pytest.mark.parametrize("name", TAKEN_FILES)
def test_a_table_is_taken_as_spreadsheets_write_it(name: str) -> None:
    sheet = read_file(TAKEN_FILES[name])
    [row] = sheet.rows
    assert dict(row.fields) == {"title": "A", "edtf": "2014"}
    assert not row.problems
    assert bool(sheet.notes) == (name in ("semicolons", "tabs"))


REFUSED_ROWS = {
    "too few cells": ("title,edtf,label\nA,2014", "2 cells"),
    "too many cells": ("title,edtf\nA,2014,lost", "3 cells"),
    "an id of somebody else": ("title,edtf,id\nA,2014,17", "not a newsdesk id"),
    "an address of somebody else": ("title,edtf,url\nA,2014,https://x.example/", "rename it"),
    "the address of another event": (
        "title,edtf,id,url\nA,2014,bcdfghjk,https://x/e/cdfghjkm/a/",
        "address of the event",
    ),
    "an edited bound": ("title,edtf,latest\nA,2014,2014-06-30", "latest is “2014-06-30”"),
    "an edited precision": ("title,edtf,precision\nA,2014,day", "precision is “day”"),
    "a bound without a date": (
        "title,edtf,earliest\nA,,2014-01-01",
        "follows from edtf, which is empty",
    ),
    "importance": ("title,edtf,importance\nA,2014,high", "from 1 to 5"),
    "citations that are no JSON": ("title,edtf,citations\nA,2014,Reuters", "not valid JSON"),
    "citations that are no list": ('title,edtf,citations\nA,2014,"{}"', "not a JSON list"),
    "a citation without a post": ('title,edtf,citations\nA,2014,"[{}]"', "vws8kqc5/6"),
}


@pytest.mark.parametrize("name", REFUSED_ROWS)
def test_a_row_that_cannot_be_taken_says_why(name: str) -> None:
    text, reason = REFUSED_ROWS[name]
    [row] = read_file(text.encode()).rows
    assert reason in " ".join(row.problems)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"exact": 1}, "not text"),
        ({"exact": "\ud800"}, "surrogate"),
        ({"page": "3"}, "no key “page”"),
        ({"\ud800": "3"}, "no key “?”"),
        ({"post": "\ud800"}, "“?”. Write the document and the number"),
        ({"supports": ["weather"]}, "event, date, place, people"),
        ({"supports": "date"}, "event, date, place, people"),
        ({"document": {"author": "x"}}, "nothing else"),
    ],
)
def test_a_citation_that_cannot_be_taken_says_why(said: dict[str, object], reason: str) -> None:
    cell = json.dumps([{"post": "vws8kqc5/6", "supports": ["date"], **said}])
    row = read_record(2, {"title": "A", "citations": cell})
    assert reason in " ".join(row.problems)


def test_what_a_citation_supports_counts_once() -> None:
    cell = json.dumps([{"post": "vws8kqc5/6", "supports": ["event", "date", "event"]}])
    [cited] = read_record(2, {"title": "A", "citations": cell}).fields["citations"]
    assert cited.supports == ("event", "date")


def test_too_many_citations_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    one = {"post": "vws8kqc5/6", "exact": "x", "supports": ["date"]}
    cell = json.dumps([one] * 2).replace('"', '""')
    content = f'title,edtf,citations\r\nA,2014,"{cell}"\r\n'.encode()
    assert len(read_file(content).rows[0].fields["citations"]) == 2
    monkeypatch.setattr("timeline.formats.csv.MAX_CITATIONS", 1)
    with pytest.raises(FormatError, match="citations"):
        read_file(content)


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ('title,edtf,"notes; sources; remarks; links"\nA,2014,x\n', ","),
        ('"notes, sources, remarks";title;edtf\nx;A;2014\n', ";"),
        ("title;edtf\rA, B, C;2014\r", ";"),
        ("a;b;c\n1,2;3,4;5,6\n", ";"),
        ('"title\n", edtf"\n', ","),
        ("title\n", ","),
    ],
)
def test_the_separator_is_that_of_the_names(text: str, separator: str) -> None:
    assert detect_delimiter(text, COLUMNS) == separator


@pytest.mark.parametrize("said", ["sep=;\r\n", "SEP=;\n"])
def test_what_excel_says_of_separators_is_no_row(said: str) -> None:
    text = decode(f"{said}title;edtf\r\nA;2014\r\n".encode("utf-8-sig"))
    assert detect_delimiter(text, COLUMNS) == ";"
    assert list(read_rows(text, ";")) == [(2, ["title", "edtf"]), (3, ["A", "2014"])]
    assert decode(b"sep=1,edtf\n") == "sep=1,edtf\n", "a column may be called so"


def test_lines_are_those_of_the_file() -> None:
    text = 'title,edtf\n"A\nB",2014\n\nC,2015\n'
    assert [row.line for row in read_file(text.encode()).rows] == [2, 5]


@pytest.mark.django_db
def test_citations_come_back(reader: Client) -> None:
    event = make_event("A", cite=False)
    first = make_citation(event, exact="«да»; [x]", prefix="=1", supports=["place"], note="n")
    make_citation(event, exact="second", position=1)
    [row] = read_file(fetch(reader, "/events.csv").encode()).rows
    found = row.fields["citations"]
    assert [each.exact for each in found] == ["«да»; [x]", "second"]
    assert (found[0].prefix, found[0].supports, found[0].note) == ("=1", ("place",), "n")
    assert (found[0].document_id, found[0].number) == (
        first.post.document.public_id,
        first.post.number,
    )
