"""Totals, pipeline, ranking, questions and plan of made-up results, against sums by hand and closed forms."""

from __future__ import annotations

import datetime
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import norm

from roi.analysis.disappointment import RatioClass
from roi.arrays import Array
from roi.errors import RoiError
from roi.portfolio import Deal, DealResult, Maturity, OptionResult, Portfolio, Results
from roi.portfolio.deals import Factor
from roi.portfolio.funding.choices import closing, limits_of, problem_of
from roi.portfolio.funding.effort import Effort
from roi.portfolio.funding.problem import Floor, Limits
from roi.portfolio.luck import factor_uniforms, shared_uniforms
from roi.portfolio.pipeline import readiness, stages
from roi.portfolio.plan import fund, places_of
from roi.portfolio.questions import DealInput, deal_worth, expected_problem, questions
from roi.portfolio.ranking import class_of, drawn_to_class, rank
from roi.portfolio.totals import Totals, quarter_names, totals
from roi.sim.sampling import REPLICATES, planned

DRAWS = 1_024
SEED = 3
EXACT = Effort(gap=0.0, nodes=10**6, seconds=30)
OWN = np.random.default_rng(5).standard_normal((12, DRAWS))
MARKET = ndtri(shared_uniforms(planned(DRAWS, SEED), "market"))


def result(
    name: str, npv: Array, *, cost: float = 30.0, months: int = 24, deal: Deal | None = None, **facts: Any
) -> DealResult:
    spend = np.zeros(months + 1)
    spend[[0, 1, 4]] = cost / 3
    cash = np.full(months + 1, 2.0) - spend
    payback = np.where(npv > 0, 12.0, np.inf)
    option = OptionResult("", "as it stands", npv, payback, cash, spend, cash, cash, cash, rate=0.1)
    given = deal or Deal(name, Path(f"{name}.toml"), sector="A", stage="offer", owner="Ann")
    return DealResult(
        replace(given, **facts), "0", (option,), Maturity(4, 1, {"judgement": 0.5, "survey": 0.5})
    )


def totals_of(*deals: DealResult, **facts: Any) -> Totals:
    portfolio = Portfolio(tuple(each.deal for each in deals), "EUR", **facts)
    return totals(Results(portfolio, deals, DRAWS, SEED, "1"))


@pytest.fixture(scope="module")
def results() -> Results:
    """Four deals whose sum is known: a market that is common, luck of their own, one that may not close."""
    deals = (
        result("a", 50 + 20 * MARKET + 10 * OWN[0]),
        result("b", 30 + 10 * MARKET + 10 * OWN[1], chance=0.5, stage="lead"),
        result("c", 10 + 30 * OWN[2], cost=60.0, earliest=4),
        result("d", -5 + 5 * OWN[3], needs=("a",)),
    )
    portfolio = Portfolio(tuple(each.deal for each in deals), "EUR", start="2027-01")
    return Results(portfolio, deals, DRAWS, SEED, "1")


def test_the_sum_is_that_of_the_draws(results: Results) -> None:
    answer = totals(results, at_least=100.0)
    whole = np.sum([each.options[0].npv for each in results.deals], axis=0)
    assert answer.all_close.mean.value == pytest.approx(whole.mean())
    assert answer.all_close.reached is not None
    assert answer.all_close.reached.value == np.mean(whole >= 100)
    assert answer.all_close.p10.value == np.quantile(whole, 0.1, method="inverted_cdf")
    assert answer.uncertain
    # b closes in half of the draws exactly, by luck of its own
    closes = closing(results)
    assert closes.sum(axis=1).tolist() == [DRAWS, DRAWS / 2, DRAWS, DRAWS]
    landed = whole - (1 - closes[1]) * results.deals[1].options[0].npv
    by_chance = whole - 0.5 * results.deals[1].options[0].npv
    assert answer.weighted.mean.value == pytest.approx(by_chance.mean())  # whoever happened to close
    assert answer.weighted.p90.value == np.quantile(landed, 0.9, method="inverted_cdf")
    assert sum(each.share.value for each in answer.by_deal) == pytest.approx(1.0)
    shares = {each.name: each.share.value for each in answer.by_deal}
    assert shares["c"] == pytest.approx(
        np.cov(results.deals[2].options[0].npv, landed)[0, 1] / landed.var(ddof=1)
    )


