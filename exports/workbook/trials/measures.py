"""Measures of each trial: NPV, ROI, payback, IRR, in the headline and in the cash cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from exports.workbook.layout import MONTHS, Subject
from exports.workbook.model.irr import FlowRanges, has_one_rate, iterated
from exports.workbook.model.measures import payback_formula
from exports.workbook.trials.grid import FormulaColumn, Group
from exports.workbook.trials.places import Placed
from exports.workbook.trials.values import TrialValues
from exports.workbook.writer.dense import Arrays, Whole
from exports.workbook.writer.styles import FORMATS, NEVER
from roi.arrays import Array
from roi.sim.cuts import CASH, CUTS, HEADLINE, SOFT, Cut, costs_of

# How the rate of a trial comes out: only a rate above 0 is worked out, see About.
BELOW, ABOVE, NONE, UNBOUNDED = 0.0, 1.0, 2.0, 3.0
# The columns whose trials have a name, `trial_<key>`.
NAMED = (
    "pv_benefits", "pv_benefits_cash", "pv_soft", "pv_costs", "npv", "npv_cash", "roi", "roi_cash", "payback",
    "payback_cash", "irr", "irr_cash", "peak_funding", "npv_by_month", "pv_benefits_soft", "npv_soft", "roi_soft",
)  # fmt: skip


def line_pv(line: str) -> str:
    """The key of the column with a line's present value: with a space, which no id and no metric has."""
    return f"pv {line}"


def distinct(subject: Subject) -> tuple[Cut, ...]:
    """The cuts with a block of their own."""
    return tuple(cut for cut in (CASH, HEADLINE) if subject.cuts[cut] == cut)


def trial_measures(subject: Subject, values: TrialValues) -> Group:
    """The columns after the present values."""
    columns = [*_benefits(subject, values)]
    if subject.priced:
        columns += _priced(subject, values)
    return Group(f"Measures, {subject.model.currency}", columns)


def _benefits(subject: Subject, values: TrialValues) -> Iterator[FormulaColumn]:
    model, cut_of = subject.model, values.outcome.cut
    cash, capacity, soft = (
        [line.id for line in model.lines if line.counted and line.spec.kind in cut.added] for cut in CUTS
    )
    yield _sum("pv_benefits_cash", "PV of benefits, cash only", _pvs(cash), cut_of(CASH).pv_benefits)
    counted = ["pv_benefits_cash", *_pvs(capacity)]
    yield _sum("pv_benefits", "PV of benefits, headline", counted, cut_of(HEADLINE).pv_benefits)
    yield _sum("pv_soft", "PV of soft benefits, not counted", _pvs(soft), _added(values, soft))
    if subject.soft:
        both = ["pv_benefits", "pv_soft"]
        yield _sum("pv_benefits_soft", "PV of benefits, with soft", both, cut_of(SOFT).pv_benefits)


def _priced(subject: Subject, values: TrialValues) -> Iterator[FormulaColumn]:
    outcome = values.outcome
    yield _sum("pv_costs", "PV of costs", _pvs(costs_of(subject.model)), outcome.metric("pv_costs", CASH))
    for cut in (HEADLINE, CASH):
        yield from _ratios(values, cut)
    if subject.soft:
        # Payback and IRR with soft would take another block of months a trial: a third of the file for a cut
        # that nothing is decided by.  The base case has them on Model.
        yield from _ratios(values, SOFT)
    for cut in distinct(subject):
        yield from _helpers(values, cut)
    for cut in (HEADLINE, CASH):
        yield _payback(subject, values, cut)
        yield _rate(subject, values, cut)
    yield _money(
        "peak_funding", "Peak funding, cash only", lambda at: f"MAX(0,-MIN({at.running[CASH].months.all}))",
        outcome.metric("peak_funding", CASH),
    )  # fmt: skip
    npv = outcome.metric("npv", HEADLINE)
    yield FormulaColumn(
        "npv_by_month", "NPV by months, for the Checks", "", _npv_by_month, npv, "total money", part=Whole
    )


def _added(values: TrialValues, soft: Sequence[str]) -> Array:
    """Added up from its lines: the difference of two large sums would carry their rounding."""
    total = np.zeros(values.rows)
    for name in soft:
        total = total + values.pv(name)
    return total


def _pvs(lines: Sequence[str]) -> list[str]:
    return [line_pv(name) for name in lines]


def _money(key: str, text: str, formula: Callable[[Placed], str], values: Array) -> FormulaColumn:
    return FormulaColumn(key, text, "", formula, values, "total money")


