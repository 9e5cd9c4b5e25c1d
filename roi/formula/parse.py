"""Text of a formula or of a distribution → nodes with spans.  Nothing is ever evaluated by Python.

Precedence climbing (Richards 1979; Pratt 1973) over the rows of `OPERATORS`; both the formulas of
lines and the distributions of inputs are written in this one syntax.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from roi.errors import LARGEST, Excerpt, Part, Place, Remedy, RoiError
from roi.formula.commas import doubtful_comma
from roi.formula.foreign import SIGNS, figure_meant, order_meant
from roi.formula.nodes import Binary, Call, If, Name, Node, Number, Span, Text, Unary, height
from roi.records import dataclass

MAX_LENGTH = 2_000  # characters of one formula
MAX_DEPTH = 30  # nesting of brackets, calls and signs; a word may take two of Excel's 64 levels
MAX_HEIGHT = 100  # of the tree: `a + b + c + …` nests too, and every face and pickle walk it recursively
MAX_NODES = 400
KEPT = 4_096  # texts that were parsed: whoever resolves a case again has changed one of them

# How tightly an operator binds; a larger number binds tighter.  `if` binds loosest of all.
BINDING = {
    "if": 1,
    "to": 2,
    "or": 3,
    "and": 4,
    "not": 5,
    "<": 6,
    "<=": 6,
    ">": 6,
    ">=": 6,
    "==": 6,
    "!=": 6,
    "+": 7,
    "-": 7,
    "*": 8,
    "/": 8,
    "neg": 9,
    "**": 10,
}
COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
KEYWORDS = frozenset({"if", "else", "and", "or", "not", "to"})

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<number>(?:(?:[0-9]{1,3}(?:_[0-9]{3})+|[0-9]{1,2}(?:_[0-9]{2})+_[0-9]{3}|[0-9]+)
            (?:\.(?:[0-9]{3}_)*[0-9]*)?|\.(?:[0-9]{3}_)*[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<name>[A-Za-z_][A-Za-z_0-9]*)
      | (?P<text>"[^"]*"|'[^']*')
      | (?P<op>\*\*|<=|>=|==|!=|[-+*/<>(),=%])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text and where it stands."""

    kind: str
    text: str
    span: Span


def error(text: str, span: Span, message: str, hint: Remedy | Part = "") -> RoiError:
    """A `RoiError` that shows the formula and marks the span."""
    return RoiError(message, Place(excerpt=Excerpt(text, *span)), hint)


def _refused(text: str, span: Span, message: str, hint: str) -> RoiError:
    """What is said of a character or a word that does not belong there: it may be another notation."""
    order = order_meant(text, span.start)
    if order is not None:
        written = text[order.start : order.stop]
        return error(
            text, Span(order.start, order.stop), f"`{written}` is not part of the language", order.hint
        )
    figure = figure_meant(text, span.start)
    return error(text, span, message, hint if figure is None else figure.hint)


@lru_cache(maxsize=KEPT)
def parse(text: str) -> Node:
    """The node of `text`: parsed once, however many layers, options and regions it is in.

    Raises:
        RoiError: not an expression of the language, or longer or deeper than allowed.
    """
    if len(text) > MAX_LENGTH:
        raise RoiError(
            f"the formula has {len(text):,} characters; at most {MAX_LENGTH:,} are allowed",
            hint="Split it into lines of their own and use their names.",
        )
    if not text.strip():
        raise RoiError("the formula is empty", hint="Write what it is worked out from: visits * minutes.")
    parser = _Parser(text, tokens(text))
    node = parser.expression(0)
    token = parser.token
    if token.kind != "end":
        raise _refused(text, token.span, f"`{token.text}` does not belong here", _misplaced(token.text))
    if height(node) > MAX_HEIGHT:
        raise parser.too_large(token.span)
    return node


def tokens(text: str) -> list[Token]:
    """The tokens of a text, the last of kind `end`.

    Raises:
        RoiError: a character that is not part of the language.
    """
    listed: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            character = text[position]
            raise _refused(
                text,
                Span(position, position + 1),
                f"the character `{character}` is not part of the language",
                SIGNS.get(character, "Allowed: names, numbers, + - * / **, comparisons, ( ) and commas."),
            )
        kind = str(match.lastgroup)
        if kind == "name" and match.group() in KEYWORDS:
            kind = "op"
        if kind != "space":
            listed.append(Token(kind, match.group(), Span(match.start(), match.end())))
        position = match.end()
    listed.append(Token("end", "the end", Span(len(text), len(text) + 1)))
    return listed


# What is found, or is missing, where a bracket should close or a condition go on.
_EXPECTED = {"=": "Equality is written `==`.", "else": "Write `a if condition else b`; b may be 0."}
_MISPLACED = {
    "=": "Equality is written `==`; a formula does not begin with `=`.",
    "%": "`%` follows a number directly, as in 35%; there is no modulo.",
    ",": "Decimals are written with a point, thousands as in 40_000; commas part the arguments of a word.",
    ">": "Is an operator or a bracket missing before it?  Different from is written `!=`.",
    "x": "Is `*` meant?  Multiplication is written with it.",
    "not": "A negation inside arithmetic or a comparison needs brackets: `(not x)`.",
    "the end": "The formula stops where a value should follow.",
    "if": "A choice is written `a if condition else b`.",
    "and": "It joins two conditions: `a > 0 and b > 0`.",
    "or": "It joins two conditions: `a > 0 or b > 0`.",
}


