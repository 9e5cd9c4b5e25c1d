"""What an estimate says to do, by rules: go, go if, pilot first, not yet.

The rules stand in `docs/verdict.md`, in the order in which `word_of` tries them.  They judge the expected net
present value and the chance of a loss; what could turn them is looked for on the same draws.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from roi.analysis.gate import has_gate
from roi.analysis.headline import Headline, headline
from roi.analysis.prospects import Progress, Prospects, Way, prospects
from roi.analysis.solve import Root, Solution
from roi.model import Model, ModelInput
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.estimate import Estimate
from roi.sim.result import Simulation
from roi.sim.summary import Summary

Word = Literal["go", "go if", "pilot first", "not yet", "too close to call", "no verdict"]
ACCEPTED_LOSS = 0.2  # chance of a loss up to which a gain needs no condition
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
class Verdict:
    """What an estimate says to do.

    Attributes:
        headline: the figures that were judged.
        threshold: the value that would turn it; None where no single one is found.
        way: another way to deploy that is better beyond the sampling error, and pays.
        ask: what to find out first; where neither an answer nor a threshold stands out, the inputs that move
            the plan most; empty where nothing varies.
        worth: what the answer is worth, in money; None where that is not measurable.
        prospects: all that was looked at; None in a verdict of the draws alone.
    """

    word: Word
    headline: Headline
    model: Model
    threshold: Threshold | None = None
    way: Way | None = None
    ask: tuple[ModelInput, ...] = ()
    worth: Estimate | None = None
    prospects: Prospects | None = None


def verdict(model: Model, found: Headline, looked_at: Prospects | None = None) -> Verdict:
    """The verdict on an estimate; on its draws alone where nothing else was looked at."""
    looked = looked_at or Prospects()
    best = next((way for way in looked.ways if clear(way.expected) > 0 and clear(way.gain) > 0), None)
    ask, worth = _first_to_ask(looked)
    loses = best is None and clear(found.npv.expected, certain=found.certain) < 0
    threshold = _turning(thresholds(looked.conditions), ask, negotiated=loses)
    word = word_of(
        found.npv.expected,
        found.npv.loss,
        certain=found.certain,
        gated=has_gate(model),
        way=best,
        threshold=threshold,
    )
    return Verdict(word, found, model, threshold, best, ask, worth, looked_at)


def assess(
    run: Simulation, summary: Summary, cut: Cut = HEADLINE, progress: Progress | None = None
) -> Verdict:
    """The verdict on a run with all that could turn it.

    Args:
        run: the simulation; `summary`: its statistics.
        cut: which benefits count.
        progress: told (steps done, steps in all); may throw to stop.
    """
    return verdict(run.model, headline(run, summary, cut), prospects(run, cut, progress))


def word_of(
    expected: Estimate,
    loss: Estimate,
    *,
    certain: bool = False,
    gated: bool = False,
    way: Way | None = None,
    threshold: Threshold | None = None,
) -> Word:
    """The rules.

    Args:
        expected: mean NPV.
        loss: P(NPV < 0).
        certain: whether every draw is the same.
        gated: whether the estimate is a pilot after which somebody decides.
        way: another way to deploy that is better, and pays, beyond the sampling error.
        threshold: the value of an input that would turn the sign of the expected NPV.
    """
    sign = clear(expected, certain=certain)
    if math.isnan(sign):
        return "no verdict"
    if way is not None and way.gated:
        return "pilot first"
    if way is not None and sign <= 0:
        return "go if"
    if sign == 0:
        return "too close to call"
    if sign < 0:
        return "go if" if threshold is not None and threshold.negotiable else "not yet"
    if gated:
        return "pilot first"
    turns = threshold is not None and threshold.near
    return "go if" if loss.value > ACCEPTED_LOSS and turns else "go"


def clear(estimate: Estimate, *, certain: bool = False) -> float:
    """The sign of an estimate, −1 or 1; 0 within its 95 % interval, nan where it has no finite value."""
    if not math.isfinite(estimate.value):
        return math.nan
    if not certain and not abs(estimate.value) > estimate.half_width:
        return 0.0
    return math.copysign(1.0, estimate.value) if estimate.value else 0.0


def _first_to_ask(looked: Prospects) -> tuple[tuple[ModelInput, ...], Estimate | None]:
    """The question worth most; else that of the nearest threshold; else what moves the plan most."""
    known = looked.information
    for question in (*known.ranked, *known.groups) if known else ():
        return question.items, question.value
    near = nearest_threshold(thresholds(looked.conditions))
    if near is not None:
        return (near.item,), None
    return looked.strongest, None


# Thresholds ------------------------------------------------------------------------------------


def thresholds(conditions: Sequence[Solution]) -> tuple[Threshold, ...]:
    """The nearest value of each input at which the expected NPV is 0."""
    found = (min((_threshold(one, root) for root in one.roots), key=_distance) for one in conditions)
    return tuple(found)


def nearest_threshold(found: Sequence[Threshold]) -> Threshold | None:
    """The one that takes the least."""
    return min(found, key=_distance, default=None)


def _turning(
    found: Sequence[Threshold], ask: tuple[ModelInput, ...], *, negotiated: bool
) -> Threshold | None:
    """The threshold to speak of: that of the question asked first, where it has one, else the nearest.

    `negotiated`: what can be agreed on comes before what can only be found out.
    """
    agreed = [one for one in found if one.negotiable]
    if negotiated and agreed:
        return nearest_threshold(agreed)
    asked = [one for one in found if one.inside and (one.item,) == ask]
    return asked[0] if asked else nearest_threshold(found)


def _threshold(found: Solution, root: Root) -> Threshold:
    item = found.item
    if item.constant:
        size = abs(found.likely)
        distance = abs(root.value - found.likely) / size if size else math.inf
    else:
        distance = abs(2 * root.below - 1) if root.inside else 1.0 + _beyond(found, root)
    return Threshold(item, root.value, root.better_above, root.inside, root.below, distance)


def _beyond(found: Solution, root: Root) -> float:
    """How far outside P1 to P99 a value lies, in widths of it."""
    gap = max(found.p1 - root.value, root.value - found.p99, 0.0)
    return gap / (found.p99 - found.p1) if found.p99 > found.p1 else math.inf


def _distance(one: Threshold) -> float:
    return one.distance
