"""Other ways to deploy whose worth is known in closed form: sizes, plans, and what to ask before choosing."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

import cases
import roi
from roi.analysis.compare import Candidate, compare
from roi.analysis.prospects import Prospects, prospects
from roi.analysis.questions import Question
from roi.analysis.sizes import Size
from roi.analysis.ways import Way, _is_settled, best_way
from roi.case import Case, Option, Override, Preset
from roi.errors import RoiError
from roi.sim.estimate import Statistic
from tests.support.models import money_case

DRAWS = 16_384


def sized(
    formula: str, volume: str, *, lever: bool = True, limits: tuple[float | None, float | None] = (None, None)
) -> Case:
    """A case over `n`, the volume, and x, uniform between 0 and 10."""
    case = money_case(formula, {"n": volume, "x": "uniform(0, 10)"}, limits={"n": limits}, cost="1")
    volumes = replace(case.inputs["n"], group="Volume", lever=lever)
    return replace(case, inputs={**case.inputs, "n": volumes})


def looked_at(case: Case, **overrides: str) -> Prospects:
    return prospects(roi.simulate(case, draws=DRAWS, overrides=overrides))


def sizes_of(prospects: Prospects) -> list[Size]:
    return [way.size for way in prospects.ways if way.size is not None]


def test_the_least_larger_size_that_pays_is_a_case_of_its_own() -> None:
    """E[n x] − 80 with E[x] = 5: n = 10 loses 30, 15 loses 5, 20 gains 20; it turns at 16."""
    (way,) = looked_at(sized("n * x - 79", "10")).ways
    assert (way.kind, way.name, way.gated) == ("size", "n=20", False)
    assert way.expected.value == pytest.approx(20, abs=0.5)
    assert way.gain.value == pytest.approx(50, abs=0.5)
    assert way.loss.value == pytest.approx(0.4, abs=0.01)  # 20 x < 80
    assert way.size is not None
    assert (way.size.value, way.size.larger) == (20, True)
    assert way.size.turns == pytest.approx(16, rel=0.01)


def test_a_smaller_size_is_the_one_that_is_worth_most() -> None:
    """2 x n − n² − 1 with E[x] = 5: n = 16 loses 97, 12 loses 25, 8 gains 15, 4 gains 23; it turns near 9.9."""
    (size,) = sizes_of(looked_at(sized("2 * x * n - n * n", "16")))
    assert (size.value, size.larger) == (4, False)
    assert size.turns == pytest.approx(9.9, abs=0.1)


@pytest.mark.parametrize(
    "case",
    [
        sized("n * x - 79", "10", lever=False),  # a fact is not made larger by deciding so
        sized("n * x - 79", "10", limits=(0, 15)),  # there are no more
        sized("n * x - 200", "10"),  # twice as many lose as well
        sized("n * x - 29", "10"),  # it gains as it stands
        sized("x - 9", "10"),  # nothing depends on it
    ],
    ids=["fact", "limit", "hopeless", "gains", "idle"],
)
def test_no_size_is_named_that_is_not_there_to_choose(case: Case) -> None:
    assert sizes_of(looked_at(case)) == []


def test_counts_stay_whole_and_shares_do_not() -> None:
    (size,) = sizes_of(looked_at(sized("8 * n - n * n - 10", "7")))  # 1.75, 3.5 and 5.25 are 2, 4 and 5
    assert size.value == 4
    case = sized("x * n * 10 - n * n * 70", "90%", limits=(0, 100))
    case = replace(case, inputs={**case.inputs, "n": replace(case.inputs["n"], unit="%", value="90")})
    (share,) = sizes_of(looked_at(case))
    assert share.value == 45
    assert share.override.value == "45%"


def test_an_answer_of_the_prospect_is_the_size_that_counts() -> None:
    (size,) = sizes_of(looked_at(sized("n * x - 79", "1000"), n="12"))
    assert (size.value, size.factor) == (18, 1.5)


def with_plan(**levers: bool) -> Case:
    """x − p with p = 8 loses 3; the preset sets p = 2."""
    case = money_case("x - p", {"x": "uniform(0, 10)", "p": "8"}, cost="1")
    inputs = {name: replace(item, lever=levers.get(name, False)) for name, item in case.inputs.items()}
    return replace(
        case, inputs=inputs, presets={"cheap": Preset("cheap", "A cheaper plan", {"p": Override("2")})}
    )


def test_a_preset_of_levers_is_a_plan_and_one_of_facts_a_view_of_the_world() -> None:
    way = best_way(looked_at(with_plan(p=True)).ways)
    assert way is not None
    assert (way.kind, way.name, way.title) == ("plan", "preset=cheap", "A cheaper plan")
    assert way.expected.value == pytest.approx(5 - 2 - 1, abs=0.02)
    assert looked_at(with_plan()).ways == ()


def test_sizes_above_that_of_the_estimate_come_last() -> None:
    case = sized("n * x - 79", "10")
    lean = Option("lean", "Lean", lines={"spent": replace(case.lines["spent"], formula="-35 * dollar")})
    ways = looked_at(replace(case, options={"lean": lean})).ways
    assert [way.name for way in ways] == ["lean", "n=20"]
    assert ways[0].expected.value < ways[1].expected.value


def test_an_option_that_refuses_an_answer_leaves_the_others() -> None:
    case = money_case("x", {"x": "uniform(0, 10)"}, cost="8")
    cheaper = {"spent": replace(case.lines["spent"], formula="4 * dollar")}
    free = Option("free", "Free", drop=("spent",))
    prospects = looked_at(
        replace(case, options={"free": free, "lean": Option("lean", "Lean", lines=cheaper)})
    )
    assert [way.name for way in prospects.ways] == ["lean"]  # without costs nothing is a case


def test_what_an_answer_is_worth_where_another_way_pays() -> None:
    """As it stands x − 8, lean x / 2 − 2, or nothing: with x known the best of the three, on average."""
    case = money_case("x", {"x": "uniform(0, 10)"}, cost="8")
    lines = {
        "gain": replace(case.lines["gain"], formula="x / 2 * dollar"),
        "spent": replace(case.lines["spent"], formula="2 * dollar"),
    }
    prospects = looked_at(replace(case, options={"lean": Option("lean", "Lean", lines=lines)}))
    assert prospects.choice is not None
    best = prospects.choice.ranked[0]
    # E[max(0, x / 2 − 2)] = ∫₄¹⁰ (x / 2 − 2) dx / 10 = 0.9; the best without knowing earns 0.5.
    assert best.value.value == pytest.approx(0.9 - 0.5, abs=0.01)
    assert best.value.error > 0


@pytest.mark.slow
def test_a_size_is_an_estimate_with_that_answer() -> None:
    run = roi.simulate(cases.load("code-assistant"), draws=4_096, overrides={"seats": "400", "price": "150",
                       "time_reduction": "range(10, 20, 30)"})  # fmt: skip
    ways = [way for way in prospects(run).ways if way.size is not None]
    assert ways
    for way in ways:
        name, _, value = way.name.partition("=")
        again = roi.simulate(cases.load("code-assistant"), draws=4_096, overrides={
            "seats": "400", "price": "150", "time_reduction": "range(10, 20, 30)", name: value})  # fmt: skip
        assert way.expected.value == pytest.approx(float(again.values("npv").mean()), rel=1e-12)


def test_a_way_pays_only_beyond_the_sampling_error() -> None:
    from roi.sim.estimate import Statistic

    sure, loose = Statistic(5.0, 1.0), Statistic(2.0, 1.0)
    assert Way("a", "A", False, sure, sure, loose).pays
    assert not Way("a", "A", False, loose, sure, loose).pays
    assert not Way("a", "A", False, sure, loose, loose).pays


def test_unstated_costs_have_no_ways() -> None:
    run = roi.simulate(cases.load("bank-chatbot"), draws=4_096, preset="report")
    assert prospects(run).ways == ()
    with pytest.raises(RoiError):
        compare([Candidate("x", run.model)] * 2, draws=4_096)


@pytest.mark.parametrize(("lead", "settled"), [(2.5, True), (1.9, False)])
def test_which_question_is_worth_most_is_settled_by_two_errors(lead: float, settled: bool) -> None:
    """Of their difference, whose error is 5 where theirs are 3 and 4."""
    first, second = (
        SimpleNamespace(value=Statistic(value, error))
        for value, error in ((100.0, 3.0), (100 - 5 * lead, 4.0))
    )
    assert _is_settled(cast("list[Question]", [first, second])) is settled
