"""Middleware that makes CPython allocate one data stack chunk large enough for a whole request.

CPython keeps the frames of Python functions in chunks of 16 kB. 3.11 and 3.12, and early releases
of 3.13 and 3.14, allocate a chunk whenever a call needs the next one and free it as soon as the
call returns: a loop at such a boundary pays some 5 µs for that in every iteration
(https://github.com/python/cpython/issues/142183). Depending on the depth of the server's call
stack, a page took up to twice as long.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

#: Unused slots in the middleware's frame, 8 bytes each. With the 1,000 slots that CPython adds as a
#: minimum overhead they are one more than 2¹⁴, so it allocates a chunk of 2¹⁵: 17,000 remain, and a
#: page needs 4,000. Memory that is never touched costs nothing.
UNUSED = 2**14 - 1_000 + 1


def reserve_stack_chunk(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Handle each request within one chunk of CPython's data stack."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.__code__ = middleware.__code__.replace(co_stacksize=UNUSED)
    return middleware
