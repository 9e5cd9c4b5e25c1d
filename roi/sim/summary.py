"""Statistics of a run, each with its sampling error; what is infinite or undefined stays so."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

import numpy as np

from roi.arrays import Array
from roi.card import Card, Carded, number
from roi.case import COST_CLASSES
from roi.model import Model
from roi.names import ByName
from roi.records import dataclass
from roi.sim.after_tax_table import after_tax_table
from roi.sim.cuts import HEADLINE, Cut, distinct_cuts
from roi.sim.estimate import UNDEFINED as UNDEFINED
from roi.sim.estimate import (
    Statistic,
    deviations_of_stack,
    expected_shortfall,
    means_of_stack,
    probability,
    quantiles_of_stack,
)
from roi.sim.metrics import METRICS, PERCENTILES
from roi.sim.moments import MEAN, VARIANCE, HeavyTail, heavy_tails, order_of
from roi.sim.remarks import remarks
from roi.sim.result import Simulation
from roi.sim.table import FinanceTable, fiscal_table, mean_table, plan_table, quarter_table

Item = TypeVar("Item")
Result = TypeVar("Result")
STACKED = 262_144  # draws of several metrics whose statistics are worked out at once
WITHHELD_ABOVE = 0.01  # share of undefined draws above which percentiles say nothing


@dataclass(frozen=True, slots=True)
class Statistics:
    """A metric in a cut over all draws.

    Attributes:
        base: the plan's value; nan where undefined, inf where never.
        mean, sd: over draws; undefined where a draw is infinite, or where they are infinite themselves, for an
            input with a heavy tail; without a finite variance the error of the mean is infinite.
        percentiles: by 5, 10, 25, 50, 75, 90, 95, of the defined draws.
        undefined, infinite: shares of draws.
    """

    base: float
    mean: Statistic
    sd: Statistic
    percentiles: Mapping[int, Statistic]
    undefined: float
    infinite: float


@dataclass(frozen=True, slots=True)
class Fan:
    """Percentiles of the running undiscounted net by month; arrays (H + 1,)."""

    draws: int
    percentiles: Mapping[int, Array]


SHOWN = ("npv", "roi", "irr", "payback_months", "pv_benefits", "pv_costs")
"""The metrics that a card has room for."""
STATISTICS = ("plan", "mean", "±", "P10", "P50", "P90")


def statistics_rows(metrics: Mapping[str, Statistics]) -> tuple[tuple[str, ...], ...]:
    """A row a metric under `STATISTICS`; ± is half the 95 % interval of the mean."""
    shown = [(name, metrics[name]) for name in SHOWN if name in metrics]
    return tuple(
        (
            name,
            number(row.base),
            number(row.mean.value),
            number(row.mean.half_width),
            *(number(row.percentiles[p].value) for p in (10, 50, 90)),
        )
        for name, row in shown
    )


@dataclass(frozen=True, slots=True, repr=False)
class Summary(Carded):
    """What a run says.

    Attributes:
        metrics: by cut and metric.
        probability: by cut: `npv_positive`, `payback_within_12`, `_24`, `payback_within_horizon`.
        shortfall: by cut: mean NPV of the worst tenth of draws.
        fans: by cut.
        plan_table, mean_table: money by line and year, of the base case and of the mean of all draws.
        fiscal_table, quarter_table: the plan by fiscal year, where the case says when it starts, and by quarter.
        after_tax_table: the plan after tax and in prices of the start, where `[finance]` asks for it.
        undefined_because: why NPV and its kin are undefined, "" where they are not.
        blank_classes: cost classes for which the case has no line.
        remarks: what a reader of the figures must know of them, sentences.
    """

    metrics: Mapping[str, Mapping[str, Statistics]]
    probability: Mapping[str, Mapping[str, Statistic]]
    shortfall: Mapping[str, Statistic]
    fans: Mapping[str, Fan]
    plan_table: FinanceTable
    mean_table: FinanceTable
    fiscal_table: FinanceTable | None
    quarter_table: FinanceTable
    after_tax_table: FinanceTable | None
    undefined_because: str
    blank_classes: tuple[str, ...]
    remarks: tuple[str, ...]

    def card(self) -> Card:
        """The first statistics of the widest cut that they were worked out of."""
        cut = HEADLINE if HEADLINE in self.metrics else next(iter(self.metrics))
        metrics = self.metrics[cut]
        return Card(
            f"Summary: {len(metrics)} metrics, cuts {', '.join(self.metrics)}",
            (cut, *STATISTICS),
            statistics_rows(metrics),
            self.undefined_because
            or "metrics, probability, shortfall, fans, plan_table, mean_table, remarks",
        )


def summarise(run: Simulation) -> Summary:
    """All statistics of a run, of the metrics and cuts in its scope."""
    same = distinct_cuts(run.model)
    wanted = dict.fromkeys(run.scope.cuts)
    tails = heavy_tails(run.prepared)
    statistics = _statistics(run, tails, [same[cut] for cut in wanted])
    distinct = list(dict.fromkeys(same[cut] for cut in wanted))
    odds = dict(zip(distinct, _spread(run, partial(_odds, run), distinct), strict=True))
    shortfall = dict(zip(distinct, _spread(run, partial(_shortfall, run, tails), distinct), strict=True))
    fans: dict[str, Fan] = dict(zip(run.running, _spread(run, _fan, list(run.running.values())), strict=True))
    return Summary(
        metrics=ByName("cut", {cut: ByName("metric", statistics[same[cut]]) for cut in wanted}),
        probability=ByName("cut", {cut: ByName("event", odds[same[cut]]) for cut in wanted}),
        shortfall=ByName("cut", {cut: shortfall[same[cut]] for cut in wanted}),
        fans=ByName("cut", fans),
        plan_table=plan_table(run.plan),
        mean_table=mean_table(run),
        fiscal_table=fiscal_table(run.plan),
        quarter_table=quarter_table(run.plan),
        after_tax_table=after_tax_table(run.plan),
        undefined_because=undefined_because(run.model),
        blank_classes=blank_classes(run.model),
        remarks=remarks(run, tails),
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


def _statistics(
    run: Simulation, tails: tuple[HeavyTail, ...], cuts: Sequence[Cut]
) -> dict[Cut, dict[str, Statistics]]:
    """By cut and metric; what is the same in all cuts is worked out once."""
    distinct = {(name, _cut_of(name, cut, cuts)): None for cut in cuts for name in run.scope.metrics}
    statistics_of: dict[tuple[str, Cut], Statistics] = {}
    at_once = max(1, STACKED // run.draws_used)
    keys = list(distinct)
    batches = [keys[k : k + at_once] for k in range(0, len(keys), at_once)]

    def of_batch(batch: Sequence[tuple[str, Cut]]) -> list[Statistics]:
        return _of_stack(run, tails, batch, np.stack([run.values(name, cut) for name, cut in batch]))

    for batch, statistics in zip(batches, _spread(run, of_batch, batches), strict=True):
        statistics_of |= zip(batch, statistics, strict=True)
    return {
        cut: {name: statistics_of[name, _cut_of(name, cut, cuts)] for name in run.scope.metrics}
        for cut in cuts
    }


def _spread(run: Simulation, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """The work done on each item, on as many threads as the run has."""
    if run.threads == 1 or len(items) < 2:
        return [work(item) for item in items]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(run.threads) as pool:
        return list(pool.map(work, items))


def _cut_of(name: str, cut: Cut, cuts: Sequence[Cut]) -> Cut:
    return cut if METRICS[name].per_cut else cuts[0]


def _of_stack(
    run: Simulation, tails: tuple[HeavyTail, ...], keys: Sequence[tuple[str, Cut]], stack: Array
) -> list[Statistics]:
    draws = stack[0].size
    undefined = np.count_nonzero(np.isnan(stack), axis=(1, 2)) / draws
    infinite = np.count_nonzero(np.isinf(stack), axis=(1, 2)) / draws
    means, deviations = means_of_stack(stack), deviations_of_stack(stack)
    quantiles, quantile_errors = quantiles_of_stack(stack, [p / 100 for p in PERCENTILES])
    statistics = []
    for k, (name, cut) in enumerate(keys):
        row = METRICS[name]
        withheld = undefined[k] > WITHHELD_ABOVE
        pairs = zip(quantiles[k].tolist(), quantile_errors[k].tolist(), strict=True)
        each = [UNDEFINED if withheld else Statistic(*pair) for pair in pairs]
        summed = not withheld and infinite[k] == 0 and undefined[k] == 0 and row.has_mean
        order = order_of(tails, name, cut)
        spread = summed and order > VARIANCE
        mean = Statistic(float(means[0][k]), float(means[1][k]) if spread else math.inf)
        no_base = row.needs_costs and run.model.unstated
        statistics.append(
            Statistics(
                base=math.nan if no_base else run.plan.metric(name, cut),
                mean=mean if summed and order > MEAN else UNDEFINED,
                sd=Statistic(float(deviations[0][k]), float(deviations[1][k])) if spread else UNDEFINED,
                percentiles=ByName("percentile", dict(zip(PERCENTILES, each, strict=True))),
                undefined=float(undefined[k]),
                infinite=float(infinite[k]),
            )
        )
    return statistics


def _shortfall(run: Simulation, tails: tuple[HeavyTail, ...], cut: Cut) -> Statistic:
    """Of the worst tenth, in which only costs can be without an end."""
    order = order_of(tails, "pv_costs", cut)
    if run.model.unstated or "npv" not in run.scope.metrics or order <= MEAN:
        return UNDEFINED
    shortfall = expected_shortfall(run.values("npv", cut))
    return shortfall if order > VARIANCE else Statistic(shortfall.value, math.inf)


def _odds(run: Simulation, cut: Cut) -> dict[str, Statistic]:
    """Chances of the events whose metric is in scope."""
    known = run.scope.metrics
    limits = {
        "payback_within_12": 12,
        "payback_within_24": 24,
        "payback_within_horizon": run.model.horizon,
    }
    names = [name for name in ("npv_positive",) if "npv" in known]
    names += [name for name in limits if "payback_months" in known]
    if run.model.unstated:
        return dict.fromkeys(names, UNDEFINED)
    return {
        name: probability(
            run.values("npv", cut) > 0
            if name == "npv_positive"
            else run.values("payback_months", cut) <= limits[name]
        )
        for name in names
    }


def _fan(rows: Array) -> Fan:
    ordered = np.sort(rows, axis=1)
    n = rows.shape[1]
    at = {p: ordered[:, max(0, int(np.ceil(p / 100 * n)) - 1)] for p in PERCENTILES}
    return Fan(n, ByName("percentile", at))
