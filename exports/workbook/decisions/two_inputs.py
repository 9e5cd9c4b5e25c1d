"""Two inputs at once, on the Decisions sheet: NPV at P50 over both, and where it is even."""

from __future__ import annotations

import math

from exports.voice.formats import number
from exports.voice.turning import tried_as
from exports.voice.wording import rounded
from exports.workbook.writer.prose import Prose
from exports.workbook.writer.styles import BAD, FORMATS, GOOD, marked
from roi.analysis.solve import Target
from roi.analysis.twoway import TwoWay, two_way
from roi.model import ModelInput

COLUMNS = 4  # values across: as many as the sheet has columns for numbers
_FIRST, _LAST, _EVEN = 2, 1 + COLUMNS, 2 + COLUMNS


def two_inputs(prose: Prose, across: ModelInput, down: ModelInput) -> None:
    """The table: coloured where half of the draws make money and where they do not; beside it, where it is even."""
    run, currency = prose.subject.run, prose.subject.model.currency
    table = two_way(run, across.id, down.id, Target(at="p50"), columns=COLUMNS)
    prose.sentence(
        f"Across: {across.spec.label}, {across.unit.text}. In the table: P50 of NPV, {currency}, of "
        f"{number(table.draws)} draws, the same in every cell. Even: the value across at which P50 is 0. "
        f"{tried_as(run.model, table.moved)}",
        "note",
    )
    even = f"Even at, {across.unit.text}"
    prose.heads(
        {1: f"{down.spec.label}, {down.unit.text}", _EVEN: even}, right=tuple(range(_FIRST, _EVEN + 1))
    )
    for col, value in enumerate(table.xs, start=_FIRST):
        prose.page.put(prose.row - 1, col, value, style="heading_right", form=_tried(value))
    first = prose.row
    for place, value in enumerate(table.ys):
        _row(prose, table, place, value)
    area = f"B{first}:{chr(ord('A') + _LAST - 1)}{prose.row - 1}"
    marked(prose.page.worksheet, area, f"AND(ISNUMBER(B{first}),B{first}>=0)", GOOD)
    marked(prose.page.worksheet, area, f"AND(ISNUMBER(B{first}),B{first}<0)", BAD)


def _row(prose: Prose, table: TwoWay, place: int, value: float) -> None:
    prose.number(1, value, _tried(value), "stored")
    for col, worth in enumerate(table.values[place], start=_FIRST):
        if math.isfinite(worth):
            prose.number(col, float(worth), FORMATS["money"], "stored")
    roots = " and ".join(number(rounded(root.value)) for root in table.contour[place])
    prose.page.text(prose.row, _EVEN, roots or "nowhere", style="stored_top")
    prose.row += 1


def _tried(value: float) -> str:
    """The number format of a value that is tried: thousands stand apart, and no digit is rounded away."""
    return "#,##0" if value.is_integer() else "General"
