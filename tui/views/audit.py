"""The audit of published figures, as a table and as a document."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from exports.formats import number
from roi.analysis.audit import Finding
from roi.analysis.audit import audit as audited
from roi.case import Case
from tui.views.style import VERDICT_STYLE, box, heading

__all__ = ["audit_document", "audit_table", "audited"]


def audit_table(case: Case, findings: Sequence[Finding]) -> Table:
    """Stated, computed, ratio, verdict and why."""
    table = Table(box=box(), title=heading(f"Claims about {case.header.title}"), title_justify="left")
    table.add_column("Claim, and why", ratio=1)
    table.add_column("Stated", justify="right")
    table.add_column("Computed", justify="right")
    table.add_column("Ratio", justify="right", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    for finding in findings:
        claim = finding.claim
        table.add_row(
            Text.assemble(claim.text, "\n", (finding.why, "dim")),
            _quantity(claim.stated, claim.unit),
            _quantity(finding.computed, claim.unit),
            "–" if finding.ratio is None else f"{finding.ratio:,.3g}",
            Text(finding.verdict, style=VERDICT_STYLE[finding.verdict]),
            end_section=True,
        )
    return table


def _quantity(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    text = number(round(value, 2) if abs(value) < 1000 else value)
    return text if unit == "–" else f"{text} {unit}"


def audit_document(finding: Finding) -> dict[str, object]:
    """The same for `--json`."""
    claim, implied = finding.claim, finding.implied
    return {
        "id": claim.id,
        "text": claim.text,
        "source": claim.source,
        "unit": claim.unit,
        "stated": claim.stated,
        "computed": finding.computed,
        "ratio": finding.ratio,
        "verdict": finding.verdict,
        "why": finding.why,
        "implied": None
        if implied is None
        else {
            "input": implied.name,
            "label": implied.label,
            "unit": implied.unit,
            "value": implied.value,
            "p1": implied.p1,
            "p99": implied.p99,
            "plausible": implied.plausible,
        },
    }
