"""One list of expressions through arrays and both Excel forms, worked out by LibreOffice.

Agreement is to 1e-9 of max(1, |value|): every form rounds each operation to 1e-16, in an order of its
own, and the list holds nothing that magnifies this a million times (see `tests.support.slow`).  Left out
of the generated ones is only what Excel cannot tell: 0 ** 0, division by nearly 0, roots and logarithms
outside their domain, overflow, and comparisons that the last digits decide.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from openpyxl.utils.cell import get_column_letter

from roi.errors import RoiError
from roi.formula.arrays import evaluate, month_axis
from roi.formula.excel import MAX_FORMULA, render
from roi.formula.nodes import Node, walk
from roi.formula.vocabulary import OPERATORS, WORDS
from tests.support.expressions import HAND_PICKED
from tests.support.libreoffice import recalculated
from tests.support.references import FIRST, CellReferences, Layout, TimelineReferences, flags
from tests.support.sheets import first_sheet
from tests.support.slow import UnsafeError, series, slow
from tests.support.trees import unparse, well_typed
from tests.support.world import HORIZON, Array, checked, in_base_units, values

DRAWS = 3
VALUES = values(DRAWS, seed=11)
MONTHS = month_axis(HORIZON)
TOLERANCE = 1e-9


def by_arrays(node: Node) -> Array:
    with np.errstate(all="ignore"):
        return np.array(np.broadcast_to(evaluate(node, VALUES, MONTHS), (HORIZON + 1, DRAWS)))


def cell_of(node: Node, layout: Layout, month: int) -> str:
    return render(node, CellReferences(layout, month), "cell")


def over_time_of(node: Node, layout: Layout) -> str:
    return render(node, TimelineReferences(layout), "over_time")


@dataclass(frozen=True)
class Place:
    """A cell of the workbook and what arrays say it must hold; `size` is the size to compare by."""

    sheet: str
    row: int
    column: int
    expected: float
    size: float
    what: str


def lay_out(cases: list[tuple[str, Node]], picks: list[int], path: Path) -> list[Place]:
    """A sheet a draw.  In the row of a case: its cell form in every month; its array form as a total over
    differently weighted months, and picked out at the months of `picks`."""
    book = openpyxl.Workbook()
    book.remove(first_sheet(book))
    places: list[Place] = []
    weights = flags(HORIZON)
    for draw in range(DRAWS):
        sheet = book.create_sheet(f"draw{draw}")
        layout = Layout(sheet, HORIZON)
        layout.hold({**VALUES, "flags": weights[:, None]}, draw)
        for text, node in cases:
            expected, row = by_arrays(node)[:, draw], layout.take()
            sheet.cell(row, 1, text).data_type = "s"

            def put(column: int, formula: str, value: float, size: float, what: str) -> None:
                sheet.cell(row, column, f"={formula}")  # noqa: B023
                places.append(Place(sheet.title, row, column, value, max(1.0, size), what))  # noqa: B023

            for month in range(HORIZON + 1):
                put(
                    FIRST + month,
                    cell_of(node, layout, month),
                    expected[month],
                    abs(expected[month]),
                    f"{text} in {month}",
                )
            array = over_time_of(node, layout)
            total, size = (expected * weights).sum(), (abs(expected) * weights).sum()
            column = FIRST + HORIZON + 1
            put(
                column,
                f"SUMPRODUCT(({array})*{layout.across(layout.rows['flags'])})",
                total,
                size,
                f"total of {text}",
            )
            for month in picks:
                column += 1
                pick = f"SUMPRODUCT(({layout.months}={layout.column(month)}$1)*({array}))"
                put(column, pick, expected[month], abs(expected[month]), f"{text} picked in {month}")
    book.save(path)
    return places


def assert_agrees(places: list[Place], path: Path) -> None:
    sheets = recalculated(path).sheets
    wrong = []
    for place in places:
        value = sheets[place.sheet].get(f"{get_column_letter(place.column)}{place.row}")
        if not isinstance(value, int | float) or not abs(value - place.expected) <= TOLERANCE * place.size:
            wrong.append(f"{place.what}: arrays {place.expected!r}, LibreOffice {value!r}")
    assert not wrong, f"{len(wrong)} of {len(places)} disagree:\n" + "\n".join(wrong[:20])


@pytest.mark.libreoffice
def test_hand_picked_expressions(tmp_path: Path) -> None:
    cases = [(text, checked(text, target)) for text, target in HAND_PICKED]
    assert all(np.isfinite(by_arrays(node)).all() for _, node in cases)
    path = tmp_path / "faces.xlsx"
    assert_agrees(lay_out(cases, list(range(HORIZON + 1)), path), path)


@pytest.mark.libreoffice
def test_generated_expressions(tmp_path: Path) -> None:
    cases = [(text, checked(text, target)) for text, target in generated()]
    path = tmp_path / "generated.xlsx"
    assert_agrees(lay_out(cases, [0, 1, HORIZON], path), path)


# Kind of expression → the unit it is asked in and how many of them.
SHARES = {"one": ("–", 110), "duration": ("month", 30), "rate": ("1/year", 15), "money": ("USD/month", 65)}


def generated() -> list[tuple[str, str]]:
    """Well-typed expressions of at least five parts, the same in every run."""
    kinds = well_typed(3)
    return [
        (text, target)
        for kind, (target, count) in SHARES.items()
        for text in drawn(kinds[kind], target, count)
    ]


class EnoughError(Exception):
    """Ends the generation of expressions."""


def drawn(trees: st.SearchStrategy[Node], target: str, count: int) -> list[str]:
    texts: dict[str, None] = {}

    @settings(
        max_examples=8 * count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(trees)
    def collect(tree: Node) -> None:
        text = unparse(tree)
        if len(texts) == count:
            raise EnoughError
        assume(text not in texts)
        assume(sum(1 for _ in walk(tree)) >= 5 and len(text) < 200)
        assume(is_safe(tree) and is_short(checked(text, target)))
        texts[text] = None

    with contextlib.suppress(EnoughError):
        collect()
    assert len(texts) == count
    return list(texts)


def is_safe(tree: Node) -> bool:
    """Whether every draw and month is one that both can tell."""
    based = in_base_units(VALUES)
    try:
        for draw in range(DRAWS):
            names = {name: series(array, draw) for name, array in based.items()}
            for month in range(HORIZON + 1):
                slow(tree, names, month)
    except UnsafeError:
        return False
    return True


def is_short(node: Node) -> bool:
    try:
        return len(over_time_of(node, empty_layout())) < MAX_FORMULA - 200  # the SUMPRODUCT around it
    except RoiError:
        return False


def empty_layout() -> Layout:
    layout = Layout(first_sheet(openpyxl.Workbook()), HORIZON)
    layout.hold(VALUES, 0)
    return layout


def test_the_list_holds_every_word_and_operator() -> None:
    texts = " ".join(text for text, _ in HAND_PICKED)
    assert [word for word in WORDS if not re.search(rf"\b{word}\b", texts)] == []
    assert [operator for operator in OPERATORS if f" {operator} " not in f" {texts} "] == []
