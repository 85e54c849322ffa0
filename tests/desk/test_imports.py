"""Imports: previewed row by row, carried out as shown, never overwriting a colleague's edit."""

from __future__ import annotations

import csv
import gc
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from reversion.models import Version
from reversion.signals import pre_revision_commit

from tests.desk.forms import IN_THEIR_ZONE, change_address, form, form_of
from tests.factories import make_citation, make_event, make_post, make_topic
from timeline.desk.imports import tracking
from timeline.desk.imports.planner import plan_import
from timeline.desk.imports.plans import Plan
from timeline.formats.csv import record_from_event
from timeline.models import (
    Citation,
    Correction,
    Document,
    Event,
    Person,
    Place,
    Post,
    Timeline,
    Topic,
    Upload,
)
from timeline.models import ids as public_ids

pytestmark = pytest.mark.django_db

IMPORT = reverse("admin:timeline_event_import")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def send(desk: Client, text: str | bytes, name: str = "events.csv") -> Any:
    """Upload a file and return the page of its plan, or the form with the errors."""
    content = text if isinstance(text, bytes) else text.encode()
    return desk.post(IMPORT, {"file": SimpleUploadedFile(name, content)}, follow=True)


def confirm(desk: Client, page: Any, **more: str) -> Any:
    address = page.redirect_chain[-1][0]
    sent = {"confirm": "1", "reason": "From the archive", "digest": page.context["plan"].digest}
    return desk.post(address, sent | more, follow=True)


def table(*rows: dict[str, str]) -> str:
    """Return rows as CSV, with the columns in order of first appearance."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def kinds(page: Any) -> list[str]:
    return [outcome.kind.value for outcome in page.context["plan"].outcomes]


def test_nothing_is_saved_before_it_is_confirmed(desk: Client, editor: User) -> None:
    page = send(desk, table({"title": "A call", "date_text": "18 March 2025"}))
    assert kinds(page) == ["new"]
    assert "18 March 2025 (2025-03-18" in page.content.decode()
    assert not Event.objects.exists()
    done = confirm(desk, page)
    assert "1 event added as a draft, 0 events changed." in done.content.decode()
    event = Event.objects.get()
    assert (event.title, event.date_edtf, event.state) == ("A call", "2025-03-18", "draft")
    assert event.created_by == event.updated_by == editor
    [version] = Version.objects.get_for_object(event)
    assert version.revision.comment == "events.csv: From the archive"
    assert version.revision.user == editor


def test_export_and_import_of_it_changes_nothing(desk: Client, dataset: None) -> None:
    content = b"".join(Client().get("/events.csv"))
    page = send(desk, content)
    assert set(kinds(page)) == {"same"}
    content = b"".join(Client().get("/events.timelinejs.json"))
    page = send(desk, content)
    assert page.context["plan"].counts == {"same": 62, "aside": 1}


@pytest.mark.parametrize(
    "extra",
    [
        {"headline": "B", "start_date": "2014", "Year": "2014"},
        {"text.text": "<p>a</p>\r\n<p>b</p>", "Notes": "One\r\ntwo"},
    ],
)
def test_what_came_beside_an_event_comes_back_from_a_spreadsheet(
    desk: Client, extra: dict[str, str]
) -> None:
    make_event("A", extra=extra)
    content = b"".join(Client().get("/events.csv"))
    for spreadsheet in (content, content.replace(b"\r\n", b"\n")):
        page = send(desk, spreadsheet)
        assert kinds(page) == ["same"], said(page)


def test_what_goes_out_otherwise_than_it_came_stays_as_it_came(desk: Client) -> None:
    event = make_event("A", "2014", extra={"media.caption": "<b onclick=x()>b</b>"})
    content = json.loads(b"".join(Client().get("/events.timelinejs.json")))
    content["events"][0]["media"]["credit"] = "Ada"
    page = send(desk, json.dumps(content), "a.json")
    assert said(page, 1) == "media.credit:  → Ada"
    confirm(desk, page)
    event.refresh_from_db()
    assert event.extra == {"media.caption": "<b onclick=x()>b</b>", "media.credit": "Ada"}


# --- the outcome of a row -------------------------------------------------------------------------


def outcome(page: Any, number: int = 0) -> Any:
    return page.context["plan"].outcomes[number]


def said(page: Any, number: int = 0) -> str:
    """Return the texts of a row's outcome: reasons, notes and changes."""
    found = outcome(page, number)
    changes = [f"{c.label}: {c.before} → {c.after}" for c in found.changes]
    return " | ".join([*found.reasons, *found.notes, *changes])


def test_a_changed_row_shows_the_field_before_and_after(desk: Client) -> None:
    event = make_event("Old", state="draft", importance=2)
    before = event.edit_token
    page = send(desk, table({"id": event.public_id, "title": "New", "importance": "2"}))
    assert said(page) == "title: Old → New"
    confirm(desk, page)
    event.refresh_from_db()
    assert (event.title, event.slug, event.date_edtf) == ("New", "new", "2014-03-18")
    assert event.edit_token != before, "an old tab must conflict"
    assert Event.objects.matching("new").get() == event, "found by its new words"


