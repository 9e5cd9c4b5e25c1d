"""The text of a value: syntax, percent, limits, and the message each mistake gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi.distributions import FAMILIES, parse
from roi.distributions.spoken import OTHER_FAMILIES
from roi.errors import RoiError
from roi.formula.vocabulary import OTHER_WORDS


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("50", 50),
        ("-5", -5),
        ("1_000.5", 1000.5),
        ("35%", 0.35),
        ("40_000 / (10_000 * 35%) / 1_800", 40_000 / 3_500 / 1_800),
        ("2 ** 3 ** 2", 512),
        ("-2 ** 2", -4),
        ("2 ** -1", 0.5),
        ("2 ** 0.5", 2**0.5),
        ("1.5e3 + 1", 1501),
        ("0e99999 + 1", 1),
        ("1e-300 ** 64", 0),
    ],
)
def test_constant_arithmetic(text: str, value: float) -> None:
    distribution = parse(text)
    assert distribution.constant
    assert distribution.likely == value
    assert distribution.quantile([0.2, 0.9]).tolist() == [value, value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("35%", 35),
        ("7%", 7),  # 0.07 * 100 is 7.000000000000001
        ("35", 35),
        ("0", 0),
        ("-1.5", -1.5),
        ("0.35%", 0.35),
        ("1e-1%", 0.1),
        ("1 - 35%", 65),
        ("10% + 5%", 15),
        ("2 * 10%", 20),
        ("450 / 1_200 * 100%", 37.5),
        ("30 + 5", 35),
    ],
)
def test_percent_input(text: str, value: float) -> None:
    assert parse(text, percent=True).likely == value


@given(st.integers(-9_999, 9_999))
def test_percent_is_exact(hundredths: int) -> None:
    assert parse(f"{hundredths / 100}%", percent=True).likely == float(f"{hundredths / 100}")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("range(20%, 35%, 50%)", "range(20, 35, 50)"),
        ("normal(3%, 1%)", "normal(3, 1)"),
        ("beta(2, 0.5)", "beta(2, 0.5, 0%, 100%)"),
        ("mixture(30%, 5%, 0.7, uniform(10%, 20%))", "mixture(3, 5, 7, uniform(10, 20))"),
        ("discrete(0, 0.7, 100%, 0.3)", "discrete(0, 70%, 100, 30%)"),
        ("5% to 20%", "5 to 20"),
        ("gamma(0.5, 2%)", "gamma(50%, 2)"),
        ("truncate(normal(3, 1), high=5%)", "truncate(normal(3, 1), high=5)"),
    ],
)
def test_percent_arguments(text: str, same: str) -> None:
    u = np.linspace(0.01, 0.99, 99)
    ours, theirs = parse(text, percent=True), parse(same, percent=True)
    np.testing.assert_array_equal(ours.quantile(u), theirs.quantile(u))


def test_one_is_a_hundred_percent() -> None:
    assert parse("bernoulli(0.3)", percent=True).support == (0, 100)
    assert parse("bernoulli(30%)").support == (0, 1)


def test_limits_of_a_percent_input() -> None:
    assert parse("range(20, 35, 50)", percent=True).support == (0, 100)
    assert parse("range(-20, 35, 150)", percent=True, low=-50, high=300).support == (-50, 300)
    assert parse("range(20, 35, 150)", percent=True, high=300).support == (0, 300)


@pytest.mark.parametrize(
    ("named", "plain"),
    [
        ("normal(mean=3, sd=1)", "normal(3, 1)"),
        ("normal(sd=1, mean=3)", "normal(3, 1)"),
        ("normal(3, sd=1)", "normal(3, 1)"),
        ("range(p10=1, p50=2, p90=3)", "range(1, 2, 3)"),
        ("beta(2, 5)", "beta(alpha=2, beta=5, low=0, high=1)"),
        ("metalog(p90=9, p10=2, p50=5)", "metalog(p10=2, p50=5, p90=9)"),
        ("discrete(value1=1, weight1=2, value2=5, weight2=3)", "discrete(1, 2, 5, 3)"),
        ("mixture(1, 5, weight2=2, distribution2=normal(3, 1))", "mixture(1, 5, 2, normal(3, 1))"),
        ("truncate(normal(3, 1), low=2)", "truncate(distribution=normal(3, 1), low=2)"),
        ("binomial(p=30%, n=20)", "binomial(20, 0.3)"),
        ("uniform(1, 2,)", "uniform(1, 1 + 1)"),
    ],
)
def test_named_arguments(named: str, plain: str) -> None:
    u = np.linspace(0.01, 0.99, 99)
    np.testing.assert_array_equal(parse(named).quantile(u), parse(plain).quantile(u))


def test_equal_by_family_and_arguments_not_by_text() -> None:
    assert parse("normal(3, 1)") == parse(" normal(mean = 3, sd = 1) ")
    assert parse("normal(3, 1)") != parse("normal(3, 2)")
    assert parse("5") != parse("5", percent=True)
    assert len({parse("5"), parse("5.0"), parse("6")}) == 2


def test_text_of_parts() -> None:
    outer = parse(" truncate( normal(3, 1), 0, 5 ) ")
    assert outer.text == "truncate( normal(3, 1), 0, 5 )"
    assert outer.arguments.parts[0].text == "normal(3, 1)"


def test_data_asks_for_file_and_column() -> None:
    requests = []

    def data(file: str, column: str) -> list[float]:
        requests.append((file, column))
        return [5, 1, 3]

    assert parse('data("a/waits.csv", minutes)', data=data).likely == 3
    assert parse('data(file="a/waits.csv", column="wait time")', data=data).support == (1, 5)
    assert requests == [("a/waits.csv", "minutes"), ("a/waits.csv", "wait time")]


@pytest.mark.parametrize(
    ("text", "limits", "leaves"),
    [
        ("normal(3, 1)", (0, None), True),
        ("normal(3, 0.5)", (0, None), False),
        ("uniform(0, 10)", (0, 10), False),
        ("uniform(0, 10)", (None, 9), True),
        ("50", (0, 40), True),
        ("normal(3, 1)", (None, None), False),
    ],
)
def test_leaves_the_physical_limits(
    text: str, limits: tuple[float | None, float | None], leaves: bool
) -> None:
    assert parse(text).leaves(*limits) is leaves


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("50", "50 h"),
        ("range(40_000, 50_000, 60_000)", "between 40000 h and 60000 h in 8 of 10 cases, 50000 h in the middle"),
        ("bernoulli(6%)", "happens in 6 % of cases"),
        ("discrete(0, 2, 5, 1)", "0 h (66.7 %), 5 h (33.3 %)"),
        ("metalog(p2_5=2, p50=5, p90=8, min=0, max=40)",
         "below 2 h in 2.5 %, below 5 h in 50 %, below 8 h in 90 % of cases, never outside 0 h to 40 h"),
        ("mixture(70%, 5, 30%, normal(3, 1))",
         "in 70 % of cases: 5 h; in 30 %: about 3 h, give or take 1 h (normal)"),
        ("truncate(normal(3, 1), 0)", "about 3 h, give or take 1 h (normal); only what lies at or above 0 h"),
        ("truncate(normal(3, 1), 0, 9)", "about 3 h, give or take 1 h (normal); only what lies from 0 h to 9 h"),
    ],
)  # fmt: skip
def test_words(text: str, words: str) -> None:
    assert parse(text).words(lambda value: f"{value:g} h") == words


PERCENT = {"percent": True}
BAD: list[tuple[str, Mapping[str, Any], tuple[str, ...]]] = [
    # unknown or half-written families
    ("trianguler(1, 2, 3)", {}, ("`trianguler` is not a distribution", "Did you mean 'triangular'?", "poisson")),
    ("constant(5)", {}, ("`constant` is not a distribution", "Write the number alone")),
    ("normal", {}, ("`normal` has no arguments", "Write normal(mean, sd).")),
    ("visits", {}, ("`visits` is a name; a value holds numbers only",)),
    ("normal(3, spread)", {}, ("`spread` is a name",)),
    ("normal(3, 1) + 2", {}, ("a distribution cannot be part of arithmetic", "an input of its own")),
    ("-(3 to 4)", {}, ("a distribution cannot be part of arithmetic",)),
    ("normal(uniform(1, 2), 1)", {}, ("a distribution cannot be part of arithmetic",)),
    ("3 if 1 else 4", {}, ("only + - * / ** are possible",)),
    ("3 < 4", {}, ("only + - * / ** are possible",)),
    ('"five"', {}, ("a text is not a number",)),
    # number and names of arguments
    ("normal(3)", {}, ("normal takes other arguments; found 1 argument", "Write normal(mean, sd)")),
    ("normal(3, 1, 2)", {}, ("found 3 arguments", "as in normal(3, 1)")),
    ("range(1, 2)", {}, ("Write range(p10, p50, p90)",)),
    ("normal(3, sigma=1)", {}, ("normal has no argument `sigma`", "Allowed: mean, sd")),
    ("normal(3, mean=1)", {}, ("`mean` of normal is given twice",)),
    ("range(1, 2, 3, min=0)", {}, ("range has no argument `min`", "the `min` and `max` of its input")),
    ("discrete(1, 2, 3)", {}, ("discrete takes other arguments", "discrete(value, weight, value, weight, …)")),
    ("discrete(1, 2)", {}, ("found 2 arguments",)),
    ("mixture(1, 5)", {}, ("mixture(weight, distribution, weight, distribution, …)",)),
    ("metalog(1, 2, 3)", {}, ("the quantiles of metalog need names", "p2_5 for 2.5 %")),
    ("metalog(p10=1)", {}, ("from 2 to 10 quantiles are needed; found 1",)),
    ("metalog(p50=1, p50_0=2)", {}, ("a quantile of metalog is given twice",)),
    ("metalog(p0=1, p50=2)", {}, ("metalog has no argument `p0`",)),
    ("metalog(p100=1, p50=2)", {}, ("metalog has no argument `p100`",)),
    # values
    ("uniform(5, 3)", {}, ("uniform: low must be below high; found low 5, high 3", "Swap them")),
    ("uniform(5, 5)", {}, ("found low 5, high 5", "Write the bare number")),
    ("triangular(1, 7, 5)", {}, ("mode must lie between low 1 and high 5; found 7",)),
    ("pert(1, 0, 5)", {}, ("pert: mode must lie between low 1 and high 5; found 0",)),
    ("normal(3, -1)", {}, ("normal: sd must be above 0; found -1",)),
    ("normal(3, 0)", {}, ("sd must be above 0; found 0", "Write the bare number")),
    ("lognormal(-3, 1)", {}, ("lognormal: mean must be above 0; found -3",)),
    ("beta(0, 1)", {}, ("beta: alpha must be above 0; found 0",)),
    ("gamma(1, -2)", {}, ("gamma: scale must be above 0; found -2",)),
    ("pareto(0, 2)", {}, ("pareto: minimum must be above 0",)),
    ("pareto(1, 0.01)", {}, ("pareto: its extreme values are too large",)),
    ("normal(1e99, 1e308)", {}, ("this number is above 1e+100", "Choose a larger unit.")),
    ("lognormal(1e-99, 1e99)", {}, ("lognormal: its extreme values are too large",)),
    ("bernoulli(6)", {}, ("p is a probability, from 0 to 1 (0% to 100%); found 6", "Write 6%.")),
    ("bernoulli(-1%)", {}, ("found -1%", "never below 0%")),
    ("binomial(2.5, 30%)", {}, ("binomial: n must be a whole number from 1 to 10,000,000; found 2.5",)),
    ("binomial(0, 30%)", {}, ("found 0",)),
    ("poisson(0)", {}, ("poisson: mean must be above 0",)),
    ("poisson(1e9)", {}, ("at most 10,000,000", "normal(mean, sd)")),
    ("discrete(1, 2, 3, 0)", {}, ("discrete: weight 2 must be above 0; found 0",)),
    ("mixture(-1, 5, 2, 6)", {}, ("mixture: weight 1 must be above 0; found -1",)),
    ("truncate(normal(3, 1))", {}, ("truncate: low, high or both are needed",)),
    ("truncate(normal(3, 1), 5, 2)", {}, ("low must be below high",)),
    ("truncate(uniform(0, 1), 5, 9)", {}, ("nothing is left between 5 and 9", "reaches from 0 to 1")),
    ("truncate(normal(0, 1), 9)", {}, ("nothing is left between 9 and inf",)),
    ("10 to 5", {}, ("a to b: low must be below high", "Swap them")),
    ("0 to 5_000", {}, ("both must be above 0", "range(p10, p50, p90)", "normal(2_500, 1_519.89)")),
    # ranges
    ("range(5, 5, 5)", {}, ("all quantiles are 5", "Write the bare number")),
    ("range(5, 4, 6)", {}, ("quantiles must ascend; found p10 5, p50 4, p90 6", "whether good or bad")),
    ("range(0, 1, 2)", {"low": 0}, ("must lie above min 0; found p10 0",)),
    ("range(1, 2, 9)", {"high": 8}, ("must lie below max 8",)),
    ("range(1, 2, 9)", {"low": 0, "high": 8}, ("must lie between min 0 and max 8, both excluded",)),
    ("range(1, 2, 9)", {"low": 8, "high": 0}, ("min must be below max",)),
    ("range(1, 1.1, 9)", {}, ("the likely value p50 is too near to one end", "triangular(low, mode, high)")),
    ("range(1, 3, 30)", {"low": 0}, ("the variance is infinite", "Give the input a `max`")),
    # percent
    ("0.35", PERCENT, ("0.35 on a % input can mean 0.35 % or 35 %", "Write 0.35% or 35%.")),
    ("-0.5", PERCENT, ("-0.5 on a % input can mean -0.5 % or -50 %",)),
    ("450 / 1200", PERCENT, ("0.375 on a % input",)),
    ("normal(3, 0.5)", PERCENT, ("0.5 on a % input",)),
    ("range(0.2, 0.35, 0.5)", PERCENT, ("0.2 on a % input can mean 0.2 % or 20 %",)),
    ("30 + 5%", PERCENT, ("a percentage and the bare number 30 cannot be added", "Write 30%")),
    ("range(50, 80, 120)", PERCENT, ("between min 0% and max 100%", "give it `min` or `max`")),
    ("range(50, 40, 30)", PERCENT, ("found p10 50%, p50 40%, p90 30%",)),
    ('data("a.csv", b)', {**PERCENT, "data": lambda *_: [0.1, 0.2]}, ("0.35 % or 35 %", "in percent")),
    # data
    ('data("a.csv", b)', {}, ("a file of data cannot be read here",)),
    ("data(a, 5)", {"data": lambda *_: [1, 2]}, ("a file and a column are", 'Write data("waits.csv", minutes).')),
    ("sip(a, 5)", {}, ("a file and a name are needed", 'Write sip("prices.sipmath", price).')),
    ('sip("a.sipmath", b)', {}, ("a SIPmath library cannot be read here",)),
    ('sip("a.sipmath")', {}, ("sip takes other arguments",)),
    ('data("a.csv")', {}, ("data takes other arguments",)),
    ('data("a.csv", b)', {"data": lambda *_: [1]}, ("at least 2 values are needed, all finite; found 1",)),
    ('data("a.csv", b)', {"data": lambda *_: [1, float("nan")]}, ("all finite",)),
    # arithmetic
    ("1 / 0", {}, ("division by zero",)),
    ("0 ** -1", {}, ("division by zero",)),
    ("1e99 * 10 ** 9", {}, ("the number is above 1e+100 in size",)),
    ("9 ** 99 * 9 ** 99 * 9 ** 99 * 9 ** 99", {}, ("too large to be a finite number",)),
    ("lognormal(49, 2e-292)", {}, ("too narrow to be told from a number",)),
    ("0 ** -0.5", {}, ("division by zero",)),
    ("(1e-99 ** 4) ** -70.5", {}, ("too large to be a finite number",)),
    ("range(1, 2, 4)", {"low": -1e20}, ("cannot be told apart beside min -1e+20", "nearer limits")),
    ("range(1, 2, 4)", {"low": -1e18, "high": 1e19}, ("cannot be told apart beside min",)),
    ("metalog(p10=1, p50=2, p90=4, max=1e18)", {}, ("cannot be told apart beside max 1e+18",)),
    ("9 ** 9 ** 9", {}, ("too large to be a finite number",)),
    ("(0 - 8) ** 0.5", {}, ("is not a real number",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "options", "fragments"), BAD, ids=[f"{text} {list(o)}" for text, o, _ in BAD]
)
def test_bad_input(text: str, options: Mapping[str, Any], fragments: tuple[str, ...]) -> None:
    with pytest.raises(RoiError) as refusal:
        parse(text, **options)
    message = str(refusal.value)
    for fragment in fragments:
        assert fragment in message
    assert "^" in message  # the place is marked
    assert text in message


@given(st.text("pnormalge(),.=-+*/%0159 _to\"'", max_size=40), st.booleans())
def test_any_text_is_a_distribution_or_an_error(text: str, percent: bool) -> None:
    try:
        distribution = parse(text, percent=percent)
    except RoiError:
        return
    assert np.isfinite(distribution.likely)


def test_every_signature_is_shown_by_its_error() -> None:
    for family in FAMILIES.values():
        if family.called and family.binding != "quantiles":
            with pytest.raises(RoiError) as refusal:
                parse(f"{family.name}()")
            assert family.signature in str(refusal.value)


def test_a_formula_with_a_family_says_where_its_value_goes() -> None:
    called = [family.name for family in FAMILIES.values() if family.called]
    assert [name for name in called if "A distribution is" not in OTHER_WORDS.get(name, "")] == []
    assert [name for name in called if name in OTHER_FAMILIES] == []
