"""What an update by observations tells: values that every face shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal

import numpy as np

from roi.analysis.audit import Finding, audit
from roi.arrays import Array
from roi.case import Claim
from roi.model import Model
from roi.notation import digits, grouped
from roi.observed.datum import Datum
from roi.observed.observations import Observation
from roi.observed.pareto import LARGEST_K
from roi.records import dataclass
from roi.sim.cuts import HEADLINE
from roi.sim.reach import downstream
from roi.sim.run import Run
from roi.sim.summary import Statistics
from roi.updated import Updated

FEWEST_EFFECTIVE = 400  # effective draws below which percentiles are not told
LARGEST_STORED = 0.1  # of the forecast's spread that the stored laws may miss what was observed by
UNUSUAL = (0.01, 0.99)  # places in the forecast outside which an observation is a surprise

Method = Literal["exact", "importance", "tempered", "ridge", "cloud"]


@dataclass(frozen=True, slots=True)
class PosteriorSpread:
    """Of an input in its declared unit, of a metric in the unit of the metric."""

    mean: float
    sd: float
    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True)
class InputChange:
    """An input before and after.

    Attributes:
        value: the value that is stored, a text of the case language.
        likely_before, likely_after: of the base case.
        gone: share of its standard deviation that is gone; below 0 where it is more uncertain than before.
        by: the observed figures that tell most of it, each with the share of the variance of its normal score that
            it would take away alone; the strongest first.
        settled: whether it is luck that decides nothing any more.
    """

    name: str
    before: PosteriorSpread
    after: PosteriorSpread
    likely_before: float
    likely_after: float
    gone: float
    value: str
    by: tuple[tuple[Datum, float], ...] = ()
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Forecast:
    """A figure that was observed, and what was forecast of it; numbers in the declared unit.

    Attributes:
        place: share of the forecast below what was observed, its error included.
    """

    datum: Datum
    p1: float
    p10: float
    p50: float
    p90: float
    p99: float
    place: float
    after: PosteriorSpread

    @property
    def surprising(self) -> bool:
        """Whether it lies outside P1 to P99 of what was forecast."""
        return not UNUSUAL[0] <= self.place <= UNUSUAL[1]


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """How far the answer can be trusted.

    Attributes:
        method: without draws; by weights of the run's own draws; by weights after tempering, of a mixture or of a
            proposal that follows the ridge; by the tempered cloud.
        k: shape of the tail of the raw importance weights; above 0.7 they cannot be trusted (Vehtari et al. 2024).
        ess: effective sample size; inf where no draws were needed.
        error: largest standard error of the mean of a normal score over its spread.
        steps, accepted, reached: of tempering: steps, share of moves accepted, power of the likelihood reached.
        widened: by how much the stated errors were widened because the lines cannot follow all of it at once.
        stored: largest difference between the stored laws and the draws, in mean, P10 and P90 of a figure that was
            observed, over the spread of its forecast.
        drawn_anew: labels of the inputs whose single years were observed: their level is kept, the luck of a year
            is drawn anew.
        exact_within: standard deviations of the forecast that draws come to exact figures of lines; 0 without one.
    """

    method: Method
    k: float
    ess: float
    error: float
    steps: int
    accepted: float
    reached: float
    widened: float
    stored: float
    drawn_anew: tuple[str, ...] = ()
    exact_within: float = 0.0

    @property
    def problems(self) -> tuple[str, ...]:
        """What must be known before anything is used, a sentence each, in the notation at hand."""
        return tuple(self._problems())

    @property
    def trusted(self) -> bool:
        """Whether the percentiles afterwards may be used."""
        return not self.problems

    def _problems(self) -> Iterator[str]:
        if self.reached < 1:
            yield (
                f"The observations lie so far from the estimate that only {digits(100 * self.reached, '.3g')} % of "
                "their weight could be taken in."
            )
        if self.ess < FEWEST_EFFECTIVE:
            yield (
                f"The result rests on {grouped(round(self.ess))} effective draws: means may be off by "
                f"{digits(self.error, '.1f')} of their own standard deviations."
            )
        if self.method != "cloud" and self.k > LARGEST_K:
            yield (
                f"The weights of the draws have a tail of {digits(self.k, '.2f')}; above "
                f"{digits(LARGEST_K, 'g')} no number of draws helps."
            )
        if self.stored > LARGEST_STORED:
            yield (
                "Stored value by value with rank correlations, what was observed comes out up to "
                f"{100 * self.stored:.0f} % of its forecast's spread off."
            )


@dataclass(frozen=True, slots=True)
class Update:
    """An estimate before and after its observations.

    Attributes:
        before: the run that was updated; after: the same case with the updated inputs, on the same draws.
        observations: every row.
        forecasts: every figure that was observed, the surprising ones first.
        inputs: those that moved, the most informed first.
        updated: what an estimate file keeps.
    """

    before: Run
    after: Run
    observations: tuple[Observation, ...]
    forecasts: tuple[Forecast, ...]
    inputs: tuple[InputChange, ...]
    diagnostics: Diagnostics
    updated: Updated

    @property
    def model(self) -> Model:
        """The case after the update."""
        return self.after.model

    @property
    def metrics(self) -> Mapping[str, tuple[Statistics, Statistics]]:
        """Before and after by metric, cash and capacity benefits counted."""
        before, after = (run.summary().metrics[HEADLINE] for run in (self.before, self.after))
        return {name: (before[name], after[name]) for name in before}

    def claims(self) -> tuple[tuple[Finding, Finding], ...]:
        """The audit on the evidence before and after, of the claims of which the observations change something."""
        case, updated = self.model.case, self.updated.inputs
        touched = self._touched()
        inputs = {
            name: replace(spec, value=updated[name].value, likely=None) if name in updated else spec
            for name, spec in case.inputs.items()
        }
        before = replace(self.before.model.case, claims=touched)
        pairs = zip(audit(before), audit(replace(case, claims=touched, inputs=inputs)), strict=True)
        return tuple(
            (was, now)
            for was, now in pairs
            if (was.verdict, was.computed, was.implied) != (now.verdict, now.computed, now.implied)
        )

    def _touched(self) -> tuple[Claim, ...]:
        """The claims of lines that read what moved, and those that imply it; all with an option."""
        model, reached = self.before.model, set(self.updated.inputs)
        if model.option is not None:
            return model.case.claims
        reached.update(line.id for line in downstream(model, reached).lines)
        return tuple(claim for claim in model.case.claims if {claim.line, claim.implies} & reached)

    @property
    def surprises(self) -> tuple[Forecast, ...]:
        """Figures outside P1 to P99 of what was forecast, the least expected first."""
        return tuple(each for each in self.forecasts if each.surprising)


def spread_of(values: Array, weights: Array | None = None) -> PosteriorSpread:
    """Mean, standard deviation and percentiles of draws, (n,), perhaps weighted."""
    values = np.ravel(values)
    if weights is None:
        weights = np.full(len(values), 1.0 / len(values))
    order = np.argsort(values, kind="stable")
    ordered, heavy = values[order], weights[order]
    mean = float((ordered * heavy).sum())
    sd = float(np.sqrt(max(0.0, float((np.square(ordered - mean) * heavy).sum()))))
    at = np.cumsum(heavy) - heavy / 2
    p10, p50, p90 = (float(x) for x in np.interp([0.1, 0.5, 0.9], at, ordered))
    return PosteriorSpread(mean, sd, p10, p50, p90)
