"""What `make demo` shows: the case studies side by side, and the files."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from exports.formats import chance, figure, spread
from roi import Run
from roi.analysis.audit import audit
from roi.sim.metrics import METRICS
from tui.views.style import box, heading, signed

_FIGURES = ("npv", "roi", "irr", "payback_months", "pv_benefits", "pv_costs")


def show_demo(console: Console, runs: Mapping[str, Run], files: Mapping[str, Sequence[Path]]) -> None:
    """One column a case."""
    table = Table(box=box(), title=heading("Three case studies, on the evidence"), title_justify="left")
    table.add_column("")
    for run in runs.values():
        table.add_column(run.model.case.header.title, justify="right", ratio=1)
    summaries = [run.summary() for run in runs.values()]
    models = [run.model for run in runs.values()]
    table.add_row("Claimed by the report", *(Text(m.case.header.headline, style="dim") for m in models))
    verdicts = [_verdicts(run) for run in runs.values()]
    table.add_row("Its figures, audited", *verdicts, end_section=True)
    for name in _FIGURES:
        row = METRICS[name]
        cells = []
        for summary, model in zip(summaries, models, strict=True):
            value = summary.metrics["headline"][name].percentiles[50].value
            cells.append(signed(figure(value, row.unit, model.currency), value))
        table.add_row(f"{row.label}, P50", *cells)
    for cut, label in (("headline", "NPV, P10 to P90"), ("cash", "the same, cash only")):
        cells = []
        for summary, model in zip(summaries, models, strict=True):
            found = summary.metrics[cut]["npv"].percentiles  # type: ignore[index]
            cells.append(Text(spread(found[10].value, found[90].value, "money", model.currency)))
        table.add_row(label, *cells)
    odds = [summary.probability["headline"]["npv_positive"] for summary in summaries]
    table.add_row("Chance of NPV above zero", *(chance(found) for found in odds))
    plans = [s.metrics["headline"]["npv"].base for s in summaries]
    cells = [signed(figure(v, "money", m.currency), v) for v, m in zip(plans, models, strict=True)]
    table.add_row("NPV of the plan", *cells)
    console.print(table)
    console.print(
        Text(
            "P50: half of the draws lie below. The plan puts every input at its likely value and luck on its "
            "likely side; the draws do not.",
            style="dim",
        )
    )
    console.print(Text("Files written", style="bold"))
    for name, paths in files.items():
        console.print(f"  {name}: {', '.join(str(path) for path in paths)}")
    name = command_name()
    following = ("run clinical-scribe", "audit bank-chatbot", "why code-assistant time_value")
    said = Text(", ").join(Text(f"{name} {words}", style="bold") for words in following)
    console.print(Text("\nNext: ") + said)


def command_name() -> str:
    """How this user calls the program: `roi` where it is on the path, else the file."""
    if shutil.which("roi"):
        return "roi"
    called = Path(sys.argv[0])
    return os.path.relpath(called) if called.name == "roi" else "roi"


def _verdicts(run: Run) -> Text:
    counts: dict[str, int] = {}
    for finding in audit(run.model.case):
        if not finding.claim.id.startswith("market-"):
            counts[finding.verdict] = counts.get(finding.verdict, 0) + 1
    return Text(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