def test_what_an_import_dates_after_its_source_was_only_announced(desk: Client) -> None:
    event = make_event("A", "2025-03-18", state="draft", cite=False)
    make_citation(event, date_as_written="")  # its document is of the same day
    later = table({"id": event.public_id, "title": "A", "date_text": "2025-03-19"})
    confirm(desk, send(desk, later))
    event.refresh_from_db()
    assert event.announced


def test_citations_that_a_file_leaves_alone_are_none_to_an_open_form(desk: Client) -> None:
    """An import updates a changed citation in place, rather than delete it and add another."""
    event = make_event("A", cite=False, state="draft")
    for number, exact in enumerate(("one", "two", "three")):
        make_citation(event, exact=exact, position=number)
    before = list(event.citations.values_list("pk", "exact", "note"))
    row = record_from_event(Event.objects.with_material().get())
    open_form = form(desk, change_address(event), title="Mine")
    cited = json.loads(row["citations"])
    cited[2]["note"] = "Theirs."
    page = send(desk, table({"id": row["id"], "title": "A", "citations": json.dumps(cited)}))
    confirm(desk, page)
    assert list(event.citations.values_list("pk", "exact", "note")) == [
        *before[:2],
        (before[2][0], "three", "Theirs."),
    ]
    asked = desk.post(change_address(event), open_form)
    assert [one.label for one in asked.context["citation_conflicts"]] == ["three"]
    again = form_of(asked, title="Mine")
    assert desk.post(change_address(event), again).status_code == 302
    assert [one.exact for one in event.citations.all()] == ["one", "two", "three"]


def test_what_the_file_is_silent_of_stays(desk: Client) -> None:
    event = make_event("A", state="draft", people=["Ada"], place="Yalta", topics=["War"])
    confirm(desk, send(desk, table({"id": event.public_id, "title": "A", "label": "x"})))
    found = Event.objects.with_material().get()
    assert [str(each) for each in (*found.people.all(), found.place, found.lane)] == (
        ["Ada", "Yalta", "War"]
    )
    assert found.citations.count() == 1
    cells = {"id": event.public_id, "title": "A", "people": "", "place": "", "topics": ""}
    confirm(desk, send(desk, table({**cells, "citations": ""})))
    found = Event.objects.with_material().get()
    assert (found.people.count(), found.place, found.lane) == (0, None, None)
    assert not found.citations.exists()


def test_names_are_found_created_and_likened(desk: Client) -> None:
    make_event("A", people=["Vladimir Putin"], place="Yalta", topics=["War"])
    cells = {"title": "B", "date_text": "2014", "people": "vladimir putin; Vladimir Puttin; Ada"}
    page = send(desk, table({**cells, "place": "Sochi", "topics": "War"}))
    made = [(each.kind, each.label, each.near) for each in page.context["plan"].creations]
    assert made == [
        ("person", "Ada", ""),
        ("person", "Vladimir Puttin", "Vladimir Putin"),
        ("place", "Sochi", ""),
    ]
    assert "is it “Vladimir Putin”?" in page.content.decode()
    near = send(desk, table({"title": "B", "date_text": "2014", "place": "Yelta"}))
    assert "is it “Yalta”?" in near.content.decode(), "one wrong letter of five"
    confirm(desk, page)
    event = Event.objects.get(title="B")
    assert {person.slug for person in event.people.all()} == {
        "vladimir-putin",
        "vladimir-puttin",
        "ada",
    }
    assert str(event.lane) == "War"
    assert Version.objects.get_for_object(event.place).exists()


def test_a_name_is_its_own_though_slugs_leave_out_what_tells_it_apart(desk: Client) -> None:
    make_event("A", topics=["C++"], people=["Sinéad O’Connor"])
    Person.objects.create(name="***", slug="person")
    rows = [("C#", "!!!"), ("c++", "Sinéad  O'Connor"), ("C# [c-sharp]", "???; !!!"), ("C#", "***")]
    cells = [{"topics": topics, "people": people} for topics, people in rows]
    page = send(
        desk, table(*({"title": f"E{n}", "edtf": "2014", **row} for n, row in enumerate(cells)))
    )
    assert kinds(page) == ["refused", "new", "new", "new"]
    assert "“C#” would get the slug of “C++”, c." in said(page)
    confirm(desk, page, leave_out="on")
    found = Event.objects.filter(title__startswith="E").order_by("title")
    named = [[{str(each) for each in many.all()} for many in (e.topics, e.people)] for e in found]
    assert named == [
        [{"C++"}, {"Sinéad O’Connor"}],
        [{"C#"}, {"???", "!!!"}],
        [{"C#"}, {"***"}],
    ]


def test_an_old_slug_makes_no_new_name(desk: Client) -> None:
    """Its URLs redirect to the object that had it, and an older file still means that object."""
    for name, slug in (("Crimea", "krim"), ("C++", "cpp")):
        topic = make_topic(name)
        topic.name, topic.slug = name.replace("Crimea", "Krim"), slug
        topic.save()
    Person.objects.create(name="***", slug="person").old_slugs.create(slug="person-2")
    rows = ["Crimea", "Another [c]", "C++ [c]", "Crimea [crimea-2014]"]
    cells = [{"title": f"E{n}", "edtf": "2014", "topics": each} for n, each in enumerate(rows)]
    page = send(desk, table(*({**row, "people": "!!!"} for row in cells)))
    assert kinds(page) == ["refused", "refused", "new", "new"]
    assert "“Crimea” would get an old slug of “Krim”, crimea, whose addresses lead there" in said(
        page
    )
    confirm(desk, page, leave_out="on")
    found = Event.objects.filter(title__startswith="E").order_by("title")
    named = [[each.slug for each in event.topics.all()] for event in found]
    assert named == [["cpp"], ["crimea-2014"]]
    assert Person.objects.get(name="!!!").slug == "person-3"
    assert [old.slug for old in Topic.objects.get(slug="krim").old_slugs.all()] == ["crimea"]


