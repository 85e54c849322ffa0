"""Nothing that is not public leaks through any URL that a reader can reach."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from tests.factories import make_citation, make_document, make_event, make_post, make_timeline
from tests.web import by_id, json_ld, parse, text
from timeline.models import Correction, Document, Event, Person, Place, Post

#: Occurs in the hidden event's title, summary, people, place and topic, and nowhere else.
SECRET = "Zubrowka"
NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(hours=1)

#: The formats of an event, as the ends of their paths.
FORMS = ("event.json", "event.ics", "event.atom", "embed/")

HIDDEN: dict[str, dict[str, object]] = {
    "draft": {"state": Event.State.DRAFT},
    "in review": {"state": Event.State.IN_REVIEW},
    "embargoed": {"publish_at": LATER},
    "retracted, was public": {"state": Event.State.RETRACTED, "published_at": NOW},
    "retracted, never was public": {"state": Event.State.RETRACTED},
    "draft with an embargo that is over": {
        "state": Event.State.DRAFT,
        "publish_at": NOW - datetime.timedelta(days=1),
    },
}


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


#: What the hidden event has in common with its public neighbours.
SHARED: dict[str, Any] = {"people": ["Ada Lovelace"], "place": "Yalta", "topics": ["Crimea"]}


@pytest.fixture
def beside(db: None, now: object) -> None:
    """Two public events that share a person, a place, a topic and a post with the hidden event, one
    of them also its day; and a document that only the hidden event cites."""
    make_event("A public event", "2014-03-18", **SHARED)
    make_event("Another public event", "2015-03-18", **SHARED)
    make_document("A document of its own", url="https://paper.example/own")
    make_timeline("whole", title="The whole")
    make_timeline("crimea", query="topic=crimea")


def hide(kind: str) -> Event:
    event = make_event(
        f"{SECRET} is signed",
        "2014-03-18",
        summary=f"All about {SECRET}.",
        people=[*SHARED["people"], f"Person {SECRET}"],
        place=f"Place {SECRET}",
        topics=[*SHARED["topics"], f"Topic {SECRET}"],
        **HIDDEN[kind],
    )
    only = Document.objects.get(headline="A document of its own")
    make_citation(event, make_post(only, headline="A post of its own"), exact=SECRET)
    return event


@pytest.fixture(params=HIDDEN)
def hidden(request: pytest.FixtureRequest, beside: None) -> Event:
    """An event that readers must not see."""
    return hide(request.param)


@pytest.fixture
def every_hidden(beside: None) -> dict[str, str]:
    """Make a hidden event of each kind; returns their public ids, which tell apart what leaks."""
    return {kind: hide(kind).public_id for kind in HIDDEN}


Get = Callable[[str], str]


@pytest.fixture
def get(reader: Client) -> Get:
    def fetch(address: str) -> str:
        response: Any = reader.get(address, follow=True)
        assert response.status_code == 200, address
        content = b"".join(response) if response.streaming else response.content
        return str(content.decode())

    return fetch


def surfaces() -> list[str]:
    """Every public address that could mention an event."""
    shown = Event.objects.get(title="A public event")
    document = Document.objects.get(headline="A live page")
    own = Document.objects.get(headline="A document of its own")
    names = ["", "events.json", "events.csv", "events.timelinejs.json", "events.ics"]
    names += ["events.atom", "events.feed.json", "embed/", "share/"]
    lists = [f"{scope}{name}" for scope in ("/", "/t/crimea/") for name in names]
    sitemap = Client().get("/sitemap.xml").content.decode()
    queries = ["", "?q=signed", "?from=2014&to=2014", "?sort=newest", "?person=ada-lovelace"]
    return [
        *(address + query for address in lists for query in queries),
        "/t/",
        "/d/",
        shown.get_absolute_url(),
        document.get_absolute_url(),
        own.get_absolute_url(),
        *(post.get_absolute_url() for post in Post.objects.all()),
        f"/share/{shown.public_id}/",
        *(f"/e/{shown.public_id}/{form}" for form in FORMS),
        f"/oembed?url=http://127.0.0.1:8000{shown.get_absolute_url()}",
        "/oembed?url=http://127.0.0.1:8000/?q=signed",
        "/oembed?url=http://127.0.0.1:8000/t/crimea/&format=xml",
        "/corrections/",
        "/corrections.atom",
        "/robots.txt",
        *re.findall("<loc>http://127.0.0.1:8000(/sitemap-[^<]+)", sitemap),
        "/sitemap.xml",
        "/sitemap-news.xml",
    ]


def test_a_hidden_event_is_mentioned_nowhere(
    every_hidden: dict[str, str], reader: Client, get: Get
) -> None:
    for address in surfaces():
        found = get(address)
        assert SECRET not in found, address
        assert [kind for kind, name in every_hidden.items() if name in found] == [], address
        if not any(name in address for name in ("/events.", "/event.", "sitemap")):
            fragment = reader.get(address, headers={"HX-Request": "true"}).content.decode()
            assert SECRET not in fragment, address


def test_a_hidden_event_has_no_form_of_its_own(hidden: Event, reader: Client) -> None:
    for form in FORMS:
        response = reader.get(f"/e/{hidden.public_id}/{form}")
        assert response.status_code == (410 if hidden.has_been_public else 404)
        is_told = hidden.has_been_public and form == "embed/"  # the notice has the title
        assert (SECRET in response.content.decode()) == is_told


def test_a_hidden_event_is_drawn_on_no_card(hidden: Event, reader: Client) -> None:
    shown = Event.objects.get(title="A public event")
    addresses = ["/card.png", "/t/crimea/card.png", f"/card.png?q={SECRET}"]
    addresses.append(f"/e/{shown.public_id}/card.png")
    with_it = [reader.get(address).content for address in addresses]
    hidden.delete()
    caches["cards"].clear()
    assert [reader.get(address).content for address in addresses] == with_it


def test_a_hidden_event_is_counted_nowhere(hidden: Event, get: Get, reader: Client) -> None:
    assert json.loads(get("/events.json"))["count"] == 2
    assert json.loads(get("/t/crimea/events.json"))["count"] == 2
    for scope in ("/", "/t/crimea/"):
        assert get(f"{scope}events.ics").count("BEGIN:VEVENT") == 2
        assert get(f"{scope}events.atom").count("<entry>") == 2
        assert len(json.loads(get(f"{scope}events.feed.json"))["items"]) == 2
    assert get("/sitemap-news.xml").count("<url>") == 2
    for address in ("/", "/t/crimea/"):
        page = parse(reader.get(address))
        assert text(page.find(".//p[@class='meta']")).startswith("2 events 2014–2015 1 source post")
        assert text(by_id(page, "n-topic-crimea")) == "2"
        assert text(by_id(page, "n-person-ada-lovelace")) == "2"
        assert json_ld(page)[0]["numberOfItems"] == 2
    page = parse(reader.get(Event.objects.get(title="A public event").get_absolute_url()))
    assert "Another public event" in text(page)
    assert "2 events" in get("/t/")
    document = parse(reader.get("/d/"))
    assert "A document of its own" not in text(document)
    shown = parse(reader.get(Document.objects.get(headline="A live page").get_absolute_url()))
    assert "2 events" in text(shown)
    own = parse(reader.get(Document.objects.get(headline__endswith="own").get_absolute_url()))
    assert "1 event" not in text(own)


def test_a_hidden_event_is_found_by_no_search_and_no_source(
    hidden: Event, get: Get, reader: Client
) -> None:
    own = Document.objects.get(headline="A document of its own")
    names = [f"source={own.public_id}-1"]
    names += [f"{key}={key}-{SECRET.lower()}" for key in ("person", "place", "topic")]
    for query in (f"q={SECRET}", f"q={SECRET[:3]}", *names):
        answer = reader.get(f"/events.json?{query}")
        is_known = hidden.has_been_public or query not in names
        assert answer.status_code == (200 if is_known else 400)
        assert not is_known or json.loads(answer.content)["count"] == 0
        assert hidden.public_id not in get(f"/?{query}")


def test_what_only_a_hidden_event_names_is_offered_in_no_filter(hidden: Event, get: Get) -> None:
    assert Person.objects.filter(name__contains=SECRET).exists()
    assert Place.objects.filter(name__contains=SECRET).exists()
    assert SECRET.lower() not in get("/").lower()


def test_the_address_of_a_hidden_event_tells_only_what_was_public(
    hidden: Event, reader: Client, request: pytest.FixtureRequest
) -> None:
    was_public = "retracted, was public" in request.node.name
    page = f"http://127.0.0.1:8000/e/{hidden.public_id}/"
    for address in (
        f"/e/{hidden.public_id}/",
        hidden.get_absolute_url(),
        f"/e/{hidden.public_id}/card.png",
        f"/share/{hidden.public_id}/",
        f"/oembed?url={page}",
    ):
        response = reader.get(address)
        assert response.status_code == (410 if was_public else 404)
        assert not response["Content-Type"].startswith("image/")
        said = SECRET in response.content.decode()
        assert said == (was_public and "oembed" not in address)


def test_corrections_are_listed_only_where_the_event_is_or_was_public(
    hidden: Event, reader: Client, request: pytest.FixtureRequest
) -> None:
    Correction.objects.create(
        event=hidden, kind=Correction.Kind.RETRACTION, was=SECRET, now_says="Nothing."
    )
    found = reader.get("/corrections/").content.decode()
    assert (SECRET in found) == ("retracted, was public" in request.node.name)
    assert "correction" not in text(parse(reader.get("/")).find(".//p[@class='meta']"))


def test_an_embargo_ends_by_itself(now: time_machine.Traveller, reader: Client, db: None) -> None:
    event = make_event("An embargoed speech", publish_at=LATER)
    address = quote(event.get_absolute_url())
    assert reader.get(address).status_code == 404
    assert reader.get("/events.json").json()["count"] == 0
    now.move_to(LATER - datetime.timedelta(seconds=1))
    assert reader.get(address).status_code == 404
    now.move_to(LATER)
    assert reader.get(address).status_code == 200
    assert [found["title"] for found in reader.get("/events.json").json()["events"]] == [
        event.title
    ]
    assert "An embargoed speech" in reader.get("/").content.decode()
    for name in ("events.ics", "events.atom", "events.feed.json", "sitemap-news.xml"):
        assert b"An embargoed speech" in b"".join(reader.get(f"/{name}")), name


def test_an_event_withdrawn_under_embargo_never_was_public(
    now: time_machine.Traveller, reader: Client, db: None
) -> None:
    event = make_event(f"{SECRET} is signed", publish_at=LATER)
    event.state = Event.State.RETRACTED
    event.save()
    Correction.objects.create(event=event, kind="retraction", was=SECRET, now_says="Nothing.")
    now.move_to(LATER + datetime.timedelta(days=1))
    assert reader.get(event.get_absolute_url()).status_code == 404
    assert SECRET not in reader.get("/corrections/").content.decode()


def test_an_embargo_that_is_moved_moves_the_first_publication(
    now: time_machine.Traveller, db: None
) -> None:
    event = make_event(publish_at=LATER)
    assert event.published_at == LATER
    event.publish_at = LATER + datetime.timedelta(days=7)
    event.save()
    assert event.published_at == event.publish_at
    event.publish_at = None
    event.save()
    assert event.published_at == timezone.now()
    now.shift(datetime.timedelta(days=1))
    event.save()
    assert event.published_at == NOW, "the first publication, not the last save"


def test_a_draft_that_is_published_after_its_embargo_became_public_when_it_was_published(
    now: time_machine.Traveller, db: None
) -> None:
    event = make_event(state=Event.State.DRAFT, publish_at=NOW - datetime.timedelta(days=9))
    event.state = Event.State.PUBLISHED
    event.save()
    assert event.published_at == NOW


def test_a_retracted_event_shows_its_notice(reader: Client, retracted_event: Event) -> None:
    Correction.objects.create(
        event=retracted_event,
        kind=Correction.Kind.RETRACTION,
        was="It said the claim was true.",
        now_says="It was not.",
    )
    response = reader.get(retracted_event.get_absolute_url())
    assert response.status_code == 410
    page = parse(response)
    assert text(page.find(".//h1")) == "A withdrawn claim"
    assert text(page.find(".//title")) == "Retracted: A withdrawn claim · newsdesk"
    [main] = (e for e in page.iter("main"))
    assert [link.get("href") for link in main.iter("a")] == ["/"]
    assert "It was not." in text(page)
    assert "Retraction" in text(page)
