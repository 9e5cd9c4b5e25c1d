"""Total cost of ownership worked out: money over draws, by class and year, of candidates on the same draws."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from roi.analysis.comparison import NOTHING, Candidate, spread_of
from roi.analysis.ownership import BESIDE, TODAY, Ownership, Spending, TotalCosts
from roi.analysis.today import monthly_rate
from roi.arrays import Array
from roi.case import COST_CLASSES
from roi.defaults import DRAWS, SEED
from roi.errors import RoiError, of_setting
from roi.formula.nodes import summands
from roi.model import Model, ModelLine
from roi.records import dataclass
from roi.sim.cashflow import present_value, total
from roi.sim.cuts import CASH
from roi.sim.moments import heavy_inputs, heavy_tails, order_of
from roi.sim.prepare import Prepared, prepare
from roi.sim.reach import upstream
from roi.sim.run import BLOCK
from roi.sim.sampling import REPLICATES, planned
from roi.sim.summary import undefined_because
from roi.sim.table import Period, contract_years
from roi.sim.worksheet import Worksheet, worksheet

_SAME = 1e-9


@dataclass(slots=True)
class _Money:
    """Sums of a kind of money over draws: by month, of present values, and of each draw over all months."""

    months: Array
    worth: float
    draws: Array

    def add(self, paid: Array, factors: Array, place: tuple[int, slice], n: int) -> None:
        """A block of n draws: `paid` is (H + 1, n) or (H + 1, 1)."""
        shown = np.broadcast_to(paid, (len(paid), n))
        self.months += shown.sum(axis=1)
        self.worth += float(np.broadcast_to(present_value(shown, factors), (n,)).sum())
        self.draws[place] += total(shown)

    def minus(self, other: _Money) -> _Money:
        """What is left."""
        return _Money(self.months - other.months, self.worth - other.worth, self.draws - other.draws)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Of one candidate: money by line of today, by cost class, and by what benefits do."""

    prepared: Prepared
    bases: Mapping[str, _Money]
    costs: Mapping[str, _Money]
    saved: _Money
    beside: Mapping[str, _Money]
    order: float


def total_costs(
    candidates: Sequence[Candidate],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    sampler: str = "sobol",
    progress: Callable[[int, int], None] | None = None,
) -> TotalCosts:
    """What each candidate costs in all, beside doing nothing.

    Doing nothing is what the first candidate that has a line says of today's spending; what a candidate
    saves on it comes off.  So the difference of two sums is the difference of their costs less that of their
    cash savings, and expected money by year agrees with the finance table of a run.

    Raises:
        RoiError: no candidates, or one whose costs are not all stated.
    """
    if not candidates:
        raise RoiError("there is nothing to compare", of_setting("compare"), "Name an option or a preset.")
    for each in candidates:
        if each.model.unstated:
            hint = "Choose a preset that states them."
            raise RoiError(undefined_because(each.model), of_setting("preset"), hint)
    today = todays_lines([candidate.model for candidate in candidates])
    sums: dict[str, _Sums] = {}
    for done, each in enumerate(candidates, start=1):
        sums[each.name] = _summed(prepare(each.model, planned(draws, seed, sampler)), today)
        if progress is not None:
            progress(done, len(candidates))
    return _stated(candidates, today, sums)


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


def _summed(prepared: Prepared, today: Sequence[ModelLine]) -> _Sums:
    model, m = prepared.model, prepared.sampling.draws_per_replicate
    lines = {line.id: line for line in model.lines}
    held = [line.id for line in today if line.id in lines and _is_spending(model, lines[line.id])]

    def nothing() -> _Money:
        return _Money(np.zeros(model.horizon + 1), 0.0, np.zeros((REPLICATES, m)))

    bases = {name: nothing() for name in held}
    classes = dict.fromkeys(str(line.spec.cost_class) for line in model.lines if line.spec.flow == "cost")
    costs = {name: nothing() for name in classes}
    beside, saved = {name: nothing() for name in BESIDE}, nothing()
    for block in prepared.blocks(BLOCK):
        sheet = worksheet(model, prepared.inputs(*block), block.n)
        for name in held:
            bases[name].add(_base(sheet, lines[name]), sheet.factors, block.place, block.n)
        for line in model.lines:
            if not line.counted:
                continue
            kind = line.spec.kind
            into = (
                costs[str(line.spec.cost_class)] if kind is None
                else saved if saves_cash(model, line) and line.spec.of in held
                else beside[kind]
            )  # fmt: skip
            into.add(sheet.block.flows[line.id].full(), sheet.factors, block.place, block.n)
    return _Sums(prepared, bases, costs, saved, beside, _order(prepared, held))


def _base(sheet: Worksheet, line: ModelLine) -> Array:
    """What is spent on a line of today, (H + 1, n): nothing in month 0."""
    rate = monthly_rate(sheet.model, line)
    assert rate is not None
    values = np.asarray(sheet.block.values[line.id])
    by_month = values if values.ndim == 2 else np.atleast_1d(values)[None, :]
    paid = np.array(np.broadcast_to(by_month, (sheet.model.horizon + 1, by_month.shape[1]))) * rate.factor
    paid[0] = 0.0
    return paid


def _order(prepared: Prepared, held: Sequence[str]) -> float:
    """Moments of the sum below this order are finite: by its costs, its cash benefits, and today's lines."""
    tails, model = heavy_tails(prepared), prepared.model
    read = {name for line in upstream(model, held) for name in line.reads} if held else set()
    of_today = [item.distribution.law.moments for item in heavy_inputs(model) if item.id in read]
    return min(order_of(tails, "pv_costs", CASH), order_of(tails, "pv_benefits", CASH), *of_today, math.inf)


