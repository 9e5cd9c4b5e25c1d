"""Estimates at the edges in every document: one headline, and sentences that follow from their numbers."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import roi
from exports.files import DocumentRequest, export, with_story
from exports.markdown.result import result_markdown
from exports.voice.formats import money
from exports.voice.headline import headline_rows
from roi.analysis.verdict import assess
from roi.text import counted
from tests.exports.test_every_way import page_text, sheet_text, slide_texts
from tests.support.documents import Table, case_of, flow

DRAWS = 1_024
_FORMS = (".md", ".html", ".pdf", ".pptx")
_TABLE = re.compile(r"[\s|*\\]+")  # between the words of a text, and what Markdown sets around them
EDGES: dict[str, dict[str, Any]] = {
    "one month": {"horizon": 1},
    "half a year": {"horizon": 6},
    "thirteen months": {"horizon": 13},
    "ten years": {"horizon": 120},
    "a loss in every draw": {"worth": "range(1, 2, 3)"},
    "worse than today": {"worth": "range(-6, -4, -2)"},
    "nobody": {"people": "0"},
    "all benefits soft": {"kind": "soft"},
    "no benefit": {"worth": "0"},
    "no cost": {"price": "0", "setup": "0"},
    "nothing is uncertain": {"worth": "35", "price": "30", "setup": "25_000", "rate": "10"},
    "no discounting": {"rate": "0"},
    "a rate of 40 %": {"rate": "40"},
    "billions beside thousands": {"people": "3_000_000"},
    "begins in April": {"more": {"start": "2027-04"}},
    "yen": {"currency": "JPY", "worth": "range(3_000, 5_000, 9_000)"},
}
SLIPS = (  # what no document says
    r"(?<![\d.,])1 (?:months|draws|years|trials|questions|answers|inputs|options)\b",
    r"[−-]0(?:[.,]0+)?(?![\d.,])",
    r"\+0(?:[.,]0+)?(?![\d.,])",
    r"\b(?:nan|inf)\b",
    r"% 95 %",
    r"± ?0(?:[.,]0+)?(?![\d.,])",
    r"cash cut[^;]*; counted: cash \+ capacity",
)


def estimate(**changed: Any) -> roi.Run:
    """Clerks who are helped by a machine; what is changed of it."""
    of = {
        "horizon": 36, "currency": "USD", "people": "30", "worth": "range(20, 35, 60)", "kind": "cash",
        "price": "triangular(20, 30, 60)", "setup": "triangular(15_000, 25_000, 60_000)",
        "rate": "range(8, 10, 12)", "more": {}, **changed,
    }  # fmt: skip
    code = of["currency"]
    inputs: Table = {
        "people": {
            "value": of["people"],
            "unit": "clerk",
            "grade": "customer",
            "ask": "How many?",
            "first": 1,
        },
        "worth": (of["worth"], f"{code}/clerk/month"),
        "price": {"value": of["price"], "unit": f"{code}/clerk/month", "grade": "vendor", "lever": True},
        "setup": (of["setup"], code),
        "delay": ("2", "month"),
        "discount_rate": (of["rate"], "%/year"),
    }
    lines: Table = {
        "help": flow("3 * people * worth * (month > delay)", f"{code}/month", kind=of["kind"]),
        "licence": flow("people * price", f"{code}/month", class_="licence"),
        "build": flow("setup", code, class_="integration", when="start"),
    }
    header = {"horizon": of["horizon"], "currency": code, "units": ["clerk"]} | of["more"]
    return roi.simulate(case_of(inputs, lines, header=header), draws=DRAWS)


@cache
def documents(edge: str, folder: Path) -> dict[str, str]:
    """By form, the text of each document."""
    run = estimate(**EDGES[edge])
    paths = [folder / f"small{form}" for form in _FORMS]
    contents = with_story(run, DocumentRequest(), paths)
    for path in paths:
        export(run, path, contents)
    markdown, page, sheet, deck = paths
    texts = (
        markdown.read_text(encoding="utf-8"),
        page_text(page),
        sheet_text(sheet),
        " ".join(slide_texts(deck)),
    )
    return {form: _TABLE.sub(" ", text) for form, text in zip(_FORMS, texts, strict=True)}


@pytest.fixture(scope="module", params=list(EDGES))
def edge(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def texts(edge: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return documents(edge, tmp_path_factory.mktemp("edge"))


def test_one_headline(edge: str, texts: dict[str, str]) -> None:
    run = estimate(**EDGES[edge])
    for row in headline_rows(assess(run, run.summary()).headline):
        for form, text in texts.items():
            for part in (row.value, row.error, *row.detail.split(", ")):
                assert " ".join(part.split()) in text, (form, row.label)


def test_sentences_follow_from_their_numbers(texts: dict[str, str]) -> None:
    for form, text in texts.items():
        for slip in SLIPS:
            match = re.search(slip, text)
            assert match is None, (form, text[max(0, match.start() - 60) : match.end() + 30])


def test_the_rate_and_the_sources_are_told_as_they_are(edge: str, texts: dict[str, str]) -> None:
    """An uncertain rate is a span; a price of the vendor's without a source is no judgement."""
    rate = EDGES[edge].get("rate", "8 to 12")
    for form, text in texts.items():
        assert re.search(rf"discounted at {rate} %/ ?year", text), form  # a line may end in between
        assert ("month 1 is 2027-04" in text) == ("more" in EDGES[edge]), form
    named = re.findall(
        r"price (?:\S+ to )?\S+ \S+/clerk/month vendor (no source(?:: a judgement)?)", texts[".pptx"]
    )
    assert set(named) <= {"no source"}


def test_less_than_a_year_is_not_made_one(edge: str, texts: dict[str, str]) -> None:
    """Its set-up, paid once, would be paid several times a year."""
    horizon = EDGES[edge].get("horizon", 36)
    title = (
        f"A year on average over {horizon} months"
        if horizon >= 12
        else f"Over {counted(horizon, 'month')}, its"
    )
    for form, text in texts.items():
        if "its costs included" in text:  # what stands on the sheet of paper has no title
            assert title in text, form
            assert ("Better by, a year" in text) <= (horizon >= 12), form
    run = estimate(**EDGES[edge])
    then = roi.today_and_then(run)
    years = max(1.0, horizon / 12)
    net = sum(float(np.sum(run.means["payment", line.id])) * (1 if line.spec.flow == "benefit" else -1)
              for line in run.model.lines if line.counted and line.spec.kind != "soft")  # fmt: skip
    assert then.total.difference * years == pytest.approx(net, rel=1e-9, abs=1e-6)


def test_soft_benefits_are_named_among_what_is_left_out() -> None:
    run = estimate(kind="soft")
    text = result_markdown(run)
    left_out = text.partition("## What the figures leave out")[2]
    worth = run.summary().mean_table.line("help").present_value
    assert f"Soft benefits, {money(worth, 'USD')} in expected present value." in left_out
    assert "Soft benefits," not in result_markdown(estimate())


def test_what_stands_for_one_row_is_its_name(texts: dict[str, str]) -> None:
    assert not any(" 1 more " in text for text in texts.values())
