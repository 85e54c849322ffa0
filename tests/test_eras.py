from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.dates.edtf import parse, year_text
from timeline.eras import SPLIT_ABOVE, Gap, Unit, eras, gaps


def titles(*dates: str) -> list[str]:
    return [era.edtf for era in eras([parse(date) for date in dates])]


def test_few_events_stand_under_centuries() -> None:
    assert titles("17XX", "1853/1856", "1921", "1954") == ["17XX", "18XX", "19XX"]


def test_many_events_are_split_down_to_days() -> None:
    crowd = ["2025-03-18"] * (SPLIT_ABOVE + 1)
    assert titles("2025-03-10", *crowd) == ["2025-03-10", "2025-03-18"]


def test_small_neighbours_are_joined() -> None:
    years = [f"{year}-07-01" for year in range(2010, 2020) for _ in range(2)]
    assert titles(*years) == ["2010/2013", "2014/2017", "2018/2019"]


def test_a_date_known_to_the_year_is_not_put_into_january() -> None:
    months = [f"2025-{month:02}-05" for month in range(1, 13)]
    assert titles("2025", *months, "2025-12-24")[0] == "2025"


def test_no_heading_stands_twice() -> None:
    months = [f"2020-{month:02}-05" for month in range(1, 13)]
    found = titles("2020", *months[:8], "2020-23", *months[8:], "2020-12-24")
    assert found == ["2020", "2020-01/2020-08", "2020-09/2020-11", "2020-09/2020-12"]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["-0499/-0400", "-0043-03-15"], ["-0499/-0400", "-0099/0000"]),
        (["0000", "0079"], ["-0099/0000", "00XX"]),
        ([f"-00{n}" for n in range(50, 38, -1)] + ["-0039"], ["-0058/-0049", "-0048/-0039"]),
        ([f"-00{n:02}" for n in range(12, 0, -1)] + ["0000"], ["-0018/-0009", "-0008/0000"]),
        (["Y-13800000000", "Y-17000", "1921"], ["../-9999", "19XX"]),
        (["1921", "Y170000002"], ["19XX", "9999/.."]),
        ([f"Y-{12_120 - n}" for n in range(13)], ["Y-12120/Y-12113", "Y-12112/Y-12108"]),
        ([f"Y{10_000 + n}" for n in range(13)], ["Y10000/Y10007", "Y10008/Y10012"]),
        (["1921", "../1953", "2014/.."], ["19XX", ""]),
        (["-0043-03-15", "00XX~", "0079"], ["-0099/0000", "00XX"]),
        (["-01XX", "-0043"], ["-01XX", "-0099/0000"]),
        (["1XXX", "1054"], ["1XXX", "10XX"]),
        (["1XXX/2XXX", "1054"], ["1000/2999", "10XX"]),
        (["XXXX", "XXXX-12-25", "1054"], ["XXXX", "10XX"]),
        (["1950S2", "1954"], ["19XX"]),
    ],
)
def test_far_years_and_open_sides(dates: list[str], expected: list[str]) -> None:
    assert titles(*dates) == expected


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["1853/1856", "1921"], {1: Gap(years=65)}),
        (["1921", "1853/1856"], {1: Gap(years=65)}),
        (["1921", "1924"], {}),
        (["17XX", "1853"], {1: Gap(years=54)}),
        (["1921", "2014/.."], {}),
        (["-0043", "XXXX", "1054"], {}),
        (["0654", "1XXX"], {1: Gap(years=346)}),
    ],
)
def test_gaps_count_from_the_end_of_one_to_the_beginning_of_the_next(
    dates: list[str], expected: dict[int, Gap]
) -> None:
    read = [parse(date) for date in dates]
    assert gaps(read, eras(read)) == expected


def test_months_are_noted_where_the_headings_change_scale() -> None:
    crowd = [f"2025-03-{day:02}" for day in range(1, 19)]
    read = [parse(date) for date in ["2024-03-01", *crowd]]
    found = eras(read)
    assert found[0].unit < Unit.MONTH <= found[1].unit
    assert gaps(read, found) == {1: Gap(months=12)}


dates = st.one_of(
    st.integers(-3000, 3000).map(lambda year: f"{'-' if year < 0 else ''}{abs(year):04}"),
    st.dates().map(str),
    st.integers(-10_020, -9_990).map(year_text),
    st.builds(
        lambda a, n: f"{year_text(a)}/{year_text(a + n)}",
        st.integers(9_990, 10_010),
        st.integers(1, 20),
    ),
    st.sampled_from(["17XX", "198X", "Y-17000", "2014/..", "../1953", "1853/1856", "2014-21"]),
)


far = st.sampled_from(
    [f"Y{sign}{number}" for sign in ("", "-") for number in (10_000, 10_001, 17_000)]
)


@given(
    st.one_of(st.lists(dates, max_size=60), st.lists(far | dates, min_size=20, max_size=60)),
    st.booleans(),
)
def test_every_row_stands_under_exactly_one_heading(texts: list[str], newest: bool) -> None:
    read = sorted((parse(text) for text in texts), key=lambda date: (date.sort_key, date.upper))
    if newest:
        read = [d for d in reversed(read) if not d.is_open] + [d for d in read if d.is_open]
    found = eras(read)
    assert [row for era in found for row in range(era.start, era.stop)] == list(range(len(read)))
    for era in found:
        assert era.edtf == "" or str(parse(era.edtf)) == era.edtf
