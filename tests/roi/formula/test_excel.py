"""The Excel face: texts, limits, and what must not stand inside SUMPRODUCT.  Values: `test_faces`."""

from __future__ import annotations

import re

import openpyxl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from roi.errors import RoiError
from roi.formula.excel import MAX_FORMULA, render, within_excel
from roi.formula.nodes import Node, Text
from roi.formula.word_forms import number
from tests.support.examples import examples
from tests.support.references import Layout, TimelineReferences
from tests.support.sheets import first_sheet
from tests.support.trees import NOWHERE, unparse, well_typed
from tests.support.world import HORIZON, checked, values


def over_time_of(node: Node) -> str:
    layout = Layout(first_sheet(openpyxl.Workbook()), HORIZON)
    layout.hold(values(1), 0)
    return render(node, TimelineReferences(layout), "over_time")


@examples(150, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(*well_typed(3).values()))
def test_the_array_form_collapses_nowhere(tree: Node) -> None:
    """IF, MIN, MAX, AND, OR give one number inside SUMPRODUCT; SUM and INDEX are for cells."""
    text = unparse(tree)
    for target in ("–", "month", "1/year", "USD/month"):
        try:
            array = over_time_of(checked(text, target))
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
        ("p < q", "–", "((p<q-1E-12*(1+ABS(q)))*1)", "((p<q-1E-12*(1+ABS(q)))*1)"),
        ("p + q >= k", "–", "(((p+q)>=k-1E-12*(1+ABS(k)))*1)", "(((p+q)>=k-1E-12*(1+ABS(k)))*1)"),
        # The shorter side moves, whichever it is.
        ("k > p + q", "–", "((k-1E-12*(1+ABS(k))>(p+q))*1)", "((k-1E-12*(1+ABS(k))>(p+q))*1)"),
        ("p <= 3", "–", "((p<=3+4E-12)*1)", "((p<=3+4E-12)*1)"),
        ("p == 0", "–", "((ABS(p)<=1E-12)*1)", "((ABS(p)<=1E-12)*1)"),
        ("p < 0", "–", "((p<-1E-12)*1)", "((p<-1E-12)*1)"),
        ("0 < p", "–", "((0<p-1E-12*(1+ABS(p)))*1)", "((0<p-1E-12*(1+ABS(p)))*1)"),
        ("p != q", "–", "((ABS(p-q)>1E-12*(1+ABS(q)))*1)", "((ABS(p-q)>1E-12*(1+ABS(q)))*1)"),
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

    def varies(self, name: str) -> str:
        return ""

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


def test_what_grows_with_every_level_is_refused_before_it_is_written() -> None:
    """Each level repeats its arguments: 28 of them would be 2^28 texts."""
    with pytest.raises(RoiError, match="more than 8,192 characters in Excel"):
        render(checked("min(p, " * 28 + "q" + ")" * 28, "–"), Named(), "over_time")
    with pytest.raises(RoiError, match="more than 8,192 characters in Excel"):
        render(checked("ramp(p, " * 28 + "q" + ")" * 28, "–"), Named(), "cell")


@pytest.mark.parametrize(
    ("fits", "over", "message"),
    [
        ("1+" * 4_095 + "1", "1+" * 4_096 + "1", "8,193 characters in Excel; at most 8,192"),
        (f"MAX({'1,' * 254}1)", f"MAX({'1,' * 255}1)", "a function of 256 arguments in Excel; at most 255"),
        ("(" * 64 + "1" + ")" * 64, "(" * 65 + "1" + ")" * 65, "65 levels of brackets in Excel; at most 64"),
        (f'LEN("{"(,)" * 300}")', "", ""),  # a text is no part of the formula
        ("+".join(["MAX(1,2)"] * 400), "", ""),  # side by side
    ],
)
def test_limits_of_excel(fits: str, over: str, message: str) -> None:
    assert within_excel(fits) == fits
    if over:
        with pytest.raises(RoiError, match=message):
            within_excel(over)


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
