"""Which question to ask before choosing among all options and doing nothing.

As `information`, with more than one thing to do: an answer is worth E[max_d E[NPV_d | X]] − max_d E[NPV_d],
the conditional means by regression and what their choices earn by draws that the regression has not seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi.analysis.common_draws import undrawn
from roi.analysis.compare import Comparison
from roi.analysis.information import FEWEST_DRAWS, MEASURABLE, questions
from roi.analysis.regression import cross_fitted_each, design, explained, spline
from roi.analysis.replay import matters
from roi.analysis.scores import normal_scores, varying
from roi.model import ModelInput
from roi.sim.estimate import Estimate
from roi.sim.sampling import REPLICATES

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ChoiceQuestion:
    """What one question is worth before choosing.

    Attributes:
        items: the inputs it tells.
        ask: the question; "" where the case has none.
        value: EVPPI of the choice, in money.
    """

    items: tuple[ModelInput, ...]
    ask: str
    value: Estimate


def choice_questions(found: Comparison) -> tuple[ChoiceQuestion, ...]:
    """The questions of measurable value for the choice, the dearest first.

    Inputs of any candidate count, those of chance do not; none where there are fewer draws than a regression
    needs.
    """
    if found.draws < FEWEST_DRAWS:
        return ()
    worths = {name: npv for name, npv in found.npv.items() if not np.isnan(npv).any()}
    items, scores = _inputs(found)
    asked = (
        _question(group, [scores[item.id] for item in group], worths) for group in questions(list(items))
    )
    return tuple(sorted((one for one in asked if one is not None), key=lambda one: -one.value.value))


def _inputs(found: Comparison) -> tuple[tuple[ModelInput, ...], Mapping[str, Array]]:
    """The inputs that vary, matter and can be asked for in some candidate, with their normal scores.

    An input that several share has the same luck in all; a value that an option overrides has the same rank.
    """
    items: dict[str, ModelInput] = {}
    scores: dict[str, Array] = {}
    for one in found.candidates:
        mine = [
            item
            for item in varying(one.model)
            if item.id not in items and not item.spec.chance and matters(one.model, item.id, found.cut)
        ]
        if not mine:
            continue
        drawn = normal_scores(undrawn(one.model, found.draws, found.seed, found.sampler))
        for item in mine:
            items[item.id], scores[item.id] = item, drawn[item.id]
    return tuple(items.values()), scores


def _question(
    group: tuple[ModelInput, ...], scores: list[Array], worths: Mapping[str, Array]
) -> ChoiceQuestion | None:
    """The value of one question; None where it does not stand above its error."""
    columns = design([spline(z) for z in scores])
    npv = np.stack(list(worths.values()))
    means = cross_fitted_each(columns, npv)
    chosen = np.take_along_axis(npv, means.argmax(axis=0)[None], axis=0)[0]
    each = (chosen - npv[npv.mean(axis=(1, 2)).argmax()]).mean(axis=1)
    value = Estimate(float(each.mean()), float(np.std(each, ddof=1)) / REPLICATES**0.5)
    told = [explained(row, mean) for row, mean in zip(npv, means, strict=True)]
    real = any(r2.value > MEASURABLE * r2.error and r2.value > 0 for r2 in told)
    if not real or value.value <= MEASURABLE * value.error:
        return None
    return ChoiceQuestion(group, next((i.spec.ask for i in group if i.spec.ask), ""), value)
