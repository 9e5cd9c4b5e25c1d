"""One cell overtyped at a time, in a workbook that LibreOffice holds open and works out anew after each.

A macro does it: to load and recalculate the file for every cell would take a hundred times as long.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from tests.support.libreoffice import ended
from tests.support.tools import require_libreoffice

_BASIC = """
Dim doc, watched
Dim cells(99), contents(99)
Dim count

Sub Main
  On Error Goto Failed
  Dim options(0) As New com.sun.star.beans.PropertyValue
  options(0).Name = "Hidden"
  options(0).Value = True
  doc = StarDesktop.loadComponentFromURL(ConvertToURL(Environ("ROI_BOOK")), "_blank", 0, options())
  For Each sheet In doc.Sheets ' a formula of an array is not put back on a protected one
    sheet.unprotect("")
  Next sheet
  doc.calculateAll()
  doc.enableAutomaticCalculation(False)
  watched = Split(Environ("ROI_WATCHED"), " ")
  asked = FreeFile
  Open Environ("ROI_CELLS") For Input As #asked
  told = FreeFile
  Open Environ("ROI_VERDICTS") For Output As #told
  count = 0
  Do While Not EOF(asked)
    Line Input #asked, text
    part = Split(text, Chr(9))
    If UBound(part) = 2 Then
      Overtype(part)
    ElseIf text = "round" Then
      Print #told, Shown()
      Restore()
    End If
  Loop
  Print #told, Shown()
  Close #asked
  Close #told
  doc.close(True)
  Exit Sub
Failed:
  broken = FreeFile
  Open Environ("ROI_VERDICTS") For Output As #broken
  Print #broken, "failed: " & Error & " in line " & Erl
  Close #broken
End Sub

Sub Overtype(part)
  cell = doc.Sheets.getByName(part(0)).getCellRangeByName(part(1))
  cells(count) = cell
  contents(count) = cell.getFormula()
  count = count + 1
  If Left(part(2), 1) = "=" Or Not IsNumeric(part(2)) Then
    cell.setFormula(part(2))
  Else
    cell.setValue(CDbl(part(2)))
  End If
End Sub

Sub Restore
  For k = 0 To count - 1
    If Left(contents(k), 1) = "{" Then
      cells(k).setArrayFormula(Mid(contents(k), 2, Len(contents(k)) - 2))
    Else
      cells(k).setFormula(contents(k))
    End If
  Next k
  count = 0
End Sub

Function Shown
  doc.calculate()
  For Each address In watched
    part = Split(address, "!")
    Shown = Shown & doc.Sheets.getByName(part(0)).getCellRangeByName(part(1)).String & Chr(9)
  Next address
End Function
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Roi"
 script:language="StarBasic">{}</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false"><library:element library:name="Roi"/></library:library>
"""


@dataclass(frozen=True, slots=True)
class Overtype:
    """What is typed over a cell: a number, a word or a formula, as LibreOffice writes them."""

    sheet: str
    cell: str
    content: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the watched cells show while cells are overtyped, a round after the other, and once all are restored."""

    rounds: list[tuple[str, ...]]
    restored: tuple[str, ...]


def overtyped(path: Path, rounds: Sequence[Sequence[Overtype]], watched: Sequence[str]) -> Shown:
    """What cells such as `Summary!A3` show, a round of overtypes after the other.

    A round takes seconds, however many cells it overtypes, at most 100.
    """
    office = require_libreoffice()
    with tempfile.TemporaryDirectory(prefix="roi-office-") as name:
        folder = Path(name)
        command = [
            office,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
        ]
        ended([*command, "--terminate_after_init"])
        library = folder / "profile" / "user" / "basic" / "Standard"
        library.mkdir(parents=True, exist_ok=True)
        (library / "Roi.xba").write_text(_MODULE.format(escape(_BASIC)), encoding="utf-8")
        (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
        cells_file, verdicts_file = folder / "cells.txt", folder / "verdicts.txt"
        lines = [
            "\t".join((cell.sheet, cell.cell, cell.content)) for cells in rounds for cell in (*cells, _ROUND)
        ]
        cells_file.write_text("\n".join(lines).replace("\t\t", "") + "\n", encoding="utf-8")
        files = {
            "ROI_BOOK": path,
            "ROI_CELLS": cells_file,
            "ROI_VERDICTS": verdicts_file,
            "ROI_WATCHED": " ".join(watched),
        }
        environment = {**os.environ, **{key: str(value) for key, value in files.items()}}
        _, out, errors = ended([*command, "macro:///Standard.Roi.Main"], environment=environment)
        lines = verdicts_file.read_text(encoding="utf-8").splitlines() if verdicts_file.exists() else []
        if len(lines) != len(rounds) + 1:
            raise RuntimeError(f"LibreOffice ran no macro on {path}: {lines} {out}\n{errors}")
        *rounds_shown, restored = [tuple(line.split("\t")[:-1]) for line in lines]
        return Shown(rounds_shown, restored)


_ROUND = Overtype("round", "", "")
