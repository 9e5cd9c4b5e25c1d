import math
from fractions import Fraction
from functools import lru_cache

import numpy as np
import pytest
import pyxirr
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from roi.sim.irr import irr, no_rate_because
from tests.support.examples import examples

money = st.floats(0.01, 1e9)


def _one(flows: list[float], periods_per_year: int = 1) -> float:
    return float(irr(np.array(flows, dtype=float)[:, None], periods_per_year)[0])


def _changes(values: np.ndarray) -> int:
    signs = np.sign(values)[np.sign(values) != 0]
    return int(np.count_nonzero(signs[1:] != signs[:-1]))


def _balance(flows: np.ndarray, rate: float, periods_per_year: int) -> float:
    """Net present value over the present value of the absolute flows, exactly but for the rate's rounding."""
    growth = Fraction((1 + rate) ** (1 / periods_per_year))
    value = size = Fraction(0)
    for flow in flows.tolist():
        value = value * growth + Fraction(flow)
        size = size * growth + abs(Fraction(flow))
    return float(value / size)


def _cash_flows(seed: int, n: int) -> np.ndarray:
    """Deployments: money up front, benefits that ramp up, some failing, some with a late investment."""
    rng = np.random.default_rng(seed)
    months = np.arange(37)[:, None]
    ramp = np.minimum(1, months / rng.uniform(1, 30, n))
    flows = ramp * rng.lognormal(4, 1, n) * rng.lognormal(0, 0.3, (37, n)) - rng.lognormal(3, 1, n)
    flows[0] = -rng.lognormal(6, 1, n)
    second = rng.integers(2, 36, n)
    flows[second, np.arange(n)] -= np.where(rng.random(n) < 0.3, rng.lognormal(6, 1, n), 0)
    return flows


@lru_cache(maxsize=1)
def _all_roots(flows: tuple[float, ...]) -> np.ndarray:
    """Worked out once for all that one stream is asked."""
    return np.asarray(np.roots(np.trim_zeros(np.array(flows))))


def _roots(flows: np.ndarray) -> np.ndarray:
    """Growth factors a period at which NPV is 0, from the eigenvalues of the companion matrix."""
    roots = _all_roots(tuple(flows))
    real = roots[np.abs(roots.imag) < 1e-7 * np.abs(roots)].real
    return np.sort(real[real > 1e-9])


def _by_the_rules(flows: np.ndarray) -> float:
    """1 + rate a period by all real roots; nan where undefined."""
    moved = flows[flows != 0]
    if moved[0] > 0:
        return math.nan
    roots, running = _roots(flows), np.cumsum(flows)
    if len(roots) == 1 and moved[-1] > 0:
        return float(roots[0])
    if _changes(running) == 1 and running[-1] > 0:
        return float(roots[roots > 1][0])
    return math.nan


def _streams(kind: int, rng: np.random.Generator) -> np.ndarray:
    """Noise, second investments, seats paid ahead, whole numbers, drifting sums, late costs: 2 to 37 periods."""
    periods = int(rng.integers(2, 37))
    flows = rng.normal(size=periods + 1)
    if kind == 1:
        flows = np.abs(flows)
        flows[0] *= -4
        flows[rng.integers(1, periods + 1)] *= -3
    if kind == 2:
        flows = np.abs(flows) + 0.2
        flows[::6] -= rng.uniform(2, 8)
    if kind == 3:
        flows = np.round(2 * flows)
    if kind == 4:
        flows = np.cumsum(flows)
    if kind == 5:
        flows = np.abs(flows) * np.where(np.arange(periods + 1) < periods / 3, -1, 1)
        flows[-1] *= rng.choice([-3, 1])
    return flows


@pytest.mark.slow
def test_many_streams_have_the_rate_that_a_scan_of_all_roots_gives() -> None:
    rng = np.random.default_rng(11)
    defined = undefined = 0
    for trial in range(1_500):
        flows = _streams(trial % 6, rng)
        if not (flows > 0).any() or not (flows < 0).any():
            continue
        if np.min(np.abs(_roots(flows) - 1), initial=1) < 1e-6 or _nearly_double(flows):
            continue  # the eigenvalues cannot tell what is 0 or one root
        expected, rate = _by_the_rules(flows), _one(flows.tolist())
        assert math.isnan(expected) == math.isnan(rate), (trial, flows)
        if not math.isnan(rate):
            assert 1 + rate == pytest.approx(expected, rel=1e-6, abs=1e-9)
        defined, undefined = defined + (not math.isnan(rate)), undefined + math.isnan(rate)
        assert bool(no_rate_because(flows)) == math.isnan(rate)
    assert defined > 625
    assert undefined > 250


