"""A document has one notation: no number or day of it is left in that of the screens."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

import roi
from exports.files import with_story
from exports.markdown.result import result_markdown
from exports.story.build import story
from roi.notation import notation
from roi.sim.cuts import HEADLINE
from roi.sim.precision import Precision
from roi.text import counted
from tests.support.notation import ODD, left_plain
from tui.desk.handover import document_request
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case


@pytest.mark.parametrize("name", ["code-assistant", "clinical-scribe", "bank-chatbot", "dispute-agent"])
def test_nothing_but_what_somebody_wrote_is_left_in_another_notation(name: str) -> None:
    """What a case says in its own words stays as it was written, eight letters before each number too."""
    opened_case = open_case(CaseRequest(name, None, None))
    run = roi.simulate(opened_case.model, draws=1_024)
    request = document_request(opened_case, HEADLINE, brand=ODD)
    request = replace(request, created=datetime.date(2026, 11, 3), by_quarter=True, with_plan=True)
    run.summary()  # was worked out for the screen, in its notation
    with notation(ODD.numbers, ODD.dates):
        texts = [result_markdown(run, with_story(run, request, [Path("a.md")]))]
        texts += story(run, request).variables().values()
    assert any("·" in text and "¸" in text for text in texts)
    assert not left_plain(texts)


def test_a_sentence_that_counts_draws_and_gives_a_share_is_in_it() -> None:
    precision = Precision(0.002, 0.0031, 131_072)
    assert "0.31 % of the P10–P90 spread of NPV with 131,072 draws" in precision.words()
    with notation(ODD.numbers, ODD.dates):
        assert "0¸31 % of the P10–P90 spread of NPV with 131·072 draws" in precision.words()
        assert counted(2_000, "deal") == "2·000 deals"
