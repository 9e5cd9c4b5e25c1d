"""Track an estimate: realised to date + forecast of the rest, `roi.track(run, observations)`.

A month that was observed is what was observed, with its error; every other month is what the estimate given all
observations says of it.  Both stand on the draws of the run, so that what was sold and what comes of it differ by
what was observed alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr

from roi.accountability import accountable, review_days
from roi.arrays import Array
from roi.errors import RoiError, of_setting
from roi.model import ModelLine
from roi.observed.observations import Observation
from roi.observed.paths import Paths, paths_of
from roi.observed.realised import Realised, realised_of
from roi.observed.results import Diagnostics, Update
from roi.observed.reviews import requests_of
from roi.observed.tracked import (
    AtCompletion,
    Bands,
    Cumulative,
    LineKind,
    Measured,
    NpvAtCompletion,
    NpvStatistics,
    Range,
    Tracked,
    TrackedLine,
    Variance,
)
from roi.observed.update import update
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.estimate import quantiles
from roi.sim.moments import estimate_of, heavy_tails, order_of
from roi.sim.run import Run

_SHOWN = (0.1, 0.5, 0.9)


def track(
    run: Run, observations: Sequence[Observation] = (), *, due: int | None = None, cut: str = HEADLINE
) -> Tracked:
    """Hold an estimate against what came of it.

    Args:
        run: the estimate as it was sold.
        observations: rows of inputs, and of lines by month; none gives the estimate itself.
        due: figures are due up to this month; None is the last that was observed.
        cut: the benefits that count.

    Raises:
        RoiError: what `roi.update` refuses; a month beyond the horizon, or before the last one observed.
    """
    if not observations:
        return _tracked(run, run, (), None, due, Cut.named(cut))
    return track_update(update(run, observations), due=due, cut=cut)


def track_update(update: Update, *, due: int | None = None, cut: str = HEADLINE) -> Tracked:
    """The same of an update that is there already."""
    return _tracked(update.before, update.after, update.observations, update.diagnostics, due, Cut.named(cut))


def _tracked(
    before: Run,
    after: Run,
    observations: tuple[Observation, ...],
    diagnostics: Diagnostics | None,
    due: int | None,
    cut: Cut,
) -> Tracked:
    model = before.model
    if diagnostics is not None and not diagnostics.trusted:
        after = before
    realised = realised_of(model, observations, {**after.plan.values, **after.plan.payments})
    last = max((each.months[-1] for each in realised.values() if each.months), default=0)
    due = _due(due, last, model.horizon)
    chosen = [line for line in model.lines if line.counted or line.id in realised]
    kinds = {line.id: _kind(line) for line in chosen}
    order: tuple[LineKind, ...] = ("benefit", "cost", "shown line")
    chosen.sort(key=lambda line: order.index(kinds[line.id]))
    sold = paths_of(before, chosen, cut, realised, replaced=False)
    updated = paths_of(after, chosen, cut, realised, replaced=True)
    lines = tuple(
        _line(line, kinds[line.id], realised.get(line.id), sold, updated, due, model.currency)
        for line in chosen
    )
    return Tracked(
        before=before,
        after=after,
        observations=observations,
        diagnostics=diagnostics,
        cut=cut,
        last=last,
        due=due,
        lines=lines,
        cumulative=_cumulative(lines, sold, updated),
        npv=None if model.unstated else _npv(before, after, sold, updated, cut),
        requests=requests_of(lines, due, model.horizon, model.case.header.start),
    )


def _due(due: int | None, last: int, horizon: int) -> int:
    """The month up to which figures are due.

    Raises:
        RoiError: one beyond the horizon, or before what was observed.
    """
    if due is None:
        return last
    if not last <= due <= horizon:
        raise RoiError(
            f"month {due} cannot be the last one due: month {last} was observed, and there are {horizon} months",
            of_setting("due"),
            f"Give a month from {last} to {horizon}.",
        )
    return due


def _kind(line: ModelLine) -> LineKind:
    return line.spec.flow or "shown line"


def _line(
    line: ModelLine,
    kind: LineKind,
    realised: Realised | None,
    sold: Paths,
    updated: Paths,
    due: int,
    currency: str,
) -> TrackedLine:
    money = line.spec.flow is not None
    scale = 1.0 if money else line.unit.scale
    horizon = len(sold.running.p50) - 1
    actual = dict(zip(realised.months, realised.amounts.tolist(), strict=True)) if realised else {}
    moving = sold.moving.get(line.id, frozenset()) | updated.moving.get(line.id, frozenset())
    wanted = moving if money else range(1, horizon + 1) if realised and realised.months else ()
    return TrackedLine(
        name=line.id,
        label=line.spec.label,
        kind=kind,
        unit=currency if money else line.unit.text,
        counts=line.id in sold.worth,
        owner=accountable(line.spec.owner),
        account=line.spec.account,
        reviews=review_days(line.spec),
        sold=_in_unit(sold.bands.get(line.id), scale),
        updated=_in_unit(updated.bands.get(line.id), scale),
        measured=_measured(realised),
        actual=tuple(actual[month] / scale if month in actual else None for month in range(horizon + 1)),
        spread=realised.spread if realised else (),
        missing=tuple(month for month in sorted(wanted) if month <= due and month not in actual),
        to_date=_variance(realised, sold.to_date.get(line.id), scale, money) if realised else None,
        completion=_completion(line.id, realised, sold, updated) if money else None,
    )


def _measured(realised: Realised | None) -> tuple[Measured, ...]:
    each = [figure.measured for figure in realised.figures] if realised else []
    return tuple(sorted(each, key=lambda request: request.months or (-1, -1)))


def _in_unit(bands: Bands | None, scale: float) -> Bands | None:
    if bands is None or scale == 1:
        return bands
    p10, p50, p90 = (tuple(x / scale for x in row) for row in (bands.p10, bands.p50, bands.p90))
    return Bands(p10, p50, p90)


def _variance(realised: Realised, seen: Array | None, scale: float, money: bool) -> Variance | None:
    """Realised beside what was sold of the same months; None of what was paid in no month of the horizon."""
    if seen is None:
        return None
    months = len(realised.months)
    if months:
        over = scale if money else scale * months
        value, error = float(realised.amounts.sum()) / over, realised.error / over
    else:
        figure = realised.figures[0]
        value, error = figure.total / scale, figure.error / scale
    seen = seen / scale
    p1, p10, p50, p90, p99 = (_order_statistic(seen, p) for p in (0.01, 0.1, 0.5, 0.9, 0.99))
    slack = 1e-9 * max(abs(value), abs(p50))  # sums that are alike but for their rounding
    if error > 0:
        place = float(ndtr((value - seen) / error).mean())
    else:
        place = float(np.mean(seen < value - slack) + np.mean(np.abs(seen - value) <= slack) / 2)
    return Variance(months, value, error, p1, p10, p50, p90, p99, place)


def _order_statistic(values: Array, p: float) -> float:
    ordered = np.sort(values, axis=None)
    return float(ordered[max(0, math.ceil(p * len(ordered)) - 1)])


def _completion(name: str, realised: Realised | None, sold: Paths, updated: Paths) -> AtCompletion:
    worth = {
        each: (paths.worth.get(name) or (0.0, 0.0)) for each, paths in (("sold", sold), ("now", updated))
    }
    all_sold, seen_sold = worth["sold"]
    all_now, seen_now = worth["now"]
    return AtCompletion(
        sold=_range(sold.totals[name]),
        realised=float(realised.amounts.sum()) if realised else 0.0,
        rest=_range(updated.rest[name]),
        completion=_range(updated.totals[name]),
        npv_realised=seen_now - seen_sold,
        npv_rest=(all_now - seen_now) - (all_sold - seen_sold),
    )


def _range(values: Array) -> Range:
    p10, p50, p90 = (_order_statistic(values, p) for p in _SHOWN)
    return Range(float(values.mean()), p10, p50, p90)


def _cumulative(lines: Sequence[TrackedLine], sold: Paths, updated: Paths) -> Cumulative:
    """The running net; realised as long as all that counts has a figure."""
    counted = [line for line in lines if line.counts]
    realised: list[float | None] = []
    total, whole = 0.0, any(value is not None for line in counted for value in line.actual)
    for month in range(len(sold.running.p50)):
        for line in counted:
            value = line.actual[month]
            moves = month in sold.moving[line.name] or month in updated.moving[line.name]
            whole = whole and (value is not None or not moves)
            total += (1 if line.kind == "benefit" else -1) * (value or 0.0)
        realised.append(total if whole else None)
    return Cumulative(sold.running, _until_last(realised, counted), updated.running)


def _until_last(realised: Sequence[float | None], counted: Sequence[TrackedLine]) -> tuple[float | None, ...]:
    """Nothing after the last month that has a figure."""
    last = max(
        (m for line in counted for m, value in enumerate(line.actual) if value is not None), default=-1
    )
    return tuple(value if month <= last else None for month, value in enumerate(realised))


def _npv(before: Run, after: Run, sold: Paths, updated: Paths, cut: Cut) -> NpvAtCompletion:
    was, now = before.values("npv", cut), updated.npv
    order = min(order_of(heavy_tails(run.prepared), "npv", cut) for run in (before, after))
    observed = updated.seen - sold.seen
    moved = sum(abs(seen) for _, seen in updated.worth.values())
    money = moved + sum(abs(whole - seen) for whole, seen in updated.worth.values())
    return NpvAtCompletion(
        sold=_distribution(was, order),
        completion=_distribution(now, order),
        difference=estimate_of(now - was, order),
        realised=estimate_of(observed, order),
        rest=estimate_of(now - was - observed, order),
        share_observed=moved / money if money > 0 else 0.0,
    )


def _distribution(values: Array, order: float) -> NpvStatistics:
    return NpvStatistics(estimate_of(values, order), *quantiles(values, _SHOWN))
