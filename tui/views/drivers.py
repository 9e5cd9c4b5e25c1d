"""Drivers of a metric as tables: tornado, conditional means, rank correlations, Sobol' indices."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from exports.voice.formats import fixed, measured, share
from exports.voice.scales import Scale, money_scale
from exports.voice.wording import parts_sentence, span
from roi import Run
from roi.analysis.drivers import Driver
from roi.analysis.sobol_indices import Index
from roi.errors import Setting, Word
from roi.sim.cuts import Cut
from roi.sim.estimate import Statistic
from roi.sim.metrics import METRICS, Metric
from tui.views.inputs import name, one_sided, two_sided
from tui.views.json_values import input_fields
from tui.views.style import figures, titled

_SIDE, _NARROW, _BAR = 8, 4, 14  # width of bars


def swing_table(run: Run, drivers: Sequence[Driver], metric: str, cut: Cut, *, narrow: bool = False) -> Table:
    """The tornado, with the share of variance beside it; `narrow`: with shorter bars."""
    side = _NARROW if narrow else _SIDE
    row = METRICS[metric]
    base = run.plan.metric(metric, cut)
    numbers = [value for driver in drivers for value in driver.swing.metric]
    scale = money_scale(numbers) if row.unit == "money" else Scale(1.0, "")
    unit = scale.heading(run.model.currency) if row.unit == "money" else _unit(row)
    title = f"{row.brief}, {unit}: each input at its P10 and P90, the others as planned"
    planned = ("\n" if narrow else " ").join(["plan", _cell(base, row, scale)])
    bars = Column(planned, width=2 * side, justify="center", no_wrap=True)
    table = titled(
        title, Column("Input", ratio=1), bars, *figures("at P10", "at P90", "Share of\nvariance"), close=True
    )
    ends = [value - base for value in numbers if math.isfinite(value - base)]
    most = max(map(abs, ends), default=0.0)
    for driver in drivers:
        low, high = sorted(value - base for value in driver.swing.metric)
        table.add_row(
            name(driver.item, span(driver.item, *driver.swing.at)),
            two_sided(low, high, most, side, row.high_is_good),
            *(_cell(value, row, scale) for value in driver.swing.metric),
            part(driver.share),
        )
    return table


def conditional_table(run: Run, drivers: Sequence[Driver], metric: str, top: int) -> Table:
    """Means over the draws in which an input is low or high, correlated inputs moving along."""
    row = METRICS[metric]
    drivers = [driver for driver in drivers if driver.below and driver.above]
    numbers = [e.value for driver in drivers for e in (driver.below, driver.above) if e]
    scale = money_scale(numbers) if row.unit == "money" else Scale(1.0, "")
    unit = scale.heading(run.model.currency) if row.unit == "money" else _unit(row)
    title = f"Mean {row.brief}, {unit}, in the draws in which an input is low or high"
    heads = figures("below P10", "above P90", "Difference")
    table = titled(title, Column("Input", ratio=1), *heads, Column("", width=2 * _SIDE), close=True)
    changes = {driver.item.id: _change(driver) for driver in drivers}
    most = max((abs(change) for change in changes.values()), default=0.0)
    for driver in sorted(drivers, key=lambda driver: -abs(changes[driver.item.id]))[:top]:
        change = changes[driver.item.id]
        cells = [_banded(e, row, scale) for e in (driver.below, driver.above) if e]
        bar = two_sided(min(change, 0.0), max(change, 0.0), most, _SIDE, row.high_is_good)
        table.add_row(name(driver.item), *cells, _cell(change, row, scale), bar)
    return table


def spearman_table(drivers: Sequence[Driver], metric: str, top: int) -> Table:
    """Rank correlations, the strongest first."""
    title = f"Spearman's rank correlation with {METRICS[metric].brief}"
    table = titled(
        title, Column("Input", ratio=1), *figures("Correlation"), Column("", width=2 * _SIDE), close=True
    )
    for driver in sorted(drivers, key=lambda driver: -abs(_number(driver.rank.value)))[:top]:
        value = _number(driver.rank.value)
        bar = two_sided(min(value, 0.0), max(value, 0.0), 1.0, _SIDE, METRICS[metric].high_is_good)
        table.add_row(name(driver.item), _index(driver.rank, 3), bar)
    return table


def sobol_table(places: Sequence[Index], metric: str) -> Table:
    """First-order and total indices by factor."""
    title = f"Sobol' indices of {METRICS[metric].brief}: share of its variance"
    heads = figures("alone", "with all it\ntakes part in")
    table = titled(title, Column("Factor", ratio=1), *heads, Column("", width=_BAR), close=True)
    for index in places:
        label = Text("\n").join([name(item) for item in index.members])
        if len(index.members) > 1:
            label.append("\none factor: correlated, alone not defined", style="dim")
        table.add_row(
            label, _index(index.first, 3), _index(index.total, 3), one_sided(index.total.value, 1.0, _BAR)
        )
    return table


def notes(run: Run, drivers: Sequence[Driver], hidden: int, word: Word) -> Iterator[RenderableType]:
    """How to read the tables; `word` says what settings are called."""
    notes = [
        "Share of variance: how much of the variance of the draws one input explains alone; shares of "
        "correlated inputs overlap, and what inputs do together is in none. Swings set one input and nothing else; "
        "conditional means, ranks and shares take along what it is correlated with."
    ]
    if parts := parts_sentence(driver.item for driver in drivers):
        notes.append(parts)
    if any(driver.item.spec.luck for driver in drivers):
        notes.append("Luck: nobody can be asked about it.")
    if hidden:
        notes.append(f"{hidden} smaller ones: {word(Setting('top', str(len(drivers) + hidden)))}.")
    yield Text(" ".join([*notes, f"{run.draws_used:,} draws."]), style="dim")


def drivers_document(
    run: Run, drivers: Sequence[Driver], indices: Sequence[Index] | None, metric: str, cut: Cut
) -> dict[str, object]:
    """`roi drivers --json`.

    `metric`, `cut`, `unit` and `base` (the plan's value); `drivers`, widest swing first, each with `input`,
    `label`, `unit`, `chance`, `at` (its P10 and P90), `swing` (the metric there), and `below_p10`,
    `above_p90` (means), `rank_correlation`, `share_of_variance` as {value, error}, null where the metric has
    no mean; `sobol` (only if asked for) lists factors with `inputs`, `first_order` and `total`: inputs that
    are correlated form one factor, since alone they have no index.  Numbers that are not finite are null.
    """
    row = METRICS[metric]
    document: dict[str, object] = {
        "case": run.model.case.id,
        "metric": metric,
        "cut": cut,
        "unit": run.model.currency if row.unit == "money" else _unit(row),
        "base": run.plan.metric(metric, cut),
        "draws": run.draws_used,
        "drivers": [_driver_document(driver) for driver in drivers],
    }
    if indices is not None:
        document["sobol"] = [
            {
                "inputs": [item.id for item in index.members],
                "first_order": index.first,
                "total": index.total,
            }
            for index in indices
        ]
    return document


def part(estimate: Statistic | None) -> str:
    """A share of variance; noise below 0 is nothing."""
    if estimate is None:
        return "–"
    return share(max(0.0, estimate.value)) if estimate.value > 2 * estimate.error else "–"


def _driver_document(driver: Driver) -> Mapping[str, object]:
    return input_fields(driver.item) | {
        "chance": driver.item.spec.luck,
        "at": driver.swing.at,
        "swing": driver.swing.metric,
        "below_p10": driver.below,
        "above_p90": driver.above,
        "rank_correlation": driver.rank,
        "share_of_variance": driver.share,
    }


def _unit(row: Metric) -> str:
    return {"money": "", "share": "%", "rate": "%", "ratio": "ratio", "months": "months"}[row.unit]


def _cell(value: float, row: Metric, scale: Scale) -> str:
    if row.unit == "money":
        return scale.text(value)
    return measured(value, row.unit).bare


def _banded(estimate: Statistic, row: Metric, scale: Scale) -> str:
    if row.unit != "money":
        return _cell(estimate.value, row, scale)
    return f"{scale.text(estimate.value)} ± {scale.text(estimate.half_width)}"


def _index(estimate: Statistic, decimals: int) -> str:
    if math.isnan(estimate.value):
        return "undefined"
    width = "" if math.isnan(estimate.error) else f" ± {fixed(estimate.half_width, decimals)}"
    return f"{fixed(estimate.value, decimals)}{width}"


def _change(driver: Driver) -> float:
    assert driver.below is not None
    assert driver.above is not None
    return driver.above.value - driver.below.value


def _number(value: float) -> float:
    return 0.0 if math.isnan(value) else value
