"""Folders that only this user may look into or write to."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

_ONLY_US, _OTHERS = 0o700, 0o077


def private_folder(path: Path) -> Path:
    """Make a folder closed to everybody else, as far as its disk knows of such; return it without symbolic links.

    Folders above it that are missing are made closed, too; those that are there stay as they are.

    Raises:
        OSError: it cannot be made.
    """
    if not path.is_absolute():  # a home that nobody knows
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    for folder in reversed([folder for folder in (path, *path.parents) if not folder.exists()]):
        folder.mkdir(mode=_ONLY_US, exist_ok=True)
    model = path.resolve()
    if model.stat().st_mode & _OTHERS:
        with suppress(OSError):
            model.chmod(_ONLY_US)
    return model
