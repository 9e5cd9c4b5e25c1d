"""Observations in a workbook: one sheet with a row of headings, read with care and written for filling in."""

from __future__ import annotations

import datetime
import io
import math
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.archive.opening import opened
from exports.atomic import write_atomically
from exports.workbook.writer.setup import printing
from roi.errors import Place, RoiError
from roi.observed.observations import MOST_ROWS
from roi.text import plain

if TYPE_CHECKING:
    from openpyxl import Workbook

SHEET = "Observations"
_WIDTHS = {
    "name": 32, "month": 8, "value": 14, "unit": 18, "error": 12, "source": 34, "by": 26, "date": 12, "note": 70,
}  # fmt: skip
_WIDTH = 10  # of the other columns
_FONT = "Calibri"  # of the cells, as the library writes them
_MOST_COLUMNS = 100
_DIGITS = 15  # that a spreadsheet keeps of a number


def read_sheet(path: Path) -> list[list[str]]:
    """The cells of the sheet `Observations`, else of the first one, row by row; of formulas the values saved.

    Raises:
        RoiError: no workbook, or one that is not safe to open.
    """
    from openpyxl import load_workbook

    with opened(path):
        pass  # judged before it is unpacked
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
            rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=_MOST_COLUMNS, values_only=True)
            return [
                [_text(value) for value in row] for row in rows
            ]  # of which each is read when it is its turn
        finally:
            book.close()
    except Exception as problem:  # noqa: BLE001 - whatever the library stumbles over in a stranger's file
        message = f"the workbook cannot be read: {type(problem).__name__}"
        raise RoiError(message, Place(path.name), "Save the sheet as CSV.") from None


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime.datetime():
            return f"{value:%Y-%m-%d}"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float():
            return repr(value)
        case _:
            return str(value)


def write_sheet(headings: Sequence[str], rows: Sequence[Sequence[str]], path: Path, *, force: bool) -> None:
    """A sheet with headings, rows to fill in, and nothing else."""
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    for line, row in enumerate([headings, *rows], start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(line, column)
            number = _number(text)
            if number is not None:
                cell.value = number
            else:
                cell.value, cell.data_type = (plain(text), "s") if text else (None, "n")  # never a formula
            if line == 1:
                cell.font = Font(name=_FONT, size=11, bold=True)
            elif headings[column - 1] in ("value", "error", "sd", "n", "hits"):
                cell.fill = PatternFill("solid", fgColor="FFF9D6")
    for column, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(heading, _WIDTH)
    sheet.freeze_panes = "A2"
    printing(sheet, "", "1:1", "", landscape=True, pages_high=0)
    content = _packed(book)
    write_atomically(path, lambda target: target.write_bytes(content), force=force)


def _number(text: str) -> float | None:
    """The number that a text is, where a spreadsheet gives it back as it was written; None where it is none."""
    try:
        number = int(text) if text.lstrip("-").isdecimal() else float(text)
    except ValueError:
        return None
    if len(text) > _DIGITS or repr(number) != text or not math.isfinite(number):
        return None
    return None if isinstance(number, float) and number.is_integer() else number  # 1.0 comes back as 1


def _packed(book: Workbook) -> bytes:
    """The workbook as a file has it, made in memory.

    The library writes a sheet to a temporary file first.  Where there is no room, it raises errors of its own, and
    tries to finish later what it could not.
    """
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class Writer(ExcelWriter):
        _archive: zipfile.ZipFile

        def write_worksheet(self, ws: Any) -> None:
            ws._drawing, sheet = SpreadsheetDrawing(), io.BytesIO()
            writer: Any = WorksheetWriter(ws, out=sheet)
            writer.write()
            ws._rels = writer._rels
            self._archive.writestr(ws.path[1:], sheet.getvalue())
            self.manifest.append(ws)

    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        Writer(book, archive).save()
    return whole.getvalue()
