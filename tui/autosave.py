"""Recent files and autosaves, in the user's data folder; nothing here can stop the work."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import platformdirs

from roi.errors import RoiError

FOLDER_VARIABLE = "ROI_DATA_DIR"
MOST_RECENT = 8
_MARK = "# autosave of "


@dataclass(frozen=True, slots=True)
class Recent:
    """A file that was open."""

    path: Path
    title: str


@dataclass(frozen=True, slots=True)
class Lost:
    """What a session that ended without saving left behind; `path`: its file, None if it had none."""

    autosave: Path
    path: Path | None
    when: datetime


def data_folder() -> Path:
    """Where this user's recent files and autosaves lie; ROI_DATA_DIR names another place."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen) if chosen else platformdirs.user_data_path("roi", appauthor=False)


class Autosave:
    """The autosave of one running session: a file named after its process, gone after a clean end."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = (folder or data_folder()) / "autosave"
        self.path = self.folder / f"{os.getpid()}-{secrets.token_hex(4)}.toml"

    def write(self, text: str, path: Path | None) -> None:
        """Keep an estimate's text.

        Raises:
            RoiError: it cannot be written; the former autosave stays.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as found:
            raise RoiError(
                f"no autosave: the folder cannot be made: {found.strerror}",
                str(self.folder),
                f"Set {FOLDER_VARIABLE} to a folder you may write to; save by hand until then.",
            ) from None
        from exports.files import write_atomically  # the first screen is painted without it

        content = f"{_MARK}{json.dumps(str(path) if path else '')}\n{text}"
        write_atomically(self.path, lambda target: target.write_text(content, encoding="utf-8"), force=True)

    def clear(self) -> None:
        """Nothing is to be recovered."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)


def lost(folder: Path | None = None) -> tuple[Lost, ...]:
    """Autosaves of sessions that are no longer running, the newest first."""
    found = list(_lost((folder or data_folder()) / "autosave"))
    return tuple(sorted(found, key=lambda one: one.when, reverse=True))


def _lost(folder: Path) -> Iterator[Lost]:
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        number = path.stem.split("-")[0]
        if number.isdigit() and _running(int(number)):
            continue
        try:
            with path.open(encoding="utf-8") as lines:
                first = lines.readline()
            when = datetime.fromtimestamp(path.stat().st_mtime)
        except (OSError, UnicodeDecodeError):
            continue
        if first.startswith(_MARK):
            yield Lost(path, _original(first), when)


def _original(line: str) -> Path | None:
    try:
        name = json.loads(line.removeprefix(_MARK))
    except ValueError:
        return None
    return Path(name) if isinstance(name, str) and name else None


def _running(number: int) -> bool:
    """Whether a process of that number exists; our own counts, its autosave is not lost."""
    if os.name == "nt":  # signal 0 would end the process there
        return number == os.getpid()
    try:
        os.kill(number, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # it exists and is somebody else's
        return True
    return True


def recents(folder: Path | None = None) -> tuple[Recent, ...]:
    """Files that were open and still exist, the last first."""
    try:
        entries = json.loads(((folder or data_folder()) / "recent.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    if not isinstance(entries, list):
        return ()
    kept = [
        Recent(Path(entry["path"]), str(entry.get("title", "")))
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("path"), str)
    ]
    return tuple(entry for entry in kept if entry.path.is_file())[:MOST_RECENT]


def remember(path: Path, title: str, folder: Path | None = None) -> None:
    """Put a file first among the recent ones; a list that cannot be written is done without."""
    from exports.files import write_atomically

    place = folder or data_folder()
    entries = [Recent(path, title), *(one for one in recents(place) if one.path != path)][:MOST_RECENT]
    content = json.dumps([{"path": str(one.path), "title": one.title} for one in entries], indent=1)
    with contextlib.suppress(OSError, RoiError):
        place.mkdir(parents=True, exist_ok=True)
        write_atomically(
            place / "recent.json", lambda target: target.write_text(content, encoding="utf-8"), force=True
        )
