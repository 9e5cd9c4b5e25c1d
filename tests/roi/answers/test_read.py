"""What people say, read for questions of the shipped cases: one reading, or both named."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cases
from roi.answers import InputQuestion, is_unknown, read_answer
from roi.answers.numbers import MOST_CHARACTERS
from roi.case import Override
from roi.case_files import shipped
from roi.errors import RoiError, of_setting
from roi.model import Layer, Model, ModelInput, resolve
from tests.support.examples import examples
from tests.support.shipped import each_slow_but_sample


@cache
def model(case: str, option: str | None = None) -> Model:
    return resolve(cases.load(case), option=option)


def question(name: str) -> tuple[ModelInput, Model]:
    """The input of that id in the first shipped case that asks about it."""
    for case in ("clinical-scribe", "code-assistant", "bank-chatbot"):
        for option in (None, "pilot"):
            for item in model(case, option).inputs:
                if item.id == name:
                    return item, model(case, option)
    raise KeyError(name)


def likely(name: str, text: str, *, as_answer: bool = True) -> float:
    """The answer's likely value in the declared unit, resolved as an estimate would."""
    item, of = question(name)
    value = read_answer(text, item, of, as_answer=as_answer).value
    layer = Layer("set", of_setting("set"), {name: Override(value, who="prospect")})
    again = resolve(of.case, option=of.option, layers=[layer]).input(name)
    return again.shown(again.likely)


@pytest.mark.parametrize("as_answer", [True, False])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20000 a month", 0.5), ("20000 tickets a month", 0.5), ("20k to 30k a month", None), ("5000 a week", None),
        ("0.9 a month", 0.9), ("1 ticket per employee a month", 1),
    ],
)  # fmt: skip
def test_a_total_by_the_month_is_no_figure_a_head_by_the_month(
    text: str, value: float | None, as_answer: bool
) -> None:
    """The input is ticket/employee/month, asked for as ticket/year of all: `a month` alone decides for neither."""
    desk = model("service-desk")
    read = read_answer(text, desk.input("tickets"), desk, as_answer=as_answer).value
    if value is not None:
        assert float(read) == value


def refusal(name: str, text: str, *, as_answer: bool = True) -> str:
    item, of = question(name)
    with pytest.raises(RoiError) as problem:
        read_answer(text, item, of, as_answer=as_answer)
    return str(problem.value)


