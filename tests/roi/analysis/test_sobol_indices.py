"""Sobol' indices against Ishigami's function, closed forms, and SALib."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import sobol as salib

import cases
import roi
from roi.analysis.sobol_indices import factors, first_order, sobol, total_order
from roi.arrays import Array
from roi.errors import RoiError
from roi.sim.sampling import planned, uniforms
from tests.support.models import money_case

A, B = 7.0, 0.1


def ishigami(x: Array) -> Array:
    """Ishigami & Homma 1990; x is (3, …) in (−π, π)."""
    return np.asarray(np.sin(x[0]) + A * np.sin(x[1]) ** 2 + B * x[2] ** 4 * np.sin(x[0]))


def pick_freeze(m: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    sampling = planned(16 * m, seed=5)
    u = np.array(
        [[uniforms(sampling, d, f"x{d}", replicate, 0, m) for replicate in range(16)] for d in range(6)]
    )
    a, b = np.pi * (2 * u[:3] - 1), np.pi * (2 * u[3:] - 1)
    mixed = []
    for i in range(3):
        x = a.copy()
        x[i] = b[i]
        mixed.append(ishigami(x))
    return ishigami(a), ishigami(b), np.array(mixed)


def test_the_error_of_a_ratio_is_that_of_its_two_means() -> None:
    """The delta method by hand: variances of both means and their covariance."""
    f_a, f_b, f_ab = pick_freeze(64)
    center = (f_a.mean() + f_b.mean()) / 2
    spread = ((f_a - center) ** 2 + (f_b - center) ** 2).mean(axis=1) / 2
    for row, index in zip(f_ab, total_order(f_a, f_b, f_ab), strict=True):
        parts = ((f_a - row) ** 2).mean(axis=1) / 2
        both = np.cov(parts, spread) / 16
        ratio = parts.mean() / spread.mean()
        variance = both[0, 0] - 2 * ratio * both[0, 1] + ratio**2 * both[1, 1]
        assert index.value == pytest.approx(ratio, rel=1e-12)
        assert index.error == pytest.approx(np.sqrt(variance) / spread.mean(), rel=1e-9)


def test_ishigami() -> None:
    f_a, f_b, f_ab = pick_freeze(1_024)
    variance = A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18 + 0.5
    v1, v2 = 0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8
    v13 = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
    first, total = first_order(f_a, f_b, f_ab), total_order(f_a, f_b, f_ab)
    for index, truth in zip(first, (v1, v2, 0.0), strict=True):
        assert abs(index.value - truth / variance) < 4 * index.error < 0.04
    for index, truth in zip(total, (v1 + v13, v2, v13), strict=True):
        assert abs(index.value - truth / variance) < 4 * index.error < 0.04


def test_the_estimators_are_salibs() -> None:
    f_a, f_b, f_ab = pick_freeze(256)
    y = np.stack([f_a.ravel(), *f_ab.reshape(3, -1), f_b.ravel()], axis=1).ravel()
    problem = {"num_vars": 3, "names": ["x0", "x1", "x2"], "bounds": [[-np.pi, np.pi]] * 3}
    theirs = salib.analyze(problem, y, calc_second_order=False, num_resamples=10, seed=1)
    # SALib centres on the mean of all evaluations, we on that of A and B: 1e-3 of a share.
    assert [s.value for s in first_order(f_a, f_b, f_ab)] == pytest.approx(theirs["S1"], abs=1e-3)
    assert [t.value for t in total_order(f_a, f_b, f_ab)] == pytest.approx(theirs["ST"], rel=1e-9)


def test_a_product_and_a_sum_of_a_case() -> None:
    """y = a b + 2 c with standard normals: variance 1 + 4; a and b act only together."""
    case = money_case("a * b + 2 * c + 0 * d", dict.fromkeys("abcd", "normal(0, 1)"))
    indices = {index.members[0].id: index for index in sobol(roi.simulate(case, draws=32_768))}
    for name, first, total in (("a", 0, 0.2), ("b", 0, 0.2), ("c", 0.8, 0.8), ("d", 0, 0)):
        assert indices[name].first.value == pytest.approx(first, abs=0.02)
        assert indices[name].total.value == pytest.approx(total, abs=0.02)


def test_correlated_inputs_are_one_factor() -> None:
    """y = a + b + c: together a and b explain (2 + 2 r) / (3 + 2 r), and c the rest."""
    pairs = [("a", "b", 0.6)]
    case = money_case("a + b + c", dict.fromkeys("abc", "normal(0, 1)"), correlations=pairs)
    run = roi.simulate(case, draws=32_768)
    assert [[item.id for item in group] for group in factors(run)] == [["a", "b"], ["c"]]
    r = 2 * np.sin(np.pi * 0.6 / 6)
    joint, single = sobol(run)
    assert [item.id for item in joint.members] == ["a", "b"]
    for index, truth in ((joint, (2 + 2 * r) / (3 + 2 * r)), (single, 1 / (3 + 2 * r))):
        assert index.first.value == pytest.approx(truth, abs=0.02)
        assert index.total.value == pytest.approx(truth, abs=0.02)


def test_bad_input() -> None:
    run = roi.simulate(cases.load("clinical-scribe"), draws=4_096)
    with pytest.raises(RoiError, match="no mean and no variance"):
        sobol(run, "payback_months")
    with pytest.raises(RoiError, match="needs 4,096 draws"):
        sobol(roi.simulate(run.model, draws=1_024))
