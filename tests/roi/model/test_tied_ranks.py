"""Rank correlations of laws in which draws share values, against scipy on a million draws and closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import special, stats

from roi.distributions import Distribution, parse
from roi.model import resolve
from roi.model.correlation import Pair, gaussian_copula
from roi.model.learning import copula_of
from roi.model.tied_ranks import LARGEST, attainable, latent_of, rank_of, tied
from roi.sim.prepare import prepare
from roi.sim.sampling import planned
from tests.support.documents import case_of, flow

MIXED = "mixture(70%, normal(3, 1), 30%, discrete(0, 1, 3, 2))"
PAIRS = [  # the laws, the rank correlation, binary logarithm of draws: quantiles of mixtures are dear
    ("bernoulli(18%)", "normal(3, 1)", 0.6, 20),
    ("bernoulli(2%)", "bernoulli(3%)", 0.5, 20),
    ("poisson(3)", "poisson(0.5)", -0.5, 20),
    ("discrete(1, 20%, 2, 50%, 3, 30%)", "uniform(0, 1)", 0.8, 20),
    (MIXED, "mixture(80%, lognormal(1, 9), 20%, discrete(0, 1, 1, 1))", -0.7, 16),
    (MIXED, "binomial(12, 20%)", 0.4, 16),
]


def laws(*texts: str) -> list[Distribution | None]:
    return [law if tied(law) else None for law in map(parse, texts)]


@pytest.mark.parametrize(("a", "b", "rank", "many"), PAIRS)
def test_the_draws_of_a_case_have_the_rank_that_it_states(a: str, b: str, rank: float, many: int) -> None:
    """Sobol' draws of the engine, as even as they are: independent ones would be within 1 / √n, 1e-3 of 2^20."""
    inputs = {"a": (a, "USD/month"), "b": (b, "USD/month")}
    pairs = [{"between": ["a", "b"], "rank": rank}]
    case = case_of(inputs, {"gain": flow("a"), "fee": flow("b", class_="run")}, correlations=pairs)
    drawn = prepare(resolve(case), planned(2**many, 1)).inputs_between(0, 2**many)
    assert stats.spearmanr(drawn["a"], drawn["b"]).statistic == pytest.approx(rank, abs=2 ** (-many / 2))


@pytest.mark.parametrize("latent", [-0.99, -0.3, 0.5, 0.95])
def test_closed_forms(latent: float) -> None:
    """Continuous laws: 6 asin(r / 2) / π.  Two coins: Sheppard's 2 asin(r) / π.  Coin and continuous law:
    E[(2 1(x > 0) − 1) (Φ(y) − 1/2)] = asin(r / √2) / π, over its standard deviations 1 and √(1/12)."""
    coin = parse("bernoulli(50%)")
    assert rank_of(latent, None, None) == pytest.approx(6 / math.pi * math.asin(latent / 2), abs=2e-4)
    assert rank_of(latent, coin, coin) == pytest.approx(2 / math.pi * math.asin(latent), abs=1e-6)
    mixed = math.sqrt(12) * math.asin(latent / math.sqrt(2)) / math.pi
    assert rank_of(latent, coin, None) == pytest.approx(mixed, abs=1e-4)


@pytest.mark.parametrize("texts", [pair[:2] for pair in PAIRS])
def test_the_ends_of_what_can_be_had_are_those_of_equal_and_opposite_order(texts: tuple[str, str]) -> None:
    low, high = attainable(*laws(*texts))
    z = special.ndtri((np.arange(20_000) + 0.5) / 20_000)
    a, b = (parse(text) for text in texts)
    for bound, order in ((low, -z), (high, z)):
        rank = stats.spearmanr(a.quantile(special.ndtr(z)), b.quantile(special.ndtr(order))).statistic
        assert bound == pytest.approx(rank, abs=0.02)  # at r = 0.999 instead of 1
    assert latent_of(0.9999, *laws(*texts)) == LARGEST
    assert latent_of(-0.9999, *laws(*texts)) == -LARGEST


def test_values_that_few_draws_share_change_nothing() -> None:
    assert not tied(parse("poisson(1e6)"))
    assert not tied(parse("5"))
    pairs = [Pair("a", "b", 0.5)]
    assert gaussian_copula("ab", pairs).latent[0][1] == 2 * math.sin(math.pi * 0.5 / 6)  # to the bit


def test_contradictory_ranks_are_repaired_and_told_as_ranks_of_their_own_laws() -> None:
    coin = parse("bernoulli(50%)")
    pairs = [Pair("a", "b", 0.6), Pair("b", "c", 0.6), Pair("a", "c", -0.6)]
    copula = gaussian_copula("abc", pairs, {"a": coin})
    assert np.linalg.eigvalsh(np.array(copula.latent))[0] > 0
    for repair, (i, j), a in zip(copula.repairs, ((0, 1), (1, 2), (0, 2)), (coin, None, coin), strict=True):
        expected = rank_of(copula.latent[i][j], a, None)
        assert repair.used == pytest.approx(expected, abs=2e-4)


def test_laws_of_options_count_where_the_case_has_none() -> None:
    def latent(rank: float, value: str) -> float:
        inputs = {"d": {"label": "d", "unit": "USD", "value": value, "grade": "judgement", "note": "n"}}
        fee = {"fee2": {**flow("d", when="start", unit="USD", class_="run"), "label": "Fee"}}
        case = case_of(
            {"a": ("uniform(1, 2)", "USD/month")}, {"gain": flow("a")},
            options={"other": {"title": "Other", "note": "n", "inputs": inputs, "lines": fee}},
            correlations=[{"between": ["a", "d"], "rank": rank}],
        )  # fmt: skip
        return copula_of(case).latent[0][1]

    assert latent(0.5, "uniform(0, 1)") == 2 * math.sin(math.pi * 0.5 / 6)
    assert latent(0.5, "bernoulli(30%)") == latent_of(0.5, None, parse("bernoulli(30%)"))
