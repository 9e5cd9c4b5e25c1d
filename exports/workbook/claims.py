"""The Claims sheet: what was published, what the figures give, and the verdict, each as a live formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from exports.workbook.book import Page
from exports.workbook.claim_formulas import (
    Constant,
    Placed,
    at_a_moment,
    behind,
    converted,
    first_month,
    month_of,
    summed,
    to_claim,
)
from exports.workbook.styles import number_format
from exports.workbook.text import height_of
from roi.analysis.audit import NEARLY_WITHIN, PLAUSIBLE, RECONCILES_WITHIN, Finding, audit
from roi.case import EVIDENCE, MAX_HORIZON, Case, Claim, Input
from roi.formula.arrays import evaluate, month_axis
from roi.formula.check import Symbol, check
from roi.formula.excel import render
from roi.formula.nodes import CASE, Node
from roi.formula.parse import parse
from roi.model import ModelInput, resolve
from roi.model.layers import Chosen, resolve_input
from roi.sim.plan import Plan, plan
from roi.units import DeclaredUnit, Unit

TITLE = "Claims"
(NUMBER, TEXT, SOURCE, STATED, COMPUTED, UNIT, RATIO, VERDICT, WHY, FIGURE, IMPLIED, LOW, HIGH, OF, PLACE) = range(
    1, 16
)
HEADINGS = {
    NUMBER: "No.", TEXT: "Published claim", SOURCE: "Source", STATED: "Stated", COMPUTED: "Computed",
    UNIT: "Unit", RATIO: "Computed ÷ stated", VERDICT: "Verdict", WHY: "Why (as of the export)",
    FIGURE: "Figure it implies", IMPLIED: "Implied value", LOW: "P1 of the evidence",
    HIGH: "P99 of the evidence", OF: "Unit", PLACE: "Within?",
}  # fmt: skip
WIDTHS = {
    NUMBER: 5, TEXT: 38, SOURCE: 15, STATED: 15, COMPUTED: 15, UNIT: 12, RATIO: 10, VERDICT: 14, WHY: 60,
    FIGURE: 22, IMPLIED: 12, LOW: 12, HIGH: 12, OF: 12, PLACE: 9,
}  # fmt: skip
HEAD_ROW = 6
LABEL, VALUE = TEXT, STATED  # columns of the workings beneath the table


@dataclass(slots=True)
class _Sheet:
    """What is known while the sheet is written, from bottom to top of its formulas."""

    page: Page
    case: Case
    constant: Constant
    findings: Sequence[Finding]
    row: int
    plans: dict[str, Plan] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    computed: dict[str, str] = field(default_factory=dict)  # claim → cell of what the figures give
    implied: dict[str, str] = field(default_factory=dict)
    band: dict[str, tuple[str, str]] = field(default_factory=dict)  # claim → cells of P1, P99

    def plan(self, preset: str) -> Plan:
        if preset not in self.plans:
            self.plans[preset] = plan(resolve(self.case, preset=preset))
        return self.plans[preset]

    def section(self, title: str, note: str = "") -> None:
        self.row += 2
        for col in range(NUMBER, PLACE + 1):
            self.page.blank(self.row, col, "section")
        self.page.text(self.row, NUMBER, title, style="section")
        if note:
            self.row += 1
            self.page.text(self.row, NUMBER, note, style="note")

    def line(self, label: str, unit: str, number: str = "") -> int:
        self.row += 1
        if number:
            self.page.text(self.row, NUMBER, number, style="text_centre")
        self.page.text(self.row, LABEL, label)
        self.page.text(self.row, SOURCE, unit, style="unit")
        return self.row


def claims_sheet(page: Page, case: Case, constant: Constant, source_titles: Mapping[str, str]) -> None:
    """Write the page.

    Args:
        page: an empty one.
        case: whose claims are audited.
        constant: gives the name of the cell of a conversion ratio: (label, value) → reference.
        source_titles: source id → what is shown for it.
    """
    findings = audit(case)
    page.head("Published claims, checked", "Stated figures against what the figures behind them give")
    page.widths(WIDTHS)
    if not findings:
        page.text(HEAD_ROW, NUMBER, "The case has no published claims.")
        page.print_setup()
        return
    sheet = _Sheet(page, case, constant, findings, HEAD_ROW + len(findings))
    _rules(sheet)
    _formula_claims(sheet)
    _line_claims(sheet)
    _evidence(sheet)
    _table(sheet, source_titles)
    page.freeze(HEAD_ROW + 1, SOURCE)
    page.print_setup(f"A1:O{sheet.row}", rows=(HEAD_ROW, HEAD_ROW))


def _rules(sheet: _Sheet) -> None:
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


def _formula_claims(sheet: _Sheet) -> None:
    chosen = [finding.claim for finding in sheet.findings if finding.claim.given]
    if not chosen:
        return
    sheet.section("Claims on figures of their own", "The figures as published, and what follows from them.")
    for claim in chosen:
        number = _number(sheet, claim)
        givens = _givens(sheet, claim)
        cells = {}
        for name, given in givens.items():
            row = sheet.line(given.spec.label, given.unit.text, number)
            cells[name] = sheet.page.at(row, VALUE)
            _constant(sheet.page, row, VALUE, given.likely, given.unit)
            sheet.page.text(row, COMPUTED, _words(claim, name), style="note")
        if claim.formula is not None:
            declared = sheet.plan(EVIDENCE).model.units.declared(claim.unit)
            row, _ = _result(sheet, "Computed", claim.formula, declared, cells, givens, number)
            sheet.computed[claim.id] = sheet.page.at(row, VALUE)
        if claim.implied is not None and claim.implies is not None:
            unit = _implied_unit(sheet, claim, givens)
            row, _ = _result(sheet, "Implied", claim.implied, unit, cells, givens, number)
            sheet.implied[claim.id] = sheet.page.at(row, VALUE)


def _result(
    sheet: _Sheet,
    what: str,
    text: str,
    unit: DeclaredUnit,
    cells: Mapping[str, str],
    givens: Mapping[str, ModelInput],
    number: str,
) -> tuple[int, float]:
    """A row with a formula over given figures; its row and value as a formula sees it."""
    model = sheet.plan(EVIDENCE).model
    node = _checked(sheet, text, unit.unit, givens)
    refs = Placed(model, cells, "1", "1", "1", sheet.constant)
    values = {name: np.asarray(given.likely) for name, given in givens.items()}
    value = float(np.ravel(evaluate(node, values, month_axis(1)))[-1])
    row = sheet.line(f"{what}: {text}", unit.text, number)
    sheet.page.put(
        row, VALUE, f"={render(node, refs, 'cell')}", value=value, style="total", form=number_format(unit, [value])
    )
    return row, value


def _line_claims(sheet: _Sheet) -> None:
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
        ("Claim", "section_right", lambda claim: _number(sheet, claim)),
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
                if name in rows or (place == 1 and not at_a_moment(claim) and name != claim.line):
                    continue
                unit = model.input(name).unit if place == 0 else model.line(name).unit
                rows[name] = sheet.line(model.labels[name], unit.text)
    result_row = sheet.line("Computed, in the unit of the claim", "")
    last = result_row
    months, across = _timeline(sheet, chosen)
    for claim in chosen:
        column = _Column(sheet, claim, columns[claim.id], rows, month_row, first_row, months, across)
        column.write(needs[claim.id], result_row)
        sheet.computed[claim.id] = page.at(result_row, columns[claim.id])
    sheet.row = max(sheet.row, last)


def _timeline(sheet: _Sheet, chosen: Sequence[Claim]) -> tuple[str, str]:
    """The months 0 … 120 as a row and as a column, where a claim is a sum."""
    if all(at_a_moment(claim) for claim in chosen):
        return "", ""
    first, col = sheet.row + 2, PLACE + 2
    sheet.page.text(first - 1, col, "Months of the sums", style="note")
    for month in range(MAX_HORIZON + 1):
        sheet.page.put(first + month, col, month, style="stored month")
        if month:
            sheet.page.put(first, col + month, month, style="stored month")
    last = first + MAX_HORIZON
    return sheet.page.span(first, col, last, col), sheet.page.span(first, col, first, col + MAX_HORIZON)


@dataclass(frozen=True, slots=True)
class _Column:
    """One claim on a line: its inputs, its lines and what comes out, from top to bottom."""

    sheet: _Sheet
    claim: Claim
    col: int
    rows: Mapping[str, int]
    month_row: int
    first_row: int
    months: str
    across: str

    def write(self, needs: tuple[list[str], list[str]], result_row: int) -> None:
        page, claim = self.sheet.page, self.claim
        base = self.sheet.plan(claim.preset)
        model = base.model
        page.put(self.month_row, self.col, month_of(claim, model), style="constant month")
        cells = {}
        for name in needs[0]:
            item = model.input(name)
            _constant(page, self.rows[name], self.col, item.likely, item.unit)
            cells[name] = page.at(self.rows[name], self.col)
            if name == claim.implies and claim.implied is None:
                self.sheet.implied[claim.id] = cells[name]
        line = model.line(claim.line or "")
        month = page.at(self.month_row, self.col)
        if at_a_moment(claim):
            for name in needs[1]:
                refs = Placed(model, cells, month, self.months, self.across, self.sheet.constant)
                formula = render(model.line(name).node, refs, "cell")
                value = float(base.values[name][month_of(claim, model)])
                form = number_format(model.line(name).unit, [value])
                page.put(self.rows[name], self.col, f"={formula}", value=value, style="formula", form=form)
                cells[name] = page.at(self.rows[name], self.col)
            text = cells[line.id]
        else:
            page.put(self.first_row, self.col, first_month(claim, line), style="constant month")
            refs = Placed(model, cells, self.months, self.months, self.across, self.sheet.constant, "over_time")
            text = summed(claim, line, refs, page.at(self.first_row, self.col), month)
        text += converted(to_claim(claim, line, model), self.sheet.constant)
        finding = next(found for found in self.sheet.findings if found.claim is claim)
        unit = model.units.declared(claim.unit)
        value = (finding.computed or 0.0) * unit.scale
        page.put(result_row, self.col, f"={text}", value=value, style="total", form=number_format(unit, [value]))


def _evidence(sheet: _Sheet) -> None:
    """P1 and P99 of every implied input, from the parameters of its distribution in the evidence."""
    chosen = [finding for finding in sheet.findings if finding.implied is not None]
    if not chosen:
        return
    sheet.section("What the evidence says of the implied figures", "The case's own distribution, without preset.")
    for finding in chosen:
        claim, item = finding.claim, _implied_input(sheet, finding.claim)
        number = _number(sheet, claim)
        cells = {}
        distribution, share = item.distribution, 0.01 if item.distribution.percent else 1.0
        row = sheet.line(f"{item.spec.label}: {item.spec.value}", item.typed.text, number)
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


def _table(sheet: _Sheet, source_titles: Mapping[str, str]) -> None:
    page = sheet.page
    right = {STATED, COMPUTED, RATIO, IMPLIED, LOW, HIGH}
    for col, heading in HEADINGS.items():
        page.text(HEAD_ROW, col, heading, style="heading_right" if col in right else "heading")
    page.height(HEAD_ROW, 28)
    units = sheet.plan(EVIDENCE).model.units
    for place, finding in enumerate(sheet.findings):
        row, claim = HEAD_ROW + 1 + place, finding.claim
        unit = units.declared(claim.unit)
        numbers = [n * unit.scale for n in (claim.stated, finding.computed) if n is not None]
        form = number_format(unit, numbers)
        page.put(row, NUMBER, place + 1, style="text_top month")
        page.text(row, TEXT, claim.text, style="text_wrap")
        page.text(row, SOURCE, source_titles.get(claim.source, claim.source), style="source")
        page.text(row, UNIT, "" if not numbers else unit.text, style="unit_top")
        page.text(row, WHY, finding.why, style="text_wrap")
        if claim.stated is not None:
            page.put(row, STATED, claim.stated * unit.scale, style="constant_top", form=form)
        if claim.id in sheet.computed:
            value = (finding.computed or 0.0) * unit.scale
            page.put(row, COMPUTED, f"={sheet.computed[claim.id]}", value=value, style="formula_top", form=form)
        _implied_cells(sheet, row, finding)
        _verdict(sheet, row, finding)
        page.height(row, height_of([(claim.text, WIDTHS[TEXT]), (finding.why, WIDTHS[WHY])]))


def _implied_cells(sheet: _Sheet, row: int, finding: Finding) -> None:
    found, page = finding.implied, sheet.page
    if found is None:
        return
    item = _implied_input(sheet, finding.claim)
    low, high = sheet.band[finding.claim.id]
    page.text(row, FIGURE, found.label, style="text_wrap")
    page.text(row, OF, found.unit, style="unit_top")
    values = [number * item.unit.scale for number in (found.value, found.p1, found.p99)]
    for col, cell, value in zip((IMPLIED, LOW, HIGH), (sheet.implied[finding.claim.id], low, high), values, strict=True):
        page.put(row, col, f"={cell}", value=value, style="formula_top", form=number_format(item.unit, [value]))
    value, low, high = (page.at(row, col) for col in (IMPLIED, LOW, HIGH))
    text = f'=IF(AND({value}>={low},{value}<={high}),"within","outside")'
    page.put(row, PLACE, text, value="within" if found.plausible else "outside", style="text_top")


def _verdict(sheet: _Sheet, row: int, finding: Finding) -> None:
    page, claim = sheet.page, finding.claim
    if claim.needs:
        page.text(row, VERDICT, finding.verdict, style="verdict")
        return
    ratio, computed, stated = (page.at(row, col) for col in (RATIO, COMPUTED, STATED))
    if claim.stated is None:
        text = '"bound"'
    elif finding.ratio is None:
        text = '"contradicts"'
    else:
        page.put(
            row, RATIO, f'=IF({stated}=0,IF({computed}=0,1,""),{computed}/{stated})', value=finding.ratio,
            style="formula_top", form="0.000",
        )  # fmt: skip
        off = f"ABS({ratio}-1)"
        text = (
            f'IF({off}<={sheet.rules["reconciles"]},"reconciles",'
            f'IF({off}<={sheet.rules["nearly"]},"nearly","contradicts"))'
        )
    if finding.implied is not None:
        text = f'IF({page.at(row, PLACE)}="outside","implausible",{text})'
    page.put(row, VERDICT, f"={text}", value=finding.verdict, style="verdict")


def _number(sheet: _Sheet, claim: Claim) -> str:
    return str(1 + next(k for k, found in enumerate(sheet.findings) if found.claim is claim))


def _constant(page: Page, row: int, col: int, value: float, unit: DeclaredUnit) -> None:
    """A published figure: fractions for a `%`."""
    page.put(row, col, value, style="constant", form=number_format(unit, [value]))


def _givens(sheet: _Sheet, claim: Claim) -> dict[str, ModelInput]:
    units = sheet.plan(EVIDENCE).model.units
    found = {}
    for name, given in claim.given.items():
        spec = Input(name, name.replace("_", " "), given.unit, given.value, "report", source=given.source)
        found[name] = resolve_input(Chosen(spec, "case", f"given.{name}"), units, 0, sheet.case)
    return found


def _words(claim: Claim, name: str) -> str:
    given = claim.given[name]
    return ", ".join([*given.source, given.note] if given.note else given.source)


def _implied_input(sheet: _Sheet, claim: Claim) -> ModelInput:
    givens = _givens(sheet, claim)
    name = claim.implies or ""
    return givens[name] if name in givens else sheet.plan(EVIDENCE).model.input(name)


def _implied_unit(sheet: _Sheet, claim: Claim, givens: Mapping[str, ModelInput]) -> DeclaredUnit:
    return _implied_input(sheet, claim).unit


def _checked(sheet: _Sheet, text: str, unit: Unit, givens: Mapping[str, ModelInput]) -> Node:
    symbols = {name: Symbol(given.unit.unit, CASE) for name, given in givens.items()}
    return check(parse(text), text, symbols, sheet.plan(EVIDENCE).model.units, unit)
