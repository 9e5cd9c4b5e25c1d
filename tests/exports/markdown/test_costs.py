"""Total cost of ownership in Markdown: tables that add up."""

from __future__ import annotations

import pytest

from exports.markdown.costs import cost_section
from roi.analysis.comparison import Candidate
from roi.analysis.total_costs import total_costs
from roi.sim.gate import resolve
from tests.roi.analysis.test_total_costs import tool


def cells(text: str) -> list[list[str]]:
    return [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in text.splitlines()]


def test_classes_and_years_add_up_to_the_total_of_each() -> None:
    costs = total_costs([Candidate("case", resolve(tool()))], draws=1_024)
    title, basis, by_class, by_year, beside = cost_section(costs)
    assert title == "## Total cost of ownership over 24 months"
    assert "“Contract today”" in basis
    _, rule, *classes = cells(by_class)
    assert rule == ["---", "---:", "---:"]
    amounts = [[float(cell.replace(",", "")) for cell in row[1:] if cell != "–"] for row in classes]
    assert amounts[0] == pytest.approx([200_004, 50_001], abs=5)
    assert classes[3] == ["Total cost", f"{amounts[0][0]:,.0f}", f"{amounts[0][1] + 92_000:,.0f}"]
    assert len(classes) > 4
    for label, nothing, deployed in classes[4:]:  # how much less than doing nothing
        assert (nothing, deployed != "–") == ("–", True), label
    _, _, *years = cells(by_year)
    assert [row[:2] for row in years] == [
        ["nothing", "Today's spending, what is left"],
        ["nothing", "Total cost"],
        ["case", "Today's spending, what is left"],
        ["case", "Licence"],
        ["case", "Integration"],
        ["case", "Total cost"],
    ]
    assert years[3][2:6] == ["0", "36,000", "36,000", "72,000"]
    assert beside == ("case, in no sum: money that comes in otherwise USD 120 k, hours given back USD 120 k.")