def test_what_was_merged_is_changed_no_more(desk: Client) -> None:
    kept = make_event("Kept")
    gone = make_event(
        "Gone", "2014", state="merged", merged_into=kept, extra={"unique_id": "theirs"}
    )
    rows = [{"id": gone.public_id, "title": "X"}, {"id": "", "title": "Gone", "edtf": "2014"}]
    page = send(desk, table(*rows))
    assert kinds(page) == ["refused", "new"]
    assert f"merged into “Kept”. Use the id of that one: {kept.public_id}" in said(page)
    slide = {"start_date": {"year": 2014}, "text": {"headline": "X"}, "unique_id": "theirs"}
    page = send(desk, json.dumps({"events": [slide]}), "a.json")
    assert kept.public_id in said(page)


def test_control_characters_are_taken_out_and_the_row_says_so(desk: Client) -> None:
    post = make_post()
    cited = {
        "post": f"{post.document.public_id}/{post.number}",
        "exact": "on\u000b18 March\u0008",
        "supports": ["date"],
    }
    row = {
        "title": "A long\x0b\u202etitle\u202c",
        "summary": "One\x1b line.\nAnother.",
        "edtf": "2014",
        "people": "Ada\x0cLovelace",
        "citations": json.dumps([cited]),
        "Our\x0bcolumn": "a\x08b",
    }
    page = send(desk, table(row))
    for name in ("title", "summary", "people", "citations", "Our column"):
        assert name in said(page)
    assert "Invisible control characters were removed: " in said(page)
    assert not CONTROLS.search(page.content.decode())
    confirm(desk, page)
    event = Event.objects.get()
    assert (event.title, event.summary) == ("A long title", "One line.\nAnother.")
    assert event.people.get().name == "Ada Lovelace"
    assert event.citations.get().exact == "on 18 March"
    assert event.extra == {"Our column": "ab"}
    again = send(desk, table(row))
    assert kinds(again) == ["same"]


def test_a_field_of_one_line_gets_no_line_breaks(desk: Client) -> None:
    """A browser would drop them and join the words, so the form would count it as a change."""
    post = make_post()
    cited = {
        "post": f"{post.document.public_id}/{post.number}",
        "exact": "on\n18 March",
        "supports": ["date"],
        "note": "One,\r\ntwo.",
    }
    row = {
        "title": "A long\ntitle",
        "label": "A\r\n label",
        "summary": "One line.\nAnother.",
        "date_text": "18 March\n2014",
        "people": "Ada\nLovelace",
        "citations": json.dumps([cited]),
    }
    page = send(desk, table(row))
    said_of_lines = "in fields of one line: title, label, date_text, people, citations."
    assert said_of_lines in said(page)
    confirm(desk, page)
    event = Event.objects.get()
    assert (event.title, event.label, event.date_text) == (
        "A long title",
        "A label",
        "18 March 2014",
    )
    assert event.summary == "One line.\nAnother."
    assert event.people.get().name == "Ada Lovelace"
    citation = event.citations.get()
    assert (citation.exact, citation.note) == ("on 18 March", "One, two.")
    assert kinds(send(desk, table(row))) == ["same"]


def test_a_headline_of_two_lines_goes_out_as_it_came(desk: Client, reader: Client) -> None:
    text = {"headline": "One<br>two", "text": ""}
    slide = {"start_date": {"year": 2014}, "text": text, "unique_id": "theirs"}
    confirm(desk, send(desk, json.dumps({"events": [slide]}), "a.json"))
    assert Event.objects.get().title == "One two"
    Event.objects.update(state="published")
    [found] = json.loads(reader.get("/events.timelinejs.json").getvalue())["events"]
    assert found["text"]["headline"] == "One<br>two"
    assert kinds(send(desk, json.dumps({"events": [slide]}), "a.json")) == ["same"]


def test_what_only_a_refused_row_names_is_not_created(desk: Client) -> None:
    row = {"title": "B", "date_text": "soonish", "people": "Ada"}
    page = send(desk, table(row, {"title": "C", "date_text": "2014", "people": ""}))
    assert page.context["plan"].creations == []
    confirm(desk, page, leave_out="on")
    assert not Person.objects.exists()


