"""Invisible control characters are removed from user input."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from timeline.characters import sanitize, without_controls


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("A line\x0bof\x0ca\x85slide", "A line of a slide"),
        ("N\x00UL, back\x08space, \x1b[31mred\x7f\x9b\ufffe", "N\ufffdUL, backspace, [31mred"),
        ("\tLines\r\nand tabs\n", "\tLines\r\nand tabs\n"),
        ("\u202eReversed\u202c, \u2067עברית\u2069: \u202bx\u202dy", "Reversed, עברית: xy"),
        ("\u200eMarks\u200f\u061c, می\u200cخواهم", "\u200eMarks\u200f\u061c, می\u200cخواهم"),
        (
            "Kyïv, עברית, 上海, 👩\u200d🚀\u202f–\u00a0\u2028",
            "Kyïv, עברית, 上海, 👩\u200d🚀\u202f–\u00a0\u2028",
        ),
    ],
)
def test_controls_go_and_words_stay_apart(typed: str, kept: str) -> None:
    assert without_controls(typed) == kept


def test_what_an_address_holds_is_cleaned_but_for_passwords() -> None:
    sent = QueryDict("from=a%0Bb&topic=%08x&topic=y&old_password=%08")
    found = {"from": ["a b"], "topic": ["x", "y"], "old_password": ["\x08"]}
    assert dict(sanitize(sent).lists()) == found
