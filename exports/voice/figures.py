"""The figures of a run as people read them: a row a figure, a cell a cut.  Screens and documents share them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

import roi
from exports.voice.formats import band, chance, figure, measured, quantity, share, spread
from exports.voice.wording import between
from roi.case import DISCOUNT_RATE
from roi.model import Model
from roi.records import dataclass
from roi.sim.cuts import CASH, HEADLINE, Cut
from roi.sim.metrics import METRICS, Metric, metrics_of
from roi.sim.summary import Statistics, Summary
from roi.text import counted

MIDDLE = "P50 (P10 to P90)"
_Text = Callable[[Statistics, Metric, str], str]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure in words: a cell a cut, "" where it is not of that cut; `strong` for the headline."""

    label: str
    cells: tuple[str, ...]
    strong: bool = False


def figure_rows(model: Model, summary: Summary, cuts: Sequence[Cut]) -> list[FigureRow]:
    """Every figure; nothing but benefits where a cost class is not stated."""

    def of(name: str, label: str, text: _Text, strong: bool = False) -> FigureRow:
        row = METRICS[name]
        cells = (
            "" if row.cash_only and cut != CASH else text(summary.metrics[cut][name], row, model.currency)
            for cut in cuts
        )
        return FigureRow(f"{row.brief}, {label}", tuple(cells), strong)

    def odds(name: str, label: str) -> FigureRow:
        return FigureRow(label, tuple(chance(summary.probability[cut][name]) for cut in cuts))

    benefits = [of("pv_benefits", MIDDLE, _middle), of("pv_benefits", "plan", _plan)]
    if model.unstated:
        return benefits
    worst = (band(summary.shortfall[cut], "money", model.currency) for cut in cuts)
    rows = [
        of("npv", "mean", _mean, strong=True),
        of("npv", "P10 to P90", _range),
        of("npv", "P50", _median),
        odds("npv_positive", "Chance of NPV > 0"),
        FigureRow("Mean NPV of the worst tenth", tuple(worst)),
        of("npv", "plan", _plan),
    ]
    for name in ("roi", "irr", "payback_months"):
        rows += [of(name, MIDDLE, _middle), of(name, "plan", _plan)]
    if model.horizon > 24:
        rows.append(odds("payback_within_24", "Chance of payback within 24 months"))
    rows.append(odds("payback_within_horizon", f"Chance of payback within {counted(model.horizon, 'month')}"))
    rows += benefits
    rows += [of(name, MIDDLE, _middle) for name in ("pv_costs", "peak_funding", "first_year_net")]
    rows.append(of("delay_cost", "mean", _mean))
    financed = [name for name, row in metrics_of(model).items() if row.finance]
    return rows + [row for name in financed for row in (of(name, MIDDLE, _middle), of(name, "plan", _plan))]


def three_figures(run: roi.Run, summary: Summary, cut: Cut) -> str:
    """NPV of the plan, on average and at P50: `Three numbers: mean USD −281 k, …`, or that they are one."""
    npv, currency = summary.metrics[cut]["npv"], run.model.currency
    values = {"mean": npv.mean.value, "P50": npv.percentiles[50].value, "plan": npv.base}
    shown = {name: figure(value, "money", currency) for name, value in values.items()}
    if len(set(shown.values())) == 1:
        return f"Mean, P50 and plan are one number: {shown['plan']}."
    return f"Three numbers: {', '.join(f'{name} {text}' for name, text in shown.items())}."


def why_three_figures(run: roi.Run, cut: Cut = HEADLINE) -> str:
    """Why plan, mean and P50 differ, and what the plan takes of luck; "" where every draw is the same."""
    if np.ptp(run.values("npv", cut)) == 0:
        return ""
    luck = " and ".join(
        f"“{run.model.labels[name]}” is {plan_value(run, name)} (not so in {share(part)} of draws)"
        for name, part in run.off_plan.items()
        if part > 0
    )
    assumes = f" and assumes that {luck}" if luck else ""
    return (
        f"The plan takes every input at its likely value{assumes}; the mean averages all draws, in which "
        "ranges are lopsided, factors multiply and luck turns; P50 is the draw that half of the others stay "
        "below. Where they differ, it is because the result of average inputs is not the average result (the "
        "flaw of averages)."
    )


def discounting(model: Model) -> str:
    """`10 % a year`, or the span of an uncertain rate."""
    rate = model.input(DISCOUNT_RATE)
    return between(rate).replace("%/year", "% a year")


def plan_value(run: roi.Run, name: str) -> str:
    """A line of the base case in its last month, with its unit."""
    line = run.model.line(name)
    return quantity(float(run.plan.values[name][-1]) / line.unit.scale, line.unit.text)


def _plan(statistics: Statistics, row: Metric, currency: str) -> str:
    return figure(statistics.base, row.unit, currency)


def _mean(statistics: Statistics, row: Metric, currency: str) -> str:
    return band(statistics.mean, row.unit, currency)


def _median(statistics: Statistics, row: Metric, currency: str) -> str:
    return band(statistics.percentiles[50], row.unit, currency)


def _range(statistics: Statistics, row: Metric, currency: str) -> str:
    return spread(statistics.percentiles[10].value, statistics.percentiles[90].value, row.unit, currency)


def _middle(statistics: Statistics, row: Metric, currency: str) -> str:
    """`P50 ± band (P10 to P90)`, or why there is none."""
    if statistics.undefined == 1:
        return "undefined"
    if math.isnan(statistics.percentiles[50].value):
        return f"withheld: undefined in {share(statistics.undefined)} of draws"
    middle, around = _median(statistics, row, currency), _range(statistics, row, currency)
    return middle if middle == around else f"{middle} ({around})"


def waiting(delay: Statistics, currency: str) -> str:
    """What a month's waiting costs, or saves; with its error, where that is more than the last digit."""
    value = delay.mean.value
    if not math.isfinite(value):
        return "What a month's waiting costs is undefined."
    word = "costs" if value >= 0 else "saves"
    amount = measured(replace(delay.mean, value=abs(value)), "money", currency)
    return f"Each month of waiting {word} {amount.value if amount.negligible_error else amount}."
