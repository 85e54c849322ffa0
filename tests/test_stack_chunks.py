"""No call during a request has to allocate memory for its frame, at any stack depth."""

from __future__ import annotations

import resource

from django.http import HttpRequest, HttpResponse

from newsdesk.stack_chunks import reserve_stack_chunk

CALLS = 2_000


def faults() -> int:
    """Return the number of minor page faults of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def call() -> None:
    """A function whose frame takes some space."""


call.__code__ = call.__code__.replace(co_stacksize=200)


def cost_at(depth: int) -> int:
    """Return the page faults of CALLS calls at this stack depth."""
    if depth:
        return cost_at(depth - 1)
    before = faults()
    for _ in range(CALLS):
        call()
    return faults() - before


def test_no_depth_is_dearer_than_another() -> None:
    """In Python 3.11 and 3.12, each call across the border of a stack chunk costs a page fault."""
    costs: list[int] = []

    def view(request: HttpRequest) -> HttpResponse:
        costs.extend(cost_at(depth) for depth in range(400))
        return HttpResponse()

    def beneath(frames: int) -> None:
        beneath(frames - 1) if frames else reserve_stack_chunk(view)(HttpRequest())

    for frames in (0, 50, 100):
        beneath(frames)
    assert len(costs) == 1_200
    assert max(costs) < CALLS / 10