def _misplaced(text: str) -> str:
    if text.lower() in KEYWORDS and text not in KEYWORDS:
        return f"Write it in small letters: `{text.lower()}`."
    if text.startswith("_"):
        return "Digits are grouped by three, as in 40_000."
    return _MISPLACED.get(text, "Is an operator or a bracket missing before it?")


class _Parser:
    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.index = 0
        self.depth = 0
        self.count = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def advance(self) -> Token:
        token = self.token
        self.index += 1
        return token

    def takes(self, text: str) -> bool:
        """Step over the token if it is this operator or bracket."""
        matches = self.token.kind == "op" and self.token.text == text
        self.index += matches
        return matches

    def expect(self, text: str, after: str) -> Token:
        if self.token.kind == "op" and self.token.text == text:
            return self.advance()
        before = self.tokens[self.index - 1] if self.index else self.token
        suffixed = (before.kind, self.token.kind) == ("number", "name")
        raise _refused(
            self.text,
            self.token.span,
            f"`{text}` is missing {after}; found {self.token.text}",
            "Write numbers in full, as in 40_000; a unit stands in the key `unit`."
            if suffixed
            else _EXPECTED.get(self.token.text, _EXPECTED.get(text, "")),
        )

    def expression(self, minimum: int) -> Node:
        """The longest expression whose operators all bind at least as tightly as `minimum`."""
        self.depth += 1
        self.count += 1
        if self.depth > MAX_DEPTH or self.count > MAX_NODES:
            raise self.too_large(self.token.span)
        left = self.prefix(minimum)
        while self.token.kind == "op":
            operator = self.token.text
            binding = BINDING.get(operator, -1)
            if operator == "not" or binding < minimum:
                break
            left = self.infix(left, operator, binding)
        self.depth -= 1
        return left

    def too_large(self, span: Span) -> RoiError:
        return error(
            self.text,
            span,
            f"the formula is too deep or too large (at most {MAX_DEPTH} levels of brackets, "
            f"{MAX_HEIGHT} operations on one another, {MAX_NODES} parts)",
            "Split it into lines of their own and use their names.",
        )

    def prefix(self, minimum: int) -> Node:
        token = self.advance()
        if token.kind == "number":
            return self.number(token)
        if token.kind == "text":
            return Text(token.span, token.text[1:-1])
        if token.kind == "name":
            return self.call(token) if self.takes("(") else Name(token.span, token.text)
        signed = token.text in ("-", "+") or (token.text == "not" and minimum <= BINDING["not"])
        if signed and token.kind == "op":
            operand = self.expression(BINDING["not" if token.text == "not" else "neg"])
            span = Span(token.span.start, operand.span.stop)
            return operand if token.text == "+" else Unary(span, token.text, operand)
        if token.text == "(" and token.kind == "op":
            inner = self.expression(0)
            close = self.expect(")", "after the bracket")
            # A part is shown as it was written, and half a pair of brackets is none.
            return replace(inner, span=Span(token.span.start, close.span.stop))
        raise _refused(
            self.text, token.span, f"a value is missing: found {token.text}", _misplaced(token.text)
        )

    def number(self, token: Token) -> Number:
        value = float(token.text.replace("_", ""))
        if value > LARGEST:
            raise error(self.text, token.span, f"this number is above {LARGEST:g}", "Choose a larger unit.")
        percent = self.token.text == "%" and self.token.span.start == token.span.stop
        if not percent:
            return Number(token.span, value, token.text)
        end = self.advance().span.stop
        return Number(Span(token.span.start, end), value / 100, token.text + "%", percent=True)

    def call(self, token: Token) -> Call:
        arguments: list[Node] = []
        keywords: list[tuple[str, Node]] = []
        commas: list[int] = []
        while not self.takes(")"):
            if self.token.kind == "name" and self.tokens[self.index + 1].text == "=":
                keyword = self.advance().text
                self.advance()
                keywords.append((keyword, self.expression(0)))
            elif keywords:
                raise error(self.text, self.token.span, "a named argument is followed by a nameless one")
            else:
                arguments.append(self.expression(0))
            if not self.takes(","):
                self.expect(")", f"after the arguments of {token.text}")
                break
            commas.append(self.tokens[self.index - 1].span.start)
        doubt = doubtful_comma(self.text, commas)
        if doubt is not None:
            parts = doubt.written.split(",")
            message = f"`{doubt.written}` can mean {doubt.number}, or {' and '.join(parts)}"
            spaced = f"{', '.join(parts)} with spaces for {len(parts)} arguments"
            hint = f"Write {doubt.number} for one number, {spaced}."
            raise error(self.text, Span(doubt.start, doubt.stop), message, hint)
        span = Span(token.span.start, self.tokens[self.index - 1].span.stop)
        return Call(span, token.text, tuple(arguments), tuple(keywords))

    def infix(self, left: Node, operator: str, binding: int) -> Node:
        token = self.advance()
        if operator == "if":
            condition = self.expression(binding + 1)
            self.expect("else", "after the condition")
            otherwise = self.expression(binding)
            return If(Span(left.span.start, otherwise.span.stop), condition, left, otherwise)
        # `**` groups to the right and takes a signed exponent; everything else groups to the left.
        right = self.expression(BINDING["neg"] if operator == "**" else binding + 1)
        chained = self.token.kind == "op" and self.token.text in COMPARISONS
        if operator in COMPARISONS and chained:
            raise error(
                self.text,
                Span(token.span.start, self.token.span.stop),
                "comparisons cannot be chained",
                "Write `a < b and b < c`.",
            )
        return Binary(Span(left.span.start, right.span.stop), operator, left, right)
