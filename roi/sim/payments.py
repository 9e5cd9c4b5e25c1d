"""The money of one flow: amounts, and the months in which they move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from roi.arrays import Array
from roi.model import Timing
from roi.sim.cashflow import present_value, total
from roi.sim.workspace import FORGETFUL, Workspace

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Payment:
    """`amounts` in the months `rows` of 0 … horizon, nothing in the others.

    `amounts` is (months, n), (months, 1), (1, n) or (1, 1): one row where every month is the same, one
    column where every draw is.  Positive for benefits and costs, in the case's currency.
    """

    horizon: int
    rows: slice
    amounts: Array

    @property
    def months(self) -> range:
        """The months in which money moves."""
        return range(self.horizon + 1)[self.rows]

    def full(self) -> Array:
        """By month, (H + 1, n) or (H + 1, 1)."""
        paid = np.zeros((self.horizon + 1, self.amounts.shape[1]))
        paid[self.rows] = self.amounts
        return paid

    def present_value(self, factors: Array) -> Array:
        """Σ_m amount_m factor_m, (n,) or (1,); `factors` is (H + 1, n) or (H + 1, 1)."""
        weights = factors[self.rows]
        if not len(weights):
            return np.zeros(1)
        if len(self.amounts) < len(weights):
            return np.asarray(self.amounts[0] * total(weights))
        return present_value(self.amounts, weights)


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
    return {
        name: workspace.take(
            f"worth of {name}",
            (workspace.version(f"payment of {name}"), workspace.version("discount factors")),
            flow.present_value,
            factors,
        )
        for name, flow in flows.items()
    }