DAYS = 365.25


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        # numbers of things
        ("visits", "1,200 a day", 1_200 * DAYS), ("visits", "around 1200 per day", 1_200 * DAYS),
        ("visits", "about 1200 a day", 1_200 * DAYS), ("visits", "~1200/day", 1_200 * DAYS),
        ("visits", "circa 1'200 daily", 1_200 * DAYS), ("visits", "1.2k visits each day", 1_200 * DAYS),
        ("visits", "1.2k", 1_200), ("visits", "50k", 50_000), ("visits", "50 thousand", 50_000),
        ("visits", "50 000", 50_000), ("visits", "50\u00a0000", 50_000), ("visits", "1'200", 1_200),
        ("visits", "1.200.000", 1_200_000), ("visits", "1,2 mio", 1_200_000), ("visits", "half a million", 500_000),
        ("visits", "2 million a year", 2_000_000), ("visits", "100k a month", 1_200_000),
        ("visits", "I think about 50,000 visits a year", 50_000), ("visits", "some 50,000 or so", 50_000),
        ("visits", "two hundred a week", 200 * DAYS / 7), ("visits", "a dozen a day", 12 * DAYS),
        ("visits", "\uff11\uff12\uff10\uff10", 1_200), ("visits", "\u0661\u0662\u0660\u0660", 1_200),
        ("seats", "10,000 engineers", 10_000), ("seats", "ten thousand", 10_000),
        ("calls_per_customer", "75 million", 1.5), ("calls_per_customer", "1.5 calls per customer", 1.5),
        ("pilot_share", "10%", 10), ("defects", "20,000 last year", 2),
        # time
        ("note_minutes", "5 min", 5), ("note_minutes", "300 s", 5), ("note_minutes", "5m", 5),
        ("note_minutes", "0.1 hrs", 6), ("note_minutes", "five minutes a visit", 5),
        ("note_minutes", "4\u00bd minutes", 4.5), ("go_live", "half a year", 6), ("go_live", "a quarter", 3),
        ("training_hours", "half an hour", 0.5), ("survey_hours", "half an hour a day", 3.5),
        # money
        ("price", "$190", 190), ("price", "190 USD", 190), ("price", "USD 190 a month", 190),
        ("price", "190 dollars per clinician per month", 190), ("price", "2280 a year", 190),
        ("price", "70€", 77), ("price", "70 EUR", 77), ("price", "€70 a clinician and month", 77),
        ("resolution_price", "50 cents", 0.5), ("resolution_price", "$ .50", 0.5),
        ("physician_cost", "350k a year", 350_000 / 1_800), ("physician_cost", "350,000", 350_000 / 1_800),
        ("physician_cost", "350000 USD/year", 350_000 / 1_800), ("physician_cost", "350000", 350_000 / 1_800),
        ("physician_cost", "about $350k p.a.", 350_000 / 1_800), ("physician_cost", "30k a month", 200),
        ("physician_cost", "195 an hour", 195), ("physician_cost", "195 USD/hour", 195),
        ("engineer_cost", "180k", 100),
        # shares and counts
        ("realisation", "a third", 100 / 3), ("realisation", "two thirds", 200 / 3), ("realisation", "half", 50),
        ("realisation", "a quarter", 25), ("realisation", "35", 35), ("realisation", "35 percent", 35),
        ("realisation", "35 per cent", 35), ("realisation", "35 pct", 35), ("realisation", "33,3 %", 33.3),
        ("realisation", "2 of 10", 20), ("realisation", "1 in 5", 20), ("realisation", "\u2153", 100 / 3),
        ("failure_rate", "2", 20), ("failure_rate", "2 of 10", 20), ("failure_rate", "2/10", 20),
        ("failure_rate", "2 out of ten", 20), ("failure_rate", "two of our last ten pilots", 20),
        ("failure_rate", "3 of 20", 15), ("failure_rate", "20%", 20), ("failure_rate", "none of them", 0),
        ("failure_rate", "0", 0), ("overrun_rate", "2", 10), ("seen_in_pilot", "3 of 5", 60),
        ("high_risk", "no", 0), ("high_risk", "Yes.", 1),
        # spans: likely is the median of a lognormal, or the middle
        ("realisation", "30-50%", (30 * 50) ** 0.5), ("realisation", "between 30 and 50 percent", (30 * 50) ** 0.5),
        ("realisation", "from 30 to 50%", (30 * 50) ** 0.5), ("realisation", "30 – 50 %", (30 * 50) ** 0.5),
        ("realisation", "0 to 30%", 15), ("realisation", "80 to 95%", 87.5), ("realisation", "20 30 50", 30),
        ("failure_rate", "2-3", (20 * 30) ** 0.5), ("failure_rate", "eight or nine in ten", (80 * 90) ** 0.5),
        ("failure_rate", "1 2 4", 20), ("visits", "40-60k", (40_000 * 60_000) ** 0.5),
        ("visits", "500-1k a day", (500 * 1_000) ** 0.5 * DAYS), ("visits", "40 000 50 000 60 000", 50_000),
        ("visits", "between 40 and 60 thousand", (40_000 * 60_000) ** 0.5),
        ("visits", "between forty and sixty thousand", (40_000 * 60_000) ** 0.5),
        ("visits", "one or two million", (1e6 * 2e6) ** 0.5), ("realisation", "50/50", 50),
        ("coding_share", "25 percent of the week", 25), ("coding_share", "25% of an engineer's week", 25),
        ("failure_rate", "fifty-fifty", 50), ("visits", "two to three dozen a day", (24 * 36) ** 0.5 * DAYS),
        ("call_growth", "-2 to 4%", 1),
        ("physician_cost", "300-400k", (300_000 * 400_000) ** 0.5 / 1_800),
        # loose, doubled and short forms
        ("visits", "a couple of hundred a week", 200 * DAYS / 7), ("visits", "a couple of thousand", 2_000),
        ("visits", "twice a day", 2 * DAYS), ("visits", "three times a week", 3 * DAYS / 7),
        ("visits", "fifteen hundred", 1_500), ("visits", "ten to twenty", 200**0.5),
        ("visits", "5 bis 7", 35**0.5), ("visits", "5-ish k", 5_000),
        ("note_minutes", "5-ish minutes", 5), ("note_minutes", "3 min 30 sec", 3.5),
        ("note_minutes", "3m30s", 3.5), ("note_minutes", "3 min 30 to 4 min", (3.5 * 4) ** 0.5),
        ("training_hours", "1h 30", 1.5), ("training_hours", "2 hrs 15 min", 2.25),
        ("training_hours", "1 hour and 30 minutes", 1.5),
        ("physician_cost", "300k, 350k, 400k", 350_000 / 1_800), ("visits", "40k, 50k, 60k", 50_000),
        ("physician_cost", "300000, 350000, 400000 USD", 350_000 / 1_800),
        # the language
        ("visits", "range(40_000, 50_000, 60_000)", 50_000), ("visits", "50_000", 50_000),
        ("visits", "triangular(10, 20, 40) visit/day", 20 * DAYS),
    ],
)  # fmt: skip
def test_one_reading(name: str, text: str, value: float) -> None:
    assert likely(name, text) == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("visits", "1.200", ("1.2 or 1,200",)), ("resolution_price", "1.125", ("1.1250 or 1,125",)),
        ("visits", "100 200 300", ("100,200,300", "range(100, 200, 300)")),
        ("realisation", "0.35", ("0.35%", "35%")), ("realisation", "1", ("1%", "100%")),
        ("failure_rate", "0.2", ("0.2 of 10", "20 %")), ("failure_rate", "20", ("20%", "2 of 10")),
        ("physician_cost", "195", ("195 USD/FTE/year", "195 USD/hour")),
        ("call_growth", "0.5% a month", ("6.168%/year", "6%/year")),
    ],
)  # fmt: skip
def test_two_readings_are_both_offered(name: str, text: str, says: tuple[str, ...]) -> None:
    if name == "call_growth":  # read as it was typed, and refused by the model
        with pytest.raises(RoiError, match="compound") as problem:
            likely(name, text)
        message = str(problem.value)
    else:
        message = refusal(name, text)
    assert all(reading in message for reading in says), message


