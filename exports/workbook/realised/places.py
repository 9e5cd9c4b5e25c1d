"""Where things stand on the sheet Realised, and the names by which its actuals are found again."""

from __future__ import annotations

from dataclasses import field

from exports.workbook.coordinates import letters
from exports.workbook.writer.book import Page
from roi.model import Model
from roi.observed.realisation import PlannedLine, RealisationPlan
from roi.records import dataclass

TITLE = "Realised"
MONTH, LABEL, P10, P50, P90, EXPECTED, ACTUAL = range(1, 8)
TAKEN, VARIANCE, WORTH_EXPECTED, WORTH, OPEN, ORIGIN = range(8, 14)
LAST = ORIGIN  # that is printed
POINT_X, POINT_Y = LAST + 2, LAST + 3  # beside the printed page: what the chart draws
WIDTHS = {
    MONTH: 6, LABEL: 40, P10: 13, P50: 13, P90: 13, EXPECTED: 13, ACTUAL: 14, TAKEN: 14, VARIANCE: 13,
    WORTH_EXPECTED: 14, WORTH: 14, OPEN: 8, ORIGIN: 42, LAST + 1: 3, POINT_X: 9, POINT_Y: 13,
}  # fmt: skip

HEADING_STYLES = {MONTH: "heading", LABEL: "heading", ORIGIN: "heading_side"}  # the others stand right


@dataclass(frozen=True, slots=True)
class Block:
    """The months of a line: rows from `first` to `last`, beneath its heading."""

    each: PlannedLine
    first: int
    last: int

    def column(self, col: int) -> str:
        """`$G$20:$G$55`."""
        return f"${letters(col)}${self.first}:${letters(col)}${self.last}"


@dataclass(slots=True)
class Sheet:
    """The page while it is written.

    Attributes:
        observed: lines that the estimate has figures of.
        blocks: by line; `net`: the rows of months 0 and H of the net by month.
        total: the row of the net of all that counts.
        benefits, costs: first and last row of all blocks that count of a kind, (0, 0) without any.
    """

    page: Page
    plan: RealisationPlan
    observed: frozenset[str] = frozenset()
    blocks: dict[str, Block] = field(default_factory=dict)
    net: tuple[int, int] = (0, 0)
    benefits: tuple[int, int] = (0, 0)
    costs: tuple[int, int] = (0, 0)
    total: int = 0
    row: int = 1

    @property
    def model(self) -> Model:
        """What was run."""
        return self.plan.model

    @property
    def lines(self) -> list[PlannedLine]:
        """Those that have months to type: money moves in some draw, or was observed."""
        return [each for each in self.plan.lines if each.moving or each.line.id in self.observed]

    @property
    def priced(self) -> bool:
        """Whether all costs are stated."""
        return not self.model.unstated

    def net_column(self, col: int) -> str:
        """A column of the net by month, months 0 … H."""
        first, last = self.net
        return f"${letters(col)}${first}:${letters(col)}${last}"

    def kinds(self) -> list[tuple[str, tuple[int, int]]]:
        """The sign and the rows of all that counts."""
        return [(sign, rows) for sign, rows in (("+", self.benefits), ("-", self.costs)) if rows[0]]


def month_label(month: int, start: str | None) -> str:
    """`Start`, `Month 3`, or `2027-06` where month 1 has a date."""
    if month == 0:
        return "Start"
    if start is None:
        return f"Month {month}"
    years, rest = divmod(int(start[5:7]) - 1 + month - 1, 12)
    return f"{int(start[:4]) + years}-{rest + 1:02d}"
