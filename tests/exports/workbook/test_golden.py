"""One small workbook as two texts: a change of the output is a change someone read.

`workbook.txt` lists the cells of all sheets: formulas, texts, names of styles, number formats.
`workbook.xml` is the normalised XML of everything else: what the styles are, widths, panes, protection, what may
be typed, conditional formats, print settings, charts, alternative texts.  Cells as XML would be a hundred times as
long and say no more.

Values beside formulas are left out, and so are numbers but those of inputs.  References are written relative to
their cell (`R[-1]C`), and neighbours with
the same formula and style stand in one line, as they do in a model that keeps one formula a row.

ROI_UPDATE=1 writes the file anew.
"""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string

import cases
import roi
from exports.story.contents import DocumentRequest
from exports.workbook.checks.page import TWIN
from exports.workbook.model.timeline import MONTH_FORMAT
from exports.workbook.trials.refs import FIRST
from exports.workbook.write import workbook
from tests.support.golden import kept
from tests.support.workbooks import present

CASE = Path(__file__).parent / "torture.toml"
GOLDEN = Path(__file__).parents[1] / "golden" / "workbook.txt"
PARTS = GOLDEN.with_suffix(".xml")
# Cells and names stand in the list; themes and lists of parts are openpyxl's own.
_LEFT_OUT = re.compile(r"_rels/|theme|sharedStrings|docProps/(app|custom)|Content_Types")
_PREFIX = re.compile(r' xmlns(?::\w+)?="[^"]*"|(</?)ns\d+:')
_CELLS = ("sheetData", "definedNames", "dimension")
_REFERENCE = re.compile(r"(?<![A-Za-z0-9_.$])(\$?)([A-Z]{1,3})(\$?)([1-9][0-9]*)(?![A-Za-z0-9_(.])")
_TEXTS = re.compile(r'("(?:[^"]|"")*")')
DRAWS_SHOWN = 3  # rows of Trials: all others have the same formulas


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("golden") / "golden.xlsx"
    run = roi.simulate(cases.load(CASE), draws=1_024, seed=3)
    workbook(
        run,
        path,
        DocumentRequest(trials=32, created=datetime.date(2026, 1, 2), prospect="Acme", prepared_by="Ada"),
    )
    return path


def test_cells_are_as_they_were(written: Path) -> None:
    _compare("\n".join(lines(openpyxl.load_workbook(written))) + "\n", GOLDEN)


def test_everything_else_is_as_it_was(written: Path) -> None:
    _compare("\n".join(parts(written)) + "\n", PARTS)


def _compare(text: str, golden: Path) -> None:
    assert text.splitlines() == kept(golden, text).splitlines()


def parts(path: Path) -> Iterator[str]:
    """The parts of the file as indented XML, attributes in order, without cells and names."""
    with zipfile.ZipFile(path) as file:
        for name in sorted(file.namelist()):
            if _LEFT_OUT.search(name):
                continue
            root = ElementTree.fromstring(file.read(name))
            for parent in list(root.iter()):
                for child in [each for each in parent if each.tag.rpartition("}")[2] in _CELLS]:
                    parent.remove(child)
            ElementTree.indent(root)
            yield f"<!-- {name} -->"
            yield from _PREFIX.sub(r"\1", ElementTree.canonicalize(ElementTree.tostring(root))).splitlines()


def lines(book: openpyxl.Workbook) -> Iterator[str]:
    """The workbook as lines of text."""
    for name, defined in book.defined_names.items():
        if not name.startswith(("full_", "diff_", "error_")):  # placed as their live_ twins are
            yield f"name {name} = {defined.attr_text}"
    for sheet in book.worksheets:
        yield ""
        yield f"sheet {sheet.title}: {sheet.sheet_state}, frozen at {sheet.freeze_panes}, prints {sheet.print_area}"
        for rule in sheet.data_validations.dataValidation:
            yield f"  allowed in {rule.sqref}: {rule.type} {rule.formula1} to {rule.formula2}"
        if sheet.title == "Words":  # copies of the words of all others
            continue
        last = sheet.max_row if sheet.title != "Trials" else FIRST - 1 + DRAWS_SHOWN
        width = (
            TWIN - 1 if sheet.title == "Checks" else sheet.max_column
        )  # seals and twins say all of it again
        by_row: dict[int, list[Any]] = {row: [] for row in range(1, last + 1)}
        for cell in present(sheet):
            if cell.row <= last and cell.column <= width:
                by_row[cell.row].append(cell)
        rows = ((str(place), list(_row(row))) for place, row in by_row.items() if not _later(row))
        for written, group in groupby(rows, key=lambda entry: entry[1]):
            numbers = [number for number, _ in group]
            if written:
                yield f"  row {numbers[0]}" + (f" to {numbers[-1]}" if len(numbers) > 1 else "")
                yield from written


def _later(row: list[Any]) -> bool:
    """A month of a table by months, after the first ones: it names a column of its own."""
    return any(
        month.column == 1 and month.number_format == MONTH_FORMAT
        and isinstance(month.value, int) and month.value >= DRAWS_SHOWN
        for month in row[:1]
    )  # fmt: skip


def _row(row: list[Any]) -> Iterator[str]:
    shown = [(cell, _content(cell), f"{cell.style} {cell.number_format}") for cell in row if cell.has_style]
    for (content, style), group in groupby(shown, key=lambda entry: entry[1:]):
        members = [entry[0].column_letter for entry in group]
        if content or style != "Normal General":
            place = members[0] if len(members) == 1 else f"{members[0]}…{members[-1]}"
            yield f"    {place} [{style}] {content}".rstrip()


def _content(cell: Any) -> str:
    value = getattr(cell.value, "text", cell.value)
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith("=") and cell.data_type == "f":
        return _relative(value, cell.row, cell.column)
    if isinstance(value, float | int):
        return f"{value:.9g}" if cell.style.startswith("input") else "number"
    return repr(value)


def _relative(formula: str, row: int, col: int) -> str:
    def moved(match: re.Match[str]) -> str:
        fixed_col, letters, fixed_row, number = match.groups()
        across, down = column_index_from_string(letters) - col, int(number) - row
        c = f"C{letters}" if fixed_col else f"C[{across}]" if across else "C"
        r = f"R{number}" if fixed_row else f"R[{down}]" if down else "R"
        return f"{r}{c}"

    parts = _TEXTS.split(formula)
    return "".join(part if k % 2 else _REFERENCE.sub(moved, part) for k, part in enumerate(parts))
