"""Beneath the table of claims: the figures behind each verdict, a formula a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from exports.workbook.claims.formulas import (
    CellReferences,
    Monthly,
    at_a_moment,
    behind,
    converted,
    first_month,
    looks_over_time,
    month_of,
    summed,
    to_claim,
)
from exports.workbook.claims.page import COMPUTED, PLACE, VALUE, ClaimSheet
from exports.workbook.coordinates import letters
from exports.workbook.writer.styles import number_format
from roi.analysis.audit import NEARLY_WITHIN, PLAUSIBLE, RECONCILES_WITHIN
from roi.case import EVIDENCE, Claim
from roi.formula.arrays import evaluate, month_axis
from roi.formula.check import Symbol, check
from roi.formula.excel import render
from roi.formula.nodes import CASE, Node
from roi.formula.parse import parse
from roi.model import Model, ModelInput
from roi.records import dataclass
from roi.sim.plan import Plan
from roi.units import DeclaredUnit, Unit


def write_rules(sheet: ClaimSheet) -> None:
    sheet.page.new_page(sheet.row + 2)
    sheet.section("Rules of the verdict")
    for key, label, number in (
        ("reconciles", "Reconciles: off by at most", RECONCILES_WITHIN),
        ("nearly", "Nearly: off by at most", NEARLY_WITHIN),
        ("low", "An implied figure is believed from this percentile of the evidence", PLAUSIBLE[0]),
        ("high", "… to this one", PLAUSIBLE[1]),
    ):
        row = sheet.line(label, "")
        sheet.rules[key] = sheet.page.at(row, VALUE)
        sheet.page.put(row, VALUE, number, style="constant percent")


def write_formula_claims(sheet: ClaimSheet) -> None:
    chosen = [finding for finding in sheet.findings if finding.claim.given]
    if not chosen:
        return
    sheet.section("Claims on figures of their own", "The figures as published, and what follows from them.")
    for finding in chosen:
        claim = finding.claim
        number = sheet.number_of(claim)
        givens = sheet.givens(claim)
        cells = {}
        for name, given in givens.items():
            row = sheet.line(given.spec.label, given.unit.text, number)
            cells[name] = sheet.page.at(row, VALUE)
            sheet.put_constant(row, VALUE, given.likely, given.unit)
            sheet.page.text(row, COMPUTED, _words(claim, name), style="unit")
        if claim.formula is not None:
            declared = sheet.plan(EVIDENCE).model.units.declared(claim.unit)
            row, _ = _result(sheet, "Computed", claim.formula, declared, cells, givens, number)
            sheet.computed[claim.id] = sheet.page.at(row, VALUE)
        if claim.implied is not None and finding.implied is not None:
            unit = finding.implied.item.unit
            row, _ = _result(sheet, "Implied", claim.implied, unit, cells, givens, number)
            sheet.implied[claim.id] = sheet.page.at(row, VALUE)


def _result(
    sheet: ClaimSheet,
    what: str,
    text: str,
    unit: DeclaredUnit,
    cells: Mapping[str, str],
    givens: Mapping[str, ModelInput],
    number: str,
) -> tuple[int, float]:
    """A row with a formula over given figures; its row and value as a formula sees it."""
    node = _checked(sheet, text, unit.unit, givens)
    refs = CellReferences(cells, "1", sheet.constant)
    values = {name: np.asarray(given.likely) for name, given in givens.items()}
    value = float(np.ravel(evaluate(node, values, month_axis(1)))[-1])
    row = sheet.line(what, unit.text, number)
    sheet.page.text(row, COMPUTED, f"= {text}", style="unit")
    sheet.page.put(
        row,
        VALUE,
        f"={render(node, refs, 'cell')}",
        value=value,
        style="total",
        form=number_format(unit, [value]),
    )
    return row, value


def write_line_claims(sheet: ClaimSheet) -> None:
    chosen = [finding.claim for finding in sheet.findings if finding.claim.line is not None]
    if not chosen:
        return
    sheet.section(
        "Claims on lines of the case",
        "A column a claim: the inputs of its preset, then the lines at the claim's time, as the case has them.",
    )
    columns = {claim.id: VALUE + place for place, claim in enumerate(chosen)}
    page = sheet.page
    for label, style, of in (
        ("Claim", "section_right", sheet.number_of),
        ("Preset", "text_centre", lambda claim: claim.preset),
        ("Time", "text_centre", lambda claim: claim.at),
    ):
        row = sheet.line(label, "")
        for claim in chosen:
            page.text(row, columns[claim.id], of(claim), style=style)
    month_row, first_row = sheet.line("Month, or last month of the sum", "month"), 0
    if not all(at_a_moment(claim) for claim in chosen):
        first_row = sheet.line("First month of the sum", "month")
    needs = {claim.id: behind(sheet.plan(claim.preset).model, claim.line or "") for claim in chosen}
    rows: dict[str, int] = {}
    for place in (0, 1):
        for claim in chosen:
            model = sheet.plan(claim.preset).model
            for name in needs[claim.id][place]:
                if name in rows or (place == 1 and not at_a_moment(claim)):
                    continue
                unit = model.input(name).unit if place == 0 else model.line(name).unit
                rows[name] = sheet.line(model.labels[name], unit.text)
    result_row = sheet.line("Computed, in the unit of the claim", "")
    block_row = sheet.row + 2
    for claim in chosen:
        column = _Column(sheet, claim, columns[claim.id], rows, month_row, first_row)
        block_row = column.write(needs[claim.id], result_row, block_row)
        sheet.computed[claim.id] = page.at(result_row, columns[claim.id])


@dataclass(frozen=True, slots=True)
class _Column:
    """One claim on a line: its inputs, its lines and what comes out, from top to bottom."""

    sheet: ClaimSheet
    claim: Claim
    col: int
    rows: Mapping[str, int]
    month_row: int
    first_row: int

    def write(self, needs: tuple[list[str], list[str]], result_row: int, block_row: int) -> int:
        """Write it, and its months from `block_row` on where it has some; the row after them."""
        page, claim = self.sheet.page, self.claim
        base = self.sheet.plan(claim.preset)
        model = base.model
        page.put(self.month_row, self.col, month_of(claim, model), style="constant month")
        cells = self._inputs(model, needs[0])
        line = model.line(claim.line or "")
        month = page.at(self.month_row, self.col)
        monthly = None
        if looks_over_time(claim, model, needs[1]):
            monthly = self._months(base, needs[1], cells, block_row)
            block_row += len(needs[1]) + 2
        if at_a_moment(claim):
            for name in needs[1]:
                refs = CellReferences(cells, month, self.sheet.constant)
                formula = (
                    render(model.line(name).node, refs, "cell")
                    if monthly is None
                    else f"INDEX({monthly.all_of(name)},1,{month}+1)"
                )
                value = float(base.values[name][month_of(claim, model)])
                form = number_format(model.line(name).unit, [value])
                page.put(self.rows[name], self.col, f"={formula}", value=value, style="formula", form=form)
                cells[name] = page.at(self.rows[name], self.col)
            text = cells[line.id]
        else:
            assert monthly is not None
            page.put(self.first_row, self.col, first_month(claim, line), style="constant month")
            text = summed(
                line, monthly.all_of(line.id), monthly.across(monthly.head), self.sheet.constant,
                page.at(self.first_row, self.col), month,
            )  # fmt: skip
        text += converted(to_claim(claim, line, model), self.sheet.constant)
        finding = next(each for each in self.sheet.findings if each.claim is claim)
        unit = model.units.declared(claim.unit)
        value = (finding.computed or 0.0) * unit.scale
        page.put(
            result_row, self.col, f"={text}", value=value, style="total", form=number_format(unit, [value])
        )
        return block_row

    def _inputs(self, model: Model, names: Sequence[str]) -> dict[str, str]:
        """The inputs of the claim's preset; their cells."""
        page, claim, cells = self.sheet.page, self.claim, {}
        for name in names:
            item = model.input(name)
            self.sheet.put_constant(self.rows[name], self.col, item.likely, item.unit)
            cells[name] = page.at(self.rows[name], self.col)
            if name == claim.implies and claim.implied is None:
                self.sheet.implied[claim.id] = cells[name]
        return cells

    def _months(self, base: Plan, lines: Sequence[str], cells: Mapping[str, str], top: int) -> Monthly:
        """A row a line, a column a month, beside what is printed: no cell grows with the lines behind it."""
        page, model = self.sheet.page, base.model
        label, first = PLACE + 5, PLACE + 6
        last = first + model.horizon
        rows = {name: top + place for place, name in enumerate(lines, start=1)}
        page.text(top, label, f"Claim {self.sheet.number_of(self.claim)} by month", style="unit")
        for month in range(model.horizon + 1):
            page.put(top, first + month, month, style="stored month")
        for name, row in rows.items():
            line, values = model.line(name), base.values[name]
            page.text(row, label, f"{line.spec.label}, {line.unit.text}", style="unit")
            form = number_format(line.unit, [float(v) for v in values if np.isfinite(v)])
            for month, value in enumerate(values.tolist()):
                refs = self._refs(month, top, cells, rows, (first, last))
                formula = render(line.node, refs, "cell")
                if not np.isfinite(values).all():  # a month in which nothing is paid may divide by zero
                    formula = f"IFERROR({formula},0)"
                shown = value if np.isfinite(value) else 0.0
                page.put(row, first + month, f"={formula}", value=shown, style="formula", form=form)
        return self._refs(0, top, cells, rows, (first, last))

    def _refs(
        self, month: int, top: int, cells: Mapping[str, str], rows: Mapping[str, int], ends: tuple[int, int]
    ) -> Monthly:
        here = letters(ends[0] + month)
        return Monthly(cells, f"{here}${top}", self.sheet.constant, rows, top, *ends, here)


