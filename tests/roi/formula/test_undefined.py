"""Where a formula goes wrong: the innermost part, in words, with a hint that mends it."""

from __future__ import annotations

import numpy as np
import pytest

import roi
from roi.errors import RoiError
from roi.formula.arrays import evaluate, month_axis
from roi.formula.check import check
from roi.formula.parse import parse
from roi.formula.undefined import undefined_part
from roi.model import resolve
from roi.sim.plan import plan
from roi.units import ONE
from tests.support.documents import case_of, flow, line
from tests.support.world import HORIZON, SYMBOLS, UNITS

MONTHS = month_axis(HORIZON)


@pytest.mark.parametrize(
    ("formula", "part", "what", "hint"),
    [
        ("1 + 2 * log(p)", "log(p)", "it takes the logarithm of -2", "above 0"),
        ("3 - sqrt(p) / k", "sqrt(p)", "it takes the square root of -2", "max(x, 0)"),
        ("k / (p - p)", "k / (p - p)", "it divides by 0", "if b > 0"),
        ("p ** 0.5", "p ** 0.5", "it raises -2 to the power of 0.5", "at least 0"),
        ("exp(99 * k) ** 9", "exp(99 * k) ** 9", "to the power of 9", ""),
        ("exp(-999 * p)", "exp(-999 * p)", "it is too large", "units"),
        ("k * (log(p) if k > 0 else log(p - p))", "log(p)", "the logarithm of -2", ""),
        ("k * (log(p) if k < 0 else log(p - p))", "log(p - p)", "the logarithm of 0", ""),
        ("max(0, k / (month / term))", "k / (month / term)", "it divides by 0", ""),
    ],
)
def test_the_innermost_part(formula: str, part: str, what: str, hint: str) -> None:
    values = {name: np.asarray(0.4 if name == "term" else 1.5) for name in SYMBOLS} | {
        "p": np.array([1.0, -2.0])
    }
    node = check(parse(formula), formula, SYMBOLS, UNITS, ONE)
    with np.errstate(all="ignore"):
        worth = np.broadcast_to(evaluate(node, values, MONTHS), (HORIZON + 1, 2))
        assert not abs(worth[0, 1]) < 1e100
        undefined = undefined_part(node, values, MONTHS, 0, 1)
    assert formula[undefined.node.span.start : undefined.node.span.stop] == part
    assert what in undefined.what
    assert hint in str(undefined.hint)


def test_a_line_before_it_is_named() -> None:
    inputs = {"x": ("uniform(-2, 1)", "–"), "money": (1, "USD/month")}
    lines = {"size": line("log(x)", "–"), "twice": line("size + size", "–"), "gain": flow("money * twice")}
    with pytest.raises(RoiError, match=r"(?s)it takes the logarithm of -0.5 of `size`\n  log\(x\)\n  \^{6}"):
        plan(resolve(case_of(inputs, lines)))
    with pytest.raises(RoiError, match="the line is undefined in month 1") as refusal:
        roi.simulate(case_of(inputs, lines), draws=64)
    assert str(refusal.value.where) == "small.toml: [lines.gain] formula"
