"""The benchmark's editor can complete every form and confirmation of the desk."""

from __future__ import annotations

import pytest

from bench import editing
from bench.editing import Desk
from tests.factories import make_event, make_person, make_place, make_topic
from timeline.models import Event


@pytest.fixture
def bench(db: None, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(editing, "PAGE", 3)
    for number in range(10):
        make_event(f"Event {number}", summary="What happened.")
    for name in ("War", "Peace", "Trade"):
        make_topic(name)
    make_person()
    make_place()
    return Desk()


def test_every_act_is_done(bench: Desk) -> None:
    for act in bench.actions(0).values():
        act()
    states = list(Event.objects.values_list("state", flat=True))
    assert {state: states.count(state) for state in states} == {
        "published": 9,
        "retracted": 1,
        "merged": 1,
    }
    assert Event.objects.filter(title__endswith=bench.word).count() == 1
    assert Event.objects.exclude(topics=None).count() == 3
    assert not bench.save_another()


def test_pages_and_imports_are_answered(bench: Desk) -> None:
    bench.list("state__exact=published")
    bench.gaps()
    bench.import_new(5)
    assert Event.objects.filter(title__startswith="An imported event").count() == 5
