"""Folders that only this user may look into or write to: what is kept there may be loaded as code."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

_ONLY_US, _OTHERS = 0o700, 0o077
_ROOT = 0


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


def folder_for_code(path: Path) -> Path:
    """Such a folder into which, and in whose place, nobody but this user and root can put anything.

    Raises:
        OSError: it cannot be made or written to, it is somebody else's, or others can write to it or above it.
    """
    found = private_folder(path)
    if os.name == "posix":
        for folder in (found, *found.parents):
            status = folder.stat()
            group = 0 if status.st_gid == os.getuid() else stat.S_IWGRP  # a group of one is no other
            moved = status.st_mode & (stat.S_IWOTH | group) and (
                folder == found or not status.st_mode & stat.S_ISVTX  # there only owners move what is theirs
            )
            if moved or status.st_uid not in ({os.getuid()} if folder == found else {os.getuid(), _ROOT}):
                raise PermissionError(errno.EPERM, "others may write there", str(folder))
    tempfile.TemporaryFile(dir=found).close()
    return found