def test_unknown_columns_are_kept_and_said(desk: Client, reader: Client) -> None:
    page = send(desk, table({"title": "A", "edtf": "2014", "Reporter": "Ada", "Empty": ""}))
    assert page.context["plan"].sheet.unknown == {"Reporter": "", "Empty": ""}
    assert "Readers find them in events.csv" in page.content.decode()
    confirm(desk, page)
    event = Event.objects.get()
    assert event.extra == {"Reporter": "Ada"}
    shown = desk.get(reverse("admin:timeline_event_change", args=[event.pk])).content.decode()
    assert "Reporter: Ada" in shown
    Event.objects.update(state="published")
    assert b"Reporter\r\n" in b"".join(reader.get("/events.csv"))
    # The next file has other columns: a missing column leaves its value, an empty cell deletes it.
    page = send(desk, table({"id": event.public_id, "title": "A", "Desk": "Foreign"}))
    assert said(page) == "Desk:  → Foreign"
    confirm(desk, page)
    page = send(desk, table({"id": event.public_id, "title": "A", "Reporter": ""}))
    confirm(desk, page)
    event.refresh_from_db()
    assert event.extra == {"Desk": "Foreign"}


DATES = {
    "words": ({"date_text": "c. 1783"}, "1783~", "c. 1783"),
    "EDTF": ({"edtf": "17XX"}, "17XX", "17XX"),
    "both": ({"date_text": "18th century", "edtf": "1783"}, "1783", "18th century"),
    "words that say nothing alone": ({"date_text": "that year", "edtf": "1999"}, "1999", None),
    "a day of the source": ({"date_text": "yesterday", "citations": "*"}, "2025-03-17", None),
    "Old Style": ({"date_text": "8 April 1783 O.S."}, "1783-04-19", None),
    "Old Style by the table": (
        {"date_text": "8 April 1783", "edtf": "1783-04-19", "calendar": "J"},
        "1783-04-19",
        None,
    ),
}


@pytest.mark.parametrize("name", DATES)
def test_a_date_is_read_as_the_form_reads_it(desk: Client, name: str) -> None:
    cells, edtf, text = DATES[name]
    if "citations" in cells:
        document = make_post().document.public_id
        cited = [{"post": f"{document}/1", "exact": "x", "supports": ["date"]}]
        cells = cells | {"citations": json.dumps(cited)}
    page = send(desk, table({"title": "A", **cells}))
    assert kinds(page) == ["new"], said(page)
    confirm(desk, page)
    event = Event.objects.get()
    assert (event.date_edtf, event.date_text) == (edtf, text or cells["date_text"])
    assert event.date_calendar == ("J" if "Old Style" in name else "G")


REFUSED = {
    "no date": ({"date_text": ""}, "no date"),
    "an unreadable date": ({"date_text": "soonish"}, "“soonish”"),
    "a date with two readings": ({"date_text": "03/04/2014"}, "2014-04-03"),
    "a day of which calendar": (
        {"date_text": "8 April 1783", "calendar": "J"},
        "Write 1783-04-19 or 1783-04-08 into edtf",
    ),
    "an hour that was twice": (
        {"date_text": "1:30 a.m. November 2, 2025", "time_zone": "America/New_York"},
        "Write 2025-11-02T01:30:00-05:00 or 2025-11-02T01:30:00-04:00 into edtf",
    ),
    "a relative date": ({"date_text": "yesterday"}, "counts from a day"),
    "no EDTF": ({"edtf": "1783?!"}, "not EDTF"),
    "words against EDTF": ({"date_text": "June 3, 2000", "edtf": "2001"}, "Change one of them"),
    "a zone": ({"edtf": "2014", "time_zone": "Mars/Olympus"}, "America/New_York"),
    "a calendar": ({"edtf": "2014", "calendar": "Maya"}, "Old Style"),
    "no title": ({"title": " ", "edtf": "2014"}, "title: This field cannot be blank."),
    "a long title": ({"title": "x" * 201, "edtf": "2014"}, "at most 200 characters"),
    "a long name": ({"edtf": "2014", "people": "x" * 200}, "at most 120 characters"),
    "an unknown post": (
        {"edtf": "2014", "citations": '[{"post":"bcdfghjk/1","exact":"x","supports":["date"]}]'},
        "no document bcdfghjk",
    ),
}


@pytest.mark.parametrize("four_eyes", [True, False])
def test_what_a_colleague_approved_is_not_changed_before_it_is_out(
    desk: Client, settings: Settings, four_eyes: bool
) -> None:
    settings.FOUR_EYES = four_eyes
    event = make_event("Approved", publish_at=timezone.now() + timedelta(days=1))
    page = send(desk, table({"id": event.public_id, "title": "Mine"}))
    assert kinds(page) == ["refused" if four_eyes else "changed"]
    assert ("Somebody else approved it as it is" in said(page)) == four_eyes


def test_another_date_is_held_against_what_the_sources_say(desk: Client) -> None:
    event = make_event("A", "2014-03-18", state="draft", cite=False)
    make_citation(event, date_as_written="March 18, 2014")
    row = {"id": event.public_id, "title": "A", "date_text": "2014-05-18"}
    page = send(desk, table(row))
    assert kinds(page) == ["refused"]
    assert "date_as_written says “March 18, 2014” (18 March 2014)" in said(page)
    assert "the date of the event is 18 May 2014" in said(page)
    event.citations.update(note="The post has the month wrong.")
    assert kinds(send(desk, table(row))) == ["changed"]


