"""What a simulation leaves behind: draws of the metrics, means of the lines."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from roi.arrays import Array
from roi.card import listed
from roi.errors import RoiError, of_setting
from roi.model import Model
from roi.model.correlation import Repair
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut, distinct_cuts
from roi.sim.metrics import METRICS
from roi.sim.plan import Plan
from roi.sim.prepare import Prepared
from roi.sim.sampling import REPLICATES
from roi.sim.scope import Scope


@dataclass(frozen=True, slots=True)
class Simulation:
    """A simulated model.

    Attributes:
        prepared: model, sampling, copula; makes the draws of any input again.
        plan: the base case.
        scope: what was worked out; threads: on so many at once.
        draws: (16, m) by (metric, cut), one row a replicate; shared cuts are held once.
        means: by ("value" | "payment" | "pv", line): the mean over draws, (H + 1,) or (1,) for "pv".
        running: (H + 1, kept) running undiscounted net by cut, of the first draws of each replicate.
        off_plan: by line of luck: the share of draws in which it differs from the plan.  What no draw has as the
            plan has it, such as a measurement with its error, is no event and is left out.
    """

    prepared: Prepared
    plan: Plan
    scope: Scope
    threads: int
    draws: Mapping[tuple[str, Cut], Array]
    means: Mapping[tuple[str, str], Array]
    running: Mapping[Cut, Array]
    off_plan: Mapping[str, float]

    @property
    def model(self) -> Model:
        """The resolved case."""
        return self.prepared.model

    @property
    def draws_used(self) -> int:
        """Draws in all: what was asked, rounded up to 16 × a power of two, but for multiples of 16,384."""
        return self.prepared.sampling.draws

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """Contradictory correlations, as asked and as used."""
        return self.prepared.copula.repairs

    def values(self, metric: str, cut: str = HEADLINE) -> Array:
        """Per draw, (16, m): nan where undefined, +inf where never.

        Raises:
            UnknownNameError: an unknown metric or cut.
            RoiError: a metric or cut that the run's scope leaves out.
        """
        row = METRICS[metric]
        if row.needs_costs and self.model.unstated:
            return np.full((REPLICATES, self.prepared.sampling.draws_per_replicate), np.nan)
        same = distinct_cuts(self.model)[Cut.named(cut)]
        try:
            draws = [self.draws[kept.name, at] for kept, at in row.figures(same)]
        except KeyError:
            hint = f"In its scope are {listed(self.scope.metrics, 20)}; cuts {listed(self.scope.cuts)}."
            raise RoiError(
                f"{metric} ({cut}) was not worked out in this run", of_setting("scope"), hint
            ) from None
        return row.of(*draws)
