"""Room for the frames of a request, all in one piece.

CPython keeps the frames of Python functions in pieces of 16 kB. 3.11 and 3.12, and early releases
of 3.13 and 3.14, ask the system for a piece whenever a call needs the next one, and give it back as
soon as the call returns: a loop that happens to run at such a border pays for that with every
round, at some 5 µs (https://github.com/python/cpython/issues/142183). A page took up to twice as
long, or not, by how many frames the server had put beneath it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

#: Slots of a frame that are never used, 8 bytes each. Together with the thousand that CPython wants
#: left over they are one more than 2¹⁴, so that it takes a piece of twice that: 17,000 are left in
#: it, and a page needs 4,000. Memory that nothing touches costs nothing.
UNUSED = 2**14 - 1_000 + 1


def in_one_piece(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer a request within one piece of frames."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.__code__ = middleware.__code__.replace(co_stacksize=UNUSED)
    return middleware
