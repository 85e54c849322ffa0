"""`manage.py readdates`: one text per line in, one JSON object per line out, nothing stored."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[2]
BASE = ("--base", "2025-03-18T12:00", "--tz", "America/New_York")


def answers(folder: Path, text: str | bytes, *options: str) -> list[dict[str, Any]]:
    file = folder / "typed.txt"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    out = io.StringIO()
    call_command("readdates", *(options or BASE), str(file), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_what_was_understood(tmp_path: Path) -> None:
    assert answers(tmp_path, "yesterday\n") == [
        {
            "text": "yesterday",
            "edtf": "2025-03-17",
            "earliest": "2025-03-17",
            "latest": "2025-03-17",
            "precision": "day",
            "display": "17 March 2025",
            "assumed": ["“yesterday” was counted from 18 March 2025, 12:00 ET."],
        }
    ]


def test_what_was_not(tmp_path: Path) -> None:
    assert answers(tmp_path, "03/04/2014\n") == [
        {
            "text": "03/04/2014",
            "error": "Is this 4 March 2014 or 3 April 2014? Write the month as a word.",
            "candidates": ["2014-03-04", "2014-04-03"],
        }
    ]


def test_an_open_side_is_null(tmp_path: Path) -> None:
    before, since = answers(tmp_path, "before 1954\nsince 2014\n")
    assert (before["earliest"], before["latest"]) == (None, "1953-12-31")
    assert (since["earliest"], since["latest"]) == ("2014-01-01", None)


def test_a_time_is_shown_in_its_zone(tmp_path: Path) -> None:
    (row,) = answers(tmp_path, "10 a.m. ET March 18, 2025")
    assert row["display"] == "18 March 2025, 10:00 ET (14:00 UTC)"
    assert row["earliest"] == "2025-03-18T10:00:00-04:00"


def test_every_line_has_its_answer(tmp_path: Path) -> None:
    text = (
        b"\xef\xbb\xbf1783\r\n\r\n\xff\xfe\na\x0bb\x0cc\xe2\x80\xa8d\n" + "18 березня 2014".encode()
    )
    rows = answers(tmp_path, text)
    assert [row.get("edtf") for row in rows] == ["1783", None, None, None, "2014-03-18"]
    assert [row["text"] for row in rows] == [
        "1783", "", "\ufffd\ufffd", "a\x0bb\x0cc\u2028d", "18 березня 2014",
    ]  # fmt: skip
    assert all(row["error"] for row in rows[1:4])


@pytest.mark.parametrize(
    ("options", "edtf"),
    [
        (("--base", "2025-03-18T23:30Z", "--tz", "Europe/Kyiv"), "2025-03-19"),
        (("--base", "2025-03-18T23:30", "--tz", "Europe/Kyiv"), "2025-03-18"),
        (("--base", "2025-03-18"), "2025-03-18"),
        (("--tz", "America/New_York"), "2026-01-01"),
    ],
)
@time_machine.travel("2026-01-02T03:00:00Z", tick=False)
def test_today_is_that_of_the_base_in_its_zone(
    tmp_path: Path, options: tuple[str, ...], edtf: str
) -> None:
    assert answers(tmp_path, "today", *options)[0]["edtf"] == edtf


def test_hours_need_a_moment(tmp_path: Path) -> None:
    (row,) = answers(tmp_path, "20 hours ago", "--base", "2025-03-18")
    assert row["candidates"] == ["2025-03-17", "2025-03-18"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--base", "soon"], "--base"),
        (["--base", "2025-02-30"], "--base"),
        (["--base", "0001-01-01T00:00Z", "--tz", "America/New_York"], "--base"),
        (["--tz", "Mars/Olympus"], "--tz"),
        (["--tz", "../zone"], "--tz"),
        (["no/such/file"], "no/such/file"),
        (["."], "."),
    ],
)
def test_a_mistake_in_the_options_is_named(options: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=f"^{said}: "):
        call_command("readdates", *options)


def test_a_process_of_its_own_needs_no_database(tmp_path: Path) -> None:
    database = tmp_path / "none.sqlite3"
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "manage.py", "readdates", *BASE],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DEBUG": "1",
            "SECRET_KEY": "x",
            "DATABASE_URL": f"sqlite:///{database}",
            "PYTHONIOENCODING": "ascii",
        },
        input="18 березня 2014\n\ngarbage\n".encode(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    first, *others = done.stdout.decode().splitlines()
    assert json.loads(first)["edtf"] == "2014-03-18"
    assert "18 березня 2014" in first
    assert [json.loads(line)["text"] for line in others] == ["", "garbage"]
    assert not database.exists()


@pytest.mark.parametrize("lines", [1, 10_000])
def test_who_reads_on_no_longer_is_no_error(tmp_path: Path, lines: int) -> None:
    file = tmp_path / "typed.txt"
    file.write_text("1783\n" * lines)
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "manage.py", "readdates", *BASE, str(file)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0
