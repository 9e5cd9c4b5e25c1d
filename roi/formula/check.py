"""Names, units and shapes: the parsed tree in, the checked tree with `Convert` nodes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from roi.errors import Names, Part, RoiError, nearest
from roi.formula.nodes import (
    Binary,
    Call,
    Convert,
    If,
    Name,
    Node,
    Number,
    Shape,
    Text,
    Unary,
    walk,
    whole_number,
)
from roi.formula.parse import COMPARISONS, error
from roi.formula.unit_hints import unit_hint
from roi.formula.vocabulary import OTHER_NAMES, OTHER_WORDS, WORDS, Word
from roi.records import dataclass
from roi.units import ONE, Unit, Units

MAX_LAG = 120  # months
MAX_POWER = 9  # of a unit
# Ratios between units of time that people type by habit; the units carry them already.
HABITUAL = frozenset({7.0, 12.0, 24.0, 30.0, 52.0, 60.0, 100.0, 365.0, 1000.0, 3600.0, 8760.0, 8766.0})


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a name stands for.  `line` tells lines from inputs; `label` is what people call it.

    `written`: whether the document has it; what is drawn anew each year has names of its own.
    """

    unit: Unit
    shape: Shape
    line: bool = False
    label: str = ""
    written: bool = True


def check(node: Node, text: str, symbols: Mapping[str, Symbol], units: Units, target: Unit) -> Node:
    """The checked tree of `node`, converted to `target`.

    Args:
        node: what `parse(text)` gave.
        text: the formula, for messages that point into it.
        symbols: the names that may be used.
        units: the registry of the case.
        target: the unit the whole must have.

    Raises:
        RoiError: unknown name or word, wrong number of arguments, units that do not fit (the message
            names the sub-expression, its unit and the unit expected), or a hand-typed conversion.
    """
    checker = _Checker(text, symbols, units, node)
    checked = checker.to(checker.visit(node), target)
    _refuse_typed_conversions(checked, text)
    return checked


def unsourced_numbers(node: Node) -> tuple[Number, ...]:
    """Numbers in a checked tree that are inputs without a source: all but 0, 1, exponents and lags."""
    excused: set[int] = set()
    for part in walk(node):
        match part:
            case (
                Binary(op="**", right=Number() as exponent)
                | Binary(op="**", right=Unary(operand=Number() as exponent))
            ):
                excused |= {id(exponent)} if exponent.value.is_integer() else set()
            case Call(function=function, arguments=arguments):
                place = WORDS[function].whole_months
                excused |= set() if place is None else {id(arguments[place])}
    numbers = [part for part in walk(node) if isinstance(part, Number)]
    return tuple(n for n in numbers if id(n) not in excused and n.value not in (0.0, 1.0))


def _refuse_typed_conversions(node: Node, text: str) -> None:
    done = {
        value
        for part in walk(node)
        if isinstance(part, Convert)
        for value in (part.conversion.factor, *(step.value for step in part.conversion.steps))
    }
    known = done | HABITUAL
    for number in unsourced_numbers(node):
        if not number.percent and any(_equal(number.value, k) or _equal(number.value, 1 / k) for k in known):
            raise error(
                text,
                number.span,
                f"{number.text} looks like a conversion between units, and units are converted already",
                "Remove it; or, if it is a figure of the case, make it an input with a unit and a source.",
            )


