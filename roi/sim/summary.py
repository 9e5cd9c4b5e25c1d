"""Statistics of a run, each with its sampling error; what is infinite or undefined stays so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi.case import COST_CLASSES
from roi.model import Model
from roi.sim.cuts import CUTS, Cut, distinct_cuts
from roi.sim.estimate import Estimate, expected_shortfall, mean, probability, quantiles, standard_deviation
from roi.sim.metrics import METRICS, PERCENTILES
from roi.sim.result import Simulation
from roi.sim.table import FinanceTable, fiscal_table, mean_table, plan_table

Array = NDArray[np.float64]
UNDEFINED = Estimate(float("nan"), float("nan"))
WITHHELD_ABOVE = 0.01  # share of undefined draws above which percentiles say nothing


@dataclass(frozen=True, slots=True)
class Statistics:
    """A metric in a cut over all draws.

    Attributes:
        base: the plan's value; nan where undefined, inf where never.
        mean, sd: over draws; undefined where a draw is infinite.
        percentiles: by 5, 10, 25, 50, 75, 90, 95, of the defined draws.
        undefined, infinite: shares of draws.
    """

    base: float
    mean: Estimate
    sd: Estimate
    percentiles: Mapping[int, Estimate]
    undefined: float
    infinite: float


@dataclass(frozen=True, slots=True)
class Fan:
    """Percentiles of the running undiscounted net by month; arrays (H + 1,)."""

    draws: int
    percentiles: Mapping[int, Array]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run says.

    Attributes:
        metrics: by cut and metric.
        probability: by cut: `npv_positive`, `payback_within_12`, `_24`, `payback_within_horizon`.
        shortfall: by cut: mean NPV of the worst tenth of draws.
        fans: by cut.
        plan_table, mean_table: money by line and year, of the base case and of the mean of all draws.
        fiscal_table: the plan by calendar year, where the case says when it starts.
        undefined_because: why NPV and its kin are undefined, "" where they are not.
        blank_classes: cost classes for which the case has no line.
    """

    metrics: Mapping[Cut, Mapping[str, Statistics]]
    probability: Mapping[Cut, Mapping[str, Estimate]]
    shortfall: Mapping[Cut, Estimate]
    fans: Mapping[Cut, Fan]
    plan_table: FinanceTable
    mean_table: FinanceTable
    fiscal_table: FinanceTable | None
    undefined_because: str
    blank_classes: tuple[str, ...]


def summarise(run: Simulation) -> Summary:
    """All statistics of a run."""
    same = distinct_cuts(run.model)
    metrics: dict[Cut, dict[str, Statistics]] = {}
    odds: dict[Cut, dict[str, Estimate]] = {}
    shortfall: dict[Cut, Estimate] = {}
    for cut in CUTS:
        if same[cut] != cut:
            metrics[cut], odds[cut] = metrics[same[cut]], odds[same[cut]]
            shortfall[cut] = shortfall[same[cut]]
            continue
        metrics[cut] = {name: _statistics(run, name, cut) for name in METRICS}
        odds[cut] = _odds(run, cut)
        shortfall[cut] = UNDEFINED if run.model.unstated else expected_shortfall(run.values("npv", cut))
    return Summary(
        metrics=metrics,
        probability=odds,
        shortfall=shortfall,
        fans={cut: _fan(rows) for cut, rows in run.running.items()},
        plan_table=plan_table(run.plan),
        mean_table=mean_table(run),
        fiscal_table=fiscal_table(run.plan),
        undefined_because=undefined_because(run.model),
        blank_classes=blank_classes(run.model),
    )


def blank_classes(model: Model) -> tuple[str, ...]:
    """Cost classes without a line and not declared unstated either."""
    used = {line.spec.cost_class for line in model.lines}
    return tuple(name for name in COST_CLASSES if name not in used and name not in model.unstated)


def undefined_because(model: Model) -> str:
    """Why there is no NPV, ROI, IRR or payback; "" where there is."""
    if model.unstated:
        classes = "all costs" if len(model.unstated) == len(COST_CLASSES) else ", ".join(model.unstated)
        return (
            f"the preset `{model.preset}` does not state {classes}: without costs there is no NPV, ROI, IRR "
            "or payback"
        )
    if not any(line.spec.flow == "cost" for line in model.lines):
        return "the case has no costs: ROI, BCR and IRR are undefined or mean nothing"
    return ""


def _statistics(run: Simulation, name: str, cut: Cut) -> Statistics:
    row = METRICS[name]
    values = run.values(name, cut)
    undefined = float(np.count_nonzero(np.isnan(values)) / values.size)
    infinite = float(np.count_nonzero(np.isinf(values)) / values.size)
    base = float("nan") if row.needs_costs and run.model.unstated else run.plan.metric(name, cut)
    withheld = undefined > WITHHELD_ABOVE
    percentiles = [UNDEFINED] * len(PERCENTILES)
    if not withheld:
        percentiles = list(quantiles(values, [p / 100 for p in PERCENTILES]))
    summed = not withheld and infinite == 0 and undefined == 0 and row.has_mean
    return Statistics(
        base=base,
        mean=mean(values) if summed else UNDEFINED,
        sd=standard_deviation(values) if summed else UNDEFINED,
        percentiles=dict(zip(PERCENTILES, percentiles, strict=True)),
        undefined=undefined,
        infinite=infinite,
    )


def _odds(run: Simulation, cut: Cut) -> dict[str, Estimate]:
    names = ("npv_positive", "payback_within_12", "payback_within_24", "payback_within_horizon")
    if run.model.unstated:
        return dict.fromkeys(names, UNDEFINED)
    payback = run.values("payback_months", cut)
    events = (
        run.values("npv", cut) > 0,
        payback <= 12,
        payback <= 24,
        payback <= run.model.horizon,
    )
    return {name: probability(event) for name, event in zip(names, events, strict=True)}


def _fan(rows: Array) -> Fan:
    ordered = np.sort(rows, axis=1)
    n = rows.shape[1]
    at = {p: ordered[:, max(0, int(np.ceil(p / 100 * n)) - 1)] for p in PERCENTILES}
    return Fan(n, at)
