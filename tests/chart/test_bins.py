"""Bins partition time, nest, and count every event."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chart.strategies import LANES
from tests.dates.strategies import valid_edtf
from timeline.chart.binned import CountedScene
from timeline.chart.bins import MAX_BINS, SIDE_COLUMN_WIDTH, BinPlan, plan_bins
from timeline.chart.shapes import SideColumn
from timeline.chart.sizes import BINS
from timeline.chart.units import DAY, MAX_TIME, MIN_TIME, YEAR, Zoom, year_start
from timeline.chart.widths import LABEL_SIZE, text_width
from timeline.dates.edtf import parse

_lengths = st.one_of(
    st.integers(1, 3 * DAY), st.integers(DAY, 300 * YEAR), st.integers(YEAR, MAX_TIME - MIN_TIME)
)


@st.composite
def windows(draw: st.DrawFn) -> tuple[int, int]:
    length = draw(_lengths)
    lower = draw(st.integers(MIN_TIME, MAX_TIME - length))
    return lower, lower + length


@st.composite
def plans(draw: st.DrawFn) -> BinPlan:
    window = draw(windows())
    coarse = plan_bins(window)
    return coarse.refined(draw(counts_for(coarse)))


def counts_for(plan: BinPlan) -> st.SearchStrategy[list[int]]:
    """One count for each range of the plan."""
    size = len(plan.sort_ranges)
    return st.lists(st.integers(0, 10**6), min_size=size, max_size=size)


@given(windows())
def test_bins_partition_the_window_in_whole_units(window: tuple[int, int]) -> None:
    buckets = plan_bins(window).buckets
    assert len(buckets) <= MAX_BINS - 2 * SIDE_COLUMN_WIDTH
    assert buckets[0].lower <= window[0]
    assert buckets[-1].upper >= window[1]
    assert all(a.upper == b.lower for a, b in pairwise(buckets))
    assert all(bucket.step.floor(bucket.lower) == bucket.lower for bucket in buckets)


@given(windows(), st.data())
def test_refined_bins_nest_in_the_coarse_ones(window: tuple[int, int], data: st.DataObject) -> None:
    coarse = plan_bins(window)
    counts = data.draw(counts_for(coarse))
    fine = coarse.refined(counts)
    asides = bool(counts[0]) + bool(counts[-1])
    assert len(fine.buckets) + SIDE_COLUMN_WIDTH * asides <= MAX_BINS
    first, *others = coarse.buckets
    assert first.lower <= fine.buckets[0].lower <= fine.start < fine.buckets[0].upper
    edges = {bucket.lower for bucket in fine.buckets} | {fine.buckets[-1].upper}
    assert {bucket.lower for bucket in others} | {coarse.buckets[-1].upper} <= edges


def test_of_a_refined_unit_only_what_reaches_beyond_the_start_is_kept() -> None:
    plan = plan_bins((year_start(1983), year_start(2026))).refined([0, 90_000, *[10] * 9, 0])
    assert plan.buckets[0].lower == plan.start == year_start(1983)
    assert plan.buckets[0].upper < year_start(1984), "it was not refined"


@given(plans(), st.lists(valid_edtf))
def test_every_sort_key_falls_into_one_range(plan: BinPlan, texts: list[str]) -> None:
    ranges = plan.sort_ranges
    assert len(ranges) == len(plan.buckets) + 2
    for text in texts:
        key = parse(text).sort_key
        assert sum(lower <= key < upper for lower, upper in ranges) == 1


@given(plans(), st.data())
def test_the_bins_add_up_and_open_what_they_counted(plan: BinPlan, data: st.DataObject) -> None:
    counts = {lane.slug: data.draw(counts_for(plan)) for lane in LANES}
    chart = CountedScene(plan, counts, LANES).chart()
    for lane, box in zip(LANES, chart.lanes, strict=True):
        drawn = sum(each.events for each in chart.bins if each.lane == lane.slug)
        assert drawn == box.count == sum(counts[lane.slug])
    assert chart.count == sum(map(sum, counts.values()))
    years = range(-9999, 10_000)
    for each in chart.bins:
        assert 1 <= each.shade <= 5
        assert 0 <= each.hit.x <= each.hit.x + each.hit.width <= 100.01
        if isinstance(each.target, SideColumn):
            continue
        start, end = parse(each.target.start), parse(each.target.end)
        if start.single and start.single.first_year in years and end.single:
            assert (
                any(
                    (bucket.lower, bucket.upper) == (start.lower, end.upper)
                    for bucket in plan.buckets
                )
                or end.single.first_year not in years
            )


def test_a_news_archive_is_counted_by_decades_and_where_it_crowds_by_years() -> None:
    window = (year_start(1780), year_start(2026))
    counts = [100] * 23 + [50_000, 40_000]
    plan = plan_bins(window).refined([0, *counts, 0])
    steps = [bucket.step.count for bucket in plan.buckets]
    assert steps == [10] * 23 + [1] * 20


@pytest.mark.parametrize(
    ("date", "end"),
    [("17XX", "1701"), ("2001-09", "2001-10"), ("2001-09-11", "2001-09-12")],
)
def test_what_begins_at_one_moment_is_no_more_exact_than_that(date: str, end: str) -> None:
    begins = parse(date).sort_key
    plan = plan_bins((begins, begins + 1)).refined([0, 500, 0])
    [bucket] = plan.buckets
    assert (bucket.lower, bucket.upper) == (begins, parse(end).lower)


def test_peaks_carry_numbers_and_bins_say_what_they_hold() -> None:
    plan = plan_bins((year_start(2000), year_start(2010)))
    first = [bucket.lower for bucket in plan.buckets].index(year_start(2004))
    counts = [0, *[10] * len(plan.buckets), 0]
    counts[first + 1] = 17_000
    chart = CountedScene(plan, {"crimea": counts}, LANES).chart()
    assert [label.text for label in chart.labels] == ["17k"]
    highest = max(chart.bins, key=lambda each: each.events)
    assert highest.name == "Crimea, Jan–Mar 2004: 17,000 events"
    assert highest.target == Zoom("2004", "2004-03", "Jan–Mar 2004")
    assert highest.shade == 5


@given(plans(), st.data())
def test_numbers_keep_off_the_ends_of_time_where_handles_stand(
    plan: BinPlan, data: st.DataObject
) -> None:
    chart = CountedScene(plan, {"crimea": data.draw(counts_for(plan))}, LANES).chart()
    start, end = chart.panels[0].x, chart.panels[-1].x + chart.panels[-1].width
    for labels, plot in ((chart.labels, BINS.wide), (chart.labels_medium, BINS.medium)):
        for label in (each for each in labels if start <= each.x <= end):
            wide = text_width(label.text, LABEL_SIZE)
            left = label.x * plot / 100 + label.dx
            left -= {"start": 0, "middle": wide / 2, "end": wide}[label.anchor]
            assert left > start * plot / 100 + 3
            assert left + wide < end * plot / 100 - 3


def test_what_began_earlier_or_has_an_open_end_stands_beside_what_it_is_not_compared_with() -> None:
    plan = plan_bins((year_start(2000), year_start(2010)))
    size = len(plan.buckets)
    counts = {"crimea": [9_000, *[10] * size, 3], "call": [1_000, *[0] * size, 0]}
    chart = CountedScene(plan, counts, LANES).chart()
    earlier, half_open = (
        [each for each in chart.bins if each.target is aside]
        for aside in (SideColumn.EARLIER, SideColumn.OPEN)
    )
    assert [each.name for each in earlier + half_open] == [
        "Crimea, begun before 2000: 9,000 events",
        "The call, begun before 2000: 1,000 events",
        "Crimea, with an open beginning or end: 3 events",
    ]
    assert [label.text for label in chart.labels] == ["9.0k", "3", "1.0k", "10"]
    assert [column.head for column in chart.columns] == ["earlier", "open"]
    assert {each.shade for each in chart.bins if not each.is_side_column} == {5}
    assert earlier[0].hit.x == 0
    assert earlier[0].hit.width == chart.panels[0].x
    end = chart.panels[-1].x + chart.panels[-1].width
    assert half_open[0].hit.x == pytest.approx(end, abs=0.02)


def test_a_unit_that_the_range_cuts_opens_what_was_counted_of_it() -> None:
    bounds = parse("2006-07-15").lower, parse("2006-12-20").upper
    plan = plan_bins(bounds)
    counts = {"crimea": [5, *[10] * len(plan.buckets), 0]}
    chart = CountedScene(plan, counts, LANES, selected=bounds).chart()
    opened = [each.target for each in chart.bins if isinstance(each.target, Zoom)]
    assert [(zoom.start, zoom.end) for zoom in (opened[0], opened[1], opened[-1])] == [
        ("2006-07-15", "2006-07"),
        ("2006-08", "2006-08"),
        ("2006-12", "2006-12-20"),
    ]
    assert opened[0].name == "15–31 Jul 2006"


def test_a_section_begins_with_its_year() -> None:
    plan = plan_bins((year_start(2010), year_start(2020)))
    begun_earlier = [9, *[10] * len(plan.buckets), 0]
    first, *_others = CountedScene(plan, {"crimea": begun_earlier}, LANES).chart().ticks
    assert (first.text, first.anchor) == ("2010", "start")


def test_a_section_too_narrow_for_a_head_begins_with_its_year_too() -> None:
    coarse = plan_bins((year_start(1700), year_start(2030)))
    counts = [0, *[2] * 31, 500, 2, 7]
    plan = coarse.refined(counts)
    ones = {"crimea": [1] * len(plan.sort_ranges)}
    chart = CountedScene(plan, ones, LANES).chart(BINS)
    last = chart.panels[-1]
    assert not last.head
    assert [tick.text for tick in chart.ticks if tick.x == last.x] == ["2020"]
