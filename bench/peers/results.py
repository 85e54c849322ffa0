"""All measurements of one or more runs, and their medians."""

from __future__ import annotations

import datetime
import json
import os
import platform
import statistics
import subprocess
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path

from bench.peers.browser import Load
from bench.peers.lighthouse import Audit, Device
from bench.peers.pages import Profile

#: The label of a page, and the profile in which it was loaded.
Key = tuple[str, Profile]


@dataclass
class Conditions:
    """The date, machine and versions of a measurement."""

    date: str
    cores: int
    versions: dict[str, str]
    is_quick: bool

    @classmethod
    def collect(cls, modules: Path, *, is_quick: bool) -> Conditions:
        """Collect the present conditions; `modules` is the `node_modules` directory."""
        chromium = subprocess.run(  # noqa: S603 - the browser that measures
            [os.environ["NEWSDESK_CHROMIUM"], "--version"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        packages = {"TimelineJS": "@knight-lab/timelinejs", "vis-timeline": "vis-timeline"}
        packages["Lighthouse"] = "lighthouse"
        versions = {
            "Chromium": next(word for word in chromium if word[0].isdigit()),
            **{
                name: json.loads((modules / package / "package.json").read_text())["version"]
                for name, package in packages.items()
            },
            "Python": platform.python_version(),
            "Django": version("django"),
        }
        today = datetime.datetime.now(datetime.UTC).date()
        return cls(f"{today:%-d %B %Y}", os.cpu_count() or 1, versions, is_quick)


@dataclass
class Results:
    loads: list[Load]
    audits: list[Audit]
    conditions: Conditions

    def save(self, file: Path) -> None:
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> Results:
        data = json.loads(file.read_text(encoding="utf-8"))
        loads = [Load(**load) for load in data["loads"]]
        audits = [Audit(**audit) for audit in data["audits"]]
        return cls(loads, audits, Conditions(**data["conditions"]))

    def pages(self) -> list[Key]:
        """Return every page once, peers before newsdesk, small pages before large ones."""
        return sorted({(load.label, load.profile) for load in self.loads}, key=_place)

    def loads_of(self, key: Key) -> list[Load]:
        return [load for load in self.loads if (load.label, load.profile) == key]

    def runs(self) -> list[Results]:
        """Split the loads by run."""
        numbers = sorted({load.run for load in self.loads})
        return [
            replace(self, loads=[load for load in self.loads if load.run == number])
            for number in numbers
        ]

    def values(self, key: Key, figure: str) -> list[float]:
        """Return the figure of each load that has it, even if it failed later; with several runs,
        return their medians instead."""
        runs = self.runs()
        if len(runs) > 1:
            medians = (run.median(key, figure) for run in runs)
            return [median for median in medians if median is not None]
        return [load.figures[figure] for load in self.loads_of(key) if figure in load.figures]

    def median(self, key: Key, figure: str) -> float | None:
        """Return the median of the loads; with several runs, the median of their medians."""
        values = self.values(key, figure)
        return statistics.median(values) if values else None

    def system_load(self) -> tuple[float, float]:
        """Return the minimum and maximum load average before a load."""
        loads = [load.system_load for load in self.loads]
        return min(loads), max(loads)

    def audits_of(self, label: str, device: Device) -> list[Audit]:
        return [audit for audit in self.audits if (audit.label, audit.device) == (label, device)]


def _place(key: Key) -> tuple[object, ...]:
    program, _, events = key[0].rpartition(" ")
    names = ("static", "TimelineJS", "vis", "vis w", "newsdesk")
    return key[1], names.index(program), int(events)
