"""What is typed on the command line beside a case: values, answers, stresses, settings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from roi.analysis.stress import parse_stress, stressed
from roi.model import resolve
from tests.fuzz.effort import told_or_done, tried
from tests.fuzz.test_documents import GOOD, words
from tests.fuzz.texts import LOOSE, UNITS, VALUES
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case

NAMES = st.sampled_from(
    ["visits", "minutes", "wage", "price", "discount_rate", "nobody", "", "visits ", "éé"]
)
SAID = st.one_of(
    VALUES,
    LOOSE,
    words,
    st.tuples(VALUES, UNITS).map(" ".join),
    st.sampled_from(
        [
            "2 of 10",
            "2/10",
            "1,200 a day",
            "about 1200 per day",
            "1.2k",
            "50 thousand",
            "50 000",
            "1'200",
            "5 min",
            "70€",
            "$190",
            "a third",
            "30-50%",
            "between 30 and 50 percent",
            "2-8",
            "2027-06",
            "no idea",
            "350k a year",
            "½",
            "1–2",
            "EUR 70",
            "10 %/month",
            "0.5 %",
            "-",
            "–",
            "1" * 5_000,
            "9" * 300 + "k",
            "1e999 k",
            "0 of 0",
            "5 of -1",
            "1/0",
        ]
    ),
    st.text(max_size=30),
)


@tried(0.1)
@given(st.lists(st.tuples(NAMES, SAID), max_size=3), st.booleans())
def test_any_value_and_answer(pairs: list[tuple[str, str]], answered: bool) -> None:
    texts = [f"{name}={text}" for name, text in pairs]
    request = CaseRequest(
        str(GOOD), sets=() if answered else texts, answers=texts if answered else (), by="Ann"
    )
    told_or_done(lambda: open_case(request))


@tried(0.02)
@given(
    st.none() | words | st.text(max_size=12),
    st.none() | words,
    st.none() | st.integers(-(10**12), 10**12),
    st.none() | words,
    st.text(max_size=20),
)
def test_any_setting(
    preset: str | None, option: str | None, horizon: int | None, currency: str | None, prospect: str
) -> None:
    request = CaseRequest(str(GOOD), preset, option, horizon, currency, prospect=prospect)
    told_or_done(lambda: open_case(request))


@tried(0.04)
@given(NAMES, st.sampled_from(["=", "+=", "*=", "~", "~=", "-=", ""]), SAID)
def test_any_stress(name: str, operator: str, text: str) -> None:
    model = open_case(CaseRequest(str(GOOD))).model
    told_or_done(lambda: stressed(model, [parse_stress(f"{name}{operator}{text}")]))


@tried(0.02)
@given(words | st.text(max_size=30))
def test_any_name_of_a_case(name: str) -> None:
    told_or_done(lambda: resolve(open_case(CaseRequest(name)).model.case))
