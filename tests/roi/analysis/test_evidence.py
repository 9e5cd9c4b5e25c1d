"""The evidence bar: Shapley values, closed forms of a linear model, shares that add up."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cases
import roi
from roi.analysis.evidence import Evidence, evidence, shapley
from roi.errors import RoiError
from tests.support.models import money_case

PLAYERS = 4
GAMES = st.lists(st.floats(-10, 10), min_size=2**PLAYERS, max_size=2**PLAYERS)


def shares_of(players: int, value: Sequence[float]) -> list[float]:
    """Shapley values of a game that is worth so much for each subset."""
    parts = shapley(players, lambda i, subset: np.asarray(value[subset | 1 << i] - value[subset]))
    return [float(part) for part in parts]


@given(GAMES)
def test_shapley_values_add_up(value: list[float]) -> None:
    assert sum(shares_of(PLAYERS, value)) == pytest.approx(value[-1] - value[0], abs=1e-9)


@given(st.lists(st.floats(-10, 10), min_size=PLAYERS, max_size=PLAYERS))
def test_who_adds_always_the_same_gets_it(shares: list[float]) -> None:
    value = [sum(shares[i] for i in range(PLAYERS) if subset >> i & 1) for subset in range(2**PLAYERS)]
    assert shares_of(PLAYERS, value) == pytest.approx(shares, abs=1e-9)


def test_glove_game() -> None:
    """Players 0 and 1 have a left glove, 2 a right one; only a pair is worth 1 (Shapley & Shubik)."""
    value = [float(bool(s & 0b100 and s & 0b011)) for s in range(8)]
    assert shares_of(3, value) == pytest.approx((1 / 6, 1 / 6, 4 / 6))


def test_independent_inputs_share_by_variance() -> None:
    case = money_case(
        "3 * a + 4 * b + 5 * luck + 0 * d",
        dict.fromkeys(("a", "b", "luck", "d"), "normal(0, 1)"),
        grades={"a": "measured", "b": "vendor", "d": "analyst"},
        luck=["luck"],
    )
    bar = evidence(roi.simulate(case))
    assert list(bar.shares) == ["measured", "vendor", "analyst", "luck"]
    assert bar.shares == pytest.approx(
        {"measured": 0.18, "vendor": 0.32, "analyst": 0, "luck": 0.5}, abs=0.03
    )
    assert sum(bar.shares.values()) == pytest.approx(1, rel=1e-12)


def test_correlated_inputs_share_what_they_share() -> None:
    """y = a + b of equal weight: half each, whatever the correlation; y = a alone: b gets r² / 2."""
    pair = {"a": "normal(0, 1)", "b": "normal(0, 1)"}
    grades = {"a": "measured", "b": "vendor"}
    even = money_case("a + b", pair, correlations=[("a", "b", 0.8)], grades=grades)
    assert evidence(roi.simulate(even)).shares["vendor"] == pytest.approx(0.5, abs=0.03)
    alone = money_case("a + 0 * b", pair, correlations=[("a", "b", 0.8)], grades=grades)
    r = 2 * np.sin(np.pi * 0.8 / 6)
    assert evidence(roi.simulate(alone)).shares["vendor"] == pytest.approx(r**2 / 2, abs=0.03)


def test_a_product_is_shared_by_its_factors() -> None:
    case = money_case(
        "a * b", {"a": "normal(0, 1)", "b": "normal(0, 1)"}, grades={"a": "measured", "b": "vendor"}
    )
    bar = evidence(roi.simulate(case))
    assert bar.shares["measured"] == pytest.approx(0.5, abs=0.04)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bank-chatbot", "clinical-scribe", "code-assistant"])
def test_shares_of_shipped_cases(name: str) -> None:
    bar = evidence(roi.simulate(cases.load(name), draws=8_192))
    assert sum(bar.shares.values()) == pytest.approx(1)
    assert all(share >= 0 for share in bar.shares.values())
    assert all(error < 0.1 for error in bar.errors.values())
    assert all((error > 0) == (bar.shares[grade] > 0) for grade, error in bar.errors.items())


def test_shares_of_a_product_with_luck_are_those_of_brute_force() -> None:
    """y = a b (1 − l), l of luck with 30 %: v(S) in closed form, all uniform or Bernoulli."""
    case = money_case(
        "a * b * (1 - l)",
        {"a": "uniform(0, 2)", "b": "uniform(0, 4)", "l": "bernoulli(30%)"},
        grades={"a": "measured", "b": "vendor"},
        luck=["l"],
    )
    squares = {"a": 4 / 3, "b": 4 / 3, "l": 0.7 / 0.49}  # E x² / (E x)²
    value = [
        math.prod(squares[name] for k, name in enumerate("abl") if subset >> k & 1) - 1 for subset in range(8)
    ]
    expected = np.array(shares_of(3, value)) / value[-1]
    bar = evidence(roi.simulate(case))
    for grade, share in zip(("measured", "vendor", "luck"), expected, strict=True):
        assert abs(bar.shares[grade] - share) < 4 * bar.errors[grade]


def test_nothing_uncertain_has_no_bar() -> None:
    assert evidence(roi.simulate(money_case("a", {"a": "5"}))) == Evidence(
        {}, {}, "Nothing that matters is uncertain."
    )


def test_too_few_draws() -> None:
    with pytest.raises(RoiError, match="needs 4,096 draws"):
        evidence(roi.simulate(cases.load("bank-chatbot"), draws=512))


def test_shares_are_those_of_any_number_of_draws_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    run = roi.simulate(cases.load("radiology-triage"), draws=4_096)
    shares = [evidence(run).shares]
    for players in (0, 2):
        monkeypatch.setattr("roi.analysis.evidence._PLAYERS", players)
        shares.append(evidence(run).shares)
    assert shares[1] == pytest.approx(shares[0], rel=1e-9)
    assert shares[2] == pytest.approx(shares[0], rel=1e-9)


@pytest.mark.parametrize("rank", [0.0, 0.6])
def test_what_does_little_has_little_noise(rank: float) -> None:
    """Beside an input of thirty times its spread, which an estimate by correlations of whole draws would hear."""
    case = money_case(
        "a + b + c",
        {"a": "normal(0, 30)", "b": "normal(0, 1)", "c": "normal(0, 1)"},
        correlations=[("b", "c", rank)] if rank else [],
        grades={"a": "measured", "b": "vendor", "c": "vendor"},
    )
    bar = evidence(roi.simulate(case))
    little = 2 + 2 * 2 * np.sin(np.pi * rank / 6)
    assert bar.shares["vendor"] == pytest.approx(little / (900 + little), rel=0.05)
    assert bar.errors["vendor"] < 0.05 * bar.shares["vendor"]


def test_what_no_pair_of_draws_holds_has_no_bar() -> None:
    """It happens in one of all draws, and in none of those that grades are drawn anew in."""
    run = roi.simulate(money_case("a * 1e6", {"a": "bernoulli(0.0002)"}), draws=16_384, seed=7)
    bar = evidence(run)
    assert run.values("npv").std() > 0
    assert (bar.shares, bar.errors) == ({}, {})
    assert "few draws" in bar.none_because
