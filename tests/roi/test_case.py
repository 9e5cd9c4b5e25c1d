"""Which inputs a document has, and in which order."""

from __future__ import annotations

from typing import Any

from tests.support.documents import case_of, input_table

X = ("uniform(0, 1)", "–")


def ids(**tables: Any) -> tuple[str, ...]:
    return case_of({"a": X, "b": X, "c": X}, {}, **tables).input_ids()


def test_ids_are_in_document_order_options_last() -> None:
    options = {
        "one": {"inputs": {"a": 5, "p": input_table("p", X)}},
        "two": {"inputs": {"q": input_table("q", X)}},
    }
    assert list(ids(options=options)) == ["a", "b", "c", "discount_rate", "p", "q"]


def test_another_option_moves_nothing_that_was_there() -> None:
    first = {"one": {"inputs": {"p": input_table("p", X)}}}
    two = {**first, "two": {"inputs": {"q": input_table("q", X), "b": 4}}}
    assert ids(options=first)[: len(ids())] == ids()
    assert ids(options=two)[: len(ids(options=first))] == ids(options=first)


def test_two_options_may_share_an_input() -> None:
    options = {name: {"inputs": {"p": input_table("p", X)}} for name in ("one", "two")}
    assert ids(options=options).count("p") == 1


def test_a_stated_discount_rate_has_the_place_it_stands_at() -> None:
    stated = case_of({"a": X, "discount_rate": (10, "%/year"), "b": X}, {}).input_ids()
    assert stated == ("a", "discount_rate", "b")
