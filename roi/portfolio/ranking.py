"""Deals by what they are worth, how sure their place is, and what is left of it after drawing towards their
class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from roi.analysis.disappointment import RatioClass
from roi.analysis.winner import FEWEST_OF_CLASS, shrunk
from roi.arrays import Array
from roi.notation import grouped
from roi.portfolio.funding.problem import by_quarter, in_months
from roi.portfolio.results import OptionResult, Results
from roi.records import dataclass
from roi.sim.cashflow import discount_factors, present_value
from roi.sim.estimate import Statistic, mean, probability
from roi.sim.sampling import REPLICATES

WITHIN = 24  # months of payback
MEASURES = ("npv", "ratio", "payback")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A deal with its places.

    Attributes:
        at: its place in the results.
        option: label of its option.
        npv: expected, with its sampling error; `weighted`: by the chance of closing.
        ratio: expected net present value for each unit of money that the deal needs in `scarce`; inf where it
            needs none.
        money: expected outlay in all; `scarce`: in the quarters that are short.
        payback: chance of payback within the months.
        top: chance that it is truly one of the k best, on the common draws.
        shrunk: expected net present value after drawing towards the class, by the chance of closing.
        prior: name of that class; "" where it has none.
    """

    at: int
    name: str
    option: str
    npv: Statistic
    weighted: float
    ratio: float
    money: float
    scarce: float
    payback: Statistic
    top: float
    shrunk: float
    prior: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """All deals, the best first.

    Attributes:
        measure: "npv", "ratio" or "payback", by which they stand in order.
        k: how many are taken; `within`: months of payback.
        disappointment: what the k best by estimate are expected to bring less than their estimates say.
        lost: what k others might bring more than the k best by estimate: expected, with hindsight.
        kept: how many of the k best are among the k best after drawing towards the class.
    """

    rows: tuple[Ranked, ...]
    measure: str
    k: int
    within: int
    disappointment: float
    lost: float
    kept: int


def rank(
    results: Results,
    measure: str = "npv",
    k: int = 5,
    within: int = WITHIN,
    scarce_quarters: int | None = None,
    realised: RatioClass | None = None,
) -> Ranking:
    """Rank the deals, every deal in the first of its options.

    Args:
        measure: one of `MEASURES`.
        k: how many are taken, at most as many as there are.
        scarce_quarters: money is short in so many first quarters of a deal; None counts all its money.
        realised: what came true of earlier estimates: every deal is expected to be worth its benefits and its
            costs times theirs; without it deals are drawn to the case, the sector where a case has fewer than ten
            deals, or all deals.
    """
    count = len(results.deals)
    k = min(k, count)
    options = [result.options[0] for result in results.deals]
    chances = np.array([result.deal.chance for result in results.deals])
    npv = np.array([option.npv for option in options])
    worth = npv * chances[:, None]  # what is to come of a deal, whatever the luck of closing
    quarters = [by_quarter(in_months(option.spend)) for option in options]
    money = np.array([row.sum() for row in quarters])
    scarce = np.array([row[:scarce_quarters].sum() for row in quarters])
    payback = [probability((option.payback <= within).reshape(REPLICATES, -1)) for option in options]
    values, whole = worth.mean(axis=1), worth.std(axis=1, ddof=1)
    errors = whole * np.sqrt([option.answered for option in options])
    if realised is None:
        drawn, priors = drawn_to_class(results, values, errors, money)
    else:
        costs = chances * np.array([present_costs(option) for option in options])
        drawn, priors = (
            realised.expected(values + costs, costs),
            [f"{grouped(realised.deals)} deals that came true"] * count,
        )
    top, best = _in_top(worth, k)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(scarce > 0, values / scarce, np.where(values > 0, np.inf, 0.0))
    keys = {"npv": values, "ratio": ratio, "payback": np.array([each.value for each in payback])}
    order = np.lexsort((-values, -keys[measure]))
    taken, after = order[:k], np.argsort(-drawn, kind="stable")[:k]
    rows = tuple(
        Ranked(
            int(at), results.deals[at].deal.name, options[at].label, mean(npv[at].reshape(REPLICATES, -1)),
            float(values[at]), float(ratio[at]), float(money[at]), float(scarce[at]), payback[at], float(top[at]),
            float(drawn[at]), priors[at],
        )
        for at in order
    )  # fmt: skip
    return Ranking(
        rows, measure, k, within,
        disappointment=float((values - drawn)[taken].sum()),
        lost=float(best - worth[taken].sum(axis=0).mean()),
        kept=len(set(taken.tolist()) & set(after.tolist())),
    )  # fmt: skip


def _in_top(worth: Array, k: int) -> tuple[Array, float]:
    """How often each deal is one of the k best of a draw, and the mean of the sum of those."""
    ordered = np.argpartition(-worth, k - 1, axis=0)[:k]
    counts = np.bincount(ordered.ravel(), minlength=len(worth))
    return counts / worth.shape[1], float(np.take_along_axis(worth, ordered, axis=0).sum(axis=0).mean())


def present_costs(option: OptionResult) -> float:
    """The present value of an option's expected costs, at its expected discount rate, by the end of months."""
    factors = discount_factors(option.rate, len(option.spend) - 1, "month-end")
    return float(present_value(option.spend[:, None], factors)[0])


def drawn_to_class(
    results: Results, values: Array, errors: Array, money: Array
) -> tuple[Array, Sequence[str]]:
    """Values drawn towards their class (Smith & Winkler 2006, equation 8), and the names of the classes.

    v = m + k (estimate − m), k = between / (between + error²), of values for each unit of money needed, since deals
    of a class are of many sizes.  The error is that of the *estimate*, not the whole uncertainty of the deal: two
    deals of a case differ by what was answered for each, and only a wrong answer makes one look better than it is.
    What the ranges of the case leave open is in all of them alike, and the luck of the outcome is in no estimate.

    Args:
        errors: standard error of each estimate.
    """
    drawn, names = np.array(values), [""] * len(values)
    usable = money > 0
    ratios, spreads = (
        np.divide(row, money, out=np.zeros_like(row), where=usable) for row in (values, errors)
    )
    deals = [result.deal for result in results.deals]
    levels = ([deal.case for deal in deals], [deal.sector for deal in deals], ["all deals"] * len(deals))
    for level in map(np.array, levels):
        for each in np.unique(level):
            members = (level == each) & usable
            unclassed = members & np.array([not name for name in names])
            if members.sum() < FEWEST_OF_CLASS or not unclassed.any() or not each:
                continue
            center, sd = class_of(ratios[members], spreads[members])
            drawn[unclassed] = (
                money[unclassed] * shrunk(ratios[unclassed], spreads[unclassed], center, sd, points=2).values
            )
            for at in np.flatnonzero(unclassed):
                names[at] = str(each)
    return drawn, names


def class_of(values: Array, errors: Array) -> tuple[float, float]:
    """Mean and standard deviation of the class that estimates come from; errors may be 0.

    By moments (Hedges & Olkin 1985, chapter 9): the variance between is that of the estimates less the mean of that
    of their errors, at least 0.
    """
    variance = max(0.0, float(values.var(ddof=1)) - float(np.square(errors).mean()))
    total = np.square(errors) + variance
    if not total.all():  # no spread, and some without error: they are what the class is
        return float(values[total == 0].mean()), 0.0
    return float((values / total).sum() / (1 / total).sum()), float(np.sqrt(variance))
