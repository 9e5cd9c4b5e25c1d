"""What a case says of its evidence is told as its own wherever the estimate is of something else."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

import cases
import roi
from exports.story.build import story
from exports.story.contents import DocumentRequest
from exports.voice.evidence import OF_THE_CASE, evidence_text
from roi.model import resolve


@pytest.mark.parametrize("settings", [{}, {"currency": "EUR"}, {"region": "US"}])
def test_of_the_case_as_it_is_written_the_text_stands_as_it_is(settings: Mapping[str, str]) -> None:
    case = cases.load("service-desk")
    text = evidence_text(resolve(case, **settings))  # type: ignore[arg-type]
    assert text == case.header.evidence != ""


@pytest.mark.parametrize(
    "settings", [{"region": "EU"}, {"option": "pilot"}, {"preset": "stretch"}, {"horizon": 24}]
)
def test_of_anything_else_it_says_whose_figures_they_are(settings: Mapping[str, str | int]) -> None:
    """The break-even size of the case is not that of a region with cheaper tickets."""
    run = roi.simulate(cases.load("service-desk"), draws=64, seed=1, **settings)  # type: ignore[arg-type]
    assert evidence_text(run.model) == OF_THE_CASE + run.model.case.header.evidence
    claim = story(run, DocumentRequest(roi.audit(run.model.case))).section("claim")
    assert claim is not None
    assert any(text.startswith(OF_THE_CASE) for text in claim.text)


def test_an_answer_makes_it_another_estimate() -> None:
    run = roi.simulate(
        cases.load("service-desk"), draws=64, seed=1, overrides={"employees": "90_000 employee"}
    )
    assert evidence_text(run.model).startswith(OF_THE_CASE)


def test_a_case_without_such_words_has_none(small: roi.Case) -> None:
    assert not small.header.evidence
    assert evidence_text(resolve(small, horizon=7)) == ""
