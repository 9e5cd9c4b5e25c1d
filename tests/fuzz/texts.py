"""Texts as people and programs type them: numbers, distributions, formulas, units, sound or broken."""

from __future__ import annotations

from hypothesis import strategies as st

from roi.distributions.table import FAMILIES
from roi.formula.vocabulary import OPERATORS, WORDS

NUMBERS = st.one_of(
    st.integers(-10, 100).map(str),
    st.sampled_from(
        [
            "0",
            "1",
            "-1",
            "0.5",
            "35%",
            "150%",
            "1e9",
            "1e30",
            "1e99",
            "1e100",
            "1e101",
            "1e308",
            "1e999",
            "1e99999999",
            "0e99999999",
            "1e-9",
            "1e-99",
            "1e-320",
            "1e-99999999",
            "5e-324",
            "1_000_000",
            "9" * 400,
            "0." + "3" * 400,
            "-1e20",
            "10_000_000",
            "nan",
            "inf",
            "1,200",
            "1.2.3",
            ".5",
            "5.",
            "1__0",
            "0x10",
            "1e",
            "½",
            "١٢",
            "−3",
        ]
    ),
    st.floats(allow_nan=True).map(repr),
)
PIECES = st.one_of(
    NUMBERS,
    st.sampled_from([name for name, row in FAMILIES.items() if row.called]).map(lambda name: f"{name}("),
    st.sampled_from([row.example for row in FAMILIES.values()]),
    st.sampled_from(
        [*WORDS, *OPERATORS, "to", "if", "else", "(", ")", ",", "=", "%", "p10=", "p99_9=", "min=", "**"]
    ),
    st.sampled_from(
        ['"a.csv"', "'", 'data("times.csv", minutes)', "low=", "USD", "x", "month", "USD/month", "\x00"]
    ),
    st.text(max_size=3),
)
LOOSE = st.lists(PIECES, max_size=14).map(" ".join)  # seldom sound


@st.composite
def _called(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    """A family with about the arguments it takes."""
    row = FAMILIES[draw(st.sampled_from([name for name, row in FAMILIES.items() if row.called]))]
    if row.binding == "quantiles":
        at = draw(
            st.lists(
                st.sampled_from(["p1", "p5", "p10", "p25", "p50", "p75", "p90", "p99", "p99_9"]), max_size=6
            )
        )
        values = draw(st.lists(NUMBERS, min_size=len(at), max_size=len(at)))
        arguments = [f"{name}={value}" for name, value in zip(at, values, strict=True)]
        arguments += [f"{end}={draw(NUMBERS)}" for end in ("min", "max") if draw(st.booleans())]
    else:
        times = draw(st.integers(1, 6)) if row.binding == "pairs" else 1
        kinds = [parameter.kind for parameter in row.parameters] * times
        arguments = [draw(inner if kind == "distribution" else NUMBERS) for kind in kinds]
        if draw(st.integers(0, 9)) == 0:
            arguments = arguments[: draw(st.integers(0, len(arguments)))]
    return f"{row.name}({', '.join(arguments)})"


DISTRIBUTIONS = st.recursive(
    st.one_of(NUMBERS, st.sampled_from([row.example for row in FAMILIES.values()])), _called, max_leaves=8
)
VALUES = st.one_of(
    DISTRIBUTIONS,
    st.tuples(NUMBERS, NUMBERS).map(" to ".join),
    st.tuples(DISTRIBUTIONS, st.sampled_from(["USD", "visit/day", "%/year", "minute", "%", "EUR/month"])).map(
        " ".join
    ),
    st.tuples(NUMBERS, st.sampled_from(["+", "-", "*", "/", "**"]), NUMBERS).map(" ".join),
    LOOSE,
)

UNIT_NAMES = st.sampled_from(
    [
        "USD",
        "EUR",
        "XAU",
        "visit",
        "visits",
        "minute",
        "hour",
        "second",
        "day",
        "week",
        "month",
        "quarter",
        "year",
        "FTE",
        "%",
        "1",
        "–",
        "-",
        "",
        "Mtoken",
        "x" * 100,
        "nan",
        "metre",
        "é",
    ]
)
UNITS = st.one_of(
    st.lists(
        st.one_of(UNIT_NAMES, st.sampled_from(["/", "*", "·", "(", ")", "**2", "**-9", "**99", " "])),
        max_size=12,
    ).map("".join),
    st.lists(UNIT_NAMES, min_size=1, max_size=4).map("/".join),
    st.text(max_size=12),
)
DEFINITIONS = st.one_of(
    UNIT_NAMES,
    st.tuples(st.sampled_from(["a", "b", "Mtoken", "visit", "USD"]), NUMBERS, UNITS).map(
        lambda t: f"{t[0]} = {t[1]} {t[2]}"
    ),
    st.sampled_from(
        ["x = 1e99999999 month", "x = " + "9" * 5_000 + " month", "x =" + " " * 5_000 + ";", "a = b**9"]
    ),
)


def formulas(names: list[str]) -> st.SearchStrategy[str]:
    """Formulas over these names: well formed for the most part, with units that fit or do not."""
    leaf = st.one_of(
        st.sampled_from(names), st.sampled_from(["0", "1", "month", "2", "35%", "1e99"]), NUMBERS
    )

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        binary = st.tuples(inner, st.sampled_from([*OPERATORS, "*", "*", "/", "+", "-"]), inner)
        called = st.tuples(st.sampled_from(list(WORDS)), st.lists(inner, max_size=3))
        return st.one_of(
            binary.map(lambda t: f"{t[0]} {t[1]} {t[2]}"),
            called.map(lambda t: f"{t[0]}({', '.join(t[1])})"),
            inner.map(lambda text: f"({text})"),
            inner.map(lambda text: f"-{text}"),
            st.tuples(inner, inner, inner).map(lambda t: f"{t[0]} if {t[1]} else {t[2]}"),
        )

    return st.one_of(st.recursive(leaf, larger, max_leaves=12), LOOSE)
