"""The months of a run's draws: what each line comes to and is worth, with what was observed in its place."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from roi.arrays import Array
from roi.case import DISCOUNT_RATE
from roi.model import ModelLine
from roi.observed.realised import Realised
from roi.observed.tracked import Bands
from roi.records import dataclass
from roi.sim.block import PIECE
from roi.sim.cashflow import discount_factors, running_sum
from roi.sim.cuts import Cut, benefits_of, costs_of
from roi.sim.evaluate import DrawBlock, evaluate_block
from roi.sim.flows import Flows
from roi.sim.payments import Payment
from roi.sim.prepare import Places, Prepared, at_places
from roi.sim.run import FAN_DRAWS, Run
from roi.sim.sampling import REPLICATES

MONTHLY = FAN_DRAWS // 4 // REPLICATES  # draws of each replicate that percentiles by month are of


@dataclass(frozen=True, slots=True)
class Paths:
    """What the draws of a run come to; arrays in the unit of formulas, n of the monthly draws, N of all.

    Attributes:
        bands: by line, months 0 … H; lines with one value for all months have none.
        running: undiscounted net of the benefits and costs that count.
        totals: by benefit and cost, over all months, (n,); rest: of the months that were not observed.
        to_date: by observed line the sum (of money) or mean over the months that were observed, or its value, (n,).
        moving: by benefit and cost, the months in which money moves in half of the draws or more.
        npv: (16, N / 16); seen: the part of it in the months that were observed, alike.
        worth: by benefit and cost that counts, its expected present value, costs below 0: in all, and of the
            months that were observed.
    """

    bands: Mapping[str, Bands]
    running: Bands
    totals: Mapping[str, Array]
    rest: Mapping[str, Array]
    to_date: Mapping[str, Array]
    moving: Mapping[str, frozenset[int]]
    npv: Array
    seen: Array
    worth: Mapping[str, tuple[float, float]]


def paths_of(
    run: Run, lines: Sequence[ModelLine], cut: Cut, realised: Mapping[str, Realised], *, replaced: bool
) -> Paths:
    """The months of the draws of a run.

    Args:
        lines: of which bands are wanted.
        realised: what was observed, by line; with `replaced` it takes the place of the forecast.
    """
    collected = _Collected(run.prepared, lines, cut, realised, replaced)
    for first in range(0, run.draws_used, PIECE):
        collected.take(first, min(first + PIECE, run.draws_used))
    return collected.paths()


class _Collected:
    """What pieces of draws leave."""

    def __init__(
        self,
        prepared: Prepared,
        lines: Sequence[ModelLine],
        cut: Cut,
        realised: Mapping[str, Realised],
        replaced: bool,
    ) -> None:
        self.prepared, self.lines, self.realised, self.replaced = prepared, lines, realised, replaced
        self.benefits, self.costs = benefits_of(prepared.model, cut), costs_of(prepared.model)
        self.months: defaultdict[str, list[Array]] = defaultdict(list)
        self.running: list[Array] = []
        self.npv: list[Array] = []
        self.seen: list[Array] = []
        self.worth: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
        self.singles: defaultdict[str, list[Array]] = defaultdict(list)

    def take(self, first: int, last: int) -> None:
        """The draws [first, last)."""
        model, n = self.prepared.model, last - first
        inputs = self.prepared.inputs_between(first, last)
        block = evaluate_block(model, inputs)
        factors = discount_factors(
            np.atleast_1d(inputs[DISCOUNT_RATE]), model.horizon, model.case.header.discounting
        )
        drawn = {
            name: each.draws(self.prepared.sampling.seed, first, last) for name, each in self._put().items()
        }
        payments = {name: self._payment(name, block, drawn, n) for name in block.flows}
        benefits, costs = (self._flows(names, payments, factors, n) for names in (self.benefits, self.costs))
        self.npv.append(benefits.present_value - costs.present_value)
        self._observed(payments, (benefits, costs), factors, n)
        kept = self.prepared.among_first(MONTHLY, first, last)
        if not len(kept):
            return
        net = running_sum(benefits.by_month() - costs.by_month())
        self.running.append(at_places(net, kept))
        for line in self.lines:
            self._monthly(line, block, payments, drawn, n, kept)

    def _put(self) -> Mapping[str, Realised]:
        return self.realised if self.replaced else {}

    def _flows(self, names: Sequence[str], payments: Mapping[str, Payment], factors: Array, n: int) -> Flows:
        worth = {name: payments[name].present_value(factors) for name in names}
        return Flows(names, payments, worth, self.prepared.model.horizon, n)

    def _payment(self, name: str, block: DrawBlock, drawn: Mapping[str, Array], n: int) -> Payment:
        """What is paid, with what was observed in its place."""
        payment = block.flows[name]
        if name not in drawn or not len(drawn[name]):
            return payment
        rows = np.array(np.broadcast_to(payment.full(), (payment.horizon + 1, n)))
        rows[list(self.realised[name].months)] = drawn[name]
        return Payment(payment.horizon, slice(0, payment.horizon + 1), rows)

    def _observed(
        self, payments: Mapping[str, Payment], counted: tuple[Flows, Flows], factors: Array, n: int
    ) -> None:
        """Present values of the months that were observed, and of all."""
        seen = np.zeros(n)
        for sign, flows in zip((1.0, -1.0), counted, strict=True):
            for name, worth in flows.worth.items():
                part = np.zeros(1)
                months = list(self.realised[name].months) if name in self.realised else []
                if months:
                    part = (payments[name].full()[months] * factors[months]).sum(axis=0)
                    seen += sign * part
                both = (np.broadcast_to(each, (n,)).sum() for each in (worth, part))
                whole, observed = (sign * float(each) for each in both)
                self.worth[name].append((whole, observed))
        self.seen.append(seen)

    def _monthly(
        self,
        line: ModelLine,
        block: DrawBlock,
        payments: Mapping[str, Payment],
        drawn: Mapping[str, Array],
        n: int,
        kept: Places,
    ) -> None:
        """The months of a line, (H + 1, kept draws), or its one value."""
        horizon, name = self.prepared.model.horizon, line.id
        if line.spec.flow is not None:
            self.months[name].append(
                at_places(np.broadcast_to(payments[name].full(), (horizon + 1, n)), kept)
            )
            if not self.realised.get(name):
                return
        elif not line.node.shape.month:
            values = np.broadcast_to(np.ravel(block.values[name]), (n,))
            self.singles[name].append(at_places(values, kept))
            return
        else:
            rows = np.array(np.broadcast_to(block.values[name], (horizon + 1, n)))
            if name in drawn:
                rows[list(self.realised[name].months)] = drawn[name]
            self.months[name].append(at_places(rows, kept))

    def paths(self) -> Paths:
        """All of it; draws of the lines are given up one by one."""
        bands: dict[str, Bands] = {}
        totals, rest, to_date, moving = {}, {}, {}, {}
        flows = {line.id for line in self.lines if line.spec.flow is not None}
        for line in self.lines:
            name = line.id
            if name in self.singles:
                to_date[name] = np.concatenate(self.singles[name])
                continue
            rows = np.concatenate(self.months.pop(name), axis=1)
            seen = list(self.realised[name].months) if name in self.realised else []
            if seen:
                over = 1 if name in flows else len(seen)
                to_date[name] = rows[seen].sum(axis=0) / over
            if name in flows:
                likely = np.count_nonzero(rows, axis=1) * 2 >= rows.shape[1]
                moving[name] = frozenset(np.flatnonzero(likely).tolist())
                totals[name] = rows.sum(axis=0)
                rest[name] = np.delete(rows, seen, axis=0).sum(axis=0)
            bands[name] = bands_of(rows)
        draws = self.prepared.sampling.draws
        npv, seen_npv = (np.concatenate(each).reshape(REPLICATES, -1) for each in (self.npv, self.seen))
        worth = {
            name: (math.fsum(pair[0] for pair in pairs) / draws, math.fsum(pair[1] for pair in pairs) / draws)
            for name, pairs in self.worth.items()
        }
        running = bands_of(np.concatenate(self.running, axis=1))
        return Paths(bands, running, totals, rest, to_date, moving, npv, seen_npv, worth)


def bands_of(rows: Array) -> Bands:
    """P10, P50, P90 of each month, of rows (H + 1, n): order statistics, as of `roi.sim.estimate.quantiles`."""
    n = rows.shape[1]
    ordered = np.sort(rows, axis=1)
    p10, p50, p90 = (tuple(ordered[:, max(0, math.ceil(p * n) - 1)].tolist()) for p in (0.1, 0.5, 0.9))
    return Bands(p10, p50, p90)
