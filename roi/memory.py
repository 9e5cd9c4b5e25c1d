"""Memory of the process: freed arrays are kept for the next ones, where the C library lets a program ask for it."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping
from functools import cache

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # of glibc's malloc.h
KEPT = 2**26  # bytes at the end of the heap that are not given back
LARGEST = 2**23  # bytes of an array that comes from the heap; the system maps larger ones anew each time


@cache
def keep_freed() -> bool:
    """Have freed arrays up to `LARGEST` kept for the next; whether the C library does so.

    The system clears a page before it hands it out, which takes several times as long as to fill it: a third and
    more of the time of a run, which makes and drops arrays of some hundred kilobytes all the while.  By default
    glibc gives memory back as soon as there is more than twice the largest array of it.
    """
    return _set({_TRIM_THRESHOLD: KEPT, _MMAP_THRESHOLD: LARGEST})


@cache
def share_freed() -> bool:
    """Have all threads take memory from one pool, before they start; whether the C library does so.

    By default glibc gives each thread a pool of its own, and each keeps what was freed in it.  In a program whose
    threads take turns, as those beside a screen do, that is tens of megabytes which nobody uses.
    """
    return _set({_ARENA_MAX: 1})


def give_back() -> bool:
    """Have the system get back what was freed, before work that takes its memory elsewhere; whether it was done.

    Python's own objects are not made where arrays were: what a run kept for its next array would be missing there.
    """
    library = _library()
    return library is not None and hasattr(library, "malloc_trim") and bool(library.malloc_trim(0))


def _set(sizes: Mapping[int, int]) -> bool:
    library = _library()
    if library is None or not hasattr(library, "mallopt"):  # as in musl
        return False
    return all(library.mallopt(name, size) for name, size in sizes.items())


def _library() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if sys.platform.startswith("linux") else None