def test_the_words_of_a_new_citation_are_held_against_the_date(desk: Client) -> None:
    document = make_post().document.public_id
    cited = {"post": f"{document}/1", "exact": "x", "date_as_written": "in May 2014"}
    cells = {"title": "A", "edtf": "2014-03-18"}
    page = send(desk, table({**cells, "citations": json.dumps([{**cited, "supports": ["date"]}])}))
    assert kinds(page) == ["refused"]
    assert "citations: date_as_written says “in May 2014”" in said(page)
    page = send(desk, table({**cells, "citations": json.dumps([{**cited, "supports": ["event"]}])}))
    assert kinds(page) == ["new"]


@pytest.mark.parametrize(("words", "zone", "read"), IN_THEIR_ZONE)
def test_words_of_another_time_have_the_zone_that_they_are_read_in(
    desk: Client, words: str, zone: str, read: str
) -> None:
    """The zone in the words, or the row's, or the post's; for a row's and a citation's words."""
    document = make_post().document.public_id
    cited = {"post": f"{document}/1", "exact": "x", "supports": ["date"]}
    cells = {"title": "A", "edtf": "1783", "time_zone": zone}
    page = send(desk, table({**cells, "date_text": words, "citations": json.dumps([cited])}))
    assert f"date_text is “{words}” ({read}), but edtf is 1783." in said(page)
    cited |= {"date_as_written": words}
    page = send(desk, table({**cells, "citations": json.dumps([cited])}))
    assert f"date_as_written says “{words}” ({read}), but the date" in said(page)


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_row_says_what_to_do(desk: Client, name: str) -> None:
    cells, reason = REFUSED[name]
    page = send(desk, table({"title": "A", **cells}))
    assert kinds(page) == ["refused"]
    assert reason in said(page)
    assert b'name="confirm"' not in page.content, "there is nothing to import"


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("title,date_text,edtf\nA,5 May 1944,1944-06", ("date_text", "edtf", "edtf")),
        (
            "Year,Month,Day,Display Date,Headline\n1944,6,,5 May 1944,A",
            ("Display Date", "Year, Month, Day", "Display Date"),
        ),
        (
            "Year;Month;Day;Display Date;Headline\n1944;6;;5 May 1944;A",
            ("Display Date", "Year, Month, Day", "Display Date"),
        ),
        (
            '{"events": [{"start_date": {"year": 1944, "month": 6}, "display_date": "5 May 1944",'
            ' "text": {"headline": "A"}}]}',
            ("display_date", "start_date, end_date", "display_date"),
        ),
    ],
)
def test_two_dates_in_a_row_are_told_in_the_words_of_its_file(
    desk: Client, text: str, columns: tuple[str, str, str]
) -> None:
    page = send(desk, text)
    assert kinds(page) == ["refused"]
    words, date, spare = columns
    assert f"{words} is “5 May 1944” (5 May 1944), but {date} is 1944-06. These are" in said(page)
    assert f"or clear {spare} so that the other counts" in said(page)


def test_refused_rows_stop_the_import_unless_they_are_left_out(desk: Client) -> None:
    page = send(desk, table({"title": "A", "edtf": "2014"}, {"title": "B", "edtf": "x"}))
    again = confirm(desk, page)
    assert again.context["form"].errors.keys() == {"leave_out"}
    assert not Event.objects.exists()
    confirm(desk, page, leave_out="on")
    assert [event.title for event in Event.objects.all()] == ["A"]


def test_a_reason_is_asked_for_and_what_was_typed_stays(desk: Client) -> None:
    page = send(desk, table({"title": "A", "edtf": "2014"}))
    again = confirm(desk, page, reason="")
    assert again.context["form"].errors.keys() == {"reason"}
    assert not Event.objects.exists()


# --- matching rows to events ----------------------------------------------------------------------


def test_the_same_file_twice_adds_nothing(desk: Client) -> None:
    text = "Year,Headline,Text,Group\n2014,A,x,War\n2015,B,y,\n"
    confirm(desk, send(desk, text))
    assert kinds(send(desk, text)) == ["same", "same"]
    slides = [{"start_date": {"year": 2014}, "text": {"headline": "C"}, "unique_id": "mine"}]
    confirm(desk, send(desk, json.dumps({"events": slides}), "a.json"))
    slides[0]["text"] = {"headline": "D"}
    page = send(desk, json.dumps({"events": slides}), "a.json")
    assert said(page) == "title: C → D"


def test_a_column_that_is_called_otherwise_is_said(desk: Client) -> None:
    page = send(desk, table({"title": "A call", "Date": "18 March 2025"}))
    assert kinds(page) == ["refused"]
    assert "<li>Date – <strong>is it “date_text”?</strong></li>" in page.content.decode()
    page = send(desk, table({"Titel": "A call", "date_text": "18 March 2025"}))
    assert "Titel (is it “title”?)" in page.content.decode()


def test_an_unknown_id_is_given_to_a_new_event(desk: Client) -> None:
    confirm(desk, send(desk, table({"id": "bcdfghjk", "title": "A", "edtf": "2014"})))
    assert Event.objects.get().public_id == "bcdfghjk"


def test_no_id_is_drawn_twice(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_ids, "ALPHABET", "23")  # 256 ids
    rows = [{"id": "", "title": f"A {n}", "edtf": "2014"} for n in range(200)]
    confirm(desk, send(desk, table({**rows[0], "id": "22222222"}, *rows[1:120])))
    confirm(desk, send(desk, table(*rows[120:])))
    assert Event.objects.count() == 200


