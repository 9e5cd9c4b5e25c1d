"""The words face: a checked tree → a sentence that can be read aloud, conversions included."""

from __future__ import annotations

import re
from collections.abc import Callable

from roi.formula.nodes import Binary, Call, Convert, If, Name, Node, Number, Share, Unary
from roi.formula.vocabulary import OPERATORS, WORDS
from roi.notation import numerals
from roi.records import dataclass
from roi.units import Conversion

_LOOSEST, _CHOICE, _LOGIC, _COMPARISON, _SUM, _PRODUCT, _POWER, _ATOM = range(8)
_PRECEDENCE = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER, "and": _LOGIC, "or": _LOGIC}


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    precedence: int

    def within(self, precedence: int) -> str:
        """English needs brackets too."""
        return self.text if self.precedence >= precedence else f"({self.text})"


def say(node: Node, label: Callable[[str], str]) -> str:
    """The formula in words; `label` gives what people call an input or a line."""
    return _say(node, label).text


def say_conversion(conversion: Conversion) -> str:
    """E.g. `÷ 60 minute/hour ÷ 12 month/year`."""
    return " ".join(
        f"{'×' if step.power > 0 else '÷'} {numerals(f'{step.value:,.10g}')} {step.label}"
        for step in conversion.steps
    )


def _grouped(text: str) -> str:
    """A number as it is written in a formula, its thousands separated."""
    whole = re.match(r"[\d_]+", text)
    if whole is None:
        return text
    return f"{int(whole[0]):,}{text[whole.end() :]}"


def _say(node: Node, label: Callable[[str], str]) -> _Said:
    match node:
        case Number(text=text, percent=percent):
            grouped = _grouped(text)
            return _Said(numerals(grouped.replace("%", " %") if percent else grouped), _ATOM)
        case Name(id=name):
            return _Said(label(name), _ATOM)
        case Share(operand=operand):
            return _say(operand, label)
        case Convert(operand=operand, conversion=conversion):
            if not conversion.steps:
                return _say(operand, label)
            return _Said(f"{_say(operand, label).within(_PRODUCT)} {say_conversion(conversion)}", _PRODUCT)
        case Unary(op="-", operand=operand):
            return _Said(f"minus {_say(operand, label).within(_POWER)}", _PRODUCT)
        case Unary(operand=operand):
            return _Said(f"not {_say(operand, label).within(_ATOM)}", _LOGIC)
        case Binary(op=op, left=left, right=right):
            value = _PRECEDENCE.get(op, _COMPARISON)
            # Read aloud, only + − and × ÷ run on without brackets, and a row of one `and` or one `or`.
            runs_on = value in (_SUM, _PRODUCT) or (
                isinstance(left, Binary) and left.op == op in ("and", "or")
            )
            first = _say(left, label).within(value if runs_on else value + 1)
            return _Said(f"{first} {OPERATORS[op].phrase} {_say(right, label).within(value + 1)}", value)
        case If(condition=condition, then=then, otherwise=otherwise):
            parts = [_say(part, label).within(_LOGIC) for part in (then, condition, otherwise)]
            return _Said(f"{parts[0]} if {parts[1]}, otherwise {parts[2]}", _CHOICE)
        case Call(function=function, arguments=arguments):
            precedence = _ATOM if not arguments else _CHOICE
            phrases = [_say(argument, label).within(_SUM) for argument in arguments]
            return _Said(WORDS[function].phrase(phrases), precedence)
    raise TypeError(f"no words for {type(node).__name__}")
