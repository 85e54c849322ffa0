"""The structured data that search engines read of events and timelines."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from tests.factories import (
    make_citation,
    make_document,
    make_event,
    make_person,
    make_post,
    make_timeline,
)
from tests.web import json_ld, parse
from timeline import queries
from timeline.models import Correction, Event, Place, Topic

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"


def article(reader: Client, event: Event) -> Any:
    [found] = json_ld(parse(reader.get(event.get_absolute_url())))
    return found


#: EDTF → temporalCoverage, and the start and end dates as far as they are certain.
DATES = [
    ("2000-06-03", "2000-06-03", "2000-06-03", None),
    ("2000-06", "2000-06", "2000-06", None),
    ("2000", "2000", "2000", None),
    ("2000~", "2000-01-01/2000-12-31", None, None),
    ("17XX", "1700-01-01/1799-12-31", None, None),
    ("[2014-02-01..2014-03-18]", "2014-02-01/2014-03-18", None, None),
    ("2014-02/2014-03-18", "2014-02-01/2014-03-18", "2014-02", "2014-03-18"),
    ("2014-02~/2014-03-18", "2014-02-01/2014-03-18", None, "2014-03-18"),
    ("2014/..", "2014-01-01/..", "2014", None),
    ("Y170000002", "+170000002", "+170000002", None),
    ("Y10000/..", "+10000-01-01/..", "+10000", None),
    ("../1953", "../1953-12-31", None, "1953"),
    ("-0043-03-15", "-0043-03-15", None, None),
    ("2025-03-18T10:00:00-04:00", *["2025-03-18T10:00:00-04:00"] * 2, None),
]


@pytest.mark.parametrize(("edtf", "coverage", "start", "end"), DATES)
def test_a_date_is_one_of_iso_8601(
    reader: Client, edtf: str, coverage: str, start: str | None, end: str | None
) -> None:
    said = article(reader, make_event("A", edtf))
    assert said["temporalCoverage"] == coverage
    about = said["about"][0]
    assert (about["@type"], about.get("startDate"), about.get("endDate")) == ("Event", start, end)


def test_an_event_is_an_article_with_its_evidence(reader: Client) -> None:
    document = make_document(
        "Live", public_id="bcdfghjk", publisher="Reuters", url="https://paper.example/live"
    )
    event = make_event("A call", topics=["Crimea"], place="Yalta", cite=False)
    event.people.add(make_person("Ada", wikidata_id="Q1"))
    for exact in ("one passage", "another"):
        make_citation(event, document.posts.first() or make_post(document, number=6), exact=exact)
    correction = Correction.objects.create(
        event=event, kind="correction", was="It was 1945.", now_says="It was 1954."
    )
    said = article(reader, event)
    url = f"{SITE}{event.get_absolute_url()}"
    assert said["@type"] == "NewsArticle"
    assert said["url"] == said["mainEntityOfPage"] == url
    assert said["identifier"] == event.public_id
    assert said["dateModified"] == correction.at.isoformat()
    assert said["isBasedOn"] == ["https://paper.example/live"]
    assert said["about"][0]["location"] == {"@type": "Place", "name": "Yalta"}
    assert said["about"][1:] == [{"@type": "Thing", "name": "Crimea"}]
    assert said["mentions"][0]["sameAs"] == "https://www.wikidata.org/wiki/Q1"
    assert [quotation["text"] for quotation in said["citation"]] == ["one passage", "another"]
    assert said["citation"][0]["isPartOf"] == {
        "@type": "BlogPosting",
        "headline": "Post number 6",
        "position": 6,
        "url": "https://paper.example/live",
        "mainEntityOfPage": f"{SITE}/d/bcdfghjk/6/",
        "publisher": {"@type": "NewsMediaOrganization", "name": "Reuters"},
    }
    assert said["correction"] == [
        {
            "@type": "CorrectionComment",
            "name": "Correction",
            "text": "It said: It was 1945. It now says: It was 1954.",
            "datePublished": correction.at.isoformat(),
            "url": f"{url}#corrections",
        }
    ]
    assert said["publisher"]["correctionsPolicy"] == f"{SITE}/corrections/"


def test_who_and_where_are_told_from_others_of_the_name(reader: Client) -> None:
    event = make_event("A call", topics=["Crimea"], place="Yalta")
    event.people.add(make_person("Ada", description="A countess."))
    Topic.objects.update(description="A peninsula.")
    Place.objects.update(wikidata_id="Q128499", latitude=44.5, longitude=0, description="A port.")
    said = article(reader, event)
    assert said["about"][0]["location"] == {
        "@type": "Place",
        "name": "Yalta",
        "description": "A port.",
        "sameAs": "https://www.wikidata.org/wiki/Q128499",
        "geo": {"@type": "GeoCoordinates", "latitude": 44.5, "longitude": 0},
    }
    assert said["about"][1]["description"] == "A peninsula."
    assert said["mentions"][0]["description"] == "A countess."
    Place.objects.update(latitude=None)
    assert "geo" not in article(reader, event)["about"][0]["location"]


@pytest.mark.parametrize(
    ("hours", "coverage"),
    [
        ([14, 18, 16], ("2025-03-18T14:00:00+00:00", "2025-03-18T18:00:00+00:00")),
        ([14, None, 18], None),
        ([None, None], None),
        ([14, 14], None),
        ([14], None),
    ],
)
def test_only_a_page_that_went_on_for_a_known_time_is_a_live_one(
    reader: Client, hours: list[int | None], coverage: tuple[str, str] | None
) -> None:
    document = make_document()
    for hour in hours:
        at = hour and datetime.datetime(2025, 3, 18, hour, tzinfo=datetime.UTC)
        post = make_post(document, published_at=at)
    make_citation(make_event(cite=False), post)
    [said] = json_ld(parse(reader.get(document.get_absolute_url())))
    ends = said.get("coverageStartTime"), said.get("coverageEndTime")
    assert said["@type"] == ("LiveBlogPosting" if coverage else "NewsArticle")
    assert ends == (coverage or (None, None))


def test_a_further_page_goes_on_counting(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "ORPHANS", 0)
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    for year in range(1999, 2004):
        make_event(f"Of {year}", str(year))
    found, page = [], parse(reader.get("/"))
    while (way := page.find(".//a[@id='next']")) is not None:
        page = parse(reader.get(way.get("href", "")))
        [said] = json_ld(page)
        found += [(each["position"], each["name"]) for each in said["itemListElement"]]
    assert found == [(3, "Of 2001"), (4, "Of 2002"), (5, "Of 2003")]


def test_a_timeline_is_a_list_of_addresses(reader: Client) -> None:
    events = [make_event(f"Of {year}", str(year)) for year in (1999, 2000)]
    make_timeline("all", title="The whole")
    [said] = json_ld(parse(reader.get("/t/all/")))
    assert (said["@type"], said["name"], said["numberOfItems"]) == ("ItemList", "The whole", 2)
    assert said["itemListElement"] == [
        {
            "@type": "ListItem",
            "position": position,
            "name": event.title,
            "url": f"{SITE}{event.get_absolute_url()}",
        }
        for position, event in enumerate(events, start=1)
    ]
