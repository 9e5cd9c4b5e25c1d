"""Whole cases that are sound: any horizon, timing, family, cap, option and preset, with units that fit."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.support.documents import Table, document

AMOUNTS = st.sampled_from(
    [
        "1_000",
        "0",
        "range(500, 900, 2_000)",
        "200 to 4_000",
        "triangular(1, 20, 900)",
        "pert(0, 5, 9)",
        "uniform(-5, 50)",
        "normal(10, 40)",
        "lognormal(100, 300)",
        "gamma(2, 30)",
        "pareto(3, 1.2)",
        "poisson(40)",
        "binomial(30, 20%)",
        "discrete(0, 70%, 50, 20%, 900, 10%)",
        "bernoulli(30%)",
        "metalog(p5=2, p50=50, p80=80, p95=120, min=0, max=400)",
        "mixture(70%, normal(3, 1), 30%, uniform(5, 90))",
        "truncate(normal(3, 9), 0, 50)",
        "beta(2, 5, 0, 900)",
        "truncate(pareto(1.5, 1.38), 1.5, 10)",
        "uniform(1e-9, 1e9)",
        "-300",
        "1e12",
    ]
)
SHARES = st.sampled_from(
    [
        "0",
        "35%",
        "100%",
        "range(10, 25, 60)",
        "triangular(1, 50, 90)",
        "beta(2, 5)",
        "uniform(0, 100)",
        "normal(30, 20)",
    ]
)
PLAIN = st.sampled_from(
    ["0", "1", "2.5", "uniform(0, 1)", "normal(0, 1)", "poisson(2)", "range(1, 2, 5)", "beta(1, 1)"]
)
MONTHS = st.sampled_from(
    ["0", "0.5", "1", "3", "7.25", "triangular(1, 3, 9)", "uniform(0, 40)", "gamma(2, 3)", "200"]
)
GROWTH = st.sampled_from(["0", "4", "-20", "normal(3, 2)", "uniform(-30, 40)", "range(1, 5, 9)"])
KINDS = {
    "USD": AMOUNTS,
    "USD/month": AMOUNTS,
    "USD/year": AMOUNTS,
    "%": SHARES,
    "–": PLAIN,
    "month": MONTHS,
    "%/year": GROWTH,
}


class Names:
    """The names a formula may use, by what they are."""

    def __init__(self, inputs: dict[str, tuple[str, str]]) -> None:
        self.of = {unit: [name for name, (_, its) in inputs.items() if its == unit] for unit in KINDS}
        self.rates: list[str] = []  # lines in USD/month


def number(names: Names) -> st.SearchStrategy[str]:
    """A plain number that is seldom undefined."""
    leaf = st.sampled_from([*names.of["%"], *names.of["–"], "0", "1"])
    moment = st.sampled_from(names.of["month"])

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        pair = st.tuples(inner, inner)
        return st.one_of(
            pair.map(lambda t: f"({t[0]} + {t[1]})"),
            pair.map(lambda t: f"({t[0]} - {t[1]})"),
            pair.map(lambda t: f"{t[0]} * {t[1]}"),
            pair.map(lambda t: f"min({t[0]}, {t[1]})"),
            pair.map(lambda t: f"max({t[0]}, {t[1]})"),
            pair.map(lambda t: f"({t[0]} < {t[1]})"),
            pair.map(lambda t: f"({t[0]} >= 0 and not {t[1]} > 0)"),
            pair.map(lambda t: f"({t[0]} if {t[1]} > 0 else 1)"),
            inner.map(lambda t: f"abs({t})"),
            inner.map(lambda t: f"sqrt(abs({t}))"),
            inner.map(lambda t: f"exp(-abs({t}))"),
            inner.map(lambda t: f"log(1 + abs({t}))"),
            inner.map(lambda t: f"clip({t}, 0, 1)"),
            inner.map(lambda t: f"({t}) ** 2"),
            moment.map(lambda t: f"(month > {t})"),
            st.tuples(moment, moment).map(lambda t: f"ramp(month - {t[0]}, {t[1]})"),
            st.tuples(moment, moment).map(lambda t: f"s_curve(month - {t[0]}, {t[1]})"),
            st.sampled_from(names.of["%/year"]).map(lambda t: f"grow({t}, month)"),
        )

    return st.recursive(leaf, larger, max_leaves=5)


@st.composite
def rate(draw: st.DrawFn, names: Names) -> str:
    """Something in USD/month."""
    base = draw(st.sampled_from([*names.of["USD/month"], *names.of["USD/year"], *names.rates]))
    form = draw(st.integers(0, 9))
    if form == 0 and names.rates:
        return f"lag({draw(st.sampled_from(names.rates))}, {draw(st.integers(0, 15))})"
    if form == 1:
        return f"{draw(st.sampled_from(names.of['USD']))} * once({draw(st.sampled_from(names.of['month']))})"
    if form == 2:
        other = draw(st.sampled_from([*names.of["USD/month"], *names.rates]))
        return f"min({base}, {other}) + {base} * {draw(number(names))}"
    if form == 3 and names.rates:
        line = draw(st.sampled_from(names.rates))
        return f"{base} * (cumulative({line}) > {draw(st.sampled_from(names.of['USD']))})"
    return f"{base} * {draw(number(names))}"


@st.composite
def amount(draw: st.DrawFn, names: Names) -> str:
    """Something in USD."""
    if names.rates and draw(st.integers(0, 5)) == 0:
        return f"cumulative({draw(st.sampled_from(names.rates))}) * {draw(number(names))}"
    return f"{draw(st.sampled_from(names.of['USD']))} * {draw(number(names))}"


@st.composite
def sound_documents(draw: st.DrawFn) -> Table:
    """A raw document with at least one benefit and one cost."""
    inputs: dict[str, tuple[str, str]] = {}
    for place, (unit, values) in enumerate(KINDS.items()):
        for k in range(draw(st.integers(1, 2))):
            inputs[f"i{place}{k}"] = (draw(values), unit)
    if draw(st.booleans()):
        inputs["discount_rate"] = (
            draw(st.sampled_from(["0", "10", "uniform(4, 14)", "range(2, 8, 20)"])),
            "%/year",
        )
    tables: dict[str, Any] = {name: {"value": value, "unit": unit} for name, (value, unit) in inputs.items()}
    for name, table in tables.items():
        if table["unit"] == "–" and draw(st.integers(0, 3)) == 0 and name != "discount_rate":
            table["chance"] = True
    names = Names(inputs)
    lines: dict[str, Table] = {}
    for k in range(draw(st.integers(1, 3))):
        lines[f"base{k}"] = {"formula": draw(rate(names)), "unit": "USD/month", "show": draw(st.booleans())}
        names.rates.append(f"base{k}")
    for k in range(draw(st.integers(2, 5))):
        lines[f"flow{k}"] = draw(flows(names, benefit=k != 0))
    header = {
        "horizon": draw(st.sampled_from([1, 2, 11, 12, 13, 24, 36, 60, 120])),
        "discounting": draw(st.sampled_from(["month-end", "year-end"])),
    }
    if draw(st.booleans()):
        header["start"] = "2027-04"
    more = draw(beside(inputs, lines))
    return document(tables, lines, header=header, **more)


@st.composite
def flows(draw: st.DrawFn, names: Names, benefit: bool) -> Table:
    when = draw(
        st.sampled_from(
            ["monthly", "monthly", "monthly", "yearly-in-advance", "start", "month 7", "month 120"]
        )
    )
    paid = when in ("monthly", "yearly-in-advance")
    table: Table = {
        "when": when,
        "formula": draw(rate(names) if paid else amount(names)),
        "unit": "USD/month" if paid else "USD",
    }
    if not benefit:
        return {
            **table,
            "flow": "cost",
            "class": draw(st.sampled_from(["licence", "integration", "run", "overrun"])),
        }
    table |= {"flow": "benefit", "kind": draw(st.sampled_from(["cash", "capacity", "soft"]))}
    if paid and draw(st.booleans()):
        table["of"] = draw(st.sampled_from(names.rates))
    return table


@st.composite
def beside(draw: st.DrawFn, inputs: dict[str, tuple[str, str]], lines: dict[str, Table]) -> Table:
    """Presets, options and correlations of such a case."""
    more_tables: Table = {}
    varying = [name for name, (value, unit) in inputs.items() if "(" in value or " to " in value]
    if len(varying) > 2 and draw(st.booleans()):
        a, b = draw(st.permutations(varying))[:2]
        more_tables["correlations"] = [
            {"between": [a, b], "rank": draw(st.sampled_from([-0.9, -0.3, 0.0, 0.5, 0.95]))}
        ]
    if draw(st.integers(0, 2)) == 0:
        changed = draw(st.sampled_from([name for name in inputs if name != "discount_rate"]))
        value = draw(KINDS[inputs[changed][1]])
        more_tables["presets"] = {"other": {"inputs": {changed: {"value": value, "grade": "vendor"}}}}
    if draw(st.integers(0, 2)) == 0:
        last = max(name for name in lines if name.startswith("flow"))
        more_tables["options"] = {"less": {"title": "Less", "drop": [last]}}
    return more_tables
