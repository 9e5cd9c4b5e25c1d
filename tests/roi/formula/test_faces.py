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

from roi.errors import RoiError
from roi.formula.arrays import evaluate, month_axis
from roi.formula.check import check
from roi.formula.excel import MAX_FORMULA, number, render
from roi.formula.nodes import Node, Text, walk
from roi.formula.parse import parse
from roi.formula.vocabulary import OPERATORS, WORDS
from tests.support.libreoffice import recalculated
from tests.support.references import FIRST, CellReferences, Layout, TimelineReferences, flags
from tests.support.slow import Series, UnsafeError, slow
from tests.support.trees import NOWHERE, unparse, well_typed
from tests.support.world import HORIZON, SYMBOLS, UNITS, Array, in_base_units, unit, values

DRAWS = 3
VALUES = values(DRAWS, seed=11)
MONTHS = month_axis(HORIZON)
TOLERANCE = 1e-9

HAND_PICKED: list[tuple[str, str]] = [
    # Excel binds its sign tighter than ^ and groups ^ to the left.
    ("-2 ** 2", "–"),
    ("(-2) ** 2", "–"),
    ("-q ** 2", "–"),
    ("(-q) ** 2", "–"),
    ("2 ** 3 ** 2", "–"),
    ("(2 ** 3) ** 2", "–"),
    ("q ** k ** 2", "–"),
    ("(q ** k) ** 2", "–"),
    ("2 ** -q", "–"),
    ("2 ** -q ** 2", "–"),
    ("(2 * q) ** 2", "–"),
    ("-q ** -2", "–"),
    ("3 - -2", "–"),
    ("3 * -q", "–"),
    ("-(-q)", "–"),
    # Grouping
    ("p - (q - k)", "–"),
    ("p - q - k", "–"),
    ("p - (q + k)", "–"),
    ("p + (q - k)", "–"),
    ("p / (q / k)", "–"),
    ("p / q / k", "–"),
    ("p / (q * k)", "–"),
    ("p * (q / k)", "–"),
    ("p * (q + k)", "–"),
    ("(p + w) / (q + z)", "–"),
    ("-(p + q) * k", "–"),
    ("1 / (1 / q)", "–"),
    ("p / (q / (k / (z / 3)))", "–"),
    # Comparison and logic inside arithmetic
    *((f"(p {op} q) * 3 + (w {op} k) ** 2 - 1", "–") for op in ("<", "<=", ">", ">=", "==", "!=")),
    *((f"(month {op} term) + 2", "–") for op in ("<", ">=")),
    ("(p == p) + (k != 1.5)", "–"),
    ("p < q and q < z", "–"),
    ("p < q or w < 0", "–"),
    ("not p", "–"),
    ("not (p < q) and not 0", "–"),
    ("2 * (p and w) + (0 or z) - (0 and p)", "–"),
    ("(not p < 0) * w", "–"),
    ("1 and 0 or 1", "–"),
    ("(p < q) < z", "–"),
    ("-(p < q)", "–"),
    ("(p > 0) ** 2 / 2", "–"),
    # Choice, also with what must not be worked out
    ("p if w > 0 else q", "–"),
    ("p if q > 0 else w", "–"),
    ("w if p else z if q > 2 else k", "–"),
    ("2 * (p if w > 0 else -p) + 1", "–"),
    ("saved if w > 0 else fee", "USD/month"),
    ("1 / z if z > 1 else 0", "–"),
    ("p / (month / term) if month > 0 else 5", "–"),
    ("log(w) if w > 0 else -1", "–"),
    ("sqrt(w) if w >= 0 else sqrt(-w)", "–"),
    ("w ** 0.5 if w >= 0 else 0", "–"),
    ("(1 / (month / term) if month > 0 else 0) if p > 0 else (2 if month < 1 * term else term / month)", "–"),
    ("exp(500 * p) if p < 0 else p", "–"),
    ("grow(-2 * rate / rate / term, month - term) if p > 99 else 2", "–"),
    ("5 / (p - p) if p != p else w", "–"),
    ("5 / log(p - p) if p != p else w", "–"),
    ("(p - p) ** -w if w > 99 else 3", "–"),
    # Words
    ("month", "month"),
    ("month / term", "–"),
    ("always_on * wage", "USD/month"),
    ("grow(rate, month)", "–"),
    ("grow(rate, month) ** 2", "–"),
    ("2 ** grow(fall, month - delay)", "–"),
    ("-grow(rate, term)", "–"),
    ("grow(0, month) * q / grow(rate + fall, -month)", "–"),
    ("ramp(month - delay, weeks)", "–"),
    ("ramp(month, term)", "–"),
    ("ramp(month, 0 * term)", "–"),
    ("ramp(month - 2 * term, 0 * term)", "–"),
    ("ramp(delay, term)", "–"),
    ("ramp(-month, term)", "–"),
    ("ramp(w, z)", "–"),
    ("ramp(z, w)", "–"),  # durations below 0
    ("ramp(0, term) + ramp(p, 0)", "–"),
    ("1 - ramp(month, term) ** 2", "–"),
    ("s_curve(month - delay, weeks)", "–"),
    ("s_curve(month, term)", "–"),
    ("s_curve(month, 0 * term)", "–"),
    ("s_curve(month - term, 0 * term)", "–"),
    ("s_curve(-month, term)", "–"),
    ("s_curve(delay, term)", "–"),
    ("s_curve(p, q)", "–"),
    ("s_curve(z, w)", "–"),
    ("s_curve(0, term) + s_curve(p, 0)", "–"),
    ("p * s_curve(999 * month, term)", "–"),
    ("s_curve(ramp(month, term), s_curve(month, term))", "–"),
    ("once(0)", "1/month"),
    *((f"once({moment})", "1/month") for moment in ("start", "half", "first", "third", "last", "beyond")),
    ("once(delay)", "1/month"),
    ("once(weeks)", "1/month"),
    ("once(term)", "1/month"),
    ("once(term * 20)", "1/month"),
    ("once(-term)", "1/month"),
    ("once(month)", "1/month"),
    ("once(month / 2)", "1/month"),
    ("once(month + term / 9.6)", "1/month"),  # half a month later: never
    ("fee * once(delay) * term", "USD/year"),
    ("cumulative(saved)", "USD"),
    ("cumulative(spent)", "USD"),
    ("cumulative(flat)", "USD"),
    ("cumulative(saved) / cumulative(flat) if month > 0 else 0", "–"),
    ("-cumulative(z) * fee", "USD"),
    *((f"lag({line}, {n})", "USD/month") for line in ("saved", "spent", "flat") for n in (0, 1, 3, 13, 20)),
    ("saved - lag(saved, 1)", "USD/month"),
    ("lag(w, 2) ** 2 - lag(z, 3)", "–"),
    ("min(p, q)", "–"),
    ("max(p, q, w, z, 0)", "–"),
    ("min(p, q, w, z, 2, k)", "–"),
    ("min(w, w)", "–"),
    ("max(w, w, -w)", "–"),
    ("min(saved, spent, fee)", "USD/year"),
    ("min(p, max(q, w), z) * 2 - max(w, min(z, p))", "–"),
    ("clip(w, -1, 2)", "–"),
    ("clip(w, 2, -1)", "–"),
    ("clip(p, w, z)", "–"),
    ("clip(saved, 0, fee) - 1 * saved", "USD/month"),
    ("abs(w)", "–"),
    ("abs(p - w) ** 2", "–"),
    ("exp(-w) + exp(p)", "–"),
    ("log(z) * log(q)", "–"),
    ("sqrt(z) - sqrt(q * k)", "–"),
    ("sqrt(saved * saved)", "USD/month"),
    # Numbers, percents, conversions
    ("35%", "–"),
    ("p * 35% + 8%", "–"),
    ("2.5e-7 * p", "–"),
    ("3e15 * q / 2e15", "–"),
    ("0.1 + 0.2", "–"),
    ("share * saved", "USD/month"),
    ("visits * minutes * wage", "USD/month"),
    ("fee / (visits * minutes * wage)", "–"),
    ("seats * price", "USD/month"),
    ("seats * price * grow(rate, month) - fee", "EUR/year"),
    ("saved + spent + fee - flat", "USD/week"),
    ("(saved + fee) / (spent + fee)", "–"),
    ("saved ** 2 / fee", "USD/month"),
    ("weeks + month + term", "day"),
    ("0", "USD"),
]


