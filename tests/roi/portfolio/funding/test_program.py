"""Funding against brute force over all subsets, options and starts."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roi.arrays import Array
from roi.portfolio.funding import infeasible
from roi.portfolio.funding.effort import Effort
from roi.portfolio.funding.priority import ladder, price, standings
from roi.portfolio.funding.problem import (
    Floor,
    Indices,
    Limits,
    Problem,
    lasting,
    loss_share,
    shifted,
    shortfall,
)
from roi.portfolio.funding.program import solve
from roi.portfolio.funding.reasons import reasons

EXACT = Effort(gap=0.0, nodes=10**6, seconds=60, scenarios=10_000)
DRAWS = 40


def problem_of(
    seed: int, deals: int, options: int = 1, starts: int = 1, quarters: int = 3, links: bool = True
) -> Problem:
    """A synthetic problem of small whole numbers, so that sums have no rounding."""
    random = np.random.default_rng(seed)
    luck = random.normal(size=DRAWS)
    columns: list[tuple[float, ...]] = []
    money: list[Array] = []
    people: list[Array] = []
    npv: list[Array] = []
    for deal in range(deals):
        for _ in range(options):
            draws = np.round(random.integers(-4, 9) + 6 * (luck * 0.5 + random.normal(size=DRAWS)))
            outlay = random.integers(0, 8, size=quarters).astype(float)
            for start in range(starts):
                factor = 0.5**start
                columns.append((deal, len(npv), start, factor, factor * draws.mean()))
                money.append(shifted(outlay, start, quarters + starts - 1))
                people.append(shifted(np.array([1.0, 2.0]), 3 * start, 2 + 3 * (starts - 1)))
            npv.append(draws)
    of = np.array(columns)
    places = [int(place) for place in random.permutation(deals)]
    linked = links and deals > 3
    return Problem(
        tuple(f"deal {k}" for k in range(deals)), of[:, 0].astype(np.intp), of[:, 1].astype(np.intp),
        of[:, 2].astype(np.intp), of[:, 3], of[:, 4], np.array(money), np.array(people), np.array(npv),
        needs=((places[0], places[1]),) if linked else (),
        groups=((places[2], places[3]),) if linked else (),
        line=tuple("a" if k % 2 else "" for k in range(deals)),
    )  # fmt: skip


def sets(problem: Problem) -> Iterator[Indices]:
    """Every way to take up every subset."""
    ways = [[None, *problem.columns_of(deal)] for deal in range(len(problem.names))]
    for choice in itertools.product(*ways):
        yield np.array([column for column in choice if column is not None], dtype=np.intp)


def keeps(problem: Problem, limits: Limits, columns: Indices) -> bool:
    """Whether a set keeps all limits, by the words of the limits."""
    starts = dict(zip(problem.deal[columns].tolist(), problem.start[columns].tolist(), strict=True))
    if not limits.must <= starts.keys() or limits.barred & starts.keys():
        return False
    if any(len(starts.keys() & set(group)) > 1 for group in problem.groups):
        return False
    if any(a in starts and (b not in starts or starts[b] > starts[a]) for a, b in problem.needs):
        return False
    money = problem.money[columns].sum(axis=0)
    if money.sum() > limits.total + 1e-9:
        return False
    for line, row in (("", limits.budget), *limits.lines.items()):
        counted = [c for c in columns if not line or problem.line[problem.deal[c]] == line]
        need, limit = problem.money[counted].sum(axis=0), lasting(row, problem.money.shape[1])
        if limits.carry:
            need, limit = np.cumsum(need), np.cumsum(limit)
        if np.any(need > limit + 1e-9):
            return False
    if np.any(problem.people[columns].sum(axis=0) > lasting(limits.people, problem.people.shape[1]) + 1e-9):
        return False
    floor, draws = limits.floor, problem.draws(columns)
    if floor is None:
        return True
    if floor.measure == "loss":
        return loss_share(draws, floor.least) <= floor.share
    return shortfall(draws, floor.share) >= floor.least - 1e-6


def brute(problem: Problem, limits: Limits) -> float:
    """The highest worth of any set; −inf of none."""
    return max(
        (problem.worth[columns].sum() for columns in sets(problem) if keeps(problem, limits, columns)),
        default=-math.inf,
    )


floors = st.one_of(
    st.none(),
    st.builds(
        Floor, st.just("shortfall"), st.sampled_from((0.05, 0.11, 0.3)), st.integers(-40, 4).map(float)
    ),
    st.builds(Floor, st.just("loss"), st.sampled_from((0.05, 0.2, 0.4)), st.integers(-20, 2).map(float)),
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Problem, Limits]:
    deals, options, starts = draw(st.sampled_from(((4, 2, 2), (6, 1, 2), (5, 2, 1), (3, 2, 3), (8, 1, 1))))
    problem = problem_of(draw(st.integers(0, 10_000)), deals, options, starts)
    whole = st.integers(0, 25).map(float)
    budgets = st.lists(whole, min_size=1, max_size=4).map(np.array)
    limits = Limits(
        budget=draw(budgets),
        total=draw(st.sampled_from((math.inf, 20.0, 40.0))),
        lines=draw(st.sampled_from(({}, {"a": np.array([9.0])}))),
        people=draw(st.sampled_from((np.array([math.inf]), np.array([4.0]), np.array([2.0, 5.0])))),
        carry=draw(st.booleans()),
        must=draw(st.sampled_from((frozenset[int](), frozenset({1})))),
        barred=draw(st.sampled_from((frozenset[int](), frozenset({0})))),
        floor=draw(floors),
    )
    return problem, limits


@settings(max_examples=60, deadline=None)
@given(cases())
def test_no_set_is_worth_more(case: tuple[Problem, Limits]) -> None:
    problem, limits = case
    solution, best = solve(problem, limits, EXACT), brute(problem, limits)
    if not math.isfinite(best):
        assert not solution.feasible
        return
    assert solution.feasible
    assert keeps(problem, limits, solution.columns)
    assert solution.worth == pytest.approx(best, abs=1e-6)
    assert solution.bound >= best - 1e-6


@settings(max_examples=40, deadline=None)
@given(cases(), st.sampled_from((1.0, 0.999)), st.sampled_from((0.0, 0.05)))
def test_no_deal_waits_for_nothing(case: tuple[Problem, Limits], left: float, gap: float) -> None:
    """Whatever a search leaves open: a deal that could begin earlier, and lose nothing by it, does."""
    problem, limits = case
    factor = np.power(left, problem.start)
    means = problem.npv.mean(axis=1)[problem.outcome]
    problem = replace(problem, factor=factor, worth=factor * means)
    solution = solve(problem, limits, replace(EXACT, gap=gap))
    for column in solution.columns if solution.feasible else ():
        others = np.setdiff1d(solution.columns, [column])
        for sooner in problem.columns_of(problem.deal[column]):
            if (
                problem.outcome[sooner] == problem.outcome[column]
                and problem.start[sooner] < problem.start[column]
            ):
                moved = np.append(others, sooner)
                assert not keeps(problem, limits, moved) or problem.worth[sooner] < problem.worth[column]


def test_without_discounting_and_with_enough_of_everything_all_begin_at_once() -> None:
    problem = problem_of(3, 8, 1, 4, links=False)
    means = problem.npv.mean(axis=1)[problem.outcome]
    problem = replace(problem, factor=np.ones(problem.columns), worth=means)
    assert not problem.start[solve(problem, Limits()).columns].any()


def test_all_subsets_of_sixteen_deals() -> None:
    problem = problem_of(3, 16)
    limits = Limits(budget=np.array([20.0, 22.0]), floor=Floor("shortfall", 0.1, -6.0))
    inside = (np.arange(2**16)[:, None] >> np.arange(16)) & 1
    worth = inside @ problem.worth
    kept = np.all(inside @ problem.money <= np.array([20.0, 22.0, 22.0]), axis=1)
    for deal, needed in problem.needs:
        kept &= inside[:, deal] <= inside[:, needed]
    for group in problem.groups:
        kept &= inside[:, list(group)].sum(axis=1) <= 1
    tails = np.sort(inside[kept] @ problem.npv, axis=1)[:, :4].mean(axis=1)
    best = worth[kept][tails >= -6.0].max()
    solution = solve(problem, limits, EXACT)
    assert solution.worth == pytest.approx(best, abs=1e-6)
    assert worth[kept].max() > best  # the floor bites


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=60), st.floats(0.02, 1.0))
def test_a_shortfall_is_the_mean_of_the_sorted_draws(values: list[int], share: float) -> None:
    draws: Array = np.array(values, dtype=float)
    count = share * len(values)
    ordered = np.sort(draws)
    whole = min(int(count), len(values) - 1)
    expected = (
        (ordered[:whole].sum() + (count - whole) * ordered[whole]) / count if count >= 1 else ordered[0]
    )
    assert shortfall(draws, share) == pytest.approx(expected, abs=1e-9)


def test_more_money_is_never_worth_less_and_its_price_is_bounded() -> None:
    problem = problem_of(11, 9, 2, 2)
    limits = Limits(budget=np.array([14.0]))
    rungs = ladder(problem, limits, EXACT)
    values = [rung.solution.worth for rung in rungs]
    assert values == sorted(values)
    assert values[-1] > values[0]
    next_money = price(problem, limits, solve(problem, limits, EXACT), EXACT)
    assert next_money is not None
    assert 0 <= next_money.low <= next_money.value + 1e-9 <= next_money.high + 2e-9
    list_ = standings(problem, rungs)
    assert [each.since for each in list_] == sorted(each.since for each in list_)
    for each in list_:
        shares = [rung.share for rung in rungs if each.deal in problem.deal[rung.solution.columns]]
        assert min(shares) == each.firsts
        assert all(rung.share in shares for rung in rungs if rung.share >= each.since)


def test_each_deal_that_is_out_has_its_ground() -> None:
    problem = problem_of(5, 8, 1, 2)
    limits = Limits(
        budget=np.array([12.0]),
        people=np.array([5.0]),
        floor=Floor("shortfall", 0.1, -4.0),
        barred=frozenset({2}),
    )
    chosen = solve(problem, limits, EXACT)
    rungs = ladder(problem, limits, EXACT)
    inside = set(problem.deal[chosen.columns].tolist())
    outs = reasons(problem, limits, chosen, rungs, EXACT, detailed=8)
    assert {each.deal for each in outs} == set(range(8)) - inside
    for out in outs:
        best = problem.worth[problem.columns_of(out.deal)].max()
        if out.ground == "barred":
            assert out.deal == 2
        elif out.ground == "negative":
            assert best <= 0
        elif out.ground == "excluded":
            assert out.other in inside
        elif out.ground == "needs":
            assert out.other not in inside
        else:
            lifted = {
                "budget": limits.without_money(), "people": limits.without_people(),
                "floor": replace(limits, floor=None),
                "together": Limits(barred=limits.barred), "gap": Limits(barred=limits.barred),
            }[out.ground]  # fmt: skip
            again = solve(problem, lifted, EXACT)
            assert (out.deal in problem.deal[again.columns]) == (out.ground != "gap")
            forced = brute(problem, limits.forcing([out.deal]))
            assert out.loss == pytest.approx(chosen.worth - forced, abs=1e-6)


@pytest.mark.parametrize("must", [{0, 1, 2, 3}, {4}, {0, 4}])
def test_what_cannot_be_met_is_told_with_the_least_that_can(must: set[int]) -> None:
    problem = problem_of(7, 5, 2, 2, links=False)
    limits = Limits(budget=np.array([2.0]), must=frozenset(must))
    if solve(problem, limits, EXACT).feasible:
        pytest.skip("these deals are cheap")
    conflict = infeasible.why(problem, limits, EXACT)
    assert conflict.reason == "money"
    assert conflict.scarce
    assert solve(problem, limits.scaled(conflict.least * (1 + 1e-9)), EXACT).feasible
    assert not math.isfinite(brute(problem, limits.scaled(conflict.least * 0.999)))


def test_the_highest_floor_is_that_of_brute_force() -> None:
    problem = problem_of(21, 5, 2, 2)
    limits = Limits(budget=np.array([10.0]), must=frozenset({1}))
    highest = max(
        shortfall(problem.draws(columns), 0.1) for columns in sets(problem) if keeps(problem, limits, columns)
    )
    beyond = replace(limits, floor=Floor("shortfall", 0.1, highest + 1))
    assert not solve(problem, beyond, EXACT).feasible
    conflict = infeasible.why(problem, beyond, EXACT)
    assert conflict.reason == "floor"
    assert conflict.least == pytest.approx(highest, abs=1e-3)
    assert solve(problem, replace(limits, floor=Floor("shortfall", 0.1, highest - 1e-3)), EXACT).feasible


def test_deals_that_exclude_each_other_cannot_both_be_in() -> None:
    problem = problem_of(1, 6)
    first, second = problem.groups[0]
    conflict = infeasible.why(problem, Limits(must=frozenset({first, second})), EXACT)
    assert conflict.reason == "deals"
