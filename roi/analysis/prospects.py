"""What could turn a verdict, looked for on the draws of an estimate: values of inputs, answers, ways to deploy."""

from __future__ import annotations

import numpy as np

from roi.analysis.common_draws import CommonDraws
from roi.analysis.conditions import conditions, tried
from roi.analysis.drivers import Swing
from roi.analysis.information import FEWEST_DRAWS as FEWEST_TO_ASK
from roi.analysis.information import Information, information
from roi.analysis.solve import Solution
from roi.analysis.ways import Way, find_ways
from roi.card import Brief
from roi.errors import RoiError
from roi.model import ModelInput
from roi.progress import Progress
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.result import Simulation


@dataclass(frozen=True, slots=True, repr=False)
class Prospects(Brief):
    """What could turn a verdict, in the order in which it is looked for.

    Attributes:
        conditions: inputs with values at which the expected NPV is 0, in the order of their questions.
        information: what answers are worth; None where the draws are too few or there is nothing to learn.
        swings: of the plan by one input at a time, the widest first.
        ways: other options, plans and sizes, the best first; but for those without costs or a finite mean.
        choice: what answers are worth before choosing among all ways; None where no other way pays.
    """

    conditions: tuple[Solution, ...] = ()
    information: Information | None = None
    swings: tuple[Swing, ...] = ()
    ways: tuple[Way, ...] = ()
    choice: Information | None = None

    @property
    def learning(self) -> Information | None:
        """What answers are worth for what would be decided: among all ways where another one pays."""
        return self.choice or self.information

    @property
    def strongest(self) -> tuple[ModelInput, ...]:
        """The two inputs that swing the plan most, luck aside."""
        return tuple(swing.item for swing in self.swings if not swing.item.spec.luck)[:2]


def prospects(run: Simulation, cut: Cut = HEADLINE, progress: Progress | None = None) -> Prospects:
    """All that could turn the verdict on a run: thresholds, answers, other ways to deploy.

    Parts for which a run has too few draws, or a case no ground, are empty.

    Args:
        run: the simulation.
        cut: which benefits count.
        progress: told (steps done, steps in all); may throw to stop.
    """
    if run.model.unstated:
        return Prospects()
    tell = progress or _untold
    tell(0, 3)
    on = tried(run, cut)
    known = _information(run, cut, on.draws)
    tell(1, 3)
    solved = conditions(run, cut, known, on=on)
    swings = on.swings
    del on  # common draws, of which the other ways make their own
    tell(2, 3)
    ways = find_ways(run, cut, lambda: tell(2, 3))
    return Prospects(solved, known, swings, ways.ranked, ways.choice)


def _information(run: Simulation, cut: Cut, common: CommonDraws | None) -> Information | None:
    if run.draws_used < FEWEST_TO_ASK or np.ptp(run.values("npv", cut)) == 0:
        return None
    try:
        # The thresholds are those of `conditions`.
        return information(run, 0.0, cut, detailed=0, common=common)
    except RoiError:  # draws without a finite value
        return None


def _untold(_done: int, _total: int) -> None:
    return
