"""The tape face of formulas: checked trees → a list of plain operations on rows of draws.

A row holds one number for each draw of a tile.  What does not depend on the month is worked out once a tile,
what depends on months alone stands in tables that the arrays face fills beforehand, and an expression that
stands in two formulas is worked out once.  A compiled interpreter (`machine`) runs the tape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from roi.arrays import Array
from roi.formula.arrays import evaluate
from roi.formula.nodes import Binary, Call, Convert, If, Name, Node, Number, Unary

Operations = NDArray[np.int64]
WIDTH = 512
"""Draws of a tile: a row is 4 KiB, so that those in use stay near a core."""

OPERATIONS = (
    "zero", "copy", "negative", "not", "+", "-", "*", "/", "**", "<", "<=", ">", ">=", "==", "!=", "and", "or",
    "choose", "min", "max", "clip", "abs", "exp", "log", "sqrt", "ramp", "s_curve", "once",
    "log_growth", "advance", "accumulate", "store", "lag",
)  # fmt: skip
CODES = {name: code for code, name in enumerate(OPERATIONS)}
_PLAIN = ("clip", "abs", "exp", "log", "sqrt", "ramp", "s_curve", "once")  # words that are one operation


@dataclass(frozen=True, slots=True)
class Factor:
    """A number of the case or of a month: as it is, or inverted."""

    node: Node
    inverted: bool = False


@dataclass(frozen=True, slots=True)
class MonthTable:
    """The product of some factors by month; or of month 0 alone, or its rise from month 0 to 1."""

    factors: tuple[Factor, ...]
    part: Literal["all", "start", "step"] = "all"

    @property
    def by_month(self) -> bool:
        """Whether the months differ."""
        return self.part == "all" and any(factor.node.shape.month for factor in self.factors)

    def values(self, known: Mapping[str, Array], months: Array) -> Array:
        """(H + 1,), worked out by the arrays face from the inputs and lines that do not depend on draws."""
        result = np.ones_like(months)
        for factor in self.factors:
            value = evaluate(factor.node, known, months)
            result = result / value if factor.inverted else result * value
        column = np.broadcast_to(result, months.shape)[:, 0]
        if self.part == "all":
            return column
        return np.full(len(column), column[0] if self.part == "start" else column[1] - column[0])


class Tape:
    """Lines as operations (code, target, a, b, c) on rows, in two lists.

    `varying` are the names that are given a row from outside, and whether their numbers change from month to
    month: the inputs of a model do not.

    Attributes:
        names: rows of inputs and lines that vary between draws.
        tables: rows of what does not.
        once: operations for each tile; monthly: for each month after them.
        stored: lines whose past months are kept for `lag`.
        logarithms: rows of log(1 + rate), nan where a rate takes everything away.
    """

    def __init__(self, varying: Mapping[str, bool]) -> None:
        self.names: dict[str, int] = {}
        self.tables: dict[MonthTable, int] = {}
        self.once: list[tuple[int, ...]] = []
        self.monthly: list[tuple[int, ...]] = []
        self.stored: dict[str, int] = {}
        self.logarithms: dict[int, None] = {}
        self._by_month: list[bool] = []
        self._known: dict[tuple[object, ...], int] = {}
        for name, by_month in varying.items():
            self.names[name] = self._new_row(by_month)

    def add(self, line: str, node: Node) -> None:
        """A line that varies between draws; what it needs must be there."""
        self.names[line] = self._row(node)

    @property
    def rows(self) -> int:
        """Rows of a tile."""
        return len(self._by_month)

    def is_monthly(self, row: int) -> bool:
        """Whether the numbers of a row change from month to month."""
        return self._by_month[row]

    def table(self, *factors: Factor, part: Literal["all", "start", "step"] = "all") -> int:
        """The row of a product of factors that do not depend on draws."""
        wanted = MonthTable(factors, part)
        if wanted not in self.tables:
            self.tables[wanted] = self._new_row(wanted.by_month)
        return self.tables[wanted]

    def row_of(self, line: str, node: Node) -> int:
        """The row of a line, of draws or of a table."""
        return self.names[line] if line in self.names else self.table(Factor(node))

    def log_growth(self, name: str) -> int:
        """The row of log(1 + rate) of an input."""
        row = self._emit("log_growth", self.names[name])
        self.logarithms[row] = None
        return row

    def _new_row(self, by_month: bool) -> int:
        self._by_month.append(by_month)
        return len(self._by_month) - 1

    def _emit(self, name: str, *arguments: int, by_month: bool = False) -> int:
        """The row of an operation's result; an operation that is on the tape already is not repeated."""
        key = (name, *arguments)
        if key not in self._known:
            month = by_month or any(self._by_month[row] for row in arguments)
            row = self._new_row(month)
            self._append(month, name, row, *arguments)
            self._known[key] = row
        return self._known[key]

    def _append(self, month: bool, name: str, *numbers: int) -> None:
        padded = (CODES[name], *numbers, 0, 0, 0)[:5]
        (self.monthly if month else self.once).append(padded)

    def _row(self, node: Node) -> int:
        if not node.shape.draw:
            return self.table(Factor(node))
        match node:
            case Name(id=name):
                return self.names[name]
            case Unary(op=op, operand=operand):
                return self._emit("negative" if op == "-" else "not", self._row(operand))
            case Convert() | Binary(op="*") | Binary(op="/"):
                return self._product(node)
            case Binary(op=op, left=left, right=right):
                return self._emit(op, self._row(left), self._row(right))
            case If(condition=condition, then=then, otherwise=otherwise):
                return self._emit("choose", self._row(condition), self._row(then), self._row(otherwise))
            case Call():
                return self._call(node)
        raise TypeError(f"no tape form of {type(node).__name__}")

    def _product(self, node: Node) -> int:
        """A chain of × and ÷: numbers first, then what varies between draws only, then the rest."""
        factors: list[Factor] = []
        _collect(node, False, factors)
        numbers = [factor for factor in factors if not factor.node.shape.draw]
        fixed = [factor for factor in numbers if not factor.node.shape.month]
        by_month = [factor for factor in numbers if factor.node.shape.month]
        varying = [factor for factor in factors if factor.node.shape.draw]
        varying.sort(key=lambda factor: factor.node.shape.month)
        row = self.table(*fixed) if fixed else None
        for factor in varying:
            row = self._times(row, factor.inverted, self._row(factor.node))
        if by_month:
            row = self._times(row, False, self.table(*by_month))
        assert row is not None
        return row

    def _times(self, row: int | None, inverted: bool, factor: int) -> int:
        if row is None:
            return self._emit("/", self.table(), factor) if inverted else factor
        return self._emit("/" if inverted else "*", row, factor)

    def _call(self, node: Call) -> int:
        name, arguments = node.function, node.arguments
        if name in ("min", "max"):
            row = self._row(arguments[0])
            for argument in arguments[1:]:
                row = self._emit(name, row, self._row(argument))
            return row
        if name == "grow":
            return self._growth(*arguments)
        if name == "cumulative":
            return self._cumulative(_line_of(arguments[0]))
        if name == "lag":
            return self._lagged(_line_of(arguments[0]), self._row(arguments[1]))
        if name in _PLAIN:
            rows = [self._row(argument) for argument in arguments]
            return self._emit(name, *rows, by_month=name == "once")
        raise TypeError(f"no tape form of {name}")

    def _cumulative(self, line: str) -> int:
        key = ("cumulative", line)
        if key not in self._known:
            self._known[key] = self._new_row(True)
            self._append(False, "zero", self._known[key])
            self._append(True, "accumulate", self._known[key], self.names[line])
        return self._known[key]

    def _lagged(self, line: str, count: int) -> int:
        if line not in self.stored:
            self.stored[line] = len(self.stored)
            self._append(True, "store", self.stored[line], self.names[line])
        key = ("lag", line, count)
        if key not in self._known:
            self._known[key] = self._new_row(True)
            self._append(True, "lag", self._known[key], self.stored[line], count)
        return self._known[key]

    def _growth(self, rate: Node, years: Node) -> int:
        """(1 + rate) ** years as exp(years × log(1 + rate)); over equal steps of time, one factor a month.

        A chain of 120 factors loses some 1e-14 of its value.
        """
        if not rate.shape.draw:
            one_more = self.table(Factor(_one_plus(rate)))
            return self._emit("**", one_more, self._row(years))
        logarithm = self._emit("log_growth", self._row(rate))
        self.logarithms[logarithm] = None
        if rate.shape.month or years.shape.draw or not _even(years):
            return self._emit("exp", self._emit("*", logarithm, self._row(years)))
        key = ("growth", logarithm, years)
        if key not in self._known:
            start = self._emit("*", logarithm, self.table(Factor(years), part="start"))
            step = self._emit("*", logarithm, self.table(Factor(years), part="step"))
            factor = self._emit("exp", step)
            first = self._emit("exp", start)
            self._known[key] = self._new_row(True)
            self._append(False, "copy", self._known[key], first)
            self._append(True, "advance", self._known[key], factor)
        return self._known[key]


