"""The one error of a user, and the hint that names what was meant."""

from __future__ import annotations

import ast
import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi.errors import Command, Excerpt, Place, RoiError, Setting, located, nearest, of_setting, remedy
from tests.support.sources import trees

ALLOWED = ("minutes", "price", "visits")


PRICE = Place("acme.toml", "[inputs.price]", "value")


def test_where_message_and_hint_are_told() -> None:
    error = RoiError("low is above high", PRICE, "Swap them.")
    assert str(error) == "acme.toml: [inputs.price] value: low is above high\n  Swap them."
    assert str(RoiError("no case")) == "no case"
    assert str(RoiError("no case", hint="Name one.")) == "no case\n  Name one."


def test_places_are_put_before_what_is_known() -> None:
    inner = RoiError("unknown", Place(key="value"), "Mend it.")
    outer = inner.at(Place("acme.toml", "[inputs.price]"))
    assert (outer.message, str(outer.where), str(outer.hint)) == (
        "unknown",
        "acme.toml: [inputs.price]: value",
        "Mend it.",
    )
    assert RoiError("unknown").at(Place("acme.toml")).where == Place("acme.toml")
    assert RoiError("unknown", Place(table="[rates]")).at(Place("acme.toml")).where == Place(
        "acme.toml", "[rates]"
    )
    assert inner.where == Place(key="value")
    including = Place("case.toml", "[case]", "include")
    again = RoiError("unknown", Place("rates.toml", "[rates]")).at(including).at(Place("a.zip"))
    assert str(again.where) == "a.zip: case.toml: [case] include: rates.toml: [rates]"


def test_what_goes_wrong_inside_is_told_with_its_place_and_nothing_of_how_it_was_put() -> None:
    with pytest.raises(RoiError, match="unit: unknown") as caught, located(PRICE), located(Place(key="unit")):
        raise RoiError("unknown", hint="Mend it.")
    assert str(caught.value) == "acme.toml: [inputs.price] value: unit: unknown\n  Mend it."
    assert caught.value.__suppress_context__
    with pytest.raises(ValueError, match="no RoiError"), located(PRICE):
        raise ValueError("no RoiError")


def test_the_part_of_a_text_that_is_meant_survives_every_outer_place() -> None:
    error = RoiError("`*` does not belong here", Place(excerpt=Excerpt("2 ** * 3", 5, 6))).at(PRICE)
    assert error.where.key == "value"
    assert str(error) == ("acme.toml: [inputs.price] value: `*` does not belong here\n  2 ** * 3\n       ^")
    assert str(error.at(Place("archive"))).startswith("archive: acme.toml")
    assert error.marked == "`*` does not belong here\n  2 ** * 3\n       ^"


def test_a_setting_is_called_as_each_face_calls_it() -> None:
    hint = remedy("Use ", Setting("draws", "4096"), ", or see ", Command("drivers"), ".")
    error = RoiError("too few", of_setting("draws"), hint)
    assert str(error) == "draws: too few\n  Use draws=4096, or see `roi drivers`."

    def shout(part: Setting | Command) -> str:
        return part.name.upper()

    assert error.worded(shout, shout) == "DRAWS: too few\n  Use DRAWS, or see DRIVERS."


def test_where_the_value_of_an_input_stands() -> None:
    assert str(of_setting("set").of_input("price")) == "set price"
    assert Place("acme.toml", "[presets.low.inputs]").of_input("price").table == "[presets.low.inputs.price]"
    assert str(Place("acme.xlsx").of_input("price")) == "acme.xlsx: price"
    assert PRICE.at_key("unit").key == "unit"
    assert of_setting("set", "price").at_key("unit") == of_setting("set", "price")


@given(st.text(), st.text(), st.text(), st.text())
def test_it_survives_the_way_to_another_process(message: str, file: str, key: str, hint: str) -> None:
    error = RoiError(message, Place(file, key=key), hint)
    again = pickle.loads(pickle.dumps(error))
    assert (again.message, again.where, again.hint) == (error.message, error.where, error.hint)
    assert str(again) == str(error)


def test_a_kind_of_its_own_stays_itself() -> None:
    class InfeasibleError(RoiError):
        pass

    assert type(InfeasibleError("x").at(PRICE)) is InfeasibleError


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
    assert str(nearest(name, ALLOWED)) == hint
    assert str(nearest(name, iter(reversed(ALLOWED)))) == hint


def test_nothing_allowed() -> None:
    assert str(nearest("x", ())) == "Allowed: none."


def test_names_with_commas_are_told_apart() -> None:
    assert str(nearest("zebra", ("Banking, finance", "Banking"))) == "Allowed: Banking; Banking, finance."


def test_the_engine_names_no_option_and_no_key() -> None:
    naming = r"(?<!-)--[a-z]|Ctrl\+|Shift\+"
    named = [
        (path.name, node.value)
        for path, tree in trees(r"--[a-z]|Ctrl|Shift", "roi", "cases")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value
        if re.search(naming, node.value)
    ]
    assert named == []