def _stated(
    candidates: Sequence[Candidate], today: tuple[ModelLine, ...], sums: Mapping[str, _Sums]
) -> TotalCosts:
    model = candidates[0].model
    sampling = next(iter(sums.values())).prepared.sampling
    holders = {line.id: next(each for each in sums.values() if line.id in each.bases) for line in today}
    bases = [holder.bases[name] for name, holder in holders.items()]
    spent = _joined(bases, model.horizon, sampling.draws_per_replicate)
    order = min((holder.order for holder in holders.values()), default=math.inf)
    plain = _Table(contract_years(model.horizon), sampling.draws, spent, stated=bool(today))
    owners = [plain.owner(Candidate(NOTHING, model), None, order)]
    owners += [plain.owner(each, sums[each.name], min(order, sums[each.name].order)) for each in candidates]
    return TotalCosts(
        columns=tuple(period.heading for period in plain.periods),
        currency=model.currency,
        horizon=model.horizon,
        today=today,
        owners=tuple(owners),
        draws=sampling.draws,
        seed=sampling.seed,
        sampler=sampling.sampler,
        remarks=(*_of_today(candidates, holders, sums), *_of_overlap(candidates, today)),
    )


def _joined(parts: Sequence[_Money], horizon: int, m: int) -> _Money:
    """The sum of several; nothing of none."""
    return _Money(
        sum((each.months for each in parts), np.zeros(horizon + 1)),
        sum((each.worth for each in parts), 0.0),
        sum((each.draws for each in parts), np.zeros((REPLICATES, m))),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """What the rows of all owners share.  `spent`: today, if nothing changes; `stated`: whether there is any."""

    periods: Sequence[Period]
    draws: int
    spent: _Money
    stated: bool

    def owner(self, candidate: Candidate, sums: _Sums | None, order: float) -> Ownership:
        """A candidate; without sums doing nothing."""
        left = self.spent if sums is None else self.spent.minus(sums.saved)
        money = {TODAY: left} if self.stated else {}
        if sums is not None:
            money |= {name: sums.costs[name] for name in COST_CLASSES if name in sums.costs}
        rows = tuple(self._spending(name, each) for name, each in money.items())
        every = sum((each.draws for each in money.values()), np.zeros_like(self.spent.draws))
        whole, before = _added(rows, len(self.periods)), self._spending(TODAY, self.spent)
        return Ownership(
            name=candidate.name,
            model=None if sums is None else candidate.model,
            rows=rows,
            sum=whole,
            spread=spread_of(every, order),
            less=_less(before, whole),
            less_spread=spread_of(self.spent.draws - every, order),
            beside={} if sums is None else {k: self._spending(k, each) for k, each in sums.beside.items()},
        )

    def _spending(self, name: str, money: _Money) -> Spending:
        months = money.months / self.draws
        by_year = tuple(float(months[period.first : period.stop].sum()) for period in self.periods)
        return Spending(name, by_year, float(months.sum()), money.worth / self.draws)


def _added(rows: Sequence[Spending], width: int) -> Spending:
    return Spending(
        "total",
        tuple(sum(row.by_year[k] for row in rows) for k in range(width)),
        sum(row.total for row in rows),
        sum(row.present_value for row in rows),
    )


def _less(plus: Spending, minus: Spending) -> Spending:
    return Spending(
        "less",
        tuple(a - b for a, b in zip(plus.by_year, minus.by_year, strict=True)),
        plus.total - minus.total,
        plus.present_value - minus.present_value,
    )


def _of_today(
    candidates: Sequence[Candidate], holders: Mapping[str, _Sums], sums: Mapping[str, _Sums]
) -> Iterator[str]:
    """Candidates that have another notion of what is spent today."""
    for name, holder in holders.items():
        first = holder.bases[name].months
        for candidate in candidates:
            mine = sums[candidate.name].bases.get(name)
            if mine is not None and not np.allclose(mine.months, first, rtol=_SAME, atol=0.0):
                label = candidate.model.line(name).spec.label
                yield (
                    f"{candidate.name} has another figure for “{label}” today; what it saves comes off that of "
                    f"{holder.prepared.model.option or 'the case as it stands'}."
                )


def _of_overlap(candidates: Sequence[Candidate], today: Sequence[ModelLine]) -> Iterator[str]:
    """Lines of today of which one is worked out from the other, or of which only one can be saved on.

    The same money may stand twice then.
    """
    names = {line.id: line.spec.label for line in today}
    for first, second in dict.fromkeys(_of_alternatives(candidates)):
        if first in names and second in names:
            where = f"“{names[first]}” is not saved on “{names[second]}”"
            yield f"What is saved on {where}: the same money may be in both."
    for line in today:
        model = next(each.model for each in candidates if line.id in {other.id for other in each.model.lines})
        for other in upstream(model, [line.id]):
            if other.id in names and other.id != line.id:
                yield (
                    f"“{line.spec.label}” is worked out from “{other.spec.label}”: the same money may be in both."
                )


def _of_alternatives(candidates: Sequence[Candidate]) -> Iterator[tuple[str, str]]:
    """Pairs of lines of today whose savings take each other's place, and that no line adds up as two."""
    for each in candidates:
        sums = [summands(line.node) for line in each.model.lines]
        for line in each.model.lines:
            other = line.spec.instead_of
            if other is not None:
                first, second = sorted((line.spec.of or "", each.model.line(other).spec.of or ""))
                if first and first != second and not any({first, second} <= names for names in sums):
                    yield first, second
