"""Bins partition time, nest, and lose no event."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.chart.strategies import LANES
from tests.dates.strategies import valid_edtf
from timeline.chart.binned import CountedScene
from timeline.chart.bins import MOST_BINS, BinPlan, plan_bins
from timeline.chart.units import DAY, FIRST, LAST, YEAR, year_start
from timeline.dates.edtf import parse

_lengths = st.one_of(
    st.integers(1, 3 * DAY), st.integers(DAY, 300 * YEAR), st.integers(YEAR, LAST - FIRST)
)


@st.composite
def windows(draw: st.DrawFn) -> tuple[int, int]:
    length = draw(_lengths)
    lower = draw(st.integers(FIRST, LAST - length))
    return lower, lower + length


@st.composite
def plans(draw: st.DrawFn) -> BinPlan:
    window = draw(windows())
    coarse = plan_bins(window)
    counts = draw(
        st.lists(st.integers(0, 10**6), min_size=len(coarse.buckets), max_size=len(coarse.buckets))
    )
    return plan_bins(window, counts)


@given(windows())
def test_bins_partition_the_window_in_whole_units(window: tuple[int, int]) -> None:
    buckets = plan_bins(window).buckets
    assert len(buckets) <= MOST_BINS
    assert buckets[0].lower <= window[0]
    assert buckets[-1].upper >= window[1]
    assert all(a.upper == b.lower for a, b in pairwise(buckets))
    assert all(bucket.step.floor(bucket.lower) == bucket.lower for bucket in buckets)


@given(windows(), st.data())
def test_refined_bins_nest_in_the_coarse_ones(window: tuple[int, int], data: st.DataObject) -> None:
    coarse = plan_bins(window)
    size = len(coarse.buckets)
    counts = data.draw(st.lists(st.integers(0, 10**6), min_size=size, max_size=size))
    fine = plan_bins(window, counts)
    assert len(fine.buckets) <= MOST_BINS
    edges = {bucket.lower for bucket in fine.buckets} | {fine.buckets[-1].upper}
    assert {bucket.lower for bucket in coarse.buckets} <= edges


@given(plans(), st.lists(valid_edtf))
def test_every_sort_key_falls_into_one_range(plan: BinPlan, texts: list[str]) -> None:
    ranges = plan.sort_ranges
    assert len(ranges) == len(plan.buckets) + 1
    for text in texts:
        key = parse(text).sort
        assert sum(lower <= key < upper for lower, upper in ranges) == 1


@given(plans(), st.data())
def test_the_bins_add_up_and_open_what_they_counted(plan: BinPlan, data: st.DataObject) -> None:
    size = len(plan.buckets) + 1
    numbers = st.lists(st.integers(0, 10**6), min_size=size, max_size=size)
    counts = {lane.slug: data.draw(numbers) for lane in LANES}
    chart = CountedScene(plan, counts, LANES).chart()
    for lane, box in zip(LANES, chart.lanes, strict=True):
        drawn = sum(each.events for each in chart.bins if each.lane == lane.slug)
        assert drawn == sum(counts[lane.slug][:-1])
        assert box.count == sum(counts[lane.slug])
    assert chart.count == sum(map(sum, counts.values()))
    years = range(-9999, 10_000)
    for each in chart.bins:
        assert 1 <= each.shade <= 5
        assert 0 <= each.hit.x <= each.hit.x + each.hit.width <= 100.01
        start, end = parse(each.zoom.start), parse(each.zoom.end)
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
    plan = plan_bins(window, counts)
    steps = [bucket.step.count for bucket in plan.buckets]
    assert steps == [10] * 23 + [1] * 20


def test_peaks_carry_numbers_and_bins_say_what_they_hold() -> None:
    plan = plan_bins((year_start(2000), year_start(2010)))
    first = [bucket.lower for bucket in plan.buckets].index(year_start(2004))
    counts = [10] * (len(plan.buckets) + 1)
    counts[first] = 17_000
    chart = CountedScene(plan, {"crimea": counts}, LANES).chart()
    assert [label.text for label in chart.labels] == ["17k"]
    highest = max(chart.bins, key=lambda each: each.events)
    assert highest.name == "Crimea, Jan–Mar 2004: 17,000 events"
    assert (highest.zoom.start, highest.zoom.end) == ("2004", "2004-03")
    assert highest.shade == 5