def _one_plus(rate: Node) -> Node:
    one = Number(rate.span, 1.0, "1", unit=rate.unit)
    return Binary(rate.span, "+", one, rate, unit=rate.unit, shape=rate.shape)


def _collect(node: Node, inverted: bool, into: list[Factor]) -> None:
    if isinstance(node, Binary) and node.op in ("*", "/"):
        _collect(node.left, inverted, into)
        _collect(node.right, inverted ^ (node.op == "/"), into)
    elif isinstance(node, Convert):
        into.append(Factor(Number(node.span, node.conversion.factor, ""), inverted))
        _collect(node.operand, inverted, into)
    else:
        into.append(Factor(node, inverted))


def _even(node: Node) -> bool:
    """Whether a value that does not depend on draws rises by the same amount every month."""
    match node:
        case Call(function="month"):
            return True
        case Convert(operand=operand) | Unary(op="-", operand=operand):
            return _even(operand)
        case Binary(op="+" | "-", left=left, right=right):
            return _even(left) and _even(right)
        case Binary(op="*", left=left, right=right):
            return _even(left) and _even(right) and not (left.shape.month and right.shape.month)
        case Binary(op="/", left=left, right=right):
            return _even(left) and not right.shape.month
        case _:
            return not node.shape.month


def _line_of(node: Node) -> str:
    """The line that a word looks back on; the checker lets nothing else through."""
    if isinstance(node, Convert):
        return _line_of(node.operand)
    if not isinstance(node, Name):
        raise TypeError(f"{type(node).__name__} is no line")
    return node.id
