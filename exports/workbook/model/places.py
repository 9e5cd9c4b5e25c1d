"""Where the Model sheet holds what other sheets link to."""

from __future__ import annotations

from collections.abc import Mapping

from exports.workbook.coordinates import letters
from roi.arrays import Array
from roi.records import dataclass

RowKey = tuple[bool, str]  # whether it is a total, and its name: as `roi.sim.table.Row.key`


@dataclass(frozen=True, slots=True)
class TablePlace:
    """The finance table, on Model: rows of the totals by name, of the paid lines by id; columns of money.

    `years` holds as many columns as years fit into 120 months; those after the horizon are empty of money.
    """

    totals: Mapping[str, int]
    lines: Mapping[str, int]
    initial: int
    years: tuple[int, ...]
    total: int
    present_value: int
    page: str = "Model"

    def row(self, key: RowKey) -> int:
        """The row of a total, or of a line: as `roi.sim.table.Row.key`."""
        return (self.totals if key[0] else self.lines)[key[1]]

    def total_cell(self, name: str, column: int) -> str:
        """The address of a cell of a total, with the sheet."""
        return f"{self.page}!${letters(column)}${self.totals[name]}"

    def line_cell(self, line: str, column: int) -> str:
        """The address of a cell of a paid line, with the sheet."""
        return f"{self.page}!${letters(column)}${self.lines[line]}"


@dataclass(frozen=True, slots=True)
class ModelPlaces:
    """Rows of the lines by id, the finance table, and what its rows hold: money of months 0 … 120 by `Row.key`."""

    lines: Mapping[str, int]
    table: TablePlace
    flows: Mapping[RowKey, Array]
