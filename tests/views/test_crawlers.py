"""Sitemaps and robots.txt, as search engines read them."""

from __future__ import annotations

import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client
from protego import Protego

from tests.factories import make_document, make_event, make_timeline
from timeline.models import Correction, Event
from timeline.views import crawlers

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
SPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


def read(reader: Client, address: str) -> ElementTree.Element:
    response = reader.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own


def places(reader: Client, address: str) -> dict[str, str | None]:
    """Map the path of each URL in a sitemap to its lastmod."""
    root = read(reader, address)
    found = {}
    for member in root:
        url = member.findtext("s:loc", "", SPACES)
        assert url.startswith(f"{SITE}/")
        found[url.removeprefix(SITE)] = member.findtext("s:lastmod", None, SPACES)
    assert len(found) == len(root), "each address once"
    return found


def everything(reader: Client) -> dict[str, str | None]:
    """All URLs in all sitemaps of the index."""
    found: dict[str, str | None] = {}
    for address in places(reader, "/sitemap.xml"):
        found |= places(reader, address)
    return found


def test_every_public_page_is_in_it_and_answers(reader: Client) -> None:
    make_event("Путин & Трамп")
    make_event("Second")
    make_timeline("war", query="topic=war")
    make_timeline("hidden", state="draft")
    make_document("Cited by nobody")
    found = everything(reader)
    kinds = sorted(path.split("/")[1] for path in found)
    assert kinds == ["", "corrections", "d", "d", "e", "e", "t", "t"]
    for path in found:
        assert reader.get(path).status_code == 200, path


def test_lastmod_moves_on_a_correction_up_to_the_index(reader: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        event = make_event("A", public_id="bcdfghjk")
        make_event("B", public_id="cdfghjkm")
    before = everything(reader)
    assert set(filter(None, before.values())) == {"2026-03-01T12:00:00Z"}
    with time_machine.travel(NOW + datetime.timedelta(days=1), tick=False):
        Correction.objects.create(event=event, kind="update", was="a", now_says="b")
    after = everything(reader)
    assert after["/e/bcdfghjk/a/"] == after["/"] == "2026-03-02T12:00:00Z"
    assert after["/e/cdfghjkm/b/"] == "2026-03-01T12:00:00Z"
    assert set(places(reader, "/sitemap.xml").values()) == {"2026-03-02T12:00:00Z"}


def test_events_are_split_and_stay_where_they_are(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [make_event(cite=False) for _number in range(9)]
    monkeypatch.setattr(crawlers, "SITEMAP_SIZE", 4)
    parts = [path for path in places(reader, "/sitemap.xml") if "events" in path]
    assert len(parts) in (3, 4), "depending on where the ids begin"
    listed = [places(reader, path) for path in parts]
    assert all(len(part) <= 4 for part in listed)
    assert sum(map(len, listed)) == 9
    made[0].delete()
    assert set(listed[-1]) == set(places(reader, parts[-1]))


def test_a_part_without_events_is_none(reader: Client) -> None:
    make_event()
    for part in ("999", "9" * 18, "9" * 40):
        assert reader.get(f"/sitemap-events-{part}.xml").status_code == 404


def test_an_empty_site_has_an_index(reader: Client) -> None:
    assert places(reader, "/sitemap.xml") == {"/sitemap-pages.xml": None}
    assert places(reader, "/sitemap-pages.xml")["/"] is None


def test_news_is_two_days_old_at_most(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with time_machine.travel(NOW, tick=False) as now:
        make_event("Old")
        now.shift(datetime.timedelta(days=1))
        make_event("Embargoed", publish_at=NOW + datetime.timedelta(days=9))
        make_event("A <b> & c")
        make_event("Last")
        Event.objects.filter(title="Last").update(published_at=NOW + datetime.timedelta(days=2))
        now.move_to(NOW + datetime.timedelta(days=2, seconds=1))
        root = read(reader, "/sitemap-news.xml")
        titles = [node.findtext("n:news/n:title", "", SPACES) for node in root]
        assert titles == ["Last", "A <b> & c"]
        [first, *_others] = root
        said = [child.tag.partition("}")[2] for child in first.iter()]
        assert said == [
            *("url", "loc", "news", "publication", "name", "language"),
            *("publication_date", "title"),
        ]
        assert first.findtext("n:news/n:publication_date", "", SPACES) == "2026-03-03T12:00:00Z"
        monkeypatch.setattr(crawlers, "MAX_NEWS", 1)
        assert len(read(reader, "/sitemap-news.xml")) == 1


ALLOWED = {
    "/": True,
    "/?topic=crimea": True,
    "/t/crimea/": True,
    "/e/bcdfghjk/a-call/": True,
    "/card.png?topic=crimea&v=1": True,
    "/t/crimea/card.png?topic=crimea&v=1": True,
    "/e/bcdfghjk/card.png?v=1": True,
    "/oembed?url=x&format=json": True,
    "/static/timeline/timeline.css": True,
    "/?topic=crimea&person=ada": False,
    "/t/crimea/?topic=crimea&topic=war": False,
    "/?q=words": False,
    "/?after=abc": False,
    "/d/bcdfghjk/6/": True,
    "/d/bcdfghjk/6/?event=bcdfghjk": False,
    "/admin/": False,
    "/admin/timeline/event/": False,
    "/preview/abc/": False,
}


@pytest.mark.parametrize("robot", ["Googlebot", "Twitterbot"])
def test_robots_are_kept_from_combined_filters_and_the_desk(reader: Client, robot: str) -> None:
    response = reader.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    rules = Protego.parse(response.content.decode())
    for address, allowed in ALLOWED.items():
        assert rules.can_fetch(f"{SITE}{address}", robot) == allowed, address
    for url in rules.sitemaps:
        assert reader.get(urlsplit(url).path).status_code == 200
    assert [urlsplit(url).path for url in rules.sitemaps] == ["/sitemap.xml", "/sitemap-news.xml"]


@pytest.mark.parametrize(
    "name", ["sitemap", "sitemap-pages", "sitemap-events-{part}", "sitemap-news"]
)
def test_who_has_a_sitemap_gets_304_until_something_changes(reader: Client, name: str) -> None:
    with time_machine.travel(NOW, tick=False) as now:
        event = make_event()
        address = f"/{name.format(part=event.pk // crawlers.SITEMAP_SIZE)}.xml"
        tag = reader.get(address)["ETag"]
        same = reader.get(address, headers={"If-None-Match": tag})
        assert (same.status_code, same.content) == (304, b"")
        assert reader.get(address)["Cache-Control"] == "public, no-cache"
        now.shift(crawlers.NEWS_AGE)  # the event is too old for the news sitemap now
        assert reader.get(address, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.usefixtures("transactional_db")
def test_a_sitemap_changes_with_an_edit(reader: Client) -> None:
    event = make_event()
    tag = reader.get("/sitemap.xml")["ETag"]
    event.save()
    assert reader.get("/sitemap.xml", headers={"If-None-Match": tag}).status_code == 200
