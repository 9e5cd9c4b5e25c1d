"""Total cost of ownership worked out: by class and year, of candidates on the same draws."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from roi.analysis.comparison import NOTHING, Candidate, spread_of
from roi.analysis.cost_tally import CostTally, DrawnMoney, Sums
from roi.analysis.ownership import TODAY, Ownership, Spending, TotalCosts
from roi.analysis.side_by_side import evaluated
from roi.case import COST_CLASSES
from roi.defaults import DRAWS, SEED
from roi.formula.nodes import summands
from roi.model import ModelLine
from roi.progress import Progress
from roi.records import dataclass
from roi.sim.prepare import prepare
from roi.sim.reach import upstream
from roi.sim.sampling import REPLICATES, planned
from roi.sim.table import Period, contract_years

_SAME = 1e-9


def total_costs(
    candidates: Sequence[Candidate],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    sampler: str = "sobol",
    progress: Progress | None = None,
) -> TotalCosts:
    """What each candidate costs in all, beside doing nothing.

    Doing nothing is what the candidates say of today's spending on a line, the most where they differ, so that
    nobody saves more than is spent; what a candidate saves on it comes off.  So the difference of two sums is the
    difference of their costs less that of their cash savings, and expected money by year agrees with the finance
    table of a run.

    Args:
        candidates: models of one case, in one currency and over one horizon.
        progress: told (draws done, draws in all).

    Raises:
        RoiError: no candidates, or one whose costs are not all stated.
    """
    tally = CostTally(candidates)
    prepared = [prepare(each.model, planned(draws, seed, sampler)) for each in candidates]
    for place, stretch, each in evaluated(prepared, progress, tally.begin(prepared)):
        tally.add(place, stretch, each)
    return stated(tally)


def stated(tally: CostTally) -> TotalCosts:
    """The total costs of candidates all of whose draws are added up."""
    candidates, today, model = tally.candidates, tally.today, tally.candidates[0].model
    sums = {each.name: its for each, its in zip(candidates, tally.sums, strict=True)}
    sampling = next(iter(sums.values())).prepared.sampling
    holders = {line.id: _holder(line.id, sums.values()) for line in today}
    bases = [holder.bases[name] for name, holder in holders.items()]
    spent = _joined(bases, model.horizon, sampling.draws)
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


def _holder(name: str, sums: Iterable[Sums]) -> Sums:
    """Who says most of what is spent on a line today; the first of those that say the same."""
    holder, *others = (each for each in sums if name in each.bases)
    for each in others:
        if each.bases[name].worth > holder.bases[name].worth * (1 + _SAME):
            holder = each
    return holder


def _joined(parts: Sequence[DrawnMoney], horizon: int, draws: int) -> DrawnMoney:
    """The sum of several; nothing of none."""
    return DrawnMoney(
        sum((each.months for each in parts), np.zeros(horizon + 1)),
        sum((each.worth for each in parts), 0.0),
        sum((each.draws for each in parts), np.zeros(draws)),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """What the rows of all owners share.  `spent`: today, if nothing changes; `stated`: whether there is any."""

    periods: Sequence[Period]
    draws: int
    spent: DrawnMoney
    stated: bool

    def owner(self, candidate: Candidate, sums: Sums | None, order: float) -> Ownership:
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
            spread=spread_of(every.reshape(REPLICATES, -1), order),
            less=_less(before, whole),
            less_spread=spread_of((self.spent.draws - every).reshape(REPLICATES, -1), order),
            beside={} if sums is None else {k: self._spending(k, each) for k, each in sums.beside.items()},
        )

    def _spending(self, name: str, money: DrawnMoney) -> Spending:
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
    candidates: Sequence[Candidate], holders: Mapping[str, Sums], sums: Mapping[str, Sums]
) -> Iterator[str]:
    """Candidates that have another notion of what is spent today."""
    for name, holder in holders.items():
        first = holder.bases[name].months
        others = [
            candidate.name
            for candidate in candidates
            if (mine := sums[candidate.name].bases.get(name)) is not None
            and not np.allclose(mine.months, first, rtol=_SAME, atol=0.0)
        ]
        if others:
            verb, saves = ("has", "it saves") if len(others) == 1 else ("have", "they save")
            label = holder.prepared.model.line(name).spec.label
            yield (
                f"{', '.join(others)} {verb} another figure for “{label}” today; what {saves} comes off that of "
                f"{holder.prepared.model.option or 'the case as it stands'}, where most is spent."
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
