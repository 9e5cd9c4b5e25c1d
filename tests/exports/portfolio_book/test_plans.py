"""Plans and rows of a run made by hand: figures that can be checked on paper."""

from __future__ import annotations

import datetime
import math
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from exports.portfolio_book.build import contents_of
from exports.portfolio_book.plans import computed, quarter_names, spread, staying, why_out
from exports.portfolio_book.rows import deal_row, middle
from exports.voice.funding import out_sentence
from roi.portfolio.deals import Deal, Failed, Portfolio
from roi.portfolio.frontier import frontier
from roi.portfolio.funding.budgets import steps
from roi.portfolio.funding.choices import limits_of
from roi.portfolio.funding.program import solve
from roi.portfolio.plan import fund
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


@pytest.mark.parametrize("months", [3, 39, 42, 60])
def test_the_budget_by_quarter_comes_to_all_there_is(months: int) -> None:
    """Of the quarters that are shown together too, so that their sum is the budget that is typed."""
    whole = results()
    deals = tuple(
        replace(deal, options=(replace(deal.options[0], spend=np.append(np.zeros(months), 1.0)),))
        for deal in whole.deals
    )
    whole = replace(whole, deals=deals, portfolio=replace(whole.portfolio, budget=(9.0, 6.0, 5.0)))
    plans = frontier(whole)
    book = contents_of(plans, [], 7.0, title="", folder=FOLDER, created=datetime.date(2027, 1, 1))
    assert len(book.by_quarter) == len(book.quarters)
    assert sum(book.by_quarter) == pytest.approx(plans.stated)


def test_plans_are_the_best_sets_and_say_why_a_deal_is_out() -> None:
    plans = frontier(results())
    assert plans.most == 17.0  # e is worth nothing
    for budget in (0.0, 1.0, 5.0, 6.0, 10.0, 11.0, 12.0, 16.0, 17.0):
        plan = computed(plans, budget)
        assert plan.worth == pytest.approx(best(budget))
        assert plan.money <= budget
        assert plan.bound >= plan.worth
    assert set(computed(plans, 10.0).ways) == {"b", "c"}
    assert why_out(plans, 10.0, "e") == "Not worth its money in any way: EUR −1.00 at best."
    no_money = "Worth it, but there is no money left that would not bring more elsewhere"
    assert why_out(plans, 10.0, "a") == (
        f"{no_money}; in from 1.2 times the budget on (EUR 12.00); "
        "taking it in would cost EUR 4.00 and push out b, c."
    )
    assert why_out(plans, 1.0, "a").startswith("Takes more than the limits leave")
    assert spread(plans.plan(10.0)) == (7.0, 27.0, 0.0)  # both have the same luck


@pytest.mark.parametrize("budget", [(), (2.0, 6.0)], ids=["in all", "by quarter"])
def test_a_plan_of_a_budget_is_that_of_fund(budget: tuple[float, ...]) -> None:
    run = results(a={"needs": ("d",)}, b={"exclusive": ("c",)})
    run = replace(run, portfolio=replace(run.portfolio, budget=budget))
    plans = frontier(run)
    assert plans.patterned == bool(budget)
    for money in steps(plans.most):
        limits = plans.limits.scaled(money / plans.stated) if budget else replace(plans.limits, total=money)
        by_fund = fund(run, limits, shares=())
        plan = plans.explained(money)
        assert [(e.name, e.column) for e in plan.taken] == [(e.name, e.column) for e in by_fund.taken]
        assert [(e.deal, e.ground) for e in plan.outs] == [(e.deal, e.ground) for e in by_fund.outs]
        assert computed(plans, money).ways.keys() == {each.name for each in by_fund.taken}


@pytest.mark.parametrize("budget", [(), (4.0,)], ids=["in all", "by quarter"])
def test_enough_holds_everything_worth_its_money(budget: tuple[float, ...]) -> None:
    run = results()
    plans = frontier(replace(run, portfolio=replace(run.portfolio, budget=budget)))
    free = solve(plans.problem, plans.limits.without_money())
    assert plans.plan(plans.most).solution.worth == pytest.approx(free.worth)
    assert budget or plans.plan(plans.most * 0.99).solution.worth < free.worth


def test_takings_are_those_that_stay_first() -> None:
    run = results(a={"needs": ("d",)}, b={"exclusive": ("c",)}, d={"group": "x"}, e={"group": "x"})
    plans = frontier(run)
    points = [computed(plans, budget) for budget in sorted(steps(plans.most))]
    since = staying(points)
    assert all(
        name in point.ways for name, first in since.items() for point in points if point.budget >= first
    )
    whole = contents_of(
        plans, points, plans.most, title="t", folder=FOLDER, created=datetime.date(2026, 11, 28)
    )
    assert {each.name for each in whole.takings if each.since is not None} == {"a", "b", "d"}
    for point in points:
        shown = replace(whole, budget=point.budget)
        assert {each.name for each in whole.takings if shown.inside(each)} == set(point.ways)
    assert dict(whole.left_out)["c"].startswith("Excluded by b, which is in")
    assert "not worth its money" in dict(whole.left_out)["e"].lower()


def test_a_deal_whose_prerequisite_could_not_be_run_is_out_and_says_so() -> None:
    run = results(a={"needs": ("gone",)})
    run = replace(run, failed=(Failed("gone", "it does not open"),))
    plans = frontier(run)
    assert "a" not in computed(plans, plans.most).ways
    assert why_out(plans, plans.most, "a") == "Needs gone, which could not be run."
    plan = fund(run, limits_of(run))
    assert [out_sentence(plan, out) for out in plan.outs if plan.problem.names[out.deal] == "a"] == [
        "needs gone, which could not be run"
    ]


def test_quarters_have_names() -> None:
    assert quarter_names("2027-11", 3) == ("2027-11", "2028-02", "2028-05")
    assert quarter_names("", 2) == ("quarter 1", "quarter 2")
    assert quarter_names("2027-01", 20)[-1] == "later"
    assert len(quarter_names("2027-01", 20)) == 13
