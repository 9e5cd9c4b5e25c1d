"""Trees of the formula language: an unparser and Hypothesis strategies of well-typed ones."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from roi.formula.nodes import Binary, Call, If, Name, Node, Number, Span, Unary, children, with_children

NOWHERE = Span(0, 0)
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
_BINDS = {"or": 2, "and": 3, **dict.fromkeys(COMPARISONS, 5), "+": 6, "-": 6, "*": 7, "/": 7, "**": 9}
_CHOICE, _NOT, _SIGN, _ATOM = 1, 4, 8, 10

Trees = st.SearchStrategy[Node]


def bare(node: Node) -> Node:
    """The tree without the places it was written at."""
    return replace(with_children(node, tuple(bare(child) for child in children(node))), span=NOWHERE)


def unparse(node: Node) -> str:
    """The text of a parsed tree with no bracket that is not needed."""
    return _text(node)[0]


def _text(node: Node) -> tuple[str, int]:
    def within(child: Node, least: int) -> str:
        text, binds = _text(child)
        return text if binds >= least else f"({text})"

    match node:
        case Number(text=text):
            return text, _ATOM
        case Name(id=name):
            return name, _ATOM
        case Unary(op="not", operand=operand):
            return f"not {within(operand, _NOT)}", _NOT
        case Unary(operand=operand):
            return f"-{within(operand, _SIGN)}", _SIGN
        case Binary(op="**", left=left, right=right):
            return f"{within(left, _ATOM)} ** {within(right, _SIGN)}", _BINDS["**"]
        case Binary(op=op, left=left, right=right):
            strength = _BINDS[op]
            return (
                f"{within(left, strength + (op in COMPARISONS))} {op} {within(right, strength + 1)}",
                strength,
            )
        case If(condition=condition, then=then, otherwise=otherwise):
            first, second = within(then, _CHOICE + 1), within(condition, _CHOICE + 1)
            return f"{first} if {second} else {within(otherwise, _CHOICE)}", _CHOICE
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(unparse(argument) for argument in arguments)})", _ATOM
    raise TypeError(f"no text of {type(node).__name__}")


def number(text: str) -> Number:
    percent = text.endswith("%")
    value = float(text.rstrip("%").replace("_", ""))
    return Number(NOWHERE, value / 100 if percent else value, text, percent)


def name(id: str) -> Name:
    return Name(NOWHERE, id)


def call(function: str, *arguments: Node) -> Call:
    return Call(NOWHERE, function, arguments)


def _choice(condition: Node, then: Node, otherwise: Node) -> Node:
    return If(NOWHERE, condition, then, otherwise)


def binaries(operators: tuple[str, ...], left: Trees, right: Trees) -> Trees:
    return st.builds(lambda op, a, b: Binary(NOWHERE, op, a, b), st.sampled_from(operators), left, right)


def tied(kind: Trees, other: Trees) -> Trees:
    """Comparisons of a number with itself plus and less another: equal, but for rounding."""

    def compared(op: str, a: Node, b: Node) -> Node:
        return Binary(NOWHERE, op, a, Binary(NOWHERE, "-", Binary(NOWHERE, "+", a, b), b))

    return st.builds(compared, st.sampled_from(COMPARISONS), kind, other)


def calls(function: str, *arguments: Trees) -> Trees:
    return st.builds(lambda *nodes: call(function, *nodes), *arguments)


def _names(*ids: str) -> Trees:
    return st.sampled_from([name(id) for id in ids])


# Exact in binary or typed as people do; none of them looks like a conversion.
NUMBERS = st.sampled_from([number(t) for t in ("0", "1", "2", "0.5", "3", "1.5", "2.5", "35%", "8%", "2e-3")])
LAGS = st.sampled_from([number(t) for t in ("0", "1", "3", "20")])
POWERS = st.sampled_from([number(t) for t in ("1", "2", "3", "0.5", "1.5")])


def well_typed(size: int) -> dict[str, Trees]:
    """By kind (one, duration, rate, money: a currency a calendar time), trees nested at most `size` deep."""
    kinds: dict[str, Trees] = {
        "one": st.one_of(NUMBERS, _names("p", "q", "k", "share", "w", "z")),
        "duration": _names("month", "delay", "term", "weeks"),
        "rate": _names("rate", "fall"),
        "money": _names("fee", "saved", "spent", "flat"),
    }
    for _ in range(size):
        kinds = _deeper(kinds)
    return kinds


def _deeper(kinds: dict[str, Trees]) -> dict[str, Trees]:
    pure, duration, rate, money = (kinds[kind] for kind in ("one", "duration", "rate", "money"))
    truth = st.one_of(
        *(binaries(COMPARISONS, kind, kind) for kind in (pure, duration, money)),
        *(tied(kind, kind) for kind in (pure, duration)),
        binaries(("and", "or"), pure, pure),
        st.builds(lambda node: Unary(NOWHERE, "not", node), pure),
    )

    def alike(kind: Trees) -> list[Trees]:
        """What keeps the unit, whatever it is."""
        return [
            binaries(("+", "-"), kind, kind),
            binaries(("*", "/"), kind, pure),
            st.builds(lambda node: Unary(NOWHERE, "-", node), kind),
            st.builds(_choice, truth, kind, kind),
            calls("clip", kind, kind, kind),
            calls("abs", kind),
            st.builds(call, st.sampled_from(["min", "max"]), kind, kind),
            st.builds(call, st.sampled_from(["min", "max"]), kind, kind, kind),
        ]

    return {
        "one": st.one_of(
            pure,
            truth,
            *alike(pure),
            *(calls(word, pure) for word in ("exp", "log", "sqrt")),
            *(calls(word, duration, duration) for word in ("ramp", "s_curve")),
            calls("j_curve", duration, duration, pure),
            calls("tiered", pure, pure, pure, pure, pure),
            calls("volume_price", duration, duration, pure, duration, pure),
            calls("grow", rate, duration),
            calls("yearly", _names("share"), _names("share"), _names("p", "q"), _names("p", "q")),
            binaries(("**",), pure, POWERS),
            st.one_of(binaries(("/",), money, money), binaries(("/",), duration, duration)),
            calls("lag", _names("w", "z"), LAGS),
            binaries(("*",), calls("once", duration), duration),
        ),
        "duration": st.one_of(duration, *alike(duration), binaries(("*",), pure, duration)),
        "rate": st.one_of(rate, binaries(("*", "/"), rate, pure)),
        "money": st.one_of(
            money,
            *alike(money),
            binaries(("*",), binaries(("*",), _names("visits"), _names("minutes")), _names("wage")),
            binaries(("*",), _names("seats"), _names("price")),
            binaries(("/",), calls("cumulative", _names("saved", "spent", "flat")), duration),
            calls("lag", _names("saved", "spent", "flat"), LAGS),
            calls("tiered", pure, pure, money, pure, money),
        ),
    }
