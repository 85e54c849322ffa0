from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bench.peers.lighthouse import Audit
from bench.peers.results import Key, Results
from tests.bench.conftest import MakeResults, load


def test_a_failed_load_counts_with_what_it_gave(results: MakeResults) -> None:
    found = results(
        load("vis 200", first_event=100, filter=10),
        load("vis 200", first_event=300, failure="filter is not settled within 30 s"),
        load("vis 200", first_event=200, filter=30),
    )
    key: Key = ("vis 200", "desktop")
    assert found.median(key, "first_event") == 200
    assert found.median(key, "filter") == 20
    assert found.median(key, "zoom") is None
    assert len(found.loads_of(key)) == 3


def test_of_several_runs_the_median_is_that_of_their_medians(results: MakeResults) -> None:
    key: Key = ("vis 200", "desktop")
    runs = {1: (100, 120, 900), 2: (110, 400, 130), 3: (90, 95, 100)}
    found = results(
        *(replace(load("vis 200", zoom=n), run=run) for run, values in runs.items() for n in values)
    )
    assert found.values(key, "zoom") == [120, 130, 95]
    assert found.median(key, "zoom") == 120
    assert [len(run.loads) for run in found.runs()] == [3, 3, 3]


def test_pages_stand_beside_their_kind_by_number(results: MakeResults) -> None:
    labels = ["newsdesk 62", "vis w 20000", "vis 2000", "TimelineJS 200", "vis 200"]
    found = results(*map(load, labels), load("TimelineJS 20"), load("newsdesk 62"))
    assert [label for label, _ in found.pages()] == [
        *("TimelineJS 20", "TimelineJS 200", "vis 200", "vis 2000", "vis w 20000"),
        "newsdesk 62",
    ]


def test_what_is_saved_comes_back(results: MakeResults, tmp_path: Path) -> None:
    saved = results(load("vis 200", zoom=1.5), audits=(Audit("vis 200", "mobile", [1, 2, 3, 4]),))
    saved.save(tmp_path / "var/results.json")
    assert Results.read(tmp_path / "var/results.json") == saved