def test_two_rows_are_never_about_one_event(desk: Client) -> None:
    row = {"id": "", "title": "A", "edtf": "2014"}
    page = send(desk, table(row, row, {**row, "edtf": "2015"}))
    assert kinds(page) == ["new", "refused", "new"]
    assert "Row 2" in said(page, 1)
    event = make_event("B", "2016", state="draft")
    page = send(
        desk, table({"id": event.public_id, "title": "C"}, {"id": event.public_id, "title": "D"})
    )
    assert kinds(page) == ["changed", "refused"]


def test_an_ambiguous_title_asks_for_the_id(desk: Client) -> None:
    ids = [make_event("A", "2014").public_id for _number in range(2)]
    page = send(desk, table({"title": "A", "edtf": "2014"}))
    assert kinds(page) == ["refused"]
    assert all(id in said(page) for id in ids)
    page = send(desk, table({"title": "A", "edtf": "2013"}))
    assert kinds(page) == ["new"]
    assert "There is already an event with this title" in said(page)


def test_an_event_of_the_same_title_has_its_date_in_both_calendars(desk: Client) -> None:
    make_event("A", "1783-04-19", date_calendar="J")
    page = send(desk, table({"title": "A", "edtf": "1785"}))
    assert "There is already an event with this title, dated 19 April 1783 (8 April O.S.)" in said(
        page
    )


def test_an_ambiguous_key_asks_for_the_id(desk: Client) -> None:
    one, other = (make_event(title, extra={"unique_id": "theirs"}) for title in "AB")
    slide = {"start_date": {"year": 2014}, "text": {"headline": "C"}, "unique_id": "theirs"}
    page = send(desk, json.dumps({"events": [slide]}), "a.json")
    assert kinds(page) == ["refused"]
    assert one.public_id in said(page)
    assert other.public_id in said(page)
    Event.objects.filter(pk=other.pk).update(state="merged", merged_into=one)
    page = send(desk, json.dumps({"events": [slide]}), "a.json")
    assert (kinds(page), outcome(page).event) == (["changed"], one)


# --- changing what readers have seen --------------------------------------------------------------


def public_change(**cells: str) -> tuple[Event, str]:
    event = make_event("Old", "2014-03-18", cite=False)
    make_citation(event, note="The post has it one day off.")
    return event, table({"id": event.public_id, "title": "Old", **cells})


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"title": "New"}, True),
        ({"summary": "New"}, True),
        ({"edtf": "2015"}, True),
        ({"place": "Yalta"}, True),
        ({"importance": "5"}, False),
        ({"topics": "War"}, False),
        ({"people": "Ada"}, False),
        ({"Reporter": "Ada"}, False),
    ],
)
def test_readers_are_told_of_a_change_of_meaning(
    desk: Client, editor: User, cells: dict[str, str], told: bool
) -> None:
    cells = {"date_text": "", **cells} if "edtf" in cells else cells
    event, text = public_change(**cells)
    page = send(desk, text)
    assert kinds(page) == ["changed"], said(page)
    done = confirm(desk, page)
    if not told:
        assert not Correction.objects.exists()
        assert "1 event changed" in done.content.decode()
        return
    assert done.context["form"].errors.keys() == {"telling"}
    confirm(desk, page, telling="update")
    correction = Correction.objects.get()
    assert (correction.event, correction.kind, correction.by) == (event, "update", editor)
    assert correction.was != correction.now_says


def test_a_correction_says_what_was_and_what_is(desk: Client) -> None:
    _event, text = public_change(title="New", place="Yalta")
    confirm(desk, send(desk, text), telling="correction")
    correction = Correction.objects.get()
    assert correction.was == "Title: Old\nPlace: nothing"
    assert correction.now_says == "Title: New\nPlace: Yalta"


def test_no_change_of_meaning_is_on_record(desk: Client) -> None:
    event, text = public_change(title="Old!")
    confirm(desk, send(desk, text), telling="no_change")
    assert not Correction.objects.exists()
    event.refresh_from_db()
    assert (event.title, event.state) == ("Old!", "published")
    [version] = Version.objects.get_for_object(event)
    assert version.revision.comment.endswith("No change of meaning")


def test_a_published_event_keeps_a_citation(desk: Client) -> None:
    _event, text = public_change(citations="")
    page = send(desk, text)
    assert kinds(page) == ["refused"]
    assert "needs a citation" in said(page)


# --- between preview and confirmation -------------------------------------------------------------


