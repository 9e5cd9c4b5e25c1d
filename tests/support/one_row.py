"""Adds rows to the tables of the engine before anything reads them, and prints what becomes of them as JSON.

Run as a program, because tables are read when modules are imported: `python -m tests.support.one_row metric`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import numpy as np

from roi.formula.nodes import Node, Shape
from tests.support.documents import case_of, flow
from tests.support.printed import printed

INPUTS = {
    "staff": ("30 to 60", "FTE"),
    "saved": ("2 to 5", "hour/FTE/month"),
    "wage": ("40", "USD/hour"),
    "fee": ("2000", "USD/month"),
    "build": ("20000", "USD"),
}
LINES = {
    "gain": flow("staff * saved * wage"),
    "licence": flow("fee", class_="licence"),
    "start": flow("build", "USD", class_="integration", when="start"),
}


def a_metric() -> dict[str, object]:
    """Two metrics: one of figures that are kept anyway and of an input, one with a figure of its own."""
    from roi.sim.flows import Figure
    from roi.sim.metrics import METRICS, PV_BENEFITS, Drawn, Metric

    for row in (
        Metric(
            "cash_per_fte", "PV of cash benefits per FTE", "money", True, "PV of cash benefits / staff",
            (PV_BENEFITS, Drawn("staff")), np.divide, cash_only=True, needs_costs=False, solvable=True,
            moments_of=("benefits",),
        ),
        Metric(
            "worst_month", "Worst month", "money", True, "the lowest net of a month",
            (Figure("worst_month", lambda flows: flows.net.min(axis=0)),),
        ),
    ):  # fmt: skip
        METRICS[row.name] = row

    import roi
    from exports.document.result import result_document
    from exports.document.schema import result_schema
    from roi.analysis.drivers import drivers, tornado
    from roi.analysis.solve import solve
    from roi.analysis.target import Target
    from tui.views.drivers import swing_table
    from tui.views.tables import metrics_table

    case = case_of(INPUTS, LINES)
    run = roi.simulate(case, draws=16_384)
    compiled = roi.simulate(case, draws=16_384, engine="compiled")
    alone = roi.simulate(case, draws=16_384, scope=roi.only(["worst_month", "cash_per_fte"]))
    summary = run.summary()
    tables = (
        metrics_table(run, summary, roi.CUTS[1]),
        swing_table(run, drivers(run, "cash_per_fte"), "cash_per_fte", roi.CUTS[1]),
    )
    terminal = "".join(printed(table, 120) for table in tables)
    root = solve(run, "saved", Target("cash_per_fte", 5_000.0)).roots[0]
    names = ("cash_per_fte", "worst_month")
    inputs = run.prepared.inputs_between(0, run.draws_used)
    expected = run.values("pv_benefits", roi.CUTS[0]).ravel() / inputs["staff"]
    return {
        "engine": compiled.engine,
        "same": [float(np.abs(compiled.values(name) - run.values(name)).max()) for name in names],
        "alone": [bool((alone.values(name) == run.values(name)).all()) for name in names],
        "expected": float(np.abs(run.values("cash_per_fte").ravel() / expected - 1).max()),
        "plan": run.plan.metric("cash_per_fte", roi.CUTS[1]),
        "summary": summary.metrics[roi.CUTS[1]]["cash_per_fte"].mean.value,
        "document": result_document(run)["metrics"]["cash_per_fte"]["mean"],  # type: ignore[index]
        "schema": [name in json.dumps(result_schema()) for name in names],
        "swings": [swing.item.id for swing in tornado(run.model, "cash_per_fte")],
        "root": root.value,
        "text": terminal,
    }


class _Cells:
    """A workbook whose cells are called as what they hold."""

    def value(self, name: str, shape: Shape) -> str:
        return name

    def varies(self, name: str) -> str:
        return ""

    def month(self) -> str:
        return "month"

    def constant(self, label: str, value: float) -> str:
        return str(value)

    def running(self, name: str) -> str:
        return f"running_{name}"

    def lagged(self, name: str, months: str) -> str:
        return f"{name}_{months}"


def a_word() -> dict[str, object]:
    """Two words: one that the compiled engine makes of its operations, one that it leaves to the arrays."""
    from dataclasses import replace

    from roi.formula import word_forms as forms
    from roi.formula import word_tapes as tapes
    from roi.formula.vocabulary import WORDS, Word

    def excess(tape: tapes.TapeWriter, arguments: Sequence[Node]) -> int:
        x, floor = map(tape.row, arguments)
        return tape.emit("max", tape.emit("-", x, floor), tape.emit("-", x, x))

    row = Word(
        "excess", 2, 2, WORDS["min"].units, lambda months, x, floor: np.maximum(x - floor, 0.0),
        forms.filled("MAX(0,{0}-{1})"), forms.filled("(({0}>{1})*({0}-{1}))"),
        lambda arguments: f"what {arguments[0]} has above {arguments[1]}", "x less a floor, or 0",
        ("excess(5, 3)", 2.0), excess,
    )  # fmt: skip
    WORDS["excess"] = row
    WORDS["surplus"] = replace(row, name="surplus", example=("surplus(5, 3)", 2.0), tape=None)

    import roi
    from roi.errors import RoiError
    from roi.formula.excel import render
    from roi.formula.words import say

    found: dict[str, object] = {}
    for word in ("excess", "surplus"):
        lines = LINES | {"gain": flow(f"{word}(staff * saved * wage, fee)")}
        case = case_of(INPUTS, lines)
        arrays, compiled = (
            roi.simulate(case, draws=16_384, engine=engine) for engine in ("arrays", "compiled")
        )
        inputs = arrays.prepared.inputs_between(0, 16_384)
        money = inputs["staff"] * inputs["saved"] * inputs["wage"]
        paid = np.maximum(money - inputs["fee"], 0).mean()
        node = arrays.model.line("gain").node
        found[word] = {
            "engine": compiled.engine,
            "same": float(np.abs(compiled.values("npv") - arrays.values("npv")).max()),
            "expected": float(arrays.means["payment", "gain"][1] / paid - 1),
            "cell": render(node, _Cells(), "cell"),
            "over_time": render(node, _Cells(), "over_time"),
            "said": say(node, lambda name: name),
        }
    try:
        roi.resolve(case_of(INPUTS, LINES | {"gain": flow("excess(staff * saved * wage)")}))
    except RoiError as wrong:
        found["refused"] = str(wrong)
    return found


TRIED = {"metric": a_metric, "word": a_word}

if __name__ == "__main__":
    print(json.dumps(TRIED[sys.argv[1]]()))
