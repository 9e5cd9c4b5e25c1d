"""Every family of the table under the one contract, against its twin in scipy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st
from scipy import special, stats

from roi.distributions import FAMILIES, Distribution, parse
from roi.sip import Sip
from tests.roi.distributions.contract import FamilyContract, Numbers, ascending, numbers


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
        twin = stats.lognorm(
            np.sqrt(np.log(1 + (sd / mean) ** 2)), scale=mean / np.sqrt(1 + (sd / mean) ** 2)
        )
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


class TestDirichlet(FamilyContract):
    name = "dirichlet"
    arguments = st.tuples(numbers(0.2, 500), numbers(0.5, 900))

    def twin(self, *numbers: float) -> Any:
        return stats.gamma(numbers[0], scale=1 / numbers[1])

    def likely(self, *numbers: float) -> float:
        return numbers[0] / numbers[1]


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
        return float(np.flatnonzero(mass > mass.max() * (1 - 1e-9))[-1])  # the larger of two modes


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
    # feasible, since near a logit-logistic law between 0 and 50
    arguments = st.tuples(numbers(-1, 1), numbers(0.2, 0.5), *[numbers(-0.02, 0.02)] * 4)

    def text(self, *numbers: float) -> str:
        centre, slope, *shifts = numbers
        on_line = centre + slope * (special.logit([0.05, 0.3, 0.6, 0.9]) + shifts)
        p5, p30, p60, p90 = (50 * special.expit(on_line)).tolist()
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
        u = np.asarray(u)  # scipy's icdf loses digits in the upper tail, its iccdf does not
        return np.where(u < 0.5, self.mixture.icdf(u), self.mixture.iccdf(1 - u))


class TestMixture(FamilyContract):
    name = "mixture"
    tail = 0.99e-9  # see roi.distributions.compound
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
    tail = 0.99e-7  # at least 2 % of the whole is kept; see roi.distributions.compound
    arguments = st.tuples(numbers(0, 3), numbers(1, 3), numbers(-1, 2), numbers(3, 6))

    def text(self, *numbers: float) -> str:
        mean, sd, low, high = numbers
        return f"truncate(normal({mean!r}, {sd!r}), {low!r}, {high!r})"

    def twin(self, *numbers: float) -> Any:
        mean, sd, low, high = numbers
        return stats.truncnorm((low - mean) / sd, (high - mean) / sd, mean, sd)

    def likely(self, *numbers: float) -> float:
        return float(self.twin(*numbers).median())


class TestMeanOf(FamilyContract):
    name = "mean_of"
    tail = 1e-9  # both are worked out from the other tail, which rounds away beyond
    arguments = st.tuples(numbers(-100, 100), numbers(0.01, 50), st.integers(8, 5_000).map(float))

    def twin(self, *numbers: float) -> Any:
        mean, error, n = numbers
        return stats.t(n - 1, mean, error)

    def likely(self, *numbers: float) -> float:
        return numbers[0]


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


class TestSip(TestData):
    """Trials; a metalog, and values with probabilities, in test_sip."""

    name = "sip"

    def make(self, *numbers: float) -> Distribution:
        return parse('sip("a.sipmath", price)', sip=lambda file, name: Sip("SIP_Array", numbers))


def test_every_family_has_its_contract() -> None:
    def below(cls: type[FamilyContract]) -> list[type[FamilyContract]]:
        return [sub for direct in cls.__subclasses__() for sub in (direct, *below(direct))]

    assert {cls.name for cls in below(FamilyContract)} == set(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.name)
def test_example_is_of_its_family(family: Any) -> None:
    trials = Sip("SIP_Array", (1.0, 2.0))
    assert parse(family.example, data=lambda *_: (1.0, 2.0), sip=lambda *_: trials).family is family
