"""Plans and rows of a run made by hand: figures that can be checked on paper."""

from __future__ import annotations

import datetime
import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from exports.portfolio_book.build import contents_of, exclusions
from exports.portfolio_book.funding import filled
from exports.portfolio_book.plans import budgets, plans_of, quarter_names, staying
from exports.portfolio_book.rows import deal_row, middle
from roi.portfolio.deals import Deal, Portfolio
from roi.portfolio.results import DealResult, OptionResult, Results

DRAWS = 64
FOLDER = Path("/deals")
MEANS = {"a": 10.0, "b": 9.0, "c": 8.0, "d": 3.0, "e": -1.0}
MONEY = {"a": 6.0, "b": 5.0, "c": 5.0, "d": 1.0, "e": 1.0}


def result(name: str, **facts: object) -> DealResult:
    """A deal whose net present value is its mean ± 5, and whose money is due in the first month."""
    npv = MEANS[name] + np.where(np.arange(DRAWS) % 2, 5.0, -5.0)
    payback = np.where(np.arange(DRAWS) % 4 == 0, math.inf, 12.0)
    spend = np.array([MONEY[name], 0.0, 0.0, 0.0])
    option = OptionResult("", "as it stands", npv, payback, -spend, spend, *(np.zeros(4) for _ in range(3)))
    deal = Deal(name, FOLDER / f"{name}.toml", **facts)  # type: ignore[arg-type]
    return DealResult(deal, name, (option,))


def results(**facts: dict[str, object]) -> Results:
    """All of them, with facts by name."""
    deals = tuple(result(name, **facts.get(name, {})) for name in MEANS)
    return Results(Portfolio(tuple(each.deal for each in deals), "EUR"), deals, DRAWS, 1, "0")


def best(budget: float) -> float:
    """By trying all sets."""
    sets = (chosen for size in range(len(MEANS) + 1) for chosen in combinations(MEANS, size))
    return max(sum(MEANS[n] for n in chosen) for chosen in sets if sum(MONEY[n] for n in chosen) <= budget)


def test_a_row_is_the_draws_in_figures() -> None:
    row = deal_row(result("a", chance=0.5), FOLDER)
    assert (row.mean, row.weighted, row.money, row.loss) == (10.0, 5.0, 6.0, 0.0)
    assert (row.p10, row.p90) == (5.0, 15.0)
    assert (row.payback, row.within) == (12.0, 0.75)
    assert (row.per_money, row.file) == (5.0 / 6.0, "a.toml")
    assert deal_row(result("e")).loss == 0.5
    assert middle(np.array([1.0, math.inf, math.inf, math.inf])) == math.inf
    assert middle(np.array([1.0, 2.0, math.inf, math.inf])) == 2.0


def test_plans_are_the_best_sets_and_say_why_a_deal_is_out() -> None:
    plans = plans_of(results())
    assert plans.largest == 17.0  # e is worth nothing
    for budget in (0.0, 1.0, 5.0, 6.0, 10.0, 11.0, 12.0, 16.0, 17.0):
        computed = plans.computed(budget)
        assert computed.worth == pytest.approx(best(budget))
        assert computed.money <= budget
        assert computed.bound >= computed.worth
    ten = plans.computed(10.0)
    assert set(ten.ways) == {"b", "c"}
    assert "lose money" in plans.why_out(ten, "e")
    assert (
        plans.why_out(ten, "a")
        == "with it the best plan would be worth EUR 4.00 less, and b and c would be out."
    )
    assert "more than the whole budget" in plans.why_out(plans.computed(1.0), "a")
    low, high, loss = plans.spread(ten)
    assert (low, high, loss) == (7.0, 27.0, 0.0)  # both have the same luck


def test_the_list_is_of_those_that_stay_and_keeps_what_they_need() -> None:
    run = results(a={"needs": ("d",)}, b={"exclusive": ("c",)}, d={"group": "x"}, e={"group": "x"})
    plans = plans_of(run)
    points = [plans.computed(budget) for budget in sorted(budgets(plans.largest))]
    since = staying(points)
    assert all(
        name in point.ways
        for name, first in since.items()
        for point in points
        if point.budget >= first.budget
    )
    whole = contents_of(
        run, plans, points, plans.largest, title="t", folder=FOLDER, created=datetime.date(2026, 11, 28)
    )
    names = [each.name for each in whole.priority]
    assert set(names) == {"a", "b", "d"}
    assert names.index("d") < names.index("a")
    assert dict(whole.left_out)["c"] == "It cannot be in beside b."
    assert "lose money" in dict(whole.left_out)["e"]
    inside = dict(zip(names, filled(whole.priority, 6.5).chosen, strict=True))
    assert not (inside["a"] and not inside["d"])
    assert exclusions([each.deal for each in run.deals])["e"] == ("d",)


def test_quarters_have_names() -> None:
    assert quarter_names("2027-11", 3) == ("2027-11", "2028-02", "2028-05")
    assert quarter_names("", 2) == ("quarter 1", "quarter 2")
    assert quarter_names("2027-01", 20)[-1] == "later"
    assert len(quarter_names("2027-01", 20)) == 13
