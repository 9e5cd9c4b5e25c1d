"""The sum of a portfolio: its distribution, its money by quarter, what moves it, and what the common luck does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import ndtri

from roi.analysis.regression import cross_fitted, design, explained, spline, straight
from roi.arrays import Array
from roi.portfolio.funding.choices import closing
from roi.portfolio.funding.problem import MONTHS, by_quarter, in_months, shifted
from roi.portfolio.luck import factor_uniforms, shared_uniforms
from roi.portfolio.results import Results
from roi.records import dataclass
from roi.sim.estimate import (
    Statistic,
    expected_shortfall,
    mean,
    probability,
    quantiles,
    standard_deviation,
)
from roi.sim.sampling import REPLICATES, planned

WORST = 0.1  # of the draws, of which the expected shortfall is the mean
_PERMUTED = 91  # apart from all other streams of the seed


@dataclass(frozen=True, slots=True)
class SumStatistics:
    """Of a sum, in money.

    Attributes:
        sd: standard deviation; `shortfall`: mean of the worst tenth of the draws.
        reached: chance of at least the amount that was asked for; None where none was.
        loss: chance of less than 0.
    """

    mean: Statistic
    p10: Statistic
    p50: Statistic
    p90: Statistic
    sd: Statistic
    shortfall: Statistic
    loss: Statistic
    reached: Statistic | None = None


@dataclass(frozen=True, slots=True)
class VarianceShare:
    """What part of the variance of the sum something accounts for, 1 is all of it.

    Attributes:
        name: of a deal, or of a shared input.
        share: of a deal its covariance with the sum over the variance of the sum, so that the shares of all
            deals add up to 1; of a shared input what a regression on it explains.
    """

    name: str
    share: Statistic


@dataclass(frozen=True, slots=True)
class Dependence:
    """The sum beside what it would be otherwise: standard deviations and P10 to P90, in money.

    Attributes:
        actual: as the draws have it; `dependent`: were all deals good and bad at once, each with its own luck in
            the order of the others' (comonotonic: Dhaene et al. 2002); `independent`: had they nothing in
            common, by permuting the draws of each deal.
        told_apart: whether `actual` and `independent` differ by more than chance.
    """

    actual: tuple[float, float, float]
    dependent: tuple[float, float, float]
    independent: tuple[float, float, float]
    told_apart: bool

    @property
    def diversification(self) -> float:
        """Share of the spread of all deals at once that is gone as they do not go together."""
        return 1 - self.actual[0] / self.dependent[0] if self.dependent[0] > 0 else 0.0

    @property
    def common_luck(self) -> float:
        """Share by which the spread is wider than that of independent deals; below 0 where it is narrower."""
        return self.actual[0] / self.independent[0] - 1 if self.independent[0] > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Totals:
    """The whole portfolio, every deal in the first of its options.

    Attributes:
        deals: how many; `uncertain`: whether some may not close.
        all_close: the sum if every deal closes; `weighted`: if each does with its chance.
        spend, cash: expected outlay and expected net cash of each quarter if all close, the first quarter first.
        weighted_spend: the same outlay, each deal with its chance.
        lowest: the lowest point of the cumulative net cash, as an amount below 0 or 0, and its quarter from 1.
        by_deal: shares of the variance of the weighted sum, the largest first; `by_input`: of what is shared.
        spread: of the sum if every deal closes.
    """

    deals: int
    uncertain: bool
    all_close: SumStatistics
    weighted: SumStatistics
    spend: Array
    cash: Array
    weighted_spend: Array
    lowest: tuple[float, int]
    by_deal: tuple[VarianceShare, ...]
    by_input: tuple[VarianceShare, ...]
    spread: Dependence


def distribution(draws: Array, at_least: float | None = None, expected: Array | None = None) -> SumStatistics:
    """Of draws, (draws,), 16 replicates one behind the other.

    Args:
        at_least: the amount of which the chance is wanted.
        expected: what each draw is on average over the luck of closing, (draws,): the mean is taken of these, so
            that it is that of the deals by their chances and not of who happened to close (Rao-Blackwell).
    """
    rows = draws.reshape(REPLICATES, -1)
    p10, p50, p90 = quantiles(rows, [0.1, 0.5, 0.9])
    means = rows if expected is None else expected.reshape(REPLICATES, -1)
    return SumStatistics(
        mean(means), p10, p50, p90, standard_deviation(rows), expected_shortfall(rows, WORST),
        probability(rows < 0), None if at_least is None else probability(rows >= at_least),
    )  # fmt: skip


def totals(results: Results, at_least: float | None = None) -> Totals:
    """The totals of a run.

    Args:
        at_least: the amount of which the chance is wanted.
    """
    options = [result.options[0] for result in results.deals]
    npv = np.array([option.npv for option in options])
    closes = closing(results)
    chances = np.array([result.deal.chance for result in results.deals])
    landed = npv * closes
    spend = _by_quarter(results, [option.spend for option in options])
    cash = _by_quarter(results, [option.cash for option in options])
    running = np.cumsum(cash.sum(axis=0))
    low = int(running.argmin())
    whole = landed.sum(axis=0)
    return Totals(
        deals=len(options),
        uncertain=bool((chances < 1).any()),
        all_close=distribution(npv.sum(axis=0), at_least),
        weighted=distribution(whole, at_least, chances @ npv),
        spend=spend.sum(axis=0),
        cash=cash.sum(axis=0),
        weighted_spend=chances @ spend,
        lowest=(min(0.0, float(running[low])), low + 1),
        by_deal=_by_deal([result.deal.name for result in results.deals], landed),
        by_input=shared_shares(results, whole),
        spread=spread(npv, results.seed),
    )


def _by_quarter(results: Results, rows: Sequence[Array]) -> Array:
    """Money of each deal by quarter of the portfolio's calendar, from its earliest start, (deals, quarters)."""
    moved = [
        by_quarter(shifted(in_months(row), result.deal.earliest - 1, len(row) - 1 + result.deal.earliest - 1))
        for result, row in zip(results.deals, rows, strict=True)
    ]
    length = max(len(row) for row in moved)
    return np.array([shifted(row, 0, length) for row in moved])


