"""What an estimate says to do, by rules: go, go if, pilot first, not yet.

The rules stand in `docs/verdict.md`, in the order in which `word_of` tries them.  They judge the expected net
present value and the chance of a loss; what could turn them is looked for on the same draws.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from roi.analysis.conditions import Threshold, nearest_threshold, thresholds
from roi.analysis.gate import has_gate
from roi.analysis.headline import Headline, headline
from roi.analysis.prospects import Prospects, prospects
from roi.analysis.questions import Question
from roi.analysis.ways import Way, best_way, clear
from roi.card import Brief
from roi.model import Model, ModelInput
from roi.progress import Progress
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.estimate import Statistic
from roi.sim.result import Simulation
from roi.sim.summary import Summary

Word = Literal["go", "go if", "pilot first", "not yet", "too close to call", "no verdict"]
ACCEPTED_LOSS = 0.2  # chance of a loss up to which a gain needs no condition


@dataclass(frozen=True, slots=True, repr=False)
class Verdict(Brief):
    """What an estimate says to do.

    Attributes:
        headline: the figures that were judged.
        threshold: the value that would turn it; None where no single one is found.
        way: another way to deploy that is better beyond the sampling error, and pays.
        ask: what to find out first: before choosing among all ways to deploy where another one pays, else before
            going ahead.  Where neither an answer nor a threshold stands out, the inputs that move the plan most;
            empty where nothing varies.
        worth: what the answer is worth, in money; None where that is not measurable.
        prospects: all that was looked at; None in a verdict of the draws alone.
    """

    word: Word
    headline: Headline
    model: Model
    threshold: Threshold | None = None
    way: Way | None = None
    ask: tuple[ModelInput, ...] = ()
    worth: Statistic | None = None
    prospects: Prospects | None = None

    @property
    def out_of_reach(self) -> bool:
        """Whether only what lies beyond all that is held possible would turn a loss: asking is worth nothing."""
        nearest = self.threshold
        if self.word != "not yet" or self.worth is not None or nearest is None:
            return False
        return not nearest.inside and not nearest.item.constant


def verdict(model: Model, headline: Headline, looked_at: Prospects | None = None) -> Verdict:
    """The verdict on an estimate; on its draws alone where nothing else was looked at."""
    looked = looked_at or Prospects()
    best = best_way(looked.ways)
    ask, worth = _first_to_ask(looked)
    loses = best is None and clear(headline.npv.expected, certain=headline.certain) < 0
    threshold = _turning(thresholds(looked.conditions), ask, negotiated=loses)
    word = word_of(
        headline.npv.expected,
        headline.npv.loss,
        certain=headline.certain,
        gated=has_gate(model),
        way=best,
        threshold=threshold,
    )
    return Verdict(word, headline, model, threshold, best, ask, worth, looked_at)


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
    expected: Statistic,
    loss: Statistic,
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


def questions(looked: Prospects) -> tuple[Question, ...]:
    """The questions of measurable worth, the dearest first, then groups of inputs that are learnt together.

    Where another way to deploy pays, they are those of the choice among all ways and doing nothing.
    """
    known = looked.learning
    return (*known.ranked, *known.groups) if known else ()


def _first_to_ask(looked: Prospects) -> tuple[tuple[ModelInput, ...], Statistic | None]:
    """The question worth most; else that of the nearest threshold; else what moves the plan most."""
    for question in questions(looked):
        return question.items, question.value
    near = nearest_threshold(thresholds(looked.conditions))
    if near is not None:
        return (near.item,), None
    return looked.strongest, None


def _turning(
    thresholds: Sequence[Threshold], ask: tuple[ModelInput, ...], *, negotiated: bool
) -> Threshold | None:
    """The threshold to speak of: that of the question asked first, where it has one, else the nearest.

    `negotiated`: what can be agreed on comes before what can only be found out.
    """
    agreed = [each for each in thresholds if each.negotiable]
    if negotiated and agreed:
        return nearest_threshold(agreed)
    of_question = [each for each in thresholds if each.inside and (each.item,) == ask]
    return of_question[0] if of_question else nearest_threshold(thresholds)
