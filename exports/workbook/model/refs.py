"""Where formulas find names on the Model: a column a month, a row a line."""

from __future__ import annotations

from collections.abc import Mapping

from exports.workbook.coordinates import letters, relative
from exports.workbook.layout import MONTHS
from roi.formula.nodes import Shape
from roi.records import dataclass
from roi.units import Conversion

# Columns of Model.
LABEL, UNIT, KIND, WHEN, AT, WORDS, VALUE, PV, TOTAL, INITIAL = range(1, 11)
YEARS = MONTHS // 12
LAST_YEAR = INITIAL + YEARS
MONTH_0 = LAST_YEAR + 2  # one narrow column between
MONTH_1, LAST_MONTH = MONTH_0 + 1, MONTH_0 + MONTHS
# Rows of its timeline.
PERIOD, MONTH, WITHIN, MONTHLY, YEARLY, YEAR, DISCOUNTED, FACTOR, FISCAL, QUARTER = range(6, 16)
FIRST_ROW = 17

HERE = relative(MONTH_0)  # the column of the month in a formula of months 0 … 120


@dataclass(frozen=True, slots=True)
class ModelRefs:
    """References of the cell form on Model.  `rows` is the row of each line; `timed` whether it varies by month."""

    rows: Mapping[str, int]
    timed: Mapping[str, bool]
    constants: Mapping[tuple[str, float], str]

    def value(self, name: str, shape: Shape) -> str:
        """A line's cell of this month or its one value; an input by its defined name."""
        if name not in self.rows:
            return f"in_{name}"
        return f"{HERE}{self.rows[name]}" if self.timed[name] else f"${letters(VALUE)}${self.rows[name]}"

    def varies(self, name: str) -> str:
        """The cell that tells whether its draws vary."""
        return f"varies_{name}"

    def month(self) -> str:
        """The month number."""
        return f"{HERE}${MONTH}"

    def constant(self, label: str, value: float) -> str:
        """The defined name of a ratio."""
        return self.constants[label, value]

    def running(self, name: str) -> str:
        """Months 1 to this one."""
        if not self.timed[name]:
            return f"(${letters(VALUE)}${self.rows[name]}*{self.month()})"
        row = self.rows[name]
        return f"IF({self.month()}<1,0,SUM(${letters(MONTH_1)}{row}:{HERE}{row}))"

    def lagged(self, name: str, months: str) -> str:
        """The line so many months before, 0 before month 1."""
        if not self.timed[name]:
            return f"IF({self.month()}>{months},${letters(VALUE)}${self.rows[name]},0)"
        row = self.rows[name]
        area = f"${letters(MONTH_0)}{row}:${letters(LAST_MONTH)}{row}"
        return f"IF({self.month()}>{months},INDEX({area},1,{self.month()}-{months}+1),0)"


def factors(conversion: Conversion | None, constants: Mapping[tuple[str, float], str]) -> str:
    """`*name/name`: what brings a line's number to the money that is paid."""
    steps = conversion.steps if conversion is not None else ()
    return "".join(f"{'*' if s.power > 0 else '/'}{constants[s.label, s.value]}" for s in steps)
