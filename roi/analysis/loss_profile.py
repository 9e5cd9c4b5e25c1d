"""What the draws that lose money have in common."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from roi.analysis.scores import checked_metric, finite_values, varying
from roi.arrays import Array
from roi.card import Brief
from roi.errors import RoiError, Setting, of_setting, remedy
from roi.model import Model, ModelInput, ModelLine
from roi.model.factors import Factor, factors_of
from roi.records import dataclass
from roi.sim.block import luck_lines
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.estimate import Statistic, probability
from roi.sim.evaluate import evaluate_block
from roi.sim.moments import MEAN
from roi.sim.reach import matters, upstream
from roi.sim.result import Simulation
from roi.sim.sampling import REPLICATES

Mask = NDArray[np.bool_]
FEWEST = 160  # losing draws, and others: ten a replicate
_FALSE = 0.05  # share of the inputs named that may differ by chance
_SLIGHT = 0.1  # standard deviations: differences that nobody would notice


@dataclass(frozen=True, slots=True)
class LosingDifference:
    """An input in losing draws against the others.

    Attributes:
        size: (mean in losing − mean in other draws) / their pooled standard deviation.
        losing, other: medians, in the declared unit.
    """

    item: ModelInput
    size: Statistic
    losing: float
    other: float


@dataclass(frozen=True, slots=True)
class Luck:
    """A line of luck that is not as in the plan, such as a failure.

    Attributes:
        size: as of an input, of the event.
        losing, other: shares of losing and of other draws in which it happens.
        npv_with, npv_without: mean net present value with and without it.
        loss_with, loss_without: the same of losing draws only; nan where there are none.
    """

    line: ModelLine
    size: Statistic
    losing: float
    other: float
    npv_with: float
    npv_without: float
    loss_with: float
    loss_without: float

    @property
    def cheaper_ending(self) -> bool:
        """Whether draws in which it happens lose less than other losing draws, as an early stop can."""
        return self.loss_with > self.loss_without


@dataclass(frozen=True, slots=True, repr=False)
class Losing(Brief):
    """Draws with a net present value below 0 against the others, the largest differences first.

    Attributes:
        share: of draws that lose; 0 or 1 with the distance of its 95 % bound as the error.
        mean: net present value of losing draws; nan where there are none.
        inputs: those that differ clearly.
        luck: lines of luck, all that are as planned in some draws and not in others.
    """

    share: Statistic
    mean: float
    inputs: tuple[LosingDifference, ...]
    luck: tuple[Luck, ...]

    @property
    def alike(self) -> bool:
        """Whether no draw loses, or every one: there is then nothing to compare."""
        return self.share.value in (0, 1)


def losing(run: Simulation, cut: Cut = HEADLINE) -> Losing:
    """What losing draws have in common; nothing where no draw loses, or every one.

    Raises:
        RoiError: costs that are not stated, or some but fewer than 160 draws that lose or that do not.
    """
    model = run.model
    cut = checked_metric(model, "npv", cut)
    npv = finite_values(run, "npv", cut, moment=MEAN)
    lost = npv < 0
    if lost.all() or not lost.any():
        return Losing(probability(lost), float(npv[lost].mean()) if lost.all() else math.nan, (), ())
    _check_counts(lost)
    names = [item.id for item in varying(model) if not item.spec.luck]
    years = [factor for factor in factors_of(model) if factor.of_years]

    def of(inputs: dict[str, Array], _: int) -> dict[tuple[str, bool], Array]:
        """Values, and whether a line of luck is not as planned, by id and whether it is such a line."""
        values = {name: inputs[name] for name in names} | _years_over_level(model, years, inputs)
        events = {
            name: value != float(run.plan.values[name][-1])
            for name, value in luck_values(model, inputs).items()
        }
        return {(name, False): each for name, each in values.items()} | {
            (name, True): each for name, each in events.items()
        }

    rows_of = run.prepared.by_replicate(of)
    values = {name: rows for (name, chance), rows in rows_of.items() if not chance}
    events = {name: rows.astype(bool) for (name, chance), rows in rows_of.items() if chance}
    items = {factor.id: (factor.item, factor.members[0].id) for factor in factors_of(model)}
    differences = [
        _difference(items[name][0], rows, lost)
        for name, rows in values.items()
        if matters(model, items[name][1], cut)
    ]
    clear = [
        differences[k]
        for k in _discoveries([d.size for d in differences])
        if abs(differences[k].size.value) > _SLIGHT
    ]
    lucky = [
        _luck(model.line(name), rows, lost, npv)
        for name, rows in events.items()
        if rows.any() and not rows.all()
    ]
    return Losing(
        share=probability(lost),
        mean=float(npv[lost].mean()),
        inputs=tuple(sorted(clear, key=lambda d: -abs(d.size.value))),
        luck=tuple(sorted(lucky, key=lambda d: -_largest(d.size.value))),
    )


def luck_values(model: Model, inputs: Mapping[str, Array]) -> dict[str, Array]:
    """Values of the lines of luck only, (n,) or numbers."""
    lines = luck_lines(model)
    block = evaluate_block(replace(model, lines=upstream(model, lines)), inputs)
    return {name: block.values[name] for name in lines}


def _years_over_level(model: Model, years: Sequence[Factor], inputs: Mapping[str, Array]) -> dict[str, Array]:
    """By factor: the mean of an input's months over its level, (n,); 1 where the level is 0."""
    lines = [line for line in model.lines if line.level]
    block = evaluate_block(replace(model, lines=upstream(model, [line.id for line in lines])), inputs)
    monthly = {line.level: block.values[line.id][1:].mean(axis=0) for line in lines}
    return {
        factor.id: np.where(level != 0, monthly[name] / np.where(level != 0, level, 1.0), 1.0)
        for factor in years
        for name in (factor.members[0].luck_of,)
        for level in (inputs[name],)
    }


