"""The rows of the mixed-integer program, beside those of the risk floor."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from roi.arrays import Array
from roi.portfolio.funding.problem import Indices, Limits, Problem, lasting
from roi.records import dataclass

ROUNDING = 1e-9  # by which a row may be missed


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """low ≤ matrix · x ≤ high, a row a condition."""

    matrix: sparse.csr_array
    low: Array
    high: Array

    def with_rows(self, matrix: Array, low: Array, high: Array) -> Rows:
        """These and some more."""
        if not len(matrix):
            return self
        whole = sparse.vstack([self.matrix, sparse.csr_array(matrix)], format="csr")
        return Rows(whole, np.concatenate([self.low, low]), np.concatenate([self.high, high]))

    def beside(self, held: Indices) -> Rows:
        """What these columns leave of the limits, where they are in."""
        if not len(held):
            return self
        taken = np.asarray(self.matrix[:, held].sum(axis=1)).ravel()
        return Rows(self.matrix, self.low - taken, self.high - taken)


def one_way_each(problem: Problem, limits: Limits) -> Rows:
    """Each deal in at most one way: in one where it must be in, in none where it is barred."""
    deals = len(problem.names)
    matrix = sparse.csr_array(
        (np.ones(problem.columns), (problem.deal, np.arange(problem.columns))), shape=(deals, problem.columns)
    )
    low, high = np.zeros(deals), np.ones(deals)
    low[sorted(limits.must)] = 1.0
    high[sorted(limits.barred)] = 0.0
    return Rows(matrix, low, high)


def structure(problem: Problem, limits: Limits) -> Rows:
    """Each deal at most once, at most one of each group, and none before what it needs."""
    rows = one_way_each(problem, limits)
    more = [np.isin(problem.deal, group).astype(float) for group in problem.groups]
    high = [1.0] * len(more)
    for deal, needed in problem.needs:
        of_deal, other = problem.deal == deal, problem.deal == needed
        for start in np.unique(problem.start[of_deal]):  # started by then: it, but not what it needs
            begun = problem.start <= start
            more.append(np.where(of_deal & begun, 1.0, np.where(other & begun, -1.0, 0.0)))
            high.append(0.0)
    return rows.with_rows(np.array(more), np.full(len(more), -np.inf), np.array(high))


@dataclass(frozen=True, slots=True)
class Resource:
    """Something scarce: what each column takes of it, and how much there is.

    Attributes:
        kind: "money" or "people"; `name`: as a person says it, such as "money of quarter 3".
        use: (columns,).
    """

    kind: str
    name: str
    use: Array
    limit: float


def resources(problem: Problem, limits: Limits) -> tuple[Resource, ...]:
    """Every limit on money and people that some choice could exceed."""
    every = (*_money(problem, limits), *_people(problem, limits))
    return tuple(each for each in every if np.isfinite(each.limit) and each.use.any())


def _money(problem: Problem, limits: Limits) -> Iterator[Resource]:
    money = problem.money
    yield Resource("money", "money in all", money.sum(axis=1), limits.total)
    everywhere = np.ones(problem.columns, dtype=bool)
    budgets = [("", limits.budget, everywhere)]
    if limits.lines:
        line = np.array(problem.line)[problem.deal]
        budgets += [(f" of {name}", row, line == name) for name, row in limits.lines.items()]
    for name, row, counted in budgets:
        limit = lasting(row, money.shape[1])
        use = np.where(counted[:, None], money, 0.0)
        if limits.carry:
            limit, use = np.cumsum(limit), np.cumsum(use, axis=1)
        until = " up to" if limits.carry else " in"
        for quarter in range(money.shape[1]):
            yield Resource(
                "money", f"money{name}{until} quarter {quarter + 1}", use[:, quarter], limit[quarter]
            )


def _people(problem: Problem, limits: Limits) -> Iterator[Resource]:
    limit = lasting(limits.people, problem.people.shape[1])
    for month in range(problem.people.shape[1]):
        yield Resource("people", f"people in month {month + 1}", problem.people[:, month], limit[month])


def all_rows(problem: Problem, limits: Limits) -> Rows:
    """All conditions but the risk floor; a resource is counted in shares of its limit."""
    scarce = resources(problem, limits)
    scales = [each.limit if each.limit > 0 else max(1.0, float(each.use.max())) for each in scarce]
    use = np.array([each.use / scale for each, scale in zip(scarce, scales, strict=True)])
    high = np.array([each.limit / scale for each, scale in zip(scarce, scales, strict=True)])
    return structure(problem, limits).with_rows(use, np.full(len(use), -np.inf), high)
