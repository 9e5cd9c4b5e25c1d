"""What may be funded: a column for each way to take up a deal, and the limits on all of them together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from roi.arrays import Array
from roi.records import dataclass

MONTHS = 3  # of a quarter
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Floor:
    """What the sum of the funded deals must keep on the common draws.

    Attributes:
        measure: "shortfall": the mean of the worst `share` of the draws, CVaR at the level 1 − share
            (Rockafellar & Uryasev 2000), is at least `least`; "loss": at most the `share` of the draws is below
            `least`.
        share: of the draws, above 0 and below 1.
        least: money.
    """

    measure: Literal["shortfall", "loss"]
    share: float
    least: float = 0.0

    def kept(self, draws: Array) -> bool:
        """Whether the worth of all deals together, by draw, keeps the floor."""
        if self.measure == "loss":
            return loss_share(draws, self.least) <= self.share
        return shortfall(draws, self.share) >= self.least


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """What all funded deals together may take; inf is no limit.

    Attributes:
        budget: money by quarter; it holds for each quarter of a problem, see `lasting`.
        total: money of all quarters together.
        lines: money by quarter of the deals of a budget line.
        people: by month.
        carry: whether money that is left in a quarter may be spent later.
        must, barred: deals that are in, or out, whatever they are worth.
        floor: on the risk of the sum.
    """

    budget: Array = field(default_factory=lambda: np.array([math.inf]))
    total: float = math.inf
    lines: Mapping[str, Array] = field(default_factory=dict)
    people: Array = field(default_factory=lambda: np.array([math.inf]))
    carry: bool = False
    must: frozenset[int] = frozenset()
    barred: frozenset[int] = frozenset()
    floor: Floor | None = None

    @property
    def limits_money(self) -> bool:
        """Whether there is any budget."""
        rows = (self.budget, *self.lines.values())
        return math.isfinite(self.total) or any(np.isfinite(row).any() for row in rows)

    @property
    def limits_people(self) -> bool:
        """Whether people are scarce."""
        return bool(np.isfinite(self.people).any())

    def scaled(self, factor: float) -> Limits:
        """The same with every budget so many times as large."""
        lines = {name: _scaled(row, factor) for name, row in self.lines.items()}
        total = self.total if math.isinf(self.total) else self.total * factor
        return replace(self, budget=_scaled(self.budget, factor), total=total, lines=lines)

    def without_money(self) -> Limits:
        """The same without any budget."""
        return replace(self, budget=np.array([math.inf]), total=math.inf, lines={})

    def without_people(self) -> Limits:
        """The same with people enough."""
        return replace(self, people=np.array([math.inf]))

    def forcing(self, deals: Iterable[int]) -> Limits:
        """The same with these deals in as well."""
        return replace(self, must=self.must | set(deals))


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Deals, and the ways to take them up: an option from a quarter on.  Money is in one currency.

    Attributes:
        names: of the deals.
        deal: (columns,) which deal a column takes up; columns of a deal stand together.
        outcome: (columns,) which row of `npv` it has.
        start: (columns,) quarters after the first.
        factor: (columns,) what a later start leaves of the net present value.
        worth: (columns,) expected net present value, chance of closing and delay counted.
        money: (columns, quarters) expected outlay.
        people: (columns, months).
        npv: (outcomes, draws) net present value on the common draws, 0 where the deal does not close.
        needs: pairs of a deal and one that must have started before it or with it.
        groups: deals of which at most one may be in.
        line: (deals,) the budget line of each; "" for none.
    """

    names: tuple[str, ...]
    deal: Indices
    outcome: Indices
    start: Indices
    factor: Array
    worth: Array
    money: Array
    people: Array
    npv: Array
    needs: tuple[tuple[int, int], ...] = ()
    groups: tuple[tuple[int, ...], ...] = ()
    line: tuple[str, ...] = ()

    @property
    def columns(self) -> int:
        """How many ways to take up a deal there are."""
        return len(self.deal)

    def draws(self, columns: Indices) -> Array:
        """The sum of these columns on every draw, (draws,)."""
        return np.asarray(self.factor[columns] @ self.npv[self.outcome[columns]])

    def columns_of(self, deal: int) -> Indices:
        """The columns of a deal."""
        return np.flatnonzero(self.deal == deal)


def _scaled(limit: Array, factor: float) -> Array:
    """No limit stays none, whatever the factor."""
    return np.where(np.isinf(limit), np.inf, np.where(np.isinf(limit), 0.0, limit) * factor)


def lasting(limit: Array, length: int) -> Array:
    """A limit by quarter or month for so many of them: the last one goes on, so that no late start evades it."""
    if len(limit) >= length:
        return np.asarray(limit[:length])
    return np.concatenate([limit, np.full(length - len(limit), limit[-1])])


def shifted(row: Array, places: int, length: int) -> Array:
    """A row that begins so many places later, (length,)."""
    result = np.zeros(length)
    result[places : places + len(row)] = row
    return result


def by_quarter(row: Array) -> Array:
    """Sums of a row by month over its quarters."""
    quarters = -(-len(row) // MONTHS)
    return np.asarray(shifted(row, 0, quarters * MONTHS).reshape(quarters, MONTHS).sum(axis=1))


def in_months(row: Array) -> Array:
    """Money by month, what is due at the start in the first month."""
    months = np.array(row[1:], dtype=float)
    months[0] += row[0]
    return months


def shortfall(draws: Array, share: float) -> float:
    """Mean of the lowest `share` of the draws; a last draw that counts in part does so with its fraction."""
    weights, lowest = tail(draws, share)
    return float(weights @ draws[lowest])


def tail(draws: Array, share: float) -> tuple[Array, Indices]:
    """Weights that sum to 1 and places of the lowest `share` of the draws (Acerbi & Tasche 2002, equation
    4.12)."""
    size = share * len(draws)
    count = min(len(draws), max(1, math.ceil(size - 1e-9)))
    lowest = np.argpartition(draws, count - 1)[:count]
    lowest = lowest[np.argsort(draws[lowest], kind="stable")]
    weights = np.full(count, 1 / max(size, 1.0))
    weights[-1] = max(0.0, 1 - weights[:-1].sum())
    return weights, lowest


def loss_share(draws: Array, least: float) -> float:
    """Share of the draws below `least`."""
    return float(np.mean(draws < least))