def test_who_closes_follows_the_deal(results: Results) -> None:
    """Neither another deal nor another order changes on which draws one closes."""
    often = replace(
        results, deals=tuple(replace(each, deal=replace(each.deal, chance=0.3)) for each in results.deals)
    )
    every = dict(zip("abcd", closing(often), strict=True))
    few = closing(replace(often, deals=often.deals[:0:-1]))
    for name, row in zip("dcb", few, strict=True):
        np.testing.assert_array_equal(row, every[name])
    together = np.corrcoef(list(every.values()))
    assert abs(together - np.eye(4)).max() < 5 / math.sqrt(DRAWS)


def test_money_stands_in_its_quarter(results: Results) -> None:
    answer = totals(results)
    # two thirds of the costs in the first quarter of a deal, one in the second; c starts a quarter later
    assert answer.spend[:3].tolist() == pytest.approx([60.0, 30 + 40.0, 20.0])
    assert answer.weighted_spend[:2].tolist() == pytest.approx([20 + 10 + 20, 25 + 40.0])
    running = np.cumsum(answer.cash)
    assert answer.lowest[0] == pytest.approx(min(0.0, running.min()))
    assert answer.lowest[1] == int(running.argmin()) + 1
    assert quarter_names("2027-11", 2) == ("2027-11 to 2028-01", "2028-02 to 2028-04")


def test_common_luck_explains_its_part_and_widens_the_spread(results: Results) -> None:
    answer = totals(results)
    (market,) = answer.by_input
    landed = np.sum([each.options[0].npv for each in results.deals] * closing(results), axis=0)
    assert market.name == "market"
    assert market.share.value == pytest.approx(np.corrcoef(MARKET, landed)[0, 1] ** 2, abs=0.03)
    npv = np.array([each.options[0].npv for each in results.deals])
    assert answer.spread.dependent[0] == pytest.approx(np.sort(npv, axis=1).sum(axis=0).std(ddof=1))
    # independent deals: variances add up; 5 % for one permutation of 1,024 draws
    assert answer.spread.independent[0] == pytest.approx(math.sqrt(npv.var(axis=1).sum()), rel=0.05)
    assert answer.spread.common_luck > 0.05
    assert 0 < answer.spread.diversification < 1
    assert answer.spread.told_apart


@pytest.mark.parametrize(
    ("first", "second", "narrower"),
    [(OWN[0], OWN[1], None), (MARKET, -MARKET, True), (MARKET, MARKET, False)],
)
def test_a_spread_beside_that_of_independent_deals(
    first: Array, second: Array, narrower: bool | None
) -> None:
    """Deals with nothing in common are not told apart by chance; deals that offset each other are narrower."""
    spread = totals_of(result("a", 20 * first + 5 * OWN[2]), result("b", 20 * second + 5 * OWN[3])).spread
    assert spread.told_apart == (narrower is not None)
    if narrower is not None:
        assert (spread.common_luck < 0) == narrower


def test_a_factor_of_one_deal_is_common_to_nobody() -> None:
    factor = ndtri(factor_uniforms(planned(DRAWS, SEED), "A"))
    alone = result("a", 20 * factor + OWN[0]), result("b", OWN[1], sector="B")
    assert not totals_of(*alone, factor=Factor(0.3)).by_input
    two = result("a", 20 * factor + OWN[0]), result("b", OWN[1])
    assert [each.name for each in totals_of(*two, factor=Factor(0.3)).by_input] == ["factor of A"]


@pytest.mark.parametrize("spread", [0.5, 1.0, -1.0])
def test_common_luck_with_a_tail_explains_all_that_it_does(spread: float) -> None:
    """A lognormal of the common luck with 12 deals' own luck beside it."""
    common = np.exp(spread * MARKET)
    of_deals = OWN * common.std() / 12
    deals = tuple(result(f"deal {k}", common / 12 + of_deals[k]) for k in range(12))
    (market,) = totals_of(*deals).by_input
    whole = np.sum([each.options[0].npv for each in deals], axis=0)
    truth = 1 - np.var(whole - common) / np.var(whole)
    assert market.name == "market"
    assert market.share.value == pytest.approx(truth, abs=0.01)


