"""The reader's range on the chart: far from all events, it gets a panel of its own."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.chart.strategies import LANES, bounds, events, make
from tests.chart.test_chart import shipped, shipped_chart
from timeline.chart import wording
from timeline.chart.axis import build_axis
from timeline.chart.chart import Scene
from timeline.chart.placing import place
from timeline.chart.shapes import Chart, ChartEvent
from timeline.chart.units import MAX_TIME, MIN_TIME, Zoom, year_start
from timeline.dates.edtf import OPEN_END, OPEN_START, parse
from timeline.dates.messages import ENGLISH


def chart_of(selected: str) -> Chart:
    """Return the chart of the shipped events with this range selected."""
    date = parse(selected)
    return Scene(shipped(), LANES, selected=(date.lower, date.upper)).chart()


@pytest.mark.parametrize(
    ("selected", "index", "around"),
    [
        ("1000/1010", 0, ["690 years"]),
        ("1900/1905", 1, ["44 years", "16 years"]),
        ("1960/1962", 2, ["37 years"]),
        ("2990/3000", 9, ["965 years"]),
    ],
)
def test_a_range_far_from_all_dates_has_a_panel_among_its_neighbours(
    selected: str, index: int, around: list[str]
) -> None:
    chart = chart_of(selected)
    panel = chart.panels[index]
    assert (panel.zoom.start, panel.zoom.end) == tuple(selected.split("/"))
    assert len(chart.panels) == len(shipped_chart().panels) + 1
    assert set(around) <= {each.name for each in chart.breaks}
    band = chart.selection
    assert band is not None
    assert band.start is not None
    assert band.end is not None
    assert panel.x <= band.start.x < band.end.x <= panel.x + panel.width
    assert band.end.x - band.start.x > 5
    assert not any(panel.x < mark.x < panel.x + panel.width for mark in chart.marks)


@pytest.mark.parametrize(
    ("selected", "name", "has_start"),
    [
        ("3000/..", "3000", True),
        ("../3000", "3000", False),
        ("../1000", "1000", False),
        ("2026-05/..", "May 2026", True),
        ("1000/1750", "1000", True),
    ],
)
def test_a_lone_end_far_from_all_dates_stands_in_a_panel_of_its_unit(
    selected: str, name: str, has_start: bool
) -> None:
    chart = chart_of(selected)
    panel = next(each for each in chart.panels if each.zoom.name == name)
    assert chart.selection is not None
    handle = chart.selection.start if has_start else chart.selection.end
    assert handle is not None
    assert panel.x < handle.x < panel.x + panel.width


@pytest.mark.parametrize("selected", ["2014-02/2024", "2025", "2014/2030", "../2025", "1700/2025"])
def test_a_range_among_the_dates_has_their_panels(selected: str) -> None:
    panels = [panel.zoom for panel in chart_of(selected).panels]
    assert panels == [panel.zoom for panel in shipped_chart().panels]


@pytest.mark.parametrize(
    "selected",
    ["2014-02/2024", "2025-03-18", "2000", "2016/2019"],
)
def test_what_was_asked_for_takes_about_half_the_plot_at_least(selected: str) -> None:
    band = chart_of(selected).selection
    assert band is not None
    assert band.width > 40


def test_a_panel_that_an_end_of_the_range_cuts_has_an_edge_there() -> None:
    chart = chart_of("2016/2019")
    names = [panel.zoom.name for panel in chart.panels]
    assert names[names.index("2016–2019") - 1 :][:3] == ["2015", "2016–2019", "2020–2024"]
    names = [panel.zoom.name for panel in chart_of("2015/2023").panels]
    assert names[names.index("2015–2023") + 1] == "2024"


def steps_in(*dates: str) -> list[str]:
    """Return the names of the ranges that repeated zooming in leads to."""
    found: list[str] = []
    selected = None
    given = [make(date, number) for number, date in enumerate(dates)]
    while zoom := Scene(given, LANES, selected=selected).chart().zoom_in:
        found.append(zoom.name)
        selected = parse(zoom.start).lower, parse(zoom.end).upper
    return found


def test_the_plus_goes_on_as_long_as_there_are_dates_to_be_told_apart() -> None:
    assert steps_in("2014-03-01", "2014-03-04", "2014-03-30", "2014") == [
        "1–4 March 2014",
        "3–4 March 2014",
    ]
    assert steps_in("2014-03-18") == []
    assert steps_in("2014-03-18", "2014-03-18", "2014-03-18") == []
    assert steps_in("2014", "2014", "2014") == []


def test_the_plus_does_not_count_a_date_where_its_middle_happens_to_be() -> None:
    february = [f"2014-02-{day:02}" for day in (3, 4, 5, 6)]
    assert steps_in(*february, "2014-07-01", "2014-07-03", *["2014"] * 3)[0] == "3–6 February 2014"


def test_a_day_is_hatched_in_a_range_that_begins_at_an_hour() -> None:
    days = [make(f"2025-03-{day}", day) for day in range(10, 20)]
    for clock, is_hatched in (("T00:00:00", False), ("T06:00:00", True)):
        selected = parse(f"2025-03-12{clock}").lower, parse("2025-03-17").upper
        marks = Scene(days, LANES, selected=selected).chart().marks
        assert any(mark.extent for mark in marks if not mark.faded) is is_hatched


def test_an_empty_range_is_nothing_to_zoom_into_and_no_part_of_what_the_chart_tells() -> None:
    chart = chart_of("1000/1010")
    assert chart.zoom_in is None
    assert chart.zoom_out is not None
    assert chart.alt.startswith("2 events by topic, 1 January 1700 – ")
    assert "1000" not in chart.alt


def test_a_range_that_ends_far_away_leaves_crowded_panels_in_their_order() -> None:
    clocks = ["00:15:50", "02:42:38", "04:02:01", "04:19:25", "04:23:38", "04:26:59", "04:55:52"]
    clocks += ["10:01:51", "17:00:20", "19:11:04", "19:49:25", "19:53:21", "19:59:26"]
    crowded = [make(f"2025-03-18T{clock}", number) for number, clock in enumerate(clocks)]
    selected = parse("2025-03-18T07:16:25").lower, parse("2030-12-31").upper
    panels = Scene(crowded, LANES, selected=selected).chart().panels
    assert panels[-1].zoom.name == "2030"
    assert all(a.upper <= b.lower for a, b in pairwise(panels))


_times = st.integers(MIN_TIME, MAX_TIME) | st.integers(year_start(-3000), year_start(2100))
#: Without MAX_TIME: no date reaches beyond it, so no range can begin there.
_moments = _times.filter(lambda time: time < MAX_TIME)


@given(events(), _moments, _moments)
def test_two_handles_never_stand_on_one_spot_beside_all_dates(
    given_events: list[ChartEvent], lower: int, upper: int
) -> None:
    lower, upper = min(lower, upper), max(lower, upper) + 1
    anchors = [anchor for event in given_events for anchor in place(event).anchors]
    alone = build_axis(anchors)
    if alone is None or any(s.lower < upper and s.upper > lower for s in alone.sections):
        return
    axis = build_axis(anchors, (lower, upper))
    assert axis is not None
    assert axis.scale.x(upper) - axis.scale.x(lower) > 2
    assert all(a.upper <= b.lower for a, b in pairwise(axis.sections))


@given(events(), _times, st.booleans())
@example([make("2025-03-18")], MIN_TIME, False)
@example([make("2025-03-18")], MAX_TIME, True)
def test_an_open_range_is_never_empty(
    given_events: list[ChartEvent], end: int, has_start: bool
) -> None:
    anchors = [anchor for event in given_events for anchor in place(event).anchors]
    selected = (end, OPEN_END) if has_start else (OPEN_START, end)
    axis = build_axis(anchors, selected)
    if axis is None or not MIN_TIME < end < MAX_TIME:
        return
    lower, upper = (axis.scale.x(bound) for bound in selected)
    assert upper > lower


@pytest.mark.parametrize("slug", [lane.slug for lane in LANES])
@pytest.mark.parametrize("selected", [None, "2000/2025", "2014-02/2025-02"])
def test_the_zoom_leads_to_what_was_asked_for(slug: str, selected: str | None) -> None:
    asked = [replace(event, faded=event.lane != slug) for event in shipped()]
    chosen = parse(selected) if selected else None
    bounds = (chosen.lower, chosen.upper) if chosen else None
    zoom = Scene(asked, LANES, selected=bounds).chart().zoom_in
    assert zoom
    lower, upper = parse(zoom.start).lower, parse(zoom.end).upper
    assert [e for e in asked if not e.faded and e.date.lower < upper and e.date.upper > lower]


def test_its_name_tells_of_what_was_asked_for_and_not_of_what_stands_beside_it() -> None:
    dates = {"1954": "crimea", "2014-03-16": "meetings", "2014-03-18": "meetings"}
    given = [make(date, number, lane) for number, (date, lane) in enumerate(dates.items())]
    range_ = parse("2014")
    chart = Scene(given, LANES, selected=(range_.lower, range_.upper)).chart()
    assert chart.alt.startswith("2 events by topic, 16–18 March 2014")
    assert chart.alt.endswith(": Presidents & Putin.")


def test_its_name_goes_no_further_than_the_range() -> None:
    given = [make(f"{year}", year) for year in range(2014, 2026)]
    range_ = parse("2014/2016")
    chart = Scene(given, LANES, selected=(range_.lower, range_.upper)).chart()
    assert chart.alt.startswith("3 events by topic, 2014–2016")


@pytest.mark.parametrize(
    ("selected", "out"),
    [
        ((parse("1700").lower, OPEN_END), Zoom("1530", "", "since 1530")),
        ((OPEN_START, parse("2025-03-18T10:00:00").lower), Zoom("", "2189", "until 2189")),
        ((parse("2000").lower, parse("2001").upper), Zoom("1700", "2025", "1700–2025")),
        ((OPEN_START, OPEN_END), None),
        ((MIN_TIME, MAX_TIME), None),
        (None, None),
    ],
)
def test_the_minus_leads_to_more_time_until_everything_is_in_view(
    selected: tuple[int, int] | None, out: Zoom | None
) -> None:
    assert Scene(shipped(), LANES, selected=selected).chart().zoom_out == out


@given(events(), bounds())
def test_the_minus_leaves_nothing_out_that_was_in_view(
    given_events: list[ChartEvent], selected: tuple[int, int]
) -> None:
    zoom = Scene(given_events, LANES, selected=selected).chart().zoom_out
    if zoom:
        start, end = (parse(text) if text else None for text in (zoom.start, zoom.end))
        assert (start.lower if start else OPEN_START) <= selected[0]
        assert (end.upper if end else OPEN_END) >= selected[1]


@pytest.mark.parametrize(
    ("span", "name"),
    [
        ((parse("2025-03-18T10:00:00").lower, OPEN_END), "since 18 March 2025, 10:00"),
        ((OPEN_START, parse("2025-03-18T10:00:00").lower), "until 18 March 2025, 10:00"),
        ((OPEN_START, parse("2014-03").upper), "until March 2014"),
        ((parse("0079").lower, OPEN_END), "since AD 79"),
        ((parse("Y-12000").lower, OPEN_END), "since 12001 BC"),
    ],
)
def test_a_zoom_with_an_open_side_is_named_by_the_other(span: tuple[int, int], name: str) -> None:
    assert wording.zoom(*span, ENGLISH).name == name
