"""Figures as people of every region type them: the value that is meant or a refusal, never another one."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from roi.answers import read_answer
from roi.answers.numbers import refuse_two_readings
from roi.model import resolve
from roi.model.read import value_of
from tests.fuzz.effort import told_or_done, tried
from tests.support.documents import case_of, flow

CASE = case_of(
    {"number": (12, "1"), "share": ("12%", "%"), "price": (12, "USD/month")},
    {"benefit": flow("number * share * price")},
    rates={"EUR": {"value": 1.25, "date": datetime.date(2026, 11, 23), "source": "judgement"}},
)
MODEL = resolve(CASE)
REGIONS = [
    (",", "."),
    (".", ","),
    (" ", ","),
    (" ", "."),
    ("'", "."),
    ("\u202f", ","),
    ("", "."),
    ("", ","),
    ("_", "."),
]
FACTORS = {
    "": 1, "k": 10**3, " k": 10**3, "K": 10**3, " thousand": 10**3, " Tsd.": 10**3, "M": 10**6, " Mio": 10**6,
    " Mio.": 10**6, " million": 10**6, " mn": 10**6, "e3": 10**3, "E+3": 10**3,
}  # fmt: skip
SIGNS = {"{}": 1, "+{}": 1, "-{}": -1, "\u2212{}": -1, "\u2013{}": -1, "({})": -1, "--{}": 1}
AROUND = ["{}", " {} ", "about {}", "~{}", "ca. {}", "{} or so", "approx. {}", "{}!", "{}.", "\u00a0{}"]
BEHIND = {
    "number": {"{}": Decimal(1)},
    "share": {"{}%": Decimal(1), "{} %": Decimal(1), "{} percent": Decimal(1), "{}\u202f%": Decimal(1)},
    "price": {
        "{}": Decimal(1), "{} USD": Decimal(1), "${}": Decimal(1), "USD {}": Decimal(1), "{} USD/month": Decimal(1),
        "{} USD per month": Decimal(1), "{} a month": Decimal(1), "{}/month": Decimal(1),
        "{} USD/year": 1 / Decimal(12), "{} per year": 1 / Decimal(12), "\u20ac{}": Decimal("1.25"),
        "({}) USD": Decimal(-1), "{} \u20ac": Decimal("1.25"), "{} EUR/month": Decimal("1.25"),
    },
}  # fmt: skip


def _set(name: str, text: str) -> float:
    refuse_two_readings(text)
    return _shown(name, text.strip())


def _shown(name: str, text: str) -> float:
    item = value_of(text, MODEL.input(name), MODEL)
    return item.shown(item.likely)


DOORS: dict[str, Callable[[str, str], float]] = {
    "set": _set,
    "answer": lambda name, text: _shown(name, read_answer(text, MODEL.input(name), MODEL).value),
    "app": lambda name, text: _shown(
        name, read_answer(text, MODEL.input(name), MODEL, as_answer=False).value
    ),
}


def written(amount: Decimal, group: str, point: str) -> str:
    whole, _, decimals = f"{amount:f}".partition(".")
    return f"{int(whole):,}".replace(",", group) + (f"{point}{decimals}" if decimals else "")


@tried(0.5)
@given(
    name=st.sampled_from(sorted(BEHIND)),
    amount=st.decimals(0, 2_000_000, places=3),
    places=st.integers(0, 3),
    region=st.sampled_from(REGIONS),
    factor=st.sampled_from(sorted(FACTORS)),
    sign=st.sampled_from(sorted(SIGNS)),
    around=st.sampled_from(AROUND),
    data=st.data(),
)
def test_a_figure_is_read_as_meant_or_refused(
    name: str,
    amount: Decimal,
    places: int,
    region: tuple[str, str],
    factor: str,
    sign: str,
    around: str,
    data: st.DataObject,
) -> None:
    behind = data.draw(st.sampled_from(sorted(BEHIND[name])))
    amount = amount.quantize(Decimal(1).scaleb(-places))
    digits = written(amount, *region)
    # `1,200` groups: whoever means 1.2 by it is told of the evidence, not refused
    assume(not (region[1] == "," and places == 3 and 1 <= amount < 1_000))
    assume(not (region[0] == "." and factor in ("e3", "E+3")))  # nobody groups in front of an exponent
    text = around.format(behind.format(sign.format(digits + factor)))
    meant = float(amount * FACTORS[factor] * SIGNS[sign] * BEHIND[name][behind])
    for door, read in DOORS.items():
        value = told_or_done(partial(read, name, text))
        assert value is None or value == pytest.approx(meant, rel=1e-9, abs=1e-12), (door, text)
