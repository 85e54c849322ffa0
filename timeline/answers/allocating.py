"""Where the memory of a process goes that has events in its columns."""

from __future__ import annotations

import ctypes
import sys

#: `M_MMAP_THRESHOLD` of glibc's <malloc.h>, and the bytes from which on a block counts as large.
_MMAP_THRESHOLD, _LARGE = -3, 256 * 1024


def give_back_large_blocks() -> None:
    """What a page needs for milliseconds, arrays of some MB, goes back to the system at once.

    By itself glibc takes such blocks from the heap as soon as the first one was given back: what
    stays is put between them, and each thread's heap grows by holes that nothing fits into. Other
    C libraries have no such habit, and no such function.
    """
    if sys.platform == "linux" and (set_option := getattr(ctypes.CDLL(None), "mallopt", None)):
        set_option(_MMAP_THRESHOLD, _LARGE)


def give_back_what_is_free() -> None:
    """What was needed to read many events goes back as well, wherever in the heap it lay."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