def test_what_changed_in_between_is_shown_and_not_covered(desk: Client) -> None:
    event = make_event("Old", state="draft")
    page = send(desk, table({"id": event.public_id, "title": "New"}))
    event.title = "Hers"
    event.save()
    again = confirm(desk, page)
    assert "Something was saved in the meantime" in again.content.decode()
    assert said(again) == "title: Hers → New"
    event.refresh_from_db()
    assert event.title == "Hers"
    sent = {"confirm": "1", "reason": "x", "digest": again.context["form"]["digest"].value()}
    desk.post(page.redirect_chain[-1][0], sent)
    event.refresh_from_db()
    assert event.title == "New"


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_plan_and_it_is_made_once(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = make_event("Old", state="draft")
    page = send(desk, table({"id": event.public_id, "title": "New"}))
    within: list[bool] = []

    def plan(*args: Any, **kwargs: Any) -> Plan:
        within.append(connection.in_atomic_block)
        return plan_import(*args, **kwargs)

    monkeypatch.setattr(tracking, "plan_import", plan)
    confirm(desk, page)
    assert within == [False]
    event.refresh_from_db()
    assert event.title == "New"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("title", ["Hers", "Old"])
def test_what_is_saved_while_it_is_planned_is_shown_and_not_covered(
    desk: Client, monkeypatch: pytest.MonkeyPatch, title: str
) -> None:
    """Even a save without changes counts: it means that somebody has looked at the event."""
    event = make_event("Old", state="draft")
    page = send(desk, table({"id": event.public_id, "title": "New"}))

    def plan(*args: Any) -> Plan:
        made = plan_import(*args)
        _save(event, title)
        return made

    monkeypatch.setattr(tracking, "plan_import", plan)
    again = confirm(desk, page)
    assert "Something was saved in the meantime" in again.content.decode()
    assert said(again) == f"title: {title} → New"
    event.refresh_from_db()
    assert event.title == title


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_elsewhere_meanwhile_changes_no_plan(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, other = make_event("Old", state="draft"), make_event("Other", state="draft")
    page = send(desk, table({"id": event.public_id, "title": "New"}))

    def plan(*args: Any) -> Plan:
        made = plan_import(*args)
        _save(other, "Hers")
        return made

    monkeypatch.setattr(tracking, "plan_import", plan)
    confirm(desk, page)
    titles = Event.objects.order_by("pk").values_list("title", flat=True)
    assert list(titles) == ["New", "Hers"]


def _save(event: Event, title: str) -> None:
    event.title = title
    event.save()


def test_an_old_tab_meets_the_import(desk: Client) -> None:
    event = make_event("Old", state="draft")
    address = change_address(event)
    opened_before = form(desk, address, title="From an old tab")
    confirm(desk, send(desk, table({"id": event.public_id, "title": "New"})))
    assert desk.post(address, opened_before).status_code == 200
    event.refresh_from_db()
    assert event.title == "New"


def test_what_was_frozen_for_long_stays_frozen(desk: Client) -> None:
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        confirm(desk, send(desk, table({"title": "A", "edtf": "2014"})))
        # Some of the frozen objects may have been freed.
        assert gc.get_freeze_count() > frozen / 2
        assert gc.isenabled()
    finally:
        gc.unfreeze()


def test_a_portion_is_done_whole_or_not_at_all(desk: Client) -> None:
    """Somebody creates the planned events too late for the plan to notice."""
    page = send(desk, table({"title": "A", "edtf": "2014"}, {"title": "B", "edtf": "2015"}))

    def double(versions: Any, **kwargs: Any) -> None:
        Event.objects.bulk_create(Event.objects.all())  # raises: the keys exist

    pre_revision_commit.connect(double)
    try:
        again = confirm(desk, page)
    finally:
        pre_revision_commit.disconnect(double)
    assert "Something was saved in the meantime" in again.content.decode()
    assert not Event.objects.exists()
    assert not Version.objects.exists()
    assert kinds(again) == ["new", "new"]


def test_going_back_with_one_row_takes_no_other_along(desk: Client) -> None:
    page = send(desk, table({"title": "A", "edtf": "2014"}, {"title": "B", "edtf": "2015"}))
    confirm(desk, page)
    one, other = Event.objects.order_by("title")
    for event in (one, other):
        address = change_address(event)
        desk.post(address, form(desk, address, title=f"{event.title}, changed"))
    imported = Version.objects.get_for_object(one).last()
    assert imported
    back = reverse("admin:timeline_event_revision", args=[one.pk, imported.pk])
    assert desk.post(back, form(desk, back)).status_code == 302
    assert sorted(Event.objects.values_list("title", flat=True)) == ["A", "B, changed"]


def test_a_file_waits_a_day_and_for_its_sender_alone(desk: Client) -> None:
    page = send(desk, table({"title": "A", "edtf": "2014"}))
    address = page.redirect_chain[-1][0]
    other = Client()
    other.force_login(User.objects.create_superuser("other"))
    assert other.get(address).status_code == 404
    assert other.post(address, {"discard": "1"}).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        # The session has expired, too.
        desk.force_login(User.objects.get(username="editor"))
        assert desk.get(address).status_code == 404
        send(desk, table({"title": "B", "edtf": "2014"}))
        assert Upload.objects.count() == 1, "what is too old is thrown away"


def test_an_address_that_is_none_is_not_found(desk: Client) -> None:
    for key in ("nothing", "%00", "x" * 500):
        assert desk.get(f"{IMPORT}{key}/").status_code == 404


def test_a_file_can_be_forgotten(desk: Client) -> None:
    page = send(desk, table({"title": "A", "edtf": "2014"}))
    done = desk.post(page.redirect_chain[-1][0], {"discard": "Forget"}, follow=True)
    assert "The file was discarded." in done.content.decode()
    assert not Upload.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b",,\n", "empty"),
        (b'""\n', "empty"),
        (rb'{"events": [], "\ud800": 1, "\ud800": 2}', "appears twice"),
        ("title\nKöln".encode("cp1252"), "Line 2 is not UTF-8"),
        (b"title,edtf\n", "no rows below its headings"),
        (b"Year,Headline\r\n\r\n,\r\n", "no rows below its headings"),
        (b'{"events": []}', "has no events"),
        (b"PK\x03\x04\x14\x00", "a spreadsheet. Save its sheet as CSV"),
        (b"\x89PNG\r\n\x1a\n", "a picture, not a table"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture, not a table"),
        (b"RIFF\x0a\x00\x00\x00WEBPVP8 ", "a picture, not a table"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF, not a table"),
        (b"name\nx", "neither a column “title”"),
        (b"x" * (20 * 2**20 + 1), "20 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_in_the_form(
    desk: Client, content: bytes, reason: str
) -> None:
    page = send(desk, content)
    assert page.status_code == 200
    assert reason in str(page.context["form"].errors)
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'{"events": [{"start_date": {"year": 2000}, "text": "A"}]}', "refused"),
        (b'{"events": [{"start_date": {"year": 2000}, "text": ["A"]}]}', "refused"),
        (
            rb'{"events": [{"start_date": {"year": 2000}, "text": {"headline": "A\ud800"}}]}',
            "refused",
        ),
        (rb'{"events": [], "title": {"text": {"headline": "A\u0000"}}}', "refused"),
        (rb'{"events": [], "A\ud800": "x"}', "aside"),
        (rb'{"timeline": {"date": [{"startDate": "soon", "headline": "A\ud800"}]}}', "refused"),
    ],
)
def test_a_slide_that_cannot_be_read_is_known_by_its_title(
    desk: Client, content: bytes, kind: str
) -> None:
    page = send(desk, content, "a.json")
    assert page.status_code == 200
    assert kinds(page) == [kind]
    assert "A" in outcome(page).title


