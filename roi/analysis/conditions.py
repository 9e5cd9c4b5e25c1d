"""What must be true: values of single inputs at which the expected NPV is 0, and how far off they are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from roi.analysis.common_draws import SOLVED_ON, CommonDraws, common_draws
from roi.analysis.drivers import Swing, tornado
from roi.analysis.information import Information
from roi.analysis.levers import levers_of
from roi.analysis.solve import FEWEST_DRAWS, At, Root, Solution, Target, solve
from roi.errors import RoiError
from roi.model import Model, ModelInput
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.reach import matters
from roi.sim.result import Simulation

MOST_CONDITIONS = 3  # that are shown
MOST_TRIED = 8  # inputs that are solved for
MOST_LEVERS = 4  # of them, levers
NEAR = 0.8  # distance up to which a threshold may well be crossed: P10 to P90 of the evidence
NEAR_FIXED = 0.2  # the same of a value without uncertainty: a fifth of it


@dataclass(frozen=True, slots=True)
class Threshold:
    """A value of one input at which the expected NPV is 0, in its declared unit.

    Attributes:
        item: the input as it is.
        value: the threshold; `above`: whether it pays above the value (else below it).
        inside: whether it lies within P1 to P99 of the evidence; `below`: the share of it at or below.
        distance: how far off it is: 0 is the middle of the evidence, 1 beyond it; of an input without
            uncertainty, the change as a share of its value.
    """

    item: ModelInput
    value: float
    above: bool
    inside: bool
    below: float
    distance: float

    @property
    def negotiable(self) -> bool:
        """Whether somebody chooses or negotiates the input, and the value is near."""
        return self.item.spec.lever and self.near

    @property
    def near(self) -> bool:
        """Whether it may well be crossed: within eight in ten of the evidence, or a fifth of a fixed value."""
        return self.distance <= (NEAR_FIXED if self.item.constant else NEAR)


@dataclass(frozen=True, slots=True)
class Tried:
    """What the parts of a verdict on one run share.

    Attributes:
        swings: of the plan by one input at a time, the widest first.
        draws: of NPV in the cut, ready for every lever and for what is tried first; None of a run of too few.
    """

    swings: tuple[Swing, ...]
    draws: CommonDraws | None


def tried(run: Simulation, cut: Cut) -> Tried:
    """What conditions and levers are looked for on."""
    model = run.model
    swings = tornado(model, "npv", cut)
    if run.draws_used < FEWEST_DRAWS:
        return Tried(swings, None)
    first = _in_turn(model, cut, [swing.item for swing in swings])[: MOST_LEVERS + MOST_TRIED]
    names = dict.fromkeys(item.id for item in (*levers_of(model, cut), *first))
    return Tried(swings, common_draws(run.prepared, [*names], SOLVED_ON, "npv", cut))


def conditions(
    run: Simulation,
    cut: Cut = HEADLINE,
    known: Information | None = None,
    at: At = "mean",
    on: Tried | None = None,
) -> tuple[Solution, ...]:
    """What must be true: values of inputs at which the expected NPV is 0, or NPV at P50.

    The best question, the lever that is nearest to its value, the inputs that the case asks for first, then those
    that swing the plan most.  Values within P1 to P99 of the evidence come before others, and those far beyond it
    are left out.  `on`: what is `tried` of the run, where it is known.
    """
    if run.model.unstated:
        return ()
    on = on or tried(run, cut)
    if on.draws is None:
        return ()
    swinging = [swing.item for swing in on.swings]
    best = [question.items[0] for question in known.ranked[:1] if not question.together] if known else []
    target, common = Target(at=at, cut=cut), on.draws
    levers = _levers(run.model, cut, known, swinging)[:MOST_LEVERS]
    in_turn = {item.id: item for item in (*best, *_in_turn(run.model, cut, swinging))}
    negotiated = {each.item.id: each for each in _solved(run, levers, target, common)}
    nearest = sorted(negotiated.values(), key=lambda each: _threshold_of(each).distance)[:1]
    left_out = {each.item.id for each in nearest} | {item.id for item in levers if item.id not in negotiated}
    others = [item for item in in_turn.values() if item.id not in left_out]
    solutions: list[Solution] = [*nearest]
    for item in others[: MOST_TRIED - 1]:
        solutions += [negotiated[item.id]] if item.id in negotiated else _solved(run, [item], target, common)
        if sum(_inside(each) for each in solutions) == MOST_CONDITIONS:
            break
    if not solutions:  # of a number that is 0 no value is near: one is worth naming where nothing else is
        nothing = [item for item in in_turn.values() if item.constant and item.likely == 0]
        solutions += _solved(run, nothing[:MOST_TRIED], target, common, near=False)
    kept = ([each for each in solutions if _inside(each)] or solutions)[:MOST_CONDITIONS]
    return tuple(sorted(kept, key=lambda each: each.item.spec.first or math.inf))


def _in_turn(model: Model, cut: Cut, swinging: Sequence[ModelInput]) -> list[ModelInput]:
    """What the case asks for first, what swings the plan most, then numbers without uncertainty; no luck."""
    fixed = [item for item in model.inputs if item.constant and matters(model, item.id, cut)]
    every = {item.id: item for item in (*asked_first(model), *swinging, *fixed)}
    return [item for item in every.values() if not item.spec.luck]


def _solved(
    run: Simulation, items: Sequence[ModelInput], target: Target, common: CommonDraws, *, near: bool = True
) -> Iterator[Solution]:
    """Those that some value turns; `near`: that is not far off."""
    for item in items:
        try:
            each = solve(run, item.id, target, common, with_today=False)
        except RoiError:  # an input that cannot be solved for is passed over
            continue
        if any(not near or _reachable(each, root.value) for root in each.roots):
            yield each


def _levers(
    model: Model, cut: Cut, known: Information | None, swinging: Sequence[ModelInput]
) -> list[ModelInput]:
    """What is chosen or negotiated, the strongest first: by what a tenth is worth, else by what swings the plan."""
    ranked = [lever.item for lever in known.levers] if known else []
    every = {item.id: item for item in (*ranked, *swinging, *levers_of(model, cut)) if item.spec.lever}
    return list(every.values())


def asked_first(model: Model) -> list[ModelInput]:
    """The inputs that a case asks for first, in order."""
    items = [item for item in model.inputs if item.spec.first is not None and not item.spec.luck]
    return sorted(items, key=lambda item: item.spec.first or 0)


def _reachable(solution: Solution, value: float) -> bool:
    """Whether a value is worth naming: no farther off the evidence than it is wide; below twice a fixed one."""
    width = solution.p99 - solution.p1 or abs(solution.likely) * (1 - 1e-9)
    return solution.p1 - width <= value <= solution.p99 + width


def _inside(solution: Solution) -> bool:
    """Whether some value lies within the evidence; of a fixed one, within half and double of it."""
    if solution.item.constant:
        return (
            any(0.5 <= root.value / solution.likely <= 2 for root in solution.roots)
            if solution.likely
            else False
        )
    return any(root.inside for root in solution.roots)


def thresholds(conditions: Sequence[Solution]) -> tuple[Threshold, ...]:
    """The nearest value of each input at which the expected NPV is 0."""
    return tuple(_threshold_of(condition) for condition in conditions)


def _threshold_of(solution: Solution) -> Threshold:
    return min((_threshold(solution, root) for root in solution.roots), key=_distance)


def nearest_threshold(thresholds: Sequence[Threshold]) -> Threshold | None:
    """The one that takes the least."""
    return min(thresholds, key=_distance, default=None)


def _threshold(solution: Solution, root: Root) -> Threshold:
    item = solution.item
    if item.constant:
        size = abs(solution.likely)
        distance = abs(root.value - solution.likely) / size if size else math.inf
    else:
        distance = abs(2 * root.below - 1) if root.inside else 1.0 + _beyond(solution, root)
    return Threshold(item, root.value, root.better_above, root.inside, root.below, distance)


def _beyond(solution: Solution, root: Root) -> float:
    """How far outside P1 to P99 a value lies, in widths of it."""
    gap = max(solution.p1 - root.value, root.value - solution.p99, 0.0)
    return gap / (solution.p99 - solution.p1) if solution.p99 > solution.p1 else math.inf


def _distance(threshold: Threshold) -> float:
    return threshold.distance
