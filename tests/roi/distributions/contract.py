"""What every family of distributions must hold; each inherits these tests in test_table."""

from __future__ import annotations

import pickle
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from scipy import special

from roi.distributions import FAMILIES, Distribution, fast_quantile, parse
from roi.distributions.law import LARGEST_U
from tests.support.examples import examples

# 1,024 strata and both tails out to one in 10^12
TAIL = 10.0 ** -np.arange(3, 13)
U = np.unique(np.concatenate([(np.arange(1024) + 0.5) / 1024, TAIL, 1 - TAIL]))
EXTREMES = np.array([2.0**-53, LARGEST_U])
SHARE = 1e-7  # of the range from P0.1 to P99.9: far below what any draw can show

# The same inherited test runs once for each family: that is the point of a contract.
contract = examples(25, suppress_health_check=[HealthCheck.differing_executors])

Numbers = tuple[float, ...]


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    # six digits: neighbouring doubles would test the parser's rounding, not the family
    return st.floats(low, high).map(lambda x: float(f"{x:.6g}"))


def ascending(count: int, low: float, high: float) -> st.SearchStrategy[Numbers]:
    """Numbers with gaps of at least a thousandth of the span."""
    gap = (high - low) / 1000
    gaps = st.tuples(*[numbers(gap, (high - low) / count)] * count)
    return st.tuples(numbers(low, high), gaps).map(lambda t: tuple(t[0] + float(x) for x in np.cumsum(t[1])))


class FamilyContract:
    """What each family must hold; a subclass gives its arguments, its text and its twin."""

    name: ClassVar[str]
    arguments: ClassVar[st.SearchStrategy[Numbers]]
    tail: ClassVar[float] = 1e-12  # quantiles are compared from here to 1 - here

    def text(self, *numbers: float) -> str:
        return f"{self.name}({', '.join(map(repr, numbers))})"

    def twin(self, *numbers: float) -> Any:
        """An object with ppf, mean and var; None where there is no independent one."""
        return None

    def likely(self, *numbers: float) -> float:
        raise NotImplementedError

    def make(self, *numbers: float) -> Distribution:
        return parse(self.text(*numbers))

    def draw(self, data: st.DataObject) -> tuple[Distribution, Numbers]:
        arguments = data.draw(self.arguments)
        return self.make(*arguments), arguments

    @contract
    @given(data=st.data())
    def test_quantiles_of_the_twin(self, data: st.DataObject) -> None:
        distribution, arguments = self.draw(data)
        twin = self.twin(*arguments)
        if twin is None:
            return
        first, last = twin.ppf([0.001, 0.999])
        u = U[(self.tail <= U) & (self.tail <= 1 - U)]
        # relative 1e-9 for the far tails of heavy families, which dwarf the range
        np.testing.assert_allclose(
            distribution.quantile(u), twin.ppf(u), rtol=1e-9, atol=SHARE * (last - first)
        )

    @contract
    @given(data=st.data())
    def test_mean_and_variance_of_the_twin(self, data: st.DataObject) -> None:
        distribution, arguments = self.draw(data)
        twin = self.twin(*arguments)
        if twin is None:
            return
        if distribution.discrete:
            x = distribution.law.atoms
            weight = distribution.cdf(x) - distribution.law.below(x)
        else:  # the integral over u by the trapezoidal rule in z, where all quantiles are smooth
            z = np.linspace(-8, 8, 6_401)
            x, weight = distribution.quantile(special.ndtr(z)), np.exp(-z * z / 2) / np.sqrt(2 * np.pi) / 400
        mean = np.sum(weight * x)
        variance = np.sum(weight * (x - mean) ** 2)
        assert mean == pytest.approx(twin.mean(), rel=1e-6, abs=1e-6 * np.sqrt(twin.var()))
        # 1e-5: a triangle's or a truncation's kink costs the rule that much
        assert variance == pytest.approx(twin.var(), rel=1e-5, abs=1e-12)

    @contract
    @given(data=st.data())
    def test_quantile_rises_inside_the_support_and_inverts_the_cdf(self, data: st.DataObject) -> None:
        distribution, _ = self.draw(data)
        x = distribution.quantile(U)
        low, high = distribution.support
        scale = np.ptp(distribution.p001_p999) or 1.0
        assert np.all(np.diff(x) >= -1e-12 * (scale + np.abs(x[1:])))  # rounding of root finding
        assert np.all((x >= low) & (x <= high))
        assert np.all(distribution.cdf(x) >= distribution.law.below(x))
        at_atom = np.isin(x, distribution.law.atoms)
        assert np.all(distribution.cdf(x[at_atom]) >= U[at_atom])
        assert np.all(distribution.law.below(x[at_atom]) < U[at_atom] + 1e-15)
        # back to u, or, where the cdf is so steep that one x holds many u, back to x
        u, x = U[~at_atom], x[~at_atom]
        back = np.clip(distribution.cdf(x), 2.0**-53, LARGEST_U)
        same_x = np.abs(distribution.quantile(back) - x) <= 1e-9 * scale
        assert np.all(same_x | (np.abs(back - u) <= 1e-10))

    @contract
    @given(data=st.data())
    def test_likely_value(self, data: st.DataObject) -> None:
        distribution, arguments = self.draw(data)
        assert distribution.likely == pytest.approx(self.likely(*arguments), rel=1e-9, abs=1e-12)

    @contract
    @given(data=st.data())
    def test_finite_at_the_ends(self, data: st.DataObject) -> None:
        assert np.all(np.isfinite(self.draw(data)[0].quantile(EXTREMES)))

    @contract
    @given(data=st.data())
    def test_a_table_stays_within_its_error(self, data: st.DataObject) -> None:
        distribution, _ = self.draw(data)
        first, last = distribution.p001_p999
        u = np.concatenate([U, EXTREMES, np.random.default_rng(7).random(2_000)])
        error = np.abs(fast_quantile(distribution, 10_000)(u) - distribution.quantile(u))
        assert np.max(error) <= SHARE * (last - first)

    @contract
    @given(data=st.data())
    def test_plain_value(self, data: st.DataObject) -> None:
        distribution, _ = self.draw(data)
        again = pickle.loads(pickle.dumps(distribution))
        assert again == distribution
        assert hash(again) == hash(distribution)
        np.testing.assert_array_equal(again.quantile(U), distribution.quantile(U))
        again = parse(
            distribution.text,
            data=lambda *_: distribution.arguments.data,
            sip=lambda *_: distribution.arguments.sip,
        )
        assert again == distribution

    @contract
    @given(data=st.data(), cut=st.integers(1, U.size - 1))
    def test_a_block_has_the_bits_of_the_whole(self, data: st.DataObject, cut: int) -> None:
        distribution, _ = self.draw(data)
        for quantile in (distribution.quantile, fast_quantile(distribution, 10_000)):
            blocks = np.concatenate([quantile(U[:cut]), quantile(U[cut:])])
            np.testing.assert_array_equal(blocks, quantile(U))

    @contract
    @given(data=st.data())
    def test_words_name_its_numbers(self, data: st.DataObject) -> None:
        distribution, _ = self.draw(data)
        words = distribution.words(lambda value: f"<{value:g}>")
        assert words
        assert "{" not in words
        if self.name != "bernoulli":
            assert "<" in words or not any(p.kind == "value" for p in FAMILIES[self.name].parameters)
