"""What the compiled engine makes of the words: plain operations on rows of draws, written to a tape.

The arguments arrive as checked nodes of which at least one differs from draw to draw; a call in which none does is
worked out by the arrays beforehand.  A word without a rule leaves the whole case to the arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from roi.formula.nodes import MONTH, Call, Node, Number
from roi.units import ONE


class TapeWriter(Protocol):
    """What a rule may ask of the tape; rows are numbers of rows."""

    def row(self, node: Node) -> int:
        """The row of a part of the formula."""

    def emit(self, operation: str, *rows: int, by_month: bool = False) -> int:
        """The row of an operation's result; `by_month`: it changes with the month whatever its arguments do."""

    def growth(self, rate: Node, years: Node) -> int:
        """The row of (1 + rate)^years."""

    def running(self, line: Node) -> int:
        """The row of a line's sum over months 1 to this one."""

    def lagged(self, line: Node, months: Node) -> int:
        """The row of a line so many months earlier."""


TapeRule = Callable[[TapeWriter, Sequence[Node]], int]


def operation(name: str, by_month: bool = False) -> TapeRule:
    """One operation on the rows of all arguments."""
    return lambda tape, arguments: tape.emit(name, *map(tape.row, arguments), by_month=by_month)


def folded(name: str) -> TapeRule:
    """An operation on two rows, from the first argument to the last."""

    def rule(tape: TapeWriter, arguments: Sequence[Node]) -> int:
        first, *others = map(tape.row, arguments)
        for other in others:
            first = tape.emit(name, first, other)
        return first

    return rule


def growth(tape: TapeWriter, arguments: Sequence[Node]) -> int:
    """Of a rate over a time."""
    rate, years = arguments
    return tape.growth(rate, years)


def running(tape: TapeWriter, arguments: Sequence[Node]) -> int:
    """Of a line."""
    return tape.running(arguments[0])


def lagged(tape: TapeWriter, arguments: Sequence[Node]) -> int:
    """Of a line by a number of months."""
    line, months = arguments
    return tape.lagged(line, months)


def tiered(tape: TapeWriter, arguments: Sequence[Node]) -> int:
    """Of an amount, thresholds and prices: `roi.formula.word_arrays.tiered`, from the last tier to the first."""
    rest, *tiers = map(tape.row, arguments)
    parts = []
    for threshold, price in zip(tiers[-2::-2], tiers[-1::-2], strict=True):
        below = tape.emit("min", rest, threshold)
        parts.append(tape.emit("*", price, tape.emit("-", rest, below)))
        rest = below
    total, *others = parts
    for part in others:
        total = tape.emit("+", total, part)
    return total


def volume_price(tape: TapeWriter, arguments: Sequence[Node]) -> int:
    """Of an amount, thresholds and prices: `roi.formula.word_arrays.volume_price`."""
    x, threshold, price, *tiers = map(tape.row, arguments)
    reached = tape.emit("*", tape.emit(">=", x, threshold), price)
    for threshold, price in zip(tiers[::2], tiers[1::2], strict=True):
        reached = tape.emit("choose", tape.emit(">=", x, threshold), price, reached)
    return reached


def yearly(tape: TapeWriter, arguments: Sequence[Node]) -> int:
    """The factor of the month's year: scores from year to year, a factor of each, and a choice by month."""
    spread, persistence, score, *luck = map(tape.row, arguments)
    span = arguments[0].span

    def number(value: float) -> int:
        return tape.row(Number(span, value, f"{value:g}", unit=ONE))

    month = tape.row(Call(span, "month", (), shape=MONTH))
    kept = tape.emit("sqrt", tape.emit("-", number(1.0), tape.emit("*", persistence, persistence)))
    factor = tape.emit("year_factor", spread, score)
    for year, drawn in enumerate(luck, start=1):
        score = tape.emit("+", tape.emit("*", persistence, score), tape.emit("*", kept, drawn))
        later = tape.emit(">", month, number(12.0 * year))
        factor = tape.emit("choose", later, tape.emit("year_factor", spread, score), factor)
    return factor
