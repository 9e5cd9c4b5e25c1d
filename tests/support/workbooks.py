"""Workbooks in tests: written small, edited as a reader would, recalculated, compared cell by cell."""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.formula.translate import Translator
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

_TINY = 1e-9  # absolute: below this two figures of money, shares or months are the same


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cells compared, the worst relative difference, and what disagrees."""

    cells: int
    worst: float
    wrong: tuple[str, ...]


def with_formulas(path: Path) -> Workbook:
    """The workbook with its formulas, to look at and not to save: a shared one stands as in its first cell.

    To move it to each of its cells takes openpyxl several times as long as all the rest.
    """
    with mock.patch.object(Translator, "translate_formula", lambda shared, _cell: shared.tokenizer.formula):
        return openpyxl.load_workbook(path)


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
    found: Mapping[str, object],
    relative: float,
    sizes: Mapping[str, float] | None = None,
) -> Comparison:
    """Every cell of either side; numbers within `relative`, everything else equal.

    `sizes`: of cells that are differences, what was subtracted (`subtracted`): rounding is relative to that.
    """
    subtracted_sizes = sizes or {}
    worst, wrong = 0.0, []
    for address in dict.fromkeys([*cached, *found]):
        ours, theirs = cached.get(address), found.get(address)
        if isinstance(ours, int | float) and isinstance(theirs, int | float) and not isinstance(ours, bool):
            size = max(abs(ours), abs(theirs), subtracted_sizes.get(address, 0.0))
            off = 0.0 if abs(ours - theirs) <= _TINY else abs(ours - theirs) / size
            worst = max(worst, off)
            if off <= relative:
                continue
        elif str(ours) == str(theirs):
            continue
        wrong.append(f"{address}: cached {ours!r}, recalculated {theirs!r}")
    return Comparison(len(cached), worst, tuple(wrong))


_FIGURE = r"([a-z]\w*|(?:[A-Za-z]+!)?\$?[A-Z]+\$?[0-9]+)"
_SUBTRACTION = re.compile(rf"(?:^=|,|ROUND\(|ABS\(){_FIGURE}-{_FIGURE}(?=[,)]|$)")


def subtracted(path: Path) -> dict[str, float]:
    """By address of each cell that takes one figure from another, by name or by cell of its sheet, the largest."""
    book, cached = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    known: dict[tuple[str, str], float] = {}

    def size(sheet: str, name: str) -> float:
        if (sheet, name) not in known:
            if name in cached.defined_names:
                values = column(cached, name)
            else:
                page, _, cell = f"{sheet}!{name}".rpartition("!")
                page, cell = page.rpartition("!")[2], cell.replace("$", "")
                values = [cached[page][cell].value] if cell[0].isupper() else []
            numbers = (abs(value) for value in values if isinstance(value, int | float))
            known[sheet, name] = max(numbers, default=0.0)
        return known[sheet, name]

    return {
        address: max(size(address.rpartition("!")[0], name) for names in found for name in names)
        for address, formula in cells(book)
        if isinstance(formula, str) and formula.startswith("=") and (found := _SUBTRACTION.findall(formula))
    }


def errors(book: Workbook) -> list[str]:
    """Cells that show an error."""
    return [f"{address}: {value}" for address, value in cells(book) if str(value).startswith("#")]


def typed(path: Path, target: Path, values: Mapping[str, float | str]) -> Path:
    """A copy of the file with numbers typed into named cells, or at `Sheet!G20`, and nothing else touched."""
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
    pattern = re.compile(
        rf'<c r="{cell}"( s="[0-9]+")?[^>]*?(?:/>|>(?:<v>[^<]*</v>|<is><t[^>]*>[^<]*</t></is>)?</c>)'
    )
    changed, count = pattern.subn(rf'<c r="{cell}"\g<1>{kind}>{content}</c>', xml)
    assert count == 1, f"{cell} is no cell of a number"
    return changed