def _nearly_double(flows: np.ndarray) -> bool:
    roots = _all_roots(tuple(flows))
    near = np.abs(roots[:, None] - roots[None, :]) + np.eye(len(roots))
    return bool(near.size and near.min() < 1e-5)


def test_ten_thousand_cash_flows_agree_with_pyxirr() -> None:
    flows = _cash_flows(1, 20_000)
    compared = 0
    for column, rate in zip(flows.T, irr(flows, 12), strict=True):
        running = np.cumsum(column)
        if _changes(column) != 1 and (_changes(running) != 1 or running[-1] <= 0):
            continue  # judged by all roots above
        # The guess tells which root is meant where a running sum has a negative one beside the positive.
        monthly = pyxirr.irr(column, guess=(1 + rate) ** (1 / 12) - 1)
        if monthly is None:
            assert rate < -0.9999  # below -54 % a month pyxirr gives up
            continue
        assert monthly is not None
        assert rate == pytest.approx((1 + monthly) ** 12 - 1, rel=1e-9, abs=1e-9)
        compared += 1
    assert compared >= 10_000


def test_seats_paid_a_year_ahead_agree_with_pyxirr() -> None:
    """Five changes of sign, one rate."""
    rng = np.random.default_rng(5)
    flows = np.tile(rng.uniform(0.5, 1.5, 2_000), (37, 1)) * np.minimum(1, np.arange(37)[:, None] / 8)
    flows[0:36:12] -= rng.uniform(3, 8, (3, 2_000))
    flows[0] -= 4
    assert (np.count_nonzero(np.diff(np.sign(flows), axis=0), axis=0) >= 3).all()
    for column, rate in zip(flows.T, irr(flows, 12), strict=True):
        monthly = pyxirr.irr(column, guess=(1 + rate) ** (1 / 12) - 1)
        assert monthly is not None
        assert rate == pytest.approx((1 + monthly) ** 12 - 1, rel=1e-9, abs=1e-9)


def test_conventional_flows_agree_with_pyxirr_unaided() -> None:
    flows = np.abs(_cash_flows(2, 2000))
    flows[:3] *= -1
    for column, rate in zip(flows.T, irr(flows, 12), strict=True):
        monthly = pyxirr.irr(column)
        assert monthly is not None
        assert monthly is not None
        assert rate == pytest.approx((1 + monthly) ** 12 - 1, rel=1e-9, abs=1e-9)


@given(money, money, st.integers(1, 120), st.sampled_from([1, 12]))
@examples(300)
def test_two_flows_have_a_closed_form(paid: float, got: float, periods: int, per_year: int) -> None:
    flows = np.zeros(periods + 1)
    flows[0], flows[-1] = -paid, got
    rate = _one(flows.tolist(), per_year)
    assert math.isnan(_one((-flows).tolist(), per_year))  # a loan
    growth = math.log(got / paid) * per_year / periods
    # 2.3e-16: near -100 % a rate keeps few digits of 1 + rate
    assert 1 + rate == pytest.approx(math.exp(growth), rel=1e-12, abs=2.3e-16)


@given(st.integers(1, 60), st.floats(1e-6, 5.0), money)
def test_an_annuity_returns_its_rate(periods: int, monthly: float, payment: float) -> None:
    price = payment * -math.expm1(-periods * math.log1p(monthly)) / monthly
    assert _one([-price] + [payment] * periods, 12) == pytest.approx(
        math.expm1(12 * math.log1p(monthly)), rel=1e-8
    )


@examples(300)
@given(arrays(np.float64, st.integers(2, 40), elements=st.floats(-1e6, 1e6)), st.sampled_from([1, 12]))
def test_a_rate_is_always_a_root_and_undefined_only_by_the_rules(flows: np.ndarray, per_year: int) -> None:
    flows = np.round(flows, 3)
    rate = _one(flows.tolist(), per_year)
    running = np.cumsum(flows)
    if not flows.any():
        assert math.isnan(rate)
    elif not (flows > 0).any():
        assert rate == -1
    elif not (flows < 0).any():
        assert rate == math.inf
    elif flows[flows != 0][0] > 0:
        assert math.isnan(rate)
    elif _changes(flows) == 1 or (_changes(running) == 1 and running[-1] > 0):
        assert not math.isnan(rate)
    elif flows[flows != 0][-1] < 0:
        assert math.isnan(rate)
    if -0.999 < rate < 1e12 and (flows > 0).any():  # further out 1 + rate has too few digits for the check
        assert abs(_balance(flows, rate, per_year)) < 1e-11  # 1e-12 of 1 + rate times up to 40 periods


