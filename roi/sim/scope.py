"""What a run works out of each draw: all of it, or only what somebody will read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from roi.model import Model
from roi.sim.cuts import CUTS, HEADLINE, Cut, distinct_cuts
from roi.sim.flows import Kept
from roi.sim.metrics import METRICS


@dataclass(frozen=True, slots=True)
class Scope:
    """Metrics and cuts of interest; `detail` adds the means of all lines and the monthly fan."""

    metrics: tuple[str, ...] = tuple(METRICS)
    cuts: tuple[Cut, ...] = CUTS
    detail: bool = True

    def figures(self, model: Model) -> tuple[tuple[Kept, Cut], ...]:
        """What is kept of each draw, by cut: nothing twice where cuts are the same, or are alike in it."""
        same = distinct_cuts(model)
        cuts = dict.fromkeys(same[cut] for cut in self.cuts)
        rows = [METRICS[name] for name in self.metrics]
        return tuple(dict.fromkeys(figure for cut in cuts for row in rows for figure in row.figures(cut)))


EVERYTHING = Scope()


def only(metrics: str | Collection[str], cuts: str | Collection[str] = (HEADLINE,)) -> Scope:
    """These metrics in these cuts and nothing else.

    Raises:
        UnknownNameError: an unknown metric or cut.
    """
    names = [metrics] if isinstance(metrics, str) else metrics
    within = [cuts] if isinstance(cuts, str) else cuts
    return Scope(tuple(METRICS[name].name for name in names), tuple(map(Cut.named, within)), detail=False)
