"""What a reader of the figures must know of them, in sentences: every face shows these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from roi.model import Model, ModelInput
from roi.model.correlation import Copula, Repair, drawn_rank
from roi.model.tied_ranks import attainable, tied
from roi.notation import digits, numerals
from roi.sim.cashflow import yearly
from roi.sim.cuts import HEADLINE, SOFT
from roi.sim.irr import no_rate_because
from roi.sim.moments import MEAN, HeavyTail, heavy_tails, order_of
from roi.sim.prepare import Prepared
from roi.sim.result import Simulation

MISSES = 0.05
"""A rank correlation of the draws that is further from the stated one is told."""
MOVED = 0.005
"""A contradictory correlation that is moved by less has the same two digits."""


def remarks(run: Simulation, tails: Sequence[HeavyTail]) -> tuple[str, ...]:
    """Moments that are infinite, rates that are undefined, correlations that are not as stated."""
    return (*tail_remarks(tails), *_of_rates(run), *correlation_remarks(run.prepared))


def remarks_on(run: Simulation) -> tuple[str, ...]:
    """The same, in the notation of the document that is being written; a summary has that of its own time."""
    return remarks(run, heavy_tails(run.prepared))


def correlation_remarks(prepared: Prepared) -> tuple[str, ...]:
    """Correlations that contradict each other, that the draws miss, or that say nothing in this model."""
    return (*_repairs(prepared.copula.repairs), *_missed(prepared))


def tail_remarks(tails: Sequence[HeavyTail]) -> Iterator[str]:
    """Means and variances that inputs with heavy tails make infinite."""
    for tail in tails:
        label, text = tail.item.spec.label, tail.item.spec.value
        if order_of((tail,), "npv", SOFT) <= MEAN:
            yield (
                f"“{label}” is {text}, whose mean is infinite, and so is what rests on it: no mean is shown. Give "
                "it an end, as in truncate(…, high=…), or judge by percentiles."
            )
        else:
            yield (
                f"“{label}” is {text}, whose variance is infinite: the ± of a mean that rests on it is unknown, "
                "and one draw can change it."
            )


def _of_rates(run: Simulation) -> Iterator[str]:
    if run.model.unstated or "irr" not in run.scope.metrics or HEADLINE not in run.scope.cuts:
        return
    cut = run.plan.outcome.cut(HEADLINE)
    net = yearly(cut.net) if cut.convention == "year-end" else cut.net
    because = no_rate_because(net[:, 0])
    if because:
        yield f"The plan has no internal rate of return: {because}."
    missing = float(np.isnan(run.values("irr")).mean())
    if 0 < missing < 1:
        share = numerals(f"{100 * missing:.2g}")
        yield (
            f"{share} % of draws have no internal rate of return: money comes in first, or NPV is 0 at "
            "several rates or at none."
        )


def _repairs(repairs: Sequence[Repair]) -> Iterator[str]:
    shown = [repair for repair in repairs if abs(repair.used - repair.stated) >= MOVED]
    for repair in shown:
        stated, used = digits(repair.stated, "g"), digits(repair.used, ".2f")
        yield (
            f"The rank correlations contradict each other: {stated} of {repair.a} and {repair.b} is "
            f"moved to {used}."
        )
    if repairs and not shown:
        yield f"The rank correlations contradict each other a little; none is moved by {digits(MOVED, 'g')}."


def _missed(prepared: Prepared) -> Iterator[str]:
    model = prepared.model
    known = {item.id: item for item in model.inputs}
    wanted = {frozenset((repair.a, repair.b)): repair.used for repair in prepared.copula.repairs}
    for pair in model.correlations:
        items = [known[name] for name in pair.between if name in known]
        if len(items) < 2 or any(item.moved_by or item.evidence is not None for item in items):
            continue  # not in this model, or an answer has told what it tells
        fixed = [item for item in items if item.constant]
        stated = wanted.get(frozenset(pair.between), pair.rank)
        if fixed:
            if stated:
                yield _constant(model, fixed, pair.between)
            continue
        a, b = (item.distribution if tied(item.distribution) else None for item in items)
        drawn = drawn_rank(_latent(prepared.copula, pair.between), a, b)
        if abs(drawn - stated) > MISSES:
            low, high = attainable(a, b)
            because = (
                "values that many draws share have no rank of their own, and these two can have "
                f"{digits(low, '.2f')} to {digits(high, '.2f')}"
                if not low <= stated <= high
                else "it is kept for the values that the case states, and others stand here"
            )
            yield (
                f"The rank correlation {digits(stated, '.2g')} of {_named(model, pair.between)} is "
                f"{digits(drawn, '.2f')} in the draws: {because}."
            )


def _latent(copula: Copula, pair: tuple[str, str]) -> float:
    first, second = (copula.ids.index(name) for name in pair)
    return copula.latent[first][second]


def _constant(model: Model, fixed: Sequence[ModelInput], pair: tuple[str, str]) -> str:
    labels = " and ".join(f"“{item.spec.label}”" for item in fixed)
    verb = "is one number" if len(fixed) == 1 else "are one number each"
    return f"The rank correlation of {_named(model, pair)} says nothing: {labels} {verb}."


def _named(model: Model, pair: tuple[str, str]) -> str:
    return " and ".join(f"“{model.labels[name]}”" for name in pair)
