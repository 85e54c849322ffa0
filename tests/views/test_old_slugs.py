"""URLs with a former slug of a topic, a person or a place keep working."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.factories import make_event, make_person, make_place, make_timeline, make_topic
from tests.web import parse, text, titles

pytestmark = pytest.mark.django_db

#: Pairs of a query with former slugs and its canonical form.
QUERIES = [
    ("topic=war", "topic=wars"),
    ("person=ada", "person=countess"),
    ("place=yalta", "place=jalta"),
    ("topic=war&topic=wars&person=ada", "topic=wars&person=countess"),
]
PAGES = ["/", "/t/all/", "/embed/", "/t/all/embed/", "/share/"]
DATA = [
    *("/events.json", "/t/all/events.json", "/events.csv", "/events.timelinejs.json"),
    *("/events.ics", "/events.atom", "/events.feed.json", "/card.png", "/t/all/card.png"),
]


@pytest.fixture(autouse=True)
def site(db: None) -> None:
    make_timeline("all")
    make_event("A battle", topics=["War"], people=["Ada"], place="Yalta")
    make_event("A treaty", topics=["Peace"])
    for subject, slug in (
        (make_topic("War"), "wars"),
        (make_person("Ada"), "countess"),
        (make_place("Yalta"), "jalta"),
    ):
        subject.slug = slug
        subject.save()


@pytest.mark.parametrize(("old", "new"), QUERIES)
@pytest.mark.parametrize("address", DATA)
def test_data_and_pictures(reader: Client, address: str, old: str, new: str) -> None:
    answers = [reader.get(f"{address}?{query}") for query in (old, new)]
    assert [answer.status_code for answer in answers] == [200, 200]
    first, second = (b"".join(answer) for answer in answers)
    assert first == second


@pytest.mark.parametrize(("old", "new"), QUERIES)
@pytest.mark.parametrize("address", PAGES)
def test_pages(reader: Client, address: str, old: str, new: str) -> None:
    first, second = (reader.get(f"{address}?{query}") for query in (old, new))
    assert first.status_code == 200
    assert "There is no" not in first.content.decode()
    assert first.content == second.content
    if address in ("/", "/t/all/"):
        assert titles(parse(first)) == ["A battle"]
        [canonical] = parse(first).iterfind(".//link[@rel='canonical']")
        assert canonical.get("href") == f"http://127.0.0.1:8000{address}?{new}"


@pytest.mark.parametrize(("old", "new"), QUERIES)
def test_a_filter_in_place_and_oembed(reader: Client, old: str, new: str) -> None:
    pushed = reader.get(f"/?{old}", headers={"HX-Request": "true"})["HX-Push-Url"]
    assert pushed == f"/?{new}"
    url = f"http://127.0.0.1:8000/?{old}"
    data = reader.get(f"/oembed?{urlencode({'url': url})}").json()
    assert f"/embed/?{new.replace('&', '&amp;')}" in data["html"]


def test_who_stands_in_drafts_alone_is_not_given_away(reader: Client) -> None:
    make_event("A draft", topics=["Secret"], state="draft")
    secret = make_topic("Secret")
    secret.slug = "hidden"
    secret.save()
    assert reader.get("/events.json?topic=secret").status_code == 400
    page = parse(reader.get("/?topic=secret"))
    assert "hidden" not in text(page)
