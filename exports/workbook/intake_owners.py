"""Who answers for each benefit: rows of the sheet of questions."""

from __future__ import annotations

from collections.abc import Sequence

from exports.workbook import intake_columns as at
from exports.workbook.intake_columns import IntakeSheet, section, width
from exports.workbook.questions import REVIEWS, who_name
from exports.workbook.writer.text import height_of
from roi.accountability import LAST_DAY, accountable, review_days
from roi.model import ModelLine
from roi.notation import grouped

_COLUMNS = {
    at.QUESTION: "Benefit", at.WANTED: "Who answers for it (name, role)", at.UNIT: "Account in your ledger",
    at.EXAMPLE: "Usually", at.LOW: "First review, day", at.LIKELY: "Second", at.HIGH: "Third",
    at.STATE: "If left empty",
}  # fmt: skip


def write_owners(sheet: IntakeSheet, row: int, lines: Sequence[ModelLine]) -> int:
    """Who answers for each benefit, where it shows, and when it is looked at; returns the last row."""
    page = sheet.page
    if not lines:
        return row
    row += 1
    section(sheet, row, "Who answers for each benefit")
    row += 1
    for column in range(at.QUESTION, sheet.last_column + 1):
        page.text(row, column, _COLUMNS.get(column, ""), style="heading")
    page.height(row, 30)
    for line in lines:
        row += 1
        spec, usual = line.spec, review_days(line.spec)
        owner = accountable(spec.owner) or "–"
        page.text(row, at.QUESTION, spec.label, style="text_wrap")
        for column, key in ((at.WANTED, "owner"), (at.UNIT, "account")):
            page.blank(row, column, "input_text text")
            sheet.book.define(who_name(line, key), page, row, column)
        page.text(row, at.EXAMPLE, owner, style="note_wrap")
        for column, key in zip((at.LOW, at.LIKELY, at.HIGH), REVIEWS, strict=True):
            page.blank(row, column, "input", "#,##0")
            says = f"Whole days after the start, 1 to {grouped(LAST_DAY)}, each later than the one before."
            page.validate(row, column, low=1, high=LAST_DAY, whole=True, says=says)
            sheet.book.define(who_name(line, key), page, row, column)
        days = "day " + ", ".join(grouped(day) for day in usual)
        page.text(row, at.STATE, days, style="note_wrap")
        texts = [(spec.label, width(at.QUESTION)), (owner, width(at.EXAMPLE)), (days, width(at.STATE))]
        page.height(row, max(30.0, height_of(texts)))
    return row
