"""The audit of published figures, one block a claim."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from exports.voice.formats import number, quantity
from roi.analysis.audit import Finding
from roi.case import Case
from tui.views.style import VERDICT_STYLE, heading

NO_CLAIMS = "The case lists no published figures of its own."  # [[claims]] of a case file


def audit_table(case: Case, findings: Sequence[Finding]) -> Table:
    """Verdict, claim, stated, computed, ratio and why."""
    table = Table.grid(padding=(0, 2))
    table.title = heading(f"Claims about {case.header.title}")
    table.title_justify = "left"
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for finding in findings:
        verdict = Text(finding.verdict, style=VERDICT_STYLE[finding.verdict])
        text = Text.assemble((finding.claim.text, "bold"))
        figures = _figures(finding)
        if figures:
            text.append(f"\n{figures}")
        if finding.why:
            text.append(f"\n{finding.why}", style="dim")
        table.add_row(verdict, text)
        table.add_row()
    return table


def _figures(finding: Finding) -> str:
    claim = finding.claim
    parts = []
    if claim.stated is not None:
        parts.append(f"stated {quantity(_short(claim.stated), claim.unit)}")
    if finding.computed is not None:
        parts.append(f"computed {quantity(_short(finding.computed), claim.unit)}")
    if finding.ratio is not None:
        parts.append(f"ratio {number(_short(finding.ratio))}")
    return " · ".join(parts)


def _short(value: float) -> float:
    """Four digits say enough; what is 10,000 or more keeps all its whole ones."""
    return float(round(value)) if abs(value) >= 1e4 else float(f"{value:.4g}")
