"""The words face: sentences that can be read one way only, with every label and every conversion."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi.errors import RoiError
from roi.formula.check import check
from roi.formula.nodes import Binary, If, Name, Node, Text, Unary, names, walk
from roi.formula.parse import parse
from roi.formula.vocabulary import OPERATORS, WORDS
from roi.formula.words import say, say_conversion
from tests.support.examples import examples
from tests.support.trees import NOWHERE, bare, call, name, number, unparse, well_typed
from tests.support.world import NAMES, SYMBOLS, UNITS, unit


def sentence_of(text: str, target: str = "–") -> str:
    return say(check(parse(text), text, SYMBOLS, UNITS, unit(target)), lambda id: id)


SENTENCES = [
    ("p + q", "–", "p plus q"),
    ("p * 250000 - 1_250_000.5 + 1e5", "–", "p × 250,000 less 1,250,000.5 plus 1e5"),
    ("p - (q - k)", "–", "p less (q less k)"),
    ("p - q - k", "–", "p less q less k"),
    ("p * (q + k)", "–", "p × (q plus k)"),
    ("p * q + k", "–", "p × q plus k"),
    ("p / (q / k)", "–", "p ÷ (q ÷ k)"),
    ("p / q * k", "–", "p ÷ q × k"),
    ("p / (q * k)", "–", "p ÷ (q × k)"),
    ("-p ** 2", "–", "minus p to the power of 2"),
    ("(-p) ** 2", "–", "(minus p) to the power of 2"),
    ("p * -q", "–", "p × (minus q)"),
    ("-(p + q)", "–", "minus (p plus q)"),
    ("(p ** q) ** k", "–", "(p to the power of q) to the power of k"),
    ("p ** q ** k", "–", "p to the power of (q to the power of k)"),
    ("p < q", "–", "p is below q"),
    ("(p < q) < k", "–", "(p is below q) is below k"),
    ("p + q <= k * 2", "–", "p plus q is at most k × 2"),
    ("(p < q) * k", "–", "(p is below q) × k"),
    ("p and q and k", "–", "p and q and k"),
    ("p or q and k", "–", "p or (q and k)"),
    ("(p or q) and k", "–", "(p or q) and k"),
    ("p and q or k", "–", "(p and q) or k"),
    ("p < q and q < k", "–", "p is below q and q is below k"),
    ("not p and q", "–", "(not p) and q"),
    ("not (p and q)", "–", "not (p and q)"),
    ("not p < q", "–", "not (p is below q)"),
    ("p if q > 0 else k", "–", "p if q is above 0, otherwise k"),
    ("p if q else k if w else z", "–", "p if q, otherwise (k if w, otherwise z)"),
    ("2 * (p if q else k)", "–", "2 × (p if q, otherwise k)"),
    ("min(p, q, k)", "–", "the smallest of p, q and k"),
    ("1 - max(p, q) * k", "–", "1 less (the largest of p and q) × k"),
    ("log(p) / q", "–", "(the natural logarithm of p) ÷ q"),
    ("clip(p, 0, 1)", "–", "p, but no less than 0 and no more than 1"),
    ("grow(rate, month)", "–", "growth at rate a year over the month ÷ 12 month/year"),
    (
        "ramp(delay, weeks)",
        "–",
        "a straight ramp of delay that is complete at weeks ÷ 4.348214286 week/month",
    ),
    (
        "j_curve(delay, term, p)",
        "–",
        "an S-curve of delay that first dips to minus p and reaches 95 % at term × 12 month/year",
    ),
    ("tiered(p, 0, q, 2, k)", "–", "the price by tiers of p: q from 0 on, k from 2 on"),
    (
        "1 - volume_price(p, 0, q, 2, k)",
        "–",
        "1 less (the unit price for a volume of p: q from 0 on, k from 2 on)",
    ),
    (
        "yearly(p, k, q, q)",
        "–",
        "a factor drawn anew each year by q, q, give or take p, of which k carries over",
    ),
    ("lag(saved, 3)", "USD/month", "saved of 3 months before"),
    ("cumulative(saved)", "USD", "the running total of saved"),
    ("once(delay)", "1/month", "once, in the month that holds delay"),
    ("wage * always_on", "USD/year", "wage × every hour of the year"),
    ("35% * 40_000", "–", "35 % × 40,000"),
    ("fee", "USD/month", "fee ÷ 12 month/year"),
    ("saved + fee", "USD/month", "saved plus fee ÷ 12 month/year"),
    ("visits * minutes * wage", "USD/month", "visits × minutes × wage ÷ 60 minute/hour ÷ 12 month/year"),
    ("seats * price", "USD/month", "seats × price × 1.25 USD/EUR"),
    ("term * (saved + fee)", "USD", "term × (saved plus fee ÷ 12 month/year) × 12 month/year"),
    ("saved / fee", "–", "saved ÷ fee × 12 month/year"),
]


@pytest.mark.parametrize(("text", "target", "sentence"), SENTENCES)
def test_sentences(text: str, target: str, sentence: str) -> None:
    assert sentence_of(text, target) == sentence


def test_every_word_and_operator_is_said() -> None:
    texts = " ".join(text for text, _, _ in SENTENCES)
    missing = {"s_curve", "abs", "exp", "sqrt", ">=", "==", "!="}  # said like those beside them in the table
    assert [word for word in (*WORDS, *OPERATORS) if word not in texts and word not in missing] == []


def _trees(ids: str) -> list[Node]:
    """All trees over these names in this order, with at most one sign or negation on each part."""
    if len(ids) == 1:
        return [name(ids)]
    nodes: list[Node] = []
    for cut in range(1, len(ids)):
        for left, right in product(_trees(ids[:cut]), _trees(ids[cut:])):
            nodes += [Binary(NOWHERE, op, left, right) for op in ("+", "-", "*", "/", "**", "<", "and", "or")]
    nodes += [Unary(NOWHERE, op, node) for op in ("-", "not") for node in nodes]
    if len(ids) == 3:
        a, b, c = (name(id) for id in ids)
        nodes += [If(NOWHERE, b, a, c), Binary(NOWHERE, "+", If(NOWHERE, b, a, name("x")), c)]
    return nodes


def test_no_two_formulas_sound_the_same() -> None:
    """All 1,500 or so of three names: nothing hangs on a bracket that is not spoken."""
    trees = _trees("abc")
    assert len(trees) > 1_000
    sentences = {say(tree, lambda id: id) for tree in trees}
    assert len(sentences) == len(trees)


@examples(300)
@given(st.one_of(*well_typed(3).values()))
def test_every_input_is_named_by_its_label(tree: Node) -> None:
    """Every label, and brackets in pairs."""
    sentence = say(
        parse(unparse(tree)), lambda id: f"the {id} label" if id in NAMES else WORDS[id].phrase([])
    )
    for id in names(tree):
        assert (f"the {id} label" if id in NAMES else WORDS[id].phrase([])) in sentence
    assert sentence.count("(") == sentence.count(")")
    assert "  " not in sentence


@examples(200)
@given(st.one_of(*well_typed(3).values()))
def test_every_conversion_is_said(tree: Node) -> None:
    text = unparse(tree)
    for target in ("–", "year", "USD/quarter"):
        try:
            node = check(parse(text), text, SYMBOLS, UNITS, unit(target))
        except RoiError:
            continue
        sentence = say(node, lambda id: id)
        for part in walk(node):
            conversion = getattr(part, "conversion", None)
            if conversion is not None:
                assert say_conversion(conversion) in sentence


def test_what_has_no_words() -> None:
    with pytest.raises(TypeError):
        say(Text(NOWHERE, "x"), str)
    assert say(bare(call("min", number("2"), Name(NOWHERE, "p"))), str.upper) == "the smallest of 2 and P"
