"""EDTF is parsed strictly, its bounds are exact, and parsing raises nothing but EDTFError."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dates.strategies import is_edtf, nearly_edtf, plain, valid_edtf
from tests.dates.tables import rows
from timeline.dates import gregorian
from timeline.dates.edtf import (
    EDTF,
    OPEN_END,
    OPEN_START,
    EDTFError,
    Precision,
    earliest,
    latest,
    overlaps,
    parse,
    valid_html_datetime,
    within,
    year_text,
)
from timeline.dates.single import MAX_YEAR

DAY = 86_400


@pytest.mark.parametrize("row", rows("edtf_conformance"), ids=lambda row: row["s"])
def test_conformance(row: dict[str, Any]) -> None:
    assert is_edtf(row["s"]) == row["valid"]


@pytest.mark.parametrize("row", rows("display_gold"), ids=lambda row: row["edtf"])
def test_bounds(row: dict[str, Any]) -> None:
    date = parse(row["edtf"])
    assert date.lower == (OPEN_START if row["lower"] is None else row["lower"])
    assert date.upper == (OPEN_END if row["upper"] is None else row["upper"])


@pytest.mark.parametrize("row", rows("overlap_gold"), ids=lambda r: f"{r['event']} in {r['query']}")
def test_overlap(row: dict[str, Any]) -> None:
    event, query = parse(row["event"]), parse(row["query"])
    assert overlaps(event, query) == row["overlaps"]
    assert within(event, query) == row["within"]


@pytest.mark.parametrize(
    "text",
    [
        "-0000-01-01", "2023-02-29", "156X-11-31", "XXX1-02-29", "1985-04-12T23:20:30-13:00",
        "1985-04-12T23:20:30+14:01", "1985-04-12T23:20:30-00:00", "1985-04-12T23:20:60Z",
        "1985-04-12T24:00:00", "1985-04-12T23:20", "1985-04-XXT10:00:00", "1985-04-12T10:00:00~",
        "Y1985", "Y01985000", "Y1E999999999", "Y" + "9" * 500, "Y99999999999E2", "Y0",
        "Y170000002-01", "1950S0", "1950S5", "19X0S2", "1950S2-01", "2001-21-01", "2001-2X",
        "?1984~", "1984/1985/1986", "/", "../..", "", "[]", "{}", "[..]", "[1984..1986",
        "[1672..1670]", "[1667, 1668]",
        "[1984..,1985]", "[1984,..1985]", "[..1984..]", "2004-01-01T10:00:00/2004-01-02",
        "[2004-01-01T10:00:00]", "1985\n", "١٩٨٥", "1985\0", "\ud800", "1" * 10_000, "[" * 10_000,
    ],
)  # fmt: skip
def test_refused(text: str) -> None:
    started = time.process_time()
    with pytest.raises(EDTFError):
        parse(text)
    assert time.process_time() - started < 0.05


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1783", "1783-01-01", "1783-12-31"),
        ("15XX-0X-25", "1500-01-25", "1599-09-25"),
        ("-0300-XX", "-0300-01-01", "-0300-12-31"),
        ("-04XX", "-0499-01-01", "-0400-12-31"),
        ("-00XX", "-0099-01-01", "0000-12-31"),
        ("156X-02-29", "1560-02-29", "1568-02-29"),
        ("-156X-02-29", "-1568-02-29", "-1560-02-29"),
        ("19X5", "1905-01-01", "1995-12-31"),
        ("XXXX-12-XX", "0000-12-01", "9999-12-31"),
        ("1984-1X", "1984-10-01", "1984-12-31"),
        ("1985-04-1X", "1985-04-10", "1985-04-19"),
        ("1950S2", "1900-01-01", "1999-12-31"),
        ("-1950S2", "-1999-01-01", "-1900-12-31"),
        ("Y171010000S3", "+171000000-01-01", "+171999999-12-31"),
        ("Y3388E2S3", "+338000-01-01", "+338999-12-31"),
        ("Y-17E7", "-170000000-01-01", "-170000000-12-31"),
        ("2001-29", "2001-09-01", "2001-11-30"),
        ("2001-30", "2001-12-01", "2002-02-28"),
        ("2001-36", "2001-10-01", "2001-12-31"),
        ("2001-39", "2001-09-01", "2001-12-31"),
        ("2001-41", "2001-07-01", "2001-12-31"),
        ("[1667,1668,1670..1672]", "1667-01-01", "1672-12-31"),
        ("[1760-01,1760-02,1760-12..]", "1760-01-01", None),
        ("{..1984}", None, "1984-12-31"),
        ("[..1960,1970..]", None, None),
        ("1984/", "1984-01-01", None),
        ("2025-03-18T10:00:00-04:00", "2025-03-18T10:00:00-04:00", "2025-03-18T10:00:00-04:00"),
    ],
)
def test_earliest_and_latest(text: str, first: str | None, last: str | None) -> None:
    assert (earliest(parse(text)), latest(parse(text))) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1783~", "1782-01-01", "1784-12-31"),
        ("178X?", "1770-01-01", "1799-12-31"),
        ("1944-06%", "1944-05-01", "1944-07-31"),
        ("2004-06-11~", "2004-06-10", "2004-06-12"),
        ("2004?-06-11", "2003-06-11", "2005-06-11"),
        ("2004-06~-11", "2004-05-11", "2004-07-11"),
        ("?2004-06-~11", "2003-06-11", "2005-06-11"),
        ("156X-12-25~", "1550-12-25", "1579-12-25"),
        ("2001-21~", "2000-12-01", "2001-08-31"),
        ("1853~/1856", "1852-01-01", "1856-12-31"),
        ("[1667?,1670]", "1666-01-01", "1670-12-31"),
        ("1783", "1783-01-01", "1783-12-31"),
    ],
)
def test_about_widens_by_the_unit_that_is_marked(text: str, first: str, last: str) -> None:
    assert parse(text).widened_bounds == (parse(first).lower, parse(last).upper)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2025-03-18T14:00:00Z", "second"), ("2025-03-18", "day"), ("2025-03", "month"),
        ("2025-21", "season"), ("2025-33", "quarter"), ("2025-37", "third"), ("2025-40", "half"),
        ("2025", "year"), ("202X", "decade"), ("20XX", "century"), ("2XXX", "millennium"),
        ("XXXX", "era"), ("156X-12-25", "decade"), ("1985-XX-25", "year"), ("1985-04-XX", "month"),
        ("2000-06-03/2001", "year"), ("[1667,1668-12]", "year"), ("2014/..", "year"),
    ],
)  # fmt: skip
def test_precision(text: str, label: str) -> None:
    assert parse(text).precision.label == label


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1783", "1783"), ("0079", "0079"), ("2000-06", "2000-06"), ("2000-06-03", "2000-06-03"),
        ("2025-03-18T10:00:00-04", "2025-03-18T10:00:00-04:00"), ("Y170000002", "170000002"),
        ("2025-03-18T14:00:00Z", "2025-03-18T14:00:00Z"),
        ("2025-03-18T10:00:00", "2025-03-18T10:00:00"),
        ("2004-X0", "2004-10"), ("2004-X0-05", "2004-10-05"),
        ("0000", None), ("-0043-03-15", None), ("178X", None), ("1783~", None), ("2001-21", None),
        ("1985-04-XX", None), ("1950S2", None), ("1853/1856", None), ("[1667]", None),
    ],
)  # fmt: skip
def test_html_datetime(text: str, value: str | None) -> None:
    assert valid_html_datetime(parse(text)) == value


@given(st.integers(-MAX_YEAR, MAX_YEAR) | st.integers(-10_001, 10_001))
def test_every_year_is_written_as_edtf_reads_it(year: int) -> None:
    date = parse(year_text(year))
    assert date.lower == gregorian.day_number(year) * DAY
    assert date.precision is Precision.YEAR


@pytest.mark.parametrize(
    ("text", "is_exact"),
    [
        ("2014-03-18", True),
        ("17XX", True),
        ("2014-02/2014-03", True),
        ("2014~", False),
        ("2014-03?", False),
        ("2014-02/2014-03%", False),
        ("2014/..", False),
        ("/2014", False),
        ("[2013,2014]", False),
        ("{2013,2014}", False),
    ],
)
def test_what_is_exact(text: str, is_exact: bool) -> None:
    assert parse(text).is_exact is is_exact


def test_a_moment_has_an_instant() -> None:
    here, there = parse("2025-03-18T22:00:00-04:00"), parse("2025-03-19T02:00:00Z")
    assert here.instant == there.instant == there.lower
    assert here.offset == -4 * 3600
    assert parse("2025-03-18T22:00:00").instant is None


def test_half_open_dates_sort_after_bounded_ones() -> None:
    texts = ["2014/..", "Y49999999999", "../Y-49999999999", "../1953", "1783", "-0043"]
    in_order = sorted(texts, key=lambda text: parse(text).sort_key)
    assert in_order == [
        "-0043", "1783", "Y49999999999", "../Y-49999999999", "../1953", "2014/..",
    ]  # fmt: skip


@given(st.one_of(st.text(), nearly_edtf))
def test_only_edtf_error_is_raised(text: str) -> None:
    is_edtf(text)


@given(valid_edtf)
def test_valid_edtf_is_kept_as_written_within_64_bits(text: str) -> None:
    date = parse(text)
    assert str(date) == text
    assert parse(str(date)) == date
    assert hash(parse(text)) == hash(date)
    assert (
        OPEN_START
        <= date.widened_bounds[0]
        <= date.lower
        < date.upper
        <= date.widened_bounds[1]
        <= OPEN_END
    )
    assert -(2**63) <= date.sort_key < 2**63
    assert date.is_open == (earliest(date) is None or latest(date) is None)


def _days(date: EDTF) -> set[int]:
    return set(range(date.lower // DAY, date.upper // DAY))


@given(plain.map(parse), plain.map(parse))
def test_overlap_is_what_counting_days_says(event: EDTF, query: EDTF) -> None:
    assert overlaps(event, query) == bool(_days(event) & _days(query))
    assert within(event, query) == (_days(event) <= _days(query))


_MASK = st.lists(st.sampled_from("X0129"), min_size=2, max_size=2).map("".join)


@settings(max_examples=30)
@given(st.sampled_from(["19X4", "190X", "1X00", "-01X4", "2023"]), _MASK, _MASK)
def test_unspecified_digits_are_bounded_by_what_they_match(year: str, month: str, day: str) -> None:
    """The oracle enumerates every day of the years in question and keeps those that match."""
    fits = [
        number
        for candidate in range(-200, 2024)
        if _matches(f"{'-' if candidate < 0 else ''}{abs(candidate):04}", year)
        for number in range(gregorian.day_number(candidate), gregorian.day_number(candidate + 1))
        if _matches(f"{gregorian.civil(number)[1]:02}", month)
        and _matches(f"{gregorian.civil(number)[2]:02}", day)
    ]
    text = f"{year}-{month}-{day}"
    assert is_edtf(text) == bool(fits)
    if fits:
        assert (parse(text).lower, parse(text).upper) == (fits[0] * DAY, (fits[-1] + 1) * DAY)


def _matches(digits: str, mask: str) -> bool:
    return len(digits) == len(mask) and all(
        wanted in ("X", digit) for digit, wanted in zip(digits, mask, strict=True)
    )


def test_precisions_are_ordered_finest_first() -> None:
    assert sorted(Precision)[0] is Precision.SECOND
    assert Precision.DAY < Precision.MONTH < Precision.YEAR < Precision.CENTURY
