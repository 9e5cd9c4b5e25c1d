"""The value of an answer before choosing among several things to do, where it is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

import cases
import roi
from roi import RoiError
from roi.analysis.compare import AS_IT_STANDS, NOTHING, Candidate, Comparison, compare
from roi.analysis.information import choice_questions, information
from roi.analysis.lead_changes import Turn
from roi.analysis.regression import cross_fitted, cross_fitted_each, design, spline
from roi.case import Case
from roi.model import resolve
from roi.sim.prepare import prepare
from roi.sim.sampling import REPLICATES, planned
from tests.support.documents import case_of, flow

SPREAD = 30.0
NORMAL = (f"normal(0, {SPREAD:g})", "USD")
Z_90 = float(stats.norm.ppf(0.9))


def two_ways() -> Case:
    """NPV of the case is a, of the other option −a; b and luck change both alike, c neither."""
    inputs = {"a": NORMAL, "b": NORMAL, "c": NORMAL, "floor": (1_000, "USD")}
    lines = {
        "gain": flow("floor + a + b", "USD", when="start"),
        "cost": flow("floor - floor / 2", "USD", when="start", class_="licence"),
        "spare": {"formula": "c", "unit": "USD"},
    }
    other = {"label": "gain", **flow("floor - a + b", "USD", when="start")}
    return case_of(inputs, lines, options={"other": {"lines": {"gain": other}}})


def linear(gain: str, other: str | None = None, *names: str, rank: float | None = None, **more: str) -> Case:
    """NPV of the case is `gain`, of the option `other`; all of `names` are normal, with their question if any."""
    inputs = {
        name: {"value": NORMAL[0], "unit": "USD", **({"ask": more[name]} if name in more else {})}
        for name in names or ("a", "b", "c")
    }
    lines = {
        "gain": flow(f"{gain} + floor", "USD", when="start"),
        "cost": flow("floor", "USD", when="start", class_="licence"),
    }
    tables: dict[str, Any] = {}
    if other is not None:
        line = {"label": "gain", **flow(f"{other} + floor", "USD", when="start")}
        tables["options"] = {"other": {"lines": {"gain": line}}}
    if rank is not None:
        tables["correlations"] = [{"between": ["a", "b"], "rank": rank}]
    amounts = {"floor": (1_000, "USD"), "five": (5, "USD"), "ten": (10, "USD")}
    return case_of({**inputs, **amounts}, lines, **tables)


def compared(case: Case, *names: str, draws: int = 16_384, seed: int = 1) -> Comparison:
    models = {name: resolve(case, option=None if name == AS_IT_STANDS else name) for name in names}
    return compare([Candidate(*pair) for pair in models.items()], draws=draws, seed=seed)


def both(case: Case, draws: int = 16_384, seed: int = 1) -> Comparison:
    return compared(case, AS_IT_STANDS, "other", draws=draws, seed=seed)


def above(threshold: float) -> float:
    """E[max(0, X − threshold)] of the normal input: Raiffa & Schlaifer 1961, section 5.4."""
    t = threshold / SPREAD
    return float(SPREAD * stats.norm.pdf(t) - threshold * stats.norm.sf(t))


def test_an_answer_is_worth_what_it_does_to_the_choice_and_not_to_the_worth() -> None:
    """Doing nothing is far off: E|a| = 30 √(2/π) is what knowing a earns, b moves both ways alike."""
    (question,) = choice_questions(both(two_ways())).ranked
    assert [item.id for item in question.items] == ["a"]
    assert question.value.value == pytest.approx(30 * np.sqrt(2 / np.pi), rel=0.02)
    assert question.first == "other"
    (turn,) = question.turns
    assert (turn.below, turn.above) == ("other", AS_IT_STANDS)
    assert turn.value == pytest.approx(0, abs=0.5)


def test_three_things_to_do_of_which_each_is_the_best_for_some_answer() -> None:
    """Nothing, 5 + a + b and −10 + 3 a + b: E[max] is convex and linear by pieces, with knees at −5 and 7.5."""
    choice = choice_questions(both(linear("five + a + b", "3 * a + b - ten")))
    assert choice.option == AS_IT_STANDS
    assert choice.middle == pytest.approx(5, abs=0.5)
    values = {question.items[0].id: question for question in choice.ranked}
    assert set(values) == {"a", "b"}
    a, truth = values["a"], above(-5) + 2 * above(7.5) - 5
    assert abs(a.value.value - truth) < 4 * a.value.error + 0.01 * truth
    assert a.first == NOTHING
    assert [(turn.below, turn.above) for turn in a.turns] == [
        (NOTHING, AS_IT_STANDS),
        (AS_IT_STANDS, "other"),
    ]
    assert [turn.value for turn in a.turns] == pytest.approx([-5, 7.5], abs=1)
    assert a.moves == pytest.approx((5 - SPREAD * Z_90, 5 + SPREAD * Z_90), abs=1)
    b = values["b"]  # of 5 + b and b − 10 the second is never the choice
    assert abs(b.value.value - (above(-5) - 5)) < 4 * b.value.error + 0.1
    assert [(turn.below, turn.above) for turn in b.turns] == [(NOTHING, AS_IT_STANDS)]


def tailed(value: str, threshold: float, unit: str = "USD", **tables: Any) -> Case:
    """NPV is x above the threshold, in USD, and noise."""
    inputs: dict[str, Any] = {
        "x": {"value": value, "unit": unit},
        "threshold": (threshold, unit),
        "floor": (1_000, "USD"),
        "each": (100, "USD"),
        "noise": {"value": "normal(0, 1)", "unit": "USD"},
    }
    gain = "x - threshold" if unit == "USD" else "(x - threshold) * each"
    lines = {
        "gain": flow(f"{gain} + noise + floor", "USD", when="start"),
        "cost": flow("floor", "USD", when="start", class_="licence"),
    }
    return case_of(inputs | tables.pop("inputs", {}), lines, **tables)


@pytest.mark.parametrize("probability", [0.02, 0.05, 0.5, 0.95, 0.98])
@pytest.mark.parametrize(
    ("value", "law"),
    [
        ("lognormal(10, 10)", stats.lognorm(np.sqrt(np.log(2)), scale=10 / np.sqrt(2))),
        ("lognormal(10, 5)", stats.lognorm(np.sqrt(np.log(1.25)), scale=10 / np.sqrt(1.25))),
        ("pert(10, 14, 40)", stats.beta(1 + 4 * 4 / 30, 1 + 4 * 26 / 30, 10, 30)),
    ],
)
def test_a_lead_changes_where_it_does_in_the_tails_too(value: str, law: Any, probability: float) -> None:
    """What is straight in an input with a tail is not straight in its score, beyond a spline's last knot."""
    threshold = float(law.ppf(probability))
    choice = choice_questions(compared(tailed(value, threshold), AS_IT_STANDS))
    (question,) = (each for each in choice.ranked if each.items[0].id == "x")
    (turn,) = question.turns
    assert turn.value == pytest.approx(threshold, rel=0.01)


