"""Adds rows to the tables of the engine before anything reads them, and prints what becomes of them as JSON.

Run as a program, because tables are read when modules are imported: `python -m tests.support.one_row metric`.
"""

from __future__ import annotations

import json
import sys

import numpy as np

from roi.formula.nodes import Shape
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
    from roi.sim.flows import DrawFigure
    from roi.sim.metrics import METRICS, PV_BENEFITS, Drawn, Metric

    for row in (
        Metric(
            "cash_per_fte", "PV of cash benefits per FTE", "money", True, "PV of cash benefits / staff",
            (PV_BENEFITS, Drawn("staff")), np.divide, cash_only=True, needs_costs=False, solvable=True,
            moments_of=("benefits",),
        ),
        Metric(
            "worst_month", "Worst month", "money", True, "the lowest net of a month",
            (DrawFigure("worst_month", lambda flows: flows.net.min(axis=0)),),
        ),
    ):  # fmt: skip
        METRICS[row.name] = row

    import roi
    from exports.document.result import result_document
    from exports.document.schema import schema_of
    from roi.analysis.drivers import drivers, tornado
    from roi.analysis.solve import solve
    from roi.analysis.target import Target
    from tui.views.drivers import swing_table
    from tui.views.tables import metrics_table

    case = case_of(INPUTS, LINES)
    run = roi.simulate(case, draws=16_384)
    alone = roi.simulate(case, draws=16_384, scope=roi.Scope.of(["worst_month", "cash_per_fte"]))
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
        "alone": [bool((alone.values(name) == run.values(name)).all()) for name in names],
        "expected": float(np.abs(run.values("cash_per_fte").ravel() / expected - 1).max()),
        "plan": run.plan.metric("cash_per_fte", roi.CUTS[1]),
        "summary": summary.metrics[roi.CUTS[1]]["cash_per_fte"].mean.value,
        "document": result_document(run)["metrics"]["cash_per_fte"]["mean"],  # type: ignore[index]
        "schema": [name in json.dumps(schema_of("result")) for name in names],
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
    """A word."""
    from roi.formula import word_forms as forms
    from roi.formula.vocabulary import WORDS, Word

    row = Word(
        "excess", 2, 2, WORDS["min"].units, lambda months, x, floor: np.maximum(x - floor, 0.0),
        forms.filled("MAX(0,{0}-{1})"), forms.filled("(({0}>{1})*({0}-{1}))"),
        lambda arguments: f"what {arguments[0]} has above {arguments[1]}", "x less a floor, or 0",
        ("excess(5, 3)", 2.0),
    )  # fmt: skip
    WORDS["excess"] = row

    import roi
    from roi.errors import RoiError
    from roi.formula.excel import render
    from roi.formula.words import say

    run = roi.simulate(
        case_of(INPUTS, LINES | {"gain": flow("excess(staff * saved * wage, fee)")}), draws=1_024
    )
    inputs = run.prepared.inputs_between(0, run.draws_used)
    money = inputs["staff"] * inputs["saved"] * inputs["wage"]
    paid = np.maximum(money - inputs["fee"], 0).mean()
    node = run.model.line("gain").node
    try:
        roi.resolve(case_of(INPUTS, LINES | {"gain": flow("excess(staff * saved * wage)")}))
    except RoiError as wrong:
        refused = str(wrong)
    return {
        "expected": float(run.means["payment", "gain"][1] / paid - 1),
        "cell": render(node, _Cells(), "cell"),
        "over_time": render(node, _Cells(), "over_time"),
        "said": say(node, lambda name: name),
        "refused": refused,
    }


TRIED = {"metric": a_metric, "word": a_word}

if __name__ == "__main__":
    print(json.dumps(TRIED[sys.argv[1]]()))
