"""The Excel face: a checked tree → the text of a formula, from the tree and a table of precedences.

Excel binds differently from mathematics: its sign binds tighter than `^` (`-2^2` is 4) and `^` groups
to the left (`2^3^2` is 64), so brackets are set from Excel's table and never from the source text.

Inside `SUMPRODUCT` there is no lazy `IF`: both branches are worked out for every month and an error in
the one not taken would spoil the sum.  What could fail there (a divisor, the argument of a logarithm)
is therefore 1 wherever its branch is not taken, so that `x / y if y > 0 else 0` is safe in both forms.
"""

from __future__ import annotations

import re
from typing import Literal

from roi.errors import RoiError
from roi.formula.nodes import Binary, Call, Convert, If, Name, Node, Number, Share, Unary
from roi.formula.vocabulary import IF_CELL, IF_OVER_TIME, OPERATORS, WORDS
from roi.formula.word_forms import ATOM, PRODUCT, References, compared, number
from roi.records import dataclass

Form = Literal["cell", "over_time"]
# What Excel takes of a formula ("Excel specifications and limits", Microsoft).
MAX_FORMULA = 8_192  # characters
MAX_ARGUMENTS = 255  # of a function
MAX_NESTING = 64  # functions within functions; brackets are counted with them
_QUOTED = re.compile('"[^"]*"')


@dataclass(frozen=True, slots=True)
class _Rendered:
    text: str
    precedence: int

    def within(self, precedence: int) -> str:
        """The text, bracketed where something binding as tightly as `precedence` surrounds it."""
        return self.text if self.precedence >= precedence else f"({self.text})"


def render(node: Node, refs: References, form: Form) -> str:
    """The formula without its `=`.

    Args:
        node: from `check`.
        refs: where names, the month and conversion ratios stand in the workbook.
        form: "cell" for the column of one month, "over_time" for use inside `SUMPRODUCT`.

    Raises:
        RoiError: more than Excel takes.
    """
    text = _Renderer(refs, form).render(node).text
    return within_excel(text)


def within_excel(text: str) -> str:
    """The formula, which a cell takes.

    Raises:
        RoiError: longer, deeper or with more arguments than Excel takes.
    """
    if len(text) <= MAX_NESTING:  # with no room for too many of anything, as most are
        return text
    if len(text) > MAX_FORMULA:
        raise _refused(f"{len(text):,} characters", MAX_FORMULA)
    if text.count("(") <= MAX_NESTING and text.count(",") < MAX_ARGUMENTS:
        return text
    commas, deepest, most = [0], 0, 0
    for sign in re.findall("[(),]", _QUOTED.sub("", text)):
        if sign == "(":
            commas.append(0)
            deepest = max(deepest, len(commas) - 1)
        elif sign == ",":
            commas[-1] += 1
        else:
            most = max(most, commas.pop() + 1)
    if most > MAX_ARGUMENTS:
        raise _refused(f"a function of {most} arguments", MAX_ARGUMENTS)
    if deepest > MAX_NESTING:
        raise _refused(f"{deepest} levels of brackets", MAX_NESTING)
    return text


def _refused(what: str, most: int) -> RoiError:
    return RoiError(
        f"the formula has {what} in Excel; at most {most:,} are allowed",
        hint="Split it into lines of their own.",
    )


