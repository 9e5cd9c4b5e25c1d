"""Published figures, audited, as a section of a page."""

from __future__ import annotations

import math
from collections.abc import Sequence

from exports.markdown.syntax import Markdown, bold, cell, table
from exports.voice.formats import quantity
from roi.analysis.audit import Finding


def claims_section(findings: Sequence[Finding]) -> list[str]:
    if not findings:
        return []
    rows = []
    for finding in findings:
        claim = finding.claim
        figures = [_claimed(value, claim.unit) for value in (claim.stated, finding.computed)]
        rows.append([claim.text, *figures, Markdown(f"{bold(f'{finding.verdict}.')} {cell(finding.why)}")])
    return [
        "## Published figures, audited",
        table(["Claim", "Stated", "Computed", "Verdict"], rows, figures_from=4),
    ]


def _claimed(value: float | None, unit: str) -> str:
    return "" if value is None or not math.isfinite(value) else quantity(value, unit)
