"""Where the Trials sheet holds what other sheets name, and what its cells are worth."""

from __future__ import annotations

from collections.abc import Mapping

from exports.workbook.coordinates import letters
from exports.workbook.layout import MONTHS, Cells
from exports.workbook.trials.refs import FIRST, HEADER, TrialRefs, column
from exports.workbook.trials.values import TrialValues
from roi.arrays import Array
from roi.case import DISCOUNT_RATE
from roi.records import dataclass
from roi.sim.cuts import Cut


@dataclass(frozen=True, slots=True)
class ColumnSpan:
    """Columns of a block, one a period from 0 on; of a running net the column before them holds zeros.

    `last` is the bottom row.
    """

    first: int
    count: int
    last: int

    def _row(self, start: int, stop: int) -> str:
        return f"${letters(self.first + start)}{FIRST}:${letters(self.first + stop)}{FIRST}"

    @property
    def start(self) -> str:
        """Period 0, of all rows."""
        return column(self.first, self.last)

    @property
    def later(self) -> str:
        """All periods but 0, of all rows."""
        return f"${letters(self.first + 1)}${FIRST}:${letters(self.first + self.count - 1)}${self.last}"

    def to_horizon(self, start: int) -> str:
        """So many months as the horizon has from one on, of all rows."""
        left, right = letters(self.first + start), letters(self.first + start + self.count - 2)
        return f"${left}${FIRST}:INDEX(${left}${self.last}:${right}${self.last},1,horizon)"

    @property
    def all(self) -> str:
        """All periods, of the top row."""
        return self._row(0, self.count - 1)

    @property
    def before(self) -> str:
        """For each period the one before it."""
        return self._row(-1, self.count - 2)

    @property
    def numbers(self) -> str:
        """The numbers of the periods, above them."""
        return f"${letters(self.first)}${HEADER}:${letters(self.first + self.count - 1)}${HEADER}"


@dataclass(frozen=True, slots=True)
class RunningPlace:
    """The running net of a cut: a block of months and, where rates are found by years, one of year ends."""

    months: ColumnSpan
    years: ColumnSpan | None

    @classmethod
    def at(cls, col: int, last: int, *, by_year: bool) -> tuple[RunningPlace, int]:
        """The blocks from a column on, down to a row, and the column after them and a gap."""
        months = ColumnSpan(col + 1, MONTHS + 1, last)
        end = months.first + months.count
        if not by_year:
            return cls(months, None), end + 1
        years = ColumnSpan(end + 1, MONTHS // 12 + 1, last)
        return cls(months, years), years.first + years.count + 1


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the formulas of the top row find columns.

    Attributes:
        refs: inputs and lines.
        columns: by key.
        running: by cut; cuts with the same benefits share their blocks.
    """

    refs: TrialRefs
    columns: Mapping[str, int]
    running: Mapping[Cut, RunningPlace]

    def cell(self, key: str) -> str:
        """The cell of a column."""
        return f"${letters(self.columns[key])}{FIRST}"

    @property
    def discount(self) -> str:
        """The discount factors of months 1 to the horizon: those of Model, or of each row's own rate."""
        col = self.columns.get(f"draw_{DISCOUNT_RATE}")
        return "time_factor" if col is None else f"(1+{column(col, self.refs.last)})^(-time_years)"


@dataclass(frozen=True, slots=True)
class TrialsPlaces:
    """Rows and columns of Trials: `columns` by metric (`npv`, `npv_cash`, …), `draw_<input>` and `pv <line>`.

    Attributes:
        base: the row of Trial 0.
        swings: the two rows of each factor, low and high.
        first, last: rows of the trials.
        running: blocks of the running net.
        values, cached: what the cells are worth, of all rows: by the engine, and by column.
    """

    base: int
    swings: Mapping[str, tuple[int, int]]
    first: int
    last: int
    columns: Mapping[str, int]
    running: Mapping[Cut, RunningPlace]
    values: TrialValues
    cached: Mapping[str, Array]

    def drawn(self, key: str) -> Array:
        """What the trials' cells of a column are worth, without Trial 0 and swings."""
        return self.cached[key][self.first - self.base :]

    def range(self, key: str) -> str:
        """The trials' cells of a column, `Trials!$B$9:$B$1032`."""
        return self._range(self.columns[key])

    def month(self, cut: Cut, month: int) -> str:
        """The trials' running net at the end of a month."""
        return self._range(self.running[cut].months.first + month)

    def _range(self, col: int) -> str:
        return Cells("Trials", self.first, col, self.last, col).ref
