"""The deals of the guide, against invoices worked out month by month and document by document."""

from __future__ import annotations

import tomllib
from collections.abc import Callable

import numpy as np
import pytest

import roi
from cases.load import from_raw
from roi.model import resolve
from tests.test_docs import guide_blocks

HORIZON = 36
MONTHS = range(1, HORIZON + 1)
# Every input that is uncertain is set, so that the plan is the answer.
SET = {"documents": 60_000, "months": 12, "saving": 1}


def steps(volume: float, prices: list[tuple[float, float]]) -> float:
    """Document by document: the price of the last threshold that is not above it."""
    units = np.arange(int(volume)) + 0.5
    price = np.zeros_like(units)
    for threshold, its in prices:
        price[units >= threshold] = its
    rest = volume - int(volume)
    last = next(its for threshold, its in reversed(prices) if volume >= threshold)
    return float(price.sum() + rest * last)


TIERS = [(0.0, 0.30), (25_000.0, 0.24), (50_000.0, 0.18)]
YEARLY = [(0.0, 0.30), (300_000.0, 0.24)]


def graduated(read: list[float]) -> list[float]:
    return [steps(volume, TIERS) for volume in read]


def by_volume(read: list[float]) -> list[float]:
    return [
        volume * next(its for threshold, its in reversed(TIERS) if volume >= threshold) for volume in read
    ]


def by_year(read: list[float]) -> list[float]:
    bill, so_far = [], 0.0
    for month, volume in enumerate(read):
        before = 0.0 if month % 12 == 0 else so_far
        so_far = before + volume
        bill.append(steps(so_far, YEARLY) - (steps(before, YEARLY) if before else 0.0))
    return bill


def committed(read: list[float]) -> list[float]:
    return [30_000 * 0.20 + max(volume - 30_000, 0) * 0.26 for volume in read]


def beyond_prepaid(read: list[float]) -> list[float]:
    return [max(volume - 30_000, 0) * 0.30 for volume in read]


def by_success(read: list[float]) -> list[float]:
    return [volume * 0.5 * 0.96 * 0.45 for volume in read]


def seats(read: list[float]) -> list[float]:
    """50 from the first day, 200 after 18 months; 5 % of the 8 % asked for at each renewal."""
    return [max(50, min(200 * month / 18, 200)) * 45 * 1.05 ** ((month - 1) // 12) for month in MONTHS]


DEALS: list[tuple[str | None, Callable[[list[float]], list[float]], dict[str, float]]] = [
    (None, graduated, {}),
    ("volume-price", by_volume, {}),
    ("yearly-tiers", by_year, {}),
    ("commitment", committed, {}),
    ("prepaid", beyond_prepaid, {}),
    ("outcome", by_success, {"success": 50, "disputed": 4}),
    ("seats", seats, {"uplift": 8}),
]


@pytest.mark.parametrize(("option", "invoice", "values"), DEALS, ids=[str(option) for option, _, _ in DEALS])
def test_what_a_deal_costs(
    option: str | None, invoice: Callable[[list[float]], list[float]], values: dict[str, float]
) -> None:
    (header,) = guide_blocks("header")
    (fragment,) = [text for text in guide_blocks("fragment") if "[options.commitment]" in text]
    document = tomllib.loads(header + "\n" + fragment)
    assert set(document["options"]) == {option for option, _, _ in DEALS if option}
    tables = [document["inputs"], *(way.get("inputs", {}) for way in document["options"].values())]
    for name, value in {**SET, **values}.items():
        for table in tables:
            if name in table:
                table[name]["value"] = value
    case = from_raw(document, "docs/patterns.md", None)
    run = roi.simulate(resolve(case, option=option), draws=64)
    plan = {name: np.broadcast_to(values, HORIZON + 1)[1:] for name, values in run.plan.values.items()}
    read = [60_000 * (21 / (1 + 20 ** (1 - 2 * month / 12)) - 1) / 20 for month in MONTHS]
    np.testing.assert_allclose(plan["read"], read, rtol=1e-12)
    # Yearly tiers are differences of running totals of up to a million documents.
    np.testing.assert_allclose(plan["usage"], invoice(read), rtol=1e-9)
    if option == "prepaid":
        np.testing.assert_allclose(plan["prepayment"], 30_000 * 0.30 * 0.8, rtol=1e-12)
