"""The Model sheet: months across, one formula a row; lines, payments, totals, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from exports.workbook.coordinates import letters
from exports.workbook.layout import MONTHS, Constants, Subject
from exports.workbook.model import refs as at
from exports.workbook.model.measures import write_measures
from exports.workbook.model.places import ModelPlaces, TablePlace
from exports.workbook.model.refs import ModelRefs, factors
from exports.workbook.model.rows import ModelSheet, padded
from exports.workbook.model.timeline import WIDTHS, write_timeline
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.styles import number_format
from exports.workbook.writer.text import height_of_notes
from roi.arrays import Array
from roi.case import KINDS
from roi.formula.excel import render
from roi.formula.words import say
from roi.model import Model, ModelLine
from roi.sim.cuts import CUTS, benefits_of, costs_of
from roi.units import DeclaredUnit

MONEY = "money"
COSTS = "Costs, as their formulas give them"


def write_model(book: Book, page: Page, subject: Subject, constants: Constants) -> ModelPlaces:
    """Fill the page, after Inputs, whose `constants` its formulas name."""
    model = subject.model
    page.head("Model", f"The base case, money in {model.currency}")
    page.text(at.PERIOD - 2, at.UNIT, "Every input at its value in use; months to the right.", style="note")
    discounting = write_timeline(book, page, model, float(subject.base.inputs["discount_rate"]))
    rows = _placed(model)
    timed = {line.id: line.node.shape.month for line in model.lines}
    sheet = ModelSheet(page, subject, constants, ModelRefs(rows, timed, constants), discounting)
    _lines(sheet)
    money = sheet.row
    _payments(sheet)
    _totals(sheet)
    table = TablePlace(
        totals={name: row for name, (row, _) in sheet.totals.items()},
        lines={name: row for name, (row, _) in sheet.flows.items()}, initial=at.INITIAL,
        years=tuple(range(at.INITIAL + 1, at.LAST_YEAR + 1)), total=at.TOTAL, present_value=at.PV, page=page.title,
    )  # fmt: skip
    measures = write_measures(sheet)
    page.freeze(at.FIRST_ROW - 1, at.UNIT)
    page.fold(at.MONTH_0, at.LAST_MONTH)
    # Formulas in words, then money by year beside the repeated labels, then measures: no page of labels alone.
    last_year = letters(at.INITIAL + -(-model.horizon // 12))
    page.print_setup(
        f"A1:{letters(at.VALUE)}{money - 1},{letters(at.VALUE + 1)}{money}:{last_year}{measures - 1},"
        f"A{measures}:{letters(at.VALUE)}{sheet.row}",
        rows=(at.PERIOD, at.PERIOD),
        columns=(at.LABEL, at.LABEL),
        split_after=at.VALUE,
    )
    flows = {
        (total, name): values
        for total, written in ((False, sheet.flows), (True, sheet.totals))
        for name, (_, values) in written.items()
    }
    return ModelPlaces(rows, table, flows)


def _sections(model: Model) -> list[tuple[str, list[ModelLine]]]:
    lines = model.lines
    return [
        ("Lines", [line for line in lines if line.spec.flow is None]),
        ("Benefits, as their formulas give them", [line for line in lines if line.spec.flow == "benefit"]),
        (COSTS, [line for line in lines if line.spec.flow == "cost"]),
    ]


def _placed(model: Model) -> dict[str, int]:
    """The row of each line, before any is written: a formula may name a line that stands below it."""
    row, rows = at.FIRST_ROW, {}
    for _, members in _sections(model):
        row += 1
        for line in members:
            rows[line.id] = row
            row += 1
        row += 1
    return rows


def _lines(sheet: ModelSheet) -> None:
    for title, members in _sections(sheet.subject.model):
        if title == COSTS:
            sheet.page.new_page(sheet.row)
        sheet.section(title)
        for line in members:
            _line(sheet, line)
        sheet.row += 1


def _line(sheet: ModelSheet, line: ModelLine) -> None:
    page, row = sheet.page, sheet.refs.rows[line.id]
    values = np.asarray(sheet.subject.base.values[line.id], dtype=float)
    timed = line.node.shape.month
    formula = render(line.node, sheet.refs, "cell")
    if not np.isfinite(values if timed else values[-1:]).all():
        # A month in which nothing is paid may divide by zero: the engine leaves it out, so does the sheet.
        formula = f"IFERROR({formula},0)"
    form = _format(line.unit, values)
    page.text(row, at.LABEL, line.spec.label, style="label_indent_fit")
    page.text(row, at.UNIT, line.unit.text, style="unit_fit")
    words = _words(sheet, line)
    page.text(row, at.WORDS, words, style="note_fit")
    kind = _kind(sheet, line) if line.spec.flow else ""
    if kind:
        page.text(row, at.KIND, kind, style="unit_fit")
        page.put(row, at.WHEN, line.spec.when, style="unit")
    _fit(page, row, line, words, kind)
    if timed:
        sheet.months(
            row,
            f"IF({at.HERE}${at.WITHIN}=1,{formula},0)",
            padded(np.nan_to_num(values, posinf=0, neginf=0)),
            form,
        )
        if not line.node.shape.draw:
            sheet.book.define(f"all_{line.id}", page, row, at.MONTH_0, row, at.LAST_MONTH)
            sheet.book.define(f"row_{line.id}", page, row, at.MONTH_1, row, at.LAST_MONTH, count="horizon")
    else:
        value = float(values[-1]) if np.isfinite(values[-1]) else 0.0
        page.put(row, at.VALUE, f"={formula}", value=value, style="formula", form=form)
        sheet.book.define(f"line_{line.id}", page, row, at.VALUE)
    sheet.row = row + 1


def _fit(page: Page, row: int, line: ModelLine, words: str, kind: str) -> None:
    """High enough for label and words, which a value to their right would cut."""
    notes = [(words, WIDTHS[at.WORDS]), (line.unit.text, WIDTHS[at.UNIT] - 1), (kind, WIDTHS[at.KIND] - 1)]
    page.height(row, height_of_notes([(line.spec.label, WIDTHS[at.LABEL] - 2)], notes))


def _words(sheet: ModelSheet, line: ModelLine) -> str:
    labels = sheet.subject.model.labels
    return say(line.node, lambda name: labels.get(name, name))


def _format(unit: DeclaredUnit, values: Array) -> str:
    finite = values[np.isfinite(values)]
    largest = float(np.max(np.abs(finite))) if finite.size else 0.0
    return number_format(unit, [float(f"{largest:.3g}")])


def _payments(sheet: ModelSheet) -> None:
    lines = [line for line in sheet.subject.model.lines if line.spec.flow is not None]
    benefits = [line for line in lines if line.spec.flow == "benefit"]
    sheet.page.new_page(sheet.row)
    sheet.section(f"Money in, {sheet.subject.model.currency}")
    for kind in KINDS:
        for line in benefits:
            if line.counted and line.spec.kind == kind:
                _payment(sheet, line, _kind(sheet, line))
    for line in benefits:
        if not line.counted:
            _payment(sheet, line, _kind(sheet, line), note=" (not counted)")
    sheet.row += 1
    sheet.section(f"Money out, {sheet.subject.model.currency}")
    for line in lines:
        if line.spec.flow == "cost":
            _payment(sheet, line, _kind(sheet, line))
    sheet.row += 1


def _kind(sheet: ModelSheet, line: ModelLine) -> str:
    """Of a benefit its kind, of a cost its class; of what is shown only, in whose place it would stand."""
    if line.spec.flow == "cost":
        return line.spec.cost_class or ""
    if line.counted:
        return line.spec.kind or ""
    instead = sheet.subject.model.labels.get(line.spec.instead_of or "", line.spec.instead_of)
    return f"{line.spec.kind}, shown only: instead of {instead}"


def _payment(sheet: ModelSheet, line: ModelLine, kind: str, note: str = "") -> None:
    page, row, label = sheet.page, sheet.row, f"{line.spec.label}{note}"
    page.text(row, at.LABEL, label, style="label_indent_fit")
    page.height(row, height_of_notes([(label, WIDTHS[at.LABEL] - 2)], [(kind, WIDTHS[at.KIND] - 1)]))
    page.put(row, at.UNIT, sheet.subject.model.currency, style="unit")
    page.text(row, at.KIND, kind, style="unit_fit")
    page.put(row, at.WHEN, line.spec.when, style="unit")
    value = sheet.refs.value(line.id, line.node.shape) + factors(line.payment, sheet.constants)
    flag = f"{at.HERE}${at.MONTHLY}" if line.timing.kind == "monthly" else f"{at.HERE}${at.YEARLY}"
    formula = f"{value}*{flag}"
    if line.timing.kind == "amount":
        page.put(row, at.AT, line.timing.month, style="constant month")
        formula = f"{value}*({at.HERE}${at.MONTH}=${letters(at.AT)}{row})*{at.HERE}${at.WITHIN}"
    sheet.flows[line.id] = money_row(sheet, formula, padded(np.asarray(sheet.subject.base.payments[line.id])))


def money_row(sheet: ModelSheet, formula: str, values: Array, style: str = "formula") -> tuple[int, Array]:
    """A row of money with its years, total and present value; the row moves on.  Returns the row and its money."""
    row = sheet.row
    sheet.months(row, formula, values, style=f"{style} money")
    _years(sheet, row, values, style)
    sheet.row += 1
    return row, values


def _years(sheet: ModelSheet, row: int, values: Array, style: str) -> None:
    page = sheet.page
    first, last = letters(at.MONTH_0), letters(at.LAST_MONTH)
    area, years = f"${first}{row}:${last}{row}", f"${first}${at.YEAR}:${last}${at.YEAR}"
    for year, col in enumerate(range(at.INITIAL, at.LAST_YEAR + 1)):
        money = float(values[0]) if year == 0 else float(np.sum(values[12 * year - 11 : 12 * year + 1]))
        formula = f"=SUMIF({years},{letters(col)}${at.PERIOD},{area})"
        page.put(row, col, formula, value=money, style=f"{style} money")
    page.put(row, at.TOTAL, f"=SUM({area})", value=float(np.sum(values)), style=f"{style} money")
    pv = f"=SUMPRODUCT({area},${first}${at.FACTOR}:${last}${at.FACTOR})"
    page.put(row, at.PV, pv, value=float(np.sum(values * sheet.factors)), style=f"{style} money")


def _totals(sheet: ModelSheet) -> None:
    model = sheet.subject.model
    sheet.section(f"Totals, {model.currency}")
    for cut in CUTS:
        _sum(sheet, cut.benefits.id, cut.benefits.label, benefits_of(model, cut))
    _sum(sheet, "costs", "Costs", costs_of(model))
    for cut in CUTS:
        (plus, gains), (minus, spent) = sheet.totals[cut.benefits.id], sheet.totals["costs"]
        sheet.label(cut.net.label, bold=True)
        sheet.totals[cut.net.id] = money_row(
            sheet, f"{at.HERE}{plus}-{at.HERE}{minus}", gains - spent, "total"
        )
    sheet.row += 1


def _sum(sheet: ModelSheet, name: str, label: str, of: Sequence[str]) -> None:
    sheet.label(label, bold=True)
    values = np.sum([sheet.flows[i][1] for i in of], axis=0) if of else np.zeros(MONTHS + 1)
    formula = "+".join(f"{at.HERE}{sheet.flows[i][0]}" for i in of) or "0"
    sheet.totals[name] = money_row(sheet, formula, values, "total")