class _Renderer:
    def __init__(self, refs: References, form: Form) -> None:
        self.refs = refs
        self.form = form
        self.taken: list[str] = []  # over time: conditions of the branches around this node, each 0 or 1

    def render(self, node: Node) -> _Rendered:
        """The text of a node; what is too long already is not repeated by what surrounds it."""
        each = self.rendered(node)
        if len(each.text) > MAX_FORMULA:
            raise _refused(f"more than {MAX_FORMULA:,} characters", MAX_FORMULA)
        return each

    def rendered(self, node: Node) -> _Rendered:
        match node:
            case Number(value=value):
                return _Rendered(number(value), ATOM)
            case Name(id=name):
                return _Rendered(self.refs.value(name, node.shape), ATOM)
            case Share():
                return self.share(node)
            case Convert():
                return self.convert(node)
            case Unary(op="-", operand=operand):
                # A bracketed whole: whatever follows, the sign cannot be captured by `^`.
                return _Rendered(f"(-{self.render(operand).within(ATOM)})", ATOM)
            case Unary(op=op, operand=operand):
                return self.form_of(op, operand)
            case Binary():
                return self.binary(node)
            case If():
                return self.conditional(node)
            case Call():
                return self.call(node)
        raise TypeError(f"no Excel form of {type(node).__name__}")

    def share(self, node: Share) -> _Rendered:
        """The share as it is where some parts are typed: these keep what they say, the others what that leaves.

        The rule of `roi.model.shares`: a part is known that is a number, or was answered; numbers alone where that
        would be all of them; none where all are numbers.
        """
        flags = {name: self.refs.varies(name) for name in node.varying}
        if self.form == "over_time" or node.shape.month or not flags or not all(flags.values()):
            return self.render(node.operand)
        weights = {name: self.refs.value(name, shape) for name, shape in node.parts}
        free = [f"(1-{flag})" for name, flag in flags.items() if name not in node.known]
        known = {
            name: f"(1-{'*'.join([*free, flags[name]])})" if name in node.known
            else f"(1-{flags[name]})" if name in flags else "1"
            for name in weights
        }  # fmt: skip
        every = "*".join(f"(1-{flag})" for flag in flags.values()) or "1"
        taken = "+".join(f"{known[name]}*{weight}" for name, weight in weights.items())
        rest = "+".join(f"(1-{known[name]})*{weight}" for name, weight in weights.items())
        part, total = weights[node.part], "+".join(weights.values())
        left = f"MAX(0,1-({taken}))*{part}/({rest})"
        text = f"IF({every}=1,{part}/({total}),IF({known[node.part]}=1,{part}/MAX(1,{taken}),{left}))"
        return _Rendered(text, ATOM)

    def conditional(self, node: If) -> _Rendered:
        condition = self.render(node.condition).within(ATOM)
        branches = []
        for branch, sign in ((node.then, "<>"), (node.otherwise, "=")):
            self.taken.append(f"({condition}{sign}0)")
            branches.append(self.render(branch).within(ATOM))
            self.taken.pop()
        template = IF_CELL if self.form == "cell" else IF_OVER_TIME
        return _Rendered(template.format(condition, *branches), ATOM)

    def safe(self, node: Node) -> _Rendered:
        """The node, or 1 where it stands in a branch over time that is not taken."""
        rendered = self.render(node)
        if self.form == "cell" or not self.taken or (isinstance(node, Number) and node.value > 0):
            return rendered
        taken = "*".join(self.taken)
        return _Rendered(f"({rendered.within(ATOM)}*{taken}+(1-{taken}))", ATOM)

    def convert(self, node: Convert) -> _Rendered:
        text = self.render(node.operand).within(PRODUCT)
        for step in node.conversion.steps:
            cell = self.refs.constant(step.label, step.value)
            text += f"*{cell}" if step.power > 0 else f"/{cell}"
        return _Rendered(text, PRODUCT)

    def binary(self, node: Binary) -> _Rendered:
        row = OPERATORS[node.op]
        if row.comparison:
            return self.comparison(row.comparison, node)
        if row.infix is None:
            return self.form_of(node.op, node.left, node.right)
        left = self.safe(node.left) if node.op == "**" else self.render(node.left)
        right = self.safe(node.right) if node.op == "/" else self.render(node.right)
        # Every infix groups to the left in Excel, so an equal on the right needs its brackets.
        text = f"{left.within(row.precedence)}{row.infix}{right.within(row.precedence + 1)}"
        return _Rendered(text, row.precedence)

    def comparison(self, sign: str, node: Binary) -> _Rendered:
        """TRUE and FALSE are no numbers in Excel until something multiplies them."""
        left, right = (self.render(side).within(ATOM) for side in (node.left, node.right))
        return _Rendered(f"(({compared(sign, left, right)})*1)", ATOM)

    def form_of(self, op: str, *operands: Node) -> _Rendered:
        row = OPERATORS[op]
        template = row.cell if self.form == "cell" else row.over_time
        return _Rendered(template.format(*(self.render(o).within(ATOM) for o in operands)), ATOM)

    def call(self, node: Call) -> _Rendered:
        word = WORDS[node.function]
        arguments = []
        for place, argument in enumerate(node.arguments):
            if word.takes_line and place == 0 and isinstance(argument, Name):
                arguments.append(argument.id)
            else:
                rendered = self.safe(argument) if place in word.defined_at_1 else self.render(argument)
                arguments.append(rendered.within(ATOM))
        form = word.cell if self.form == "cell" else word.over_time
        return _Rendered(form(self.refs, tuple(arguments)), word.precedence)
