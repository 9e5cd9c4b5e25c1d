"""What could turn a verdict, looked for on the draws of an estimate: values of inputs, answers, ways to deploy."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from roi.analysis.compare import AS_IT_STANDS, NOTHING, Candidate, Comparison, compare
from roi.analysis.compare import FEWEST_DRAWS as FEWEST_TO_COMPARE
from roi.analysis.drivers import tornado
from roi.analysis.gate import has_gate
from roi.analysis.information import FEWEST_DRAWS as FEWEST_TO_ASK
from roi.analysis.information import Information, information
from roi.analysis.replay import matters
from roi.analysis.solve import FEWEST_DRAWS as FEWEST_TO_SOLVE
from roi.analysis.solve import At, Solution, Target, solve
from roi.case import DISCOUNT_RATE
from roi.errors import RoiError
from roi.model import Model, ModelInput
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.estimate import Estimate, probability
from roi.sim.gate import resolve
from roi.sim.result import Simulation

Progress = Callable[[int, int], None]
MOST_CONDITIONS = 3  # that are shown
MOST_TRIED = 8  # inputs that are solved for
MOST_COMPARED = 65_536  # draws of a comparison: more would hold every candidate's for little


@dataclass(frozen=True, slots=True)
class Way:
    """Another way to deploy on the same draws.

    Attributes:
        name: of the option, `AS_IT_STANDS` for none; `title`: what people call it.
        gated: whether it is a pilot after which somebody decides.
        expected: mean NPV; `gain`: its mean over that of the estimate, draw by draw; `loss`: P(NPV < 0).
    """

    name: str
    title: str
    gated: bool
    expected: Estimate
    gain: Estimate
    loss: Estimate


@dataclass(frozen=True, slots=True)
class Prospects:
    """What could turn a verdict, in the order in which it is looked for.

    Attributes:
        conditions: inputs with values at which the expected NPV is 0, in the order of their questions.
        information: what answers are worth; None where the draws are too few or there is nothing to learn.
        strongest: the two inputs that swing the plan most, luck aside.
        ways: other ways to deploy, the best first; those without stated costs are left out.
    """

    conditions: tuple[Solution, ...] = ()
    information: Information | None = None
    strongest: tuple[ModelInput, ...] = ()
    ways: tuple[Way, ...] = ()


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
    known = _information(run, cut)
    tell(1, 3)
    solved = conditions(run, cut, known)
    tell(2, 3)
    swings = [swing.item for swing in tornado(run.model, "npv", cut) if not swing.item.spec.chance]
    return Prospects(solved, known, tuple(swings[:2]), _ways(run, cut, tell))


def conditions(
    run: Simulation, cut: Cut = HEADLINE, known: Information | None = None, at: At = "mean"
) -> tuple[Solution, ...]:
    """What must be true: values of inputs at which the expected NPV is 0, or NPV at P50.

    The inputs that the case asks for first, those whose answers are worth most, then those that swing the plan
    most.  Values within P1 to P99 of the evidence come before others, and those far beyond it are left out.
    """
    if run.model.unstated or run.draws_used < FEWEST_TO_SOLVE:
        return ()
    found: list[Solution] = []
    for item in _tried(run.model, cut, known):
        try:
            one = solve(run, item.id, Target(at=at, cut=cut))
        except RoiError:  # an input that cannot be solved for is passed over
            continue
        if any(_reachable(one, root.value) for root in one.roots):
            found.append(one)
        if sum(_inside(one) for one in found) == MOST_CONDITIONS:
            break
    kept = ([one for one in found if _inside(one)] or found)[:MOST_CONDITIONS]
    return tuple(sorted(kept, key=lambda one: one.item.spec.first or math.inf))


def asked_first(model: Model) -> list[ModelInput]:
    """The inputs that a case asks for first, in order."""
    items = [item for item in model.inputs if item.spec.first is not None and not item.spec.chance]
    return sorted(items, key=lambda item: item.spec.first or 0)


def _tried(model: Model, cut: Cut, known: Information | None) -> list[ModelInput]:
    """The best question, the strongest lever, what the case asks for, what swings the plan, what is fixed."""
    ranked = [question.items[0] for question in known.ranked[:1] if not question.together] if known else []
    swinging = [swing.item for swing in tornado(model, "npv", cut)]
    levers = [item for item in swinging if item.spec.lever]
    others = [item for item in model.inputs if item.constant and matters(model, item.id, cut)]
    every = [*ranked, *levers[:1], *asked_first(model), *swinging, *others]
    chosen = {item.id: item for item in every if not item.spec.chance}
    return list(chosen.values())[:MOST_TRIED]


def _reachable(found: Solution, value: float) -> bool:
    """Whether a value is worth naming: no farther off the evidence than it is wide; below twice a fixed one."""
    width = found.p99 - found.p1 or abs(found.likely) * (1 - 1e-9)
    return found.p1 - width <= value <= found.p99 + width


def _inside(found: Solution) -> bool:
    """Whether some value lies within the evidence; of a fixed one, within half and double of it."""
    if found.item.constant:
        return any(0.5 <= root.value / found.likely <= 2 for root in found.roots) if found.likely else False
    return any(root.inside for root in found.roots)


def _information(run: Simulation, cut: Cut) -> Information | None:
    if run.draws_used < FEWEST_TO_ASK or np.ptp(run.values("npv", cut)) == 0:
        return None
    try:
        return information(run, 0.0, cut, detailed=0)  # the thresholds are those of `conditions`
    except RoiError:  # draws without a finite value
        return None


def ways_to_deploy(model: Model) -> tuple[Candidate, ...]:
    """The other ways to deploy the case, with the same answers, under the same preset."""
    names: list[str | None] = [None, *model.case.options]
    found = []
    for name in names:
        if name == model.option:
            continue
        places = {*model.case.inputs, DISCOUNT_RATE, *(model.case.options[name].inputs if name else ())}
        layers = [
            replace(layer, overrides={key: told for key, told in layer.overrides.items() if key in places})
            for layer in model.layers
        ]
        other = resolve(
            model.case, option=name, preset=model.preset, layers=layers, horizon=model.horizon,
            currency=model.currency,
        )  # fmt: skip
        found.append(Candidate(name or AS_IT_STANDS, other))
    return tuple(found)


def _ways(run: Simulation, cut: Cut, tell: Progress) -> tuple[Way, ...]:
    """The other ways on the same draws, the best first."""
    if not run.model.case.options or run.draws_used < FEWEST_TO_COMPARE:
        return ()
    now = Candidate(run.model.option or AS_IT_STANDS, run.model)
    sampling = run.prepared.sampling
    try:
        found = compare(
            [now, *ways_to_deploy(run.model)], draws=min(run.draws_used, MOST_COMPARED), seed=sampling.seed,
            sampler=sampling.sampler, cut=cut, progress=lambda _done, _total: tell(2, 3),
        )  # fmt: skip
    except RoiError:  # an option that refuses an answer, or has no costs
        return ()
    return ways(found, now.name)


def ways(found: Comparison, now: str) -> tuple[Way, ...]:
    """The candidates of a comparison beside the one that stands now, the best first."""
    told = []
    for one in found.standings:
        if one.name in (now, NOTHING) or one.model is None or one.undefined:
            continue
        npv = found.npv[one.name]
        told.append(
            Way(
                name=one.name,
                title=way_title(one.model),
                gated=has_gate(one.model),
                expected=one.npv.mean,
                gain=found.difference(one.name, now).spread.mean,
                loss=probability(npv < 0),
            )
        )
    return tuple(sorted(told, key=lambda way: -way.expected.value))


def way_title(model: Model) -> str:
    """What people call a way to deploy."""
    if model.option is None:
        return "The case as it stands"
    return model.case.options[model.option].title or model.option


def _untold(_done: int, _total: int) -> None:
    return