def _sum(key: str, text: str, keys: Sequence[str], values: Array) -> FormulaColumn:
    return _money(key, text, lambda at: "+".join(at.cell(each) for each in keys) or "0", values)


def _ratios(values: TrialValues, cut: Cut) -> Iterator[FormulaColumn]:
    outcome, end = values.outcome, cut.suffix

    def gain(at: Placed) -> str:
        return f"{at.cell(f'pv_benefits{end}')}-{at.cell('pv_costs')}"

    def ratio(at: Placed) -> str:
        costs = at.cell("pv_costs")
        return f'IF({costs}>0,({gain(at)})/{costs},"undefined")'

    yield _money(f"npv{end}", f"NPV{cut.aside}", gain, outcome.metric("npv", cut))
    yield FormulaColumn(
        f"roi{end}", f"ROI{cut.aside}", "", ratio, outcome.metric("roi", cut), "formula percent"
    )


def _flows(at: Placed, cut: Cut) -> FlowRanges:
    """Running net and what it was a period before; months, or years under the year-end convention."""
    place = at.running[cut]
    span = place.years or place.months
    return FlowRanges(
        net=f"({span.all}-{span.before})", running=span.all, periods=span.numbers, last=span.count - 1,
        per_year=1 if place.years else 12, reverse="",
    )  # fmt: skip


def _helpers(values: TrialValues, cut: Cut) -> Iterator[FormulaColumn]:
    """The last month below zero, and what kind of rate there is."""
    index = np.max((values.running(cut) < 0) * np.arange(1, MONTHS + 2), axis=1).astype(float)
    short = cut.short

    def last(at: Placed) -> str:
        months = at.running[cut].months
        return f"SUMPRODUCT(MAX(({months.all}<0)*({months.numbers}+1)))"

    yield FormulaColumn(
        f"last_{cut}", f"Months until the last below zero, {short}", "", last, index, "formula integer"
    )
    yield FormulaColumn(
        f"irr_case_{cut}", f"Rate: 1 above 0, 0 below, 2 none, 3 unbounded, {short}", "",
        lambda at: _case(_flows(at, cut)), _cases(values.outcome.metric("irr", cut)), "formula integer",
    )  # fmt: skip


def _case(flows: FlowRanges) -> str:
    """The definitions of `roi.sim.irr`, as far as they need no root."""
    single = f"IF({has_one_rate(flows)},IF(SUMPRODUCT({flows.net})>=0,1,0),2)"
    no_loss = f"SUMPRODUCT(({flows.net}<0)*1)=0"
    return f"IF(SUMPRODUCT(({flows.net}>0)*1)=0,IF({no_loss},2,0),IF({no_loss},3,{single}))"


def _cases(irr: Array) -> Array:
    cases = np.where(irr >= 0, ABOVE, BELOW)
    cases[np.isnan(irr)] = NONE
    cases[np.isposinf(irr)] = UNBOUNDED
    return cases


def _payback(subject: Subject, values: TrialValues, cut: Cut) -> FormulaColumn:
    months = values.outcome.metric("payback_months", cut)
    return FormulaColumn(
        f"payback{cut.suffix}", f"Payback{cut.aside}", "months",
        lambda at: payback_formula(at.running[cut].months.all, index=at.cell(f"last_{subject.cuts[cut]}")),
        np.where(np.isinf(months), NEVER, months), "formula months",
    )  # fmt: skip


def _rate(subject: Subject, values: TrialValues, cut: Cut) -> FormulaColumn:
    """A single-cell array formula: the flows are differences of the running net."""

    def formula(at: Placed) -> str:
        flows, kind = _flows(at, cut), at.cell(f"irr_case_{subject.cuts[cut]}")
        power = f"^{flows.per_year}" if flows.per_year > 1 else ""
        rate = f'IFERROR(MIN({NEVER:.0f},(1+{iterated(flows.net, flows)}){power}-1),"undefined")'
        return f'IF({kind}=1,{rate},IF({kind}=0,-1,IF({kind}=3,{NEVER:.0f},"undefined")))'

    irr = values.outcome.metric("irr", cut)
    shown = np.where(irr >= 0, np.minimum(irr, NEVER), np.where(np.isnan(irr), np.nan, -1.0))
    return FormulaColumn(
        f"irr{cut.suffix}", f"IRR{cut.aside}", "a year", formula, shown, "formula", FORMATS["irr"], Arrays
    )


def _npv_by_month(at: Placed) -> str:
    months = at.running[HEADLINE].months
    net = f"({months.to_horizon(1)}-{months.to_horizon(0)})"
    return f"{months.start}+MMULT({net}*{at.discount},TRANSPOSE(time_month)^0)"
