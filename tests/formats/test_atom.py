"""Atom feeds, parsed as a feed reader does; the parser reports XML that isn't well-formed."""

from __future__ import annotations

import datetime
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
import time_machine
from django.test import Client

from tests.factories import make_citation, make_event, make_timeline
from timeline import queries
from timeline.models import Correction, Event, Topic
from timeline.views import corrections

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


def correct(event: Event, was: str) -> Correction:
    return Correction.objects.create(event=event, kind="correction", was=was, now_says="It is so.")


def feed(reader: Client, address: str) -> Any:
    """Fetch and parse a feed. Fails if it isn't a valid one."""
    response = reader.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(response.content, sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def titles(reader: Client, address: str) -> list[str]:
    return [entry.title for entry in feed(reader, address).entries]


def test_an_event_is_an_entry(reader: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        event = make_event(
            "Clinton <meets> & greets",
            "2000-06-03",
            public_id="k3v9x2mt",
            summary="A < B.",
            topics=["Meetings"],
            date_text="June 3, 2000",
        )
    make_timeline("all", title="The whole", standfirst="From the beginning.")
    found = feed(reader, "/events.atom")
    assert (found.feed.title, found.feed.subtitle) == ("The whole", "From the beginning.")
    assert found.feed.author == "newsdesk"
    assert found.feed.link == f"{SITE}/"
    assert found.feed.id == f"{SITE}/events.atom"
    [entry] = found.entries
    assert entry.title == "Clinton <meets> & greets"
    assert entry.link == f"{SITE}{event.get_absolute_url()}"
    assert entry.id == "tag:127.0.0.1,2026-03-01:event/k3v9x2mt"
    assert entry.published == entry.updated == "2026-03-01T12:00:00+00:00"
    assert [tag.term for tag in entry.tags] == ["Meetings"]
    assert entry.summary_detail.type == "text/html"
    assert "<b>3 June 2000</b>" in entry.summary
    assert "<p>A &lt; B.</p>" in entry.summary
    assert "Live page: “June 3, 2000”" in entry.summary


def test_an_entry_is_updated_by_a_correction_and_keeps_its_id(reader: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        event, _other = make_event("Old"), make_event("New")
    [before] = [entry for entry in feed(reader, "/events.atom").entries if entry.title == "Old"]
    assert titles(reader, "/events.atom") == ["New", "Old"]
    with time_machine.travel(NOW + datetime.timedelta(days=1), tick=False):
        correct(event, "It was so.")
    after, _other_entry = feed(reader, "/events.atom").entries
    assert (after.id, after.published) == (before.id, before.published)
    assert (before.updated, after.updated) == (
        "2026-03-01T12:00:00+00:00",
        "2026-03-02T12:00:00+00:00",
    )
    assert f'{event.get_absolute_url()}#corrections">Corrected</a>' in after.summary
    assert feed(reader, "/events.atom").feed.updated == after.updated


def test_an_entry_whose_embargo_is_over_is_new(reader: Client) -> None:
    later = NOW + datetime.timedelta(days=2)
    with time_machine.travel(NOW, tick=False):
        make_event("Embargoed", publish_at=later)
    with time_machine.travel(NOW + datetime.timedelta(days=1), tick=False):
        make_event("Between")
        assert titles(reader, "/events.atom") == ["Between"]
    with time_machine.travel(later, tick=False):
        found = feed(reader, "/events.atom").entries
    assert [entry.title for entry in found] == ["Embargoed", "Between"]
    assert found[0].updated == "2026-03-03T12:00:00+00:00"


def test_a_feed_answers_a_query_and_a_timeline(reader: Client) -> None:
    make_event("In", "2014", topics=["War"])
    make_event("Out", "2014")
    make_event("Early", "1914", topics=["War"])
    make_timeline("war", title="War", standfirst="All of it.", query="topic=war")
    assert titles(reader, "/events.atom?topic=war&from=2000") == ["In"]
    found = feed(reader, "/t/war/events.atom?from=2000&sort=newest&x=y")
    assert [entry.title for entry in found.entries] == ["In"]
    assert found.feed.title == "War"
    assert found.feed.link == f"{SITE}/t/war/?from=2000"
    assert found.feed.subtitle == "Events possibly from 1 January 2000 onwards."
    [own] = [link.href for link in found.feed.links if link.rel == "self"]
    assert own == found.feed.id == f"{SITE}/t/war/events.atom?from=2000"


def test_next_leads_through_every_change_once(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 3)
    with time_machine.travel(NOW, tick=False):  # the same moment for most
        made = [make_event().title for _number in range(7)]
    made.append(make_event().title)
    seen: list[str] = []
    address = "/events.atom?from=../3000"
    while address:
        found = feed(reader, address)
        [here] = [link.href for link in found.feed.links if link.rel == "self"]
        assert here == (f"{SITE}{address}" if seen else found.feed.id)
        assert found.feed.id == f"{SITE}/events.atom?from=..%2F3000"
        seen += [entry.title for entry in found.entries]
        following = [link.href for link in found.feed.links if link.rel == "next"]
        assert len(seen) <= len(made)
        address = following[0].removeprefix(SITE) if following else ""
        assert not address or address.startswith("/events.atom?from=..%2F3000&after=")
    assert seen == made[::-1]


def test_a_page_of_another_order_is_a_problem(reader: Client) -> None:
    for _number in range(80):
        make_event(cite=False)
    following = reader.get("/events.json").json()["next"].partition("?")[2]
    for name in ("events.atom", "events.feed.json"):
        response = reader.get(f"/{name}?{following}")
        assert response.status_code == 400
        assert "ETag" not in response.headers
        assert response.json()["errors"][0]["parameter"] == "after"


# A well-formed cursor whose time, in microseconds since 1970, is beyond the range of datetime.
def test_a_forged_page_is_a_problem(reader: Client) -> None:
    forged = "OTIyMzM3MjAzNjg1NDc3NTgwNy45MjIzMzcyMDM2ODU0Nzc1ODA3LjE"
    assert reader.get(f"/events.atom?after={forged}").status_code == 400


def test_texts_that_no_xml_may_hold_break_no_feed(reader: Client) -> None:
    bad = "a\x08b\ufffe\x1f"
    event = make_event(bad, summary=bad, topics=["War"], cite=False)
    Topic.objects.update(name=bad)
    make_citation(event, exact=bad, date_as_written=bad)
    correct(event, bad)
    [entry] = feed(reader, "/events.atom").entries
    assert (entry.title, entry.tags[0].term) == ("ab", "ab")
    assert feed(reader, "/corrections.atom").entries[0].title == "Correction: ab"
    assert b"\x08" not in reader.get("/sitemap-news.xml").content


def test_an_empty_feed_is_a_feed(reader: Client) -> None:
    assert feed(reader, "/events.atom").entries == []
    assert feed(reader, "/corrections.atom").entries == []


def test_corrections_are_a_feed(reader: Client, draft_event: Event) -> None:
    public = make_event("A <meeting> & more")
    first, second = correct(public, "It was so."), correct(public, "It was <b>so</b>.")
    correct(draft_event, "Nobody may know.")
    found = feed(reader, "/corrections.atom")
    entries = found.entries
    assert [entry.id.rpartition("/")[2] for entry in entries] == [str(second.pk), str(first.pk)]
    newest = entries[0]
    assert newest.title == "Correction: A <meeting> & more"
    assert newest.summary == "It said: It was &lt;b&gt;so&lt;/b&gt;. It now says: It is so."
    assert newest.link.startswith(f"{SITE}/e/")
    assert found.feed.updated == newest.updated
    assert 'href="/corrections.atom"' in reader.get("/corrections/").content.decode()


def test_every_correction_is_on_a_page_of_the_feed(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corrections, "FEED_SIZE", 3)
    event = make_event("One")
    with time_machine.travel(NOW, tick=False):  # the same moment for most
        made = [correct(event, f"Words {number}.") for number in range(7)]
    made.append(correct(event, "The last words."))
    address, seen = "/corrections.atom", []
    while address:
        found = feed(reader, address)
        assert found.feed.id == f"{SITE}/corrections.atom"
        assert f"{SITE}{address}" in [each.href for each in found.feed.links if each.rel == "self"]
        seen += [entry.id.rpartition("/")[2] for entry in found.entries]
        assert len(seen) <= len(made)
        further = [link.href for link in found.feed.links if link.rel == "next"]
        address = further[0].removeprefix(SITE) if further else ""
    assert seen == [str(each.pk) for each in made[::-1]]
    assert reader.get("/corrections.atom?after=x").json()["errors"][0]["parameter"] == "after"


def test_elements_come_where_atom_wants_them(reader: Client) -> None:
    """Each once, and an author (RFC 4287, 4.1.1 and 4.1.2): feedparser doesn't check that."""
    make_event("A")
    atom = "{http://www.w3.org/2005/Atom}"
    root = ElementTree.fromstring(reader.get("/events.atom").content)  # noqa: S314 - our own
    for parent in (root, root.find(f"{atom}entry")):
        assert parent is not None
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"{atom}{name}")) == 1, name
    assert len(root.findall(f"{atom}author/{atom}name")) == 1
