"""Commands on a database that is unavailable or not migrated."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.management.programs import run

COMMANDS = [("load_dataset",), ("import_events", "events.csv")]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("empty.sqlite3", "The database is older than the code: run `manage.py migrate` (no such"),
        ("none/x.sqlite3", "The database is unavailable (unable to open database file)"),
    ],
)
def test_that_it_is_away_or_older_is_said_in_a_line(
    tmp_path: Path, command: tuple[str, ...], name: str, said: str
) -> None:
    (tmp_path / "events.csv").write_text("title,edtf\nA,2014\n")
    arguments = [str(tmp_path / each) if "." in each else each for each in command]
    refused = run(f"sqlite:///{tmp_path / name}", "manage.py", *arguments)
    assert refused.stderr.startswith(f"CommandError: {said}")
    assert refused.stderr.count("\n") == 1
