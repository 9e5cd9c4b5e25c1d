"""What answers are worth for a decision: to go ahead or not, or which of several ways to choose."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from roi.analysis.common_draws import CommonDraws
from roi.analysis.comparison import NOTHING, Comparison
from roi.analysis.lead_changes import turns
from roi.analysis.levers import Lever, levers, levers_of
from roi.analysis.questions import FEWEST_DRAWS as FEWEST_DRAWS
from roi.analysis.questions import Question, basis_of, evpi, middles, valued
from roi.analysis.scores import checked_metric, enough_draws, finite_values
from roi.analysis.thresholds import PLAUSIBLE as PLAUSIBLE
from roi.analysis.thresholds import Excess, Hurdle, excess_of, flips, flips_somewhere
from roi.analysis.thresholds import Flip as Flip
from roi.card import Brief
from roi.errors import RoiError, Setting, of_setting, remedy
from roi.progress import Progress
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.estimate import Statistic, quantiles
from roi.sim.moments import MEAN, VARIANCE, estimate_of, heavy_tails, order_of
from roi.sim.result import Simulation

DETAILED = 8  # questions that are told in detail


@dataclass(frozen=True, slots=True, repr=False)
class Information(Brief):
    """What can be learnt before deciding, in money.

    Attributes:
        option: whose P50 the answers move: of several ways the best on average but for doing nothing; "" where one
            way is decided on.
        middle: P50 of its net present value today; `expected`: the mean.
        go: whether it is chosen on what is known today.
        hurdle: what its expected net present value must beat.
        evpi: value of knowing everything, luck included.
        ranked, groups, unranked: questions, see `roi.analysis.questions.Valued`.
        levers: what is chosen or negotiated, not asked: what a step of each is worth, the dearest first; of several
            ways those of the option, where anything is told in detail.
        draws: on how many all of it rests.
    """

    option: str
    middle: float
    expected: Statistic
    go: bool
    hurdle: Hurdle
    evpi: Statistic
    ranked: tuple[Question, ...]
    groups: tuple[Question, ...]
    unranked: tuple[Question, ...]
    levers: tuple[Lever, ...]
    draws: int


def information(
    run: Simulation,
    hurdle: float = 0.0,
    cut: Cut = HEADLINE,
    detailed: int = DETAILED,
    hurdle_return: float = 0.0,
    common: CommonDraws | None = None,
) -> Information:
    """The value of every question on the decision to go ahead if the expected NPV is above the hurdle.

    The hurdle is an amount, a return on the costs, or both: E[NPV] > hurdle + hurdle_return × E[costs].

    The first `detailed` of the ranked questions are told how far they move P50, and what flips the decision.
    Inputs of luck are nobody's to answer and are left out, and so are inputs that no flow reads.

    `common`: draws of NPV in the cut, ready for all levers, where nothing is told in detail.

    Raises:
        RoiError: costs that are not stated, draws without a finite value, or too few draws.
    """
    cut = checked_metric(run.model, "npv", cut)
    enough_draws(run, FEWEST_DRAWS, "The value of information")
    npv = finite_values(run, "npv", cut, moment=MEAN)
    order = order_of(heavy_tails(run.prepared), "npv", cut)
    worth = npv - hurdle
    if hurdle_return:
        worth = worth - hurdle_return * run.values("pv_costs", cut)
    questions = valued(basis_of(worth[None], [run.prepared], cut))
    choices = levers_of(run.model, cut)
    single = _single(questions.ranked[:detailed])
    names = [*single, *(item.id for item in choices)]
    excess = excess_of(run.prepared, names, Hurdle(hurdle, hurdle_return, cut), common)
    everything = evpi(worth[None])
    known = Information(
        option="",
        middle=quantiles(npv, [0.5])[0].value,
        expected=estimate_of(npv, order),
        go=bool(worth.mean() > 0),
        hurdle=excess.hurdle,
        evpi=everything if order > VARIANCE else Statistic(everything.value, math.inf),
        ranked=questions.ranked,
        groups=questions.groups,
        unranked=questions.unranked,
        levers=levers(excess, choices, beside=names if detailed else ()),
        draws=run.draws_used,
    )
    return _in_detail(known, excess, detailed)


def in_detail(known: Information, run: Simulation, detailed: int = DETAILED) -> Information:
    """What is known of a run, with its first questions and levers told in detail as `information` does."""
    names = [*_single(known.ranked[:detailed]), *(lever.item.id for lever in known.levers[:detailed])]
    excess = excess_of(run.prepared, names, known.hurdle)
    if names:
        excess.many(names)
    return _in_detail(known, excess, detailed)


def _in_detail(known: Information, excess: Excess, detailed: int) -> Information:
    leading = known.ranked[:detailed]
    moves = _moves(excess, _single(leading))
    ranked = (
        each if each.together else replace(
            each, moves=moves[each.items[0].id], flips=flips_somewhere(excess, each.items[0])
        )
        for each in leading
    )  # fmt: skip
    turning = (replace(each, flips=flips(excess, each.item)) for each in known.levers[:detailed])
    return replace(
        known,
        ranked=(*ranked, *known.ranked[detailed:]),
        levers=(*turning, *known.levers[detailed:]),
    )


def _moves(excess: Excess, inputs: Sequence[str]) -> dict[str, tuple[float, float]]:
    """P50 of net present value with each input known to be at its P10 and at its P90."""
    return middles(excess.prepared, excess.hurdle.cut, inputs, excess.many(inputs)) if inputs else {}


def _single(questions: Sequence[Question]) -> list[str]:
    """Ids of the inputs that are asked for alone."""
    return [each.items[0].id for each in questions if not each.together]


def choice_questions(
    comparison: Comparison,
    detailed: int = DETAILED,
    progress: Progress | None = None,
    worth_grouping: Callable[[Sequence[Question]], bool] | None = None,
) -> Information:
    """The value of every question for the choice between all candidates and doing nothing.

    Inputs of any candidate count, those of chance do not.  The first `detailed` of the ranked questions are
    told how far they move P50, and at which answers another candidate becomes the best.

    Args:
        comparison: a comparison.
        detailed: how many are told in detail.
        progress: told (questions done, questions in all).
        worth_grouping: see `questions.valued`.

    Raises:
        RoiError: fewer draws than a regression needs, or no candidate with a finite mean.
    """
    names = _acting(comparison)
    basis = basis_of(
        np.stack([comparison.npv[name] for name in names]),
        comparison.prepared.values(),
        comparison.cut,
    )
    questions = valued(basis, progress, worth_grouping)
    del basis  # the splines of every input, which what follows needs no more
    option = max(names, key=lambda name: float(comparison.npv[name].mean()))
    prepared = comparison.prepared[option]
    leading = _turned(comparison, questions.ranked[:detailed])
    read = {item.id for item in prepared.model.inputs}
    single = [name for name in _single(leading) if name in read]
    choices = levers_of(prepared.model, comparison.cut) if detailed else []
    moves: dict[str, tuple[float, float]] = {}
    ranked_levers: tuple[Lever, ...] = ()
    bar = Hurdle(cut=comparison.cut)
    if single or choices:
        excess = excess_of(prepared, [*single, *(item.id for item in choices)], bar)
        ranked_levers = levers(excess, choices, beside=single)
        moves = _moves(excess, single)
    middle = quantiles(comparison.npv[option], [0.5])[0].value
    ranked = (
        each if each.together else replace(each, moves=moves.get(each.items[0].id, (middle, middle)))
        for each in leading
    )
    (expected,) = (each.npv.mean for each in comparison.standings if each.name == option)
    return Information(
        option=option,
        middle=middle,
        expected=expected,
        go=comparison.choice != NOTHING,
        hurdle=bar,
        evpi=comparison.evpi,
        ranked=(*ranked, *questions.ranked[detailed:]),
        groups=questions.groups,
        unranked=questions.unranked,
        levers=ranked_levers,
        draws=comparison.draws,
    )


def _acting(comparison: Comparison) -> list[str]:
    """The candidates that have a mean net present value."""
    if comparison.draws < FEWEST_DRAWS:
        raise RoiError(
            f"the value of information needs {FEWEST_DRAWS:,} draws; the comparison has {comparison.draws:,}",
            of_setting("draws"),
            remedy("Use ", Setting("draws", str(FEWEST_DRAWS)), "."),
        )
    names = [name for name in comparison.with_mean if name != NOTHING]
    if not names:
        raise RoiError(
            "no way to deploy has a finite mean net present value",
            of_setting("compare"),
            "Give the input with the heavy tail an end, as in truncate(…, high=…).",
        )
    return names


def _turned(comparison: Comparison, questions: tuple[Question, ...]) -> list[Question]:
    """The same questions with the answers at which another candidate becomes the best."""
    names = tuple(comparison.with_mean)
    npv = np.stack([comparison.npv[name] for name in names])
    result = []
    for each in questions:
        if not each.together:
            item = each.items[0]
            of = (made for made in comparison.prepared.values() if any(x is item for x in made.model.inputs))
            first, turned = turns(next(of), item, npv, names)
            each = replace(each, first=first, turns=turned)
        result.append(each)
    return result
