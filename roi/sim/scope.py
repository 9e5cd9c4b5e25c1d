"""What a run works out of each draw: all of it, or only what somebody will read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from roi.errors import RoiError, of_setting
from roi.model import Model
from roi.records import dataclass
from roi.sim.cuts import CUTS, HEADLINE, Cut, distinct_cuts
from roi.sim.flows import Kept
from roi.sim.metrics import METRICS, metrics_of


@dataclass(frozen=True, slots=True)
class Scope:
    """Metrics and cuts of interest; `detail` adds the means of all lines and the monthly fan."""

    metrics: tuple[str, ...] = tuple(METRICS)
    cuts: tuple[Cut, ...] = CUTS
    detail: bool = True

    @classmethod
    def of(cls, metrics: str | Collection[str], cuts: str | Collection[str] = (HEADLINE,)) -> Scope:
        """These metrics in these cuts and nothing else.

        Raises:
            UnknownNameError: an unknown metric or cut.
        """
        names = [metrics] if isinstance(metrics, str) else metrics
        within = [cuts] if isinstance(cuts, str) else cuts
        return cls(tuple(METRICS[name].name for name in names), tuple(map(Cut.named, within)), detail=False)

    def within(self, model: Model) -> Scope:
        """Of these metrics those that the model has.

        Raises:
            RoiError: it has none of them.
        """
        names = tuple(name for name in self.metrics if name in metrics_of(model))
        if self.metrics and not names:
            raise not_financed(self.metrics[0])
        return self if names == self.metrics else replace(self, metrics=names)

    def figures(self, model: Model) -> tuple[tuple[Kept, Cut], ...]:
        """What is kept of each draw, by cut: nothing twice where cuts are the same, or are alike in it."""
        same = distinct_cuts(model)
        cuts = dict.fromkeys(same[cut] for cut in self.cuts)
        rows = [METRICS[name] for name in self.metrics]
        return tuple(dict.fromkeys(figure for cut in cuts for row in rows for figure in row.figures(cut)))


EVERYTHING = Scope()


def not_financed(metric: str) -> RoiError:
    """The case does not say what a metric is worked out with."""
    row = METRICS[metric]
    keys = " or ".join(f"`{key}`" for key in row.finance)
    hint = f"Add {keys} under [finance] of the case."
    return RoiError(f"the case has no {row.label}", of_setting("metric"), hint)
