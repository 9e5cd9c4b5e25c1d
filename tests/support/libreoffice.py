"""LibreOffice as the independent judge of Excel formulas."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import openpyxl
from openpyxl.workbook.workbook import Workbook

from tests.support.sheets import first_sheet
from tests.support.tools import require_libreoffice
from tests.support.values import Values, values_of
from tests.support.workbooks import typed, with_values

# LibreOffice trusts the values that stand beside the formulas of a file (1); 0 makes it work out every cell.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{0}</value></prop>
</item>
</oor:items>
"""
_PATIENCE = 300  # seconds; a machine under load starts slowly, a macro that fails waits to be read


def write_profile(profile: Path, recalculate: bool = True) -> None:
    """Settings with which LibreOffice opens workbooks: whether it works out every cell."""
    (profile / "user").mkdir(parents=True, exist_ok=True)
    text = _PROFILE.format(0 if recalculate else 1)
    (profile / "user" / "registrymodifications.xcu").write_text(text, encoding="utf-8")


def recalculated(path: Path, *sheets: str, patience: float = _PATIENCE) -> Workbook:
    """The workbook at `path` with every formula worked out by LibreOffice, as openpyxl values.

    One start takes about three seconds: put all formulas of a test into one workbook.
    `sheets`: those that are looked at; of all without.
    """
    with tempfile.TemporaryDirectory(prefix="roi-office-") as folder:
        return with_values(saved_again(path, Path(folder), patience), *sheets)


def recalculated_values(path: Path) -> Values:
    """The same as values alone, which are read in a fraction of the time."""
    with tempfile.TemporaryDirectory(prefix="roi-office-") as folder:
        return values_of(saved_again(path, Path(folder)))


def saved_again(path: Path, folder: Path, patience: float = _PATIENCE) -> Path:
    """The workbook as LibreOffice saves it into another folder, with every formula worked out."""
    return all_saved_again([path], folder, patience)[0]


def all_saved_again(
    paths: Sequence[Path],
    folder: Path,
    patience: float = _PATIENCE,
    kind: str = "xlsx:Calc MS Excel 2007 XML",
) -> list[Path]:
    """The same of workbooks of different names, by one start of LibreOffice; `kind`: of the files it saves."""
    office = require_libreoffice()
    profile, out = folder / "profile", folder / "out"
    write_profile(profile)
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", kind, "--outdir", str(out), *map(str, paths)]
    code, out_text, error_text = ended(command, patience)
    written = [out / f"{path.stem}.{kind.partition(':')[0]}" for path in paths]
    missing = [path.name for path in written if not path.exists()]
    if code or missing:
        raise RuntimeError(f"LibreOffice did not convert {missing or paths}: {out_text}\n{error_text}")
    return written


def ended(
    command: Sequence[str], patience: float = _PATIENCE, environment: Mapping[str, str] | None = None
) -> tuple[int, str, str]:
    """Exit code, output and errors of a command; nothing that it started is left running.

    `soffice` is a script that starts another program: killed alone it would leave that at work.

    Raises:
        TimeoutExpired: it took more than `patience` seconds.
    """
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        command, stdout=pipe, stderr=pipe, text=True, env=environment, start_new_session=True
    )
    try:
        out, errors = process.communicate(timeout=patience)
    finally:
        with suppress(ProcessLookupError):  # all of it has ended
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return process.returncode, out, errors


def with_typed(path: Path, changes: Mapping[str, Mapping[str, float | str]], folder: Path) -> dict[str, Path]:
    """By name of a change, a copy of the workbook with it typed in and every formula worked out, by one start."""
    files = [typed(path, folder / f"{name}.xlsx", cells) for name, cells in changes.items()]
    return dict(zip(changes, all_saved_again(files, folder), strict=True))


def worked_out(formulas: list[str], cells: dict[str, float], folder: Path) -> list[object]:
    """The values of formulas (without `=`) in column A of a sheet with numbers in the named cells."""
    book = openpyxl.Workbook()
    sheet = first_sheet(book)
    for row, formula in enumerate(formulas, start=1):
        sheet[f"A{row}"] = f"={formula}"
    for reference, value in cells.items():
        sheet[reference] = value
    path = folder / "formulas.xlsx"
    book.save(path)
    values = first_sheet(recalculated(path))
    return [values[f"A{row}"].value for row in range(1, len(formulas) + 1)]
