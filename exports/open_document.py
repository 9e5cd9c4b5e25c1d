"""The workbook as an OpenDocument spreadsheet, converted by LibreOffice where that is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from roi.errors import Place, RoiError

_NAMES = ("soffice", "libreoffice")
_ELSEWHERE = (
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
)
_PATIENCE = 600  # seconds: a large workbook on a slow machine
_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
_HINT = "Install LibreOffice, or write a workbook: its name ends in .xlsx."


def check_open_document() -> None:
    """Refuse where there is no LibreOffice.

    Raises:
        RoiError: as said.
    """
    _office()


def write_open_document(workbook: Callable[[Path], object], path: Path) -> None:
    """Have LibreOffice convert what `workbook` writes to the path it is given, an .xlsx file.

    Values are those that stand in the workbook; LibreOffice works them out anew where one of them is changed.
    It runs with a profile of its own, so that one that is open already is left alone.

    Raises:
        RoiError: no LibreOffice, or one that does not convert the file.
    """
    office = _office()
    with tempfile.TemporaryDirectory(prefix="roi-ods-") as name:
        folder = Path(name)
        source, out = folder / "workbook.xlsx", folder / "out"
        workbook(source)
        command = [
            office,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
        ]
        command += ["--convert-to", "ods:calc8", "--outdir", str(out), str(source)]
        problem = _converted(command)
        written = out / "workbook.ods"
        if problem or not _is_spreadsheet(written):
            raise RoiError(
                f"LibreOffice did not convert the workbook{f': {problem}' if problem else ''}",
                Place(str(path)),
                "Try again, or write a workbook: its name ends in .xlsx.",
            )
        shutil.copyfile(written, path)


def _converted(command: list[str]) -> str:
    """Run it to its end; what went wrong, "" for nothing."""
    try:
        # In a session of its own: it starts others, which end with it.
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=os.name == "posix",
        ) as process:  # fmt: skip
            try:
                _, errors = process.communicate(timeout=_PATIENCE)
            except BaseException as error:
                _end(process)
                if isinstance(error, subprocess.TimeoutExpired):
                    return f"it took more than {_PATIENCE // 60} minutes"
                raise
    except OSError as error:
        return (error.strerror or str(error)).lower()
    last = errors.decode(errors="replace").strip().rpartition("\n")[2]
    return (last or f"it ended with code {process.returncode}") if process.returncode else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _is_spreadsheet(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read("mimetype") == _KIND
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


def _office() -> str:
    command = next((place for name in _NAMES if (place := shutil.which(name))), None)
    command = command or next((str(place) for place in _ELSEWHERE if place.is_file()), None)
    if command is None:
        raise RoiError(
            "an OpenDocument spreadsheet is made by LibreOffice, which is not installed", hint=_HINT
        )
    return command
