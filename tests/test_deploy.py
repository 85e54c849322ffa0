"""The documentation and files for deployment match the program; `test_gunicorn.py` and `cluster/`
test how they run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[1]
OPERATIONS = (ROOT / "docs/operations.md").read_text()


def names_in(path: str, pattern: str) -> set[str]:
    found = set(re.findall(pattern, (ROOT / path).read_text(), re.M))
    assert found
    return found


def test_the_settings_of_a_server_are_settings() -> None:
    known = " ".join(names_in("README.md", r"^\| (`[A-Z].*?) \|"))
    for name in names_in("deploy/environment", r"^([A-Z_]+)="):
        assert f"`{name}`" in known, name


def test_every_command_that_operations_name_is_one() -> None:
    blocks = "".join(re.findall(r"^```\n(.*?)^```$", OPERATIONS, re.M | re.S))
    named = set(re.findall(r"^newsdesk ([a-z_]+)", blocks, re.M))
    named |= set(re.findall(r"`newsdesk ([a-z_]+)", OPERATIONS))
    assert {"migrate", "collectstatic", "restore", "move_from"} < named
    assert named <= set(get_commands())


def test_what_is_installed_is_there_and_named() -> None:
    units = {path.name for path in (ROOT / "deploy").glob("newsdesk*")}
    assert units == {f"newsdesk{end}" for end in (".service", ".socket", "-backup.service")} | {
        "newsdesk-backup.timer"
    }
    for line in re.findall(r"^cp (.+) /etc/", OPERATIONS, re.M):
        for pattern in line.split():
            assert list(ROOT.glob(pattern)), pattern
            units -= {path.name for path in ROOT.glob(pattern)}
    assert not units


@pytest.mark.parametrize("unit", ["newsdesk.service", "newsdesk-backup.service"])
def test_a_service_is_nobody_and_writes_to_one_folder(unit: str) -> None:
    said = (ROOT / "deploy" / unit).read_text()
    for line in ("User=newsdesk", "ProtectSystem=strict", "NoNewPrivileges=yes"):
        assert re.search(f"^{line}$", said, re.M), line
    assert not re.search(r"^ReadWritePaths=|^AmbientCapabilities=", said, re.M)
