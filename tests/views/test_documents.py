"""`/d/…`: documents, their posts, and the events drawn from each."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_citation, make_document, make_event, make_post
from tests.paging import walk
from tests.web import by_id, json_ld, links, parse, text
from timeline.models import Citation, Document, Event, Post
from timeline.models.versions import keep_version
from timeline.sharing.links import passage_url

pytestmark = pytest.mark.django_db

NOT_DRAWN = (
    "The event in this link isn’t among those drawn from this post. You see the first page instead."
)


@pytest.fixture
def document(db: None) -> Document:
    """A document whose page is public, since a public event cites its last post."""
    found = make_document("Трамп и Путин")
    for number in (1, 2, 5):
        post = make_post(found, number=number, headline=f"Headline {number}", text="FULL TEXT")
    make_citation(make_event("Known", cite=False), post)
    return found


def test_the_id_decides_and_a_wrong_slug_leads_to_the_right_one(
    reader: Client, document: Document
) -> None:
    address = f"/d/{document.public_id}/{quote('трамп-и-путин')}/"
    assert document.get_absolute_url() == address
    assert reader.get(address).status_code == 200
    for wrong in (f"/d/{document.public_id}/", f"/d/{document.public_id}/wrong/"):
        response = reader.get(wrong)
        assert (response.status_code, response["Location"]) == (301, address)
    assert reader.get(f"{wrong}?after=50")["Location"] == f"{address}?after=50"
    assert reader.get("/d/bcdfghjk/").status_code == 404


def test_a_headline_that_is_a_number_is_no_post(reader: Client) -> None:
    document = make_document("1984")
    make_citation(make_event(cite=False), make_post(document, number=1984))
    page = parse(reader.get(document.get_absolute_url()))
    assert text(page.find(".//h1")) == "1984"
    assert "Post number 1984" in text(parse(reader.get(f"/d/{document.public_id}/1984/")))


@pytest.mark.parametrize("kept", ["", "https://archive.example/2025/live"])
def test_an_archived_copy_is_one_more_way_to_the_page(
    reader: Client, document: Document, kept: str
) -> None:
    Document.objects.update(archive_url=kept)
    [citation] = Citation.objects.select_related("event", "post__document")
    for page, url in (
        (document, document.url),
        (citation.post, document.url),
        (citation.event, passage_url(citation)),
    ):
        shown = parse(reader.get(page.get_absolute_url()))
        outside = [a.get("href") for a in shown.iter("a") if a.get("rel") == "external"]
        assert outside == [url, *filter(None, [kept])]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        (None, 404),
        ({"state": "draft"}, 404),
        ({"publish_at": timezone.now() + datetime.timedelta(days=1)}, 404),
        ({"state": "retracted"}, 404),
        ({"state": "retracted", "published_at": timezone.now()}, 200),
        ({}, 200),
    ],
)
def test_a_document_is_there_once_readers_know_an_event_from_it(
    reader: Client, fields: dict[str, Any] | None, status: int
) -> None:
    """All its posts are there as well."""
    cited, beside = make_post(), make_post()
    if fields is not None:
        keep_version(make_event("X", **fields), "")
    document, there = cited.document, status == 200
    assert reader.get(document.get_absolute_url()).status_code == status
    assert reader.get(f"/d/{document.public_id}/").status_code == (301 if there else 404)
    for post in (cited, beside):
        assert reader.get(post.get_absolute_url()).status_code == status
    is_hidden = fields is not None and not there
    for source in (document.public_id, document.slug, f"{document.public_id}-1"):
        feed = reader.get(f"/events.atom?source={source}")
        assert feed.status_code == (400 if is_hidden else 200)


def test_only_documents_that_a_public_event_cites_are_listed(
    reader: Client, document: Document
) -> None:
    Event.objects.update(state="retracted")
    assert "Трамп" not in text(parse(reader.get("/d/")))
    make_citation(make_event(cite=False), document.posts.all()[0])
    page = parse(reader.get("/d/"))
    assert document.get_absolute_url() in [a.get("href") for a in page.iter("a")]


def test_documents_are_listed_page_after_page_the_latest_first(
    reader: Client, page_size_three: None
) -> None:
    event = make_event(cite=False)
    for day in range(1, 9):
        page = make_document(f"Page {day}", published_on=datetime.date(2025, 3, day))
        make_citation(event, make_post(page))
    make_document("Not cited", published_on=datetime.date(2025, 3, 5))
    through = [parse(found) for found in walk(reader, "/d/")]
    assert [text(title) for page in through for title in page.iter("h2")] == [
        f"Page {day}" for day in range(8, 0, -1)
    ]
    assert len(through) == 3


def test_posts_of_a_document_are_listed_page_after_page(
    reader: Client, document: Document, page_size_three: None
) -> None:
    for number in range(10, 15):
        make_post(document, number=number)
    through = [parse(found) for found in walk(reader, document.get_absolute_url())]
    shown = [item.get("id") for page in through for item in page.iter("li") if item.get("id")]
    assert shown == [f"p-{number}" for number in (1, 2, 5, *range(10, 15))]
    parts = [text(by_id(page, "posts")) for page in through]
    assert parts == [f"Its posts 8, showing {part}" for part in ("1–3", "4–6", "7–8")]


def test_a_post_shows_what_was_drawn_from_it_in_order_of_time(
    reader: Client, document: Document
) -> None:
    post = document.posts.get(number=2)
    for title, date in (("Later", "2014"), ("Sooner", "1783"), ("Draft", "1500")):
        event = make_event(
            title, date, cite=False, state="draft" if title == "Draft" else "published"
        )
        make_citation(event, post, date_as_written=f"in {date}")
    page = parse(reader.get(post.get_absolute_url()))
    words = text(page)
    assert words.index("Sooner") < words.index("Later")
    assert "in 1783" in words
    assert "Draft" not in words
    assert "FULL TEXT" not in words
    assert links(page, "canonical") == [f"http://127.0.0.1:8000/d/{document.public_id}/2/"]


def events_of(post: Post, number: int) -> list[Event]:
    """Make `number` events that cite a post, in chronological order."""
    events = [
        make_event(f"In {year}", str(year), cite=False) for year in range(1900, 1900 + number)
    ]
    for event in events:
        make_citation(event, post)
    return events


def drawn(page: Element) -> list[str]:
    """The ids of the ledger's events."""
    [ledger] = [each for each in page.iter("section") if each.get("class") == "ledger"]
    lines = ledger.iterfind("ol/li")
    return [(line.get("id") or "").removeprefix("e-") for line in lines]