@pytest.mark.parametrize(
    ("name", "text", "example"),
    [
        ("visits", "soon", "1,234 visits per year"), ("visits", "lots and lots", "1,234 visits per year"),
        ("visits", "30 %", "visits per year"), ("visits", "70€", "visits per year"),
        ("visits", "2 of 10", "visits"),
        ("note_minutes", "5 EUR", "minutes per visit"), ("failure_rate", "some", "2 of 10"),
        ("realisation", "quite a bit", "12.5%"), ("physician_cost", "too much", "USD per FTE per year"),
        ("high_risk", "perhaps", "yes, no"), ("visits", "nothing", "Type 0"),
        ("coding_share", "10 hours a week", "12.5%"), ("coding_share", "25% of revenue", "12.5%"), 
        ("price", "50 CHF", "USD"), ("price", "200 a visit", "USD per clinician"),
        ("visits", "up to 50k", "from where to where"), ("visits", "100+", "from where to where"),
        ("visits", "12 stone", "visits"), ("visits", "9" * 30, "too large"), ("visits", "1e300", "too large"),
        ("visits", "1e-30", "too near"), ("visits", "50-30k", "in full"),
        ("visits", "50k-30k", "larger than the one before"),
        ("visits", "\u202e1200", "do not show"),
        ("visits", "1\u200b200", "do not show"), ("visits", "1.2.3", "visits"), ("visits", "1,2,3", ""),
        ("go_live", "2027-06", "is a date"),
        ("go_live", "June 2027", "is a date"), ("go_live", "sept. 2027", "is a date"),
        ("go_live", "spring 2027", "is a date"),
        ("go_live", "06/2027", "is a date"), ("go_live", "06/15/2027", "is a date"),
        ("go_live", "15/6/27", "is a date"), ("go_live", "4/5/6", "is a date"),
        ("failure_rate", "11 of 10", "0 to 10"),
        ("seen_in_pilot", "3", "of how many"), ("realisation", "120%", "from 0 to 100 %"), ("visits", "none", ""),
        ("visits", "1e5-3", ""), ("visits", "x" * 5_000, ""), ("visits", "(" * 300, ""), ("visits", "", "visits"),
        ("visits", "1 200 a day per week", "visits per year"), ("visits", "12 minutes", "visits per year"),
        ("visits", "half", "visits per year"), ("seats", "two thirds", "seats"), ("price", "a third", "is a share"),
        ("failure_rate", "2 of", "2 of 10"), ("realisation", "20 of our", "12.5%"),
        ("failure_rate", "fifteen hundred", "asked about\n  Type a count"),
        ("failure_rate", "a dozen", "Type 12% if that is the share"),
        ("realisation", "ten to twenty minutes", "“ten to twenty minutes” is in another unit"),
        ("note_minutes", "between 300 and 400", "and 400” is outside the limits: from 2 to 15 minutes"),
        ("physician_cost", "12 million", "from 144,000 to 900,000 USD per FTE per year"),
    ],
)  # fmt: skip
def test_refused_with_an_example_in_the_questions_unit(name: str, text: str, example: str) -> None:
    message = refusal(name, text)
    assert example in message
    assert "^" not in message  # no parser's words
    assert len(message) < 400