def test_the_rules_one_by_one() -> None:
    assert math.isnan(_one([0, 0, 0]))
    assert _one([-1, 0, -5]) == -1
    assert _one([0, 3, 0]) == math.inf
    assert _one([-100, 110]) == pytest.approx(0.1, rel=1e-12)
    assert math.isnan(_one([100, -110]))  # a loan
    assert math.isnan(_one([0, 3, -1, 4]))  # money comes in first
    assert _one([-1, 3, -5, 6]) == pytest.approx(1.0, rel=1e-12)  # (x - 2)(x² - x + 3), no rule of signs
    assert _one([-100, 50, 50]) == pytest.approx(0, abs=1e-15)
    assert _one([-100, 50]) == pytest.approx(-0.5, rel=1e-12)
    assert _one([0, 0, -100, 0, 121, 0]) == pytest.approx(0.1, rel=1e-12)
    assert _one([0, -100, 0, 25, 0, 0]) == pytest.approx(-0.5, rel=1e-12)


def test_norstrom_takes_the_positive_root() -> None:
    """With x = 1 + rate: (x - 1.25)(x - 0.4) = x² - 1.65 x + 0.5, that is 25 % and -60 %."""
    assert _one([-1, 1.65, -0.5]) == pytest.approx(0.25, rel=1e-12)


def test_two_rates_are_undefined() -> None:
    assert math.isnan(_one([-1000, 2150, -1155]))  # 5 % and 10 %: Norstrøm's condition fails
    assert math.isnan(_one([-100, 300, -250]))  # no real rate at all
    assert math.isnan(_one([-1, 3, -2]))  # 0 % and 100 %: the running sum ends at zero
    assert math.isnan(_one([-1, math.nan, 2]))
    assert math.isnan(_one([-1, math.inf]))


@pytest.mark.parametrize(
    ("flows", "per_year", "rate"),
    [
        ([-1, 1e12], 12, 1e144),  # 1e14 % a month
        ([-1, 1e30], 12, math.inf),  # 1e360: beyond a double
        ([-1, *[0] * 119, 1e-300], 12, -1 + 1e-30),  # (1e-300)^(12/120): -1 to a double
        ([-1e12, 1], 1, -1 + 1e-12),
        ([-1e200, 1], 12, -1.0),
        ([-1e-200, 1e-200 * 1.5], 1, 0.5),
        ([-1e200, 1e200 * 1.5], 1, 0.5),
        ([-1, *[0] * 99, 1e200, *[0] * 20], 12, 10.0**24 - 1),
    ],
)
def test_extremes(flows: list[float], per_year: int, rate: float) -> None:
    computed = _one(flows, per_year)
    assert computed == rate or 1 + computed == pytest.approx(1 + rate, rel=1e-12)


@examples(30)
@given(st.integers(0, 2**32), st.lists(st.integers(1, 199), max_size=4))
def test_bits_do_not_depend_on_the_block(seed: int, cuts: list[int]) -> None:
    flows = _cash_flows(seed, 200)
    flows[:, ::7] = np.random.default_rng(seed).normal(size=(37, 29))
    blocks = np.split(flows, sorted(cuts), axis=1)
    together = np.concatenate([irr(np.ascontiguousarray(block), 12) for block in blocks])
    assert together.tobytes() == irr(flows, 12).tobytes()


@given(st.floats(1e-3, 1e3), st.integers(0, 100))
def test_the_rate_does_not_depend_on_the_currency(scale: float, seed: int) -> None:
    flows = _cash_flows(seed, 3)
    ours, scaled = irr(flows, 12), irr(flows * scale, 12)
    assume(not np.isnan(ours).any())
    assert scaled == pytest.approx(ours, rel=1e-9, abs=1e-9)


def test_no_draws() -> None:
    assert irr(np.zeros((5, 0)), 12).shape == (0,)