def test_stages_land_by_chance_and_old_things_are_told(results: Results) -> None:
    lead = next(each for each in stages(results) if each.name == "lead")
    assert (lead.deals, lead.closing) == (1, 0.5)
    assert lead.expected == pytest.approx(lead.at_stake / 2)
    assert lead.landed.p10.value < 0.01  # it may not close
    old = replace(
        results.deals[0].maturity, created=datetime.date(2026, 1, 1), oldest_price=datetime.date(2025, 1, 1)
    )
    late = replace(results.deals[0].deal, close=datetime.date(2026, 2, 1))
    changed = replace(results, deals=(replace(results.deals[0], deal=late, maturity=old),))
    (answer,) = readiness(changed, datetime.date(2026, 3, 3), stale_days=90)
    assert (answer.age, answer.overdue, answer.answered, answer.judged) == (61, 30, 0.25, 0.5)
    assert answer.stale == ("prices of models, 426 days",)


def test_ranks_count_how_often_a_deal_is_in_the_top(results: Results) -> None:
    answer = rank(results, k=2)
    assert [each.name for each in answer.rows] == ["a", "b", "c", "d"]
    assert sum(each.top for each in answer.rows) == pytest.approx(2.0)
    worth = np.array([each.options[0].npv * each.deal.chance for each in results.deals])
    best = np.sort(worth, axis=0)[-2:].sum(axis=0).mean()
    assert answer.lost == pytest.approx(best - worth[:2].sum(axis=0).mean())
    assert answer.rows[2].ratio == pytest.approx(worth[2].mean() / 60)
    assert rank(results, "payback").rows[0].payback.value == np.mean(worth[0] > 0)
    assert {each.prior for each in answer.rows} == {""}  # four deals are no class
    assert answer.disappointment == 0


def test_what_came_true_is_said_of_benefits_and_of_costs(results: Results) -> None:
    """A deal whose costs overran is worth less, not more."""
    first, second = rank(results, realised=RatioClass((0.5, 0.2), (1.2, 0.1), 7)).rows[:2]
    for row, deal in zip((first, second), results.deals, strict=False):
        (option,) = deal.options
        costs = sum(paid * 1.1 ** (-month / 12) for month, paid in enumerate(option.spend))
        benefits = option.npv.mean() + costs
        assert row.shrunk == pytest.approx(deal.deal.chance * (0.5 * benefits - 1.2 * costs))
        assert row.prior == "7 deals that came true"
    (as_estimated, *_) = rank(results, realised=RatioClass((1.0, 0.2), (1.0, 0.1), 7)).rows
    assert as_estimated.shrunk == pytest.approx(as_estimated.weighted)


def test_what_is_taken_after_drawing_in_disappoints_nobody() -> None:
    """Worths of 40 deals of a case, estimated with the error of their answers, again and again."""
    random = np.random.default_rng(5)
    single = DealResult(Deal("a", Path("a.toml"), case="x"), "0", ())
    deals = tuple(single for _ in range(40))
    run = Results(Portfolio(tuple(each.deal for each in deals), "EUR"), deals, 1, 1, "0")
    money, before, after = np.linspace(50, 200, 40), [], []
    for _ in range(300):
        errors = random.uniform(0, 0.6, 40)
        worth = 0.2 + 0.3 * random.standard_normal(40)
        estimate = worth + errors * random.standard_normal(40)
        drawn, names = drawn_to_class(run, money * estimate, money * errors, money)
        assert set(names) == {"x"}
        first = np.argsort(-drawn / money)[:5]
        naive = np.argsort(-estimate)[:5]
        before.append((estimate - worth)[naive].mean())
        after.append((drawn / money - worth)[first].mean())
    error = 3 * np.std(after) / 300**0.5
    assert np.mean(before) > 0.3
    assert abs(np.mean(after)) < error + 0.01  # the variance between is itself estimated
    center, sd = class_of(np.array([1.0] * 10), np.zeros(10))
    assert (center, sd) == (1.0, 0.0)


