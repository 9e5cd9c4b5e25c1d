"""The one table of metrics: label, unit, direction, definition, and how each is worked out.

A metric is a function of figures that are kept of each draw; a run, its plan and a replay of its draws all call it.
Engines, screens, files and documents read this table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np

from roi.arrays import Array
from roi.finance import TERMINAL
from roi.model.values import Model
from roi.names import ByName
from roi.records import dataclass
from roi.sim.after_tax import modified_rate, npv_after_tax, npv_second_rate, terminal_value
from roi.sim.cashflow import bcr, delayed_npv, payback, peak_funding, roi_ratio, running_sum, yearly
from roi.sim.cuts import CASH, Cut
from roi.sim.flows import CutFlows, DrawFigure, Kept, kept_number
from roi.sim.flows import Drawn as Drawn
from roi.sim.irr import irr
from roi.sim.payments import MONTHS_A_YEAR

MetricUnit = Literal["money", "share", "rate", "ratio", "months"]
"""`rate` is a share a year: beyond 1,000 % it tells no more than that."""


PLAIN = "1"
"""The unit of a plain number, as in UCUM; a share of 0.25 is 25 %."""


def metric_unit(unit: MetricUnit, currency: str) -> str:
    """The unit of a metric's number: the currency, month, or 1 for a share or ratio."""
    return {"money": currency, "months": "month", "share": PLAIN, "rate": PLAIN, "ratio": PLAIN}[unit]


def _itself(figure: Array) -> Array:
    return figure


@dataclass(frozen=True, slots=True)
class Metric:
    """One row.

    Attributes:
        name: everywhere; label, meaning: as people read it; short: where there is one, in place of the label.
        high_is_good: whether more is better.
        keeps: the figures of a draw that it is made of.
        of: works it out of their numbers, (n,) each, in this order: nan where undefined, +inf where never.
        cash_only: defined on the cash cut alone.
        needs_costs: undefined when a class of costs is unstated.
        has_mean: whether a mean over draws says anything.
        solvable: whether an input can be looked for at which it reaches a target.
        finance: keys of `[finance]` of which a case must have one to have the metric; () for every case.
        moments_of: the flows whose heavy tails leave it without a mean; a divisor only makes it smaller.
    """

    name: str
    label: str
    unit: MetricUnit
    high_is_good: bool
    meaning: str
    keeps: tuple[Kept, ...]
    of: Callable[..., Array] = _itself
    cash_only: bool = False
    needs_costs: bool = True
    has_mean: bool = True
    solvable: bool = False
    short: str = ""
    finance: tuple[str, ...] = ()
    moments_of: tuple[Literal["benefits", "costs"], ...] = ("benefits", "costs")

    @property
    def brief(self) -> str:
        """The shortest that people call it."""
        return self.short or self.label

    @property
    def per_cut(self) -> bool:
        """Whether the cuts may differ in it."""
        return not self.cash_only and any(kept.per_cut for kept in self.keeps)

    @property
    def of_worth(self) -> bool:
        """Whether it is made of present values alone, whatever the months in which money moves."""
        return all(kept in (PV_BENEFITS, PV_COSTS) for kept in self.keeps)

    def known(self, model: Model) -> bool:
        """Whether a model has it."""
        return not self.finance or (model.finance is not None and model.finance.terms.has(*self.finance))

    def figures(self, cut: Cut) -> list[tuple[Kept, Cut]]:
        """What is kept for it in a cut, and under which: what the cuts do not differ in stands under cash."""
        return [(kept, cut if kept.per_cut and not self.cash_only else CASH) for kept in self.keeps]

    def value(self, flows: CutFlows, inputs: Mapping[str, Array]) -> Array:
        """Of the draws of a block, (n,).

        Args:
            flows: of the cut; for a metric that is `cash_only` the cash cut.
            inputs: by id, numbers or (n,), as formulas see them.
        """
        return self.of(*(kept_number(kept, flows, inputs) for kept in self.keeps))


PV_BENEFITS = DrawFigure("pv_benefits", lambda flows: flows.pv_benefits)
PV_COSTS = DrawFigure("pv_costs", lambda flows: flows.pv_costs, per_cut=False)


def _own(name: str, of: Callable[[CutFlows], Array]) -> tuple[DrawFigure]:
    """A figure that is the metric."""
    return (DrawFigure(name, of),)


