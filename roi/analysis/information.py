"""What an answer is worth for the decision to go ahead: where the expected net present value is above a hurdle."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from roi.analysis.levers import Lever, levers, levers_of
from roi.analysis.questions import FEWEST_DRAWS as FEWEST_DRAWS
from roi.analysis.questions import Question, basis_of, evpi, middles, valued
from roi.analysis.scores import checked_metric, enough_draws, finite_values
from roi.analysis.thresholds import PLAUSIBLE as PLAUSIBLE
from roi.analysis.thresholds import Flip as Flip
from roi.analysis.thresholds import Hurdle, excess_of, flips
from roi.card import Brief
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.estimate import Statistic, quantiles
from roi.sim.moments import MEAN, VARIANCE, estimate_of, heavy_tails, order_of
from roi.sim.result import Simulation


@dataclass(frozen=True, slots=True, repr=False)
class Information(Brief):
    """What can be learnt before deciding, in money.

    Attributes:
        hurdle: the net present value that the option must beat, beside
        hurdle_return: that share of the present value of its costs.
        go: whether the option is chosen on what is known today.
        evpi: value of knowing everything, luck included.
        middle: P50 of net present value today.
        ranked, groups, unranked: questions, see `roi.analysis.questions.Valued`.
        levers: what is chosen or negotiated, not asked: what a step of each is worth, the dearest first.
        draws: on how many all of it rests.
    """

    hurdle: float
    hurdle_return: float
    go: bool
    expected: Statistic
    evpi: Statistic
    middle: float
    ranked: tuple[Question, ...]
    groups: tuple[Question, ...]
    unranked: tuple[Question, ...]
    levers: tuple[Lever, ...] = ()
    draws: int = 0


def information(
    run: Simulation,
    hurdle: float = 0.0,
    cut: Cut = HEADLINE,
    detailed: int = 8,
    hurdle_return: float = 0.0,
) -> Information:
    """The value of every question on the decision to go ahead if the expected NPV is above the hurdle.

    The hurdle is an amount, a return on the costs, or both: E[NPV] > hurdle + hurdle_return × E[costs].

    The first `detailed` of the ranked questions are told how far they move P50, and what flips the decision.
    Inputs of chance are nobody's to answer and are left out, and so are inputs that no flow reads.

    Raises:
        RoiError: costs that are not stated, draws without a finite value, or too few draws.
    """
    cut = checked_metric(run.model, "npv", cut)
    enough_draws(run, FEWEST_DRAWS, "The value of information")
    npv = finite_values(run, "npv", cut, moment=MEAN)
    order = order_of(heavy_tails(run.prepared), "npv", cut)
    excess = npv - hurdle
    if hurdle_return:
        excess = excess - hurdle_return * run.values("pv_costs", cut)
    questions = valued(basis_of(excess[None], [run], cut))
    choices = levers_of(run.model, cut)
    single = [each.items[0] for each in questions.ranked[:detailed] if not each.together]
    named = [item.id for item in (*single, *choices)]
    excess_at = excess_of(run, named, Hurdle(hurdle, hurdle_return, cut))
    moves = middles(run, cut, [item.id for item in single], excess_at.many)
    worth_telling = (
        each if each.together else replace(
            each, moves=moves[each.items[0].id], flips=flips(excess_at, each.items[0])
        )
        for each in questions.ranked[:detailed]
    )  # fmt: skip
    everything = evpi(excess[None])
    return Information(
        hurdle=hurdle,
        hurdle_return=hurdle_return,
        go=bool(excess.mean() > 0),
        expected=estimate_of(npv, order),
        evpi=everything if order > VARIANCE else Statistic(everything.value, math.inf),
        middle=quantiles(npv, [0.5])[0].value,
        ranked=(*worth_telling, *questions.ranked[detailed:]),
        groups=questions.groups,
        unranked=questions.unranked,
        levers=levers(excess_at, choices, detailed),
        draws=run.draws_used,
    )