def checked(text: str, target: str) -> Node:
    return check(parse(text), text, SYMBOLS, UNITS, unit(target))


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
    book.remove(book.active)
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
    book = recalculated(path)
    wrong = []
    for place in places:
        found = book[place.sheet].cell(place.row, place.column).value
        if not isinstance(found, int | float) or not abs(found - place.expected) <= TOLERANCE * place.size:
            wrong.append(f"{place.what}: arrays {place.expected!r}, LibreOffice {found!r}")
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
    found: dict[str, None] = {}

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
        if len(found) == count:
            raise EnoughError
        assume(text not in found)
        assume(sum(1 for _ in walk(tree)) >= 5 and len(text) < 200)
        assume(is_safe(tree) and is_short(checked(text, target)))
        found[text] = None

    with contextlib.suppress(EnoughError):
        collect()
    assert len(found) == count
    return list(found)


def is_safe(tree: Node) -> bool:
    """Whether every draw and month is one that both can tell."""
    based = in_base_units(VALUES)
    try:
        for draw in range(DRAWS):
            names = {name: _series(array, draw) for name, array in based.items()}
            for month in range(HORIZON + 1):
                slow(tree, names, month)
    except UnsafeError:
        return False
    return True


def _series(array: Array, draw: int) -> Series:
    if array.ndim == 2:
        return lambda month: float(array[month, min(draw, array.shape[1] - 1)])
    return lambda month: float(array[draw] if array.ndim else array)


