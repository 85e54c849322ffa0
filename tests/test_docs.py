"""What the documents say is what the program does."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from timeline.dates.display import display
from timeline.dates.reading import read

ROOT = Path(__file__).resolve().parents[1]
TODAY = datetime.date(2025, 3, 18)


def examples() -> list[tuple[str, str, str]]:
    """(typed, EDTF, shown) of the table in docs/dates.md; a cell may hold several."""
    text = (ROOT / "docs/dates.md").read_text()
    rows = re.findall(r"^\| (.+?) \| (`.+`) \| (.+?) \|$", text, re.M)
    found = []
    for typed, dates, shown in rows:
        inputs = typed.split(" · ")
        dates = re.findall(r"`([^`]+)`", dates)
        words = shown.split(" · ")
        for number, text in enumerate(inputs):
            index = number if len(dates) == len(inputs) else 0
            if len(dates) == len(inputs) or number == 0:
                found.append((text, dates[index], words[index]))
    return found


@pytest.mark.parametrize(("typed", "edtf", "shown"), examples())
def test_the_date_table_is_true(typed: str, edtf: str, shown: str) -> None:
    reading = read(typed, today=TODAY, zone="America/New_York")
    assert str(reading.date) == edtf
    zone = reading.zone or "America/New_York"
    assert display(reading.date, zone, calendar=reading.calendar) == shown


def test_the_table_was_found() -> None:
    assert len(examples()) > 20


def test_every_setting_is_in_the_readme() -> None:
    settings = (ROOT / "newsdesk/settings.py").read_text()
    read_from_environment = set(re.findall(r'env\.\w+\(\s*"(\w+)"', settings))
    table = set(re.findall(r"^\| `(\w+)`", (ROOT / "README.md").read_text(), re.M))
    assert table == read_from_environment


def test_every_public_address_is_documented() -> None:
    from timeline.urls import urlpatterns

    text = (ROOT / "docs/addresses.md").read_text()
    documented = {re.sub(r"<[^>]+>", "<>", path) for path in re.findall(r"`(/[^`]*)`", text)}
    for pattern in urlpatterns:
        route = "/" + re.sub(r"<[^>]+>", "<>", str(pattern.pattern))
        assert route in documented, route
