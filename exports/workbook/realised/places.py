"""Where things stand on the sheet Realised, and the names by which its actuals are found again."""

from __future__ import annotations

from collections.abc import Container, Mapping

from exports.workbook.coordinates import letters
from exports.workbook.writer.book import Page
from roi.model import Model
from roi.observed.realisation import PlannedLine, RealisationPlan
from roi.observed.realised import Realised
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

HEAD_FIRST = 9  # the row of the heading of what is realised so far
HEAD = 28.0  # points of a row of headings
_CHART_ROWS = 18
_KINDS = ("Benefits", "Costs", "Shown, not added")


@dataclass(frozen=True, slots=True)
class Block:
    """The months of a line: rows from `first` to `last`, beneath two rows of headings.

    Attributes:
        kind: one of benefits that count, costs, and benefits that are shown and not added, in words.
        realised: what was observed of the line, if anything.
    """

    each: PlannedLine
    kind: str
    realised: Realised | None
    first: int

    @property
    def last(self) -> int:
        """The row of the last month."""
        return self.first + len(self.each.months) - 1

    def column(self, col: int) -> str:
        """`$G$20:$G$55`."""
        return f"${letters(col)}${self.first}:${letters(col)}${self.last}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page, and where everything on it stands before a cell is written.

    Attributes:
        chart: the row of its top; `plan_row`: of the heading of the plan.
        net: the rows of months 0 and H of the net by month.
        blocks: one below the other, benefits that count, costs, then what is shown and not added.
    """

    page: Page
    plan: RealisationPlan
    chart: int
    plan_row: int
    net: tuple[int, int]
    blocks: tuple[Block, ...]

    @property
    def model(self) -> Model:
        """What was run."""
        return self.plan.model

    @property
    def priced(self) -> bool:
        """Whether all costs are stated."""
        return not self.model.unstated

    @property
    def total(self) -> int:
        """The row of the net of all that counts, beneath the lines, the benefits and the costs."""
        return HEAD_FIRST + len(self.blocks) + 3

    @property
    def end(self) -> int:
        """The row behind everything."""
        return (self.blocks[-1].last if self.blocks else self.net[1]) + 2

    def net_column(self, col: int) -> str:
        """A column of the net by month, months 0 … H."""
        first, last = self.net
        return f"${letters(col)}${first}:${letters(col)}${last}"

    def kinds(self) -> list[tuple[str, tuple[int, int]]]:
        """The sign and the rows of all that counts: of a kind from the headings of its first block on."""
        rows = (
            (sign, [block for block in self.blocks if block.kind == kind])
            for sign, kind in zip(("+", "-"), _KINDS, strict=False)
        )
        return [(sign, (blocks[0].first - 2, blocks[-1].last)) for sign, blocks in rows if blocks]


def laid_out(page: Page, plan: RealisationPlan, realised: Mapping[str, Realised]) -> Sheet:
    """Where everything stands; months to type has what moves money in some draw, or was observed."""
    lines = [each for each in plan.lines if each.moving or each.line.id in realised]
    chart = HEAD_FIRST + 1 + len(lines) + 3 + 3
    plan_row = chart + (0 if plan.model.unstated else _CHART_ROWS) + 1
    first = plan_row + 1 + sum(map(plan_height, plan.benefits)) + 2
    net = (first, first + plan.model.horizon)
    blocks: list[Block] = []
    row = net[1] + 2
    for each in sorted(lines, key=lambda each: _KINDS.index(_kind(each))):
        block = Block(each, _kind(each), realised.get(each.line.id), row + 2)
        blocks.append(block)
        row = block.last + 2
    return Sheet(page, plan, chart, plan_row, net, tuple(blocks))


def plan_height(each: PlannedLine) -> int:
    """The rows that a benefit takes in the plan: its owner and account, its reviews, or what is measured of it."""
    return max(2 + bool(each.account), len(each.reviews), len(each.measures))


def _kind(each: PlannedLine) -> str:
    return _KINDS[0 if each.benefit and each.counts else 1 if not each.benefit else 2]


def write_headings(page: Page, row: int, texts: Mapping[int, str], side: Container[int] = (ORIGIN,)) -> None:
    """Headings over all columns, in two lines; `side`: those of texts, the others stand right."""
    for col in range(MONTH, LAST + 1):
        style = "heading" if col <= LABEL else "heading_side" if col in side else "heading_right"
        page.text(row, col, texts.get(col, ""), style=style)
    page.height(row, HEAD)


def month_label(month: int, start: str | None) -> str:
    """`Start`, `Month 3`, or `2027-06` where month 1 has a date."""
    if month == 0:
        return "Start"
    if start is None:
        return f"Month {month}"
    years, rest = divmod(int(start[5:7]) - 1 + month - 1, 12)
    return f"{int(start[:4]) + years}-{rest + 1:02d}"
