"""One contract for every family: its quantile function against independent twins."""

from __future__ import annotations

import pickle
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import special, stats

from roi.distributions import FAMILIES, Distribution, fast_quantile, parse
from roi.distributions.law import LARGEST_U

# 1,024 strata and both tails out to one in 10^12
TAIL = 10.0 ** -np.arange(3, 13)
U = np.unique(np.concatenate([(np.arange(1024) + 0.5) / 1024, TAIL, 1 - TAIL]))
EXTREMES = np.array([2.0**-53, LARGEST_U])
SHARE = 1e-7  # of the range from P0.1 to P99.9: far below what any draw can show

# The same inherited test runs once for each family: that is the point of a contract.
contract = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.differing_executors])

Numbers = tuple[float, ...]


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    # six digits: neighbouring doubles would test the parser's rounding, not the family
    return st.floats(low, high).map(lambda x: float(f"{x:.6g}"))


def ascending(count: int, low: float, high: float) -> st.SearchStrategy[Numbers]:
    """Numbers with gaps of at least a thousandth of the span."""
    gap = (high - low) / 1000
    gaps = st.tuples(*[numbers(gap, (high - low) / count)] * count)
    return st.tuples(numbers(low, high), gaps).map(lambda t: tuple(t[0] + x for x in np.cumsum(t[1])))


class FamilyContract:
    """What each family must hold; a subclass gives its arguments, its text and its twin."""

    name: ClassVar[str]
    arguments: ClassVar[st.SearchStrategy[Numbers]]

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
        # relative 1e-9 for the far tails of heavy families, which dwarf the range
        np.testing.assert_allclose(distribution.quantile(U), twin.ppf(U), rtol=1e-9, atol=SHARE * (last - first))

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
        # back to x, not to u: where the cdf is flat many u are one x to the last digit
        back = np.clip(distribution.cdf(x[~at_atom]), 2.0**-53, LARGEST_U)
        middle = np.abs(U[~at_atom] - 0.5) < 0.499
        np.testing.assert_allclose(back[middle], U[~at_atom][middle], rtol=1e-8, atol=1e-10)

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
        assert parse(distribution.text, data=lambda *_: distribution.arguments.data) == distribution

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
        said = distribution.words(lambda value: f"<{value:g}>")
        assert said and "{" not in said
        if self.name != "bernoulli":
            assert "<" in said or not any(p.kind == "value" for p in FAMILIES[self.name].parameters)


class TestConstant(FamilyContract):
    name = "constant"
    arguments = st.tuples(numbers(-1e6, 1e6))

    def text(self, *numbers: float) -> str:
        return repr(numbers[0])

    def likely(self, *numbers: float) -> float:
        return numbers[0]


class TestInterval(FamilyContract):
    name = "a to b"
    arguments = ascending(2, 1, 100)

    def text(self, *numbers: float) -> str:
        return f"{numbers[0]!r} to {numbers[1]!r}"

    def twin(self, *numbers: float) -> Any:
        low, high = numbers
        sigma = np.log(high / low) / (stats.norm.ppf(0.95) - stats.norm.ppf(0.05))
        return stats.lognorm(sigma, scale=np.sqrt(low * high))

    def likely(self, *numbers: float) -> float:
        return float(np.sqrt(numbers[0] * numbers[1]))


class TestRange(FamilyContract):
    """Against Keelin (2016) in test_metalog; here through the three quantiles only."""

    name = "range"
    # the middle in the feasible part between the ends
    arguments = st.tuples(numbers(-100, 100), numbers(1, 50), numbers(0.2, 0.8)).map(
        lambda t: (t[0], t[0] + t[1] * t[2], t[0] + t[1])
    )

    def likely(self, *numbers: float) -> float:
        return numbers[1]


class TestUniform(FamilyContract):
    name = "uniform"
    arguments = ascending(2, -100, 100)

    def twin(self, *numbers: float) -> Any:
        return stats.uniform(numbers[0], numbers[1] - numbers[0])

    def likely(self, *numbers: float) -> float:
        return (numbers[0] + numbers[1]) / 2


