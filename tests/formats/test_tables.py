"""Column names of imported tables."""

from __future__ import annotations

import pytest

from timeline.formats.csv import COLUMNS
from timeline.formats.tables import describe_unknown, suggest_columns


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Date", "date_text"),
        ("Dates", "date_text"),
        ("Titel", "title"),
        ("Timezone", "time_zone"),
        ("Places", "place"),
        ("Topic", "topics"),
        ("Person", ""),
        ("Location", ""),
        ("Description", ""),
        ("Крым", ""),
    ],
)
def test_a_column_that_is_not_known_may_be_meant_for_one(name: str, near: str) -> None:
    assert suggest_columns([name], COLUMNS) == {name: near}


def test_what_the_file_has_is_not_meant() -> None:
    found = suggest_columns(["title", "date_text", "Date", "Mood", "Topic"], COLUMNS)
    assert found == {"Date": "", "Mood": "", "Topic": "topics"}
    assert describe_unknown(found) == "Date, Mood, Topic (is it “topics”?)"