def _rate(flows: CutFlows) -> Array:
    """Effective yearly rate, by the convention of discounting."""
    by_year = flows.convention == "year-end"
    return irr(yearly(flows.net), 1) if by_year else irr(flows.net, MONTHS_A_YEAR)


def _discounted_payback(flows: CutFlows) -> Array:
    discounted = flows.net * flows.factors
    return payback(running_sum(discounted, out=discounted))


def _delay_cost(flows: CutFlows) -> Array:
    later = delayed_npv(flows.net, flows.factors, flows.convention)
    return (flows.pv_benefits - flows.pv_costs) - later


def _first_year_net(flows: CutFlows) -> Array:
    return np.asarray(flows.running[min(MONTHS_A_YEAR, len(flows.running) - 1)])


METRICS: ByName[str, Metric] = ByName("metric", {
    metric.name: metric
    for metric in (
        Metric(
            "npv", "Net present value", "money", True, "present value of benefits less that of costs",
            (PV_BENEFITS, PV_COSTS), np.subtract, solvable=True, short="NPV",
        ),
        Metric(
            "roi", "Return on investment", "share", True, "(PV benefits − PV costs) / PV costs",
            (PV_BENEFITS, PV_COSTS), roi_ratio, moments_of=("benefits",), solvable=True, short="ROI",
        ),
        Metric(
            "irr", "Internal rate of return", "rate", True,
            "the only yearly rate at which NPV is 0; undefined where money comes in first or no single rate is",
            _own("irr", _rate), has_mean=False, short="IRR",
        ),
        Metric(
            "bcr", "Benefit-cost ratio", "ratio", True, "PV benefits / PV costs",
            (PV_BENEFITS, PV_COSTS), bcr, moments_of=("benefits",),
        ),
        Metric(
            "payback_months", "Payback", "months", False,
            "months until the running undiscounted net reaches zero and stays there to the horizon",
            _own("payback_months", lambda flows: payback(flows.running)), solvable=True,
        ),
        Metric(
            "discounted_payback_months", "Discounted payback", "months", False,
            "the same of the discounted net",
            _own("discounted_payback_months", _discounted_payback),
        ),
        Metric(
            "pv_benefits", "PV of benefits", "money", True, "present value of all counted benefits",
            (PV_BENEFITS,), needs_costs=False, moments_of=("benefits",),
        ),
        Metric(
            "pv_costs", "PV of costs", "money", False, "present value of all costs",
            (PV_COSTS,), moments_of=("costs",),
        ),
        Metric(
            "peak_funding", "Peak funding", "money", False,
            "the deepest running sum of the cash cut, as money needed",
            _own("peak_funding", lambda flows: peak_funding(flows.running)), cash_only=True,
        ),
        Metric(
            "first_year_net", "First-year net", "money", True, "months 0 to 12, cash cut",
            _own("first_year_net", _first_year_net), cash_only=True,
        ),
        Metric(
            "delay_cost", "Cost of a month's delay", "money", True,
            "NPV less NPV with every flow a month later, discounted by a month more, and the same calendar horizon",
            _own("delay_cost", _delay_cost),
        ),
        Metric(
            "npv_after_tax", "NPV after tax", "money", True,
            "NPV less the present value of the tax, and of the working capital that is tied up",
            _own("npv_after_tax", npv_after_tax), solvable=True, finance=("tax_rate",),
        ),
        Metric(
            "mirr", "Modified internal rate of return", "rate", True,
            "the yearly rate at which outflows, at the finance rate, become inflows, at the reinvestment rate",
            _own("mirr", modified_rate), has_mean=False, short="MIRR",
            finance=("finance_rate", "reinvestment_rate"),
        ),
        Metric(
            "npv_second_rate", "NPV at the second rate", "money", True,
            "NPV before tax at the second discount rate",
            _own("npv_second_rate", npv_second_rate), solvable=True, finance=("second_discount_rate",),
        ),
        Metric(
            "terminal_value", "Terminal value, apart", "money", True,
            "present value of what the case is worth at its horizon, in no other figure",
            _own("terminal_value", terminal_value), finance=TERMINAL,
        ),
    )
})  # fmt: skip


def metrics_of(model: Model) -> dict[str, Metric]:
    """The metrics that a model has, by name."""
    return {name: row for name, row in METRICS.items() if row.known(model)}


PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
