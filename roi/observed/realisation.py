"""Benefit realisation plan: what each benefit and cost is expected to come to by month, and who answers for it."""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from roi.accountability import accountable, date_of_day, month_of_day, review_days
from roi.arrays import Array
from roi.case import DISCOUNT_RATE
from roi.model import Model, ModelInput, ModelLine
from roi.observed.paths import MONTHLY
from roi.observed.tracked import Bands, Range
from roi.records import dataclass
from roi.sim.block import PIECE, luck_lines
from roi.sim.cashflow import discount_factors
from roi.sim.cuts import HEADLINE, benefits_of
from roi.sim.evaluate import evaluate_block
from roi.sim.payments import Payment, rows_of
from roi.sim.prepare import Places, at_places
from roi.sim.run import Run

YEAR = 12  # months
MOST_MEASURES = 4  # that are named of a benefit
_SHOWN = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class ReviewPoint:
    """A day on which a line is looked at.

    Attributes:
        day: after the start; `month`: that it lies in; `date`: None where the start has no date.
        expected: of the line from the start to the end of that month; None where the month is after the horizon.
    """

    day: int
    month: int
    date: datetime.date | None
    expected: Range | None


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A benefit or a cost by month, in the model's currency, undiscounted; months 0 … H.

    Attributes:
        line: as it is modelled; `counts`: whether it is part of the headline NPV.
        owner: in words, "" where nobody is named; `account`: of the ledger.
        measures: what can be measured of it, in words, what moves it most first.
        months: those in which it may be paid; `moving`: those in which money moves in some draw.
        bands: P10, P50, P90 by month, (H + 1,); `mean`: the expectation.
        worth: the expected present value by month, (H + 1,).
        first_year, total: of months 0 to 12, and of all.
    """

    line: ModelLine
    counts: bool
    owner: str
    account: str
    measures: tuple[str, ...]
    months: tuple[int, ...]
    moving: frozenset[int]
    bands: Bands
    mean: tuple[float, ...]
    worth: tuple[float, ...]
    first_year: Range
    total: Range
    reviews: tuple[ReviewPoint, ...]

    @property
    def benefit(self) -> bool:
        """Whether it is a benefit, and no cost."""
        return self.line.spec.flow == "benefit"


@dataclass(frozen=True, slots=True)
class RealisationPlan:
    """Every benefit, then every cost, as an estimate expects them.

    Attributes:
        running: undiscounted net of what counts, by month 0 … H.
        factors: the expected discount factor by month, (H + 1,).
    """

    model: Model
    lines: tuple[PlannedLine, ...]
    running: Bands
    factors: tuple[float, ...]

    @property
    def benefits(self) -> tuple[PlannedLine, ...]:
        """The benefits alone."""
        return tuple(each for each in self.lines if each.benefit)


def realisation_plan(run: Run) -> RealisationPlan:
    """What each benefit and cost comes to by month, of the draws that percentiles by month are of.

    Expectations are those of all draws: a sum of P50s is not the P50 of the sum, a sum of expectations is the
    expectation of the sum.

    Args:
        run: with everything worked out, see `roi.sim.scope`.
    """
    model = run.model
    chosen = sorted((line for line in model.lines if line.counted), key=lambda each: each.spec.flow or "")
    draws = _Draws(run, chosen)
    running = np.zeros((model.horizon + 1, draws.kept))
    counted = set(benefits_of(model, HEADLINE))
    lines = []
    for line in chosen:
        counts = line.spec.flow == "cost" or line.id in counted
        months = range(model.horizon + 1)[rows_of(line.timing, model.horizon)]
        paid, worth = draws.paid(line.id, months)
        if counts:
            running[months] += paid if line.spec.flow == "benefit" else -paid
        lines.append(_planned(run, line, _Paid(months, paid, model.horizon), worth, draws, counts=counts))
    np.cumsum(running, axis=0, out=running)
    return RealisationPlan(model, tuple(lines), _bands(_quantiles(running)), draws.factors)


class _Draws:
    """Payments by month of the first draws of each replicate, as `roi.observed.paths` has them."""

    def __init__(self, run: Run, lines: Sequence[ModelLine]) -> None:
        self.model = run.model
        self._payments: defaultdict[str, list[Payment]] = defaultdict(list)
        self._inputs: defaultdict[str, list[Array]] = defaultdict(list)
        self._discounts: list[Array] = []
        self._pieces: list[tuple[int, Places]] = []  # of each its draws, and which of them are kept
        for first in range(0, run.draws_used, PIECE):
            n = min(first + PIECE, run.draws_used) - first
            kept = run.prepared.among_first(MONTHLY, first, first + n)
            if not len(kept):
                continue
            drawn = run.prepared.inputs_between(first, first + n)
            block = evaluate_block(self.model, drawn)
            rate = np.atleast_1d(drawn[DISCOUNT_RATE])
            discount = discount_factors(rate, self.model.horizon, self.model.case.header.discounting)
            self._discounts.append(at_places(np.broadcast_to(discount, (len(discount), n)), kept))
            for line in lines:
                self._payments[line.id].append(block.flows[line.id])
            for item in self.model.inputs:
                self._inputs[item.id].append(at_places(np.broadcast_to(drawn[item.id], (n,)), kept))
            self._pieces.append((n, kept))
            del block, drawn  # before the next ones are made
        self.kept = sum(len(kept) for _, kept in self._pieces)
        self._ranks: dict[str, Array] = {}
        factors = sum((each.sum(axis=1) for each in self._discounts), np.zeros(self.model.horizon + 1))
        self.factors = tuple((factors / self.kept).tolist())

    def paid(self, name: str, months: range) -> tuple[Array, Array]:
        """What is paid of a line in some months, (months, kept), and its mean present value by month, (H + 1,).

        Its payments are given up, and not multiplied out before: all lines by month would fill the memory.
        """
        rows, worth, stop = np.empty((len(months), self.kept)), np.zeros(self.model.horizon + 1), 0
        for payment, discount, (n, kept) in zip(
            self._payments.pop(name), self._discounts, self._pieces, strict=True
        ):
            piece = rows[:, stop : stop + len(kept)]
            if months:
                piece[:] = at_places(np.broadcast_to(payment.amounts, (len(months), n)), kept)
                worth[months] += (piece * discount[months]).sum(axis=1)
            stop += len(kept)
        return rows, worth / self.kept

    def goes_with(self, item: ModelInput, ranks: Array) -> float:
        """The size of the rank correlation of an input with what has these ranks."""
        if item.id not in self._ranks:
            values = np.concatenate(self._inputs[item.id])
            self._ranks[item.id] = _ranks(values) if np.ptp(values) > 0 else np.zeros(len(values))
        of_item = self._ranks[item.id]
        if not of_item.any() or np.ptp(ranks) == 0:
            return 0.0
        return abs(float(np.corrcoef(of_item, ranks)[0, 1]))


@dataclass(frozen=True, slots=True)
class _Paid:
    """What is paid of a line: `rows`, (months, draws), in the `months` in which it can be; nothing in others."""

    months: range
    rows: Array
    horizon: int

    def until(self, month: int) -> Array:
        """All together up to a month, (draws,)."""
        return np.asarray(self.rows[: sum(each <= month for each in self.months)].sum(axis=0))

    @property
    def bands(self) -> Bands:
        """P10, P50, P90 by month 0 … H."""
        by_month = np.zeros((len(_SHOWN), self.horizon + 1))
        by_month[:, self.months] = _quantiles(self.rows)
        return _bands(by_month)

    @property
    def moving(self) -> frozenset[int]:
        """Months in which money moves in some draw."""
        return frozenset(month for month, row in zip(self.months, self.rows, strict=True) if row.any())


def _planned(
    run: Run, line: ModelLine, paid: _Paid, worth: Array, draws: _Draws, *, counts: bool
) -> PlannedLine:
    model, horizon = run.model, run.model.horizon
    total = paid.until(horizon)
    mean = np.broadcast_to(run.means["payment", line.id], (horizon + 1,))
    # What is kept of many draws is scaled to the present value of all of them.
    whole = float(run.means["pv", line.id][0])
    size = float(worth.sum())
    if size != 0 and math.isfinite(whole / size):
        worth = worth * (whole / size)
    reviews = []
    for day in review_days(line.spec):
        month = month_of_day(day)
        seen = None if month > horizon else _range(paid.until(month), float(mean[: month + 1].sum()))
        reviews.append(ReviewPoint(day, month, date_of_day(model.case.header.start, day), seen))
    return PlannedLine(
        line=line,
        counts=counts,
        owner=accountable(line.spec.owner),
        account=line.spec.account,
        measures=tuple(_measures(model, line, draws, total)) if line.spec.flow == "benefit" else (),
        months=tuple(paid.months),
        moving=paid.moving,
        bands=paid.bands,
        mean=tuple(mean.tolist()),
        worth=tuple(worth.tolist()),
        first_year=_range(paid.until(YEAR), float(mean[: YEAR + 1].sum())),
        total=_range(total, float(mean.sum())),
        reviews=tuple(reviews),
    )


def _measures(model: Model, line: ModelLine, draws: _Draws, total: Array) -> Iterator[str]:
    """Shown lines that it is made of, then the facts that move it most."""
    lines = {each.id: each for each in model.lines}
    # Not what caps it: the cost of today is no measure of what is saved.
    reached = dict.fromkeys(name for name in model.fed_by(line) if name != line.spec.of)
    for name in list(reached):
        reached |= dict.fromkeys(_beneath(model, lines, name))
    odds = {name for each in luck_lines(model) for name in lines[each].reads}
    today = {each.spec.of for each in model.lines}
    shown = [lines[name] for name in reached if name in lines and name not in today and lines[name].spec.show]
    facts = [
        item for item in model.inputs if item.id in reached and item.id not in odds and _measurable(item)
    ]
    ranks = _ranks(total)
    facts.sort(key=lambda item: -draws.goes_with(item, ranks))
    named = [(each.spec.label, each.unit.text) for each in shown[:2]]
    named += [(item.spec.label, item.unit.text) for item in facts]
    for label, unit in named[:MOST_MEASURES]:
        yield label if unit in ("–", "") else f"{label} ({unit})"


def _beneath(model: Model, lines: dict[str, ModelLine], name: str) -> Iterator[str]:
    """Everything that a line stands on, itself left out."""
    waiting, seen = [name], set()
    while waiting:
        each = waiting.pop()
        for other in model.fed_by(lines[each]) if each in lines else ():
            if other not in seen:
                seen.add(other)
                waiting.append(other)
                yield other


def _measurable(item: ModelInput) -> bool:
    """A fact that is not known yet: neither luck nor what somebody chooses."""
    return not (item.constant or item.spec.luck or item.spec.lever or item.id == DISCOUNT_RATE)


def _ranks(values: Array) -> Array:
    """Places in order, those of the same value as they come: enough to tell what moves most."""
    ranks = np.empty(len(values))
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values))
    return ranks


def _bands(quantiles: Array) -> Bands:
    return Bands(*(tuple(each.tolist()) for each in quantiles))


def _range(values: Array, mean: float) -> Range:
    p10, p50, p90 = (float(each) for each in _quantiles(values))
    return Range(mean, p10, p50, p90)


def _quantiles(values: Array) -> Array:
    """Order statistics over the last axis, as of `roi.observed.paths.bands_of`."""
    places = [max(0, math.ceil(p * values.shape[-1]) - 1) for p in _SHOWN]
    # All in order, which takes a quarter of the time that three places alone do; no zero has a sign.
    return np.moveaxis(np.sort(values, axis=-1)[..., places] + 0.0, -1, 0)
