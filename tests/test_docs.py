"""The documentation matches what the program does."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest

from timeline.dates.display import display
from timeline.dates.reading import Unreadable, read
from timeline.formats.readings import reading_data

ROOT = Path(__file__).resolve().parents[1]
TODAY = datetime.date(2025, 3, 18)


def examples() -> list[tuple[str, str, str]]:
    """Return (typed, EDTF, shown) from the first table of docs/dates.md; cells may hold several."""
    text = (ROOT / "docs/dates.md").read_text().partition("\n### ")[0]
    rows = re.findall(r"^\| (.+?) \| (`.+`) \| (.+?) \|$", text, re.M)
    found = []
    for typed, dates, shown in rows:
        inputs = typed.split(" · ")
        dates = re.findall(r"`([^`]+)`", dates)
        words = shown.split(" · ")
        for number, text in enumerate(inputs):
            index = number if len(dates) > 1 else 0
            found.append((text, dates[index], words[index]))
    return found


@pytest.mark.parametrize(("typed", "edtf", "shown"), examples())
def test_the_date_table_is_true(typed: str, edtf: str, shown: str) -> None:
    reading = read(typed, today=TODAY, zone="America/New_York")
    assert str(reading.date) == edtf
    zone = reading.zone or "America/New_York"
    assert display(reading.date, zone, calendar=reading.calendar) == shown


def rows_below(heading: str) -> list[list[str]]:
    """Return the cells of the first table below a heading of docs/dates.md."""
    text = (ROOT / "docs/dates.md").read_text().partition(f"### {heading}\n")[2]
    table = re.findall(r"^\|.*\|$", text.partition("\n### ")[0], re.M)
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table[2:]]


@pytest.mark.parametrize("row", rows_below("What is assumed, and said"))
def test_what_is_assumed_is_said_so(row: list[str]) -> None:
    typed, edtf, said = row
    reading = read(typed, today=TODAY, zone="America/New_York")
    assert [f"`{reading.date}`", *map(str, reading.assumptions)] == [edtf, said]


@pytest.mark.parametrize("row", rows_below("What is refused"))
def test_what_is_refused_is_offered(row: list[str]) -> None:
    typed, offered = row
    for text in typed.replace(" (with a long dash)", "").split(" · "):
        with pytest.raises(Unreadable) as caught:
            read(text, today=TODAY, zone="America/New_York")
        assert list(caught.value.candidates) == re.findall("`([^`]+)`", offered)


def test_the_command_answers_as_shown() -> None:
    text = (ROOT / "docs/dates.md").read_text()
    shown = re.findall(r'^\$ echo "(.+)" \| make manage CMD=readdates\n(.+)$', text, re.M)
    assert len(shown) == 2
    for typed, answer in shown:
        data = reading_data(typed, today=TODAY, zone="UTC")
        assert json.loads(json.dumps(data)) == json.loads(answer)


def test_the_tables_were_found() -> None:
    assert len(examples()) > 40
    assert len(rows_below("What is assumed, and said")) == 8
    assert len(rows_below("What is refused")) == 32


def test_every_public_address_is_documented() -> None:
    from timeline.urls import urlpatterns

    text = (ROOT / "docs/addresses.md").read_text()
    documented = {re.sub(r"<[^>]+>", "<>", path) for path in re.findall(r"`(/[^`]*)`", text)}
    for pattern in urlpatterns:
        route = "/" + re.sub(r"<[^>]+>", "<>", str(pattern.pattern))
        assert route in documented, route


def test_the_readme_says_where_everything_is() -> None:
    django_asks_for = {"admin", "apps", "migrations", "urls"}
    parts = {path.stem for path in (ROOT / "timeline").iterdir() if not path.stem.startswith("_")}
    said = (ROOT / "README.md").read_text().partition("## Where things are")[2].partition("## ")[0]
    listed = "".join(re.findall(r"^[- ] .+", said, re.M))
    assert set(re.findall(r"`(\w+)(?:/|\.py)`", listed)) == parts - django_asks_for


def test_every_picture_is_there_small_and_shown() -> None:
    """Every image that is referenced exists and has alt text; no image is unused."""
    shown: set[Path] = set()
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for words, address in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text()):
            assert words, f"{page.name}: {address} has no words"
            assert (page.parent / address).is_file(), f"{page.name}: {address} is missing"
            shown.add((page.parent / address).resolve())
    pictures = [*(ROOT / "docs").rglob("*.png"), *(ROOT / "docs").rglob("*.svg")]
    assert shown == {picture.resolve() for picture in pictures}
    assert sum(picture.stat().st_size for picture in shown) < 1_000_000
