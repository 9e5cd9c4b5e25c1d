"""The money of one flow: amounts, and the months in which they move."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import field

import numpy as np

from roi.arrays import Array
from roi.errors import LARGEST
from roi.formula.scaled import Curve, Scaled, Value, furthest
from roi.model import Timing
from roi.records import dataclass
from roi.sim.cashflow import present_value, total
from roi.sim.workspace import FORGETFUL, Workspace

MONTHS_A_YEAR = 12
_ONE = np.asarray(1.0)
_EVERY_MONTH = "1"  # what the curve says that is 1 in every month


@dataclass(frozen=True, slots=True)
class Payment:
    """`scale` × `curve` in the months `rows` of 0 … horizon, nothing in the others.

    Positive for benefits and costs, in the case's currency.

    Attributes:
        rows: of the months in which money moves.
        of: a curve over all months, or the amounts of these: (months, n), (months, 1), (1, n) or (1, 1), one row if
            every month is the same, one column if every draw is.
        scale: () or (n,).
        says: what the curve says; of one block of draws, curves that say the same in the same rows are equal.  ""
            where nothing else has it.
    """

    horizon: int
    rows: slice
    of: Curve | Array
    scale: Array = field(default_factory=lambda: _ONE)
    says: Hashable = ""

    @property
    def curve(self) -> Array:
        """Of the months in which money moves."""
        return self.of.values[self.rows] if isinstance(self.of, Curve) else self.of

    @property
    def months(self) -> range:
        """The months in which money moves."""
        return range(self.horizon + 1)[self.rows]

    @property
    def key(self) -> tuple[object, ...]:
        """Equal where the curves and the months are."""
        return (self.says or id(self), *self._rows)

    @property
    def _rows(self) -> tuple[object, ...]:
        """As a key: a slice is none."""
        return self.rows.start, self.rows.stop, self.rows.step

    @property
    def amounts(self) -> Array:
        """The money of each row of the curve."""
        return self.curve if self.scale is _ONE else np.asarray(self.scale * self.curve)

    @property
    def most(self) -> float:
        """At least the largest distance of an amount from 0; nan where one is undefined."""
        scale = float(np.abs(self.scale).max())
        if isinstance(self.of, Curve) and (most := scale * self.of.most) < LARGEST:
            return most
        return scale * furthest(self.curve) if self.curve.size else 0.0

    def full(self) -> Array:
        """By month, (H + 1, n) or (H + 1, 1)."""
        amounts = self.amounts
        paid = np.zeros((self.horizon + 1, amounts.shape[1]))
        paid[self.rows] = amounts
        return paid

    def by_draw(self) -> Array:
        """Over all months, (n,) or (1,), not discounted."""

        def over_months() -> Array:
            return (
                total(self.curve) if len(self.curve) == len(self.months) else self.curve[0] * len(self.months)
            )

        if isinstance(self.of, Curve):
            return np.asarray(self.scale * self.of.kept(("sum", *self._rows), None, over_months))
        return np.asarray(self.scale * over_months())

    def by_month(self, n: int) -> Array:
        """The sum over n draws of each month, (H + 1,)."""
        paid = np.zeros(self.horizon + 1)
        curve = np.broadcast_to(self.curve, (len(self.curve), n))
        paid[self.rows] = np.einsum("mn,n->m", curve, np.broadcast_to(self.scale, (n,)))
        return paid

    def worth_of_curve(self, factors: Array) -> Array:
        """Σ_m curve_m factor_m, (n,) or (1,); `factors` is (H + 1, n) or (H + 1, 1)."""
        weights = factors[self.rows]
        if not len(weights):
            return np.zeros(1)
        if isinstance(self.of, Curve):
            return self.of.kept(self._rows, factors, lambda: present_value(self.curve, weights))
        if len(self.curve) < len(weights):
            return np.asarray(self.curve[0] * total(weights))
        return present_value(self.curve, weights)

    def present_value(self, factors: Array) -> Array:
        """Σ_m amount_m factor_m, (n,) or (1,); `factors` is (H + 1, n) or (H + 1, 1)."""
        return np.asarray(self.scale * self.worth_of_curve(factors))


def payment_of(line: str, value: Value, rows: slice, horizon: int) -> Payment:
    """The payment of a line's value in some months."""
    if not range(horizon + 1)[rows]:  # whatever it is worth: it is not seen
        return Payment(horizon, rows, np.zeros((1, 1)))
    if isinstance(value, Scaled):
        return Payment(horizon, rows, value.curve, value.scale, value.curve.says)
    if np.ndim(value) == 2:
        return Payment(horizon, rows, value[rows], says=line)
    return Payment(horizon, rows, _ONE[None, None], np.asarray(value), _EVERY_MONTH)


def pays(payment: Payment, line: str, value: Value) -> bool:
    """Whether the payment of a line is its value in each month of the payment, the very arrays."""
    if isinstance(value, Scaled):
        return payment.scale is value.scale and payment.of is value.curve
    return payment.scale is _ONE and payment.says == line


def rows_of(timing: Timing, horizon: int) -> slice:
    """The months of a flow up to the horizon: all from 1, 1, 13, 25 …, or the one of an amount."""
    if timing.kind == "monthly":
        return slice(1, horizon + 1)
    if timing.kind == "yearly-in-advance":
        return slice(1, horizon + 1, MONTHS_A_YEAR)
    return slice(timing.month, min(timing.month, horizon) + 1)


def present_values(
    flows: Mapping[str, Payment], factors: Array, workspace: Workspace = FORGETFUL
) -> dict[str, Array]:
    """What each flow is worth today, (n,) or (1,), by name; `workspace` gives back what would come out the same."""
    curves: dict[tuple[object, ...], Array] = {}

    def worth(flow: Payment) -> Array:
        key = flow.key
        if key not in curves:
            curves[key] = flow.worth_of_curve(factors)
        return np.asarray(flow.scale * curves[key])

    if workspace is FORGETFUL:
        return {name: worth(flow) for name, flow in flows.items()}
    return {
        name: workspace.take(
            f"worth of {name}",
            (workspace.version(f"payment of {name}"), workspace.version("discount factors")),
            worth,
            flow,
        )
        for name, flow in flows.items()
    }


def by_month(payments: Iterable[Payment], horizon: int, n: int) -> Array:
    """Payments together by month, (H + 1, n): the scales of one curve added first, then the curves as they come."""
    scales: dict[tuple[object, ...], tuple[Payment, Array]] = {}
    for payment in payments:
        _, before = scales.get(payment.key, (payment, None))
        scales[payment.key] = payment, payment.scale if before is None else before + payment.scale
    result, room = np.empty((horizon + 1, n)), None
    for place, (payment, scale) in enumerate(scales.values()):
        rows, curve = payment.rows, payment.curve
        if place == 0 and rows.step in (None, 1):  # memory that was not used before is dear
            result[: rows.start], result[rows.stop :] = 0.0, 0.0
            np.multiply(scale, curve, out=result[rows])
            continue
        if place == 0:
            result[:] = 0.0
        if curve.size == 1 or scale is _ONE:
            result[rows] += scale * curve
            continue
        if room is None:
            room = np.empty((horizon + 1, n))
        result[rows] += np.multiply(scale, curve, out=room[: len(payment.months)])
    if not scales:
        result[:] = 0.0
    return result
