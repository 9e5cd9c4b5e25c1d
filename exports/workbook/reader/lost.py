"""Formulas that are none any more when a workbook comes back: named, since their figures are not ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from exports.archive.opening import Package
from exports.archive.stream import Elements, read_part
from exports.workbook.archive.cells import Named, sheet_parts
from exports.workbook.archive.markup import whole
from exports.workbook.coordinates import number_of
from exports.workbook.origin.formulas import FORMULAS
from roi.answers.numbers import shortened

TRIALS = "Trials"
_AREA = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NAMED = 8  # cells that are named, of each sheet
_MOVED = 0.5  # of a sheet's formulas: where so many are gone, its rows or columns were moved
_MOST_AREAS = 20_000


class _Kept(Elements):
    """Which of the cells that are listed still hold a formula."""

    def __init__(self, areas: list[tuple[int, int, int, int]]) -> None:
        super().__init__()
        self.by_row: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, right in areas:
            for row in range(top, bottom + 1):
                self.by_row.setdefault(row, []).append((left, right))
        self.count = sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in areas)
        self.kept = 0
        self.lost: list[str] = []
        self._cell = ""
        self._formula = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._cell, self._formula = attributes.get("r", ""), False
        elif name == "f":
            self._formula = True

    def closed(self, name: str) -> None:
        match = _CELL.fullmatch(self._cell) if name == "c" else None
        areas = self.by_row.get(whole(match[2], 0)) if match is not None else None
        if match is None or areas is None:
            return
        column = number_of(match[1])
        if any(left <= column <= right for left, right in areas):
            self.kept += self._formula
            if not self._formula:
                self.lost.append(self._cell)


def lost_formulas(package: Package, named: Named) -> Iterator[str]:
    """A sentence a sheet on which something stands in place of formulas.

    Raises:
        RoiError: a damaged file.
    """
    listed = [cell.value for name, cell in named.cells.items() if name.startswith(FORMULAS)]
    parts = sheet_parts(package) if listed else {}
    for text in listed:
        title, _, areas = text.partition(": ")
        yield from _of_sheet(package, parts, title, areas)


def _of_sheet(package: Package, parts: Mapping[str, str], title: str, areas: str) -> Iterator[str]:
    shown = shortened(title)
    if title not in parts:
        yield f"The sheet {shown} is gone or renamed: whether its figures were overtyped is not known."
        return
    if not package.is_readable(parts[title]):
        if title != TRIALS:
            yield f"{shown} is too large to be looked through: whether its figures were overtyped is not known."
        return
    matches = [
        match for area in areas.split(" ")[:_MOST_AREAS] if (match := _AREA.fullmatch(area)) is not None
    ]
    kept = _Kept([(int(m[2]), number_of(m[1]), int(m[4] or m[2]), number_of(m[3] or m[1])) for m in matches])
    read_part(package, parts[title], kept)
    gone = kept.count - kept.kept
    if gone > _MOVED * kept.count:
        yield f"Rows or columns of {shown} were moved: whether its figures were overtyped is not known."
    elif gone:
        cells = ", ".join(f"{shown}!{cell}" for cell in kept.lost[:_NAMED]) or "deleted cells"
        more = f" and {gone - _NAMED} more" if gone > _NAMED else ""
        yield f"No formula any more, so not a figure of this model: {cells}{more}."
