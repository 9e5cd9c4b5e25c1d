"""Tables of total cost: as many as the ways to deploy need, at any width."""

from __future__ import annotations

from functools import cache

import pytest

import cases
from roi.analysis.comparison import Candidate
from roi.analysis.ownership import TotalCosts
from roi.analysis.total_costs import total_costs
from roi.model import resolve
from tui.views.ownership import class_tables


@cache
def costs(ways: int) -> TotalCosts:
    model = resolve(cases.load("bank-chatbot"))
    return total_costs([Candidate(f"way {number}", model) for number in range(ways)], draws=64)


@pytest.mark.parametrize("ways", range(1, 8))
def test_every_way_has_a_column_at_any_width(ways: int) -> None:
    """Where no two of five fit beside each other there are five tables; where none fits its name stands below."""
    for width in (10, 24, 30, 40, 60, 80, 140):
        tables = list(class_tables(costs(ways), width))
        columns = sum(len(table.columns) - 1 for table in tables)
        named = sum(str(table.caption).startswith("No room for ") for table in tables if table.caption)
        assert columns + named == len(costs(ways).owners)
