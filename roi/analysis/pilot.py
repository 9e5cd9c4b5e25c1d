"""What a pilot is worth that measures an input on some units before somebody decides, and how large it should be.

A pilot of n units gives an estimate of the input whose standard error falls with √n.  What it is worth is the
expected value of sample information, E[max(0, E[Y | data])] − max(0, E[Y]).  The gain is known as a function of the
input by regression on draws already made (Strong, Oakley & Brennan 2014, Medical Decision Making 34(3)), the law of
the input given the data by `preposterior`.  Where prior and measurement are normal and the gain is linear, this is
the Gaussian approximation of Jalal & Alarid-Escudero 2018, Medical Decision Making 38(2); neither has to be.

Not counted: what those who take part gain in the meantime.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr

from roi.analysis.answer_cells import cells_of
from roi.analysis.conditional import means_given
from roi.analysis.pilot_terms import Terms, check_terms, measurable, two_arms
from roi.analysis.preposterior import Passing, Points, Preposterior
from roi.analysis.regression import design, spline, straight
from roi.analysis.scores import checked_metric, enough_draws, finite_values, normal_scores
from roi.card import Brief
from roi.model import Model, ModelInput
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.estimate import Statistic
from roi.sim.moments import MEAN
from roi.sim.result import Simulation
from roi.sim.sampling import REPLICATES

FEWEST_DRAWS = 4_096
MOST_UNITS = 1_000_000  # that are looked at where nobody says how many there are
CLOSE = 0.05  # of the most net benefit: sizes that are as good as the best
_SIZES = 36  # looked at before the best is looked for between them
_POINTS, _POINTS_OF_MANY = 512, 2_048
_BEFORE = (0, 1)  # columns of gains: of going ahead now, and after the pilot


@dataclass(frozen=True, slots=True)
class PilotSize:
    """A pilot of n units.

    Attributes:
        information: expected value of what it tells, in money, were it there at once; `waiting`: what is lost of it
            by waiting for it; `cost`: of measuring.
    """

    n: int
    information: float
    waiting: float
    cost: float

    @property
    def net(self) -> float:
        """Expected net benefit of sampling."""
        return self.information - self.waiting - self.cost


@dataclass(frozen=True, slots=True, repr=False)
class PilotDesign(Brief):
    """The pilot that is worth most, and what surrounds it.

    Attributes:
        items: what is measured; `terms`: at what cost and how well.
        expected: mean of what is decided on today, in money.
        best: the size of most net benefit; `information`: its value of information with its sampling error.
        least, most: sizes between which the net benefit is within 5 % of the most.
        sizes: of the curve, ascending.
        limit: what knowing the inputs for certain is worth.
        passing: the gate of one input; None where there is none or several inputs are measured.
        passes: chance that it says to go ahead; `wrong_go`, `wrong_stop`: of all pilots, those that say so though
            the truth of what is measured does not, or stop though it says to go ahead.
        alike: units in each of two arms by the rule of Feit & Berman 2019; None where it does not apply.
    """

    model: Model
    items: tuple[ModelInput, ...]
    terms: Terms
    cut: Cut
    expected: float
    best: PilotSize
    information: Statistic
    least: int
    most: int
    sizes: tuple[PilotSize, ...]
    limit: float
    passing: Passing | None
    passes: float
    wrong_go: float
    wrong_stop: float
    alike: int | None = None
    draws: int = 0

    @property
    def pays(self) -> bool:
        """Whether the best is worth more than it costs."""
        return self.best.net > 0


def pilot(run: Simulation, inputs: Sequence[str], terms: Terms, cut: Cut = HEADLINE) -> PilotDesign:
    """The size of a pilot of most expected net benefit.

    Args:
        run: a simulation of what is decided on; 4,096 draws or more.
        inputs: what is measured on each unit.
        terms: costs, and how well a unit tells.
        cut: which benefits count.

    Raises:
        RoiError: an input that cannot be measured so, terms that make no sense, too few draws.
    """
    cut = checked_metric(run.model, "npv", cut)
    enough_draws(run, FEWEST_DRAWS, "The value of a pilot")
    items = tuple(measurable(run, name, cut) for name in inputs)
    check_terms(terms, items)
    points, expected = _points(run, items, terms, cut)
    few = Points(points.values, points.gains[:, _BEFORE], points.noise)
    sizes = [_size(few, terms, n, expected) for n in _numbers(terms.population)]
    best = _best(few, terms, sizes, expected)
    error = terms.error(best.n)
    preposterior = points.preposterior(error)
    passes = preposterior.going[:, 1]
    truly = points.gains[:, 1] > 0
    least, most = _as_good(few, terms, sizes, best, expected)
    return PilotDesign(
        model=run.model,
        items=items,
        terms=terms,
        cut=cut,
        expected=expected,
        best=best,
        information=_with_error(preposterior, points, best),
        least=least,
        most=most,
        sizes=tuple(sorted({size.n: size for size in (*sizes, best)}.values(), key=lambda size: size.n)),
        limit=float(np.maximum(points.gains[:, 0], 0.0).mean() - max(0.0, expected)),
        passing=points.passing(error, 1) if len(items) == 1 else None,
        passes=float(passes.mean()),
        wrong_go=float((passes * ~truly).mean()),
        wrong_stop=float(((1 - passes) * truly).mean()),
        alike=_alike(points, terms) if len(items) == 1 else None,
        draws=run.draws_used,
    )


def _points(run: Simulation, items: Sequence[ModelInput], terms: Terms, cut: Cut) -> tuple[Points, float]:
    """Points of the prior with the gains there, and the gain today.

    The columns of the gains: going ahead now, after the pilot, and both again for each fit that leaves a replicate
    out, whose scatter is the sampling error.
    """
    now = finite_values(run, "npv", cut, moment=MEAN)
    later = now - terms.months * run.values("delay_cost", cut) if terms.months else now
    scores = normal_scores(run.prepared)
    drawn = [scores[item.id] for item in items]
    values = np.stack(
        [item.quantile(ndtr(row)) / item.unit.scale for item, row in zip(items, drawn, strict=True)]
    )
    columns = np.concatenate([design([spline(row) for row in drawn]), *map(straight, values)], axis=-1)
    both = np.stack([now, later])
    gains = means_given(columns, [cells_of(row) for row in drawn], both).of_every_fit(columns)
    if len(items) == 1:  # as many draws a point, neighbours: their means are what all draws expect
        order = drawn[0].ravel().argsort(kind="stable")
        point = (_POINTS, -1)
        values = values.ravel()[order].reshape(point).mean(axis=1)[None]
        gains = gains.reshape(order.size, -1)[order].reshape(*point, gains.shape[-1]).mean(axis=1)
    else:  # some draws of each replicate, with the correlations of the case
        some = _POINTS_OF_MANY // REPLICATES
        gains = gains[:, :some].reshape(_POINTS_OF_MANY, -1)
        values = values[:, :, :some].reshape(len(items), _POINTS_OF_MANY)
        gains += both.mean(axis=(1, 2))[0] - gains[:, 0].mean()
    noise = np.random.default_rng(run.prepared.sampling.seed).standard_normal(values.T.shape)
    return Points(values.T, gains, noise), float(now.mean())


def _numbers(population: int | None) -> list[int]:
    """Sizes to look at, each a like share above the one before."""
    most = min(population or MOST_UNITS, MOST_UNITS)
    return sorted({round(n) for n in np.geomspace(1, most, _SIZES)})


def _size(points: Points, terms: Terms, n: int, expected: float) -> PilotSize:
    now, later = points.preposterior(terms.error(n)).chosen
    return PilotSize(n, float(now - max(0.0, expected)), float(now - later), terms.cost(n))


def _best(points: Points, terms: Terms, sizes: Sequence[PilotSize], expected: float) -> PilotSize:
    """The size of most net benefit: between the neighbours of the best of the curve, which has one top there."""
    place = max(range(len(sizes)), key=lambda k: sizes[k].net)
    low, high = sizes[max(0, place - 1)].n, sizes[min(len(sizes) - 1, place + 1)].n
    best = sizes[place]
    while high - low > 2:
        left, right = (low + round((high - low) * share) for share in (0.382, 0.618))
        first, second = (_size(points, terms, n, expected) for n in (left, right))
        best = max(best, first, second, key=lambda size: size.net)
        low, high = (low, right) if first.net >= second.net else (left, high)
    return best


def _as_good(
    points: Points, terms: Terms, sizes: Sequence[PilotSize], best: PilotSize, expected: float
) -> tuple[int, int]:
    """The sizes around the best whose net benefit is within 5 % of it, to a hundredth of their number."""
    least = best.net - CLOSE * abs(best.net)

    def end(away: Sequence[PilotSize]) -> int:
        good, bad = best.n, best.n
        for size in away:
            bad = size.n
            if size.net < least:
                break
            good = size.n
        while abs(bad - good) > max(1, good // 100):
            middle = (bad + good) // 2
            enough = _size(points, terms, middle, expected).net >= least
            good, bad = (middle, bad) if enough else (good, middle)
        return good

    smaller = [size for size in reversed(sizes) if size.n < best.n]
    return end(smaller), end([size for size in sizes if size.n > best.n])


def _with_error(preposterior: Preposterior, points: Points, best: PilotSize) -> Statistic:
    """The value of information with its error: a jackknife over fits that leave a replicate out."""
    each = preposterior.chosen[2::2] - np.maximum(0.0, points.gains[:, 2::2].mean(axis=0))
    return Statistic(best.information, math.sqrt((REPLICATES - 1) * float(np.var(each))))


def _alike(points: Points, terms: Terms) -> int | None:
    """By the rule for two alternatives alike; None without a population, or where measuring costs money or time."""
    if terms.population is None or terms.each or terms.months:
        return None
    spread = float(np.std(points.values[:, 0]))
    return round(two_arms(terms.population, terms.unit_sd[0], spread))
