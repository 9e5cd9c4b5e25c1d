"""The gate of a pilot as a decision: what must be measured so that going on pays on average.

An input with `threshold_of = "measured"` is the value that the line `measured` must reach.  Unless somebody answers
it, it is worked out: on common draws the gain of going on over stopping is regressed on what is measured, and the
gate stands where E[gain | measured] crosses 0, from where on going on earns most.  The gate knows the measurement
alone, with its error, and not the truth behind it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from roi.arrays import Array
from roi.case import EVIDENCE, Case
from roi.distributions import parse
from roi.model import Layer, Model, ModelInput
from roi.model import resolve as resolved
from roi.model.layer import has_quotients
from roi.records import dataclass
from roi.sim.cuts import HEADLINE
from roi.sim.evaluate import evaluate_block
from roi.sim.prepare import Prepared, prepare
from roi.sim.reach import downstream, upstream
from roi.sim.sampling import REPLICATES, planned
from roi.sim.worksheet import worksheet

if TYPE_CHECKING:
    from roi.sim.estimate import Statistic

DRAWS, SEED = 8_192, 1  # of the decision, whatever the run has: the gate is a number that stands before it
DIGITS = 3  # significant, of a gate that is worked out
_DEGREE = 5  # of the polynomial in the normal score of what is measured
_REACH = 0.005  # share of the measurements at either end, beyond which no gate is looked for


@dataclass(frozen=True, slots=True)
class Decision:
    """A gate on common draws.

    Attributes:
        value: what must be measured, in the input's declared unit; `error`: its standard error, from fits that
            leave a replicate out.
        always, never: whether every measurement says to go on, or none does.
        gain: of going on over stopping, (16, m); `measured`: as the line has it.
    """

    item: ModelInput
    value: float
    error: float
    always: bool
    never: bool
    gain: Array
    measured: Array

    def passed(self, value: float) -> Statistic:
        """Share of the draws in which a gate at this value lets the rest through."""
        from roi.sim.estimate import probability

        return probability((self.measured >= value * self.item.unit.scale) & (self.gain != 0))

    def better(self, value: float) -> Statistic:
        """Mean net present value with this gate above that with one at another value."""
        from roi.sim.estimate import mean

        best, other = (self.measured >= at * self.item.unit.scale for at in (self.value, value))
        return mean(np.where(best, self.gain, 0.0) - np.where(other, self.gain, 0.0))


def resolve(
    case: Case,
    *,
    option: str | None = None,
    preset: str = EVIDENCE,
    layers: Sequence[Layer] = (),
    horizon: int | None = None,
    currency: str | None = None,
    start: str | None = None,
    region: str | None = None,
) -> Model:
    """The case as it is to be evaluated.

    Answers that are divided by another input are worked out by its value here, and a gate that nobody answered is
    where going on breaks even.

    Args:
        case: the document.
        option: a way to deploy; None is the case as it stands.
        preset: named overrides; "evidence" has none.
        layers: further overrides, the later over the earlier (an estimate's, the command line's).
        horizon: months, instead of the case's.
        currency: of the results, by a rate of the case; None is that of the region.
        start: the calendar month of month 1, as `2027-01`, instead of the case's.
        region: where it is deployed; None is the region that the case is written for.

    Raises:
        RoiError: anything wrong in the document or the overrides, with its place.
    """

    def laid(over: Sequence[Layer]) -> Model:
        return resolved(
            case,
            option=option,
            preset=preset,
            layers=over,
            horizon=horizon,
            currency=currency,
            start=start,
            region=region,
        )

    if not has_quotients(layers):
        return decided(laid(layers))
    from roi.answers import worked_out  # few models have such an answer

    return decided(worked_out(layers, laid))


def relaid(
    model: Model,
    layers: Sequence[Layer],
    *,
    option: str | None,
    case: Case | None = None,
    preset: str | None = None,
) -> Model:
    """The model with other layers of overrides; its horizon, its currency and its region stay.

    Args:
        model: what else is taken from.
        layers: all that lie over the case, the later over the earlier.
        option: a way to deploy; None is the case as it stands.
        case: another document; None is that of the model.
        preset: another one; None is that of the model.

    Raises:
        RoiError: as of `resolve`.
    """
    return resolve(
        case or model.case,
        option=option,
        preset=preset or model.preset,
        layers=layers,
        horizon=model.horizon,
        currency=model.currency,
        region=model.region,
    )


def gate_input(model: Model) -> ModelInput | None:
    """The input that is the gate of a line."""
    lines = {line.id for line in model.lines}
    return next((item for item in model.inputs if item.spec.threshold_of in lines), None)


def decided(model: Model) -> Model:
    """The model with its gate at break-even, unless it has none, or a preset or an answer gives its value."""
    item = gate_input(model)
    if item is None or item.layer not in ("case", "region", "option") or model.unstated:
        return model
    threshold = decision(model)
    if threshold is None:
        return model
    value = float(f"{threshold.value:.{DIGITS}g}")
    text = f"{value!r}%" if item.unit.percent else f"{value!r}"
    spec = replace(
        item.spec, value=text, likely=None, grade="implied", source=(),
        note="Worked out: from this measurement on, going on pays on average.",
    )  # fmt: skip
    gate = replace(
        item, spec=spec, typed=item.unit, to_formula=item.unit.scale if not item.unit.percent else 0.01,
        distribution=parse(text, percent=item.unit.percent),
    )  # fmt: skip
    return replace(model, inputs=tuple(gate if each.id == item.id else each for each in model.inputs))


def decision(model: Model) -> Decision | None:
    """The break-even of a model's gate; None where it has no gate, no finite mean, or going on changes nothing."""
    item = gate_input(model)
    if item is None or model.unstated:
        return None
    return _decision(_Same(model, item))


