"""The benefit realisation plan on the sheet: who answers for a benefit, how it is measured, what comes when."""

from __future__ import annotations

from exports.voice.realisation import label_of
from exports.workbook.realised import places as at
from exports.workbook.realised.places import Sheet
from exports.workbook.writer.text import height_of
from roi.notation import grouped, written_day
from roi.observed.realisation import PlannedLine, ReviewPoint
from roi.text import one_line

WHEN, MEASURED = at.P90, at.VARIANCE
_BY_THEN = (at.EXPECTED, at.ACTUAL, at.TAKEN)
_HEADS = {
    at.LABEL: "Benefit realisation plan", at.P10: "First year P50", at.P50: "All months P50", WHEN: "Reviewed",
    at.EXPECTED: "In all by then, P10", at.ACTUAL: "P50", at.TAKEN: "P90", MEASURED: "Measured by",
}  # fmt: skip


def write_plan(sheet: Sheet) -> None:
    """The table in its rows."""
    page, row = sheet.page, sheet.plan_row
    at.write_headings(page, row, _HEADS, side=(WHEN, MEASURED, at.ORIGIN))
    row += 1
    for each in sheet.plan.benefits:
        _benefit(sheet, row, each)
        row += at.plan_height(each)


def _benefit(sheet: Sheet, row: int, each: PlannedLine) -> None:
    """A benefit, owner and account beneath it, beside its reviews and what is measured."""
    page, owner = sheet.page, one_line(each.owner)
    label = label_of(each)
    page.text(row, at.LABEL, label, style="label_wrap")
    page.text(
        row + 1, at.LABEL, f"Owner: {owner}" if owner else "Nobody answers for it yet", style="note_wrap"
    )
    if each.account:
        page.text(row + 2, at.LABEL, f"Account: {one_line(each.account)}", style="note_wrap")
    page.put(row, at.P10, each.first_year.p50, style="stored_top money")
    page.put(row, at.P50, each.total.p50, style="stored_top money")
    for k, review in enumerate(each.reviews):
        _review(sheet, row + k, review)
    page.height(row, max(15.0, height_of([(label, at.WIDTHS[at.LABEL])])))
    for k, measure in enumerate(each.measures):
        page.text(row + k, MEASURED, measure, style="text_beside")


def _review(sheet: Sheet, row: int, review: ReviewPoint) -> None:
    page, seen = sheet.page, review.expected
    when = written_day(review.date) if review.date else f"Day {grouped(review.day)}"
    page.text(row, WHEN, when, style="text_side")
    if seen is None:
        page.text(row, at.EXPECTED, "after the horizon", style="note_wrap")
        return
    for col, value in zip(_BY_THEN, (seen.p10, seen.p50, seen.p90), strict=True):
        page.put(row, col, value, style="stored_top money")
