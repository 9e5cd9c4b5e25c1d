"""The one way a path that somebody named is opened for reading: a regular file of bounded size, or a message.

A pipe is never waited for and a device never touched: the kind is looked at before the file is opened, and
again once it is open, since the name may point elsewhere by then.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from roi.errors import NO_REMEDY, Part, Place, Remedy, RoiError

# Without waiting for the other end of a pipe, without taking over a terminal, not inherited, bytes as they are.
_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY", "O_NOINHERIT")
)


class _Bounds:
    """Folders that may be read; None: whatever the system lets."""

    folders: tuple[str, ...] | None = None


def confine_reading(folders: Iterable[Path]) -> None:
    """From now on let this process read files that are named under these folders alone, wherever links lead."""
    _Bounds.folders = tuple(os.path.realpath(folder) for folder in folders)


def real_path(path: Path) -> Path:
    """Where a path leads; itself where links go in a circle or no system takes its name: opening it tells that."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        return path


def real_folder(folder: Path) -> Path:
    """A folder that is there, without links.

    Raises:
        RoiError: there is none, or it may not be looked at.
    """
    real, where = real_path(folder), Place(str(folder))
    try:
        is_folder = stat.S_ISDIR(os.stat(real).st_mode)
    except (OSError, ValueError) as error:
        raise refusal("the folder cannot be used", error, where, "Name another folder.") from None
    if not is_folder:
        raise RoiError("this is no folder", where, "Name the folder that it is in, or another one.")
    return real


def _within_bounds(path: str | Path) -> bool:
    if _Bounds.folders is None:
        return True
    real = os.path.realpath(path)
    return any(os.path.commonpath((real, folder)) == folder for folder in _Bounds.folders)


def is_file(path: str | Path) -> bool:
    """Whether the path leads to a regular file; False too where no system takes such a name, or out of bounds."""
    try:
        return _within_bounds(path) and stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def is_there(path: str | Path) -> bool:
    """Whether something has this name, or may have it: a folder may keep from us what it holds."""
    try:
        os.lstat(path)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


def check_file(path: Path, place: str = "", absent: Remedy | Part = NO_REMEDY) -> None:
    """Refuse, before anything is made of it, what `opened` would refuse by its kind.

    Args:
        place: what a message calls it; by default its path.
        absent: what to do where there is nothing.

    Raises:
        RoiError: nothing, a folder, a device, a pipe, a circle of links, or what may not be looked at.
    """
    place = place or str(path)
    try:
        _refuse_other(_status(path, place), place)
    except (FileNotFoundError, NotADirectoryError):
        raise RoiError("there is no such file", Place(place), absent) from None
    except OSError as error:
        raise refusal("the file cannot be read", error, Place(place)) from None


@contextmanager
def opened(path: Path, most: int, hint: str = "", name: str = "") -> Iterator[BinaryIO]:
    """A regular file of at most `most` bytes, open for reading.

    Args:
        path: where it lies; symbolic links are followed.
        most: bytes it may have.
        hint: what to do about a larger one.
        name: what a message calls it; by default its path, or its last part where it is there and is a file.

    Raises:
        RoiError: a folder, a device, a pipe, a circle of links, a name no system takes, a file that is too
            large or out of bounds, or one that cannot be read, also while it is being read.
    """
    place, name = name or str(path), name or path.name
    try:
        _refuse_other(_status(path, place), place)
        with os.fdopen(os.open(path, _FLAGS), "rb") as stream:
            status = os.fstat(stream.fileno())
            _refuse_other(status, place)
            if status.st_size > most:
                raise RoiError(
                    f"the file has {status.st_size:,} bytes; at most {most:,} are read", Place(name), hint
                )
            yield stream
    except OSError as error:
        raise refusal("the file cannot be read", error, Place(place)) from None


def read_bytes(path: Path, most: int, hint: str = "", name: str = "") -> bytes:
    """The content of such a file; see `opened`.

    Raises:
        RoiError: as `opened` does, and more than `most` bytes.
    """
    with opened(path, most, hint, name) as stream:
        content = stream.read(most + 1) or b""  # a file of the system may hold more than its size says
    if len(content) > most:
        raise RoiError(f"the file has more than {most:,} bytes", Place(name or path.name), hint)
    return content


def read_text(path: Path, most: int, hint: str = "", name: str = "") -> str:
    """The content of such a file as UTF-8 text, without its byte order mark.

    Raises:
        RoiError: as `opened` does, and bytes that are no UTF-8 text.
    """
    content = read_bytes(path, most, hint, name)
    refuse_binary(content, name or path.name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"the file is not UTF-8 text: {error.reason} at byte {error.start:,}"
        raise RoiError(message, Place(name or path.name), "Save it with the encoding UTF-8.") from None


def refuse_binary(content: bytes, name: str) -> None:
    """Raise where a text is expected and an archive begins, or a zero byte stands.

    UTF-16 without a mark of its order is UTF-8 by its bytes, with a zero beside each Latin letter.

    Raises:
        RoiError: as said.
    """
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        hint = "Save the sheet as CSV text; a workbook of answers is read where its name ends in .xlsx."
        raise RoiError("this is a workbook or another archive, not a text", Place(name), hint)
    zero = content.find(b"\0")
    if zero >= 0:
        message = f"the file is not UTF-8 text: a zero byte at byte {zero:,}"
        raise RoiError(message, Place(name), "Save it with the encoding UTF-8.")


def refusal(what: str, error: OSError | ValueError, where: Place, hint: str = "") -> RoiError:
    """The error for a path that the system refuses: `what` cannot be done, and the system's reason."""
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return RoiError(f"{what}: {reason.lower()}", where, hint)


def _status(path: Path, name: str) -> os.stat_result:
    try:
        if not _within_bounds(path):
            hint = "Name a file in it; links that lead out are not followed."
            raise RoiError("this is outside the folder that may be read", Place(name), hint)
        return os.stat(path)
    except ValueError as error:  # a zero byte, or half of a character
        raise RoiError(f"this is no file name: {error}", Place(name)) from None


def _refuse_other(status: os.stat_result, name: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise RoiError("this is a folder, not a file", Place(name), "Name the file in it.")
    if not stat.S_ISREG(status.st_mode):
        raise RoiError(
            "this is a device or a pipe, not a file", Place(name), "Save its content as a file first."
        )
