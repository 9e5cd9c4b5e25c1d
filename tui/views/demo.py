"""What `make demo` shows: the case studies side by side, and the files."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import get_args

from rich.console import RenderableType
from rich.table import Column
from rich.text import Text

from exports.voice.headline import HeadlineRow, RowName, headline_rows
from exports.voice.verdict import sentence
from roi.analysis.audit import audit
from roi.analysis.verdict import Verdict
from tui.views.style import signed, titled
from tui.views.verdict import STYLES


def demo_parts(
    verdicts: Mapping[str, Verdict], files: Mapping[str, Sequence[Path]]
) -> Iterator[RenderableType]:
    """One column a case: what is claimed, the verdict, the first figures with the plan below them."""
    values = list(verdicts.values())
    columns = [Column(each.model.case.header.title, justify="right", ratio=1) for each in values]
    table = titled("Three case studies, on the evidence", "", *columns)
    claimed = (Text(value.model.case.header.headline, style="dim") for value in values)
    table.add_row("Claimed by the report", *claimed)
    table.add_row("Its figures, audited", *(_verdicts(verdict) for verdict in values), end_section=True)
    leads = (Text(sentence(verdict).lead, style=f"bold {STYLES[verdict.word]}") for verdict in values)
    table.add_row("Verdict", *leads, end_section=True)
    rows = [{row.name: row for row in headline_rows(verdict.headline)} for verdict in values]
    labels = {name: row.label for of_case in rows for name, row in of_case.items()}
    order = [row_name for row_name in get_args(RowName) if row_name in labels]
    for name in order:
        table.add_row(labels[name], *(_cell(of_case.get(name)) for of_case in rows))
    yield table
    yield (
        Text(
            "Expected: the mean of all draws. P50: half of them lie below. 8 in 10 of them lie between the two "
            "that are named. The plan puts every input at its likely value and luck on its likely side.",
            style="dim",
        )
    )
    yield Text("Files written", style="bold")
    for name, paths in files.items():
        yield f"  {name}: {', '.join(str(path) for path in paths)}"
    name = command_name()
    following = ("run clinical-scribe", "audit bank-chatbot", "why code-assistant time_value")
    steps = Text(", ").join(Text(f"{name} {words}", style="bold") for words in following)
    yield Text("\nNext: ") + steps


def command_name() -> str:
    """How this user calls the program: `roi` where it is on the path, else the file."""
    if shutil.which("roi"):
        return "roi"
    called = Path(sys.argv[0])
    return os.path.relpath(called) if called.name == "roi" else "roi"


def _cell(row: HeadlineRow | None) -> Text:
    if row is None:
        return Text("the same", style="dim")
    return Text.assemble(signed(row.value, row.sign), (f"\n{row.detail}" if row.detail else "", "dim"))


def _verdicts(verdict_counts: Verdict) -> Text:
    counts: dict[str, int] = {}
    for finding in audit(verdict_counts.model.case):
        if not finding.claim.id.startswith("market-"):
            counts[finding.verdict] = counts.get(finding.verdict, 0) + 1
    return Text(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