class TestTriangular(FamilyContract):
    name = "triangular"
    arguments = ascending(3, -100, 100) | st.just((2.0, 2.0, 5.0)) | st.just((2.0, 5.0, 5.0))

    def twin(self, *numbers: float) -> Any:
        low, mode, high = numbers
        return stats.triang((mode - low) / (high - low), low, high - low)

    def likely(self, *numbers: float) -> float:
        return numbers[1]


class TestPert(TestTriangular):
    name = "pert"

    def twin(self, *numbers: float) -> Any:
        low, mode, high = numbers
        width = high - low
        return stats.beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, low, width)


class TestNormal(FamilyContract):
    name = "normal"
    arguments = st.tuples(numbers(-100, 100), numbers(0.01, 50))

    def twin(self, *numbers: float) -> Any:
        return stats.norm(*numbers)

    def likely(self, *numbers: float) -> float:
        return numbers[0]


class TestLognormal(FamilyContract):
    name = "lognormal"
    arguments = st.tuples(numbers(0.1, 100), numbers(0.1, 3)).map(lambda t: (t[0], t[0] * t[1]))

    def twin(self, *numbers: float) -> Any:
        mean, sd = numbers
        twin = stats.lognorm(np.sqrt(np.log(1 + (sd / mean) ** 2)), scale=mean / np.sqrt(1 + (sd / mean) ** 2))
        assert (twin.mean(), twin.std()) == pytest.approx((mean, sd))  # of the variable, not of its log
        return twin

    def likely(self, *numbers: float) -> float:
        return float(self.twin(*numbers).median())


class TestBeta(FamilyContract):
    name = "beta"
    arguments = st.tuples(numbers(0.3, 20), numbers(0.3, 20), numbers(-5, 0), numbers(1, 9))

    def twin(self, *numbers: float) -> Any:
        alpha, beta, low, high = numbers
        return stats.beta(alpha, beta, low, high - low)

    def likely(self, *numbers: float) -> float:
        return float(self.twin(*numbers).median())


class TestGamma(FamilyContract):
    name = "gamma"
    arguments = st.tuples(numbers(0.2, 500), numbers(0.1, 50))

    def twin(self, *numbers: float) -> Any:
        return stats.gamma(numbers[0], scale=numbers[1])

    def likely(self, *numbers: float) -> float:
        return float(self.twin(*numbers).median())


class TestPareto(FamilyContract):
    name = "pareto"
    arguments = st.tuples(numbers(0.1, 100), numbers(4, 20))  # above 2 the variance is finite

    def twin(self, *numbers: float) -> Any:
        return stats.pareto(numbers[1], scale=numbers[0])

    def likely(self, *numbers: float) -> float:
        return float(numbers[0] * 2 ** (1 / numbers[1]))


class TestBernoulli(FamilyContract):
    name = "bernoulli"
    arguments = st.tuples(numbers(0.01, 0.99))

    def twin(self, *numbers: float) -> Any:
        return stats.bernoulli(*numbers)

    def likely(self, *numbers: float) -> float:
        return float(numbers[0] > 0.5)


class TestPoisson(FamilyContract):
    name = "poisson"
    arguments = st.tuples(numbers(0.01, 5_000))

    def twin(self, *numbers: float) -> Any:
        return stats.poisson(*numbers)

    def likely(self, *numbers: float) -> float:
        return float(np.floor(numbers[0]))


class TestBinomial(FamilyContract):
    name = "binomial"
    arguments = st.tuples(st.integers(1, 10_000).map(float), numbers(0.001, 0.999))

    def twin(self, *numbers: float) -> Any:
        return stats.binom(int(numbers[0]), numbers[1])

    def likely(self, *numbers: float) -> float:
        mass = self.twin(*numbers).pmf(np.arange(numbers[0] + 1))
        return float(np.argmax(mass))


