"""The one error of a user, and the hint that names what was meant."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi.errors import RoiError, nearest

ALLOWED = ("minutes", "price", "visits")


def test_where_message_and_hint_are_told() -> None:
    error = RoiError("low is above high", "acme.toml: [inputs.price] value", "Swap them.")
    assert str(error) == "acme.toml: [inputs.price] value: low is above high\n  Swap them."
    assert str(RoiError("no case")) == "no case"
    assert str(RoiError("no case", hint="Name one.")) == "no case\n  Name one."


def test_places_are_put_before_what_is_known() -> None:
    inner = RoiError("unknown", "value", "Mend it.")
    outer = inner.at("acme.toml: [inputs.price]")
    assert (outer.message, outer.where, outer.hint) == (
        "unknown",
        "acme.toml: [inputs.price]: value",
        "Mend it.",
    )
    assert RoiError("unknown").at("acme.toml").where == "acme.toml"
    assert inner.where == "value"


@given(st.text(), st.text(), st.text())
def test_it_survives_the_way_to_another_process(message: str, where: str, hint: str) -> None:
    error = RoiError(message, where, hint)
    again = pickle.loads(pickle.dumps(error))
    assert (again.message, again.where, again.hint) == (message, where, hint)
    assert str(again) == str(error)


def test_a_kind_of_its_own_stays_itself() -> None:
    class InfeasibleError(RoiError):
        pass

    assert type(InfeasibleError("x").at("y")) is InfeasibleError


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("visit", "Did you mean 'visits'? Allowed: minutes, price, visits."),
        ("pirce", "Did you mean 'price'? Allowed: minutes, price, visits."),
        ("zebra", "Allowed: minutes, price, visits."),
        ("", "Allowed: minutes, price, visits."),
    ],
)
def test_the_nearest_name(name: str, hint: str) -> None:
    assert nearest(name, ALLOWED) == hint
    assert nearest(name, iter(reversed(ALLOWED))) == hint


def test_nothing_allowed() -> None:
    assert nearest("x", ()) == "Allowed: none."