def test_events_of_a_post_are_listed_page_after_page_and_back(
    reader: Client, document: Document, page_size_three: None
) -> None:
    post = document.posts.get(number=2)
    events = events_of(post, 9)
    through = [parse(found) for found in walk(reader, post.get_absolute_url())]
    assert [each for page in through for each in drawn(page)] == [
        event.public_id for event in events
    ]
    words = [text(by_id(page, "drawn")) for page in through]
    assert words == [
        f"What we drew from it 9 events, showing {part}" for part in ("1–3", "4–6", "7–9")
    ]


@pytest.mark.parametrize("number", range(9))
def test_a_source_leads_to_what_was_drawn_from_it_wherever_that_stands(
    reader: Client, document: Document, page_size_three: None, number: int
) -> None:
    post = document.posts.get(number=2)
    event = events_of(post, 9)[number]
    home = parse(reader.get(f"/?from=19{number:02}&to=19{number:02}"))
    [source] = {
        link.get("href", "")
        for link in home.iter("a")
        if link.get("href", "").endswith(f"#e-{event.public_id}")
    } - {f"#e-{event.public_id}"}
    address, _, anchor = source.partition("#")
    page = parse(reader.get(address))
    assert by_id(page, anchor).tag == "li"
    shown = drawn(page)
    assert shown.index(event.public_id) == (number if number < 3 else 0)
    canonical = links(page, "canonical")[0].removeprefix("http://127.0.0.1:8000")
    assert (canonical == post.get_absolute_url()) == (number < 3)
    assert drawn(parse(reader.get(canonical))) == shown


def test_a_post_of_one_page_is_the_same_whichever_event_leads_there(
    reader: Client, document: Document
) -> None:
    post = document.posts.get(number=2)
    event = events_of(post, 4)[3]
    found = reader.get(f"{post.get_absolute_url()}?event={event.public_id}")
    assert found.content == reader.get(post.get_absolute_url()).content


