"""The figures that stand at the head of every face: of the simulation, with the plan below them."""

from __future__ import annotations

import math

import numpy as np

from roi.card import Brief
from roi.records import dataclass
from roi.sim.cuts import CASH, HEADLINE, Cut
from roi.sim.estimate import Statistic, probability
from roi.sim.result import Simulation
from roi.sim.summary import UNDEFINED, Statistics, Summary


@dataclass(frozen=True, slots=True)
class Middle:
    """P50 of a metric, and P10 and P90 around it."""

    p50: Statistic
    p10: Statistic
    p90: Statistic


@dataclass(frozen=True, slots=True)
class Money:
    """Net present value in one cut of the benefits, in money.

    Attributes:
        expected: the mean over all draws.
        p10, p50, p90: eight in ten draws lie from P10 to P90.
        loss: P(NPV < 0).
        payback: in months, `inf` where it never comes.
    """

    expected: Statistic
    p10: Statistic
    p50: Statistic
    p90: Statistic
    loss: Statistic
    payback: Middle


@dataclass(frozen=True, slots=True)
class Planned:
    """What comes out if everything goes as planned: every input at its likely value."""

    npv: float
    roi: float
    irr: float
    payback: float


@dataclass(frozen=True, slots=True, repr=False)
class Headline(Brief):
    """The first figures of an estimate.

    Attributes:
        npv: in the cut that counts; `cash`: the same of cash benefits alone, None where it does not differ.
        roi: a share.
        benefits, costs: expected present values; their difference is the expected NPV.
        plan: never the headline.
        certain: whether every draw is the same: nothing is uncertain.
        undefined: why there is no NPV; "" where there is.
    """

    cut: Cut
    currency: str
    draws: int
    npv: Money
    cash: Money | None
    roi: Middle
    benefits: Statistic
    costs: Statistic
    plan: Planned
    certain: bool
    undefined: str


def headline(run: Simulation, summary: Summary, cut: Cut = HEADLINE) -> Headline:
    """The first figures of a run, in one cut of the benefits."""
    cut = Cut.named(cut)
    metrics, model = summary.metrics[cut], run.model
    npv, cash = _money(run, summary, cut), _money(run, summary, CASH)
    metric = metrics["npv"]
    return Headline(
        cut=cut,
        currency=model.currency,
        draws=run.draws_used,
        npv=npv,
        cash=None if model.unstated or metrics["npv"] == summary.metrics[CASH]["npv"] else cash,
        roi=_middle(metrics["roi"]),
        benefits=metrics["pv_benefits"].mean,
        costs=UNDEFINED if model.unstated else metrics["pv_costs"].mean,
        plan=Planned(
            npv=metric.base,
            roi=metrics["roi"].base,
            irr=metrics["irr"].base if "irr" in metrics else math.nan,
            payback=metrics["payback_months"].base,
        ),
        certain=bool(np.ptp(run.values("npv", cut)) == 0),
        undefined=summary.undefined_because if model.unstated else "",
    )


def _money(run: Simulation, summary: Summary, cut: Cut) -> Money:
    npv = summary.metrics[cut]["npv"]
    values = run.values("npv", cut)
    return Money(
        expected=npv.mean,
        p10=npv.percentiles[10],
        p50=npv.percentiles[50],
        p90=npv.percentiles[90],
        loss=UNDEFINED if run.model.unstated else probability(values < 0),
        payback=_middle(summary.metrics[cut]["payback_months"]),
    )


def _middle(statistics: Statistics) -> Middle:
    return Middle(*(statistics.percentiles[p] for p in (50, 10, 90)))
