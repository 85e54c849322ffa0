"""No call of a request pays for room for its frame, however deep it stands."""

from __future__ import annotations

import resource

from django.http import HttpRequest, HttpResponse

from newsdesk.frames import in_one_piece

CALLS = 2_000


def faults() -> int:
    """How often this process has touched memory for the first time."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def call() -> None:
    """Has a frame that needs some room."""


call.__code__ = call.__code__.replace(co_stacksize=200)


def cost_at(depth: int) -> int:
    """Faults of CALLS calls from so deep."""
    if depth:
        return cost_at(depth - 1)
    before = faults()
    for _ in range(CALLS):
        call()
    return faults() - before


def test_no_depth_is_dearer_than_another() -> None:
    """In Python 3.11 and 3.12, a call at the border between two pieces costs a fault each."""
    costs: list[int] = []

    def view(request: HttpRequest) -> HttpResponse:
        costs.extend(cost_at(depth) for depth in range(400))
        return HttpResponse()

    def beneath(frames: int) -> None:
        beneath(frames - 1) if frames else in_one_piece(view)(HttpRequest())

    for frames in (0, 50, 100):
        beneath(frames)
    assert len(costs) == 1_200
    assert max(costs) < CALLS / 10
