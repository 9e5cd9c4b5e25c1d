"""Whether a larger model pays: the step in size on the same luck, and where it breaks even.

The market report's trade-off: from 100 to 1,000 billion parameters quality rises by 5 to 10 % and the cost of
inference by 10 to 20 times.  Ways to deploy that have the input `size_step` can take that step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import roi.analysis.volume as volumes
from roi.analysis.compare import Candidate, Comparison, compare
from roi.analysis.comparison import Difference
from roi.analysis.solve import Solution, Target, solve
from roi.analysis.stress import parse_stress, twins
from roi.analysis.volume_inputs import volume_input
from roi.defaults import SEED
from roi.errors import RoiError
from roi.model import Model
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.plan import plan
from roi.sim.run import simulate

STEP, QUALITY, COST = "size_step", "size_quality", "size_cost"
REACHED = "quality_reached"  # the line of the effect, against that of the evidence
LARGER = ", larger"
# As many as `solve` looks for brackets on: the difference is far smaller than what other draws would change.
DRAWS = 2_048


@dataclass(frozen=True, slots=True)
class LargerModel:
    """The whole step of one way to deploy.

    Attributes:
        gain: NPV with the step less NPV without, draw by draw.
        quality, cost: values of the gain in quality, and of the multiple of the cost, at which the step pays
            on average; None where it does not depend on it.
        volume: at which volume another of the two leads; None without a volume.
    """

    name: str
    gain: Difference
    quality: Solution | None
    cost: Solution | None
    volume: volumes.Lead | None
    volume_unit: str
    volume_label: str


@dataclass(frozen=True, slots=True)
class Point:
    """A way to deploy by quality and costs.

    Attributes:
        quality: of the plan, 1 is what the evidence is about.
        costs: expected present value of all costs; npv: expected.
        beaten_by: those of no less quality at no more costs, better in one of them; empty on the frontier.
    """

    name: str
    quality: float
    costs: float
    npv: float
    beaten_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """All ways to deploy, those that can take the step twice."""

    points: tuple[Point, ...]
    steps: tuple[LargerModel, ...]
    draws: int


def sizes_of(
    candidates: Sequence[Candidate],
    *,
    cut: Cut = HEADLINE,
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> Sizes:
    """Quality by cost of every way to deploy, and whether a larger model pays where one can be taken.

    Raises:
        RoiError: what `compare` raises; no way to deploy that can take the step.
    """
    stepping = [each for each in candidates if STEP in {item.id for item in each.model.inputs}]
    if not stepping:
        raise RoiError("no way to deploy takes a step to a larger model", hint=f"It has the input `{STEP}`.")
    small = _at(stepping, 0)
    larger = tuple(Candidate(f"{each.name}{LARGER}", each.model) for each in _at(stepping, 1))
    by_name = {each.name: each for each in small}
    every = (*(by_name.get(each.name, each) for each in candidates), *larger)
    compared = compare(every, draws=DRAWS, seed=seed, cut=cut)
    steps = []
    for done, (smaller, other) in enumerate(zip(small, larger, strict=True), start=1):
        steps.append(_step(compared, smaller, other, cut, seed))
        if progress is not None:
            progress(done, len(small))
    return Sizes(_points(compared), tuple(steps), compared.draws)


def _at(candidates: Sequence[Candidate], step: int) -> tuple[Candidate, ...]:
    return twins(candidates, (parse_stress(f"{STEP}={step}"),))


def _step(compared: Comparison, smaller: Candidate, other: Candidate, cut: Cut, seed: int) -> LargerModel:
    run = simulate(other.model, draws=DRAWS, seed=seed, scope=("npv",))
    target = Target("npv", float(compared.npv[smaller.name].mean()), at="mean", cut=cut)

    def solved(name: str) -> Solution | None:
        try:
            return solve(run, name, target)
        except RoiError:  # nothing hangs on it, or there is no finite mean to meet
            return None

    named = volume_input(smaller.model)
    scan = None if named is None else volumes.scan((smaller, other), named, at="mean", cut=cut, seed=seed)
    lead = None if scan is None else scan.lead("npv", [smaller.name, other.name])
    return LargerModel(
        smaller.name,
        compared.difference(other.name, smaller.name),
        solved(QUALITY),
        solved(COST),
        lead,
        "" if scan is None else scan.unit,
        "" if scan is None else scan.label,
    )


def _points(compared: Comparison) -> tuple[Point, ...]:
    standings = [each for each in compared.standings if each.model is not None and not each.undefined]
    at = {
        each.name: (quality_of(each.model), each.costs.value, each.npv.mean.value)
        for each in standings
        if each.model is not None
    }
    points = []
    for name, (quality, costs, npv) in at.items():
        beaten = tuple(
            other
            for other, (better, less, _) in at.items()
            if better >= quality and less <= costs and (better, less) != (quality, costs)
        )
        points.append(Point(name, quality, costs, npv, beaten))
    return tuple(sorted(points, key=lambda point: (point.costs, point.name)))


def quality_of(model: Model) -> float:
    """The effect against that of the evidence, in the plan; 1 where the way to deploy is that of the evidence."""
    values = plan(model).values
    return float(values[REACHED][-1]) if REACHED in {line.id for line in model.lines} else 1.0