def test_a_plan_keeps_needs_and_discounts_a_later_start(results: Results) -> None:
    problem = problem_of(results, 3)
    c = problem.columns_of(2)
    assert problem.start[c].tolist() == [1, 2]  # its first month is the fourth
    assert problem.worth[c[1]] == pytest.approx(results.deals[2].options[0].npv.mean() * 1.1**-0.5)
    answer = fund(results, Limits(budget=np.array([45.0])), 3, EXACT)
    assert {each.name for each in answer.taken} == {"a", "b", "c"}
    assert answer.solution.gap < 1e-9
    assert answer.landed.mean.value == pytest.approx(answer.solution.worth, rel=1e-12)  # one figure, not two
    assert np.all(answer.money <= 45 + 1e-9)
    outs = {answer.problem.names[each.deal]: each.ground for each in answer.outs}
    assert outs == {"d": "negative"}
    assert answer.price is not None
    assert 0 <= answer.price.low <= answer.price.high
    floored = fund(
        results, Limits(floor=Floor("shortfall", 0.1, 0.0), barred=frozenset({1})), 2, EXACT, shares=()
    )
    assert floored.kept >= -1e-6
    assert floored.landed.mean.value > 0


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(budget=np.array([10.0]), must=frozenset({0})), "2.000 times the budget"),
        (Limits(must=frozenset({3}), barred=frozenset({0})), "cannot all be"),
        (Limits(floor=Floor("shortfall", 0.1, 1e6)), "The highest that can be kept is"),
        (Limits(floor=Floor("loss", 0.01, 1e6)), "chance of a loss"),
    ],
)
def test_what_cannot_be_met_is_one_message(results: Results, limits: Limits, words: str) -> None:
    with pytest.raises(RoiError, match=words):
        fund(results, limits, 2, EXACT)


def test_a_deal_that_is_none_is_named(results: Results) -> None:
    with pytest.raises(RoiError, match="no deal of these results"):
        places_of(results, ["aa"], "must")


def test_an_answer_is_worth_what_it_changes_in_the_set(results: Results) -> None:
    """One deal that competes with another for the same money: its value of information has a closed form."""
    z = OWN[0]
    deals = (
        result("sure", np.full(DRAWS, 20.0) + 0.01 * OWN[1]),
        result("open", 10 + 30 * (z - z.mean()) / z.std()),
    )
    rivals = Results(
        replace(results.portfolio, deals=tuple(each.deal for each in deals)), deals, DRAWS, SEED, "1"
    )
    limits = Limits(budget=np.array([20.0]))
    plan = fund(rivals, limits, 1, EXACT, shares=())
    assert [each.name for each in plan.taken] == ["sure"]
    worth = deal_worth(expected_problem(rivals, plan.problem), limits, 1, EXACT)
    assert worth is not None
    assert worth.mean() == pytest.approx(10 - 20, abs=0.1)  # what it brings less what it pushes out
    known = DealInput("effect", "Effect", "How much?", z)
    blind = DealInput("other", "Other", "", OWN[7])
    priced = questions(rivals, plan.problem, limits, plan.solution, lambda name: (known, blind), effort=EXACT)
    first = next(each for each in priced if each.deal == "open" and each.id == "effect")
    # E max(0, X) of X normal with mean −10 and standard deviation 30
    expected = 30 * norm.pdf(-1 / 3) - 10 * norm.cdf(-1 / 3)
    assert first.measurable
    assert first.value.value == pytest.approx(expected, abs=4 * first.value.error + 0.5)
    other = next(each for each in priced if each.deal == "open" and each.id == "other")
    assert not other.measurable
    assert REPLICATES == 16


def test_limits_are_those_of_the_portfolio(results: Results) -> None:
    stated = replace(results, portfolio=replace(results.portfolio, budget=(5.0, 6.0), people=(2.0,)))
    limits = limits_of(stated)
    assert (limits.budget.tolist(), limits.people.tolist()) == ([5.0, 6.0], [2.0])
    assert not limits_of(results).limits_money
