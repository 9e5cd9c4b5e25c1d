"""Luck that is over, or nearly: a deployment that went live can no longer fail, or only late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from roi.arrays import Array
from roi.model import Model
from roi.records import dataclass
from roi.sim.block import luck_lines
from roi.sim.evaluate import DrawBlock, evaluate_block
from roi.sim.reach import upstream
from roi.sim.workspace import Workspace

DRAWS = 2_048
_ALIKE = 0.998  # of the draws: luck does not decide in them any more
_PLACES = np.array([0.5, 0.999, 0.001])  # of its law: values that luck is settled at
_FEWEST = 20  # draws of a branch, for a law of what matters there alone

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SettledLuck:
    """How an input of luck turned out.

    Attributes:
        values: in the unit of formulas: one, where it decides nothing any more; or two, the likelier first, that
            lead to the two outcomes that are left.
        shares: their probabilities.
        only: by input that matters in the less likely outcome alone, its values in those draws.
    """

    values: tuple[float, ...]
    shares: tuple[float, ...]
    only: Mapping[str, Array]


def settled(
    model: Model, inputs: Mapping[str, Array], names: Sequence[str], others: Sequence[str]
) -> dict[str, SettledLuck]:
    """The inputs of luck whose outcome is known, or has become a matter of one probability.

    Once a year has gone well, luck, the rate of failure and the month of an end hang together: it may still fail,
    but only late.  No correlation of ranks says so.  What is stored is the probability of either outcome, and for
    what matters in the less likely one alone its law there: every figure comes out as it would with all three.

    Args:
        model: the case.
        inputs: draws given the observations, (n,) or a number, of every input.
        names: the inputs of luck among those that were updated; others: the other inputs that were.
    """
    settled_luck: dict[str, SettledLuck] = {}
    for name in names:
        item = model.input(name)
        lines = [line for line in luck_lines(model) if name in model.line(line).reads]
        if not lines or item.constant:
            continue
        part = replace(model, lines=upstream(model, lines))
        drawn = dict(inputs) | {key: np.asarray(luck.values[0]) for key, luck in settled_luck.items()}
        masks = [_alike(part, drawn, {name: np.asarray(value)}, lines) for value in item.quantile(_PLACES)]
        sure = [value for value, mask in zip(item.quantile(_PLACES), masks, strict=True) if _all(mask)]
        if sure:
            settled_luck[name] = SettledLuck((float(sure[0]),), (1.0,), {})
        elif _all(masks[1] | masks[2]):
            ends = sorted(
                zip(masks[1:], item.quantile(_PLACES[1:]), strict=True), key=lambda end: -end[0].sum()
            )
            share = float(np.mean(ends[0][0]))
            values = (float(ends[0][1]), float(ends[1][1]))
            only = _only(model, {**drawn, name: np.asarray(values[0])}, ~ends[0][0], others)
            settled_luck[name] = SettledLuck(values, (share, 1 - share), only)
    return settled_luck


def _only(model: Model, likelier: Mapping[str, Array], other: Mask, names: Sequence[str]) -> dict[str, Array]:
    """The inputs that change no line in the likelier outcome, with their values in the other draws."""
    if np.count_nonzero(other) < _FEWEST:
        return {}
    kept = Workspace(last=2)  # the lines as they are, and with another value of one input

    def put(name: str, order: int) -> Array:
        return kept.take(name, order, np.asarray, likelier[name][::order])

    varying = [name for name in names if np.ndim(likelier[name])]
    for name in varying:
        put(name, 1)
    before = evaluate_block(model, likelier, kept)
    shown = {}
    for name in varying:
        after = evaluate_block(model, {**likelier, name: put(name, -1)}, kept)
        worked_out = [line.id for line in model.lines if after.lines[line.id] is not before.lines[line.id]]
        if _all(_same(before, after, worked_out)):
            shown[name] = likelier[name][other]
        put(name, 1)
    return shown


def _alike(
    model: Model, inputs: Mapping[str, Array], changed: Mapping[str, Array], lines: Sequence[str]
) -> Mask:
    """The draws in which the lines stay as they are with other values of some inputs, (n,)."""
    return _same(evaluate_block(model, inputs), evaluate_block(model, {**inputs, **changed}), lines)


def _same(before: DrawBlock, after: DrawBlock, lines: Sequence[str]) -> Mask:
    """The draws in which lines are as they were, (n,), or (1,) for all."""
    same: Mask = np.ones(1, dtype=bool)
    for line in lines:
        was, now = before.values[line], after.values[line]
        size = 1e-9 * max(1.0, float(np.abs(was).max()))
        near = np.abs(was - now) <= size
        same = same & (near if near.ndim < 2 else near.all(axis=0))
    return np.asarray(same)


def _all(mask: Mask) -> bool:
    return float(np.mean(mask)) >= _ALIKE
