"""A case that says all that `[finance]` can hold, uncertain in every figure of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from roi.case import Case
from tests.support.documents import case_of, flow, line

FINANCED = {"tax_rate": "tax", "capitalise": ["integration"], "useful_life": "life"}
INPUTS = {
    "saving": ("600_000", "USD/year"),
    "running": ("100_000", "USD/year"),
    "build": ("900_000", "USD"),
    "tax": ("25", "%"),
    "life": ("3", "year"),
}
UNCERTAIN = {
    "saving": ("range(300_000, 600_000, 800_000)", "USD/year"),
    "tax": ("triangular(20, 25, 30)", "%"),
    "life": ("triangular(2, 3, 5)", "year"),
    "borrowing": ("triangular(4, 6, 9)", "%/year"),
    "hurdle": ("triangular(12, 15, 20)", "%/year"),
    "times": ("triangular(1, 2, 3)", "–"),
    "prices": ("triangular(1, 2, 4)", "%/year"),
    "stock_share": ("triangular(0, 5, 20)", "%"),
    "a_year": ("1", "year"),
}
ALL = {
    **FINANCED, "losses": "carried-forward", "working_capital": "stock", "finance_rate": "borrowing",
    "second_discount_rate": "hurdle", "terminal_multiple": "times", "inflation": "prices",
}  # fmt: skip
STOCK = {"stock": line("stock_share * saving * a_year", "USD", show=True)}


def project(finance: Mapping[str, Any] | None, header: Mapping[str, Any] | None = None, **more: Any) -> Case:
    """900,000 at the start, 600,000 a year saved and 100,000 a year spent, for three years at 10 %.

    Args:
        finance: `[finance]`; None leaves it out.
        header: keys of `[case]`.
        more: inputs by id, (value, unit); `lines`, `presets` and `options` by name.
    """
    lines = {
        "gain": flow("saving", "USD/year"),
        "run": flow("running", "USD/year", class_="run"),
        "build_cost": flow("build", "USD", class_="integration", when="start"),
        **more.pop("lines", {}),
    }
    tables: dict[str, Any] = {
        name: more.pop(name) for name in ("presets", "options", "rates") if name in more
    }
    if finance is not None:
        tables["finance"] = dict(finance)
    return case_of({**INPUTS, **more}, lines, header=header or {}, **tables)


def uncertain(header: Mapping[str, Any] | None = None) -> Case:
    """With everything that `[finance]` can say, but `basis`."""
    return project(ALL, header, **UNCERTAIN, lines=STOCK)