@pytest.mark.parametrize(
    "text",
    [
        "no idea", "nobody knows", "Nobody really knows.", "we don't track that", "no clue really", "don't know",
        "I couldn't say", "Sorry, we have never measured it", "no one knows", "we don’t have that data",
        "hard to say", "It's hard to say", "I'd have to check", "keine ahnung", "never measured",
        "we’d need to ask finance", "Don’t know.", "?", "n/a", "not sure", "We don't know", "TBD",
    ],
)  # fmt: skip
def test_nobody_knows(text: str) -> None:
    assert is_unknown(text)


@pytest.mark.parametrize(
    "text",
    [
        "2 of 10",
        "about 1200 a day",
        "none",
        "half",
        "a few",
        "we have 5",
        "we never lose more than 5",
        "no",
        "",
    ],
)
def test_an_answer_is_not_taken_for_ignorance(text: str) -> None:
    assert not is_unknown(text)


@pytest.mark.parametrize("case", each_slow_but_sample(shipped()))
def test_examples_would_themselves_be_taken(case: str) -> None:
    """Of each question once, however many options ask the same."""
    known: dict[str, list[tuple[object, ...]]] = {}
    for option in (None, *cases.load(case).options):
        resolved = model(case, option)
        for item in resolved.inputs:
            if item.spec.luck or not item.spec.ask:
                continue
            question = InputQuestion.of_input(item, resolved, as_answer=True)
            depends_on = replace(question, model=model(case)), resolved.units
            if depends_on in known.setdefault(item.id, []):
                continue
            known[item.id].append(depends_on)
            for example in question.examples():
                read_answer(example, item, resolved, as_answer=True)


def test_a_month_is_named_only_of_a_date_that_has_one_reading() -> None:
    item, of = question("go_live")
    started = replace(of, case=replace(of.case, header=replace(of.case.header, start="2027-01")))
    for text, month in (("15/06/2027", "1: 6."), ("06/15/2027", "1: 6."), ("06/06/2027", "1: 6.")):
        with pytest.raises(RoiError, match=month):
            read_answer(text, item, started)
    with pytest.raises(RoiError, match="is a date") as problem:
        read_answer("05/06/2027", item, started)
    assert "2027-01" not in str(problem.value)


@pytest.mark.parametrize(
    "text", ["about 2000", "around 2000", "some 2,000", "nearly 2000", "2000", "approx. 2000"]
)
def test_a_count_that_could_be_a_year_is_a_count(text: str) -> None:
    assert read_answer(text, *question("visits")).value in (2000, "2000", "2_000")