def is_short(node: Node) -> bool:
    try:
        return len(over_time_of(node, empty_layout())) < MAX_FORMULA - 200  # the SUMPRODUCT around it
    except RoiError:
        return False


def empty_layout() -> Layout:
    layout = Layout(openpyxl.Workbook().active, HORIZON)
    layout.hold(VALUES, 0)
    return layout


def test_the_list_holds_every_word_and_operator() -> None:
    texts = " ".join(text for text, _ in HAND_PICKED)
    assert all(re.search(rf"\b{word}\b", texts) for word in WORDS)
    assert all(f" {operator} " in f" {texts} " for operator in OPERATORS)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(*well_typed(3).values()))
def test_the_array_form_collapses_nowhere(tree: Node) -> None:
    """IF, MIN, MAX, AND, OR give one number inside SUMPRODUCT; SUM and INDEX are for cells."""
    text = unparse(tree)
    for target in ("–", "month", "1/year", "USD/month"):
        try:
            array = over_time_of(checked(text, target), empty_layout())
        except RoiError:
            continue
        assert not re.search(r"\b(IF|MIN|MAX|AND|OR|SUM|INDEX|TRANSPOSE)\(", array)
        assert array.count("(") == array.count(")")


@pytest.mark.parametrize(
    ("text", "target", "cell", "over_time"),
    [
        ("-2 ** 2", "–", "(-(2^2))", "(-(2^2))"),
        ("2 ** 3 ** 2", "–", "2^(3^2)", "2^(3^2)"),
        ("(2 ** 3) ** 2", "–", "2^3^2", "2^3^2"),
        ("p - (q - k)", "–", "p-(q-k)", "p-(q-k)"),
        ("p / (q / k)", "–", "p/(q/k)", "p/(q/k)"),
        ("p * q / k", "–", "p*q/k", "p*q/k"),
        ("p < q", "–", "((p<q)*1)", "((p<q)*1)"),
        ("min(p, w)", "–", "MIN(p,w)", "(p*(p<=w)+w*(w<p))"),
        ("p / w if w else q", "–", "IF(w<>0,(p/w),q)", "((w<>0)*(p/(w*(w<>0)+(1-(w<>0))))+(w=0)*q)"),
        (
            "fee + saved",
            "USD/month",
            "(fee+saved*[month/year])/[month/year]",
            "(fee+saved*[month/year])/[month/year]",
        ),
        ("grow(rate, term) * 2", "–", "(1+rate)^term*2", "(1+rate)^term*2"),
        ("lag(saved, 3)", "USD/month", "lag saved 3", "lag saved 3"),
        ("cumulative(saved)", "USD", "sum saved", "sum saved"),
        ("always_on * wage", "USD/year", "[hour/year, always on]*wage", "[hour/year, always on]*wage"),
        ("35% * 2e-3", "–", "0.35*0.002", "0.35*0.002"),
    ],
)
def test_texts(text: str, target: str, cell: str, over_time: str) -> None:
    assert render(checked(text, target), Named(), "cell") == cell
    assert render(checked(text, target), Named(), "over_time") == over_time


class Named:
    """References that name what they are asked for."""

    def value(self, name: str, shape: object) -> str:
        return name

    def month(self) -> str:
        return "month"

    def constant(self, label: str, value: float) -> str:
        return f"[{label}]"

    def running(self, name: str) -> str:
        return f"sum {name}"

    def lagged(self, name: str, months: str) -> str:
        return f"lag {name} {months}"


def test_a_formula_too_long_for_excel_is_refused() -> None:
    text = "min(p, min(q, min(w, min(z, min(k, min(p, q))))))"
    node = checked(f"{text} * {text}", "–")
    assert len(render(node, Named(), "cell")) < MAX_FORMULA
    with pytest.raises(RoiError, match="at most 8,192 are allowed"):
        render(node, Named(), "over_time")


def test_numbers() -> None:
    assert [number(x) for x in (0.0, 40_000.0, 0.35, 1e-7, 2.5e20)] == [
        "0",
        "40000",
        "0.35",
        "1E-07",
        "2.5E+20",
    ]
    with pytest.raises(TypeError):
        render(Text(NOWHERE, "x"), Named(), "cell")
