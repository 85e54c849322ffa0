"""Readers' pages are cached by public state: made once, and served while the state lasts."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.factories import make_event, make_timeline
from tests.public_state import while_unchanged
from tests.web import parse
from timeline.models import Correction, Document, Event, Person, Post, Timeline
from timeline.views import caching

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)
HTMX = {"HX-Request": "true"}
KEEP = "max-age=0, public, s-maxage=5, stale-if-error=86400, stale-while-revalidate=60"


@pytest.fixture(autouse=True)
def site(db: None) -> Iterator[None]:
    """Data for every kind of page."""
    with time_machine.travel(NOW, tick=False):
        make_event("A call", topics=["War"], people=["Ada"], place="Yalta", public_id="bcdfghjk")
        make_timeline("all")
        yield


def pages() -> list[str]:
    event, post = Event.objects.all()[0], Post.objects.all()[0]
    return [
        "/",
        "/?topic=war",
        "/t/",
        "/t/all/",
        event.get_absolute_url(),
        "/d/",
        post.document.get_absolute_url(),
        post.get_absolute_url(),
        "/corrections/",
        "/embed/",
        "/share/",
        f"/share/{event.public_id}/",
    ]


def kept(response: Any) -> str:
    return ", ".join(sorted(response["Cache-Control"].split(", ")))


def test_a_page_is_kept_for_as_long_as_it_holds() -> None:
    assert caches["pages"].default_timeout is None


def test_who_has_a_page_gets_304(reader: Client) -> None:
    for address in pages():
        first = reader.get(address)
        same = reader.get(address, headers={"If-None-Match": first["ETag"]})
        assert (same.status_code, same.content) == (304, b""), address
        assert same["ETag"] == first["ETag"]
        assert kept(first) == kept(same) == KEEP
        assert first["Vary"] == same["Vary"]
        assert "Cookie" not in first["Vary"]
        assert not first.cookies


def test_a_condition_on_a_date_that_is_not_given_is_none(reader: Client) -> None:
    headers = {"If-Unmodified-Since": "Wed, 21 Oct 2015 07:28:00 GMT"}
    for address in (*pages(), "/events.json", "/card.png"):
        assert reader.get(address, headers=headers).status_code == 200, address


@pytest.mark.parametrize(
    "address",
    [
        *("/e/bbbbbbbb/", "/e/bbbbbbbb/event.json", "/t/none/", "/t/none/events.json", "/d/no/"),
        "/sitemap-events-9.xml",
    ],
)
def test_what_is_not_there_is_not_unchanged(reader: Client, address: str) -> None:
    assert reader.get(address, headers={"If-None-Match": "*"}).status_code == 404
    assert reader.get("/t/all/", headers={"If-None-Match": "*"}).status_code == 304


@pytest.mark.parametrize(
    ("address", "status"),
    [("/e/bbbbbbbb/event.json", 404), ("/e/bcdfghjk/wrong/", 301), ("/?q=&from=", 302)],
)
def test_a_condition_is_none_where_there_is_no_answer(
    reader: Client, address: str, status: int
) -> None:
    assert reader.get(address, headers={"If-Match": '"x"'}).status_code == status


def test_nobody_keeps_what_a_condition_refused(reader: Client) -> None:
    card = parse(reader.get("/")).find(".//meta[@property='og:image']")
    assert card is not None
    picture = str(card.get("content")).removeprefix("http://127.0.0.1:8000")
    for address in (*pages(), "/events.json", "/e/bcdfghjk/event.json", "/sitemap.xml", picture):
        refused = reader.get(address, headers={"If-Match": '"x"'})
        assert refused.status_code == 412, address
        assert "ETag" not in refused, address
        assert "immutable" not in refused.get("Cache-Control", ""), address
        assert "public" not in refused.get("Cache-Control", ""), address
        assert reader.get(address, headers={"If-Match": "*"}).status_code == 200, address
    refused = reader.get("/events.json", headers={"If-Match": '"x"'})
    assert refused["Content-Type"] == "application/problem+json"


@pytest.mark.usefixtures("transactional_db")
def test_a_page_is_made_once(reader: Client) -> None:
    for address in pages():
        first, again, statements = while_unchanged(lambda address=address: twice(reader, address))  # type: ignore[misc]
        assert statements == 1, address
        assert again.content == first.content
        assert dict(again.headers) == dict(first.headers)


def twice(reader: Client, address: str) -> tuple[Any, Any, int]:
    """Both responses, and the number of SQL queries of the second one."""
    first = reader.get(address)
    with CaptureQueriesContext(connection) as captured:
        again = reader.get(address)
    return first, again, len(captured)


CHANGES: dict[str, Callable[[], object]] = {
    "an update past the models": lambda: Event.objects.update(title="Other"),
    "a person": lambda: Person.objects.update(name="Bob"),
    "a document": lambda: Document.objects.update(publisher="Other"),
    "a correction": lambda: Correction.objects.create(
        event=Event.objects.all()[0], kind="update", was="a", now_says="b"
    ),
    "the title of the timeline": lambda: Timeline.objects.update(title="Other"),
}


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize("change", CHANGES)
def test_every_change_makes_all_pages_anew(reader: Client, change: str) -> None:
    seen = {address: reader.get(address)["ETag"] for address in pages()}
    CHANGES[change]()
    for address, tag in seen.items():
        again = reader.get(address, headers={"If-None-Match": tag})
        assert again.status_code == 200, address
        assert again["ETag"] != tag


@pytest.mark.usefixtures("transactional_db")
def test_a_retraction_is_on_the_next_page(reader: Client) -> None:
    assert b"A call" in reader.get("/").content
    Event.objects.update(state=Event.State.RETRACTED)
    assert b"A call" not in reader.get("/").content


def test_a_page_without_fragments_is_the_same_for_htmx(reader: Client) -> None:
    for address in pages():
        page, asked = reader.get(address), reader.get(address, headers=HTMX)
        if "HX-Request" not in page["Vary"]:
            assert (asked["ETag"], asked.content) == (page["ETag"], page.content), address
            assert asked["Cache-Control"] == page["Cache-Control"], address
        else:
            assert asked["ETag"] != page["ETag"], address


@pytest.mark.usefixtures("transactional_db")
def test_fragments_and_pages_are_kept_apart(reader: Client) -> None:
    page, fragment = reader.get("/"), reader.get("/", headers=HTMX)
    assert page["ETag"] != fragment["ETag"]
    for response in (page, fragment):
        assert "HX-Request" in response["Vary"]
    assert reader.get("/").content == page.content
    again = reader.get("/", headers=HTMX)
    assert again.content == fragment.content != page.content
    assert again["HX-Push-Url"] == "/"


@pytest.mark.parametrize(
    ("seconds", "shared", "own"), [(3600, 5, 1), (5, 5, 1), (4, 4, 1), (1, 1, 1), (0.5, 0, 0)]
)
def test_nobody_keeps_an_answer_beyond_an_embargo(
    reader: Client, seconds: float, shared: int, own: int
) -> None:
    make_event("An embargoed speech", publish_at=NOW + seconds * SECOND)
    page, fragment = reader.get("/"), reader.get("/", headers=HTMX)
    assert f"max-age=0, s-maxage={shared}," in page["Cache-Control"]
    assert f"max-age={own}, s-maxage={shared}," in fragment["Cache-Control"]


def test_a_browser_never_shows_a_fragment_while_it_asks_whether_it_holds(reader: Client) -> None:
    assert kept(reader.get("/", headers=HTMX)) == (
        "max-age=1, public, s-maxage=5, stale-if-error=86400"
    )


@pytest.mark.usefixtures("transactional_db")
def test_the_end_of_an_embargo_is_on_the_next_page(reader: Client) -> None:
    make_event("An embargoed speech", publish_at=NOW + SECOND)
    with time_machine.travel(NOW, tick=False) as clock:
        assert b"An embargoed speech" not in reader.get("/").content
        clock.shift(SECOND)
        assert b"An embargoed speech" in reader.get("/").content


@pytest.mark.usefixtures("transactional_db")
def test_last_year_is_another_one_next_year(reader: Client) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        tag = reader.get("/?from=last+year")["ETag"]
        clock.shift(datetime.timedelta(days=1))
        assert reader.get("/?from=last+year")["ETag"] != tag


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize(("address", "status"), [("/e/bcdfghjk/a-call/", 410), ("/t/none/", 404)])
def test_what_is_not_there_is_not_kept(reader: Client, address: str, status: int) -> None:
    """A second request gets the same status, not a cached page."""
    Event.objects.update(state=Event.State.RETRACTED, published_at=NOW)
    for _ in range(2):
        response = reader.get(address)
        assert response.status_code == status
        assert "ETag" not in response


@pytest.mark.usefixtures("transactional_db")
def test_another_name_of_a_static_file_makes_another_page(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = reader.get("/")["ETag"]
    monkeypatch.setattr(staticfiles_storage, "manifest_hash", "another", raising=False)
    caching._code_hash.cache_clear()
    try:
        assert reader.get("/")["ETag"] != before
    finally:
        caching._code_hash.cache_clear()


def test_a_developer_sees_a_changed_template_at_once(reader: Client, settings: Settings) -> None:
    settings.DEBUG = True
    assert "ETag" not in reader.get("/")
