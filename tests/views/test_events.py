"""`/e/…`: the page of an event, its URL, and its sources."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import example, given, settings

from tests.dates.strategies import valid_edtf
from tests.factories import make_citation, make_document, make_event, make_person, make_post
from tests.web import by_id, json_ld, links, parse, text
from timeline.models import Citation, Correction, Event

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Trump calls Putin", "trump-calls-putin"),
        ("Путин ещё говорит", "путин-ещё-говорит"),
        ("普京與特朗普通話", "普京與特朗普通話"),
        ("القدس", "القدس"),
        ("!?…", "event"),
        ("🕊", "event"),
        ("a/b?c#d%e", "abcde"),
        ("x" * 200, "x" * 80),
        ("Café — “Zürich”", "café-zürich"),
    ],
)
def test_the_address_is_made_of_the_title_in_any_script(
    reader: Client, title: str, slug: str
) -> None:
    event = make_event(title)
    address = event.get_absolute_url()
    assert address == f"/e/{event.public_id}/{quote(slug)}/"
    response = reader.get(address)
    assert response.status_code == 200
    assert links(parse(response), "canonical") == [f"http://127.0.0.1:8000{address}"]
    assert reader.head(address).status_code == 200
    assert reader.post(address).status_code == 405


def test_the_id_decides_and_a_wrong_slug_leads_to_the_right_one(reader: Client) -> None:
    event = make_event("Путин говорит")
    for wrong in (f"/e/{event.public_id}/", f"/e/{event.public_id}/wrong/"):
        for method in (reader.get, reader.head):
            response = method(wrong)
            assert (response.status_code, response["Location"]) == (301, event.get_absolute_url())
    event.title = "A new title"
    was = event.get_absolute_url()
    event.save()
    assert reader.get(was)["Location"] == f"/e/{event.public_id}/a-new-title/"


@pytest.mark.parametrize("id", ["bcdfghjk", "BCDFGHJK", "aeiouaei", "bcdfghj", "bcdfghjkm", "1"])
def test_an_id_that_was_never_given_is_not_found(reader: Client, id: str) -> None:
    assert reader.get(f"/e/{id}/").status_code == 404
    assert reader.get(f"/e/{id}/slug/").status_code == 404


def test_an_event_shows_its_date_its_evidence_and_its_sources(reader: Client) -> None:
    document = make_document(short_name="Live page")
    event = make_event(
        "The khanate falls",
        "17XX",
        date_text="18th century",
        summary="It becomes part of the empire.",
        topics=["Crimea"],
        people=["Catherine II"],
        place="Crimea",
        cite=False,
    )
    make_citation(event, make_post(document, number=18), exact="conquered", note="Our own reading.")
    page = parse(reader.get(event.get_absolute_url()))
    words = text(page)
    for expected in (
        "The khanate falls",
        "It becomes part of the empire.",
        "18th century",
        "17XX",
        "to the century",
        "Our own reading.",
        "Live page",
        "Post 18",
        "Catherine II",
    ):
        assert expected in words
    [article] = json_ld(page)
    assert article["temporalCoverage"] == "1700-01-01/1799-12-31"
    assert article["publisher"]["correctionsPolicy"].endswith("/corrections/")


def test_a_source_named_from_right_to_left_leaves_date_and_number_in_their_places(
    reader: Client,
) -> None:
    post = make_post(make_document(short_name="الجزيرة مباشر"))
    event = make_event("A call", "2025-03-18", cite=False, date_text="March 18")
    make_citation(event, post, date_as_written="March 18")
    words = text(parse(reader.get(event.get_absolute_url())))
    assert "\u2068الجزيرة مباشر\u2069, 18 March 2025" in words
    assert "\u2068الجزيرة مباشر\u2069, post 1" in words


def test_what_was_only_announced_says_so_and_its_marks_are_hollow(reader: Client) -> None:
    planned = make_event("They will meet", "2025-03-19")
    said = make_event("They met", "2025-03-18")
    home = parse(reader.get("/"))
    for event, is_announced in ((planned, True), (said, False)):
        row = by_id(home, f"e-{event.public_id}")
        page = parse(reader.get(event.get_absolute_url()))
        leading = [link for link in home.iter() if link.get("href") == f"#e-{event.public_id}"]
        [mark] = (link for link in leading if "mk" in (link.get("class") or ""))
        assert ("announced" in text(row)) is is_announced
        assert ("announced" in text(mark)) is is_announced
        assert ("Announced; no source reports that it happened." in text(page)) is is_announced
        [dates] = (part for part in page.iter("section") if part.get("class") == "dates")
        for place in (row, mark, dates):
            signs = [use.get("href", "") for use in place.iter() if use.tag.endswith("use")]
            shapes = {sign for sign in signs if sign.startswith(("#m-", "#k-"))}
            assert {shape.endswith("o") for shape in shapes} == {is_announced}, shapes


def test_neighbours_lead_to_what_came_before_and_after(reader: Client, draft_event: Event) -> None:
    for year in (1999, 2001):
        make_event(f"Of {year}", str(year))
    event = make_event("Of 2000", "2000")
    hrefs = [a.get("href") for a in parse(reader.get(event.get_absolute_url())).iter("a")]
    for other in Event.objects.published().exclude(pk=event.pk):
        assert other.get_absolute_url() in hrefs
    assert draft_event.get_absolute_url() not in hrefs


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("1999", ["After"]),
        ("2000", ["Before", "Next in the list"]),
        ("1997/..", ["Previous in the list", "After"]),
        ("1998/..", ["Before"]),
    ],
)
def test_neighbours_are_before_and_after_among_their_kind(
    reader: Client, date: str, said: list[str]
) -> None:
    """Half-open dates are listed after all others, whenever they are."""
    found = {each: make_event(each, each) for each in ("1999", "2000", "1997/..", "1998/..")}
    page = parse(reader.get(found[date].get_absolute_url()))
    ways = [a for a in page.iter("a") if a.get("rel") in ("prev", "next")]
    assert [text(way.find(".//small")).partition(" ·")[0] for way in ways] == said


@pytest.mark.parametrize(
    ("edtf", "year"),
    [
        ("1921-03-18", "1921"),
        ("0044-03-18", "44"),
        ("~1921-03-18", "1921"),
        ("?1921-03-18", "1921"),
        ("[1921-03-18]", "1921"),
    ],
)
def test_what_happened_on_the_same_day_is_listed_by_its_year(
    reader: Client, edtf: str, year: str
) -> None:
    event = make_event("This", "2014-03-18")
    other = make_event("Long before", edtf)
    page = parse(reader.get(event.get_absolute_url()))
    items = [text(li) for li in page.iter("li") if "Long before" in text(li)]
    assert any(item.split()[0] == year for item in items), items
    assert other.date_month_day == 318


def test_how_often_people_appear_is_said(reader: Client) -> None:
    event = make_event("One", people=["Ada"])
    make_event("Two", people=["Ada"])
    make_event("Draft", people=["Ada"], state="draft")
    link = [a for a in parse(reader.get(event.get_absolute_url())).iter("a") if "Ada" in text(a)]
    assert link[0].get("href") == "/?person=ada"


def test_a_link_to_a_person_of_any_script_finds_her_events(reader: Client) -> None:
    event = make_event("One", people=["Владимир"])
    page = parse(reader.get(event.get_absolute_url()))
    [link] = [a for a in page.iter("a") if "Владимир" in text(a)]
    assert link.get("href") == f"/?person={quote('владимир')}"
    assert "1 of 1" in text(parse(reader.get(link.get("href") or "")))
    assert make_person("Владимир").events.count() == 1


def test_an_event_that_a_program_published_without_a_source_has_a_page(reader: Client) -> None:
    event = make_event("No source", cite=False)
    assert "No source" in text(parse(reader.get(event.get_absolute_url())))
    assert reader.get("/").status_code == 200


def test_corrections_stand_on_the_event_newest_first(reader: Client) -> None:
    event = make_event("One")
    for word in ("first", "second"):
        Correction.objects.create(
            event=event, kind="correction", was=f"The {word} mistake", now_says="Right"
        )
    page = parse(reader.get(event.get_absolute_url()))
    words = text(page)
    assert words.index("The second mistake") < words.index("The first mistake")
    assert len(json_ld(page)[0]["correction"]) == 2
    everywhere = text(parse(reader.get("/corrections/")))
    assert everywhere.index("The second mistake") < everywhere.index("The first mistake")


@settings(max_examples=25)
@given(valid_edtf)
@example("-9999")
@example("Y-17000000")
@example("../-0043")
@example("[..1984]")
@example("2025-03-18T10:00:00-04")
def test_an_event_of_any_date_has_a_page(db: None, edtf: str) -> None:
    event = make_event("X", edtf)
    page = parse(Client().get(event.get_absolute_url()))
    assert edtf in text(page)
    Event.objects.all().delete()


def test_half_a_number_is_not_what_a_source_wrote(reader: Client) -> None:
    event = make_event("A call", "2025-03-07", date_text="7 March 2025", cite=False)
    make_citation(event, exact="on 17 March 2025", date_as_written="17 March 2025")
    written = parse(reader.get(event.get_absolute_url())).find(".//dl/div/dd")
    assert written is not None
    assert text(written) == "7 March 2025 in the desk’s words"


def test_only_what_a_source_wrote_is_quoted_as_written(reader: Client) -> None:
    event = make_event("A call", "2025-03-17", date_text="17 March 2025", cite=False)
    citation = make_citation(event, exact="spoke on Monday", date_as_written="")
    written = parse(reader.get(event.get_absolute_url())).find(".//dl/div/dd")
    assert written is not None
    assert text(written) == "17 March 2025 in the desk’s words"
    assert written.find("q") is None
    for said in ({"exact": "on 17 March 2025"}, {"date_as_written": "17 March 2025"}):
        Citation.objects.update(**{"exact": "x", "date_as_written": "", **said})
        written = parse(reader.get(event.get_absolute_url())).find(".//dl/div/dd")
        assert written is not None
        assert text(written.find("q")) == "17 March 2025"
        assert str(citation.post.number) in text(written)


@pytest.mark.parametrize(
    ("edtf", "day"),
    [
        ("2025-03-18", "18 March 2025"),
        ("2025-03-18T22:00:00-04:00", "18 March 2025"),
        ("0044-03-18", "18 March AD 44"),
    ],
)
def test_what_else_happened_on_the_day_is_a_link_away(reader: Client, edtf: str, day: str) -> None:
    event, *_others = [make_event(f"Call {number}", edtf) for number in range(9)]
    page = parse(reader.get(event.get_absolute_url()))
    assert f"1 more on this day of any year. All of {day}" in text(page)
    [link] = [a.get("href", "") for a in page.iter("a") if text(a) == f"All of {day}"]
    assert "9 of 9 events" in text(parse(reader.get(link)))