def _by_deal(names: Sequence[str], landed: Array) -> tuple[VarianceShare, ...]:
    """Cov(Yᵢ, Σ Y) / Var(Σ Y), with the error of the replicates."""
    rows = landed.reshape(len(landed), REPLICATES, -1)
    whole = rows.sum(axis=0)
    from_mean = whole - whole.mean()
    variance = float((from_mean**2).mean())
    if variance == 0:
        return ()
    centred = rows - rows.mean(axis=(1, 2), keepdims=True)
    covariance = np.einsum("drm,rm->dr", centred, from_mean) / rows.shape[2]
    variances = (from_mean**2).mean(axis=1)
    values = covariance.mean(axis=1) / variance
    # A ratio's error from its linearised terms: those of single replicates may divide by little.
    each = (covariance - values[:, None] * variances) / variance
    errors = each.std(axis=1, ddof=1) / REPLICATES**0.5
    shares = [
        VarianceShare(names[at], Statistic(float(values[at]), float(errors[at]))) for at in range(len(names))
    ]
    return tuple(sorted(shares, key=lambda share: -share.share.value))


def shared_uniforms_of(results: Results) -> Mapping[str, Array]:
    """The luck that deals have in common, by name: shared inputs, uncertain rates and the factors of sectors.

    It follows from the seed, so that no file has to keep it.
    """
    portfolio = results.portfolio
    sampling = planned(results.draws, results.seed)
    named = {name: shared_uniforms(sampling, name, portfolio.correlations) for name in portfolio.shared}
    named |= {
        f"rate of {currency}": shared_uniforms(sampling, f"rate of {currency}")
        for currency in portfolio.rates
    }
    if portfolio.factor.rank > 0:
        deals = Counter(result.deal.sector for result in results.deals)
        several = sorted(sector for sector, count in deals.items() if count > 1)
        named |= {f"factor of {sector}": factor_uniforms(sampling, sector) for sector in several}
    return named


def shared_shares(results: Results, whole: Array) -> tuple[VarianceShare, ...]:
    """What each piece of common luck explains of a sum; what explains nothing beyond its error is left out."""
    y = whole.reshape(REPLICATES, -1)
    shares = []
    for name, uniforms in shared_uniforms_of(results).items():
        scores = ndtri(uniforms.reshape(REPLICATES, -1))
        # Beyond its last knot a spline is straight in the score; a lognormal's tail is not.
        columns = np.concatenate(
            [design([spline(scores)]), straight(np.exp(scores)), straight(np.exp(-scores))], axis=-1
        )
        share = explained(y, cross_fitted(columns, y))
        if share.stands_out():
            shares.append(VarianceShare(name, share))
    return tuple(sorted(shares, key=lambda each: -each.share.value))


def spread(npv: Array, seed: int) -> Dependence:
    """How far the deals go together.

    Args:
        npv: (deals, draws).
    """
    random = np.random.default_rng([seed, _PERMUTED])
    dependent, independent = np.zeros(npv.shape[1]), np.zeros(npv.shape[1])
    for row in npv:
        dependent += np.sort(row)
        independent += random.permutation(row)
    whole = npv.sum(axis=0)
    each = np.subtract(*(row.reshape(REPLICATES, -1).var(axis=1) for row in (whole, independent)))
    wider = Statistic(float(each.mean()), float(each.std(ddof=1)) / REPLICATES**0.5)
    apart = abs(wider.value) > wider.half_width
    return Dependence(_spread(whole), _spread(dependent), _spread(independent), apart)


def _spread(draws: Array) -> tuple[float, float, float]:
    low, high = np.quantile(draws, [0.1, 0.9], method="inverted_cdf")
    return float(draws.std(ddof=1)), float(low), float(high)


def quarter_names(start: str, count: int) -> tuple[str, ...]:
    """What the quarters of the portfolio's calendar are called: `2027-01 to 2027-03`, or `quarter 1` without a
    start."""
    if not start:
        return tuple(f"quarter {k + 1}" for k in range(count))
    year, month = map(int, start.split("-"))

    def named(months: int) -> str:
        months += 12 * year + month - 1
        return f"{months // 12}-{months % 12 + 1:02}"

    return tuple(f"{named(MONTHS * k)} to {named(MONTHS * k + 2)}" for k in range(count))
