"""Tasks of a simulation worked off by the compiled loop; arrays take over where a draw is out of the ordinary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from roi.arrays import Array
from roi.case import DISCOUNT_RATE
from roi.formula.arrays import evaluate, month_axis
from roi.model import Model
from roi.sim.block import (
    FAN_CUTS,
    STRETCH,
    SUM_OVER,
    Task,
    TaskResult,
    chance_lines,
    joined,
    kept_of_fan,
    pieces,
    run_task,
)
from roi.sim.cashflow import discount_factors
from roi.sim.compiled import accounts
from roi.sim.compiled.draws import DrawFiller
from roi.sim.compiled.loop import simulate_tiles
from roi.sim.compiled.records import Ledger, Output, Program, Watched
from roi.sim.compiled.tape import WIDTH, Operations, Tape, words_without_rule
from roi.sim.cuts import HEADLINE, Cut, benefits_of, distinct_cuts
from roi.sim.metrics import PV_COSTS
from roi.sim.payments import MONTHS_A_YEAR, rows_of
from roi.sim.prepare import Prepared
from roi.sim.scope import Scope

Sum = tuple[str, str]  # what is summed, and the line
_VALUES: Sum = ("values of lines that vary", "")
_WORTH: Sum = ("present values of flows", "")
_DRAWS: Sum = ("draws", "")
_KINDS = {
    "monthly": accounts.MONTHLY,
    "yearly-in-advance": accounts.YEARLY,
    "amount": accounts.AMOUNT,
}
_KERNELS = {
    "pv_costs": accounts.SPENT,
    "pv_benefits": accounts.PV,
    "payback_months": accounts.PAYBACK,
    "discounted_payback_months": accounts.DISCOUNTED,
    "irr": accounts.IRR,
    "delay_cost": accounts.LATE,
    "peak_funding": accounts.DEEPEST,
    "first_year_net": accounts.FIRST_YEAR,
}


def compiled_tasks(
    prepared: Prepared,
    plan_values: Mapping[str, float],
    scope: Scope,
    into: Mapping[tuple[str, Cut], Array] | None,
) -> CompiledTasks | None:
    """What works off tasks by a compiled loop, which is compiled at its first task.

    None for a case with a word that has no compiled form.
    """
    if words_without_rule(line.node for line in prepared.model.lines):
        return None
    return CompiledTasks(prepared, plan_values, scope, into)


class CompiledTasks:
    """The tasks of one simulation: call it with a task, from any thread.

    Args:
        into: the figures' numbers of all draws, which tasks then write themselves instead of handing them back.
    """

    engine: ClassVar[Literal["compiled"]] = "compiled"
    step: ClassVar[int] = STRETCH

    def __init__(
        self,
        prepared: Prepared,
        plan_values: Mapping[str, float],
        scope: Scope,
        into: Mapping[tuple[str, Cut], Array] | None = None,
    ) -> None:
        model = prepared.model
        self.prepared, self.plan_values, self.scope, self.into = prepared, plan_values, scope, into
        self.tape = Tape({item.id: False for item in model.drawn if not item.constant})
        for line in model.lines:
            if line.node.shape.draw:
                self.tape.add(line.id, line.node)
        self.flows = [line for line in model.lines if line.spec.flow is not None]
        self.flow_rows = [self.tape.row_of(line.id, line.node) for line in self.flows]
        same = distinct_cuts(model)
        kept = [(kept.name, cut) for kept, cut in scope.figures(model)]
        self.figures = [key for key in kept if key[0] in _KERNELS]
        self.others = [key for key in kept if key[0] not in _KERNELS]
        wanted = [cut for name, cut in self.figures if name != PV_COSTS.name]
        wanted += [same[cut] for cut in FAN_CUTS if scope.detail]
        self.cuts = tuple(dict.fromkeys(wanted)) or (HEADLINE,)
        self.drawn = [line.id for line in model.lines if line.id in self.tape.names] if scope.detail else []
        chance = chance_lines(model) if scope.detail else ()
        self.chance = [name for name in chance if name in self.tape.names]
        self.rate_varies = not model.input(DISCOUNT_RATE).constant
        self.filler = DrawFiller(prepared, _read_inputs(model))
        self.fixed: dict[str, Array] = {}
        self.ledger = self._ledger()  # may need rows of its own
        self.program = self._program()
        self.watched = Watched(
            np.array([self.tape.names[name] for name in self.drawn], dtype=np.int64),
            np.array([self.tape.names[name] for name in self.chance], dtype=np.int64),
            np.array([plan_values[name] for name in self.chance]),
        )

    def __call__(self, task: Task) -> TaskResult:
        return joined(task, [self._piece(piece) for piece in pieces(task, STRETCH)])

    def _program(self) -> Program:
        tape, model = self.tape, self.prepared.model
        months = month_axis(model.horizon)
        known = {item.id: np.asarray(item.likely) for item in model.inputs if item.constant}
        with np.errstate(all="ignore"):
            for line in model.lines:
                if not line.node.shape.draw:
                    known[line.id] = evaluate(line.node, known, months)
                    self.fixed[line.id] = np.broadcast_to(known[line.id], months.shape)[:, 0]
            tables = [table.values(known, months) for table in tape.tables]
        return Program(
            np.array([tape.names[name] for name in self.filler.names], dtype=np.int64),
            tape.rows,
            len(tape.stored),
            _operations(tape.once),
            _operations(tape.monthly),
            np.array(tables).reshape(len(tables), model.horizon + 1),
            np.array(list(tape.tables.values()), dtype=np.int64),
            np.array([table.by_month for table in tape.tables], dtype=np.bool_),
            np.array([row for row in tape.logarithms if not tape.is_monthly(row)], dtype=np.int64),
            np.array([row for row in tape.logarithms if tape.is_monthly(row)], dtype=np.int64),
        )

    def _ledger(self) -> Ledger:
        model, cuts = self.prepared.model, self.cuts
        flows = [
            (row, _KINDS[line.timing.kind], line.timing.month, line.spec.flow == "cost")
            for row, line in zip(self.flow_rows, self.flows, strict=True)
        ]
        members = [[line.id in benefits_of(model, cut) for line in self.flows] for cut in cuts]
        wants = np.zeros((len(cuts), accounts.FIRST_YEAR + 1), dtype=np.bool_)
        kept = [
            (_KERNELS[name], 0 if name == PV_COSTS.name else cuts.index(cut)) for name, cut in self.figures
        ]
        for what, cut in kept:
            if what != accounts.SPENT:
                wants[cut, what] = True
            wants[cut, accounts.PV] |= what == accounts.LATE
        return Ledger(
            np.array(flows, dtype=np.int64).reshape(len(flows), 4),
            np.array([line.payment.factor for line in self.flows if line.payment is not None]),
            np.array(members, dtype=np.bool_).reshape(len(cuts), len(flows)),
            wants,
            np.array(kept, dtype=np.int64).reshape(len(kept), 2),
            self._discounting(),
            self.tape.log_growth(DISCOUNT_RATE) if self.rate_varies else -1,
            model.case.header.discounting == "year-end",
        )

    def _discounting(self) -> Array:
        """Factors by month, (2, H + 1), of what is paid then and of what comes a month late; where the rate varies,
        minus the years to discount by."""
        model = self.prepared.model
        rate, by_month = model.input(DISCOUNT_RATE), model.case.header.discounting == "month-end"
        if rate.constant:
            factors = discount_factors(rate.likely, model.horizon, model.case.header.discounting)[:, 0]
            a_month = factors[min(1, model.horizon)] ** (1 / MONTHS_A_YEAR)
            return np.stack([factors, np.append(factors[1:], 0.0) if by_month else factors * a_month])
        years = -np.arange(model.horizon + 2) / MONTHS_A_YEAR
        if by_month:
            return np.stack([years[:-1], years[1:]])
        return np.stack([np.floor(years[:-1]), np.floor(years[:-1]) - 1 / MONTHS_A_YEAR])

    def _piece(self, task: Task) -> TaskResult:
        n, months = task.last - task.first, self.prepared.model.horizon + 1
        draws = np.empty((len(self.filler.names), n))
        self.filler.fill(task.first, task.last, draws)
        fan = kept_of_fan(self.prepared, task)
        figures = np.empty((len(self.figures), n))
        running = np.empty((len(self.cuts), months, n if fan else 0))
        sums = np.empty((n // WIDTH, len(self.drawn), months))
        worth = np.zeros((n // WIDTH, len(self.flows) if self.scope.detail and self.rate_varies else 0))
        off = np.zeros(len(self.chance), dtype=np.int64)
        out = Output(figures, running, sums, worth, off)
        if not simulate_tiles(draws, self.program, self.ledger, self.watched, out):
            return self._handed_over(run_task(self.prepared, self.plan_values, task))
        same = distinct_cuts(self.prepared.model)
        result = TaskResult(
            task=task,
            draws=dict(zip(self.figures, figures, strict=True)) | self._by_arrays(task),
            sums=self._by_chunk(sums, worth) if self.scope.detail else {},
            running={cut: running[self.cuts.index(same[cut]), :, :fan] for cut in FAN_CUTS if fan},
            off_plan=self._off_plan(off) if self.scope.detail else {},
        )
        return self._handed_over(result)

    def _by_arrays(self, task: Task) -> dict[tuple[str, Cut], Array]:
        """The figures that have no kernel."""
        if not self.others:
            return {}
        result = run_task(
            self.prepared, self.plan_values, replace(task, scope=replace(self.scope, detail=False))
        )
        return {key: result.draws[key] for key in self.others}

    def _handed_over(self, result: TaskResult) -> TaskResult:
        """Figures in their place, where there is one."""
        if self.into is None:
            return result
        for key, values in result.draws.items():
            self.into[key].reshape(-1)[result.task.first : result.task.last] = values
        return replace(result, draws={})

    def _by_chunk(self, sums: Array, worth: Array) -> dict[Sum, Array]:
        """Sums over tiles added up over chunks of draws, as arrays take them; `named` gives them their names."""
        size = min(self.prepared.sampling.draws_per_replicate, SUM_OVER)
        chunks, tiles = len(sums) * WIDTH // size, size // WIDTH
        return {
            _VALUES: sums.reshape(chunks, tiles, *sums.shape[1:]).sum(axis=1),
            _WORTH: worth.reshape(chunks, tiles, worth.shape[1]).sum(axis=1),
            _DRAWS: np.full((chunks, 1), float(size)),
        }

    def named(self, totals: Mapping[Sum, Array]) -> Mapping[Sum, Array]:
        """Sums over draws by what and line, as arrays give them: values, payments and present values.

        Draws that arrays worked off have brought theirs by these names already.
        """
        if _VALUES not in totals:
            return totals
        model, worth = self.prepared.model, totals[_WORTH]
        values = dict(zip(self.drawn, totals[_VALUES], strict=True))
        values |= {name: fixed * totals[_DRAWS] for name, fixed in self.fixed.items()}
        found: dict[Sum, Array] = {("value", line.id): values[line.id] for line in model.lines}
        for k, line in enumerate(self.flows):
            assert line.payment is not None
            paid, rows = np.zeros(model.horizon + 1), rows_of(line.timing, model.horizon)
            paid[rows] = values[line.id][rows] * line.payment.factor
            found["payment", line.id] = paid
            found["pv", line.id] = (
                worth[k : k + 1] if self.rate_varies else np.array([paid @ self.ledger.discounting[0]])
            )
        return {what: total + totals.get(what, 0.0) for what, total in found.items()}

    def _off_plan(self, off: NDArray[np.int64]) -> dict[str, int]:
        counted = dict(zip(self.chance, off.tolist(), strict=True))
        return {name: counted.get(name, 0) for name in chance_lines(self.prepared.model)}


def _read_inputs(model: Model) -> tuple[str, ...]:
    read = {name for line in model.lines for name in line.reads} | {DISCOUNT_RATE}
    return tuple(item.id for item in model.drawn if not item.constant and item.id in read)


def _operations(tape: list[tuple[int, ...]]) -> Operations:
    return np.array(tape, dtype=np.int64).reshape(len(tape), 5)
