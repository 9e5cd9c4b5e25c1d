"""Measures of each trial: NPV, ROI, payback, IRR, in the headline and in the cash cut."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from exports.workbook.coordinates import letters
from exports.workbook.layout import MONTHS, Subject
from exports.workbook.model.irr import Flows, has_one_rate, iterated
from exports.workbook.model.measures import payback_formula
from exports.workbook.trials.grid import Grid, discount, line_pv
from exports.workbook.trials.refs import HEADER
from exports.workbook.writer.dense import Arrays
from exports.workbook.writer.styles import FORMATS, NEVER
from roi.case import KINDS
from roi.sim.cashflow import roi_ratio
from roi.sim.cuts import Cut

Array = NDArray[np.float64]
# How the rate of a trial comes out: only a rate above 0 is worked out, see About.
BELOW, ABOVE, NONE, UNBOUNDED = 0.0, 1.0, 2.0, 3.0
PRICED = (
    "npv",
    "npv_cash",
    "roi",
    "roi_cash",
    "payback",
    "payback_cash",
    "irr",
    "irr_cash",
    "peak_funding",
    "npv_by_month",
)
SOFT = ("pv_benefits_soft", "npv_soft", "roi_soft")  # where there are soft benefits


def width(subject: Subject) -> int:
    """How many columns the measures take."""
    soft = len(SOFT) if subject.soft else 0
    if not subject.priced:
        return 3 + (1 if soft else 0)
    return 4 + len(PRICED) + soft + 2 * len(distinct(subject))


def distinct(subject: Subject) -> tuple[Cut, ...]:
    """The cuts with a block of their own."""
    return tuple(cut for cut in ("cash", "headline") if subject.cuts[cut] == cut)


def write_trial_measures(grid: Grid) -> None:
    """The columns after the present values."""
    model, found = grid.subject.model, grid.values.outcome
    grid.group(f"Measures, {model.currency}")
    kinds = {line.id: line.spec.kind for line in model.lines if line.counted and line.spec.kind}
    cash = [name for name, kind in kinds.items() if kind == KINDS[0]]
    capacity = [name for name, kind in kinds.items() if kind == KINDS[1]]
    soft = [name for name, kind in kinds.items() if kind == KINDS[2]]
    _money(
        grid,
        "pv_benefits_cash",
        "PV of benefits, cash only",
        _sum(grid, cash),
        found.cuts["cash"].pv_benefits,
    )
    more = "+".join([_cell(grid, "pv_benefits_cash"), *(_cell(grid, line_pv(name)) for name in capacity)])
    _money(grid, "pv_benefits", "PV of benefits, headline", more, found.cuts["headline"].pv_benefits)
    extra = found.cuts["soft"].pv_benefits - found.cuts["headline"].pv_benefits
    _money(grid, "pv_soft", "PV of soft benefits, not counted", _sum(grid, soft), _soft(grid, soft, extra))
    if grid.subject.soft:
        both = f"{_cell(grid, 'pv_benefits')}+{_cell(grid, 'pv_soft')}"
        _money(grid, "pv_benefits_soft", "PV of benefits, with soft", both, found.cuts["soft"].pv_benefits)
    if not grid.subject.priced:
        return
    costs = [line.id for line in model.lines if line.spec.flow == "cost"]
    _money(grid, "pv_costs", "PV of costs", _sum(grid, costs), found.pv_costs)
    for cut, end, said in (("headline", "", ""), ("cash", "_cash", ", cash only")):
        _ratios(grid, cut, end, said)  # type: ignore[arg-type]
    if grid.subject.soft:
        # Payback and IRR with soft would take another block of months a trial: a third of the file for a cut
        # that nothing is decided by.  The base case has them on Model.
        _ratios(grid, "soft", "_soft", ", with soft")
    for cut in distinct(grid.subject):
        _helpers(grid, cut)
    for cut, end, said in (("headline", "", ""), ("cash", "_cash", ", cash only")):
        _times(grid, cut, end, said)  # type: ignore[arg-type]
    _more(grid)


def _soft(grid: Grid, soft: list[str], extra: Array) -> Array:
    """Added up from its lines: the difference of two large sums would carry their rounding."""
    total = np.zeros(grid.values.rows)
    for name in soft:
        total = total + grid.values.pv(name)
    assert np.allclose(total, extra, atol=1e-6 * (1 + np.max(np.abs(extra))))
    return total


def _cell(grid: Grid, key: str) -> str:
    return f"${letters(grid.columns[key])}{grid.refs.row}"


def _sum(grid: Grid, lines: list[str]) -> str:
    return "+".join(_cell(grid, line_pv(name)) for name in lines) or "0"


def _money(grid: Grid, key: str, text: str, formula: str, values: Array) -> None:
    grid.formula(key, text, "", formula, values, "total money")


def _ratios(grid: Grid, cut: Cut, end: str, said: str) -> None:
    found = grid.values.outcome
    benefits, costs = _cell(grid, f"pv_benefits{end}"), _cell(grid, "pv_costs")
    b, c = found.cuts[cut].pv_benefits, found.pv_costs
    _money(grid, f"npv{end}", f"NPV{said}", f"{benefits}-{costs}", b - c)
    ratio = f'IF({costs}>0,({benefits}-{costs})/{costs},"undefined")'
    grid.formula(f"roi{end}", f"ROI{said}", "", ratio, roi_ratio(b, c), "formula percent")


def _ranges(grid: Grid, cut: Cut) -> Flows:
    """Running net and what it was a period before; months, or years under the year-end convention."""
    first, row = grid.running[grid.subject.cuts[cut]], grid.refs.row
    last = MONTHS
    by_year = grid.by_year
    if by_year:
        first, last = first + MONTHS + 2, MONTHS // 12
    a, z = letters(first), letters(first + last)
    running = f"${a}{row}:${z}{row}"
    before = f"${letters(first - 1)}{row}:${letters(first + last - 1)}{row}"
    return Flows(
        net=f"({running}-{before})", running=running, periods=f"${a}${HEADER}:${z}${HEADER}", last=last,
        per_year=1 if by_year else 12, reverse="",
    )  # fmt: skip


def _helpers(grid: Grid, cut: Cut) -> None:
    """The last month below zero, and what kind of rate there is."""
    first, row = grid.running[cut], grid.refs.row
    area = f"${letters(first)}{row}:${letters(first + MONTHS)}{row}"
    numbers = f"${letters(first)}${HEADER}:${letters(first + MONTHS)}${HEADER}"
    running = grid.values.running(cut)
    index = np.max((running < 0) * np.arange(1, MONTHS + 2), axis=1).astype(float)
    said = {"cash": "cash only", "headline": "headline", "soft": ""}[cut]
    formula = f"SUMPRODUCT(MAX(({area}<0)*({numbers}+1)))"
    grid.formula(
        f"last_{cut}", f"Months until the last below zero, {said}", "", formula, index, "formula integer"
    )
    flows = _ranges(grid, cut)
    grid.formula(
        f"irr_case_{cut}", f"Rate: 1 above 0, 0 below, 2 none, 3 unbounded, {said}", "", _case(flows),
        _cases(grid.values.outcome.cuts[cut].irr), "formula integer",
    )  # fmt: skip


def _case(flows: Flows) -> str:
    """The definitions of `roi.sim.irr`, as far as they need no root."""
    single = f"IF({has_one_rate(flows)},IF(SUMPRODUCT({flows.net})>=0,1,0),2)"
    no_loss = f"SUMPRODUCT(({flows.net}<0)*1)=0"
    return f"IF(SUMPRODUCT(({flows.net}>0)*1)=0,IF({no_loss},2,0),IF({no_loss},3,{single}))"


def _cases(irr: Array) -> Array:
    cases = np.where(irr >= 0, ABOVE, BELOW)
    cases[np.isnan(irr)] = NONE
    cases[np.isposinf(irr)] = UNBOUNDED
    return cases


def _times(grid: Grid, cut: Cut, end: str, said: str) -> None:
    same = grid.subject.cuts[cut]
    first, row = grid.running[same], grid.refs.row
    area = f"${letters(first)}{row}:${letters(first + MONTHS)}{row}"
    found = grid.values.outcome.cuts[cut]
    payback = np.where(np.isinf(found.payback), NEVER, found.payback)
    formula = payback_formula(area, index=_cell(grid, f"last_{same}"))
    grid.formula(f"payback{end}", f"Payback{said}", "months", formula, payback, "formula months")
    _rate(grid, same, f"irr{end}", f"IRR{said}", found.irr)


def _rate(grid: Grid, cut: Cut, key: str, text: str, irr: Array) -> None:
    """A single-cell array formula: the flows are differences of the running net."""
    flows, code = _ranges(grid, cut), letters(grid.columns[f"irr_case_{cut}"])
    row = str(grid.refs.row)
    power = f"^{flows.per_year}" if flows.per_year > 1 else ""
    never = f"{NEVER:.0f}"

    def formula(at: int) -> str:
        rate = _moved(iterated(flows.net, flows), row, at)
        kind = f"${code}{at}"
        found = f'IFERROR((1+{rate}){power}-1,"undefined")'
        return f'IF({kind}=1,{found},IF({kind}=0,-1,IF({kind}=3,{never},"undefined")))'

    shown = np.where(irr >= 0, np.minimum(irr, NEVER), np.where(np.isnan(irr), np.nan, -1.0))
    grid.heading(text, "a year")
    grid.cached[key] = np.array(grid.values.wide(shown))
    grid.parts.append(Arrays(grid.col, formula, grid.cached[key], grid.style("formula", FORMATS["irr"])))
    grid.columns[key] = grid.col
    grid.col += 1


def _moved(area: str, row: str, to: int) -> str:
    """The same columns in another row."""
    return re.sub(rf"(\$[A-Z]+){row}\b", rf"\g<1>{to}", area)


def _more(grid: Grid) -> None:
    first, row = grid.running["cash"], grid.refs.row
    area = f"${letters(first)}{row}:${letters(first + MONTHS)}{row}"
    peak = grid.values.outcome.peak_funding
    _money(grid, "peak_funding", "Peak funding, cash only", f"MAX(0,-MIN({area}))", peak)
    headline = grid.running[grid.subject.cuts["headline"]]
    running = f"${letters(headline + 1)}{row}:${letters(headline + MONTHS)}{row}"
    before = f"${letters(headline)}{row}:${letters(headline + MONTHS - 1)}{row}"
    formula = f"${letters(headline)}{row}+SUMPRODUCT(({running}-{before})*{discount(grid)})"
    values = grid.values.outcome.cuts["headline"].pv_benefits - grid.values.outcome.pv_costs
    _money(grid, "npv_by_month", "NPV by months, for the Checks", formula, values)
