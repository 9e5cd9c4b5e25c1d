"""Variables of SIPmath libraries as distributions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from roi.distributions import Distribution, parse
from roi.errors import RoiError
from roi.sip import Sip
from tests.support.sipmath import metalog

# Of the example of ProbabilityManagement.org's schema: five terms, bounded; ten, with a lower bound; sixteen.
BOUNDED = Sip("Metalog_1_0", (-0.44366710027334577, 0.31428823046335125, -0.46025990428473268, 0.52556291243339126,
                              2.11565238380833565), low=0.0, high=5.0)  # fmt: skip
LOWER = Sip("Metalog_1_0", (2.058955983, -2.281157829, -1.513012712, 10.042285460, 4.898678377, 13.055783020,
                            -32.701452370, 5.303664167, -15.338680840, -13.912132650), low=2.0)  # fmt: skip
NORMAL = Sip("Metalog_1_0", (-1.18721e-8, -108.7360185, 0.000228037, 437.4513354, -0.000910088, 988.3027041,
                             -3370.883493, -0.001941269, 0.006475465, -2823.944368, 7434.879183, 0.004897097,
                             -0.011367609, 2456.743398, -3595.592826, -0.003114859))  # fmt: skip
UPPER = Sip("Metalog_1_0", (-1.0, 0.4, 0.1), high=10.0)
POISSON = Sip("Lookup_Table", (0, 1, 2, 3), (0.60653066, 0.90979599, 0.985612322, 1.0))
U = (np.arange(200) + 0.5) / 200


def read(sip: Sip, *, percent: bool = False) -> Distribution:
    return parse('sip("lib.sipmath", price)', sip=lambda file, name: sip, percent=percent)


@pytest.mark.parametrize("sip", [BOUNDED, LOWER, NORMAL, UPPER])
def test_a_metalog_is_keelin_s(sip: Sip) -> None:
    law = read(sip)
    # 1e-12: the same terms, summed in another order; 1e-9 where sixteen terms of thousands cancel
    tolerance = 1e-9 if sip is NORMAL else 1e-12
    expected = [metalog(float(u), sip.numbers, sip.low, sip.high) for u in U]
    np.testing.assert_allclose(law.quantile(U), expected, rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(law.cdf(law.quantile(U)), U, atol=1e-9)
    assert law.likely == pytest.approx(metalog(0.5, sip.numbers, sip.low, sip.high))


def test_sixteen_terms_are_the_normal_that_they_were_fitted_to() -> None:
    from scipy import stats

    # What sixteen terms can do from P0.25 to P99.75.
    np.testing.assert_allclose(read(NORMAL).quantile(U), stats.norm.ppf(U), atol=0.01)


def test_a_table_has_its_values_and_probabilities() -> None:
    law = read(POISSON)
    assert law.quantile([0.6, 0.61, 0.91, 0.99, 0.9999]).tolist() == [0, 1, 2, 3, 3]
    # The trials 6, 23 and 299 that the standard prints of it, by the uniforms of its generator.
    assert law.quantile([0.8759746613213792, 0.9733039237326011, 0.9978914993116632]).tolist() == [1, 2, 3]
    falling = Sip("Lookup_Table", (9.0, 5.0), (0.25, 1.0))  # values in another order than the probabilities
    assert read(falling).quantile([0.5, 0.9]).tolist() == [5, 9]


def test_words() -> None:
    def words(sip: Sip) -> str:
        return read(sip).words(str)

    where = "(price of a SIPmath library, lib.sipmath)"
    assert words(BOUNDED) == f"a smooth curve, the metalog of 5 terms {where}"
    assert (
        words(Sip("SIP_Array", (1.0,) * 1_000 + (2.0,))) == f"one of 1,001 trials, all equally likely {where}"
    )
    assert words(POISSON) == f"one of 4 values, each with its probability {where}"


@pytest.mark.parametrize(
    ("sip", "percent", "message"),
    [
        (replace(UPPER, numbers=(1.0, -1.0)), False, "its metalog is no distribution: the quantiles fall"),
        (replace(BOUNDED, low=5.0), False, "its lower bound 5 is not below its upper bound 5"),
        (replace(LOWER, numbers=(1.0, 0.6)), False, "the variance is infinite"),
        (replace(LOWER, numbers=(720.0, 0.4)), False, "too large to be computed"),
        (Sip("Metalog_1_0", ()), False, "no distribution"),
        (Sip("SIP_Array", ()), False, "it has no numbers"),
        (Sip("Lookup_Table", (1.0, 2.0), (1.0,)), False, "its probabilities do not rise"),
        (Sip("Lookup_Table", (1.0, 2.0), (0.7, 0.5)), False, "its probabilities do not rise"),
        (Sip("SIP_Array", (0.1, 0.2)), True, "0.35 % or 35 %"),
        (replace(BOUNDED, high=0.9), True, "0.35 % or 35 %"),
    ],
)
def test_refusals(sip: Sip, percent: bool, message: str) -> None:
    with pytest.raises(RoiError, match="sip: ") as refusal:
        read(sip, percent=percent)
    assert message in str(refusal.value)


def test_inside_others() -> None:
    cut = parse('truncate(sip("a", b), 2, 4)', sip=lambda *_: Sip("SIP_Array", (1, 2, 3, 4, 5)))
    assert cut.support == (2, 4)
    mean = parse('mean_of(sip("a", b), 40)', sip=lambda *_: BOUNDED)
    assert 0 < mean.likely < 5
    with pytest.raises(
        RoiError, match="how many values"
    ):  # trials are no measurements of which a mean is known
        parse('mean_of(sip("a", b))', sip=lambda *_: Sip("SIP_Array", (1, 2, 3, 4, 5)))
