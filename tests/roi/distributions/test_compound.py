"""Mixtures and truncations: atoms, gaps, nesting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from roi.distributions import parse

U = (np.arange(2_000) + 0.5) / 2_000


def test_mixture_of_an_atom_and_a_normal_is_exact_at_the_atom() -> None:
    mixed = parse("mixture(60%, 2, 40%, normal(3, 1))")
    below, up_to = 0.4 * stats.norm.cdf(-1), 0.6 + 0.4 * stats.norm.cdf(-1)
    x = mixed.quantile(U)
    np.testing.assert_array_equal(x == 2, (below < U) & (up_to >= U))
    expected = np.where(below >= U, stats.norm.ppf(np.minimum(U / 0.4, 1), 3), 2.0)
    expected = np.where(up_to < U, stats.norm.ppf(np.maximum(U - 0.6, 0) / 0.4, 3), expected)
    np.testing.assert_allclose(x, expected, rtol=1e-9)
    assert mixed.likely == 2
    assert mixed.discrete
    assert not mixed.constant


def test_mixture_of_atoms_alone_is_one_set_of_atoms() -> None:
    mixed = parse("mixture(1, 5, 1, discrete(2, 1, 5, 1), 2, bernoulli(50%))")
    assert mixed.law.atoms.tolist() == [0, 1, 2, 5]
    np.testing.assert_allclose(mixed.cdf([-1, 0, 1, 2, 4, 5]), [0, 0.25, 0.5, 0.625, 0.625, 1], rtol=1e-15)
    assert not mixed.slow


def test_mixture_with_a_gap() -> None:
    mixed = parse("mixture(1, uniform(0, 1), 3, uniform(10, 12))")
    expected = np.where(U <= 0.25, 4 * U, 10 + 2 * (U - 0.25) / 0.75)
    np.testing.assert_allclose(mixed.quantile(U), expected, rtol=1e-12)
    assert mixed.likely == 11


def test_nested_mixtures_are_one_mixture() -> None:
    nested = parse("mixture(1, mixture(1, normal(0, 1), 3, 5 to 9), 1, normal(20, 2))")
    flat = parse("mixture(1, normal(0, 1), 3, 5 to 9, 4, normal(20, 2))")
    np.testing.assert_allclose(nested.quantile(U), flat.quantile(U), rtol=1e-9, atol=1e-9)


@given(st.floats(0.05, 0.95), st.floats(0.1, 5))
def test_mixture_inverts_its_cdf(weight: float, sd: float) -> None:
    mixed = parse(f"mixture({weight!r}, range(1, 2, 4), {1 - weight!r}, normal(3, {sd!r}))", low=0, high=30)
    np.testing.assert_allclose(mixed.cdf(mixed.quantile(U)), U, rtol=1e-9)


def test_truncated_data_keep_both_ends() -> None:
    cut = parse('truncate(data("a", b), 2, 4)', data=lambda *_: [1, 2, 2, 3, 4, 5])
    assert cut.quantile([0.01, 0.49, 0.51, 0.74, 0.76]).tolist() == [2, 2, 3, 3, 4]
    assert cut.support == (2, 4)
    assert cut.likely == 2


def test_truncated_poisson() -> None:
    cut, whole = parse("truncate(poisson(3), 1, 4)"), stats.poisson(3)
    x = np.arange(1, 5)
    np.testing.assert_allclose(cut.cdf(x), np.cumsum(whole.pmf(x)) / np.sum(whole.pmf(x)), rtol=1e-12)


def test_truncating_a_mixture_at_its_atom_keeps_the_atom() -> None:
    cut = parse("truncate(mixture(1, 2, 1, uniform(0, 4)), low=2)")
    # half of the whole at 2 and a quarter above: two thirds of what is left
    np.testing.assert_allclose(cut.quantile([0.01, 0.66, 5 / 6]), [2, 2, 3], rtol=1e-9)
    assert cut.cdf(2.0) == pytest.approx(2 / 3)
    assert cut.law.below(np.array(2.0)) == 0


@pytest.mark.parametrize("text", ["truncate(normal(0, 1), 4, 6)", "truncate(normal(0, 1), -6, -4)"])
def test_truncation_deep_in_a_tail(text: str) -> None:
    ends = (4, 6) if "-" not in text else (-6, -4)
    np.testing.assert_allclose(parse(text).quantile(U), stats.truncnorm(*ends).ppf(U), rtol=1e-9)


def test_one_open_end() -> None:
    twin = stats.truncnorm(-np.inf, 1)
    np.testing.assert_allclose(parse("truncate(normal(0, 1), high=1)").quantile(U), twin.ppf(U), atol=1e-10)
    assert parse("truncate(pareto(1.5, 1.38), high=10)").support == (1.5, 10)
