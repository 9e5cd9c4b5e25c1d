"""How a tree follows a name, read off the tree, beside its values."""

from __future__ import annotations

import numpy as np
import pytest

from roi.arrays import Array
from roi.formula.arrays import evaluate, month_axis
from roi.formula.parse import parse
from roi.formula.powers import Form, form_of

HORIZON = 24


@pytest.mark.parametrize(
    ("formula", "form"),
    [
        ("a * b", 0),
        ("x", 1),
        ("-x * a / b", 1),
        ("a / x", -1),
        ("a / (b / x)", 1),
        ("x * x", 2),
        ("x ** 3 / x", 2),
        ("x ** a", "other"),
        ("a ** x", "other"),
        ("a * x + b", "straight"),
        ("(a * x + b) / a - x", "straight"),
        ("(x + a) * x", "other"),
        ("x - a / x", "other"),
        ("1 / (x + a)", "other"),
        ("x if a > b else b", "straight"),
        ("x if a > b else a * x", 1),
        ("a if x > b else b", "other"),
        ("min(x, a)", "other"),
        ("min(a * x, x, x / b)", 1),
        ("max(a / x, b / x)", -1),
        ("abs(x)", 1),
        ("cumulative(x) + lag(x, 2)", 1),
        ("s_curve(b - x, a)", "other"),
        ("grow(a, b) * x", 1),
        ("tiered(a, 0, x, 1, b)", "straight"),
        ("tiered(a, 0, x, x, b)", "other"),
        ("volume_price(a, 0, x, 1, x * b)", 1),
        ("exp(x)", "other"),
        ("not x", "other"),
    ],
)
def test_a_form_is_read_off_the_tree_and_holds_for_its_values(formula: str, form: Form) -> None:
    node = parse(formula)
    assert form_of(node, {"x": 1}, positive=True) == form
    if form == "other":
        return
    draws = np.random.default_rng(7).uniform(0.5, 2.0, size=(2, HORIZON + 1, 9))
    base = {"a": draws[0], "b": draws[1]}

    def at(x: float) -> Array:
        return evaluate(node, {**base, "x": np.full((HORIZON + 1, 9), x)}, month_axis(HORIZON))

    for x in (0.5, 3.0):
        if isinstance(form, int):
            np.testing.assert_allclose(at(x), at(1.0) * x**form, rtol=1e-12)
        else:
            np.testing.assert_allclose(at(x), at(0.0) + x * (at(1.0) - at(0.0)), rtol=1e-12)


def test_the_smaller_of_two_powers_is_one_only_of_what_is_above_0() -> None:
    assert form_of(parse("min(a * x, b * x)"), {"x": 1}, positive=False) == "other"
    assert form_of(parse("abs(x)"), {"x": 1}, positive=False) == "other"
