from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bench.peers.browser import Load
from bench.peers.lighthouse import Audit
from bench.peers.report import BEGIN, END, block, table, with_block, write
from tests.bench.conftest import MakeResults, load

ROOT = Path(__file__).resolve().parents[2]


def row(text: str, beginning: str) -> list[str]:
    """Return the cells of the first row that begins like this."""
    line = next(line for line in text.splitlines() if line.startswith(f"| {beginning} |"))
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def test_a_block_replaces_only_itself() -> None:
    text = f"before\n\n{BEGIN}\nold\n{END}\n\nafter\n"
    renewed = with_block(text, "new")
    assert renewed == f"before\n\n{BEGIN}\n\nnew\n\n{END}\n\nafter\n"
    assert with_block(renewed, "new") == renewed


@pytest.mark.parametrize("text", ["", BEGIN, END, f"{END}\n{BEGIN}"])
def test_a_block_without_a_place_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="lacks"):
        with_block(text, "new")


def test_our_document_has_a_place_for_it() -> None:
    text = (ROOT / "docs/benchmarks.md").read_text(encoding="utf-8")
    assert text.count(BEGIN) == text.count(END) == 1
    with_block(text, "new")


def test_a_table_has_names_at_the_left_and_numbers_at_the_right() -> None:
    rows = [["vis", "5", "–", "0"], ["newsdesk", "0.5", "2×", "**1 of 2**"]]
    lines = table(["", "ms", "of", "failed"], rows).splitlines()
    assert lines[1] == "| --- | --: | --: | --- |"
    assert lines[3] == "| newsdesk | 0.5 | 2× | **1 of 2** |"


def test_medians_stand_with_their_spread_and_with_what_failed(results: MakeResults) -> None:
    text = block(
        results(
            load("vis 200", first_event=100, cpu=1, zoom=4.25),
            load("vis 200", first_event=300, cpu=3, failure="script error: a | b"),
            load("vis 200", first_event=250, cpu=2, zoom=4.25),
            load("vis 2000", failure="no event in view"),
        )
    )
    assert row(text, "vis 200") == [
        *("vis 200", "250 (100–300)", "–", "2", "–", "–", "–", "–", "4.2"),
        "**1 of 3**: script error: a \\| b",
    ]
    assert row(text, "vis 2000")[1:] == [*["–"] * 8, "**1 of 1**: no event in view"]


def test_weights_are_told_by_kind_in_kilobytes(results: MakeResults) -> None:
    figures = {"weight": 111.0, "weight_without_fonts": 71.0, "requests": 4}
    weight = {"Document": 30_000, "Fetch": 20_000, "XHR": 20_400, "Font": 40_000, "Ping": 600}
    text = block(results(Load("vis 200", "desktop", figures, weight)))
    weights = row(text.partition("### First load, kB")[2], "vis 200")
    assert weights[1:] == ["30", "0", "0", "40", "40", "0.6", "111", "71", "4"]


def test_a_goal_stands_beside_what_a_page_that_does_nothing_would_reach(
    results: MakeResults,
) -> None:
    loads = [
        load("vis 200", first_event=300),
        load("newsdesk 200", first_event=250),
        load("static 50", first_event=200),
    ]
    goals = block(results(*loads)).partition("### Goals")[2]
    shown = next(line for line in goals.splitlines() if "vis 200 / newsdesk 200 | 1.2×" in line)
    assert shown.endswith("| at least 1.5× | **missed** (1) | 1.5× |")


def test_goals_that_nothing_was_measured_for_say_so(results: MakeResults) -> None:
    goals = block(results(load("newsdesk 200", blocked=51))).partition("### Goals")[2]
    assert row(goals, "blocked, load")[1:4] == ["newsdesk 200", "51 ms", "at most 50 ms"]
    assert row(goals, "blocked, load")[4] == "**missed** (1)"
    assert "\n1. Thousands of elements" in goals
    assert row(goals, "zoom")[4] == "**not measured**"


def test_scores_are_medians_and_complaints_follow_a_missed_one(results: MakeResults) -> None:
    audits = (
        Audit("newsdesk 62", "mobile", [97, 100, 100, 100], 60, ["color-contrast"]),
        Audit("newsdesk 62", "mobile", [99, 100, 100, 100], 40),
        Audit("newsdesk 62", "mobile", [95, 100, 100, 100], 50, ["unused-javascript"]),
        Audit("newsdesk 62", "desktop", [98, 100, 100, 100]),
        Audit("newsdesk 62", "desktop", failure="no report"),
        Audit("vis 200", "desktop", failure="no report"),
    )
    text = block(results(load("vis 200"), audits=audits)).partition("### Lighthouse")[2]
    assert "| newsdesk 62 | mobile | 97 | 100 | 100 | 100 | 50 |" in text
    assert "**missed**, color-contrast, unused-javascript |" in text
    assert "1 of 2 audits **failed**, reached |" in text
    assert "| vis 200 | desktop | – | – | – | – | – | **failed**: no report |" in text


def test_a_quick_run_is_called_one(results: MakeResults) -> None:
    assert "no evidence" in block(results(load("vis 200"), is_quick=True))
    text = block(results(load("vis 200")))
    assert "no evidence" not in text
    assert "1 May 2026, 2 cores, load average 1.2 to 1.2; Chromium 150.0." in text
    assert "runs" not in text
    runs = [replace(load("vis 200", zoom=1), run=number) for number in (1, 2)]
    assert "Medians of 2 runs, with minimum and maximum." in block(results(*runs))


def test_writing_renews_the_document_and_the_picture(results: MakeResults, tmp_path: Path) -> None:
    (tmp_path / "benchmarks.md").write_text(f"Ours\n{BEGIN}\n{END}\n")
    write(results(load("vis 200", first_event=100)), tmp_path)
    assert "| vis 200 | 100 |" in (tmp_path / "benchmarks.md").read_text()
    assert (tmp_path / "benchmarks.svg").read_text().startswith("<svg")
