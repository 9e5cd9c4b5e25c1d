"""Shares of variance worked out a second time, by other people's code or by none of the project's own."""

from __future__ import annotations

from itertools import combinations_with_replacement, permutations
from typing import Any

import numpy as np
import pytest
from SALib.analyze import sobol as salib
from SALib.sample import sobol as salib_sample

import roi
from roi.analysis.drivers import drivers
from roi.analysis.evidence import evidence
from roi.analysis.sobol_indices import sobol
from tests.support.models import money_case

FORMULA = "2 * a + 3 * b + a * b + c * c + a * c"
GRADES = {"a": "measured", "b": "vendor", "c": "judgement", "d": "measured"}
RANK = 0.6


def model(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    """The same in plain arrays."""
    return np.asarray(2 * a + 3 * b + a * b + c * c + a * c)


def r_squared(columns: list[np.ndarray], y: np.ndarray) -> float:
    """Of ordinary least squares on all polynomials of the columns up to the second degree."""
    terms = [np.ones_like(y), *columns]
    terms += [first * second for first, second in combinations_with_replacement(columns, 2)]
    design = np.stack(terms, axis=1)
    left = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return float(1 - left.var() / y.var())


def over_all_orders(players: dict[str, list[np.ndarray]], y: np.ndarray) -> dict[str, float]:
    """The mean addition to R² of each player over all orders of joining (Shapley 1953)."""
    worth: dict[frozenset[str], float] = {frozenset(): 0.0}
    shares = dict.fromkeys(players, 0.0)
    orders = list(permutations(players))
    for order in orders:
        for place, player in enumerate(order):
            before, after = frozenset(order[:place]), frozenset(order[: place + 1])
            if after not in worth:
                worth[after] = r_squared([column for name in sorted(after) for column in players[name]], y)
            shares[player] += (worth[after] - worth[before]) / len(orders)
    return shares


@pytest.mark.parametrize("correlated", [False, True])
def test_shapley_shares_of_the_evidence_bar(correlated: bool) -> None:
    case = money_case(
        FORMULA + " + d",
        dict.fromkeys("abcd", "normal(0, 1)"),
        grades=GRADES,
        correlations=[("a", "b", RANK)] if correlated else [],
    )
    bar = evidence(roi.simulate(case, draws=32_768))
    draws = np.random.default_rng(11).standard_normal((4, 200_000))
    if correlated:
        r = 2 * np.sin(np.pi * RANK / 6)  # of normal inputs with this rank correlation: Pearson 1907
        draws[1] = r * draws[0] + np.sqrt(1 - r * r) * draws[1]
    a, b, c, d = draws
    truth = over_all_orders({"measured": [a, d], "vendor": [b], "judgement": [c]}, model(a, b, c) + d)
    assert sum(truth.values()) == pytest.approx(1)  # the model is a polynomial of the second degree
    for grade, share in truth.items():
        assert abs(bar.shares[grade] - share) < 4 * bar.errors[grade]
        assert bar.errors[grade] < 0.03


def test_sobol_indices_by_salib_on_its_own_sample() -> None:
    problem: dict[str, Any] = {
        "num_vars": 3,
        "names": ["a", "b", "c"],
        "bounds": [[0, 1], [0, 1], [-1, 1]],
        "dists": ["norm", "norm", "unif"],
    }
    sample = salib_sample.sample(problem, 16_384, calc_second_order=False, seed=5)
    theirs = salib.analyze(problem, model(*sample.T), calc_second_order=False, num_resamples=50, seed=1)
    laws = {"a": "normal(0, 1)", "b": "normal(0, 1)", "c": "uniform(-1, 1)"}
    run = roi.simulate(money_case(FORMULA, laws), draws=32_768)
    ours = {index.members[0].id: index for index in sobol(run)}
    by_regression = {driver.item.id: driver.share for driver in drivers(run)}
    for name, first, total in zip(problem["names"], theirs["S1"], theirs["ST"], strict=True):
        assert ours[name].first.value == pytest.approx(first, abs=0.02)
        assert ours[name].total.value == pytest.approx(total, abs=0.02)
        share = by_regression[name]
        assert share is not None
        assert share.value == pytest.approx(first, abs=0.02)


def test_first_order_indices_by_two_loops() -> None:
    """Var(E[y | x]) / Var(y) as it is defined: the mean over the others, then the variance over x."""
    rng = np.random.default_rng(3)
    outer, inner = rng.standard_normal((3, 1_500)), rng.standard_normal((3, 1_500))
    grids = []
    for fixed in range(3):
        values = [np.tile(inner[place], (1_500, 1)) for place in range(3)]
        values[fixed] = np.repeat(outer[fixed][:, None], 1_500, axis=1)
        grids.append(model(*values))
    run = roi.simulate(money_case(FORMULA, dict.fromkeys("abc", "normal(0, 1)")), draws=32_768)
    indices = {index.members[0].id: index.first.value for index in sobol(run)}
    by_regression = {driver.item.id: driver.share for driver in drivers(run)}
    for name, grid in zip("abc", grids, strict=True):
        truth = grid.mean(axis=1).var() / grid.var()
        assert indices[name] == pytest.approx(truth, abs=0.04)
        share = by_regression[name]
        assert share is not None
        assert share.value == pytest.approx(truth, abs=0.04)