def _equal(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-9 * abs(b)


class _Checker:
    """The `Unifier` of the unit rules, and the walk over the tree."""

    def __init__(self, text: str, symbols: Mapping[str, Symbol], units: Units, whole: Node) -> None:
        self.text = text
        self.whole = whole
        self.symbols = symbols
        self.units = units

    def refuse(self, node: Node, message: str, hint: Part = "") -> RoiError:
        return error(self.text, node.span, message, hint)

    def to(self, node: Node, unit: Unit, hint: str = "") -> Node:
        if _is_zero(node):
            return replace(node, unit=unit)
        source = node.unit or ONE
        if source == unit:
            return node
        conversion = self.units.conversion(source, unit)
        if conversion is None:
            raise self.refuse(
                node,
                f"`{self.written(node)}` is in {source}, where {unit} is expected",
                hint or unit_hint(node, self.whole, unit, self.units),
            )
        return Convert(node.span, node, conversion, unit=unit, shape=node.shape)

    def base(self, node: Node) -> Unit:
        return self.units.dimension(node.unit or ONE)

    def written(self, node: Node) -> str:
        return self.text[node.span.start : node.span.stop]

    def same(self, nodes: Sequence[Node]) -> tuple[list[Node], Unit]:
        unit = next((node.unit or ONE for node in nodes if not _is_zero(node)), ONE)
        return [self.to(node, unit) for node in nodes], unit

    def visit(self, node: Node) -> Node:
        match node:
            case Number():
                return replace(node, unit=ONE)
            case Text():
                raise self.refuse(node, "a quoted text has no place in a formula")
            case Name():
                return self.name(node)
            case Unary():
                return self.unary(node)
            case Binary():
                return self.binary(node)
            case If():
                return self.conditional(node)
            case Call():
                return self.call(node)
            case _:
                raise TypeError(f"the parser makes no {type(node).__name__}")

    def name(self, node: Name) -> Node:
        symbol = self.symbols.get(node.id)
        if symbol is not None:
            return replace(node, unit=symbol.unit, shape=symbol.shape)
        word = WORDS.get(node.id)
        if word is not None and word.least == 0:
            return self.call(Call(node.span, node.id, ()))
        if word is not None:
            raise self.refuse(node, f"`{node.id}` is a word that takes {word.arity}", word.meaning)
        hint = OTHER_NAMES.get(node.id.lower()) or self._names(node.id)
        raise self.refuse(node, f"the name `{node.id}` is unknown", hint)

    def _names(self, name: str) -> Names:
        """The names that a document has: those of the luck of a year stand for themselves."""
        return nearest(name, (each for each, symbol in self.symbols.items() if symbol.written))

    def unary(self, node: Unary) -> Node:
        operand = self.visit(node.operand)
        if node.op == "not":
            operand = self.to(operand, ONE)
        return replace(node, operand=operand, unit=operand.unit, shape=operand.shape)

    def binary(self, node: Binary) -> Node:
        left, right = self.visit(node.left), self.visit(node.right)
        unit: Unit
        if node.op == "to":
            raise self.refuse(node, "`to` writes a distribution; it has no place in a formula")
        if node.op == "*":
            unit = (left.unit or ONE) * (right.unit or ONE)
        elif node.op == "/":
            unit = (left.unit or ONE) / (right.unit or ONE)
        elif node.op == "**":
            left, right, unit = self.power(left, right)
        elif node.op in ("and", "or"):
            left, right, unit = self.to(left, ONE), self.to(right, ONE), ONE
        else:
            (left, right), common = self.same((left, right))
            unit = ONE if node.op in COMPARISONS else common
        return replace(node, left=left, right=right, unit=unit, shape=left.shape | right.shape)

    def power(self, base: Node, exponent: Node) -> tuple[Node, Node, Unit]:
        whole = whole_number(exponent)
        if whole is not None and abs(whole) <= MAX_POWER:
            unit = (base.unit or ONE) ** whole
            if any(abs(power) > MAX_POWER for _, power in unit.powers):
                raise self.refuse(base, f"{unit} is no unit of anything", "Check the exponents.")
            return base, exponent, unit
        return self.to(base, ONE), self.to(exponent, ONE), ONE

    def conditional(self, node: If) -> Node:
        condition = self.to(self.visit(node.condition), ONE)
        (then, otherwise), unit = self.same((self.visit(node.then), self.visit(node.otherwise)))
        shape = condition.shape | then.shape | otherwise.shape
        return replace(node, condition=condition, then=then, otherwise=otherwise, unit=unit, shape=shape)

    def call(self, node: Call) -> Node:
        word = WORDS.get(node.function)
        if word is None:
            name = node.function
            if name in self.symbols:
                hint = f"It takes no brackets: write `{name}`, or `{name} * (…)` for a product."
                raise self.refuse(node, f"`{name}` is an input or a line, and no word", hint)
            other = OTHER_WORDS.get(name.lower()) or nearest(name.lower(), WORDS)
            raise self.refuse(node, f"the word `{name}` is unknown", other)
        count = len(node.arguments)
        if node.keywords:
            raise self.refuse(node, f"`{word.name}` takes no named arguments")
        if count < word.least or (word.most is not None and count > word.most):
            raise self.refuse(node, f"`{word.name}` takes {word.arity}, found {count}", word.meaning)
        arguments = [self.visit(argument) for argument in node.arguments]
        if word.takes_line:
            self._line_argument(word, arguments[0])
        if word.whole_months is not None:
            self._whole_months(word, arguments[word.whole_months])
        arguments, unit = word.units(self, arguments)
        return replace(node, arguments=tuple(arguments), unit=unit, shape=word.shape(arguments))

    def _whole_months(self, word: Word, count: Node) -> None:
        months = whole_number(count)
        if months is None or not 0 <= months <= MAX_LAG:
            raise self.refuse(
                count,
                f"`{word.name}` takes a whole number of months from 0 to {MAX_LAG}",
                f"Write the number: {word.name}(line, 3). A delay that is uncertain moves the time inside a line: "
                "s_curve(month - delay, …), or (month > delay).",
            )

    def _line_argument(self, word: Word, first: Node) -> None:
        if not (isinstance(first, Name) and self.symbols[first.id].line):
            raise self.refuse(
                first,
                f"the first argument of `{word.name}` must be the name of a line",
                self._make_a_line(first),
            )

    def _make_a_line(self, node: Node) -> str:
        if isinstance(node, Name):
            return (
                f"`{node.id}` is an input, the same in every month. Give it a line, [lines.some_id] with "
                f'formula = "{node.id}", and name that line here.'
            )
        return (
            f'Give it a line, [lines.some_id] with formula = "{self.written(node)}", and name that line here.'
        )


def _is_zero(node: Node) -> bool:
    return isinstance(node, Number) and node.value == 0 and not node.percent
