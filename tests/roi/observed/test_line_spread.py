"""Correlations that keep the spread of observed figures: by brute force."""

from __future__ import annotations

import numpy as np
import pytest

import roi
from roi.observed.line_spread import projected
from roi.observed.observations import Observation, StandardError
from roi.observed.update import update
from tests.support.models import money_case


def test_the_nearest_correlations_with_these_variances() -> None:
    """Two conditions leave one of three correlations free: the least divergence by brute force, to 1e-3."""
    before = np.array([[1.0, 0.3, -0.4], [0.3, 1.0, 0.2], [-0.4, 0.2, 1.0]])
    first, second = (1.0, 0.8, 0.6), (0.0, 1.0, -1.0)
    nearest = projected(before, np.array([first, second]), np.array([0.8, 1.2]))
    r01 = np.linspace(-0.99, 0.99, 19_801)
    r12 = np.full_like(r01, 1 - 1.2 / 2)
    r02 = ((0.8 - 2.0) / 2 - 0.8 * r01 - 0.48 * r12) / 0.6
    ones = np.ones_like(r01)
    every = np.array([[ones, r01, r02], [r01, ones, r12], [r02, r12, ones]]).transpose(2, 0, 1)
    every = every[np.linalg.eigvalsh(every)[:, 0] > 0]
    divergence = np.trace(np.linalg.solve(before, every), axis1=1, axis2=2) - np.linalg.slogdet(every)[1]
    assert np.allclose(nearest, every[np.argmin(divergence)], atol=1e-3)


def test_nothing_moves_where_the_variances_are_as_wanted() -> None:
    before = np.array([[1.0, 0.5], [0.5, 1.0]])
    assert np.allclose(projected(before, np.array([[1.0, 1.0]]), np.array([3.0])), before, atol=1e-9)


def test_a_narrow_product_of_wide_inputs_stays_narrow() -> None:
    """What was paid, as the stored laws have it, against a million weighted draws of the prior.

    By the correlations of the draws alone its P10 and P90 are 9 % of the forecast's spread off.
    """
    laws = {"a": (1.0, 9.0), "b": (2.0, 7.0), "c": (1.0, 6.0)}
    case = money_case("a * b * c", {name: f"uniform({low}, {high})" for name, (low, high) in laws.items()})
    posterior = update(
        roi.simulate(case, draws=4_096),
        [Observation("gain", 60.0, StandardError(3.0), (0, 0), source="log")],
    )
    random = np.random.default_rng(3)
    product = np.ones(1_000_000)
    for low, high in laws.values():
        product *= random.uniform(low, high, len(product))
    width = float(np.diff(np.quantile(product, [0.1, 0.9]))[0])
    weights = np.exp(-0.5 * ((product - 60) / 3) ** 2)
    order = np.argsort(product)
    wanted = np.interp([0.1, 0.9], np.cumsum(weights[order]) / weights.sum(), product[order])
    (forecast,) = posterior.forecasts
    assert posterior.diagnostics.trusted
    assert [forecast.after.p10, forecast.after.p90] == pytest.approx(wanted, abs=0.055 * width)
