"""What a run works out of each draw: all of it, or only what somebody will read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from roi.model import Model
from roi.names import Named
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


def only(metrics: str | Collection[str], cuts: str | Collection[str] = (HEADLINE,)) -> Scope:
    """These metrics in these cuts and nothing else.

    Raises:
        UnknownNameError: an unknown metric or cut.
    """
    names = [metrics] if isinstance(metrics, str) else metrics
    within = [cuts] if isinstance(cuts, str) else cuts
    known: Named[str, Cut] = Named("cut", {cut: cut for cut in CUTS})
    return Scope(
        tuple(METRICS[name].name for name in names), tuple(known[cut] for cut in within), detail=False
    )