def test_the_words_are_kept_and_what_was_made_of_them_is_said() -> None:
    reading = read_answer("  about 350k a year ", *question("physician_cost"))
    assert reading.typed == "about 350k a year"
    assert reading.words == "350,000 USD/FTE/year over 1,800 hour/year/FTE = 194.4 USD/hour"
    assert read_answer("190", *question("price")).typed == ""
    span = read_answer("300-400k", *question("physician_cost")).words
    assert span.startswith(
        "300,000 USD/FTE/year to 400,000 USD/FTE/year over 1,800 hour/year/FTE = 166.7 to 222.2"
    )
    assert "30 to 50 % in 9 of 10 cases" in read_answer("30-50%", *question("realisation")).words


def test_a_seller_at_a_field_is_not_asked_the_question() -> None:
    assert likely("physician_cost", "195", as_answer=False) == 195
    assert likely("physician_cost", "350k a year", as_answer=False) == pytest.approx(350_000 / 1_800)
    assert likely("failure_rate", "20", as_answer=False) == 20
    message = refusal("failure_rate", "2", as_answer=False)
    assert "2%" in message
    assert "2 of 10 (20%)" in message


# A specification apart from the implementation: write an answer in every allowed style, and it is read back.


@examples(40)  # each resolves a shipped case
@given(
    amount=st.integers(1, 900_000),
    mark=st.sampled_from(["", ",", " ", "'", "\u00a0", "\u202f", "\u2019"]),
    style=st.sampled_from(
        [
            "{}",
            "about {}",
            "~{}",
            "{} visits",
            "{} a year",
            "{} visits per year",
            "{}/year",
            "some {} or so",
            "{} p.a.",
        ]
    ),
)
def test_any_number_in_any_style_is_read_back(amount: int, mark: str, style: str) -> None:
    digits = f"{amount:,}".replace(",", mark)
    assert likely("visits", style.format(digits)) == pytest.approx(amount, rel=1e-11)


@examples(40)  # each resolves a shipped case
@given(
    amount=st.decimals(60, 800, places=2),
    style=st.sampled_from(
        ["${}", "{} USD", "USD {}", "{} $", "{} dollars", "{} USD/clinician/month", "{} usd a month"]
    ),
)
def test_any_price_in_any_style_is_read_back(amount: Decimal, style: str) -> None:
    assert likely("price", style.format(amount)) == pytest.approx(float(amount), rel=1e-11)


@examples(40)  # each resolves a shipped case
@given(
    part=st.integers(0, 60),
    more=st.integers(1, 60),
    style=st.sampled_from(["{} of {}", "{}/{}", "{} out of {}"]),
)
def test_any_count_is_read_back(part: int, more: int, style: str) -> None:
    whole = part + more
    assert likely("failure_rate", style.format(part, whole)) == pytest.approx(100 * part / whole, abs=1e-9)


@examples(40)  # each resolves a shipped case
@given(
    low=st.integers(2, 60),
    width=st.integers(1, 30),
    style=st.sampled_from(
        ["{}-{}%", "{} - {} %", "{}% to {}%", "between {} and {} percent", "from {} to {}%", "{}\u2013{} %"]
    ),
)
def test_any_span_holds_in_nine_of_ten_cases(low: int, width: int, style: str) -> None:
    item, of = question("realisation")
    value = read_answer(style.format(low, low + width), item, of).value
    layer = Layer("set", of_setting("set"), {item.id: Override(value)})
    again = resolve(of.case, layers=[layer]).input(item.id)
    ends = again.quantile(np.array([0.05, 0.95])) * 100
    assert ends == pytest.approx([low, low + width], rel=1e-6)
    assert 0 <= again.quantile(np.array([0.001]))[0] <= again.quantile(np.array([0.999]))[0] <= 1


@given(
    st.text(max_size=2 * MOST_CHARACTERS), st.sampled_from(["visits", "realisation", "failure_rate", "price"])
)
def test_any_text_is_read_or_refused(text: str, name: str) -> None:
    item, of = question(name)
    with suppress(RoiError):
        read_answer(text, item, of)


@given(st.text(alphabet="0123456789.,' -/%$€kMaofto", max_size=16))
def test_texts_of_numbers_are_read_or_refused(text: str) -> None:
    item, of = question("realisation")
    try:
        value = read_answer(text, item, of).value
    except RoiError:
        return
    layer = Layer("set", of_setting("set"), {item.id: Override(value)})
    assert 0 <= resolve(of.case, layers=[layer]).input(item.id).likely <= 1
