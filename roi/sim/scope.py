"""What a run works out of each draw: all of it, or only what somebody will read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from roi.errors import RoiError, nearest
from roi.model import Model
from roi.sim.cuts import CUTS, HEADLINE, Cut, distinct_cuts
from roi.sim.metrics import METRICS

_STORED = {
    "npv": ("pv_benefits", "pv_costs"),
    "roi": ("pv_benefits", "pv_costs"),
    "bcr": ("pv_benefits", "pv_costs"),
    "payback_months": ("payback",),
    "discounted_payback_months": ("discounted_payback",),
}  # the metrics that are kept under other names; the rest under their own
ONCE = ("pv_costs", "peak_funding", "first_year_net")
"""Figures of the cash cut, or the same in all cuts: kept once."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Metrics and cuts of interest; `detail` adds the means of all lines and the monthly fan."""

    metrics: tuple[str, ...] = tuple(METRICS)
    cuts: tuple[Cut, ...] = CUTS
    detail: bool = True

    def figures(self, model: Model) -> tuple[tuple[str, Cut], ...]:
        """What is kept of each draw, by (figure, cut): nothing twice where cuts are the same."""
        same = distinct_cuts(model)
        figures = dict.fromkeys(
            figure for metric in self.metrics for figure in _STORED.get(metric, (metric,))
        )
        cuts = dict.fromkeys(same[cut] for cut in self.cuts)
        once: list[tuple[str, Cut]] = [(name, "cash") for name in figures if name in ONCE]
        return (*once, *((name, cut) for cut in cuts for name in figures if name not in ONCE))


EVERYTHING = Scope()


def only(metrics: Collection[str], cuts: Collection[Cut] = (HEADLINE,)) -> Scope:
    """These metrics in these cuts and nothing else.

    Raises:
        RoiError: an unknown metric.
    """
    for name in metrics:
        if name not in METRICS:
            raise RoiError(f"There is no metric `{name}`.", "metrics", nearest(name, METRICS))
    return Scope(tuple(metrics), tuple(cuts), detail=False)
