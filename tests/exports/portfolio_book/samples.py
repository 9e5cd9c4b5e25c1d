"""Portfolios of any size for the workbook, plainly synthetic."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

from exports.portfolio_book.contents import Computed, Contents, DealRow, Taking, _DealWay

QUARTERS = ("Q1 2027", "Q2 2027", "Q3 2027", "Q4 2027", "Later")
STAGES = ("Lead", "Qualified", "Proposal", "Contract")


def deal(place: int, **changes: object) -> DealRow:
    """A deal with figures of its place; every fifth never pays back."""
    mean = 1_000_000.0 + 37_000.0 * (place * 7 % 23) - 60_000.0 * (place % 5)
    figures: dict[str, object] = {
        "name": f"deal-{place:04d}", "title": "Claims triage", "sector": "Insurance",
        "owner": ("Ann", "Bo", "Chi")[place % 3], "stage": STAGES[place % 4],
        "close": datetime.date(2027, 1 + place % 12, 15) if place % 6 else None, "chance": 0.3 + 0.1 * (place % 7),
        "option": ("", "hosted", "pilot")[place % 3], "mean": mean, "p10": mean - 900_000.0, "p50": mean - 20_000.0,
        "p90": mean + 1_100_000.0, "loss": 0.08 + 0.01 * (place % 9),
        "payback": math.inf if place % 5 == 4 else 14.0 + place % 11, "within": 0.9 - 0.05 * (place % 8),
        "money": 250_000.0 + 17_500.25 * (place * 3 % 13), "file": f"deal-{place:04d}.toml",
    }  # fmt: skip
    return DealRow(**{**figures, **changes})  # type: ignore[arg-type]


def way(row: DealRow) -> _DealWay:
    """Its money over four quarters and the rest, from the second quarter on."""
    parts = (0.0, 0.5, 0.25, 0.125, 0.125)
    return _DealWay(row.option, 2, row.weighted, tuple(row.money * part for part in parts))


def contents(rows: Sequence[DealRow]) -> Contents:
    """Plans of five budgets, filled in the order of what a unit of money brings."""
    order = sorted(rows, key=lambda row: -row.per_money)
    whole = sum(row.money for row in rows)
    computed = []
    for share in (0.0, 0.15, 0.3, 0.6, 1.0) if rows else ():
        left, ways = whole * share + 0.001, {}
        for row in order[: max(1, len(order) - 1)]:  # the last one is in no plan
            if row.money <= left:
                left -= row.money
                ways[row.name] = way(row)
        worth = sum(each.worth for each in ways.values())
        computed.append(Computed(whole * share, worth, worth * 1.001, ways))
    listed = order[: max(1, len(order) - 1)]
    takings = [
        Taking(row.name, way(row), inside, next(p.budget for p in computed if row.name in p.ways))
        for row in listed
        if any(inside := tuple(row.name in point.ways for point in computed))
    ]
    return Contents(
        title="Pipeline of the north", currency="EUR", rows=rows, computed=computed, takings=takings,
        quarters=QUARTERS, budget=round(whole * 0.35, 2), within=24, stated=whole * 0.45 or math.inf,
        by_quarter=tuple(whole * share for share in (0.1, 0.15, 0.1, 0.1)) if rows else (),
        failed=(("broken", "The file holds no estimate."),) if rows else (),
        left_out=[(row.name, "Its net present value is below zero.") for row in order[len(listed) :]],
        notes=(("Draws", "4,096 draws, seed 1."), ("Common luck", "Drawn once for all deals: discount_rate.")),
        created=datetime.date(2026, 11, 28),
    )  # fmt: skip


def sample(count: int) -> Contents:
    """So many deals."""
    return contents([deal(place) for place in range(count)])
