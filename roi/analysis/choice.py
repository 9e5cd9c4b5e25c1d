"""Which question to ask before choosing among all options and doing nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from roi.analysis.common_draws import run_without_draws
from roi.analysis.compare import NOTHING, Comparison
from roi.analysis.levers import Lever, levers, levers_of
from roi.analysis.questions import FEWEST_DRAWS, Basis, Progress, Question, basis_of, middles, valued
from roi.analysis.thresholds import Hurdle, excess_of
from roi.analysis.turns import turns
from roi.card import Brief
from roi.errors import RoiError, Setting, of_setting, remedy
from roi.sim.estimate import quantiles

DETAILED = 8


@dataclass(frozen=True, slots=True, repr=False)
class ChoiceInformation(Brief):
    """What can be learnt before choosing.

    Attributes:
        option: the candidate whose P50 the answers move: the best on average but for doing nothing.
        middle: P50 of its net present value today.
        ranked, groups, unranked: questions, see `roi.analysis.questions.Valued`.
        levers: of that option, what a step of each is worth, the dearest first; empty where nothing is told in
            detail.
    """

    option: str
    middle: float
    ranked: tuple[Question, ...]
    groups: tuple[Question, ...]
    unranked: tuple[Question, ...]
    levers: tuple[Lever, ...] = ()


def choice_questions(
    comparison: Comparison, detailed: int = DETAILED, progress: Progress | None = None
) -> ChoiceInformation:
    """The value of every question for the choice between all candidates and doing nothing.

    Inputs of any candidate count, those of chance do not.  The first `detailed` of the ranked questions are
    told how far they move P50, and at which answers another candidate becomes the best.

    Args:
        comparison: a comparison.
        detailed: how many are told in detail.
        progress: told (questions done, questions in all).

    Raises:
        RoiError: fewer draws than a regression needs, or no candidate with a finite mean.
    """
    names = _acting(comparison)
    basis = basis_of(
        np.stack([comparison.npv[name] for name in names]),
        (
            run_without_draws(candidate.model, comparison.draws, comparison.seed, comparison.sampler)
            for candidate in comparison.candidates
        ),
        comparison.cut,
    )
    questions = valued(basis, progress)
    option = max(names, key=lambda name: float(comparison.npv[name].mean()))
    model = next(candidate.model for candidate in comparison.candidates if candidate.name == option)
    told = _turned(comparison, questions.ranked[:detailed], basis)
    del basis  # the splines of every input, which what follows needs no more
    read = {item.id for item in model.inputs}
    single = [each.items[0].id for each in told if not each.together and each.items[0].id in read]
    choices = levers_of(model, comparison.cut) if detailed else []
    moves: dict[str, tuple[float, float]] = {}
    ranked_levers: tuple[Lever, ...] = ()
    if single or choices:
        run = run_without_draws(model, comparison.draws, comparison.seed, comparison.sampler)
        excess = excess_of(run, [*single, *(item.id for item in choices)], Hurdle(cut=comparison.cut))
        moves = middles(run, comparison.cut, single, excess.many)
        ranked_levers = levers(excess, choices, detailed=0)
    middle = quantiles(comparison.npv[option], [0.5])[0].value
    ranked = [
        each if each.together else replace(each, moves=moves.get(each.items[0].id, (middle, middle)))
        for each in told
    ]
    return ChoiceInformation(
        option=option,
        middle=middle,
        ranked=(*ranked, *questions.ranked[detailed:]),
        groups=questions.groups,
        unranked=questions.unranked,
        levers=ranked_levers,
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


def _turned(comparison: Comparison, told: tuple[Question, ...], basis: Basis) -> list[Question]:
    """The same questions with the answers at which another candidate becomes the best."""
    names = tuple(comparison.with_mean)
    npv = np.stack([comparison.npv[name] for name in names])
    result = []
    for each in told:
        if not each.together:
            item = each.items[0]
            first, turned = turns(item, basis.columns([item]), npv, names)
            each = replace(each, first=first, turns=turned)
        result.append(each)
    return result
