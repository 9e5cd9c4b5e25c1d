"""Files written beside their target and moved into place: never half, and nothing left behind for long.

What is being written bears a name of its own and is locked while its writer lives.  Where a writer was killed,
the next one in the same folder takes its remains away.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from roi.errors import Place, RoiError, Setting, remedy
from roi.reading import is_there, real_path

if os.name == "posix":
    import fcntl

_HINTS: Mapping[int, str] = {
    errno.ENOSPC: "The disk is full: free some space or choose another folder.",
    errno.EDQUOT: "Your quota is used up: free some space or choose another folder.",
    errno.EFBIG: "Files may not become that large here: choose another folder, or ask who set the limit.",
    errno.EACCES: "You may not write there: choose another folder.",
    errno.EPERM: "You may not write there: choose another folder.",
    errno.EROFS: "The disk is read-only: choose another folder.",
}
_UNFINISHED = re.compile(r"\.roi-[0-9a-f]{16}(\.[^/]*)?", re.DOTALL)
_CREATE = os.O_RDWR | os.O_CREAT | os.O_EXCL
_LOOK = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_PRIVATE = 0o600


class _Bounds:
    """Where files may be written; None: anywhere the system lets."""

    folder: Path | None = None


def confine(folder: Path) -> None:
    """From now on let this process write its files under a folder alone, but for the user's private ones."""
    _Bounds.folder = real_path(folder)


def write_atomically(
    path: Path, writer: Callable[[Path], object], *, force: bool, private: bool = False
) -> None:
    """Let `writer` write a temporary file beside the target, then move it into place.

    The target is the file a symbolic link points to.  Whatever goes wrong, the target is as it was and no other
    file is left; where the process is killed, the next one that writes into the folder clears up.  Nobody may
    read the temporary file who may not read the target.

    Args:
        path: the target.
        writer: writes the whole content to the path it is given, which is that of an empty file with the target's
            suffix.
        force: replace a file that exists.
        private: for the eyes of this user only, whatever the target was.

    Raises:
        RoiError: the target exists and `force` is not given, its folder is missing, it is a folder, or it
            cannot be written.
    """
    write_together({path: writer}, force=force, private=private)


def write_together(
    writers: Mapping[Path, Callable[[Path], object]], *, force: bool, private: bool = False
) -> None:
    """The same for several files, all of them or none: none is moved before all are written.

    Where one cannot be moved, those that were are put back as they were.

    Args:
        writers: by target.
        force, private: see `write_atomically`.

    Raises:
        RoiError: as there, for the first that cannot be written.
    """
    moves: list[tuple[Path, Path, Path]] = []
    with contextlib.ExitStack() as stack, contextlib.ExitStack() as undo:
        for path, writer in writers.items():
            with as_roi_errors(path):
                target = target_of(path)
                refuse(target, path, force, private=private)
                clear_unfinished(target.parent)
                temporary = stack.enter_context(_unfinished(target, private))
                writer(temporary)
                moves.append((path, target, temporary))
        for path, target, temporary in moves:
            with as_roi_errors(path):
                refuse(
                    target, path, force, private=private
                )  # somebody may have put a file there in the meantime
                if target.exists() and not private:
                    os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))
                if len(moves) > 1:
                    undo.callback(_put_back, target, _kept(target, stack, private))
                os.replace(temporary, target)
        undo.pop_all()


def _kept(target: Path, stack: contextlib.ExitStack, private: bool) -> Path | None:
    """A copy of what is to be replaced, beside it; None where there is nothing."""
    if not target.exists():
        return None
    copy = stack.enter_context(_unfinished(target, private))
    shutil.copy2(target, copy)
    return copy


def _put_back(target: Path, copy: Path | None) -> None:
    with contextlib.suppress(OSError):
        if copy is None:
            target.unlink(missing_ok=True)
        else:
            os.replace(copy, target)


@contextlib.contextmanager
def _unfinished(target: Path, private: bool) -> Iterator[Path]:
    """An empty file beside the target, locked as long as it is needed."""
    # As the system would make a new file, but for one that is to be read by fewer.
    mode = _PRIVATE if private or target.exists() else 0o666
    while True:
        path = target.with_name(f".roi-{secrets.token_hex(8)}{target.suffix}")
        handle = os.open(path, _CREATE, mode)
        if _locked(handle) and os.fstat(handle).st_nlink:
            break
        os.close(handle)  # somebody cleared up between two of our steps
    if os.name != "posix":
        os.close(handle)  # there a file that is open is not moved
    try:
        yield path
    finally:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        if os.name == "posix":
            os.close(handle)


def _locked(handle: int) -> bool:
    if os.name != "posix":
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks: nobody clears up there
        return True
    return True


def clear_unfinished(folder: Path) -> None:
    """Take away what killed processes of this user left half-written in a folder; never what one is writing."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        for entry in [entry for entry in os.scandir(folder) if _UNFINISHED.fullmatch(entry.name)]:
            with contextlib.suppress(OSError):
                _clear(entry.path)


def _clear(path: str) -> None:
    handle = os.open(path, _LOOK)
    try:
        status = os.fstat(handle)
        if stat.S_ISREG(status.st_mode) and status.st_uid == os.getuid():
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.unlink(path)
    finally:
        os.close(handle)


def target_of(path: Path) -> Path:
    """The file itself, where a symbolic link points to it.

    Raises:
        RoiError: links in a circle.
    """
    target = real_path(path)
    try:
        circular = target.is_symlink()
    except ValueError:
        raise RoiError("no file can be called so", Place(str(path)), "Choose another name.") from None
    if circular:
        raise RoiError("the symbolic link leads in a circle", Place(str(path)), "Choose another target.")
    return target


def refuse(target: Path, path: Path, force: bool, *, private: bool = False) -> None:
    """Refuse what cannot be written; `path` is the target as the user named it.

    Raises:
        RoiError: a folder, a device, a missing folder, a file that is to be kept, one out of bounds.
    """
    bounds = _Bounds.folder
    if bounds is not None and not private and not target.is_relative_to(bounds):
        raise RoiError(
            f"files are written under {bounds} alone", Place(str(path)), "Choose a name in that folder."
        )
    if target.is_dir():
        raise RoiError("this is a folder, not a file", Place(str(path)), "Give the name of a file in it.")
    if not target.parent.is_dir():
        kind = "is not a folder" if is_there(target.parent) else "does not exist"
        raise RoiError(
            f"the folder {target.parent} {kind}", Place(str(path)), "Make it first, or choose another."
        )
    if target.exists():
        if not target.is_file():
            raise RoiError(
                "this is a device or a pipe, not a file", Place(str(path)), "Choose another target."
            )
        if not force:
            raise RoiError(
                "the file exists and is kept",
                Place(str(path)),
                remedy("Replace it with ", Setting("force"), "."),
            )


def is_protected(path: Path) -> bool:
    """Whether a file is there that is protected against writing: moving one into its place would replace it."""
    try:
        return not stat.S_IMODE(path.stat().st_mode) & 0o222 or not os.access(path, os.W_OK)
    except OSError:
        return False


@contextlib.contextmanager
def as_roi_errors(path: Path) -> Iterator[None]:
    """Errors of the operating system in the words of a `RoiError`.

    Raises:
        RoiError: an error of the operating system.
    """
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = _HINTS.get(error.errno or 0, "Choose another target.")
        raise RoiError(f"the file cannot be written: {reason}", Place(str(path)), hint) from error
