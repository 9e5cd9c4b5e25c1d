"""Errors that months share against the normal law of many; a bent ridge against draws by brute force."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import roi
from roi.arrays import Array
from roi.observed.informed import ridge, weighted
from roi.observed.latent import latent, thinned
from roi.observed.likelihood import Likelihood
from roi.observed.observations import SHARED, Observation, Sample, StandardError, Trials
from roi.observed.pareto import smoothed
from roi.observed.reading import read
from roi.observed.tempered import resampled
from roi.sim.prepare import prepare
from roi.sim.sampling import planned
from tests.support.documents import case_of, flow, line

CASE = case_of(
    {"users": ("range(200, 400, 900)", "–"), "hours": ("range(1, 3, 8)", "hour/month"),
     "share": ("beta(4, 6)", "%"), "plateau": ("triangular(2, 5, 11)", "month"), "wage": ("40 to 70", "USD/hour")},
    {"saved": line("users * hours * share * ramp(month, plateau)", "hour/month", show=True),
     "value": flow("saved * wage")},
)  # fmt: skip


def rows(shared: float = SHARED, error: float = 0.05) -> list[Observation]:
    """A year of a ledger: USD 20,000 a month in the end."""
    noise = (1.05, 0.97, 1.0, 1.04, 0.94, 1.02, 0.98, 1.01, 0.99, 1.03, 0.96, 1.0)
    money = [20_000 * min(month / 6, 1) * each for month, each in enumerate(noise, 1)]
    return [
        Observation(
            "value", round(x), StandardError(error * x, shared), (month, month), "USD", source="Ledger"
        )
        for month, x in enumerate(money, 1)
    ]


def likelihood_of(observations: list[Observation], widened: float = 1.0) -> Likelihood:
    model = roi.resolve(CASE)
    data = read(model, observations)
    return Likelihood(latent(prepare(model, planned(1_024, 1)), data), data, widened)


def scores(likelihood: Likelihood, n: int, seed: int = 3) -> Array:
    return np.random.default_rng(seed).standard_normal((likelihood.latent.size, n))


@pytest.mark.parametrize("widened", [1.0, 2.5])
def test_months_of_a_line_share_a_part_of_their_errors(widened: float) -> None:
    """The level is the normal density with the covariance of the errors, and is made of the residuals."""
    rest = [
        Observation("share", 0.4, Trials(8, 20)),
        Observation("saved", 400.0, Sample(6, 90.0), (12, 12)),
    ]
    likelihood = likelihood_of([*rows(0.6), *rest], widened)
    e = scores(likelihood, 50)
    seen = likelihood.latent.responses(e, [datum.response for datum in likelihood.data])
    months = [k for k, datum in enumerate(likelihood.data) if datum.shared]
    errors = np.array([likelihood.data[k].error for k in months]) * widened
    cov = 0.36 * np.outer(errors, errors) + 0.64 * np.diag(errors**2)
    off = np.array([likelihood.data[k].value for k in months])[:, None] - seen[months]
    trials, sample = (k for k in range(len(likelihood.data)) if k not in months)
    wanted = (
        stats.multivariate_normal(cov=cov).logpdf(off.T)
        + stats.binom.logpmf(8, 20, seen[trials])
        + stats.t.logpdf((400 - seen[sample]) / (90 / np.sqrt(6) * widened), 5)
    )
    level, rooted = likelihood.level(e), -0.5 * np.square(likelihood.residuals(e)).sum(axis=0)
    assert len(months) == 12
    assert np.allclose(level - level[0], wanted - wanted[0], rtol=0, atol=1e-8 * np.abs(wanted).max())
    assert np.allclose(rooted - rooted[0], wanted - wanted[0], rtol=0, atol=1e-8 * np.abs(wanted).max())


def test_a_single_month_has_its_whole_error() -> None:
    alone, whole = (likelihood_of(rows(shared)[:1]) for shared in (0.6, 0.0))
    e = scores(alone, 20)
    assert np.array_equal(alone.level(e), whole.level(e))


def test_a_bent_ridge_is_followed() -> None:
    """Months of a product of five inputs: means and percentiles of scores within 3 % of the prior's spread."""
    likelihood = likelihood_of(rows(0.0, 0.1)[::3])
    e = scores(likelihood, 1_024)
    for count in (1_024, 1_024, 8_192):
        along = ridge(likelihood.residuals, e)
        assert along is not None
        points, level = weighted(along, likelihood.residuals, scores(likelihood, count, seed=count))
        weights = smoothed(level)
        e = points[:, resampled(weights.weights, 1_024)]
    assert weights.k < 0.7
    assert weights.ess > 4_000
    prior = scores(likelihood, 400_000, seed=100)
    brute = np.exp(likelihood.level(prior))
    assert brute.sum() ** 2 / np.square(brute).sum() > 1_500
    for mine, wanted in zip(points, prior, strict=True):
        for p in (0.1, 0.5, 0.9):
            at = (quantile(mine, weights.weights, p), quantile(wanted, brute, p))
            assert at[0] == pytest.approx(at[1], abs=0.03 * 2.56)
        assert (mine * weights.weights).sum() == pytest.approx(
            (wanted * brute).sum() / brute.sum(), abs=0.03 * 2.56
        )


def quantile(values: Array, weights: Array, p: float) -> float:
    order = np.argsort(values)
    return float(np.interp(p, np.cumsum(weights[order]) / weights.sum(), values[order]))


def test_a_part_of_the_points_of_a_run_covers_the_cube() -> None:
    """Each coordinate of each part has the mean and the spread of all."""
    prepared = prepare(roi.resolve(CASE), planned(16_384, 3))
    rows = prepared.inputs_between(0, 16_384)
    points = np.stack([rows[name] for name in ("users", "hours", "share", "plateau", "wage")])
    spread = points.std(axis=1)
    for count in (1_024, 2_048, 4_096):
        for turn in range(3):
            part = thinned(points, count, turn)
            assert part.shape == (len(points), count)
            assert (np.abs(part.mean(axis=1) - points.mean(axis=1)) < 0.01 * spread).all()
            assert (np.abs(part.std(axis=1) / spread - 1) < 0.05).all()
    assert not np.intersect1d(thinned(points[4:], 1_024, 0), thinned(points[4:], 1_024, 1)).size


@pytest.mark.parametrize("error", [0.01, 1e6])
def test_where_all_or_nothing_is_informed_there_is_no_ridge(error: float) -> None:
    """Each of two inputs observed by itself, closely or not at all."""
    e = min(error, 1.0) * np.random.default_rng(1).standard_normal((2, 512))
    assert ridge(lambda x: x / error, e) is None
