"""Text of an input's value → its distribution."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import field
from functools import lru_cache

from roi.distributions.arithmetic import evaluate
from roi.distributions.doubts import refuse_dash, refuse_fractions, refuse_share, two_percentages
from roi.distributions.family import Arguments, Distribution, Family, Kind, make
from roi.distributions.spoken import OTHER_FAMILIES
from roi.distributions.table import FAMILIES
from roi.errors import LARGEST, RoiError, nearest, remedy
from roi.formula.nodes import Binary, Call, Name, Node, Number, Text, walk
from roi.formula.parse import KEPT, error
from roi.formula.parse import parse as parse_text
from roi.records import dataclass
from roi.sip import Sip
from roi.text import counted

Data = Callable[[str, str], Sequence[float]]
Sips = Callable[[str, str], Sip]
_COMMA_IN_NUMBER = re.compile(
    r"(?<![\d_.])\d{1,3},\d{3}(?![\d_])"
)  # 40,000, and not the arguments in `1, 200`
_OF_FILES = re.compile(r"\b(data|sip)\b")  # what they give depends on a folder
_QUANTILE_NAME = re.compile(r"p\d{1,2}(_\d+)?")
_Given = float | str | tuple[float, ...] | Distribution | Sip


def parse(
    text: str,
    *,
    tree: Node | None = None,
    percent: bool = False,
    low: float | None = None,
    high: float | None = None,
    data: Data | None = None,
    sip: Sips | None = None,
    shares: bool = True,
) -> Distribution:
    """The distribution that `text` tells.

    Args:
        text: `range(40_000, 50_000, 60_000)`, `20 to 40`, `35%`, `40_000 / 1_800` …
        tree: of the text, where it was parsed before.
        percent: the unit of the input is a percentage.  The distribution's numbers are then the
            displayed ones, 35 for 35 %, and bare numbers that could be fractions are refused.
        low, high: the input's physical limits in the same numbers; the bounds of `range` and of a
            `metalog` without its own.  On a % input they are 0 and 100 where not given.
        data: (file, column) → its values, for `data("file.csv", column)`.
        sip: (file, name) → a library's variable, for `sip("file.sipmath", name)`.
        shares: a value may be a percentage as a whole; where it may not, 30% of what is not said.

    Raises:
        RoiError: not a distribution, an unknown family, arguments that the family does not allow, or numbers
            that can be read in two ways: a fraction of a % input, a dash between two numbers.
    """
    if percent:
        low, high = 0.0 if low is None else low, 100.0 if high is None else high
    if _OF_FILES.search(text):
        node = tree or parse_text(text)
        return _Reader(text, percent, low, high, data, sip, shares or percent).distribution(node)
    return _of_text(text, percent, low, high, shares or percent)


@lru_cache(maxsize=KEPT)
def _of_text(text: str, percent: bool, low: float | None, high: float | None, shares: bool) -> Distribution:
    """The distribution of a text that names no file: read once, however many layers and options it is in."""
    return _Reader(text, percent, low, high, None, None, shares).distribution(parse_text(text))


@dataclass(frozen=True, slots=True)
class _Reader:
    text: str
    percent: bool
    low: float | None
    high: float | None
    data: Data | None
    sip: Sips | None
    shares: bool
    bare: list[float] = field(default_factory=list)  # numbers without a % sign that a % input was given

    def distribution(self, node: Node) -> Distribution:
        before = len(self.bare)
        law = self.read_node(node)
        refuse_fractions(self.text, node, self.bare[before:])
        return law

    def read_node(self, node: Node) -> Distribution:
        match node:
            case Binary(op="to", left=left, right=right):
                family = FAMILIES["a to b"]
                return self.build(node, family, [("low", self.number(left)), ("high", self.number(right))])
            case Call(function="mean_of", arguments=(Call() | Binary(op="to"), *_)):
                return self.build(node, FAMILIES["mean_of"], self.sampled(node))
            case Call(function=function):
                family = self.family(node, function)
                bound = self.bind(node, family)
                shares = {name for name, value in bound.items() if _has_percent(value)}
                return self.build(node, family, self.complete(node, family, bound), frozenset(shares))
            case Name(id=name) if name in FAMILIES:
                hint = f"Write {FAMILIES[name].signature}."
                raise error(self.text, node.span, f"`{name}` has no arguments", hint)
            case _:
                return self.build(node, FAMILIES["constant"], [("value", self.number(node))])

    def build(
        self,
        node: Node,
        family: Family,
        given: list[tuple[str, _Given]],
        shares: frozenset[str] = frozenset(),
    ) -> Distribution:
        try:
            return make(
                family, Arguments(family.name, tuple(given), self.percent, shares), self.written(node)
            )
        except RoiError as problem:
            raise error(self.text, node.span, problem.message, problem.hint) from None

    def written(self, node: Node) -> str:
        return self.text[node.span.start : node.span.stop].strip() if node.span.start else self.text.strip()

    def family(self, node: Call, name: str) -> Family:
        allowed = {row.name: row for row in FAMILIES.values() if row.called}
        if name not in allowed:
            other = OTHER_FAMILIES.get(name.lower(), "")
            hint = remedy(other or remedy(nearest(name, allowed), " Or a bare number, or `a to b`."))
            raise error(self.text, node.span, f"`{name}` is not a distribution", hint)
        return allowed[name]

    def bind(self, node: Call, family: Family) -> dict[str, Node]:
        """Parameter names → nodes, in the order of the signature."""
        names = self.names(node, family)
        if len(node.arguments) > len(names):
            raise self.miscounted(node, family)
        bound = dict(zip(names, node.arguments, strict=False))
        for name, value in node.keywords:
            if name not in names:
                hint = f"{nearest(name, names)} {self.about_bounds(family, name)}".strip()
                raise error(self.text, value.span, f"{family.name} has no argument `{name}`", hint)
            if name in bound:
                raise error(self.text, value.span, f"`{name}` of {family.name} is given twice")
            bound[name] = value
        return {name: bound[name] for name in names if name in bound}

    @staticmethod
    def about_bounds(family: Family, name: str) -> str:
        bound = family.name == "range" and name in ("min", "max", "low", "high")
        return "The bounds of a range are the `min` and `max` of its input." if bound else ""

    def names(self, node: Call, family: Family) -> list[str]:
        """All names that this call may give."""
        names = [parameter.name for parameter in family.parameters]
        if family.binding == "pairs":
            count = -(-(len(node.arguments) + len(node.keywords)) // len(names))
            return [f"{name}{place}" for place in range(1, max(2, count) + 1) for name in names]
        if family.binding == "quantiles":
            return [*self.quantile_names(node, family), *names]
        return names

    def quantile_names(self, node: Call, family: Family) -> list[str]:
        if node.arguments:
            raise error(
                self.text,
                node.arguments[0].span,
                f"the quantiles of {family.name} need names",
                f"Write {family.signature}, with p2_5 for 2.5 %.",
            )
        keys = [key for key, _ in node.keywords if _QUANTILE_NAME.fullmatch(key) and key.strip("p0_")]
        at = [float(name[1:].replace("_", ".")) for name in keys]
        if len(set(at)) < len(at):
            raise error(self.text, node.span, f"a quantile of {family.name} is given twice")
        return keys or ["p10", "p50", "p90"]

    def complete(self, node: Call, family: Family, bound: dict[str, Node]) -> list[tuple[str, _Given]]:
        """The values of all arguments: those that were typed, defaults, and the input's limits."""
        given: list[tuple[str, _Given]] = []
        for name in self.names(node, family):
            if name in bound:
                given.append((name, self.value(bound[name], family.kind(name), family)))
                continue
            parameter = next((p for p in family.parameters if p.name == name), None)
            if parameter is not None and parameter.default is not None:
                given.append((name, parameter.default * (100 if self.percent else 1)))
            elif parameter is None or not parameter.optional:
                raise self.miscounted(node, family)
        if family.name == "data":
            given.append(("values", self.read(node, str(given[0][1]), str(given[1][1]))))
        if family.name == "sip":
            given.append(("sip", self.variable(node, str(given[0][1]), str(given[1][1]))))
        if family.name in ("range", "metalog"):
            typed = {name for name, _ in given}
            limits = (("min", self.low), ("max", self.high))
            given += [(name, float(at)) for name, at in limits if at is not None and name not in typed]
        return given

    def sampled(self, node: Call) -> list[tuple[str, _Given]]:
        """Mean, standard error and number of the values that `mean_of(distribution, n)` speaks of."""
        inner, counts = node.arguments[0], [*node.arguments[1:], *(value for _, value in node.keywords)]
        each = self.distribution(inner)
        n = float(len(each.arguments.data))
        if counts:
            n = self.number(counts[0], "count")
        if len(counts) > 1 or any(name != "n" for name, _ in node.keywords) or not n:
            hint = (
                'As in mean_of(lognormal(20, 15), 40), with 40 values, or mean_of(data("file.csv", column)).'
            )
            raise error(
                self.text, node.span, "mean_of takes a distribution and how many values it is of", hint
            )
        from roi.distributions.moments import moments  # tables of a family that few cases have

        parts = moments(each)
        if parts is None:
            hint = "Cut it: mean_of(truncate(…, high=…), n)."
            raise error(
                self.text, inner.span, "its tails are so heavy that a mean of values says nothing", hint
            )
        mean, sd = parts
        return [("mean", mean), ("error", sd / math.sqrt(max(n, 1.0))), ("n", n)]

    def miscounted(self, node: Call, family: Family) -> RoiError:
        count = len(node.arguments) + len(node.keywords)
        text = counted(count, "argument")
        return error(
            self.text,
            node.span,
            f"{family.name} takes other arguments; found {text}",
            f"Write {family.signature}, as in {family.example}."
            + (
                " Thousands are written 40_000, without a comma."
                if _COMMA_IN_NUMBER.search(self.written(node))
                else ""
            ),
        )

    def value(self, node: Node, kind: Kind, family: Family) -> _Given:
        if kind == "distribution":
            return self.distribution(node)
        if kind == "text":
            if isinstance(node, Text):
                return node.value
            if isinstance(node, Name):
                return node.id
            what = f"a file and a {family.parameters[1].name} are needed"
            raise error(self.text, node.span, what, f"Write {family.example}.")
        return self.number(node, kind)

    def number(self, node: Node, kind: Kind = "value") -> float:
        """The number of an argument; on a % input, one of kind value is the displayed number."""
        amount = evaluate(node, self.text, self.percent or not self.shares)
        if abs(amount.value) > LARGEST:
            raise error(
                self.text, node.span, f"the number is above {LARGEST:g} in size", "Choose a larger unit."
            )
        if kind == "value":
            refuse_dash(self.text, node)
        if not self.percent or kind != "value":
            if kind == "value" and amount.share and not self.shares:
                refuse_share(self.text, node, amount.value)
            return float(amount.value)
        if amount.percent:
            return float(amount.value * 100)
        value = float(amount.value)
        if 0 < abs(value) < 1:
            raise two_percentages(self.text, node, value)
        self.bare.append(value)
        return value

    def read(self, node: Call, file: str, column: str) -> tuple[float, ...]:
        if self.data is None:
            raise error(
                self.text,
                node.span,
                "a file of data cannot be read here",
                "data(…) belongs into a case file or an estimate file, which knows its folder.",
            )
        return tuple(float(value) for value in self.data(file, column))

    def variable(self, node: Call, file: str, name: str) -> Sip:
        if self.sip is None:
            raise error(
                self.text,
                node.span,
                "a SIPmath library cannot be read here",
                "sip(…) belongs into a case file or an estimate file, which knows its folder.",
            )
        return self.sip(file, name)


def _has_percent(node: Node) -> bool:
    return any(isinstance(part, Number) and part.percent for part in walk(node))
