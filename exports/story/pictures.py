"""The charts of a story, scaled to one unit each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from exports.story.charts import (
    Bar,
    FanPicture,
    HistogramPicture,
    TornadoPicture,
    WaterfallPicture,
    WaterfallStep,
    WayRow,
    WaysPicture,
)
from exports.story.ground import Ground
from exports.voice.bins import bins_of
from exports.voice.formats import DIMENSIONLESS, change, fixed, money, number, spread
from exports.voice.headline import share_of
from exports.voice.scales import unit_of
from exports.voice.steps import NET, waterfall_parts
from exports.voice.verdict import way_label
from exports.voice.wording import amount, quoted, rounded
from roi.analysis.drivers import Swing
from roi.arrays import Array
from roi.records import dataclass
from roi.sim.cuts import benefits_of
from roi.text import counted

MOST_BARS = 6  # of a tornado
MOST_WAYS = 6  # beside this estimate
_SHORT_UNITS = ("%", DIMENSIONLESS, "")
_NEGLIGIBLE = 0.005  # of the largest bar: a step that nobody would see


@dataclass(frozen=True, slots=True)
class _Scale:
    unit: str
    factor: float

    @classmethod
    def of(cls, values: Iterable[float], currency: str) -> _Scale:
        scale, factor = unit_of(values)
        return cls(f"{currency} {scale}".strip(), factor)

    def __call__(self, value: float) -> float:
        return value / self.factor + 0.0

    def each(self, values: Sequence[float] | Array) -> tuple[float, ...]:
        return tuple(self(float(value)) for value in values)


def histogram(ground: Ground) -> HistogramPicture | None:
    """Of NPV; None where it is not defined, not finite, or the same in every draw."""
    values = ground.run.values("npv", ground.cut)
    if ground.model.unstated or not np.isfinite(values).all() or np.ptp(values) == 0:
        return None
    bins, npv = bins_of(values.ravel()), ground.verdict.headline.npv
    scale = _Scale.of((bins.low, bins.high), ground.currency)
    around = spread(npv.p10.value, npv.p90.value, "money", ground.currency)
    return HistogramPicture(
        "How often which net present value comes out",
        scale.unit,
        f"Of {fixed(values.size, 0)} draws {share_of(npv.loss)} lose money; eight in ten end from {around}.",
        scale.each(bins.edges),
        bins.shares,
        bins.cumulative,
    )


def fan(ground: Ground) -> FanPicture | None:
    """Of the running undiscounted net; None where it is not known for what is counted."""
    known = ground.summary.fans.get(ground.cut)
    if ground.model.unstated or known is None:
        return None
    bands = [known.percentiles[p] for p in (10, 50, 90)]
    plan = _planned(ground)
    if not all(np.isfinite(band).all() for band in (*bands, plan)):
        return None
    scale = _Scale.of((float(np.abs([*bands, plan]).max()),), ground.currency)
    low, middle, high = (float(band[-1]) for band in bands)
    return FanPicture(
        "Money out and in so far, by month",
        scale.unit,
        f"After {counted(ground.model.horizon, 'month')} the middle draw stands at "
        f"{money(middle, ground.currency)}, eight in ten from "
        f"{spread(low, high, 'money', ground.currency)}; the plan at "
        f"{money(float(plan[-1]), ground.currency)}.",
        tuple(range(len(plan))),
        scale.each(bands[0]),
        scale.each(bands[1]),
        scale.each(bands[2]),
        scale.each(plan),
    )


def _planned(ground: Ground) -> Array:
    """The running net of the plan, (H + 1,)."""
    payments = ground.run.plan.payments
    gained: Array = sum((payments[name] for name in benefits_of(ground.model, ground.cut)), np.zeros(1))
    costs = (line.id for line in ground.model.lines if line.spec.flow == "cost" and line.counted)
    return np.cumsum(gained - sum((payments[name] for name in costs), np.zeros(1)))


def waterfall(ground: Ground) -> WaterfallPicture | None:
    """Expected present values: benefits, costs by class, and what is left."""
    if ground.model.unstated:
        return None
    table = ground.summary.mean_table
    steps = [
        (part.label, part.sign * sum(table.line(line.id).present_value for line in part.lines), part.sign)
        for part in waterfall_parts(ground.model, ground.cut)
    ]
    if not steps or not np.isfinite([amount for _, amount, _ in steps]).all():
        return None
    left = sum(amount for _, amount, _ in steps)
    gains, costs = (sum(value for _, value, sign in steps if sign == which) for which in (1, -1))
    largest = max(abs(amount) for _, amount, _ in steps)
    shown = [step for step in steps if abs(step[1]) > _NEGLIGIBLE * largest]
    rest = sum(amount for _, amount, _ in steps) - sum(amount for _, amount, _ in shown)
    if len(shown) < len(steps):
        shown.append(("All others", rest, 1 if rest > 0 else -1))
    scale, currency = _Scale.of((gains, costs, left), ground.currency), ground.currency
    return WaterfallPicture(
        "From benefits to net present value, expected",
        scale.unit,
        f"Benefits of {money(gains, currency)}, less costs of {money(-costs, currency)}, leave "
        f"{money(left, currency)}.",
        (
            *(
                WaterfallStep(label, scale(amount), "gain" if sign > 0 else "cost")
                for label, amount, sign in shown
            ),
            WaterfallStep(NET, scale(left), "net"),
        ),
    )


def tornado(ground: Ground) -> TornadoPicture | None:
    """What NPV of the plan changes by, one input at a time; None where nothing moves it."""
    plan = ground.verdict.headline.plan.npv
    moved = [
        (swing, swing.metric[0] - plan, swing.metric[1] - plan)
        for swing in ground.swings
        if np.isfinite(swing.metric).all() and swing.width > 0
    ][:MOST_BARS]
    if not moved:
        return None
    scale = _Scale.of((end for _, *ends in moved for end in ends), ground.currency)
    bars = tuple(
        Bar(swing.item.spec.label, *named_ends(swing), scale(low), scale(high)) for swing, low, high in moved
    )
    first, low, high = moved[0]
    low_at, high_at = (amount(first.item, at) for at in first.at)
    return TornadoPicture(
        "What moves the plan, one input at a time",
        scale.unit,
        f"{quoted(first.item.spec.label)} moves net present value of the plan most: by "
        f"{change(low, ground.currency)} at {low_at} and {change(high, ground.currency)} at {high_at}.",
        bars,
    )


def named_ends(swing: Swing) -> tuple[str, str, str]:
    """An input and what it is at its two ends: `Price, USD/seat`, `20`, `50`; `Share saved`, `5 %`, `40 %`.

    A unit of several letters stands once, beside the name: neither the ends of a bar nor narrow columns have room.
    """
    (low, high), item, unit = swing.at, swing.item, swing.item.unit.text
    if unit in _SHORT_UNITS:
        return item.spec.label, amount(item, low), amount(item, high)
    return f"{item.spec.label}, {unit}", number(rounded(low)), number(rounded(high))


def ways(ground: Ground) -> WaysPicture | None:
    """This estimate and other ways to deploy; None where no other was compared."""
    looked, npv = ground.verdict.prospects, ground.verdict.headline.npv
    if looked is None or not looked.ways or not np.isfinite(npv.expected.value):
        return None
    others = [way for way in looked.ways if np.isfinite(way.expected.value)][:MOST_WAYS]
    expected = [npv.expected, *(way.expected for way in others)]
    scale = _Scale.of((each.value for each in expected), ground.currency)
    labels = ["As in this estimate", *(way_label(way) for way in others)]
    rows = tuple(
        WayRow(label, scale(each.value), scale(each.half_width), place == 0)
        for place, (label, each) in enumerate(zip(labels, expected, strict=True))
    )
    best = max(range(len(rows)), key=lambda place: rows[place].expected)
    word = "This estimate" if best == 0 else quoted(labels[best])
    brings, sign = ("bring most", 1) if expected[best].value >= 0 else ("lose least", -1)
    more = f"; this estimate {money(sign * npv.expected.value, ground.currency)}" if best else ""
    return WaysPicture(
        "Expected net present value by way to deploy",
        scale.unit,
        f"{word} is expected to {brings}: {money(sign * expected[best].value, ground.currency)}{more}.",
        rows,
    )
