"""What an update says of net present value."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cases
import roi
from exports.voice.update import headline_sentences
from exports.voice.update_tables import metrics_table
from roi.case import Override
from roi.errors import NOWHERE
from roi.model import Layer
from roi.observed.observations import Exact, Observation, StandardError
from roi.observed.update import update
from roi.sim.gate import resolve
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


def test_what_is_undefined_is_said_as_by_a_run() -> None:
    """Without costs there is no return on them; a rate of return has percentiles and no mean."""
    case = money_case("a", {"a": "normal(10_000, 2_000)"})
    posterior = update(roi.simulate(case, draws=4_096), [Observation("a", 9_000, StandardError(1_000))])
    cells = {label: numbers for label, *numbers in (row.cells for row in metrics_table(posterior).rows)}
    assert cells["Return on investment, now"] == ["undefined"] * 4
    assert cells["Internal rate of return, now"] == ["–", *["unbounded"] * 3]


def test_the_chance_of_a_loss_is_said_before_and_after() -> None:
    """NPV is a normal law less 10,000: a loss in one of two draws, and nearly never at 14,000 ± 500."""
    case = money_case("a", {"a": "normal(10_000, 2_000)"}, cost="10_000")
    posterior = update(roi.simulate(case, draws=4_096), [Observation("a", 14_000, StandardError(500))])
    sentence = list(headline_sentences(posterior))[1]
    assert re.fullmatch(r"Chance of a loss 0(\.\d+)? %, before (49|50)(\.\d)? %\.", sentence), sentence


def test_an_answer_that_is_divided_anew_is_named_where_nothing_else_says_that_it_moved() -> None:
    yearly = Override("38.8888888889", dividend=("70,000 USD/FTE/year",), divisor="1800.0 hour/year/FTE")
    case = cases.load(Path(__file__).parents[2] / "tui" / "desk" / "chained.toml")
    model = resolve(case, layers=[Layer("estimate", NOWHERE, {"wage": yearly})])
    divided = roi.simulate(model, draws=1_024, seed=1)
    counted = update(divided, [Observation("hours", 1_000.0, Exact())])
    assert (
        "“Cost of an hour” is 70 USD/hour, before 38.8888888889: the answer “70,000 USD/FTE/year” is divided by "
        in (" ".join(headline_sentences(counted)))
    )
    nothing = update(divided, [Observation("minutes", 9.0, Exact())])
    assert "is divided by" not in " ".join(headline_sentences(nothing))
