"""The sheet Realised: what came of the estimate, typed month by month, and what that leaves of it."""

from __future__ import annotations

import roi
from exports.workbook.coordinates import letters
from exports.workbook.layout import Subject
from exports.workbook.realised import places as at
from exports.workbook.realised.blocks import write_blocks
from exports.workbook.realised.head import write_head
from exports.workbook.realised.net import write_chart, write_net
from exports.workbook.realised.places import Sheet, laid_out
from exports.workbook.realised.plan import write_plan
from exports.workbook.writer.book import Book, Page
from roi.model.layer import OBSERVED
from roi.observed.realisation import RealisationPlan
from roi.observed.realised import Realised, realised_of

_CHART = (25.5, 8.6)  # centimetres
_HOW = (
    "Type what was paid in a month into its cream cell, and where that comes from beside it. An empty month is "
    "forecast, never 0. Send the file back, and `roi track` or `roi update` reads the cells.",
    "Forecast and totals are expectations: a sum of P50s is not the P50 of the sum, a sum of expectations is the "
    "expectation of the sum. An actual is worth today what it is, times the expected discount factor of its month.",
    "The forecast of the months to come stays that of the estimate. `roi track` updates it by what was observed.",
)
_UPDATED = (
    "This estimate is updated by what was observed: its band is what is forecast now, for past months too."
)


def write_realised(book: Book, page: Page, subject: Subject, expected: RealisationPlan) -> Sheet:
    """Fill the page; where its months and sums stand."""
    run, model = subject.run, subject.model
    sheet = laid_out(page, expected, _realised(run, subject))
    page.head(
        at.TITLE, f"Estimate and actuals by month, {model.currency}, undiscounted unless it says “worth”"
    )
    updated = any(layer.name == OBSERVED for layer in model.layers)
    for k, text in enumerate((*_HOW[:2], _UPDATED if updated else _HOW[2])):
        page.text(4 + k, at.MONTH, text, style="note")
    write_plan(sheet)
    for row in (sheet.plan_row, sheet.net[0] - 1, sheet.net[1] + 2):
        page.new_page(row)
    write_blocks(sheet)
    write_head(sheet)
    write_net(sheet)
    if sheet.priced:  # where a cost is not stated, what is left is no net
        write_chart(sheet, f"{letters(at.LABEL)}{sheet.chart}", _CHART)
    page.widths(at.WIDTHS)
    page.freeze(4, at.P10)
    page.print_setup(f"A1:{letters(at.LAST)}{sheet.end - 1}", rows=(1, 3))
    return sheet


def _realised(run: roi.Run, subject: Subject) -> dict[str, Realised]:
    if not subject.contents.observations:
        return {}
    known = {*(item.id for item in run.model.inputs), *(line.id for line in run.model.lines)}
    rows = [row for row in subject.contents.observations if row.name in known]
    return realised_of(run.model, rows, {**run.plan.values, **run.plan.payments})
