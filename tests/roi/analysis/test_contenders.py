"""Few draws tell which ways to deploy may be the best: those take all draws, the others stand beside them."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cases
import roi
from roi.analysis.compare import Candidate, Comparison, compare
from roi.analysis.contenders import FIRST_STAGE, WayWorth, refined, worth_of_ways
from roi.analysis.information import choice_questions
from roi.analysis.prospects import prospects
from roi.analysis.ways import best_way
from roi.case import Case, Option
from roi.sim.cuts import HEADLINE
from roi.sim.sampling import planned
from tests.support.models import money_case

DRAWS = 16_384
NOW = "case"


def with_options(*costs: str) -> Case:
    """x − 9, and options that cost something else; x is uniform between 0 and 20, y between 0 and 1."""
    case = money_case("x", {"x": "uniform(0, 20)", "y": "uniform(0, 1)"}, cost="9 + 0 * y")
    spent = case.lines["spent"]
    options = {
        f"o{k}": Option(f"o{k}", f"O{k}", lines={"spent": replace(spent, formula=f"({cost}) * dollar")})
        for k, cost in enumerate(costs)
    }
    return replace(case, options=options)


def compared(case: Case, draws: int) -> Comparison:
    names = [None, *case.options]
    return compare(
        [Candidate(name or NOW, roi.resolve(case, option=name)) for name in names], draws=draws, seed=1
    )


def worth(case: Case, last: tuple[str, ...] = ()) -> tuple[dict[str, WayWorth], dict[str, WayWorth]]:
    """In two stages, and of all draws."""
    run = roi.simulate(roi.resolve(case), draws=DRAWS, seed=1)
    few = compared(case, FIRST_STAGE)
    both = refined(run, HEADLINE, few, NOW, planned(DRAWS, 1), last, lambda: None)
    return both, worth_of_ways(compared(case, DRAWS), NOW)


@settings(max_examples=15)
@given(st.lists(st.integers(0, 19), min_size=1, max_size=5))
def test_the_best_has_the_figures_of_all_draws_and_every_way_its_error(costs: list[int]) -> None:
    """What an option costs is certain, so that it is worth 10 less it on average, and gains 9 less it."""
    stages, every = worth(with_options(*(f"{cost + 0.137}" for cost in costs)))
    best = max(every, key=lambda name: every[name].expected.value)
    assert stages[best] == every[best]
    for name, each in stages.items():
        cost = costs[int(name.removeprefix("o"))] + 0.137
        assert each.gain.value == pytest.approx(9 - cost, abs=1e-9)
        assert each.expected.value == pytest.approx(10 - cost, abs=6 * each.expected.error + 1e-3)


def test_what_is_clearly_below_stays_on_few_draws_and_says_so() -> None:
    stages, every = worth(with_options("5", "8 + 10 * y", "5 + 0.02 * (y - 0.5)"))
    assert stages["o0"] == every["o0"]
    assert stages["o2"] == every["o2"]  # within its error of the best
    assert stages["o1"] != every["o1"]  # 8 below
    assert stages["o1"].loss.error > 2 * every["o1"].loss.error
    assert stages["o1"].gain.value == pytest.approx(-4, abs=1e-6)
    gap = stages["o1"].expected.value - stages["o1"].gain.value
    assert gap == pytest.approx(
        every["o0"].expected.value - every["o0"].gain.value
    )  # the estimate on all draws


def test_where_none_pays_the_nearest_to_it_is_worked_out_on_all_draws() -> None:
    stages, every = worth(with_options("14 + 4 * y", "18 + 4 * y"))
    assert stages["o0"] == every["o0"]
    assert stages["o1"] != every["o1"]


def test_ways_that_come_last_are_looked_at_only_where_no_other_surely_pays() -> None:
    case = with_options("5 + y", "2 + y")
    stages, every = worth(case, last=("o1",))
    assert stages["o0"] == every["o0"]
    assert stages["o1"] != every["o1"]
    stages, every = worth(with_options("14 + y", "2 + y"), last=("o1",))
    assert stages["o1"] == every["o1"]


def test_a_shipped_case_has_the_best_way_of_all_draws_and_no_other_first_question() -> None:
    model = roi.resolve(cases.load("code-assistant"))
    run = roi.simulate(model, draws=DRAWS, seed=1)
    looked = prospects(run)
    best = best_way(looked.ways)
    assert best is not None
    names = [None, *(name for name in model.case.options)]
    every = compare(
        [Candidate(name or NOW, roi.resolve(model.case, option=name)) for name in names], draws=DRAWS, seed=1
    )
    assert best.expected == max((each.npv.mean for each in every.standings), key=lambda mean: mean.value)
    assert best.gain == every.difference(best.name, NOW).spread.mean
    for way in looked.ways:
        apart = way.expected.value - next(
            each.npv.mean.value for each in every.standings if each.name == way.name
        )
        assert abs(apart) <= 5 * way.expected.error
        assert math.isclose(way.expected.value - way.gain.value, float(run.values("npv").mean()))


@pytest.mark.parametrize(
    ("gain", "cost", "draws", "first"),
    [
        ("x", "a - 2 + 0 * b", FIRST_STAGE, "a"),  # a alone tells which of the two is better
        ("x", "a + b - 13", DRAWS, None),  # a and b tell as much
        ("x + 20", "5 + 0 * (a + b)", DRAWS, None),  # nothing is worth asking
    ],
)
def test_few_draws_tell_what_to_ask_only_where_they_tell_which_is_first(
    gain: str, cost: str, draws: int, first: str | None
) -> None:
    """The option gains on average, more or less than that as a and b are, uniform between 0 and 20."""
    inputs = {"x": "uniform(0, 20)", "a": "uniform(0, 20)", "b": "uniform(0, 20)"}
    case = money_case(gain, inputs, cost="9 + 0 * (a + b)", correlations=[("a", "b", 0.5)])
    spent = replace(case.lines["spent"], formula=f"({cost}) * dollar")
    case = replace(case, options={"o": Option("o", "O", lines={"spent": spent})})
    looked = prospects(roi.simulate(case, draws=DRAWS, seed=1))
    best, choice = best_way(looked.ways), looked.choice
    assert best is not None
    assert choice is not None
    expected = choice_questions(compared(case, draws), detailed=0)
    assert choice.draws == draws
    assert [(each.items, each.value) for each in choice.ranked] == [
        (each.items, each.value) for each in expected.ranked
    ]
    assert choice.groups == expected.groups
    if first is not None:
        assert choice.ranked[0].items[0].id == first
        assert [{item.id for item in group.items} for group in choice.groups] == [{"a", "b"}]


def test_more_draws_tell_what_to_ask_more_closely() -> None:
    model = roi.resolve(cases.load("code-assistant"))
    errors = []
    for draws in (8_192, 16_384, 32_768):
        choice = prospects(roi.simulate(model, draws=draws, seed=1)).choice
        assert choice is not None
        errors.append(choice.ranked[0].value.error)
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < errors[0] / 1.5
