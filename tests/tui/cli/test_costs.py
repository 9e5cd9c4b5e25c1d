"""roi compare --costs: what each way costs in all, beside doing nothing."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from roi.analysis.comparison import NOTHING, Candidate
from roi.analysis.ownership import TODAY, TotalCosts
from roi.analysis.total_costs import total_costs
from roi.sim.gate import resolve
from tests.roi.analysis.test_total_costs import TEXT, tool
from tests.tui.cli.comparing import answer_text, document, refused
from tui.views.ownership import ownership_parts

FEW = ("--draws", "1024", "--option", "case,second")


def printed(costs: TotalCosts, width: int) -> str:
    console = Console(file=StringIO(), width=width, no_color=True)
    for part in ownership_parts(costs, width):
        console.print(part)
    text = console.file
    assert isinstance(text, StringIO)
    return text.getvalue()


def test_costs_stand_below_the_comparison_as_in_the_document(tmp_path: Path) -> None:
    path = tmp_path / "tool.toml"
    path.write_text(TEXT, encoding="utf-8")
    text = answer_text("compare", str(path), *FEW, "--costs")
    costs = document("compare", str(path), *FEW, "--costs")["total_costs"]
    assert costs["columns"] == ["Initial", "Year 1", "Year 2"]
    assert costs["today"] == ["contract_today"]
    assert [each["name"] for each in costs["candidates"]] == [NOTHING, "case", "second"]
    for each in costs["candidates"]:
        assert sum(row["total"] for row in each["rows"]) == pytest.approx(each["sum"]["total"])
        assert sum(each["sum"]["by_year"]) == pytest.approx(each["sum"]["total"])
        assert f"{each['sum']['total']:,.0f}" in text
    assert costs["candidates"][0]["rows"][0]["id"] == TODAY
    assert "Total cost of ownership over 24 months" in text
    assert "“Contract today”" in text.replace("\n", " ")
    assert "total_costs" not in document("compare", str(path), *FEW)


def test_costs_are_not_compared_between_worlds() -> None:
    assert "--costs" in refused("compare", "bank-chatbot", "--preset", "evidence,stretch", "--costs")


@pytest.mark.parametrize("width", [60, 80, 140])
def test_many_ways_take_as_many_tables_as_there_is_room_for(width: int) -> None:
    model = resolve(tool())
    ways = [Candidate(f"way-{k}", model) for k in range(9)]
    text = printed(total_costs(ways, draws=1_024), width)
    assert max(cell_len(line.rstrip()) for line in text.splitlines()) <= width
    heads = [line for line in text.splitlines() if "By class" in line]
    assert len(heads) == {60: 3, 80: 2, 140: 1}[width]
    for k in range(9):
        assert f"way-{k}" in text


def test_bars_are_as_long_as_their_money() -> None:
    """Doing nothing is 200,000 over two years, the case 142,000: its bar takes 71 % of the longest."""
    text = printed(total_costs([Candidate("case", resolve(tool()))], draws=1_024), 100)
    marks = "░█▓▒▚▞▄▀"
    lengths = [sum(line.count(mark) for mark in marks) for line in text.splitlines()[2:4]]
    assert lengths[1] / lengths[0] == pytest.approx(142 / 200, abs=0.02)
