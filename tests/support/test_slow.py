"""The second reading of the language knows every word, and gives each word's example its value."""

from __future__ import annotations

import pytest

from roi.formula.nodes import Call, Name
from roi.formula.parse import parse
from roi.formula.vocabulary import EXAMPLE, WORDS
from roi.units import Units
from tests.support.slow import slow
from tests.support.world import scale

UNITS = Units((), "USD", ())
BASE = {
    name: value * (declared := UNITS.declared(text)).scale * scale(declared.unit)
    for name, (value, text) in EXAMPLE.items()
}
TARGETS = ("–", "month", "1/month", "hour/year")


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_read_twice(word: str) -> None:
    text, value = WORDS[word].example
    worked_out = slow(parse(text), {name: lambda _, base=base: base for name, base in BASE.items()}, 24)  # type: ignore[misc]
    assert any(
        value == pytest.approx(worked_out / scale(UNITS.declared(target).unit), rel=1e-9)
        for target in TARGETS
    )


def test_a_word_that_it_does_not_know_is_no_unsafe_value() -> None:
    call = parse("abs(delay)")
    assert isinstance(call, Call)
    with pytest.raises(NotImplementedError, match="no_word"):
        slow(Call(call.span, "no_word", (Name(call.span, "delay"),)), {"delay": lambda _: 14.0}, 24)