def test_two_passages_of_a_post_for_an_event_are_two_lines_of_one_event(
    reader: Client, document: Document
) -> None:
    post = document.posts.get(number=2)
    [event] = events_of(post, 1)
    event.citations.update(position=1)
    make_citation(event, post, date_as_written="that year")
    page = parse(reader.get(post.get_absolute_url()))
    assert drawn(page) == [event.public_id, ""]
    assert text(by_id(page, "drawn")).endswith("1 event")
    assert "that year" in text(by_id(page, f"e-{event.public_id}")), "as the event has them"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("after=x", "further page is damaged"),
        ("after=MS4xLjE", "This is a link to a further page of another list."),
        ("event=x%00", NOT_DRAWN),
        ("event=bcdfghjk", NOT_DRAWN),
        ("event={draft}", NOT_DRAWN),
        ("event={elsewhere}", NOT_DRAWN),
    ],
)
def test_of_a_place_that_is_not_there_a_post_says_so_and_begins_at_the_beginning(
    reader: Client, document: Document, page_size_three: None, query: str, said: str
) -> None:
    post = document.posts.get(number=2)
    events = events_of(post, 9)
    draft = make_event("Draft", "1950", state="draft", cite=False)
    make_citation(draft, post)
    known = {"draft": draft.public_id, "elsewhere": Event.objects.get(title="Known").public_id}
    found = reader.get(f"{post.get_absolute_url()}?{query.format(**known)}")
    assert found.status_code == 200
    page = parse(found)
    [alert] = [text(each) for each in page.iter("p") if each.get("role") == "alert"]
    assert said in alert
    assert drawn(page) == [event.public_id for event in events[:3]]
    assert links(page, "canonical") == [f"http://127.0.0.1:8000{post.get_absolute_url()}"]


def test_a_further_page_of_a_post_costs_the_same_wherever_it_begins(
    reader: Client, document: Document, page_size_three: None
) -> None:
    post = document.posts.get(number=2)
    events = events_of(post, 30)
    costs = set()
    for event in events[7:27:6]:
        with CaptureQueriesContext(connection) as captured:
            reader.get(f"{post.get_absolute_url()}?event={event.public_id}")
        costs.add(len(captured))
    assert len(costs) == 1


def test_a_post_leads_to_its_place_on_the_page_it_is_from(reader: Client) -> None:
    post = make_post(make_document(url="https://paper.example/live#top"), anchor="post-6")
    make_event("X")
    assert (
        'href="https://paper.example/live#post-6"'
        in reader.get(post.get_absolute_url()).content.decode()
    )


def test_of_what_says_nothing_of_the_date_no_line_leads_to_one(
    reader: Client, document: Document
) -> None:
    post = document.posts.get(number=2)
    event = make_event("A call", cite=False)
    make_citation(event, post, date_as_written="in 2014", supports=["event"])
    words = text(parse(reader.get(post.get_absolute_url())))
    assert "A call" in words
    assert "was read as" not in words


def test_posts_lead_to_their_neighbours_whatever_the_gaps(
    reader: Client, document: Document
) -> None:
    hrefs = [a.get("href") for a in parse(reader.get(f"/d/{document.public_id}/2/")).iter("a")]
    assert f"/d/{document.public_id}/1/" in hrefs
    assert f"/d/{document.public_id}/5/" in hrefs


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999", "9" * 5000])
def test_a_post_that_is_not_there_is_not_found(
    reader: Client, document: Document, number: str
) -> None:
    response = reader.get(f"/d/{document.public_id}/{number}/")
    assert response.status_code == (301 if len(number) == 5000 else 404)


@pytest.mark.parametrize("path", ["/d/", "document", "post"])
def test_pages_of_sources_are_for_reading(reader: Client, document: Document, path: str) -> None:
    address = {
        "/d/": "/d/",
        "document": document.get_absolute_url(),
        "post": document.posts.all()[0].get_absolute_url(),
    }[path]
    assert reader.head(address).status_code == 200
    assert reader.post(address).status_code == 405


def test_a_source_leads_to_what_can_be_taken_along_of_it(reader: Client) -> None:
    post = make_post()
    unused = make_post()
    make_citation(make_event(cite=False), post)
    source = post.document.public_id
    for page, query in (
        (post.get_absolute_url(), f"source={source}-{post.number}"),
        (post.document.get_absolute_url(), f"source={source}"),
    ):
        found = parse(reader.get(page))
        assert f"/share/?{query}" in [link.get("href") for link in found.iter("a")]
        assert f"/events.json?{query}" in links(found, "alternate")
        assert reader.get(f"/share/?{query}").status_code == 200
    bare = parse(reader.get(unused.get_absolute_url()))
    assert not links(bare, "alternate")
    assert not [link for link in bare.iter("a") if "/share/" in link.get("href", "")]


def test_a_post_says_who_wrote_it_as_the_source_does(reader: Client) -> None:
    post = make_event("A").citations.get().post
    assert "Byline" not in reader.get(post.get_absolute_url()).content.decode()
    Post.objects.update(byline="By Ada & others")
    page = parse(reader.get(post.get_absolute_url()))
    assert "BylineBy Ada & others" in text(page.find(".//dl"))
    [said] = json_ld(page)
    assert said["creditText"] == "By Ada & others"
