"""The tape face against the arrays face: one list of expressions, hand-picked and generated.

Both round every operation to 1e-16, in an order of their own; growth by a factor a month adds some 1e-14.
"""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from roi.errors import RoiError
from roi.formula.arrays import evaluate, month_axis
from roi.formula.nodes import Node
from roi.sim.compiled.machine import execute
from roi.sim.compiled.tape import CODES, OPERATIONS, WIDTH, MonthTable, Tape
from tests.support.expressions import HAND_PICKED
from tests.support.trees import unparse, well_typed
from tests.support.world import HORIZON, NAMES, Array, checked, values

VALUES = values(WIDTH, seed=5)
MONTHS = month_axis(HORIZON)
VARYING = {name: known.shape.month for name, known in NAMES.items() if known.shape.draw}
TOLERANCE = 1e-12


def by_arrays(node: Node) -> Array:
    with np.errstate(all="ignore"):
        return np.array(np.broadcast_to(evaluate(node, VALUES, MONTHS), (HORIZON + 1, WIDTH)))


def by_tape(node: Node) -> Array:
    tape = Tape(VARYING)
    if node.shape.draw:
        tape.add("it", node)
    row = tape.row_of("it", node)
    rows, past = np.zeros((tape.rows, WIDTH)), np.zeros((len(tape.stored), HORIZON + 1, WIDTH))
    with np.errstate(all="ignore"):
        tables = {place: table.values(VALUES, MONTHS) for table, place in tape.tables.items()}
    once, monthly = (np.array(part, dtype=np.int64).reshape(-1, 5) for part in (tape.once, tape.monthly))
    found = np.empty((HORIZON + 1, WIDTH))
    for t in range(HORIZON + 1):
        for name in VARYING:
            column = VALUES[name]
            rows[tape.names[name]] = column[t] if column.ndim == 2 else column
        for place, table in tables.items():
            rows[place] = table[t]
        if t == 0:
            execute(once, rows, past, 0)
        execute(monthly, rows, past, t)
        found[t] = rows[row]
    return found


def assert_same(found: Array, expected: Array) -> None:
    np.testing.assert_array_equal(np.isfinite(found), np.isfinite(expected))
    sound = np.isfinite(expected)
    with np.errstate(invalid="ignore"):
        gap = np.abs(found - expected) / np.maximum(1.0, np.abs(expected))
    assert np.max(gap[sound], initial=0.0) <= TOLERANCE


@pytest.mark.parametrize(("text", "target"), HAND_PICKED)
def test_hand_picked_expressions(text: str, target: str) -> None:
    node = checked(text, target)
    expected = by_arrays(node)
    found = by_tape(node)
    if "grow" in text or "log" in text:  # growth beyond -100 % is nan on a tape: the caller asks the arrays
        expected = np.where(np.isnan(found), np.nan, expected)
    assert_same(found, expected)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(tree=well_typed(2)["one"])
def test_generated_expressions(tree: Node) -> None:
    node: Node | None = None
    with contextlib.suppress(RoiError):
        text = unparse(tree)
        node = checked(text, "–")
    assume(node is not None)
    assert node is not None
    expected, found = by_arrays(node), by_tape(node)
    # Where a last digit decides, or an operation magnifies it, the faces may part: those months are left out.
    assume(np.isfinite(expected).all() and np.abs(expected).max() < 1e9)
    assume(np.isfinite(found).all())
    same = np.abs(found - expected) <= 1e-9 * np.maximum(1.0, np.abs(expected))
    assert same.mean() > 0.95


def test_every_operation_has_one_code_in_the_order_of_the_interpreter() -> None:
    assert [CODES[name] for name in OPERATIONS] == list(range(len(OPERATIONS)))
    assert CODES["**"] < CODES["<"]
    assert CODES["choose"] < CODES["min"]
    assert CODES["sqrt"] < CODES["ramp"]


def test_what_two_formulas_share_is_worked_out_once() -> None:
    tape = Tape(VARYING)
    tape.add("one", checked("p * q + 1", "–"))
    before = len(tape.once)
    tape.add("two", checked("p * q + 2", "–"))
    assert len(tape.once) == before + 1


def test_what_does_not_depend_on_the_month_is_not_in_the_monthly_tape() -> None:
    tape = Tape(VARYING)
    tape.add("it", checked("p * q * s_curve(month - delay, weeks)", "–"))
    monthly = [OPERATIONS[operation[0]] for operation in tape.monthly]
    assert sorted(monthly) == ["*", "-", "s_curve"]


def test_growth_over_equal_steps_needs_no_exponential_a_month() -> None:
    tape = Tape(VARYING)
    tape.add("it", checked("grow(rate, month - term)", "–"))
    assert [OPERATIONS[operation[0]] for operation in tape.monthly] == ["advance"]


def test_a_table_of_nothing_is_one() -> None:
    assert MonthTable(()).values({}, MONTHS).tolist() == [1.0] * (HORIZON + 1)
