"""Recent files and autosaves, in the user's data folder; nothing here can stop the work."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import secrets
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from roi.errors import Place, RoiError
from roi.private import private_folder
from roi.reading import is_file, opened, read_text
from roi.records import dataclass
from tui.desk.redaction import shown_path

if TYPE_CHECKING:
    from filelock import FileLock

FOLDER_VARIABLE = "ROI_DATA_DIR"
MOST_RECENT = 8
ESTIMATE_FILES, OBSERVATION_FILES = "recent.json", "observations.json"  # lists of what was open
MOST_BYTES = 8_000_000  # of a file kept here
MOST_OF_A_LINE = 10_000  # bytes of an autosave's first line, which names its file
_MARK = "# autosave of "


@dataclass(frozen=True, slots=True)
class Recent:
    """A file that was open."""

    path: Path
    title: str


@dataclass(frozen=True, slots=True)
class Lost:
    """What a session that ended without saving left behind.

    Attributes:
        path: its file, None if it had none; `disk`: the digest of that file as the session last saw it, "" where
            an older version did not keep it.
    """

    autosave: Path
    path: Path | None
    when: datetime
    disk: str = ""

    def words(self, present: bool) -> str:
        """`acme.toml, kept on 2026-11-20 at 14:05.`; `present`: whether folders are hidden."""
        file = "An estimate without a file" if self.path is None else shown_path(self.path, present)
        return f"{file}, kept on {self.when:%Y-%m-%d at %H:%M}."


def data_folder() -> Path:
    """Where this user's recent files and autosaves lie; ROI_DATA_DIR names another place."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen).absolute() if chosen else platformdirs.user_data_path("roi", appauthor=False)


class Autosave:
    """The autosave of one running session: a file with a lock that ends with the process, gone after a clean end.

    A process number would not do: after a restart of the machine it may be somebody else's.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = (folder or data_folder()) / "autosave"
        self.path = self.folder / f"{os.getpid()}-{secrets.token_hex(4)}.toml"
        self._lock: FileLock | None = None  # made when something is first kept: its import waits until then
        self._writing, self._ended = threading.Lock(), False
        self._turns, self._written = itertools.count(1), 0

    def turn(self) -> int:
        """The place of a text in the order of what is kept, taken before a thread that may be late writes it."""
        return next(self._turns)

    def write(self, text: str, path: Path | None, disk: str = "", turn: int | None = None) -> None:
        """Keep an estimate's text, with its file and the digest of what that held; nothing once it has ended.

        `turn`: its place, now where there is none; nothing is written where a later text is kept, or was saved.

        Raises:
            RoiError: it cannot be written; the former autosave stays.
        """
        with self._writing:
            turn = self.turn() if turn is None else turn
            if not self._ended and turn > self._written:
                self._write(text, path, disk)
                self._written = turn

    def _write(self, text: str, path: Path | None, disk: str) -> None:
        try:
            private_folder(self.folder)
            self._hold()
        except (OSError, NotImplementedError) as error:
            raise RoiError(
                f"no autosave: its folder cannot be written: {getattr(error, 'strerror', None) or error}",
                Place(str(self.folder)),
                f"Set {FOLDER_VARIABLE} to a folder you may write to; save by hand until then.",
            ) from None
        from exports.atomic import write_atomically  # the first screen is painted without it

        content = f"{_MARK}{json.dumps([str(path), disk] if path else '')}\n{text}"
        write_atomically(
            self.path, lambda target: target.write_text(content, encoding="utf-8"), force=True, private=True
        )

    def _hold(self) -> None:
        """Take the lock, once."""
        from filelock import FileLock

        if self._lock is None:
            self._lock = FileLock(_lock_of(self.path), timeout=0, mode=0o600, thread_local=False)
        if not self._lock.is_locked:
            self._lock.acquire()

    def clear(self) -> None:
        """Nothing is to be recovered."""
        with self._writing:
            self._written = self.turn()
            if self._lock is not None:
                self._lock.release()
            forget(self.path)

    def end(self) -> None:
        """Nothing is to be recovered, nor will be: a timer or a thread that was late keeps nothing any more."""
        self._ended = True
        self.clear()


def forget(autosave: Path) -> None:
    """Take an autosave away."""
    for path in (autosave, _lock_of(autosave)):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _lock_of(autosave: Path) -> Path:
    return autosave.with_suffix(".lock")


def lost(folder: Path | None = None) -> tuple[Lost, ...]:
    """Autosaves of sessions that are no longer running, the newest first; what they left half-written goes."""
    from exports.atomic import clear_unfinished

    place = (folder or data_folder()) / "autosave"
    for beside in {place, *(recent.path.parent for recent in recents(folder))}:
        clear_unfinished(beside)
    lost_sessions = list(_lost(place))
    return tuple(sorted(lost_sessions, key=lambda each: each.when, reverse=True))


def _lost(folder: Path) -> Iterator[Lost]:
    for path in sorted(folder.glob("*.toml")) if os.path.isdir(folder) else ():
        if _running(path):
            continue
        try:
            with opened(path, MOST_BYTES) as stream:
                first = stream.readline(MOST_OF_A_LINE).decode()
            when = datetime.fromtimestamp(path.stat().st_mtime)
        except (OSError, RoiError, UnicodeDecodeError):
            continue
        if first.startswith(_MARK):
            original, disk = _original(first)
            yield Lost(path, original, when, disk)


def _original(line: str) -> tuple[Path | None, str]:
    """The file of an autosave, and its digest as it was seen; an older version kept the file's name alone."""
    try:
        kept = json.loads(line.removeprefix(_MARK))
    except ValueError:
        return None, ""
    name, disk = kept if isinstance(kept, list) and len(kept) == 2 else (kept, "")
    return (Path(name) if isinstance(name, str) and name else None), str(disk)


def _running(autosave: Path) -> bool:
    """Whether a process holds the autosave's lock; our own counts, its autosave is not lost."""
    lock = _lock_of(autosave)
    if not os.path.exists(lock):
        return False
    from filelock import FileLock, Timeout

    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True
    except (OSError, NotImplementedError):  # nobody can say: better offered once too often than lost
        return False


def recents(folder: Path | None = None, *, file: str = ESTIMATE_FILES) -> tuple[Recent, ...]:
    """Files and folders that were open and still exist, the last first; `file`: the list."""
    try:
        entries = json.loads(read_text((folder or data_folder()) / file, MOST_BYTES))
    except (RoiError, ValueError, RecursionError):
        return ()
    if not isinstance(entries, list):
        return ()
    kept = [
        Recent(Path(entry["path"]), str(entry.get("title", "")))
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("path"), str)
    ]
    return tuple(entry for entry in kept if _is_there(entry.path))[:MOST_RECENT]


def _is_there(path: Path) -> bool:
    """A file, or the folder of a portfolio."""
    try:
        return is_file(path) or path.is_dir()
    except OSError:
        return False


def remember(path: Path, title: str, folder: Path | None = None, *, file: str = ESTIMATE_FILES) -> None:
    """Put a file first among the recent ones; a list that cannot be written is done without."""
    from exports.atomic import write_atomically

    place = folder or data_folder()
    entries = [Recent(path, title), *(recent for recent in recents(place, file=file) if recent.path != path)][
        :MOST_RECENT
    ]
    content = json.dumps([{"path": str(entry.path), "title": entry.title} for entry in entries], indent=1)
    with contextlib.suppress(OSError, RoiError):
        private_folder(place / "autosave")
        write_atomically(
            place / file,
            lambda target: target.write_text(content, encoding="utf-8"),
            force=True,
            private=True,
        )
