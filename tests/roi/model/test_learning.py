"""Facts are learnt, levers are set: laws, draws and plans of correlated inputs after answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from scipy.stats import norm

import roi
from roi.case import Case, Override
from roi.errors import of_setting
from roi.model import Layer, Model, resolve
from roi.model.correlation import Pair, gaussian_copula
from roi.model.normal_scores import FAR
from roi.sim.prepare import prepare
from roi.sim.sampling import SAMPLERS, planned
from tests.support.documents import case_of, flow

USD = "USD/month"
LAWS = {"a": "normal(5, 2)", "b": "normal(10, 3)", "c": "range(1, 2, 4)", "d": "uniform(0, 1)"}
INPUTS = {name: (value, USD) for name, value in LAWS.items()}
LINES = {"gain": flow("a + b + d"), "fee": flow("c", class_="run")}
RANKS = {("a", "b"): 0.5, ("b", "c"): -0.4}
DRAWS = 16_384


def case(
    inputs: Mapping[str, Any] = INPUTS, ranks: Mapping[tuple[str, str], float] = RANKS, **tables: Any
) -> Case:
    pairs = [{"between": list(pair), "rank": rank} for pair, rank in ranks.items()]
    return case_of(inputs, LINES, correlations=pairs, **tables)


def lever(name: str) -> dict[str, Any]:
    value, unit = INPUTS[name]
    entry = {"label": name, "unit": unit, "value": value, "grade": "judgement", "lever": True}
    return {**INPUTS, name: entry}


def answered(document: Case, learn: bool = True, preset: str = "evidence", **values: str) -> Model:
    overrides = {name: Override(value) for name, value in values.items()}
    return resolve(document, preset=preset, layers=[Layer("set", of_setting("set"), overrides, learn=learn)])


def drawn(model: Model, sampler: str = "sobol", draws: int = DRAWS) -> dict[str, np.ndarray]:
    prepared = prepare(model, planned(draws, 3, sampler))
    return prepared.inputs_between(0, prepared.sampling.draws)


def pearson(rank: float) -> float:
    return float(2 * np.sin(np.pi * rank / 6))


def scores(document: Case, sampler: str = "sobol") -> dict[str, np.ndarray]:
    """Normal scores of the draws without any answer."""
    prepared = prepare(resolve(document), planned(DRAWS, 3, sampler))
    return {name: ndtri(u) for name, u in prepared.uniforms_between(0, DRAWS).items()}


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_number_conditions_as_the_formula_of_a_normal_law(sampler: str) -> None:
    r, star = pearson(0.5), (8 - 5) / 2
    model = answered(case(), a="8")
    law = model.input("b").distribution
    u = np.array([0.01, 0.3, 0.5, 0.9])
    expected = 10 + 3 * (r * star + np.sqrt(1 - r * r) * norm.ppf(u))
    np.testing.assert_allclose(law.quantile(u), expected, rtol=1e-12)
    np.testing.assert_allclose(law.cdf(expected), u, rtol=1e-9)
    z = scores(case(), sampler)
    kriged = 10 + 3 * (z["b"] + r * (star - z["a"]))  # the same luck in every draw
    np.testing.assert_allclose(drawn(model, sampler)["b"], kriged, atol=1e-5)


def test_what_a_number_tells_goes_on_to_the_completed_pair() -> None:
    star = (8 - 5) / 2
    r = pearson(0.5) * pearson(-0.4)  # `a` and `c` are tied by `b` alone
    law = resolve(case()).input("c").distribution
    middle = answered(case(), a="8").input("c").distribution.quantile(0.5)
    np.testing.assert_allclose(middle, law.quantile(ndtr(r * star)), rtol=1e-9)


def test_two_numbers_condition_together() -> None:
    ranks = {("a", "b"): 0.5, ("b", "c"): -0.4, ("a", "c"): 0.2}
    copula = gaussian_copula("abc", [Pair(*pair, rank) for pair, rank in ranks.items()])
    r = np.array(copula.factor) @ np.array(copula.factor).T
    model = answered(case(ranks=ranks), a="8", b="7")
    star = np.array([1.5, -1.0])
    gains = np.linalg.solve(r[:2, :2], r[:2, 2])
    sd = np.sqrt(1 - gains @ r[:2, 2])
    u = np.array([0.1, 0.5, 0.9])
    expected = resolve(case()).input("c").distribution.quantile(ndtr(gains @ star + sd * ndtri(u)))
    np.testing.assert_allclose(model.input("c").distribution.quantile(u), expected, rtol=1e-9)
    assert model.input("c").moved_by == ("a", "b")


@pytest.mark.parametrize("value", ["uniform(6, 9)", "range(4, 8, 9)", "discrete(3, 40%, 9, 60%)", "5 to 6"])
def test_a_range_is_pushed_through_draw_by_draw(value: str) -> None:
    model, r, z = answered(case(), a=value), pearson(0.5), scores(case())
    x = model.input("a").distribution.quantile(ndtr(z["a"]))
    star = np.clip(norm.ppf(norm.cdf(x, 5, 2)), ndtri(FAR), -ndtri(FAR))
    draws = drawn(model)
    np.testing.assert_allclose(draws["a"], x, rtol=1e-6)
    np.testing.assert_allclose(draws["b"], 10 + 3 * (z["b"] + r * (star - z["a"])), atol=2e-4)


def test_what_a_range_leaves_is_shown_as_it_is_drawn() -> None:
    model = answered(case(), a="discrete(2, 50%, 9, 50%)", c="uniform(1, 2)")
    for name in ("b",):
        values = drawn(model, draws=65_536)[name]
        shown = model.input(name).distribution.quantile(np.array([0.1, 0.5, 0.9]))
        np.testing.assert_allclose(np.quantile(values, [0.1, 0.5, 0.9]), shown, atol=0.03)
        u = prepare(model, planned(65_536, 3)).uniforms_between(0, 65_536)[name]
        np.testing.assert_allclose(np.quantile(u, [0.05, 0.5, 0.95]), [0.05, 0.5, 0.95], atol=0.005)


def test_a_discrete_fact_conditions_as_draws_that_have_its_value() -> None:
    inputs = {**INPUTS, "a": ("discrete(1, 20%, 2, 50%, 3, 30%)", USD)}
    every = drawn(resolve(case(inputs)), "random", 2**18)
    of_two = every["b"][every["a"] == 2]
    answer = drawn(answered(case(inputs), a="2"), "random", 2**18)["b"]
    assert answer.mean() == pytest.approx(of_two.mean(), abs=0.02)
    np.testing.assert_allclose(np.quantile(answer, [0.1, 0.9]), np.quantile(of_two, [0.1, 0.9]), atol=0.06)


def test_the_plan_keeps_the_place_of_a_likely_value() -> None:
    before, after = resolve(case()).input("c"), answered(case(), b="14").input("c")
    place = before.distribution.cdf(before.likely)
    assert after.likely == pytest.approx(float(after.distribution.quantile(place)))
    assert after.likely < before.likely  # they run against each other
    assert after.evidence == before


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_lever_moves_nothing_and_its_range_is_its_own(sampler: str) -> None:
    document = case(lever("a"))
    before = drawn(resolve(document), sampler)
    fixed, ranged = (drawn(answered(document, a=value), sampler) for value in ("8", "uniform(7, 9)"))
    for name in "bcd":
        assert fixed[name].tobytes() == ranged[name].tobytes() == before[name].tobytes()
    assert abs(np.corrcoef(ranged["a"], before["b"])[0, 1]) < 0.03
    assert ranged["a"].mean() == pytest.approx(8, abs=0.02)
    assert ranged["a"].std() == pytest.approx(2 / 12**0.5, rel=0.02)
    assert not answered(document, a="8").moved


def test_facts_that_are_not_learnt_from_are_set_as_levers_are() -> None:
    before, left = drawn(resolve(case())), drawn(answered(case(), learn=False, a="8"))
    assert all(before[name].tobytes() == left[name].tobytes() for name in "bcd")


def test_luck_and_what_no_pair_names_tell_nothing() -> None:
    inputs = {
        **INPUTS,
        "a": {"label": "a", "unit": USD, "value": "uniform(0, 1)", "grade": "judgement", "chance": True},
    }
    assert not answered(case(inputs), a="0.5").moved
    assert not answered(case(), d="0.5").moved


def test_the_evidence_again_tells_nothing() -> None:
    before = drawn(resolve(case()))
    for document in (case(), case(lever("a"))):
        again = drawn(answered(document, a="normal(5, 2)"))
        assert all(before[name].tobytes() == again[name].tobytes() for name in "abcd")


def test_an_answer_outside_the_evidence_tells_as_much_as_its_end() -> None:
    law = answered(case(), a="500").input("b").distribution
    r = pearson(0.5)
    assert float(law.quantile(0.5)) == pytest.approx(10 - 3 * r * ndtri(FAR))
    far = answered(case(), a="500").copula
    assert far is not None
    assert far.learning is not None
    assert far.learning.facts[0].place.beyond == 1.0


def test_a_preset_that_fixes_an_input_leaves_the_evidence_to_learn_from() -> None:
    presets = {"low": {"inputs": {"a": "3"}}}
    plain, under = (answered(case(presets=presets), preset=name, a="8") for name in ("evidence", "low"))
    assert plain.input("b").distribution == under.input("b").distribution
    assert resolve(case(presets=presets), preset="low").copula is None  # a preset is a world, not an answer


def test_units_of_an_answer_are_converted() -> None:
    plain, yearly = answered(case(), a="8"), answered(case(), a="96 USD/year")
    u = np.array([0.2, 0.5])
    np.testing.assert_allclose(
        plain.input("b").distribution.quantile(u), yearly.input("b").distribution.quantile(u), rtol=1e-9
    )


@pytest.mark.slow
@pytest.mark.parametrize("value", ["8", "uniform(6, 9)"])
def test_blocks_and_threads_agree(value: str) -> None:
    model = answered(case(), a=value, c="uniform(1, 2)")
    whole = roi.simulate(model, draws=65_536, seed=4)
    npv = whole.values("npv")
    again = roi.simulate(model, draws=65_536, seed=4, block=2_048, threads=2)
    assert npv.tobytes() == again.values("npv").tobytes()


def test_an_answer_of_another_product_stays_with_it() -> None:
    mine = {"label": "c", "unit": USD, "value": "range(1, 2, 4)", "grade": "judgement", "product": "seat"}
    options = {
        "other": {"inputs": {"c": {"value": "range(5, 6, 8)", "grade": "judgement", "product": "platform"}}},
        "same": {},
    }
    document = case({**INPUTS, "c": mine}, options=options)
    layer = Layer("set", of_setting("set"), {"c": Override("3", product="seat")})
    here, same, other = (resolve(document, option=name, layers=[layer]) for name in (None, "same", "other"))
    assert [model.input("c").likely for model in (here, same)] == [3, 3]
    assert other.input("c").likely == 6
    assert list(other.aside) == ["c"]
    assert not here.aside
    reaching = resolve(
        document, option="other", layers=[Layer("set", of_setting("set"), {"c": Override("3")})]
    )
    replaced = reaching.input("c").replaced
    assert replaced is not None
    assert (replaced.layer, replaced.value) == ("option", "range(5, 6, 8)")
