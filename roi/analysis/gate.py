"""A pilot with a go/no-go gate beside buying everything at once and doing nothing: what its knowledge earns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from roi.analysis.compare import NOTHING, Candidate, Comparison
from roi.analysis.scores import mean_where
from roi.arrays import Array
from roi.model import Model, ModelInput
from roi.records import dataclass
from roi.sim.estimate import Statistic, probability
from roi.sim.evaluate import evaluate_block
from roi.sim.gate import Decision, decision, gate_input
from roi.sim.prepare import prepare
from roi.sim.reach import upstream
from roi.sim.sampling import planned

PASSED = "passed"  # the line that is 1 where the gate lets the rest through


@dataclass(frozen=True, slots=True)
class Gate:
    """How a gate does on the draws of a comparison.

    Attributes:
        name: the candidate with the gate; `full`: the one that buys everything at once.
        passed: chance that the gate is passed.
        paying: of the draws that pass, those in which net present value is above 0.
        missed: of the draws that are stopped, those in which buying everything at once would have paid.
        over_full, over_nothing: mean net present value above that of the other, paired.
        item: the input that is the gate; None where no input says so.
        decision: where it would break even; None where that cannot be worked out.
    """

    name: str
    full: str
    passed: Statistic
    paying: Statistic
    missed: Statistic
    over_full: Statistic
    over_nothing: Statistic
    item: ModelInput | None = None
    decision: Decision | None = None


def has_gate(model: Model) -> bool:
    """Whether a model has the line of a gate."""
    return any(line.id == PASSED for line in model.lines)


def gated_beside_others(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """Candidates with a gate, by name; none where all have one, since then they are like each other."""
    gated = tuple(each.name for each in candidates if has_gate(each.model))
    return gated if len(gated) < len(candidates) else ()


def gates(comparison: Comparison) -> Iterator[Gate]:
    """The gate of each candidate that has one, where buying everything at once is compared too."""
    models = {
        candidate.name: candidate.model for candidate in comparison.candidates if not candidate.model.unstated
    }
    full = next((name for name, model in models.items() if model.option is None), None)
    if full is not None:
        for name, model in models.items():
            if name != full and has_gate(model):
                yield gate(comparison, name, full)


def gate(comparison: Comparison, name: str, full: str) -> Gate:
    """The gate of one candidate, against another that has none.

    Args:
        comparison: a comparison of both.
        name: a candidate with a line `passed`.
        full: what the gate guards, bought at once.
    """
    model = next(candidate.model for candidate in comparison.candidates if candidate.name == name)
    passed = _passed(model, comparison)
    gated, whole = comparison.npv[name], comparison.npv[full]
    return Gate(
        name=name,
        full=full,
        passed=probability(passed),
        paying=mean_where(passed, (gated > 0).astype(np.float64)),
        missed=mean_where(~passed, (whole > 0).astype(np.float64)),
        over_full=comparison.difference(name, full).spread.mean,
        over_nothing=comparison.difference(name, NOTHING).spread.mean,
        item=gate_input(model),
        decision=decision(model),
    )


def _passed(model: Model, comparison: Comparison) -> NDArray[np.bool_]:
    """Whether the gate is passed, (16, m), on the draws of the comparison."""
    prepared = prepare(model, planned(comparison.draws, comparison.seed, comparison.sampler))
    part = replace(model, lines=upstream(model, [PASSED]))

    def passed(inputs: dict[str, Array], _: int) -> dict[str, Array]:
        return {PASSED: np.atleast_2d(evaluate_block(part, inputs).values[PASSED])[-1]}

    return prepared.by_replicate(passed)[PASSED] > 0
