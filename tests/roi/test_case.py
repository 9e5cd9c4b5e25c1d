"""Places of inputs: what decides their luck."""

from __future__ import annotations

from typing import Any

from tests.support.documents import case_of, input_table

X = ("uniform(0, 1)", "–")


def places(**tables: Any) -> dict[str, int]:
    return case_of({"a": X, "b": X, "c": X}, {}, **tables).dimensions()


def test_places_are_those_of_the_document_options_last() -> None:
    options = {
        "one": {"inputs": {"a": 5, "p": input_table("p", X)}},
        "two": {"inputs": {"q": input_table("q", X)}},
    }
    assert list(places(options=options)) == ["a", "b", "c", "discount_rate", "p", "q"]


def test_another_option_moves_nothing_that_was_there() -> None:
    one = {"one": {"inputs": {"p": input_table("p", X)}}}
    two = {**one, "two": {"inputs": {"q": input_table("q", X), "b": 4}}}
    before = places()
    for after in (places(options=one), places(options=two)):
        assert {name: after[name] for name in before} == before
    assert places(options=two)["p"] == places(options=one)["p"]


def test_two_options_may_share_an_input() -> None:
    options = {name: {"inputs": {"p": input_table("p", X)}} for name in ("one", "two")}
    assert list(places(options=options)).count("p") == 1


def test_a_stated_discount_rate_has_the_place_it_stands_at() -> None:
    stated = case_of({"a": X, "discount_rate": (10, "%/year"), "b": X}, {}).dimensions()
    assert stated == {"a": 0, "discount_rate": 1, "b": 2}
