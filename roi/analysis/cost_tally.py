"""Total cost of ownership added up while candidates are evaluated: money over draws, by class and month."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from roi.analysis.comparison import Candidate
from roi.analysis.ownership import BESIDE
from roi.analysis.today import monthly_rate
from roi.arrays import Array
from roi.errors import RoiError, of_setting
from roi.formula.scaled import Value
from roi.model import Model, ModelLine
from roi.records import dataclass
from roi.sim.cuts import CASH
from roi.sim.moments import heavy_inputs, heavy_tails, order_of
from roi.sim.payments import Payment, payment_of
from roi.sim.prepare import Prepared
from roi.sim.reach import upstream
from roi.sim.summary import undefined_because
from roi.sim.turns import WorkedOut


@dataclass(frozen=True, slots=True)
class _PaidFlow:
    """Some draws of one flow: the sum over them by month (H + 1,) and of present values; each over all months."""

    months: Array
    worth: float
    draws: Array


@dataclass(slots=True)
class DrawnMoney:
    """Sums of a kind of money over draws: by month, of present values, and of each draw over all months."""

    months: Array
    worth: float
    draws: Array

    def add(self, paid: _PaidFlow, draws: slice) -> None:
        """A flow in some draws."""
        self.months += paid.months
        self.worth += paid.worth
        self.draws[draws] += paid.draws

    def minus(self, other: DrawnMoney) -> DrawnMoney:
        """What is left."""
        return DrawnMoney(self.months - other.months, self.worth - other.worth, self.draws - other.draws)


@dataclass(frozen=True, slots=True)
class Sums:
    """Of one candidate: money by line of today, by cost class, and by what benefits do.

    `into`: to which of them each counted flow belongs.
    """

    prepared: Prepared
    bases: Mapping[str, DrawnMoney]
    costs: Mapping[str, DrawnMoney]
    saved: DrawnMoney
    beside: Mapping[str, DrawnMoney]
    into: Mapping[str, DrawnMoney]
    order: float


class CostTally:
    """Total costs of candidates, added up while they are evaluated; see `total_costs`.

    Raises:
        RoiError: no candidates, or one whose costs are not all stated.
    """

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        if not candidates:
            raise RoiError(
                "there is nothing to compare", of_setting("compare"), "Name an option or a preset."
            )
        for each in candidates:
            if each.model.unstated:
                hint = "Choose a preset that states them."
                raise RoiError(undefined_because(each.model), of_setting("preset"), hint)
        self.candidates = candidates
        self.today = todays_lines([candidate.model for candidate in candidates])
        self.sums: list[Sums] = []
        self._paid: dict[tuple[int, ...], _PaidFlow] = {}

    def begin(self, prepared: Sequence[Prepared]) -> Sequence[Collection[str]]:
        """The lines of today of each."""
        self.sums = [_no_sums(each, self.today) for each in prepared]
        return [each.bases.keys() for each in self.sums]

    def add(self, place: int, draws: slice, worked_out: WorkedOut) -> None:
        """Some draws of a candidate; a flow that one before has as well is added up once."""
        if place == 0:
            self._paid.clear()
        turn, n, sums = worked_out.turn, worked_out.n, self.sums[place]
        for name in turn.new:
            self._paid[turn.worth[name],] = _paid(worked_out.flows[name], worked_out.worth[name], n)
        for name, number in turn.read.items():
            if (number, turn.rate) not in self._paid:
                base = _base(turn.model, turn.model.line(name), worked_out.values[name])
                self._paid[number, turn.rate] = _paid(base, base.present_value(worked_out.factors), n)
            sums.bases[name].add(self._paid[number, turn.rate], draws)
        for name, money in sums.into.items():
            money.add(self._paid[turn.worth[name],], draws)


def saves_cash(model: Model, line: ModelLine) -> bool:
    """Whether a line is cash that is not spent any more on something that is paid today."""
    of = line.spec.of
    if not line.counted or line.spec.kind != "cash" or of is None:
        return False
    return _is_spending(model, model.line(of))


def _is_spending(model: Model, line: ModelLine) -> bool:
    """Whether a line is money that is paid by the month without the deployment."""
    return line.spec.flow is None and monthly_rate(model, line) is not None


def todays_lines(models: Sequence[Model]) -> tuple[ModelLine, ...]:
    """The lines of today's spending on which some model saves cash, each once, in order of document."""
    paid_for: dict[str, ModelLine] = {}
    for model in models:
        for line in model.lines:
            if saves_cash(model, line):
                paid_for.setdefault(str(line.spec.of), model.line(str(line.spec.of)))
    return tuple(paid_for.values())


def _no_sums(prepared: Prepared, today: Sequence[ModelLine]) -> Sums:
    model, draws = prepared.model, prepared.sampling.draws
    lines = {line.id: line for line in model.lines}
    held = [line.id for line in today if line.id in lines and _is_spending(model, lines[line.id])]

    def nothing() -> DrawnMoney:
        return DrawnMoney(np.zeros(model.horizon + 1), 0.0, np.zeros(draws))

    classes = dict.fromkeys(str(line.spec.cost_class) for line in model.lines if line.spec.flow == "cost")
    costs = {name: nothing() for name in classes}
    beside, saved = {name: nothing() for name in BESIDE}, nothing()
    into = {
        line.id: costs[str(line.spec.cost_class)] if line.spec.kind is None
        else saved if saves_cash(model, line) and line.spec.of in held
        else beside[line.spec.kind]
        for line in model.lines
        if line.counted
    }  # fmt: skip
    bases = {name: nothing() for name in held}
    return Sums(prepared, bases, costs, saved, beside, into, _order(prepared, held))


def _paid(payment: Payment, worth: Array, n: int) -> _PaidFlow:
    """Of n draws; `worth`: the present value of each."""
    return _PaidFlow(payment.by_month(n), float(np.broadcast_to(worth, (n,)).sum()), payment.by_draw())


def _base(model: Model, line: ModelLine, value: Value) -> Payment:
    """What is spent on a line of today: nothing in month 0."""
    rate = monthly_rate(model, line)
    assert rate is not None
    payment = payment_of(line.id, value, slice(1, model.horizon + 1), model.horizon)
    return replace(payment, scale=np.multiply(payment.scale, rate.factor))


def _order(prepared: Prepared, held: Sequence[str]) -> float:
    """Moments of the sum below this order are finite: by its costs, its cash benefits, and today's lines."""
    tails, model = heavy_tails(prepared), prepared.model
    read = {name for line in upstream(model, held) for name in line.reads} if held else set()
    of_today = [item.distribution.law.moments for item in heavy_inputs(model) if item.id in read]
    return min(order_of(tails, "pv_costs", CASH), order_of(tails, "pv_benefits", CASH), *of_today, math.inf)
