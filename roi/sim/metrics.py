"""The one table of metrics: unit, direction, definition.  Screens, files and documents read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from roi.names import Named

MetricUnit = Literal["money", "share", "rate", "ratio", "months"]
"""`rate` is a share a year: beyond 1,000 % it tells no more than that."""


PLAIN = "1"
"""The unit of a plain number, as in UCUM; a share of 0.25 is 25 %."""


def metric_unit(unit: MetricUnit, currency: str) -> str:
    """The unit of a metric's number: the currency, month, or 1 for a share or ratio."""
    return {"money": currency, "months": "month", "share": PLAIN, "rate": PLAIN, "ratio": PLAIN}[unit]


@dataclass(frozen=True, slots=True)
class Metric:
    """One row.  `cash_only`: defined on the cash cut alone; `needs_costs`: undefined when a class is unstated."""

    name: str
    label: str
    unit: MetricUnit
    high_is_good: bool
    meaning: str
    cash_only: bool = False
    needs_costs: bool = True
    has_mean: bool = True


METRICS: Named[str, Metric] = Named("metric", {
    metric.name: metric
    for metric in (
        Metric("npv", "Net present value", "money", True, "present value of benefits less that of costs"),
        Metric("roi", "Return on investment", "share", True, "(PV benefits − PV costs) / PV costs"),
        Metric(
            "irr", "Internal rate of return", "rate", True,
            "the only yearly rate at which NPV is 0; undefined where money comes in first or no single rate is",
            has_mean=False,
        ),
        Metric("bcr", "Benefit-cost ratio", "ratio", True, "PV benefits / PV costs"),
        Metric(
            "payback_months", "Payback", "months", False,
            "months until the running undiscounted net reaches zero and stays there to the horizon",
        ),
        Metric(
            "discounted_payback_months", "Discounted payback", "months", False,
            "the same of the discounted net",
        ),
        Metric(
            "pv_benefits", "PV of benefits", "money", True, "present value of all counted benefits",
            needs_costs=False,
        ),
        Metric("pv_costs", "PV of costs", "money", False, "present value of all costs"),
        Metric(
            "peak_funding", "Peak funding", "money", False,
            "the deepest running sum of the cash cut, as money needed", cash_only=True,
        ),
        Metric("first_year_net", "First-year net", "money", True, "months 0 to 12, cash cut", cash_only=True),
        Metric(
            "delay_cost", "Cost of a month's delay", "money", True,
            "NPV less NPV with every flow a month later, discounted by a month more, and the same calendar horizon",
        ),
    )
})  # fmt: skip
PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
