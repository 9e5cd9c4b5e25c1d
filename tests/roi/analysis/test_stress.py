"""Stress on the same draws: what moves moves as said, and nothing else moves."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import roi
from roi.analysis.compare import Candidate
from roi.analysis.stress import MovedLaw, Stress, parse_stress, stressed, twins
from roi.case import Override
from roi.distributions import parse
from roi.errors import RoiError, of_setting
from roi.model import Layer, Model, resolve
from roi.sim.cuts import CASH
from tests.support.documents import case_of, flow

DRAWS = 4_096


def model(**overrides: str) -> Model:
    """NPV = gain − price − other, all at the start; `share` is in %."""
    case = case_of(
        {
            "gain": {"value": "range(2_000, 3_000, 5_000)", "unit": "USD", "min": 0, "max": 20_000},
            "price": (1_000, "USD"),
            "other": ("triangular(100, 200, 400)", "USD"),
            "share": {"value": "range(10, 20, 40)", "unit": "%", "min": 0, "max": 100},
        },
        {
            "benefit": flow("gain", "USD", when="start"),
            "licence": flow("price + other + price * share", "USD", when="start", class_="licence"),
        },
    )
    given_ = {name: Override(value) for name, value in overrides.items()}
    return resolve(case, layers=[Layer("set", of_setting("set"), given_, "seller")])


def under(*texts: str, base: Model | None = None) -> Model:
    return stressed(base or model(), [parse_stress(text) for text in texts])


def draws(of: Model, name: str) -> np.ndarray:
    run = roi.simulate(of, draws=DRAWS)
    m = run.prepared.sampling.draws_per_replicate
    return np.concatenate([np.broadcast_to(run.prepared.inputs(r, 0, m)[name], (m,)) for r in range(16)])


def npv(of: Model) -> np.ndarray:
    return roi.simulate(of, draws=DRAWS).values("npv").ravel()


def test_a_shift_moves_every_draw_and_the_plan_by_as_much() -> None:
    before, after = roi.simulate(model(), draws=DRAWS), roi.simulate(under("other+=50"), draws=DRAWS)
    gap = after.values("npv") - before.values("npv")
    assert gap == pytest.approx(-50, abs=1e-9)  # sums of some thousand, rounded
    assert after.plan.metric("npv", CASH) - before.plan.metric("npv", CASH) == pytest.approx(-50, abs=1e-9)


def test_a_factor_multiplies_and_the_rest_keeps_its_bits() -> None:
    assert draws(under("other*=1.5"), "other") == pytest.approx(1.5 * draws(model(), "other"), rel=1e-12)
    assert (draws(under("other*=1.5"), "gain") == draws(model(), "gain")).all()
    assert under("other*=150%").input("other").likely == pytest.approx(300)


def test_widening_keeps_the_median_and_stretches_around_it() -> None:
    before, after = draws(model(), "other"), draws(under("other~2"), "other")
    middle = float(model().input("other").distribution.quantile(0.5))
    assert after - middle == pytest.approx(2 * (before - middle), abs=1e-9)
    assert np.std(after) == pytest.approx(2 * np.std(before), rel=1e-9)


def test_a_fixed_value_is_that_of_another_answer() -> None:
    answered = resolve(
        model().case, layers=[Layer("set", of_setting("set"), {"gain": Override("4_000")}, "seller")]
    )
    assert (npv(under("gain=4_000")) == npv(answered)).all()


def test_limits_hold() -> None:
    """No gain above 20,000, no share outside 0 to 100 %."""
    assert draws(under("gain*=100"), "gain").max() == 20_000
    assert draws(under("gain+=-4_000"), "gain").min() == 0
    assert draws(under("share~50"), "share").min() == 0
    assert draws(under("share~50"), "share").max() == pytest.approx(1)


def test_a_shift_of_a_share_is_in_points() -> None:
    for text in ("share+=5", "share+=5%"):
        assert draws(under(text), "share") == pytest.approx(draws(model(), "share") + 0.05, abs=1e-12)


def test_a_constant_moves_and_stays_one() -> None:
    for text, value in (("price+=100", 1_100), ("price*=0.5", 500), ("price*=0.0001", 0.1)):
        item = under(text).input("price")
        assert item.constant
        assert item.likely == pytest.approx(value)


def test_answers_and_other_changes_stay() -> None:
    base = model(price="2_000")
    both = under("gain=4_000", "other+=50", base=base)
    assert both.input("price").likely == 2_000
    assert both.input("other").likely == pytest.approx(250)
    assert both.input("gain").constant


def test_a_stressed_model_can_be_sent_to_another_process() -> None:
    sent = pickle.loads(pickle.dumps(under("other~2")))
    assert (npv(sent) == npv(under("other~2"))).all()


@given(
    factor=st.floats(0.1, 5), shift=st.floats(-3, 3), limits=st.tuples(st.floats(-5, 1), st.floats(2, 9)),
    text=st.sampled_from(["normal(1, 2)", "triangular(0, 1, 4)", "discrete(0, 30%, 2, 70%)", "range(0, 1, 3)"]),
)  # fmt: skip
def test_a_moved_law_is_a_law(factor: float, shift: float, limits: tuple[float, float], text: str) -> None:
    """Quantile and cdf are inverse: F(Q(u)) ≥ u, and P(X < Q(u)) ≤ u, within rounding."""
    moved = MovedLaw(parse(text).law, 1.0, factor, shift, *limits)
    u = np.linspace(0.01, 0.99, 99)
    x = moved.quantile(u)
    assert (np.diff(x) >= 0).all()
    assert (moved.cdf(x + 1e-9) >= u - 1e-9).all()
    assert (moved.below(x - 1e-9) <= u + 1e-9).all()
    low, high = moved.support
    assert low <= x[0]
    assert x[-1] <= high
    for atom in moved.atoms:
        assert moved.cdf(np.array(atom + 1e-9)) >= moved.below(np.array(atom - 1e-9))


def test_texts_of_changes() -> None:
    assert parse_stress(" price += 5 ") == Stress("price", "+=", "5")
    assert parse_stress("price=range(1, 2, 3)") == Stress("price", "=", "range(1, 2, 3)")
    assert str(parse_stress("price~2")) == "price~2"


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["price"], "no change"),
        (["price-=5"], "no change"),
        (["nothing=5"], "no input"),
        (["price=5", "price+=1"], "twice"),
        (["price~2"], "without uncertainty"),
        (["other*=0"], "above 0"),
        (["other*=nan"], "not finite"),
        (["other+=x"], "not a number"),
        (["other+=5%"], "no % input"),
        (["gain=-5"], "outside its physical limits"),
    ],
)
def test_what_cannot_be_stressed_is_refused(texts: list[str], message: str) -> None:
    with pytest.raises(RoiError, match=message):
        under(*texts)


def test_every_candidate_is_stressed_in_the_inputs_it_has() -> None:
    plain, priced = model(), model(price="range(500, 1_000, 2_000)")
    stressed = twins((Candidate("a", plain), Candidate("b", priced)), (parse_stress("price*=2"),))
    assert [each.name for each in stressed] == ["a", "b"]
    for twin, before in zip(stressed, (plain, priced), strict=True):
        assert draws(twin.model, "price") == pytest.approx(2 * draws(before, "price"), rel=1e-12)
        assert draws(twin.model, "gain") == pytest.approx(draws(before, "gain"), rel=0)
    with pytest.raises(RoiError, match="there is no input `prize`"):
        twins((Candidate("a", plain),), (parse_stress("prize*=2"),))


@given(factor=st.floats(0.2, 3), shift=st.floats(-2, 2), x=st.floats(-3, 4))
def test_probabilities_are_those_of_the_quantiles(factor: float, shift: float, x: float) -> None:
    """Outside the limits too, where a moved law has none, or all that it has."""
    law = MovedLaw(parse("uniform(0, 1)").law, 0.5, factor, shift, 0.0, 1.0)
    drawn = law.quantile((np.arange(4_000) + 0.5) / 4_000)
    assert float(law.cdf(np.array(x))) == pytest.approx(np.mean(drawn <= x), abs=1e-3)
    assert float(law.below(np.array(x))) == pytest.approx(np.mean(drawn < x), abs=1e-3)
