"""Where a worksheet holds a case of one draw, and the patterns that are safe in Excel 2016 and LibreOffice.

Months stand in one row and, for `MMULT`, once more down one column.  A value that depends on the month
stands in its own row under the months; any other value in one cell.

| pattern            | cell of one month                        | array over the timeline                    |
|--------------------|------------------------------------------|--------------------------------------------|
| running total      | IF(E$1>0,SUM($E7:E7),0)                  | MMULT($D$7:$P$7,(col<=row)*(col>=1))       |
| of a single value  | ($B$7*E$1)                               | ($B$7*$D$1:$P$1)                           |
| n months earlier   | IF(E$1>n,INDEX($D7:$P7,1,E$1-n+1),0)     | MMULT($D$7:$P$7,(col+n=row)*(col>=1))      |
| of a single value  | ($B$7*(E$1>n))                           | ($B$7*($D$1:$P$1>n))                       |

`row` are the months in their row, `col` the same months down a column: (col<=row) is then the triangle
of ones that `TRANSPOSE` would need an array formula for.  A shift by a matrix needs no empty columns
before the first month, as a shifted range would.  `MMULT` wants a number in every cell of the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from roi.formula.nodes import Shape
from tests.support.world import Array

FIRST = 4  # the column of month 0: A labels, B single values, C the months downwards
MONTHS = 1  # the row of the months


@dataclass
class Layout:
    """One draw of a case on a sheet.  `single`: names that stand in one cell of column B."""

    sheet: Worksheet
    horizon: int
    rows: dict[str, int] = field(default_factory=dict)
    single: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for month in range(self.horizon + 1):
            self.sheet.cell(MONTHS, FIRST + month, month)
            self.sheet.cell(MONTHS + 1 + month, FIRST - 1, month)
        self.next = MONTHS + 1

    def take(self) -> int:
        """The next free row."""
        self.next += 1
        return self.next - 1

    def hold(self, values: Mapping[str, Array], draw: int) -> None:
        """Write one draw of every value: a number in column B, or a row of months."""
        for name, array in values.items():
            row = self.rows[name] = self.take()
            self.sheet.cell(row, 1, name)
            if array.ndim < 2:
                self.single.add(name)
                self.sheet.cell(row, 2, float(array[draw] if array.ndim else array))
                continue
            for month in range(self.horizon + 1):
                value = array[month, min(draw, array.shape[1] - 1)]
                self.sheet.cell(row, FIRST + month, float(value))

    def constant(self, label: str, value: float) -> str:
        """A labelled cell, made when it is first asked for."""
        if label not in self.rows:
            self.rows[label] = self.take()
            self.sheet.cell(self.rows[label], 1, label)
            self.sheet.cell(self.rows[label], 2, value)
        return f"$B${self.rows[label]}"

    def column(self, month: int) -> str:
        return str(get_column_letter(FIRST + month))

    def across(self, row: int) -> str:
        """The timeline of a row, months 0 … H."""
        return f"${self.column(0)}${row}:${self.column(self.horizon)}${row}"

    @property
    def months(self) -> str:
        """The months in their row."""
        return self.across(MONTHS)

    @property
    def months_down(self) -> str:
        """The months down their column."""
        letter = get_column_letter(FIRST - 1)
        return f"${letter}${MONTHS + 1}:${letter}${MONTHS + 1 + self.horizon}"


@dataclass(frozen=True)
class CellReferences:
    """What a formula in the column of one month refers to; the same formula may be filled to the right."""

    layout: Layout
    at: int

    def value(self, name: str, shape: Shape) -> str:
        row = self.layout.rows[name]
        return f"$B${row}" if name in self.layout.single else f"{self.layout.column(self.at)}${row}"

    def varies(self, name: str) -> str:
        return ""

    def month(self) -> str:
        return f"{self.layout.column(self.at)}${MONTHS}"

    def constant(self, label: str, value: float) -> str:
        return self.layout.constant(label, value)

    def running(self, name: str) -> str:
        row = self.layout.rows[name]
        if name in self.layout.single:
            return f"($B${row}*{self.month()})"
        first, this = self.layout.column(1), self.layout.column(self.at)
        return f"IF({self.month()}>0,SUM(${first}{row}:{this}{row}),0)"

    def lagged(self, name: str, months: str) -> str:
        row = self.layout.rows[name]
        if name in self.layout.single:
            return f"($B${row}*({self.month()}>{months}))"
        line, month = self.layout.across(row), self.month()
        return f"IF({month}>{months},INDEX({line},1,{month}-{months}+1),0)"


@dataclass(frozen=True)
class TimelineReferences:
    """What a formula inside `SUMPRODUCT` over months 0 … H refers to."""

    layout: Layout

    def value(self, name: str, shape: Shape) -> str:
        row = self.layout.rows[name]
        return f"$B${row}" if name in self.layout.single else self.layout.across(row)

    def varies(self, name: str) -> str:
        return ""

    def month(self) -> str:
        return self.layout.months

    def constant(self, label: str, value: float) -> str:
        return self.layout.constant(label, value)

    def running(self, name: str) -> str:
        row, months, down = self.layout.rows[name], self.layout.months, self.layout.months_down
        if name in self.layout.single:
            return f"($B${row}*{months})"
        return f"MMULT({self.layout.across(row)},({down}<={months})*({down}>=1))"

    def lagged(self, name: str, months: str) -> str:
        row, axis, down = self.layout.rows[name], self.layout.months, self.layout.months_down
        if name in self.layout.single:
            return f"($B${row}*({axis}>{months}))"
        return f"MMULT({self.layout.across(row)},({down}+{months}={axis})*({down}>=1))"


def flags(horizon: int) -> Array:
    """Weights of the months, all different: a total in which no two months can be mixed up."""
    return np.asarray(0.5 + 0.25 * np.arange(horizon + 1.0))
