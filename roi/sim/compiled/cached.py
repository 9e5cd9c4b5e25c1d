"""What Numba compiles, kept on disk from one run to the next."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])


def sources(folder: Path) -> str:
    """A digest of all Python files in a folder and below."""
    found = hashlib.blake2b(digest_size=8)
    for path in sorted(folder.rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


_SOURCES = sources(Path(__file__).parents[1])


def compiled(function: Function) -> Function:
    """Compile without the interpreter lock, and keep the code."""
    return _compiled(function, ())


def compiled_in_any_order(function: Function) -> Function:
    """The same for a function whose sums may be added in any order, the same each time on one kind of processor."""
    return _compiled(function, ("reassoc",))


def _compiled(function: Function, liberties: tuple[str, ...]) -> Function:
    # Numba takes a kept function for new when its own file changes.  What it calls, and the numbers it takes over
    # from other files, would stay as they were: so all sources of the simulation are part of its name.
    function.__qualname__ = f"{function.__qualname__}_{_SOURCES}"
    made = njit(nogil=True, error_model="numpy", cache=True, fastmath=set(liberties))(function)
    return cast(Function, made)