class _Same:
    """A model but for the value of its gate, as a key of a cache."""

    def __init__(self, model: Model, item: ModelInput) -> None:
        self.model, self.item = model, item
        others = tuple(
            (each.id, each.distribution, each.to_formula) for each in model.inputs if each.id != item.id
        )
        self.key = (
            id(model.case), model.option, model.preset, model.horizon, model.currency, model.region, others
        )  # fmt: skip

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.key == self.key


@lru_cache(maxsize=16)
def _decision(same: _Same) -> Decision | None:
    model, item = same.model, same.item
    prepared = prepare(model, planned(DRAWS, SEED))
    from roi.sim.moments import has_mean  # few cases have a gate

    if not has_mean(prepared, "npv", HEADLINE):
        return None  # no average to pay on
    measured, gain = _measured_and_gain(prepared, item)
    if not np.isfinite(gain).all() or not gain.any() or np.ptp(measured) == 0:
        return None
    columns = _columns(measured)
    gram = np.einsum("rmi,rmj->rij", columns, columns)
    moment = np.einsum("rmi,rm->ri", columns, gain)
    order = measured.ravel().argsort(kind="stable")
    whole = _threshold(measured, order, columns, np.linalg.solve(gram.sum(axis=0), moment.sum(axis=0)))
    each = [
        _threshold(measured, order, columns, np.linalg.solve(gram.sum(axis=0) - g, moment.sum(axis=0) - b))
        for g, b in zip(gram, moment, strict=True)
    ]
    error = math.sqrt((REPLICATES - 1) * float(np.var(each)))  # jackknife
    low, high = np.quantile(measured, [_REACH, 1 - _REACH])
    return Decision(
        item, item.shown(whole), item.shown(error), bool(whole <= low), bool(whole >= high), gain, measured
    )


def _measured_and_gain(prepared: Prepared, item: ModelInput) -> tuple[Array, Array]:
    """What is measured, and net present value with every gate passed less that with none, (16, m) each."""
    model, reached = prepared.model, downstream(prepared.model, [item.id])

    reads = replace(model, lines=upstream(model, [str(item.spec.threshold_of)]))

    def of(inputs: dict[str, Array], n: int) -> dict[str, Array]:
        seen = np.atleast_2d(evaluate_block(reads, inputs).values[item.spec.threshold_of])[-1]
        low, high = float(seen.min()), float(seen.max())
        on = worksheet(model, {**inputs, item.id: np.asarray(low - 1 - abs(low))}, n)
        stopped = on.revised({item.id: np.asarray(high + 1 + abs(high))}, reached)
        return {"measured": seen, "gain": on.metric("npv", HEADLINE) - stopped.metric("npv", HEADLINE)}

    values = prepared.by_replicate(of)
    return values["measured"], values["gain"]


def _columns(measured: Array) -> Array:
    """Powers of the normal score of what is measured, (16, m, columns)."""
    ranks = measured.ravel().argsort(kind="stable").argsort(kind="stable").reshape(measured.shape)
    z = ndtri((ranks + 0.5) / measured.size)
    return np.stack([z**power for power in range(_DEGREE + 1)], axis=-1)


def _threshold(measured: Array, order: NDArray[np.intp], columns: Array, weights: Array) -> float:
    """From which measurement on going on earns most, where the fitted gain crosses 0; `order`: of the measured."""
    x, fitted = measured.ravel()[order], (columns @ weights).ravel()[order]
    edge = int(_REACH * x.size)
    x, fitted = x[edge:-edge], fitted[edge:-edge]
    above = np.cumsum(fitted[::-1])[::-1]  # of all that is measured from here on
    best = int(above.argmax())
    if above[best] <= 0:
        return float(x[-1])
    if best == 0:
        return float(x[0])
    low, high = fitted[best - 1], fitted[best]
    share = -low / (high - low) if high > low else 1.0
    return float(x[best - 1] + share * (x[best] - x[best - 1]))
