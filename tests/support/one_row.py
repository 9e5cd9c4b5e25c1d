"""Adds rows to the tables of the engine before anything reads them, and prints what becomes of them as JSON.

Run as a program, because tables are read when modules are imported: `python -m tests.support.one_row metric`.
"""

from __future__ import annotations

import io
import json
import sys

import numpy as np

from tests.support.documents import case_of, flow

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

    from rich.console import Console

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
    console = Console(file=io.StringIO(), width=120)
    console.print(metrics_table(run, summary, roi.CUTS[1]))
    console.print(swing_table(run, drivers(run, "cash_per_fte"), "cash_per_fte", roi.CUTS[1]))
    told = console.file
    assert isinstance(told, io.StringIO)
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
        "text": told.getvalue(),
    }


TRIED = {"metric": a_metric}

if __name__ == "__main__":
    print(json.dumps(TRIED[sys.argv[1]]()))
