from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.cursors import Cursor

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
