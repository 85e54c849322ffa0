"""npm packages are pinned by hash, not by URL, so that any registry mirror can serve them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("folder", ["bench/peers", "tests/browser/timelinejs"])
def test_every_package_has_a_hash_and_no_host(folder: str) -> None:
    wanted = json.loads((ROOT / folder / "package.json").read_text())
    locked = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]
    own = locked.pop("")
    for kind in ("dependencies", "optionalDependencies"):
        assert own.get(kind) == wanted.get(kind)
    assert {name for name, package in locked.items() if "integrity" not in package} == set()
    assert {name for name, package in locked.items() if "resolved" in package} == set()
