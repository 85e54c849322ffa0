"""Whether a text contains a phrase, however either is written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.characters import without_controls
from timeline.search.quoting import Quotable

TEXT = (
    "“Mr. Putin’s first meeting”, on June\u00a03, 2000 – in Moscow – was with Bill Clinton.\n"
    "He was dismayed. Köln, the 18th\u2011century war of 1853–56; 普京在莫斯科会见了克林顿。"
)


@pytest.mark.parametrize(
    "phrase",
    [
        "June 3, 2000",
        "june  3,\n2000",
        '"Mr. Putin\'s first meeting"',
        "Putin",
        "2000 - in Moscow -- was",
        "18th-century",
        "1853-56",
        unicodedata.normalize("NFD", "Köln"),
        "Köln, the 18th century",
        "Ｍｏｓｃｏｗ",
        "莫斯科会见",
        "first meeting … was with Bill",
        "June ... 2000 [...] Clinton",
        "June .... 2000 (…) Clinton",
        "… dismayed",
        "—",
    ],
)
def test_other_ways_to_write_it_are_the_same_words(phrase: str) -> None:
    assert Quotable(TEXT).has(phrase)


@pytest.mark.parametrize(
    "phrase",
    [
        "June 4, 2000",
        "June 2000",
        "May",
        "18",
        "Clinton … Putin",
        "Moscow … in Moscow",
        "Clinton Putin",
        "克林顿普京",
        "2000 … June",
        "2000 … – … June",
    ],
)
def test_other_words_are_not(phrase: str) -> None:
    assert not Quotable(TEXT).has(phrase)


def test_a_quote_without_controls_stands_in_a_text_that_has_them() -> None:
    text = "He said \u2067שלום\u2069ו, and \u202dCri\u202cmea."
    assert Quotable(text).has(without_controls(text))
    assert Quotable(text).has("שלוםו, and Crimea")


@given(st.text(), st.text(), st.text())
def test_whole_words_of_a_text_stand_in_it(before: str, phrase: str, after: str) -> None:
    assert Quotable(f"{before} {phrase} {after}").has(phrase)
