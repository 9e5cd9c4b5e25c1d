"""Which inputs have a dimension of the Sobol' sequence: those that NPV depends on most, in that order.

Early dimensions go together best (`roi.sim.sobol`).  Inputs beyond the first 48 have points of their own that meet
all others at random; by then next to nothing of the variance is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from roi.arrays import Array
from roi.case import DISCOUNT_RATE, Case, SameCase
from roi.errors import RoiError
from roi.model import Model, ModelInput, resolve
from roi.sim.cashflow import discount_factors
from roi.sim.cuts import HEADLINE, benefits_of, costs_of
from roi.sim.evaluate import evaluate_block
from roi.sim.sampling import Sampling, uniforms

DIMENSIONS = 48
"""Of the 64 in the table; those behind are the second sample's of `roi.analysis.sobol_indices`."""

_ALIKE = 6  # the first dimensions are about equally good: so few inputs need no order
_EVALUATIONS = 2_048
_NOTHING = 1e-12  # of the largest: what is left of two equal sums


def sobol_dimensions(case: Case) -> Mapping[str, int]:
    """The dimension of each input that has one, by id.

    Fixed by the case as it stands in the document: options, presets, overrides, correlations and the horizon
    asked for change nothing, so that the luck of an input is the same in all of them.  First come the inputs
    that vary there, by the share of the variance of NPV that they take part in; places that are left go to the
    case's constants in document order, which an edit may make uncertain.  An option's own inputs have none.
    Another uncertain input in the document can move the order, and with it the draws, within their error.
    """
    return _dimensions(SameCase(case))


@lru_cache(maxsize=16)
def _dimensions(key: SameCase) -> Mapping[str, int]:
    case = key.case
    try:
        model = resolve(case)
        strongest = _by_effect(model, [item for item in model.drawn if not item.constant])
    except RoiError:  # works with an option or a preset only: there is no effect to go by
        strongest = []
    order = dict.fromkeys([*strongest, *case.inputs, DISCOUNT_RATE])
    return {name: place for place, name in enumerate([*order][:DIMENSIONS])}


def _by_effect(model: Model, uncertain: Sequence[ModelInput]) -> list[str]:
    """Ids, the largest total effect on NPV first; as they come where nothing tells them apart."""
    if len(uncertain) <= _ALIKE:
        return [item.id for item in uncertain]
    effects = _total_effects(model, uncertain)
    effects[effects <= _NOTHING * effects.max()] = 0
    return [uncertain[place].id for place in np.argsort(-effects, kind="stable")]


def _total_effects(model: Model, uncertain: Sequence[ModelInput]) -> Array:
    """The variance that each input takes part in, (inputs,), from few random draws, correlations left aside.

    Mean of (f(A) − f(AB_i))² / 2, where AB_i has input i from B (Jansen 1999; Saltelli et al. 2010, table 2).
    """
    m = max(2, _EVALUATIONS // (len(uncertain) + 1))
    rows = len(uncertain) + 1
    inputs: dict[str, Array] = {item.id: np.asarray([item.likely]) for item in model.drawn}
    for place, item in enumerate(uncertain):
        drawn = item.quantile(uniforms(Sampling("random", 0, 2 * m), None, item.id, 0, 0, 2 * m))
        column = np.tile(drawn[:m], (rows, 1))
        column[place + 1] = drawn[m:]
        inputs[item.id] = column.ravel()
    npv = _npv(model, inputs, rows * m).reshape(rows, m)
    return np.asarray(((npv[1:] - npv[0]) ** 2).mean(axis=1) / 2)


def _npv(model: Model, inputs: Mapping[str, Array], n: int) -> Array:
    flows = evaluate_block(model, inputs).flows
    factors = discount_factors(inputs[DISCOUNT_RATE], model.horizon, model.case.header.discounting)
    npv = np.zeros(n)
    for sign, names in ((1, benefits_of(model, HEADLINE)), (-1, costs_of(model))):
        for name in names:
            npv += sign * flows[name].present_value(factors)
    return npv
