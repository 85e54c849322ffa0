from __future__ import annotations

from dataclasses import replace

import pytest

from bench.peers.browser import Load
from bench.peers.goals import GOALS, Goal, ratio
from bench.peers.pages import OWN_SIZES, PEERS, newsdesk
from tests.bench.conftest import MakeResults, load

FASTER = Goal("zoom", "zoom", "vis 200", least=2)
LIGHT = Goal("weight", "weight", most=36, unit="kB")
SAME = Goal("weight", "weight", "newsdesk 62", least=0.9, most=1.1)


@pytest.mark.parametrize(
    ("theirs", "ours", "expected"),
    [(300, 100, 3), (50, 100, 0.5), (0, 100, 0), (100, 0, float("inf")), (0, 0, 1)],
)
def test_a_ratio_says_how_many_times_as_large_theirs_is(
    theirs: float, ours: float, expected: float
) -> None:
    assert ratio(theirs, ours) == expected


@pytest.mark.parametrize(
    ("goal", "measured", "shown", "limits", "verdict"),
    [
        (FASTER, 2, "2×", "at least 2×", "reached"),
        (FASTER, 1.96, "2×", "at least 2×", "**missed**"),
        (FASTER, 0.25, "0.25×", "at least 2×", "**missed**"),
        (FASTER, 123.4, "123×", "at least 2×", "reached"),
        (FASTER, float("inf"), "inf×", "at least 2×", "reached"),
        (FASTER, None, "–", "at least 2×", "**not measured**"),
        (LIGHT, 36, "36 kB", "at most 36 kB", "reached"),
        (LIGHT, 36.6, "37 kB", "at most 36 kB", "**missed**"),
        (LIGHT, 0, "0 kB", "at most 36 kB", "reached"),
        (SAME, 1.1, "1.1×", "0.9 to 1.1×", "reached"),
        (SAME, 1.3, "1.3×", "0.9 to 1.1×", "**missed**"),
        (SAME, 0.8, "0.8×", "0.9 to 1.1×", "**missed**"),
    ],
)
def test_a_verdict_compares_with_the_limits_and_not_with_what_is_shown(
    goal: Goal, measured: float | None, shown: str, limits: str, verdict: str
) -> None:
    found = [] if measured is None else [measured]
    assert goal.format(found) == shown
    assert goal.limits() == limits
    assert goal.verdict(found) == verdict


def test_of_several_runs_the_median_counts_with_its_spread() -> None:
    assert FASTER.format([1.5, 4, 2.5]) == "2.5× (1.5–4)"
    assert FASTER.verdict([1.5, 4, 2.5]) == "reached"
    assert FASTER.verdict([1.5, 1.9, 2.5]) == "**missed**"
    assert LIGHT.format([35.9, 36.1, 36.2]) == "36 kB"


def test_every_run_is_compared_with_itself(results: MakeResults) -> None:
    def run(number: int, theirs: float, ours: float) -> list[Load]:
        made = [load("vis 200", zoom=theirs), load("newsdesk 200", zoom=ours)]
        return [replace(each, run=number) for each in made]

    assert FASTER.measured(results(*run(1, 100, 50), *run(2, 300, 50))) == [2, 6]


def test_a_ratio_is_that_of_the_medians(results: MakeResults) -> None:
    theirs = [load("vis 200", zoom=n) for n in (100, 900, 300)]
    ours = [load("newsdesk 200", zoom=n) for n in (150, 10, 200)]
    assert FASTER.measured(results(*theirs, *ours)) == [2]


def test_nothing_is_compared_with_what_was_not_measured(results: MakeResults) -> None:
    theirs, ours = load("vis 200", failure="script error"), load("newsdesk 200", zoom=10)
    elsewhere = load("vis 200", "slow", zoom=100)
    assert FASTER.measured(results(theirs, ours, elsewhere)) == []
    assert FASTER.measured(results(load("vis 200", zoom=10))) == []


def test_every_goal_is_about_pages_that_are_measured() -> None:
    measured = {page.label: page for page in (*PEERS, *map(newsdesk, OWN_SIZES))}
    for goal in GOALS:
        for label in filter(None, (goal.peer, goal.ours)):
            profile = (goal.peer_profile if label == goal.peer else None) or goal.profile
            assert measured[label].loads(profile), f"{goal.name}: {label}, {profile}"
