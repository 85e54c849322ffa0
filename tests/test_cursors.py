from __future__ import annotations

import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.dates.strategies import valid_edtf
from timeline.cursors import Cursor
from timeline.dates.edtf import parse

bigint = st.integers(-(2**63), 2**63 - 1)


@given(bigint, bigint, st.integers(0, 10**17))
def test_a_cursor_survives_its_address(sort: int, upper: int, pk: int) -> None:
    cursor = Cursor(sort, upper, pk)
    assert Cursor.decode(cursor.encode()) == cursor
    assert cursor.encode().replace("-", "").replace("_", "").isalnum()


@given(st.text())
def test_any_text_is_a_cursor_or_a_value_error(text: str) -> None:
    try:
        decoded = Cursor.decode(text)
    except ValueError:
        return
    assert isinstance(decoded, Cursor)


@pytest.mark.parametrize("text", ["", "x", "MS4yLjM1NQ==*", "OTk5OTk5OTk5OTk5OTk5OTk5OTkuMS4x"])
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a cursor"):
        Cursor.decode(text)


@pytest.mark.parametrize(
    "text",
    ["1970-01-01T00:00:00+00:00", "2026-03-01T12:00:00.000001+02:00", "9999-12-31T00:00:00+00:00"],
)
def test_a_place_among_changes_comes_back_to_the_microsecond(text: str) -> None:
    moment = datetime.datetime.fromisoformat(text)
    found = Cursor.decode(Cursor.of_change(moment, 7).encode())
    assert (found.moment, found.id) == (moment, 7)


@given(valid_edtf)
@example("0001/..")
@example("[..0001,2000..]")
@example("../0001")
def test_no_place_of_a_date_is_one_of_a_change(text: str) -> None:
    date = parse(text)
    assert not Cursor(date.sort_key, date.upper, 7).is_of_changes


@pytest.mark.parametrize(
    "cursor",
    [
        Cursor(0, 86_400, 7),  # of a day
        Cursor(2**62, -(2**62), 7),
        Cursor.at(0),
        Cursor.at_half_open(newest=False),
        Cursor.at_half_open(newest=True),
        Cursor(2**63 - 1, 2**63 - 1, 7),  # forged: beyond every calendar
        Cursor(-(2**63), -(2**63), 7),
    ],
)
def test_a_place_among_dates_is_none_among_changes(cursor: Cursor) -> None:
    with pytest.raises(ValueError, match="changes"):
        cursor.moment  # noqa: B018 - raises
