"""Workbooks in tests: written small, edited as a reader would, recalculated, compared cell by cell."""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.formula.translate import Translator
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._reader import WorksheetReader
from openpyxl.worksheet.worksheet import Worksheet

from exports.workbook.trials.refs import WITHIN
from tests.support.values import formulas_of, values_of

_TINY = 1e-9  # absolute: below this two figures of money, shares or months are the same
_NOTHING = 1e-8  # on Trials: what is left of money that cancels, in either program


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cells compared, the worst relative difference, and what disagrees."""

    cells: int
    worst: float
    wrong: tuple[str, ...]


def with_formulas(path: Path, *sheets: str) -> Workbook:
    """The workbook with its formulas, to look at and not to save: a shared one stands as in its first cell.

    To move it to each of its cells takes openpyxl several times as long as all the rest.
    `sheets`: those that are looked at; the others stay empty, which saves the time to read them.
    """
    with mock.patch.object(Translator, "translate_formula", lambda shared, _cell: shared.tokenizer.formula):
        return _loaded(path, sheets, data_only=False)


def with_values(path: Path, *sheets: str) -> Workbook:
    """The workbook with the values that stand beside its formulas; `sheets` as in `with_formulas`."""
    return _loaded(path, sheets, data_only=True)


def _loaded(path: Path, sheets: Container[str], data_only: bool) -> Workbook:
    read = WorksheetReader.bind_all

    def bind_all(reader: WorksheetReader) -> None:
        if not sheets or reader.ws.title in sheets:
            read(reader)

    with mock.patch.object(WorksheetReader, "bind_all", bind_all):
        return openpyxl.load_workbook(path, data_only=data_only)


def named(book: Workbook, name: str) -> object:
    """The value of a cell with a defined name."""
    sheet, cell = next(iter(book.defined_names[name].destinations))
    return book[sheet][cell.replace("$", "")].value


def column(book: Workbook, name: str) -> list[object]:
    """The values of a named column, or of a cell alone."""
    sheet, area = next(iter(book.defined_names[name].destinations))
    rows = book[sheet][area.replace("$", "")]
    return [row[0].value for row in rows] if isinstance(rows, tuple) else [rows.value]


def cells(book: Workbook) -> Iterator[tuple[str, object]]:
    """Address with sheet and value of every cell that shows something."""
    for sheet in book:
        for cell in present(sheet):
            if cell.value not in (None, ""):
                yield f"{sheet.title}!{cell.coordinate}", cell.value


def present(sheet: Worksheet) -> Iterable[Cell]:
    """The cells that a file has: `iter_rows` makes a million empty ones between them first."""
    return (cell for cell in sheet._cells.values() if isinstance(cell, Cell))


def compared(
    cached: Mapping[str, object],
    recalculated: Mapping[str, object],
    relative: float,
    path: Path | None = None,
) -> Comparison:
    """Every cell of either side but months after the horizon; numbers within `relative`, everything else equal.

    `path`: the file, where cells hold differences: rounding of these is relative to what was subtracted, and
    on the sheet Trials, whose differences are within formulas of a row, to the same figure in the largest trial.
    """
    off: dict[str, float] = {}  # absolute difference of two numbers, by address
    unequal: set[str] = set()
    for address in cached.keys() | recalculated.keys():
        ours, theirs = cached.get(address), recalculated.get(address)
        if ours is None and address.startswith("Trials!") and cached.get(f"{_column(address)}{WITHIN}") == 0:
            continue  # after the horizon: worked out for every trial, stored for none
        if isinstance(ours, int | float) and isinstance(theirs, int | float) and not isinstance(ours, bool):
            nothing = _NOTHING if address.startswith("Trials!") else 0.0
            if abs(ours - theirs) > _TINY and max(abs(ours), abs(theirs)) > nothing:
                off[address] = abs(ours - theirs) / max(abs(ours), abs(theirs))
        elif str(ours) != str(theirs):
            unequal.add(address)
    far = {address for address, share in off.items() if share > relative}
    sizes = {**_trials(path, far), **subtracted(path, far)} if path is not None and far else {}
    for address, size in sizes.items():
        ours, theirs = float(str(cached[address])), float(str(recalculated[address]))
        off[address] = abs(ours - theirs) / max(abs(ours), abs(theirs), size)
    unequal |= {address for address in far if off[address] > relative}
    wrong = [
        f"{address}: cached {cached.get(address)!r}, recalculated {recalculated.get(address)!r}"
        for address in sorted(unequal)
    ]
    return Comparison(len(cached), max(off.values(), default=0.0), tuple(wrong))


def _column(address: str) -> str:
    return address.rstrip("0123456789")


def _trials(path: Path, addresses: Iterable[str]) -> dict[str, float]:
    """By address of each of the cells on the sheet Trials, the largest of its figure over the trials."""
    columns: dict[str, float] = {}
    for cell, value in values_of(path).sheets.get("Trials", {}).items():
        if isinstance(value, int | float):
            column = _column(cell)
            columns[column] = max(columns.get(column, 0.0), abs(value))
    return {
        address: columns.get(_column(cell), 0.0)
        for address in addresses
        for title, _, cell in [address.rpartition("!")]
        if title == "Trials"
    }


_FIGURE = r"([a-z]\w*|(?:[A-Za-z]+!)?\$?[A-Z]+\$?[0-9]+)"
_SUBTRACTION = re.compile(rf"(?:^=|,|ROUND\(|ABS\(){_FIGURE}-{_FIGURE}(?=[,)]|$)")


def subtracted(path: Path, addresses: Container[str]) -> dict[str, float]:
    """By address of each of the cells that takes one figure from another, by name or by cell, the larger."""
    values = values_of(path)

    def size(sheet: str, name: str) -> float:
        if name in values.names:
            figures = values.column(name)
        else:
            page, _, cell = f"{sheet}!{name}".rpartition("!")
            page, cell = page.rpartition("!")[2], cell.replace("$", "")
            figures = [values.sheets[page].get(cell)] if cell[0].isupper() else []
        return max((abs(value) for value in figures if isinstance(value, int | float)), default=0.0)

    return {
        address: max(size(address.rpartition("!")[0], name) for pair in pairs for name in pair)
        for address, formula in formulas_of(path, addresses)
        if (pairs := _SUBTRACTION.findall(formula))
    }


def typed(path: Path, target: Path, values: Mapping[str, float | str]) -> Path:
    """A copy of the file with values or formulas typed into named cells, or at `Sheet!G20`, all else untouched."""
    book = openpyxl.load_workbook(path, read_only=True)
    sheets = {title: f"xl/worksheets/sheet{k}.xml" for k, title in enumerate(book.sheetnames, start=1)}
    changes: dict[str, dict[str, float | str]] = {}
    for name, value in values.items():
        if "!" in name:
            sheet, _, cell = name.partition("!")
        else:
            sheet, cell = next(iter(book.defined_names[name].destinations))
        changes.setdefault(sheets[sheet], {})[cell.replace("$", "")] = value
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            for cell, value in changes.get(part, {}).items():
                text = _typed(text.decode(), cell, value).encode()
            new.writestr(part, text)
    return target


def _typed(xml: str, cell: str, value: float | str) -> str:
    assert isinstance(value, str) or math.isfinite(value)
    content = f"<v>{value!r}</v>" if not isinstance(value, str) else f"<is><t>{value}</t></is>"
    kind = ' t="inlineStr"' if isinstance(value, str) else ""
    if isinstance(value, str) and value.startswith("="):
        content, kind = f"<f>{value[1:]}</f>", ""
    pattern = re.compile(
        rf'<c r="{cell}"( s="[0-9]+")?[^>]*?'
        r"(?:/>|>(?:<f>[^<]*</f>)?(?:<v>[^<]*</v>|<is><t[^>]*>[^<]*</t></is>)?</c>)"
    )
    changed, count = pattern.subn(rf'<c r="{cell}"\g<1>{kind}>{content}</c>', xml)
    assert count == 1, f"{cell} is no cell of a number"
    return changed
