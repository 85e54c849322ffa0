"""Run Lighthouse on a page: its four scores and the main thread's blocking time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bench.peers.browser import FLAGS

Device = Literal["mobile", "desktop"]
#: In Lighthouse's order.
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
#: The oldest version of Node.js that Lighthouse 13 supports.
NODE = (22, 19)
#: Timeout of an audit in seconds.
_PATIENCE = 180


@dataclass
class Audit:
    """The audit of one page on one device; it has no scores if it has a `failure`."""

    label: str
    device: Device
    scores: list[int] = field(default_factory=list)
    blocked: float = 0
    #: Ids of the weighted audits with less than the full score.
    complaints: list[str] = field(default_factory=list)
    failure: str = ""


def find_node(modules: Path) -> str:
    """Return the pinned Node.js or, on other platforms, the one on the PATH; exit if that is too
    old or missing."""
    pinned = [*modules.glob("node-linux-*/bin/node")]
    node = str(pinned[0]) if pinned else shutil.which("node")
    if node:
        completed = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
        version = tuple(int(part) for part in completed.stdout.strip().lstrip("v").split(".")[:2])
        if version >= NODE:
            return node
    sys.exit(f"Lighthouse needs Node.js {NODE[0]}.{NODE[1]} or newer on the PATH.")


def audit(node: str, modules: Path, label: str, url: str, device: Device, report: Path) -> Audit:
    """Audit a page; Lighthouse's own report is written to `report`."""
    report.unlink(missing_ok=True)
    command = [node, str(modules / "lighthouse/cli/index.js"), url, "--output=json", "--quiet"]
    command += [f"--output-path={report}", "--no-enable-error-reporting"]
    flags = " ".join(f'"{flag}"' if " " in flag else flag for flag in ("--headless=new", *FLAGS))
    command += [f"--chrome-flags={flags}"]
    if device == "desktop":
        command += ["--preset=desktop"]
    environment = os.environ | {"CHROME_PATH": os.environ["NEWSDESK_CHROMIUM"]}
    try:
        completed = subprocess.run(  # noqa: S603 - pinned
            command, env=environment, capture_output=True, text=True, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired:
        return Audit(label, device, failure=f"no report within {_PATIENCE} s")
    if completed.returncode or not report.exists():
        output = (completed.stderr or completed.stdout).strip().splitlines() or ["no report"]
        return Audit(label, device, failure=output[-1])
    return read_report(label, device, report.read_text(encoding="utf-8"))


def read_report(label: str, device: Device, text: str) -> Audit:
    report = json.loads(text)
    categories, audits = report["categories"], report["audits"]
    if "runtimeError" in report or any(categories[name]["score"] is None for name in CATEGORIES):
        why = report.get("runtimeError", {}).get("message", "a category without score")
        return Audit(label, device, failure=why)
    counted = [
        part["id"]
        for name in CATEGORIES
        for part in categories[name]["auditRefs"]
        if part["weight"]
    ]
    return Audit(
        label,
        device,
        scores=[round(categories[name]["score"] * 100) for name in CATEGORIES],
        blocked=audits["total-blocking-time"]["numericValue"],
        complaints=sorted({key for key in counted if _is_complaint(audits[key])}),
    )


def _is_complaint(result: dict[str, Any]) -> bool:
    if result["score"] is None:
        return bool(result["scoreDisplayMode"] == "error")
    return bool(result["score"] < 1)
