"""What Numba compiles, kept on disk from one run to the next."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import platformdirs
from numba import config, njit
from numba.core.caching import FunctionCache

from roi.private import folder_for_code

Function = TypeVar("Function", bound=Callable[..., object])


def sources(*folders: Path) -> str:
    """A digest of all Python files in some folders and below."""
    fingerprint = hashlib.blake2b(digest_size=8)
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            fingerprint.update(path.read_bytes())
    return fingerprint.hexdigest()


_SOURCES = sources(Path(__file__).parents[1], Path(__file__).parents[2] / "formula")


def compiled(function: Function) -> Function:
    """Compile without the interpreter lock, and keep the code."""
    return _compiled(function, ())


def compiled_in_any_order(function: Function) -> Function:
    """The same for a function whose sums may be added in any order, the same each time on one kind of processor."""
    return _compiled(function, ("reassoc",))


def _compiled(function: Function, liberties: tuple[str, ...]) -> Function:
    # Numba takes a kept function for new when its own file changes.  What it calls, and the numbers it takes over
    # from other files, would stay as they were: so all sources of the simulation and of the formulas
    # are part of its name.
    function.__qualname__ = f"{function.__qualname__}_{_SOURCES}"
    made: Any = njit(nogil=True, error_model="numpy", fastmath=set(liberties))(function)
    if _FOLDER is not None:
        made._cache = _Kept.of(function, _FOLDER)
    return cast(Function, made)


def _folder() -> Path | None:
    """Where compiled code is kept: loading it is running it, so nobody else may write there; None for nowhere."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    path = Path(chosen).absolute() if chosen else platformdirs.user_cache_path("roi", appauthor=False)
    try:
        return folder_for_code(path / "compiled")
    except OSError:  # compiled anew each time, which takes longer and is right all the same
        return None


_FOLDER = _folder()


class _Kept(FunctionCache):
    """Numba's own cache of a function, in files that nobody else can read."""

    @classmethod
    def of(cls, function: Callable[..., object], folder: Path) -> _Kept:
        """The cache in a folder of ours; that of other programs' functions stays where it is."""
        settings: Any = config
        former, settings.CACHE_DIR = settings.CACHE_DIR, str(folder)
        try:
            with _for_us_only():
                return cls(function)
        finally:
            settings.CACHE_DIR = former

    def save_overload(self, sig: object, data: object) -> None:
        """Keep what was compiled; a disk that is full keeps nothing, and stops no work."""
        with _for_us_only(), suppress(OSError):
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]


@contextmanager
def _for_us_only() -> Iterator[None]:
    former = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(former)
