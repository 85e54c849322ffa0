"""Line breaking and fitting: as large as fits, never over the edge, cuts always marked."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.sharing.fonts import NoFontError, Typeface, runs, sans, serif, text_width
from timeline.sharing.text_layout import (
    balance,
    clip,
    fit,
    has_right_to_left,
    is_right_to_left,
    shorten,
    wrap,
)

SIZES = (96, 62, 36)
scripts = st.text(st.sampled_from("abcdefg   ÄŁđПутин ΑΩάΐ مرحبا שלום 0123–,.!"), max_size=200)


@given(scripts, st.integers(100, 800))
def test_no_line_is_wider_than_its_place_and_every_letter_is_in_one(
    text: str, max_width: int
) -> None:
    lines = wrap(text, serif(), 40, max_width)
    assert all(text_width(line, serif(), 40) <= max_width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(text.split())


@given(scripts, st.integers(200, 800), st.integers(60, 300))
def test_what_fits_is_within_its_box(text: str, max_width: int, max_height: int) -> None:
    found = fit(text, serif(), SIZES, max_width, max_height)
    assert len(found.lines) * found.leading <= max_height
    assert all(text_width(line, serif(), found.size) <= max_width for line in found.lines)
    whole = "".join(found.lines).replace(" ", "") == "".join(text.split())
    assert whole or found.lines[-1].endswith("…")


def test_a_short_title_is_as_large_as_can_be_and_a_long_one_ends_in_dots() -> None:
    assert fit("A call", serif(), SIZES, 730, 220).size == 96
    long = fit("word " * 200, serif(), SIZES, 730, 220)
    assert long.size == 36
    assert long.lines[-1].endswith("…")


def test_lines_are_balanced_without_one_more() -> None:
    text = "Everything that is on file"
    max_width = text_width("Everything that is on", serif(), 50)
    assert wrap(text, serif(), 50, max_width) == ["Everything that is on", "file"]
    assert balance(text, serif(), 50, max_width) == ["Everything", "that is on file"]


class Square(Typeface):
    """A font with square glyphs for every character, as in Chinese and Japanese."""

    def width(self, text: str, size: float) -> float:
        return len(text) * size


def test_chinese_and_japanese_break_between_signs_but_not_before_a_stop() -> None:
    text = "一通电话。背后 Trump 的漫长道路"
    square = (Square(Path(), "Square", 400, frozenset(map(ord, text)), None),)
    assert wrap(text, square, 10, 50) == ["一通电话。", "背后", "Trump", "的漫长道路"]
    assert wrap(text, square, 10, 40) == ["一通电", "话。背后", "Trum", "p 的漫", "长道路"]


def test_any_letter_from_right_to_left_is_noticed() -> None:
    assert has_right_to_left("a مرحبا")
    assert not has_right_to_left("a Путин 2025")


def test_clip_and_shorten_say_that_there_was_more() -> None:
    assert clip(["a", "b"], 2, sans(), 20, 100) == ["a", "b"]
    assert clip(["a", "b", "c"], 2, sans(), 20, 100) == ["a", "b…"]
    assert shorten("a", sans(), 20, 100) == "a"
    assert shorten("word " * 9, sans(), 20, 100) == "word wor…"


@pytest.mark.parametrize(
    ("text", "mirrored"),
    [
        ("A call", False),
        ("שיחה", True),
        ("… مكالمة Trump", True),
        ("2025 Путин", False),
        ("", False),
    ],
)
def test_the_first_letter_decides_the_direction(text: str, mirrored: bool) -> None:
    assert is_right_to_left(text) is mirrored


@given(scripts)
def test_runs_hold_the_whole_text(text: str) -> None:
    joined = "".join(run.text for run in runs(text, sans()))
    assert joined == unicodedata.normalize("NFC", text)
    for run in runs(text, sans()):
        assert {ord(letter) for letter in run.text} <= run.face.codepoints


def test_words_stand_in_our_fonts_and_other_scripts_in_those_that_have_them() -> None:
    found = [(run.face.family, run.text) for run in runs("Łódź, Путин!", serif())]
    assert found == [
        ("Noto Serif", "Ł"),
        ("Newsreader", "ód"),
        ("Noto Serif", "ź, Путин!"),
    ]
    assert [run.face.family for run in runs("שלום", sans())] == ["Noto Serif Hebrew"]
    assert [run.face.family for run in runs("سلام", sans())] == ["Noto Naskh Arabic"]


def test_signs_without_a_font_are_left_out_and_letters_are_missed() -> None:
    assert "".join(run.text for run in runs("a 🔥️ b", serif())) == "a  b"
    with pytest.raises(NoFontError, match="THAI CHARACTER KO KAI"):
        runs("aก", serif())


@pytest.mark.parametrize(
    "sign",
    [
        "\ufe0e",
        "\U000e0100",
        "\U000e01ef",
        "\u180b",
        "\u180d",
        "\u180f",
        "①",
        "❷",
        "⑶",
        "㊀",
        "\u20e3",
    ],
)
def test_a_variation_selector_or_decoration_without_a_font_is_left_out(sign: str) -> None:
    assert "".join(run.text for run in runs(f"a{sign} b", serif())) == "a b"


@pytest.mark.parametrize("number", ["፩", "๑", "𐅀", "௰", "૧"])
def test_any_other_number_without_a_font_is_missed(number: str) -> None:
    with pytest.raises(NoFontError):
        runs(f"a{number}", serif())
