"""What an update says of net present value."""

from __future__ import annotations

import pytest

import roi
from exports.voice.update import headline_sentences
from roi.observed.observations import Observation, StandardError
from roi.observed.update import update
from tests.support.models import money_case


@pytest.mark.parametrize(
    ("seen", "error", "words"),
    [
        (10_000, 1e6, "Expected NPV unchanged at USD "),
        (14_000, 500, "Expected NPV up from USD "),
        (6_000, 500, "Expected NPV down from USD "),
    ],
)
def test_a_move_below_what_is_shown_is_none(seen: float, error: float, words: str) -> None:
    case = money_case("a", {"a": "normal(10_000, 2_000)"})
    posterior = update(roi.simulate(case, draws=4_096), [Observation("a", seen, StandardError(error))])
    sentence = next(iter(headline_sentences(posterior)))
    assert sentence.startswith(words)
    assert sentence.count(" from ") == (" unchanged " not in sentence)
