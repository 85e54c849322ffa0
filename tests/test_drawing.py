"""The chart's input: matching events, those next to them and, if there are many, counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.factories import make_citation, make_event, make_post, make_topic
from timeline import drawing, queries
from timeline.chart.shapes import Chart, SideColumn
from timeline.chart.sizes import STRIP
from timeline.chart.units import Zoom
from timeline.dates import edtf
from timeline.drawing import Counts, Marks, chart_data, marks_around, marks_of, matching_chart_data
from timeline.fields import ReadDate
from timeline.filters import EVERYTHING, TimelineFilter
from timeline.models import Event


def drawn(query: str = "") -> Marks | Counts:
    return chart_data(queries.scope(None), TimelineFilter.from_query(query))


def marks(query: str = "") -> dict[str, bool]:
    """Return the label (title) of every event on the chart → whether it is faded."""
    found = drawn(query)
    assert isinstance(found, Marks)
    return {event.label: event.faded for event in found.events}


def shown(chart: Chart) -> int:
    return len(chart.marks) + sum(cluster.count for cluster in chart.clusters)


@pytest.fixture
def century(db: None) -> None:
    """One event per year from 1900 to 1919, those of even years about war."""
    make_topic("War", position=1)
    for year in range(1900, 1920):
        make_event(str(year), str(year), topics=["War"] if year % 2 == 0 else [])


def test_everything_is_drawn_where_nothing_is_asked(century: None) -> None:
    assert marks() == {str(year): False for year in range(1900, 1920)}
    assert shown(drawn().chart()) == 20


def test_what_does_not_answer_stands_faded_beside_what_does(century: None) -> None:
    faded = marks("topic=war")
    assert len(faded) == 20
    assert {title for title in faded if not faded[title]} == {str(y) for y in range(1900, 1920, 2)}


def test_a_range_is_drawn_with_a_few_events_on_either_side(century: None) -> None:
    assert sorted(marks("from=1908&to=1910")) == [str(year) for year in range(1904, 1915)]


def test_a_range_that_holds_nothing_has_its_surroundings(century: None) -> None:
    assert sorted(marks("from=1950&to=1960")) == ["1916", "1917", "1918", "1919"]


def test_drafts_are_not_drawn(century: None) -> None:
    make_event("A draft", "1910", state=Event.State.DRAFT)
    assert "A draft" not in marks()


def test_events_without_a_topic_have_a_lane_of_their_own_and_the_last(century: None) -> None:
    assert [lane.slug for lane in drawn().lanes] == ["war", ""]


def test_events_without_a_topic_have_the_sign_of_no_topic(century: None) -> None:
    assert {mark.slot for mark in drawn().chart().marks if not mark.event.lane} == {0}


@pytest.mark.parametrize("most_marks", [0, 100])
def test_of_many_lanes_those_are_left_that_hold_anything(
    century: None, monkeypatch: pytest.MonkeyPatch, most_marks: int
) -> None:
    monkeypatch.setattr(drawing, "MAX_MARKS", most_marks)
    make_topic("Trade", position=2)
    make_event("A treaty", "1850", topics=["Trade"])
    asked = "from=1851&to=1999&dates=certain"
    assert [lane.slug for lane in drawn(asked).lanes] == ["war", "trade", ""]
    monkeypatch.setattr(drawing, "MAX_LANES", 2)
    monkeypatch.setattr(drawing, "CONTEXT", 0)
    assert [lane.slug for lane in drawn(asked).lanes] == ["war", ""]
    assert [lane.slug for lane in drawn("").lanes] == ["war", "trade", ""]


@pytest.mark.parametrize(
    "query", ["", "topic=war", "from=1905&to=1912", "q=19", "from=1905&to=1912&dates=certain"]
)
def test_bins_hold_as_many_events_as_the_list(
    century: None, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    make_event("Since then", "1907/..", topics=["War"])
    make_event("A decade", "190X", topics=["War"])
    monkeypatch.setattr(drawing, "MAX_MARKS", 2)
    asked = TimelineFilter.from_query(query)
    found = chart_data(queries.scope(None), asked)
    assert isinstance(found, Counts)
    count = queries.timeline_page(queries.scope(None), asked, None).count
    assert found.chart().count == sum(each.events for each in found.chart().bins) == count


@pytest.mark.parametrize("query", ["", "q=19", "from=1905-03&to=1912", "to=1910"])
def test_a_bin_opens_a_chart_of_what_it_counted(
    century: None, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    """Events that begin before the range or are half-open are in columns beside the axis."""
    make_event("Since then", "1907/..", topics=["War"])
    make_event("A decade", "190X", topics=["War"])
    make_event("War years", "1903/1911", topics=["War"])
    monkeypatch.setattr(drawing, "MAX_MARKS", 0)
    asked = TimelineFilter.from_query(query)
    found = drawn(query).chart()
    for each in found.bins:
        if isinstance(each.target, Zoom):
            start, end = (
                ReadDate(text, edtf.parse(text)) for text in (each.target.start, each.target.end)
            )
            zoomed = replace(asked, from_=start, to=end)
            inner = chart_data(queries.scope(None), zoomed).chart()
            counted = [(bin.lane, bin.events) for bin in inner.bins if not bin.is_side_column]
            assert sum(events for lane, events in counted if lane == each.lane) == each.events


def test_a_range_in_which_nothing_begins_is_drawn_all_the_same(
    century: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_event("A long peace", "1930/1990")
    make_event("A long war", "1940/1990", topics=["War"])
    monkeypatch.setattr(drawing, "MAX_MARKS", 1)
    chart = drawn("from=1950&to=1959").chart()
    assert [(each.target, each.events) for each in chart.bins] == [(SideColumn.EARLIER, 1)] * 2
    assert [(panel.zoom.start, panel.zoom.end) for panel in chart.panels] == [("1950", "1959")]
    (panel,) = drawn("from=1950").chart().panels
    assert (panel.zoom.start, panel.zoom.end) == ("1950", "1950")


@pytest.mark.parametrize(
    ("dates", "query", "span", "out"),
    [
        (["1000/..", "1500/..", "1999/.."], "", ("1000", "1999"), None),
        (["../1007", "[..1783]"], "", ("1000", "1799"), None),
        (["../1007", "1783/.."], "", ("1000", "1799"), None),
        (["../1783", "../1999"], "to=1500", ("1500", "1500"), Zoom("", "1501")),
        (["1000/..", "1500/.."], "from=1783", ("1783", "1783"), Zoom("1782", "")),
        (["1000/..", "../1999"], "from=1783&to=1790", ("1783", "1790"), Zoom("1779", "1794")),
    ],
)
def test_half_open_dates_alone_are_counted_in_the_time_that_is_known_of_them(
    db: None,
    monkeypatch: pytest.MonkeyPatch,
    dates: list[str],
    query: str,
    span: tuple[str, str],
    out: Zoom | None,
) -> None:
    for date in dates:
        make_event(date, date)
    monkeypatch.setattr(drawing, "MAX_MARKS", 0)
    chart = drawn(query).chart()
    assert [(each.target, each.events) for each in chart.bins] == [(SideColumn.OPEN, len(dates))]
    first, last = chart.panels[0].zoom, chart.panels[-1].zoom
    assert (first.start, last.end) == span
    assert (chart.zoom_out and chart.zoom_out[:2]) == (out and out[:2])


def test_the_strip_of_an_event_marks_its_place(century: None) -> None:
    event = Event.objects.select_related("lane").get(title="1910")
    chart = marks_around(event, queries.scope(None)).chart(STRIP)
    assert chart.current_x is not None
    assert shown(chart) == 20


def test_the_strip_of_an_event_among_many_shows_the_nearest(
    century: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "MAX_MARKS", 8)
    event = Event.objects.select_related("lane").get(title="1910")
    chart = marks_around(event, queries.scope(None)).chart(STRIP)
    assert chart.current_x is not None
    assert {mark.event.label for mark in chart.marks} == {"1908", "1909", "1910", "1911"}


@pytest.mark.parametrize(("most", "counts"), [(20, False), (3, True)])
def test_the_strip_of_a_post_has_nothing_beside_what_was_drawn_from_it(
    century: None, monkeypatch: pytest.MonkeyPatch, most: int, counts: bool
) -> None:
    post = make_post()
    for event in Event.objects.filter(title__in=["1903", "1904", "1905", "1906"]):
        make_citation(event, post)
    monkeypatch.setattr(drawing, "MAX_MARKS", most)
    query = TimelineFilter(source=(f"{post.document.public_id}-{post.number}",))
    chart = matching_chart_data(queries.scope(None), query).chart(STRIP)
    assert bool(chart.bins) == counts
    assert sum(each.events for each in chart.bins) + shown(chart) == 4


def test_a_strip_of_nothing_is_empty() -> None:
    assert marks_of([]).chart(STRIP).marks == ()


def test_a_chart_costs_as_many_statements_for_many_events(
    century: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):
        chart_data(queries.scope(None), EVERYTHING).chart()
    for year in range(1800, 1900):
        make_event(str(year), str(year))
    with django_assert_num_queries(4):
        chart_data(queries.scope(None), EVERYTHING).chart()