def standardised_difference(values: Array, chosen: Mask) -> Statistic:
    """(mean of the chosen − mean of the rest) / √((s₁² + s₂²) / 2): Cohen 1988; Austin 2009, equation 1.

    Error: over the 16 replicates, each with its own means, at the pooled standard deviation.  nan where
    nothing varies.
    """
    spread = math.sqrt((float(values[chosen].var()) + float(values[~chosen].var())) / 2)
    if not spread:
        return Statistic(math.nan, math.nan)
    value = (float(values[chosen].mean()) - float(values[~chosen].mean())) / spread
    rows = zip(values, chosen, strict=True)
    each = [
        (row[kept].mean() - row[~kept].mean()) / spread for row, kept in rows if kept.any() and not kept.all()
    ]
    error = float(np.std(each, ddof=1)) / math.sqrt(len(each)) if len(each) > 1 else math.nan
    return Statistic(value, error)


def _discoveries(sizes: Sequence[Statistic]) -> list[int]:
    """Places of the differences that are not by chance: two-sided t tests with 15 degrees of freedom, the share of
    false ones held at 5 % (Benjamini & Hochberg 1995)."""
    chances = np.array([_by_chance(size) for size in sizes])
    order = np.argsort(chances)
    passed = np.flatnonzero(chances[order] <= _FALSE * np.arange(1, len(sizes) + 1) / max(len(sizes), 1))
    return sorted(order[: passed[-1] + 1].tolist()) if passed.size else []


def _by_chance(size: Statistic) -> float:
    if not size.error > 0:
        return 0.0 if size.value and size.error == 0 else 1.0
    return float(2 * stdtr(REPLICATES - 1, -abs(size.value) / size.error))


def _check_counts(lost: Mask) -> None:
    count, n = int(lost.sum()), lost.size
    rare, what = min((count, "lose"), (n - count, "do not lose"))
    if rare >= FEWEST:
        return
    more = 1 << math.ceil(math.log2(1.2 * FEWEST / rare * n))
    raise RoiError(
        f"only {rare:,} of {n:,} draws {what}: too few to compare (at least {FEWEST})",
        of_setting("draws"),
        remedy("Use ", Setting("draws", str(more)), "."),
    )


def _difference(item: ModelInput, values: Array, lost: Mask) -> LosingDifference:
    medians = (item.shown(float(np.median(values[kept]))) for kept in (lost, ~lost))
    return LosingDifference(item, standardised_difference(values, lost), *medians)


def _luck(line: ModelLine, event: Mask, lost: Mask, npv: Array) -> Luck:
    return Luck(
        line=line,
        size=standardised_difference(event.astype(np.float64), lost),
        losing=float(event[lost].mean()),
        other=float(event[~lost].mean()),
        npv_with=_mean(npv, event),
        npv_without=_mean(npv, ~event),
        loss_with=_mean(npv, event & lost),
        loss_without=_mean(npv, ~event & lost),
    )


def _mean(values: Array, chosen: Mask) -> float:
    return float(values[chosen].mean()) if chosen.any() else math.nan


def _largest(size: float) -> float:
    return math.inf if math.isnan(size) else abs(size)
