"""Constant arithmetic against Python's own, through generated expressions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi.distributions.arithmetic import evaluate
from roi.errors import RoiError
from roi.formula.parse import parse

LITERALS = st.sampled_from(["2", "0.5", "35%", "1_800", "7", "3.25", "1e3"])


def combined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signed = parts.map(lambda text: f"(-{text})")
    binary = st.tuples(parts, st.sampled_from(["+", "-", "*", "/"]), parts).map(lambda t: f"({' '.join(t)})")
    return signed | binary


@given(st.recursive(LITERALS, combined, max_leaves=12))
def test_agrees_with_floating_point(text: str) -> None:
    python = text.replace("35%", "0.35")
    try:
        expected = eval(python, {"__builtins__": {}})
    except ZeroDivisionError:
        return
    try:
        amount = evaluate(parse(text), text)
    except RoiError:  # a division by exactly zero, where floating point leaves a crumb
        assert "/" in text
        return
    # absolute: differences of nearly equal numbers keep the crumbs of floating point
    assert float(amount.value) == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert amount.percent == ("%" in text)


def test_huge_powers_are_refused_at_once() -> None:
    text = "((((1.5 ** 64) ** 64) ** 64) ** 64) ** 64"
    with pytest.raises(RoiError, match="too large"):
        evaluate(parse(text), text)


def test_long_fractions_become_doubles() -> None:
    text = "((1.000_001 ** 64) ** 64) ** 64"
    assert float(evaluate(parse(text), text).value) == pytest.approx(1.000_001 ** (64**3), rel=1e-9)
