"""Make glibc's malloc return memory to the system in a process that holds the columns."""

from __future__ import annotations

import ctypes
import sys

#: `M_MMAP_THRESHOLD` of glibc's <malloc.h>, and the size in bytes from which a block is large.
_MMAP_THRESHOLD, _LARGE = -3, 256 * 1024


def release_large_blocks() -> None:
    """Have large blocks, such as the arrays of some MB that a page needs for milliseconds, returned
    to the system as soon as they are freed.

    By default glibc raises the threshold after the first such block is freed and takes later ones
    from the heap. Longer-lived objects end up between them, and each thread's heap fragments. Other
    C libraries don't do this and don't have `mallopt`.
    """
    if sys.platform == "linux" and (set_option := getattr(ctypes.CDLL(None), "mallopt", None)):
        set_option(_MMAP_THRESHOLD, _LARGE)


def trim_heap() -> None:
    """Return free memory anywhere in the heap to the system, as after loading many events."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
