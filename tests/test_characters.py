"""What nobody sees is taken out of what is typed."""

from __future__ import annotations

import pytest

from timeline.characters import without_controls


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("A line\x0bof\x0ca\x85slide", "A line of a slide"),
        ("Back\x08space, \x1b[31mred\x7f\x9b\ufffe", "Backspace, [31mred"),
        ("\tLines\r\nand tabs\n", "\tLines\r\nand tabs\n"),
        (
            "Kyïv, עברית, 上海, 👩\u200d🚀\u202f–\u00a0\u2028",
            "Kyïv, עברית, 上海, 👩\u200d🚀\u202f–\u00a0\u2028",
        ),
    ],
)
def test_controls_go_and_words_stay_apart(typed: str, kept: str) -> None:
    assert without_controls(typed) == kept
