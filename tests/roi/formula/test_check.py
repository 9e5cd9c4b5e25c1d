"""Names, hand-typed numbers and shapes, and the checked tree as a whole."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi.errors import RoiError
from roi.formula.arrays import evaluate, month_axis
from roi.formula.check import HABITUAL, Symbol, check, unsourced_numbers
from roi.formula.nodes import CASE, DRAW, DRAW_MONTH, MONTH, Call, Convert, Node, Shape, walk
from roi.formula.parse import parse
from roi.formula.vocabulary import EXAMPLE, OTHER_WORDS, WORDS
from roi.units import Unit, Units
from tests.support.examples import examples
from tests.support.trees import unparse, well_typed
from tests.support.world import SYMBOLS, UNITS, checked, unit

# Names and words -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("visit", "the name `visit` is unknown", "Did you mean 'visits'?"),
        ("exp", "`exp` is a word that takes 1 argument", "e to the power of x"),
        ("min + 1", "`min` is a word that takes 2 or more arguments", "the smallest"),
        ("maxx(p, q)", "the word `maxx` is unknown", "Did you mean 'max'?"),
        ("p(q)", "`p` is an input or a line, and no word", "It takes no brackets"),
        ("uniform(0, 1)", "the word `uniform` is unknown", "A distribution is the value of an input"),
        ("min(p)", "`min` takes 2 or more arguments, found 1", "the smallest"),
        ("clip(p, q)", "`clip` takes 3 arguments, found 2", "x kept between two bounds"),
        ("month(p)", "`month` takes 0 arguments, found 1", ""),
        ("grow(rate)", "`grow` takes 2 arguments, found 1", ""),
        ("abs(p, q)", "`abs` takes 1 argument, found 2", ""),
        ("min(p, x=q)", "`min` takes no named arguments", ""),
        ("20 to 40", "`to` writes a distribution", ""),
        ("'text'", "a quoted text has no place in a formula", ""),
        ("min('a', 'b')", "a quoted text has no place", ""),
        ("lag(p, 3)", "the first argument of `lag` must be the name of a line", "`p` is an input"),
        ("lag(saved + flat, 3)", "the first argument of `lag` must be the name of a line", "Give it a line"),
        ("cumulative(month)", "the first argument of `cumulative` must be the name of a line", ""),
        ("cumulative(2)", "the first argument of `cumulative` must be the name of a line", ""),
        ("lag(saved, 121)", "`lag` takes a whole number of months from 0 to 120", ""),
        ("lag(saved, -1)", "`lag` takes a whole number of months from 0 to 120", ""),
        ("lag(saved, 1.5)", "`lag` takes a whole number of months from 0 to 120", ""),
        ("lag(saved, 100%)", "`lag` takes a whole number of months from 0 to 120", ""),
        ("lag(saved, k)", "`lag` takes a whole number of months from 0 to 120", ""),
        ("lag(saved, delay)", "`lag` takes a whole number of months from 0 to 120", ""),
    ],
)
def test_name_refusals(text: str, message: str, hint: str) -> None:
    with pytest.raises(RoiError) as refusal:
        checked(text)
    assert message in refusal.value.message
    assert hint in str(refusal.value.hint)


# Hand-typed numbers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *(f"p * {number:g}" for number in sorted(HABITUAL)),
        *(f"p / {number:g}" for number in sorted(HABITUAL)),
        *(f"p * {1 / number!r}" for number in sorted(HABITUAL)),
        "p * (1 / 12)",
        "p ** (q * 12)",  # only an exponent itself is excused
        "p * 0.0833333333333",
        "p if q > 60 else k",
        "p * -12",
        "p * 12.0",
        "p * 1.2e1",
    ],
)
def test_numbers_that_people_type_to_convert_are_refused(text: str) -> None:
    with pytest.raises(RoiError, match="looks like a conversion between units"):
        checked(text)


def test_a_ratio_of_this_very_line_is_refused() -> None:
    """4 quarters a year, 1.25 USD for 1 EUR: refused only where the line converts by it."""
    assert checked("p * 1.25")
    with pytest.raises(RoiError, match=r"1\.25 looks like a conversion"):
        checked("price * seats * 1.25", "USD/month")
    assert checked("saved * 4", "USD/month")
    with pytest.raises(RoiError, match="4 looks like a conversion"):
        checked("spent * 4", "USD/quarter")


@pytest.mark.parametrize(
    "text", ["p * 12%", "p ** 12", "p ** -7", "lag(w, 12)", "p * 11", "p * 0.35", "p * 13"]
)
def test_numbers_that_are_no_conversions(text: str) -> None:
    assert checked(text)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("p + 1", []),
        ("p * 0", []),
        ("p ** 3", []),
        ("p ** -3", []),
        ("p ** 2.5", ["2.5"]),
        ("p ** (2 * q)", ["2"]),
        ("lag(w, 3)", []),
        ("p * 2 + 35%", ["2", "35%"]),
        ("100%", []),
        ("min(p, 5)", ["5"]),
        ("p if q > 1.5 else 0", ["1.5"]),
        ("exp(-0.2 * q)", ["0.2"]),
        ("(1 + p) ** 2 - 1", []),
    ],
)
def test_numbers_without_a_source(text: str, numbers: list[str]) -> None:
    assert [number.text for number in unsourced_numbers(checked(text))] == numbers


# Shapes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("2 + 3", CASE),
        ("k * 2", CASE),
        ("always_on * term / always_on / term", CASE),
        ("p * k", DRAW),
        ("w + k", MONTH),
        ("p + w", DRAW_MONTH),
        ("month / delay", DRAW_MONTH),
        ("month / term", MONTH),
        ("ramp(month, term)", MONTH),
        ("ramp(delay, term)", DRAW),
        ("once(term) * term", MONTH),
        ("once(delay) * term", DRAW_MONTH),
        ("cumulative(flat) / fee / term", DRAW_MONTH),
        ("lag(w, 0)", MONTH),
        ("lag(z, 2)", DRAW_MONTH),
        ("k if p > 0 else 2", DRAW),
        ("k if w > 0 else 2", MONTH),
        ("p if k > 0 else w", DRAW_MONTH),
        ("not p", DRAW),
        ("p < w", DRAW_MONTH),
        ("min(k, w)", MONTH),
        ("sqrt(p ** 2)", DRAW),
        ("-w", MONTH),
        ("saved > fee", DRAW_MONTH),
    ],
)
def test_shapes(text: str, shape: Shape) -> None:
    assert checked(text).shape == shape


# The whole -------------------------------------------------------------------------------------


@examples(200)
@given(st.one_of(*well_typed(3).values()))
def test_a_checked_tree_has_units_everywhere_and_conversions_only_inside(tree: Node) -> None:
    text = unparse(tree)
    for target in ("–", "month", "1/year", "USD/month"):
        with contextlib.suppress(RoiError):
            node = check(parse(text), text, SYMBOLS, UNITS, unit(target))
            assert node.unit == unit(target)
            for part in walk(node):
                assert part.unit is not None
                if isinstance(part, Convert):
                    assert part.conversion.source == part.operand.unit
                    assert part.conversion.target == part.unit


WRITTEN = "p saved month term 0 2 35% ( ) + - * / ** < , lag( min( exp( if else and not 'a' x= to".split()


@examples(500)
@given(st.lists(st.sampled_from(WRITTEN), max_size=12).map(" ".join), st.sampled_from(["–", "USD", "month"]))
def test_any_formula_is_checked_or_refused(text: str, target: str) -> None:
    with contextlib.suppress(RoiError):
        assert checked(text, target).unit == unit(target)


def test_huge_powers_of_units_are_refused_at_once() -> None:
    """((h ** 9) ** 9) ** 9 … would take minutes to compare with another of the same dimension."""
    left, right = "delay", "term"
    for _ in range(7):
        left, right = f"({left}) ** 9", f"({right}) ** 9"
    with pytest.raises(RoiError, match="is no unit of anything"):
        checked(f"{left} - {right}")


def test_what_is_written_in_place_of_a_word_is_said_of_no_word_of_the_language() -> None:
    assert [word for word in OTHER_WORDS if word in WORDS] == []


@pytest.mark.parametrize("word", WORDS)
def test_the_example_of_every_word_gives_its_value(word: str) -> None:
    """In the last of 24 months, over the names of EXAMPLE; its unit is whatever the formula has."""
    horizon, units = 24, Units((), "USD", ())
    declared = {name: units.declared(text) for name, (_, text) in EXAMPLE.items()}
    symbols = {name: Symbol(d.unit, CASE, line=name == "level") for name, d in declared.items()}
    values = {name: np.asarray(value * declared[name].scale) for name, (value, _) in EXAMPLE.items()}
    text, value = WORDS[word].example
    node = _in_own_unit(text, symbols, units)
    months = month_axis(horizon)
    result = np.broadcast_to(evaluate(node, values, months), months.shape)
    assert any(isinstance(n, Call) and n.function == word for n in walk(node))
    assert result[-1, 0] == pytest.approx(value, rel=1e-14)


def _in_own_unit(text: str, symbols: dict[str, Symbol], units: Units) -> Node:
    for target in ("–", "month", "1/month", "hour/year"):
        with contextlib.suppress(RoiError):
            node = check(parse(text), text, symbols, units, units.declared(target).unit)
            if not isinstance(node, Convert):
                return node
    raise AssertionError(f"no unit fits {text}")


def test_zero_takes_the_unit_it_meets() -> None:
    for text in ("max(0, saved)", "saved if p else 0", "0 * p"):
        node = checked(text, "USD/month" if "saved" in text else "–")
        assert not [n for n in walk(node) if isinstance(n, Convert)]
    assert checked("0", "USD/month").unit == unit("USD/month")
    assert unit("USD/month") == Unit((("USD", 1), ("month", -1)))
