"""Hypothesis strategies: events with any valid dates, and ranges that readers may select."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.dates.strategies import valid_edtf
from timeline.chart.shapes import ChartEvent, Lane
from timeline.chart.units import MAX_TIME, MIN_TIME, year_start
from timeline.dates.edtf import OPEN_END, OPEN_START, parse

LANES = (
    Lane("meetings", "Presidents & Putin", 1),
    Lane("crimea", "Crimea", 2),
    Lane("call", "The call", 3),
    Lane("context", "Context", 4),
)
# Days, months and years within a few years, so close together that marks form clusters.
crowded = st.builds(
    "{:04}{}".format,
    st.integers(2013, 2016),
    st.sampled_from(["", "~", "-02", "-03-18", "-03-18T10:00:00", "-03-19", "-07", "-24", "/2017"]),
)
# Times of one day; years BC; millions of years; dates with an open side.
one_day = st.one_of(
    st.times().map(lambda time: f"2025-03-18T{time:%H:%M:%S}"), st.just("2025-03-18")
)
bce = st.builds(
    "-{:04}{}".format, st.integers(1, 3000), st.sampled_from(["", "~", "-03", "-03-15"])
)
geological = st.builds("Y-{}".format, st.integers(10_000, 13_800_000_000))
half_open = st.builds(
    str.format,
    st.sampled_from(["{:04}/..", "../{:04}", "[..{:04}]", "[{:04}..]", "{:04}", "{:04}-06-01"]),
    st.integers(1800, 2025),
)
_titles = st.sampled_from(
    ["Putin", "The Crimean War", "Stalin has the Crimean Tatars deported", "克里米亚", "", "W" * 40]
)


@st.composite
def events(draw: st.DrawFn, max_size: int = 40) -> list[ChartEvent]:
    """Events in four lanes, with dates of any kind, of one kind, or of mostly one kind."""
    kind = draw(st.sampled_from([valid_edtf, crowded, one_day, bce, geological, half_open]))
    other = draw(st.sampled_from([kind, crowded, valid_edtf]))
    texts = draw(st.lists(kind | other, max_size=max_size))
    return [
        make(
            text,
            number,
            lane=draw(st.sampled_from(LANES)).slug,
            label=draw(_titles),
            importance=draw(st.integers(1, 5)),
        )
        for number, text in enumerate(texts)
    ]


def make(
    text: str, number: int = 0, lane: str = "call", label: str = "Putin", importance: int = 3
) -> ChartEvent:
    """Return an event with this date."""
    event_id = f"e{number:07}"
    return ChartEvent(
        event_id,
        f"/e/{event_id}/",
        label,
        lane,
        importance,
        parse(text),
        f"{text}: Something",
    )


_times = st.one_of(
    st.integers(MIN_TIME, MAX_TIME - 1), st.integers(year_start(1700), year_start(2100)).map(int)
)


@st.composite
def bounds(draw: st.DrawFn) -> tuple[int, int]:
    """A range of time, which may be open on one side."""
    lower, upper = sorted((draw(_times), draw(_times)))
    kind = draw(st.sampled_from(["both", "both", "from", "to"]))
    return (
        OPEN_START if kind == "to" else lower,
        OPEN_END if kind == "from" else upper + 1,
    )
