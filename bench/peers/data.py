"""The events that every page shows: generated in newsdesk's databases, and exported for the peers.

Run as a program, it prints the events of DATABASE_URL as JSON for TimelineJS.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.peers.pages import SHIPPED

ROOT = Path(__file__).resolve().parents[2]

Slide = dict[str, Any]


def make_databases(folder: Path, sizes: set[int]) -> dict[int, Path]:
    """Create a SQLite file for every number of events; SHIPPED gets the shipped data set."""
    empty = folder / "empty.sqlite3"
    _manage(empty, "migrate", "-v0")
    made = {}
    for size in sorted(sizes):
        made[size] = folder / f"{size}.sqlite3"
        shutil.copy(empty, made[size])
        fill = ("load_dataset", "-v0") if size == SHIPPED else ("load_generated", str(size), "-v0")
        _manage(made[size], *fill)
    return made


def count(database: Path) -> int:
    """Count the published events of a database; raises sqlite3.Error if it isn't newsdesk's."""
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        found: int = connection.execute(
            "SELECT count(*) FROM timeline_event WHERE state = 'published'"
        ).fetchone()[0]
    return found


def write_for_peers(database: Path, target: Path, size: int) -> None:
    """Write `SIZE.timelinejs.json` and `SIZE.vis.json`."""
    print_them = [sys.executable, "-m", "bench.peers.data"]
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}"}
    text = subprocess.run(  # noqa: S603 - ourselves
        print_them, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE
    ).stdout
    slides = json.loads(text)["events"]
    if len(slides) != size:
        sys.exit(f"{database} holds {len(slides)} events, not {size}.")
    (target / f"{size}.timelinejs.json").write_bytes(text)
    items = [vis_item(slide) for slide in slides]
    words = json.dumps(items, ensure_ascii=False)
    (target / f"{size}.vis.json").write_text(words, encoding="utf-8")


def write_cards(target: Path) -> None:
    """Write `cards.html`, a static page of fifty events."""
    with (target / "cards.html").open("wb") as file:
        subprocess.run([sys.executable, "-m", "bench.cards"], cwd=ROOT, check=True, stdout=file)


def vis_item(slide: Slide) -> dict[str, str]:
    """Convert a TimelineJS slide into a vis-timeline item, whose tooltip is the slide's text."""
    item = {
        "id": slide["unique_id"],
        "content": slide["text"]["headline"],
        "title": slide["text"]["text"],
        "topic": slide["group"],
        "start": _iso(slide["start_date"]),
    }
    if "end_date" in slide:
        item["end"] = _iso(slide["end_date"])
    return item


def _iso(date: dict[str, Any]) -> str:
    year, month, day = (int(date.get(part) or 1) for part in ("year", "month", "day"))
    text = f"{year:04}-{month:02}-{day:02}"
    if "hour" in date:
        hour, minute, second = (int(date.get(part) or 0) for part in ("hour", "minute", "second"))
        text += f"T{hour:02}:{minute:02}:{second:02}"
    return text


def _manage(database: Path, *command: str) -> None:
    # load_generated requires DEBUG.
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "DEBUG": "1"}
    subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, ROOT / "manage.py", *command],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdesk.settings")
    import django

    django.setup()
    from django.test import Client

    response: Any = Client(headers={"host": "127.0.0.1"}).get("/events.timelinejs.json")
    if response.status_code != 200:
        sys.exit(f"/events.timelinejs.json answered {response.status_code}.")
    for piece in response.streaming_content:
        sys.stdout.buffer.write(piece)


if __name__ == "__main__":
    main()
