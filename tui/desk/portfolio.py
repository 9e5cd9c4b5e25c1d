"""What is asked of the results of a portfolio, from the texts of a request to values of the engine."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.special import ndtri

from cases.portfolio.tasks import drawn_again, terms_of
from roi.arrays import Array
from roi.errors import Place, RoiError, Setting, of_setting, remedy
from roi.portfolio import read
from roi.portfolio.funding.choices import limits_of
from roi.portfolio.funding.effort import Effort
from roi.portfolio.funding.problem import Floor, Limits
from roi.portfolio.order import check_needs
from roi.portfolio.plan import FundedPlan, places_of
from roi.portfolio.questions import DealInput, SetQuestion, questions
from roi.portfolio.results import Results
from roi.sim.sampling import planned
from tui.desk.amounts import amount, part_of_all

_CLIPPED = 2.0**-53


def opened_results(path: str) -> Results:
    """The results of a file, whose deals can be asked together.

    Raises:
        RoiError: no results, or prerequisites that cannot be.
    """
    results = read(Path(path))
    if not results.deals:
        raise RoiError(
            "no deal could be run: there is nothing to tell", Place(path), "Run the portfolio again."
        )
    check_needs(replace(results.portfolio, failed=results.failed), path)
    return results


def by_place(texts: Sequence[str], setting: str) -> Array:
    """Amounts of quarters or months, one text each."""
    return np.array([amount(text, setting, negative=False) for text in texts])


def asked_limits(
    results: Results,
    *,
    budget: Sequence[str] = (),
    total: str | None = None,
    people: Sequence[str] = (),
    carry: bool = False,
    must: Sequence[str] = (),
    without: Sequence[str] = (),
    floor: str | None = None,
    worst: str = "5%",
    loss: str | None = None,
    below: str = "0",
    scale: str = "1",
) -> Limits:
    """The limits of the portfolio, with those that were asked for in their place.

    Raises:
        RoiError: anything that is no amount, no share or no deal, and a deal that must be both in and out.
    """
    limits = limits_of(results)
    if budget:
        limits = replace(limits, budget=by_place(budget, "budget"))
    if people:
        limits = replace(limits, people=by_place(people, "people"))
    forced, barred = places_of(results, must, "must"), places_of(results, without, "without")
    both = forced & (barred | limits.barred)
    if both:
        name = results.deals[min(both)].deal.name
        why = "it is also left out" if both & barred else "what it needs could not be run"
        raise RoiError(f"`{name}` must be funded, and {why}", of_setting("must"), "Take one of them away.")
    limits = replace(
        limits, total=math.inf if total is None else amount(total, "total", negative=False), carry=carry,
        must=forced, barred=limits.barred | barred, floor=_floor(floor, worst, loss, below),
    )  # fmt: skip
    times = amount(scale, "scale", negative=False)
    return limits if times == 1 else limits.scaled(times)


def _floor(floor: str | None, worst: str, loss: str | None, below: str) -> Floor | None:
    if floor is not None and loss is not None:
        hint = remedy("Take ", Setting("floor"), " or ", Setting("loss"), ".")
        raise RoiError("there can be one floor on risk", of_setting("loss"), hint)
    if floor is not None:
        return Floor("shortfall", part_of_all(worst, "worst"), amount(floor, "floor"))
    if loss is not None:
        return Floor("loss", part_of_all(loss, "loss"), amount(below, "below"))
    return None


def set_questions(
    plan: FundedPlan, effort: Effort, most_deals: int, note: Callable[[str], None]
) -> tuple[SetQuestion, ...]:
    """The questions over the whole set; estimates are opened again for their inputs' luck, which the seed
    tells."""
    results = plan.results
    terms = terms_of(results.portfolio, planned(results.draws, results.seed))
    deals = {result.deal.name: result.deal for result in results.deals}

    def inputs_of(name: str) -> Sequence[DealInput]:
        try:
            drawn = drawn_again(terms, deals[name])
        except RoiError as problem:
            note(f"{name} cannot be asked: {problem}")
            return ()
        uniforms = drawn.uniforms_between(0, results.draws)
        return tuple(
            DealInput(item.id, item.spec.label, item.spec.ask, ndtri(np.clip(uniforms[item.id], _CLIPPED, 1 -
            _CLIPPED))) for item in drawn.model.inputs
            if item.id in uniforms and not (item.spec.luck or item.spec.lever or item.constant)
            and item.id not in results.portfolio.shared
        )  # fmt: skip

    price = 0.0 if plan.price is None else plan.price.value
    return questions(results, plan.problem, plan.limits, plan.solution, inputs_of, price, effort, most_deals)