def test_a_part_of_a_whole_turns_the_choice_at_a_share() -> None:
    """And not at the weight that the share was made of."""
    whole = {"split": {"label": "Split", "parts": ["x", "rest"]}}
    rest = {"rest": {"value": "dirichlet(38, 50)", "unit": "%"}}
    case = tailed("dirichlet(12, 50)", 30.0, "%", inputs=rest, shares=whole)
    choice = choice_questions(compared(case, AS_IT_STANDS))
    turned = {each.items[0].id: each.turns for each in choice.ranked}
    assert [turn.value for turn in turned["x"]] == pytest.approx([30], abs=0.2)


@pytest.mark.parametrize("seed", range(8))
def test_an_irrelevant_answer_is_worth_nothing(seed: int) -> None:
    """c is read by both ways and changes neither; d changes what the worse one is worth, never the choice."""
    case = linear("five + a + 0 * c", "a + 0 * c + d / ten * five - floor", "a", "c", "d")
    choice = choice_questions(both(case, 4_096, seed + 1))
    assert [question.items[0].id for question in choice.ranked] == ["a"]
    assert {question.items[0].id for question in choice.unranked} == {"c", "d"}


def test_an_answer_that_the_best_option_does_not_read_does_not_move_it() -> None:
    """Nothing reads d but the other way, −5 + d: it wins above 10, where it passes the 5 of the case."""
    choice = choice_questions(both(linear("five + b", "d - five", "b", "d")))
    d = next(question for question in choice.ranked if question.items[0].id == "d")
    assert d.moves == (choice.middle, choice.middle)
    assert (d.first, [turn.above for turn in d.turns]) == (AS_IT_STANDS, ["other"])
    assert d.turns[0].value == pytest.approx(10, abs=1)
    assert abs(d.value.value - above(10)) < 4 * d.value.error + 0.01 * above(10)


@pytest.mark.parametrize("seed", range(4))
def test_options_that_are_worth_the_same_do_not_take_turns(seed: int) -> None:
    """Both are worth a and luck of their own, 30 times that: what the fits say of their gap is noise."""
    case = linear("a + luck", "a + other_luck", "a", "luck", "other_luck")
    inputs = {name: replace(case.inputs[name], luck=True) for name in ("luck", "other_luck")}
    choice = choice_questions(both(replace(case, inputs={**case.inputs, **inputs}), 4_096, seed))
    (question,) = choice.ranked
    assert question.first == NOTHING
    (turn,) = question.turns
    assert turn.value == pytest.approx(0, abs=3)


def test_correlated_inputs_are_valued_alone_and_together() -> None:
    """a + b or its opposite: knowing a earns E|E[a + b | a]| = 30 (1 + r) √(2/π), knowing both E|a + b|."""
    choice = choice_questions(both(linear("a + b", "0 - a - b", "a", "b", rank=0.5)))
    r, unit = 2 * np.sin(np.pi * 0.5 / 6), np.sqrt(2 / np.pi)
    for question in choice.ranked:
        assert question.value.value == pytest.approx(30 * (1 + r) * unit, rel=0.02)
    (group,) = choice.groups
    assert (group.together, {item.id for item in group.items}) == (True, {"a", "b"})
    assert group.value.value == pytest.approx(30 * np.sqrt(2 + 2 * r) * unit, rel=0.02)