# --- from one newsroom to another -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["events.csv", "events.timelinejs.json"])
def test_everything_moves_to_an_empty_desk_and_out_again(
    desk: Client, dataset: None, name: str
) -> None:
    before = b"".join(Client().get(f"/{name}"))
    topics = list(Topic.objects.all())
    for model in (Citation, Event, Timeline, Person, Place, Post, Document, Topic):
        model.objects.all().delete()
    Topic.objects.bulk_create(topics)  # files don't hold their order and colours
    page = send(desk, before, name)
    assert kinds(page).count("new") == 62
    confirm(desk, page)
    assert set(Event.objects.values_list("state", flat=True)) == {"draft"}
    Event.objects.update(state="published")
    after = b"".join(Client().get(f"/{name}"))
    if name == "events.csv":
        assert after == before
        return
    assert json.loads(after)["events"] == json.loads(before)["events"]


def test_a_post_that_is_not_there_is_named_and_can_be_described(desk: Client) -> None:
    document = make_post().document
    cited = {"post": f"{document.public_id}/77", "exact": "x", "supports": ["date"]}
    page = send(desk, table({"title": "A", "edtf": "2014", "citations": json.dumps([cited])}))
    assert kinds(page) == ["refused"]
    assert f"there is no post 77 in {document}" in said(page)
    assert "add a “headline”" in said(page)
    described = json.dumps([cited | {"headline": "The referendum"}])
    page = send(desk, table({"title": "A", "edtf": "2014", "citations": described}))
    assert kinds(page) == ["new"]


def test_a_post_that_differs_is_refused(desk: Client) -> None:
    event = make_event("A", state="draft")
    row = record_from_event(Event.objects.with_material().get(pk=event.pk))
    for before, after in (("The Paper", "The Other"), ("Post number 1", "Post 1")):
        changed = row["citations"].replace(before, after)
        page = send(desk, table({**row, "citations": changed}))
        assert kinds(page) == ["refused"]
        assert "Use that here, or change it at the desk." in said(page)


# --- many -----------------------------------------------------------------------------------------


def test_ten_times_the_rows_cost_few_more_statements(desk: Client) -> None:
    def cost(first: int, count: int) -> tuple[int, int]:
        rows = [
            {"title": f"Event {n}", "edtf": "2014", "people": "Ada; Bob", "topics": "War"}
            for n in range(first, first + count)
        ]
        with CaptureQueriesContext(connection) as looked:
            page = send(desk, table(*rows))
        with CaptureQueriesContext(connection) as done:
            confirm(desk, page)
        return len(looked), len(done)

    make_event("X", people=["Ada", "Bob"], topics=["War"])
    cost(5000, 1)  # fills the caches
    few, many = cost(0, 30), cost(1000, 300)
    assert many[0] == few[0]
    # SQLite accepts at most 999 parameters per statement; each event gets its own revision.
    each_revision = 3  # the revision, its version, and the version's content type
    assert many[1] < few[1] + 60 + 270 * each_revision


def test_a_long_plan_has_pages(desk: Client) -> None:
    page = send(desk, table(*({"title": f"E {n}", "edtf": "2014"} for n in range(250))))
    address = page.redirect_chain[-1][0]
    assert "Rows 1 to 200 of 250" in page.content.decode()
    assert "E 249" in desk.get(f"{address}?show=new&page=2").content.decode()
    assert "Rows 0 to 0 of 0" in desk.get(f"{address}?show=same&page=x").content.decode()
    assert desk.get(f"{address}?show=nonsense").status_code == 200