class TestDiscrete(FamilyContract):
    name = "discrete"
    arguments = st.tuples(ascending(3, -10, 10), st.permutations([0.2, 0.3, 0.5])).map(
        lambda t: (t[0][2], t[1][0], t[0][0], t[1][1], t[0][1], t[1][2])
    )

    def twin(self, *numbers: float) -> Any:
        order = np.argsort(numbers[::2])
        return stats.rv_discrete(values=(np.array(numbers[::2])[order], np.array(numbers[1::2])[order]))

    def likely(self, *numbers: float) -> float:
        return numbers[::2][int(np.argmax(numbers[1::2]))]


class TestMetalog(FamilyContract):
    name = "metalog"
    arguments = st.tuples(numbers(5, 8), numbers(9, 12), numbers(13, 16), numbers(20, 23))

    def text(self, *numbers: float) -> str:
        p5, p30, p60, p90 = numbers
        return f"metalog(p5={p5!r}, p30={p30!r}, p60={p60!r}, p90={p90!r}, min=0, max=50)"

    def likely(self, *numbers: float) -> float:
        return float(self.make(*numbers).quantile(0.5))


class MixtureTwin:
    """`scipy.stats.Mixture` with the methods of a frozen distribution."""

    def __init__(self, mean: float, sd: float, low: float, high: float) -> None:
        parts = [stats.Normal(mu=mean, sigma=sd), stats.Uniform(a=low, b=high)]
        self.mixture = stats.Mixture(parts, weights=[0.7, 0.3])
        self.mean, self.var = self.mixture.mean, self.mixture.variance

    def ppf(self, u: Any) -> Any:
        return self.mixture.icdf(np.asarray(u))


class TestMixture(FamilyContract):
    name = "mixture"
    arguments = st.tuples(numbers(0, 3), numbers(1, 3), numbers(-1, 2), numbers(3, 6))

    def text(self, *numbers: float) -> str:
        mean, sd, low, high = numbers
        return f"mixture(7, normal({mean!r}, {sd!r}), 3, uniform({low!r}, {high!r}))"

    def twin(self, *numbers: float) -> Any:
        return MixtureTwin(*numbers)

    def likely(self, *numbers: float) -> float:
        return numbers[0]


class TestTruncate(FamilyContract):
    name = "truncate"
    arguments = st.tuples(numbers(0, 3), numbers(0.5, 3), numbers(-1, 2), numbers(3, 6))

    def text(self, *numbers: float) -> str:
        mean, sd, low, high = numbers
        return f"truncate(normal({mean!r}, {sd!r}), {low!r}, {high!r})"

    def twin(self, *numbers: float) -> Any:
        mean, sd, low, high = numbers
        return stats.truncnorm((low - mean) / sd, (high - mean) / sd, mean, sd)

    def likely(self, *numbers: float) -> float:
        return float(self.twin(*numbers).median())


class EmpiricalTwin:
    def __init__(self, values: Numbers) -> None:
        self.values = np.array(values)
        self.mean, self.var = self.values.mean, self.values.var

    def ppf(self, u: Any) -> Any:
        return np.quantile(self.values, u, method="inverted_cdf")


class TestData(FamilyContract):
    name = "data"
    arguments = st.lists(numbers(-100, 100), min_size=2, max_size=30).map(tuple)

    def make(self, *numbers: float) -> Distribution:
        return parse('data("waits.csv", minutes)', data=lambda file, column: numbers)

    def twin(self, *numbers: float) -> Any:
        return EmpiricalTwin(numbers)

    def likely(self, *numbers: float) -> float:
        return float(EmpiricalTwin(numbers).ppf(0.5))


def test_every_family_has_its_contract() -> None:
    def below(cls: type[FamilyContract]) -> list[type[FamilyContract]]:
        return [sub for direct in cls.__subclasses__() for sub in (direct, *below(direct))]

    assert {cls.name for cls in below(FamilyContract)} == set(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.name)
def test_example_is_of_its_family(family: Any) -> None:
    assert parse(family.example, data=lambda *_: (1.0, 2.0)).family is family