def test_one_question_may_answer_several() -> None:
    choice = choice_questions(both(linear("a + b", "0 - a - b", "a", "b", a="Which?", b="Which?")))
    (question,) = choice.ranked
    assert (question.ask, question.together, question.moves, question.turns) == ("Which?", True, None, ())
    assert question.value.value == pytest.approx(30 * np.sqrt(2) * np.sqrt(2 / np.pi), rel=0.02)


def test_no_answer_alone_but_two_together() -> None:
    """A product that pays only where both factors are high: knowing one, its mean is still the threshold."""
    choice = choice_questions(compared(linear("a * b / ten - floor / 5", None, "a", "b"), AS_IT_STANDS))
    assert not choice.ranked
    assert {item.id for item in choice.groups[0].items} == {"a", "b"}


def test_one_option_or_nothing_is_the_decision_of_ask() -> None:
    case = linear("five + a + b - 2 * c")
    chosen, deciding = choice_questions(compared(case, AS_IT_STANDS)), information(roi.simulate(case))
    for question, other in zip(chosen.ranked, deciding.ranked, strict=True):
        assert question.items[0].id == other.items[0].id
        assert (question.value.value, question.value.error) == pytest.approx(
            (other.value.value, other.value.error), rel=1e-6
        )
        assert question.moves == pytest.approx(other.moves)
        (turn,), (flip,) = question.turns, other.flips
        assert turn.value == pytest.approx(flip.value, abs=0.1)  # by a regression, by learning it
        assert (turn.above == AS_IT_STANDS) == flip.go_above
    assert chosen.middle == pytest.approx(deciding.middle)


def test_only_the_first_are_told_in_detail() -> None:
    choice = choice_questions(both(linear("five + a + b", "3 * a + b - ten")), detailed=1)
    first, second = choice.ranked
    assert isinstance(first.turns[0], Turn)
    assert (second.first, second.turns, second.moves) == ("", (), None)


def test_progress_is_told_by_question() -> None:
    steps: list[tuple[int, int]] = []
    choice_questions(both(two_ways(), 4_096), progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 2), (2, 2)]


def test_too_few_draws_are_refused() -> None:
    with pytest.raises(RoiError, match="needs 4,096 draws; the comparison has 1,024"):
        choice_questions(both(two_ways(), draws=1_024))


@pytest.mark.slow
def test_a_shipped_question_against_means_in_bins_of_its_input() -> None:
    case = cases.load("code-assistant")
    comparison = compared(case, AS_IT_STANDS, *case.options)
    first = choice_questions(comparison).ranked[0]
    assert first.items[0].id == "time_reduction"
    prepared = prepare(resolve(case), planned(comparison.draws, comparison.seed))
    m = comparison.draws // REPLICATES
    u = np.stack([prepared.uniforms(replicate, 0, m)["time_reduction"] for replicate in range(REPLICATES)])
    place = np.minimum((u * 24).astype(int), 23)
    worths = list(comparison.npv.values())
    best = sum(max(np.where(place == k, npv, 0).sum() for npv in worths) for k in range(24)) / u.size
    assert first.value.value == pytest.approx(best - max(npv.mean() for npv in worths), rel=0.03)


def test_fits_of_several_are_those_of_each() -> None:
    rng = np.random.default_rng(7)
    z = rng.standard_normal((16, 64))
    ys = np.stack([z**2 + rng.standard_normal(z.shape), np.sin(z)])
    columns = design([spline(z)])
    each = np.stack([cross_fitted(columns, y) for y in ys])
    np.testing.assert_allclose(cross_fitted_each(columns, ys), each, rtol=1e-9)


def test_levers_of_the_best_option_are_priced_as_before_a_decision_on_it() -> None:
    case = case_of(
        {
            "a": NORMAL,
            "price": {"value": "uniform(400, 600)", "unit": "USD", "lever": True},
            "floor": (1_000, "USD"),
        },
        {
            "gain": flow("floor + a", "USD", when="start"),
            "fee": flow("price", "USD", when="start", class_="licence"),
        },
        options={"dearer": {"inputs": {"price": "uniform(500, 700)"}}},
    )
    choice = choice_questions(
        compare([Candidate(name or AS_IT_STANDS, resolve(case, option=name)) for name in (None, "dearer")])
    )
    (lever,) = choice.levers
    assert (choice.option, lever.item.id, lever.tenth.up) == (AS_IT_STANDS, "price", False)
    assert lever.tenth.gain.value == pytest.approx(50, abs=1)  # a tenth of 500 on average
    assert lever.tenth.gain == information(roi.simulate(case)).levers[0].tenth.gain
    assert not lever.flips
