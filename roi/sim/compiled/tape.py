"""The tape face of formulas: checked trees → a list of plain operations on rows of draws.

A row holds one number for each draw of a tile.  What does not depend on the month is worked out once a tile,
what depends on months alone stands in tables that the arrays face fills beforehand, and an expression that
stands in two formulas is worked out once.  A compiled interpreter (`machine`) runs the tape.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from roi.arrays import Array
from roi.formula.arrays import evaluate
from roi.formula.nodes import Binary, Call, Convert, If, Name, Node, Number, Share, Unary, walk
from roi.formula.vocabulary import WORDS

Operations = NDArray[np.int64]
WIDTH = 512
"""Draws of a tile: a row is 4 KiB, so that those in use stay near a core."""

OPERATIONS = (
    "zero", "copy", "negative", "not", "+", "-", "*", "/", "**", "<", "<=", ">", ">=", "==", "!=", "and", "or",
    "choose", "min", "max", "clip", "abs", "exp", "log", "j_curve", "year_factor", "sqrt", "ramp", "s_curve",
    "once",
    "log_growth", "advance", "accumulate", "store", "lag",
)  # fmt: skip
CODES = {name: code for code, name in enumerate(OPERATIONS)}


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
        self.names[line] = self.row(node)

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
        row = self.emit("log_growth", self.names[name])
        self.logarithms[row] = None
        return row

    def _new_row(self, by_month: bool) -> int:
        self._by_month.append(by_month)
        return len(self._by_month) - 1

    def emit(self, operation: str, *rows: int, by_month: bool = False) -> int:
        """The row of an operation's result; an operation that is on the tape already is not repeated."""
        key = (operation, *rows)
        if key not in self._known:
            month = by_month or any(self._by_month[row] for row in rows)
            row = self._new_row(month)
            self._append(month, operation, row, *rows)
            self._known[key] = row
        return self._known[key]

    def _append(self, month: bool, name: str, *numbers: int) -> None:
        padded = (CODES[name], *numbers, 0, 0, 0)[:5]
        (self.monthly if month else self.once).append(padded)

    def row(self, node: Node) -> int:
        """The row of a part of a formula."""
        if not node.shape.draw:
            return self.table(Factor(node))
        match node:
            case Name(id=name):
                return self.names[name]
            case Share(operand=operand):
                return self.row(operand)
            case Unary(op=op, operand=operand):
                return self.emit("negative" if op == "-" else "not", self.row(operand))
            case Convert() | Binary(op="*") | Binary(op="/"):
                return self._product(node)
            case Binary(op=op, left=left, right=right):
                return self.emit(op, self.row(left), self.row(right))
            case If(condition=condition, then=then, otherwise=otherwise):
                return self.emit("choose", self.row(condition), self.row(then), self.row(otherwise))
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
            row = self._times(row, factor.inverted, self.row(factor.node))
        if by_month:
            row = self._times(row, False, self.table(*by_month))
        assert row is not None
        return row

    def _times(self, row: int | None, inverted: bool, factor: int) -> int:
        if row is None:
            return self.emit("/", self.table(), factor) if inverted else factor
        return self.emit("/" if inverted else "*", row, factor)

    def _call(self, node: Call) -> int:
        rule = WORDS[node.function].tape
        if rule is None:
            raise TypeError(f"no tape form of {node.function}")
        return rule(self, node.arguments)

    def running(self, line: Node) -> int:
        """The row of a line's sum over months 1 to this one."""
        name = _line_of(line)
        key = ("running", name)
        if key not in self._known:
            self._known[key] = self._new_row(True)
            self._append(False, "zero", self._known[key])
            self._append(True, "accumulate", self._known[key], self.names[name])
        return self._known[key]

    def lagged(self, line: Node, months: Node) -> int:
        """The row of a line so many months earlier."""
        name, count = _line_of(line), self.row(months)
        if name not in self.stored:
            self.stored[name] = len(self.stored)
            self._append(True, "store", self.stored[name], self.names[name])
        key = ("lag", name, count)
        if key not in self._known:
            self._known[key] = self._new_row(True)
            self._append(True, "lag", self._known[key], self.stored[name], count)
        return self._known[key]

    def growth(self, rate: Node, years: Node) -> int:
        """(1 + rate) ** years as exp(years × log(1 + rate)); over equal steps of time, one factor a month.

        A chain of 120 factors loses some 1e-14 of its value.
        """
        if not rate.shape.draw:
            one_more = self.table(Factor(_one_plus(rate)))
            return self.emit("**", one_more, self.row(years))
        logarithm = self.emit("log_growth", self.row(rate))
        self.logarithms[logarithm] = None
        if rate.shape.month or years.shape.draw or not _even(years):
            return self.emit("exp", self.emit("*", logarithm, self.row(years)))
        key = ("growth", logarithm, years)
        if key not in self._known:
            start = self.emit("*", logarithm, self.table(Factor(years), part="start"))
            step = self.emit("*", logarithm, self.table(Factor(years), part="step"))
            factor = self.emit("exp", step)
            first = self.emit("exp", start)
            self._known[key] = self._new_row(True)
            self._append(False, "copy", self._known[key], first)
            self._append(True, "advance", self._known[key], factor)
        return self._known[key]


def words_without_rule(nodes: Iterable[Node]) -> tuple[str, ...]:
    """Words whose arguments differ from draw to draw and that no tape can hold."""
    calls = (part for node in nodes for part in walk(node) if isinstance(part, Call) and part.shape.draw)
    return tuple(dict.fromkeys(call.function for call in calls if WORDS[call.function].tape is None))


def _one_plus(rate: Node) -> Node:
    number = Number(rate.span, 1.0, "1", unit=rate.unit)
    return Binary(rate.span, "+", number, rate, unit=rate.unit, shape=rate.shape)


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
