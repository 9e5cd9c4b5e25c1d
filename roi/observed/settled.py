"""Luck that is over: a deployment that went live can no longer fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from roi.analysis.replay import upstream
from roi.arrays import Array
from roi.model import Model
from roi.sim.block import chance_lines
from roi.sim.evaluate import evaluate_block

DRAWS = 2_048
_ALIKE = 0.998  # of the draws: luck does not decide in them any more
_PLACES = np.array([0.5, 0.999, 0.001])  # of its law: values that luck is settled at


def settled(model: Model, inputs: Mapping[str, Array], names: list[str]) -> dict[str, float]:
    """The inputs of luck that decide nothing any more, each with a value at which all is as it turned out.

    Args:
        model: the case.
        inputs: draws given the observations, (n,) or a number, of every input.
        names: the inputs of luck among those that were updated.
    """
    found: dict[str, float] = {}
    for name in names:
        item = model.input(name)
        lines = [line for line in chance_lines(model) if name in model.line(line).reads]
        if not lines or item.constant:
            continue
        part = replace(model, lines=upstream(model, lines))
        drawn = dict(inputs) | {key: np.asarray(value) for key, value in found.items()}
        before = evaluate_block(part, drawn).values
        for value in item.quantile(_PLACES):
            after = evaluate_block(part, {**drawn, name: np.asarray(value)}).values
            if all(_alike(before[line], after[line]) for line in lines):
                found[name] = float(value)
                break
    return found


def _alike(before: Array, after: Array) -> bool:
    size = 1e-9 * max(1.0, float(np.abs(before).max()))
    return float(np.mean(np.abs(before - after) <= size)) >= _ALIKE
