"""Analyses of inputs that are drawn anew each year: the level beside the luck of its years."""

from __future__ import annotations

import numpy as np
import pytest

import roi
from roi.analysis.drivers import drivers, tornado
from roi.analysis.evidence import evidence
from roi.analysis.information import information
from roi.analysis.loss_profile import losing
from roi.analysis.sobol_indices import sobol
from roi.sim.cuts import HEADLINE
from roi.sim.run import Run
from tests.support.documents import case_of, flow

SPREAD, PERSISTENCE = 0.2, 0.6


@pytest.fixture(scope="module")
def run() -> Run:
    """Undiscounted: 12 × 100 × level × Σ of three factors, less a fee that makes a third of the draws lose."""
    case = case_of(
        {
            "level": {
                "value": "uniform(80, 120)", "unit": "USD/month", "ask": "How much?", "min": 0,
                "yearly": {"spread": 100 * SPREAD, "persistence": 100 * PERSISTENCE},
            },
            "fee": ("95", "USD/month"),
            "discount_rate": ("0", "%/year"),
        },
        {"gain": flow("level"), "cost": flow("fee", class_="run")},
    )  # fmt: skip
    return roi.simulate(case, draws=16_384, seed=5)


def of_the_sum() -> float:
    """Variance of the sum of the three factors."""
    apart = np.abs(np.subtract.outer(np.arange(3), np.arange(3)))
    return float((2 / np.pi * np.arcsin(PERSISTENCE**apart * np.sin(np.pi / 2 * SPREAD**2))).sum())


def shares() -> tuple[float, float]:
    """Of level and of years, alone: Var(L Σf) = E[L²] Var Σf + 9 Var L, from closed moments."""
    years = of_the_sum()
    level = 40**2 / 12
    whole = (100**2 + level) * years + 9 * level
    return 9 * level / whole, 100**2 * years / whole


def test_shares_of_level_and_years_are_the_closed_ones(run: Run) -> None:
    """Both of drivers (R² of splines) and of Sobol' (pick-freeze); 1 % of the variance."""
    level, years = shares()
    by_id = {driver.item.id: driver for driver in drivers(run)}
    assert set(by_id) == {"level", "level_luck"}
    assert by_id["level"].share is not None
    assert by_id["level_luck"].share is not None
    assert by_id["level"].share.value == pytest.approx(level, abs=0.01)
    assert by_id["level_luck"].share.value == pytest.approx(years, abs=0.01)
    indices = {index.members[0].id: index for index in sobol(run)}
    assert [len(index.members) for index in indices.values()] == [1, 1]
    assert indices["level"].first.value == pytest.approx(level, abs=0.01)
    assert indices["level_luck"].first.value == pytest.approx(years, abs=0.01)
    assert indices["level"].total.value == pytest.approx(1 - years, abs=0.01)


def test_a_swing_moves_all_years_together(run: Run) -> None:
    swing = next(swing for swing in tornado(run.model) if swing.item.spec.luck)
    low, high = swing.at
    assert low + high == pytest.approx(200)
    assert swing.metric == pytest.approx([36 * (end - 95) for end in swing.at])
    assert swing.item.spec.label == "level: luck of its years"


def test_years_are_luck_in_the_evidence_bar_and_nobodys_question(run: Run) -> None:
    assert evidence(run).shares["luck"] == pytest.approx(1 - shares()[0], abs=0.02)
    known = information(run)
    ids = [item.id for question in (*known.ranked, *known.unranked) for item in question.items]
    assert ids == ["level"]
    assert known.evpi.value > known.ranked[0].value.value > 0


def test_losing_draws_have_low_years(run: Run) -> None:
    profiled = {each.item.id: each for each in losing(run).inputs}
    years = profiled["level_luck"]
    assert years.size.value < -0.5
    assert years.losing < 100 < years.other


def test_the_fan_of_single_years_is_wider_than_that_of_their_sum(run: Run) -> None:
    """Running net: after one year as far as a year reaches, and at the end less than three times as far."""
    net = run.running[HEADLINE]
    spread = net.std(axis=1)
    assert spread[12] > 1.05 * spread[36] / 3
    assert spread[36] ** 2 / 144 == pytest.approx(
        (100**2 + 40**2 / 12) * of_the_sum() + 9 * 40**2 / 12, rel=0.03
    )
