"""A chart is rendered once for all pages that show the same one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from tests.factories import make_event, make_topic
from timeline import drawing, queries
from timeline.drawing import chart_data
from timeline.filters import TimelineFilter
from timeline.models import Event, Topic
from timeline.views.shown_chart import RenderedChart, render_chart

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def decade(db: None) -> None:
    make_topic("War", position=1)
    for year in range(1900, 1910):
        make_event(str(year), str(year), topics=["War"], label=f"Label {year}")
    make_event("Peace", "1950", topics=["Peace"])


def shown(
    query: str = "", *, path: str = "/", listed: frozenset[str] = frozenset()
) -> RenderedChart:
    """The chart as a page gets it, from newly read data."""
    asked = TimelineFilter.from_query(query)
    return render_chart(chart_data(queries.scope(None), asked), path, asked, listed)


@pytest.mark.parametrize("query", ["", "topic=war", "from=1902&to=1905", "q=1903"])
def test_the_same_one_is_drawn_once(query: str) -> None:
    assert shown(query) is shown(query)


def test_a_chart_of_counts_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MAX_MARKS", 5)
    assert shown() is shown()
    before = shown("from=1902")
    make_event("Another", "1903", topics=["War"])
    after = shown("from=1902")
    assert after is not before
    assert (before.markup, before.periods) != (after.markup, after.periods)


def test_what_it_does_not_show_leaves_it_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    # With more marks than this, only the matching events are drawn, without surroundings.
    monkeypatch.setattr(drawing, "MAX_MARKS", 10)
    before = shown("topic=war")
    Event.objects.filter(title="Peace").update(title="An end", label="End")
    Event.objects.filter(title="1903").update(summary="What happened.")
    assert shown("topic=war") is before


@pytest.mark.parametrize(
    ("title", "changes"),
    [
        ("1903", {"title": "A new title"}),
        ("1903", {"label": "New"}),
        ("1903", {"announced": True}),
        ("1903", {"public_id": "zzzzzzzz"}),
        ("Peace", {"state": "retracted"}),
        ("Peace", {"slug": "another"}),
    ],
)
def test_what_it_shows_makes_it_another_one(title: str, changes: dict[str, object]) -> None:
    before = shown()
    Event.objects.filter(title=title).update(**changes)
    assert shown() is not before


def test_a_date_and_a_name_of_a_lane_make_it_another_one() -> None:
    before = shown()
    event = Event.objects.get(title="1903")
    event.date_edtf = "1903-05"
    event.save()
    dated = shown()
    Topic.objects.filter(slug="war").update(name="Battles")
    assert len({before.markup, dated.markup, shown().markup}) == 3


def test_where_it_stands_makes_it_another_one() -> None:
    id = Event.objects.get(title="1903").public_id
    charts = [
        shown(),
        shown(path="/t/all/"),
        shown(listed=frozenset([id])),
        shown("sort=newest"),
        shown("dates=certain&from=1900"),
        shown("from=1900"),
    ]
    assert len({chart.markup for chart in charts}) == len(charts)
    assert f'href="#e-{id}"' in charts[2].markup.decode()
    with translation.override("de"):
        assert shown() is not charts[0]


def test_who_changes_a_template_sees_it(settings: Settings) -> None:
    before = shown()
    settings.DEBUG = True
    assert shown() is not before
    assert shown() == before


def test_a_page_and_its_fragment_share_it(reader: Client) -> None:
    whole, fragment = (
        reader.get("/?topic=war", headers=headers).content.decode()
        for headers in ({}, {"HX-Request": "true"})
    )
    chart = next(part for part in fragment.split("<div") if 'hx-swap-oob="plain:#chart"' in part)
    plot = chart.partition("<svg")[2]
    assert plot
    assert plot.partition("</svg>")[0] in whole