def write_evidence(sheet: ClaimSheet) -> None:
    """P1 and P99 of every implied input, from the parameters of its distribution in the evidence."""
    chosen = [
        (finding.claim, finding.implied.item) for finding in sheet.findings if finding.implied is not None
    ]
    if not chosen:
        return
    sheet.section(
        "What the evidence says of the implied figures", "The case's own distribution, without preset."
    )
    for claim, item in chosen:
        number = sheet.number_of(claim)
        cells = {}
        distribution, share = item.distribution, 0.01 if item.distribution.percent else 1.0
        row = sheet.line(item.spec.label, item.typed.text, number)
        sheet.page.text(row, COMPUTED, item.spec.value, style="unit")
        for name, value in distribution.arguments.given:
            if isinstance(value, float):
                row = sheet.line(f"    {name}", "", number)
                scaled = distribution.family.kind(name) == "value"
                cells[name] = sheet.page.at(row, VALUE)
                typed = value * share if scaled else value
                form = number_format(item.typed if scaled else item.unit, [typed]) if scaled else "0.0000"
                sheet.page.put(row, VALUE, typed, style="constant", form=form)
        factor = item.to_formula / share
        if factor != 1:
            row = sheet.line(f"    {item.unit.text} of a {item.typed.text}", "", number)
            sheet.page.put(row, VALUE, factor, style="constant factor")
        times = f"*{sheet.page.at(row, VALUE)}" if factor != 1 else ""
        ends = []
        for label, rule, probability in (("P1", "low", PLAUSIBLE[0]), ("P99", "high", PLAUSIBLE[1])):
            row = sheet.line(f"    {label} of the evidence", item.unit.text, number)
            value = float(item.quantile(np.array([probability]))[0])
            text = distribution.excel(sheet.rules[rule], cells)
            form = number_format(item.unit, [value])
            if text is None:
                sheet.page.put(row, VALUE, value, style="stored", form=form)
            else:
                sheet.page.put(row, VALUE, f"=({text}){times}", value=value, style="formula", form=form)
            ends.append(sheet.page.at(row, VALUE))
        sheet.band[claim.id] = (ends[0], ends[1])


def _words(claim: Claim, name: str) -> str:
    given = claim.given[name]
    return ", ".join([*given.source, given.note] if given.note else given.source)


def _checked(sheet: ClaimSheet, text: str, unit: Unit, givens: Mapping[str, ModelInput]) -> Node:
    symbols = {name: Symbol(given.unit.unit, CASE) for name, given in givens.items()}
    return check(parse(text), text, symbols, sheet.plan(EVIDENCE).model.units, unit)
