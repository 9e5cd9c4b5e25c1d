"""One headline and one verdict, the same on every face: run, JSON, Markdown, workbook and app."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Group

import cases
import roi
from exports.document.result import result_document
from exports.markdown.result import result_markdown
from exports.markdown.syntax import escape
from exports.story.contents import DocumentRequest
from exports.voice.formats import band
from exports.voice.headline import HeadlineRow, headline_rows
from exports.voice.today import today_cells, today_rows, today_sentence, today_table
from exports.voice.verdict import asked_text, must_be_true, questions, sentence
from exports.workbook.write import workbook
from roi.analysis.verdict import Verdict, assess
from roi.case import Case
from roi.sim.cuts import HEADLINE
from roi.sim.estimate import Statistic
from tests.support.models import money_case
from tests.support.printed import printed
from tests.support.workbooks import with_values
from tui.app.state import WAITING, View, headline, tiles, verdict_text
from tui.app.workers.simulator import Job, SimulationResult
from tui.app.workers.studies import StudyJob, work_off
from tui.desk.opened import opened
from tui.desk.session import Session
from tui.desk.studies import ProspectsStudy, Study, StudyBasis
from tui.views.result import readings, result_parts

DRAWS = 4_096
ESTIMATES = {
    "not yet": ("clinical-scribe", {}),
    "go if": ("bank-chatbot", {}),
    "answered": ("code-assistant", {"seats": "400", "price": "25", "time_reduction": "range(10, 20, 30)"}),
    "no costs": ("clinical-scribe", {"preset": "report"}),
}


@pytest.fixture(scope="module", params=list(ESTIMATES))
def estimate(request: pytest.FixtureRequest) -> Session:
    case, changes = ESTIMATES[request.param]
    session = opened(case)
    for name, value in changes.items():
        session = session.choose(preset=value) if name == "preset" else session.edit(name, value, "prospect")
    return session


@pytest.fixture(scope="module")
def run(estimate: Session) -> roi.Run:
    return roi.simulate(estimate.model, draws=DRAWS, seed=1)


@pytest.fixture(scope="module")
def judged(run: roi.Run) -> Verdict:
    return assess(run, run.summary())


def words(text: str) -> str:
    return " ".join(text.split())


def result_text(run: roi.Run, estimate: Session, judged: Verdict) -> str:
    """What `roi run` prints."""
    return printed(Group(*result_parts(run, estimate.settings, judged, 140, include_soft=False)), 140)


def test_the_terminal(estimate: Session, run: roi.Run, judged: Verdict) -> None:
    terminal = result_text(run, estimate, judged)
    text = words(terminal)
    assert words(str(sentence(judged))) in text
    for row in headline_rows(judged.headline):
        assert words(f"{row.label} {row.value} {row.error} {row.detail}") in text
    for condition in must_be_true(judged).rows:
        assert words(condition) in text


def test_markdown(run: roi.Run, judged: Verdict) -> None:
    text = result_markdown(run)
    verdict_sentence = sentence(judged)
    assert f"**{escape(verdict_sentence.lead)}**" in text
    assert escape(verdict_sentence.rest) in text
    for row in headline_rows(judged.headline):
        assert f"| {escape(f'{row.value} {row.error}'.strip())} | {escape(row.detail)} |" in text
    order = [
        text.find(f"\n## {title}") for title in ("Verdict", "What must", "Ask next", "Ways to", "All figures")
    ]
    there = [place for place in order if place >= 0]
    assert there == sorted(there)


def test_json(run: roi.Run, judged: Verdict) -> None:
    document: Any = json.loads(json.dumps(result_document(run), allow_nan=False))
    verdict, figures = document["verdict"], document["headline"]
    assert verdict["sentence"] == str(sentence(judged))
    assert verdict["word"] == judged.word
    rows: dict[str, HeadlineRow] = {row.name: row for row in headline_rows(judged.headline)}
    if "expected" in rows:
        for key, name in (("expected_npv", "expected"), ("expected_benefits", "worth")):
            estimate = Statistic(figures[key]["value"], figures[key]["error"])
            assert band(estimate, "money", run.model.currency).partition(" ±")[0] == rows[name].value
    assert len(verdict["must_be_true"]) == len(must_be_true(judged).rows)


def test_the_app(estimate: Session, run: roi.Run, judged: Verdict) -> None:
    result = SimulationResult(Job(1, estimate.model, DRAWS, 1, "sobol"), run, run.summary(), True)
    posted: list[Any] = []
    work_off(
        StudyJob(1, StudyBasis(run, estimate, HEADLINE), (ProspectsStudy(),)), posted.append, lambda: False
    )
    view = View(estimate, result, stale=False, studies={study.study: study.result for study in posted})
    assert verdict_text(view).plain == str(sentence(judged))
    rows = {row.name: row for row in headline_rows(judged.headline)}
    shown = {tile.label: tile.value for tile in tiles(view)}
    for name in ("loss", "payback", "cash", "roi", "worth", "expected"):
        if name in rows:
            assert shown[rows[name].label] == rows[name].value
    line = headline(view)
    assert all(rows[name].value in line for name in ("expected", "loss", "payback") if name in rows)
    assert rows["plan"].value not in line if "plan" in rows else True


def test_today_and_the_questions_are_the_same_everywhere(
    estimate: Session, run: roi.Run, judged: Verdict
) -> None:
    """Run, Markdown, JSON and the app's line: one table of today, one list of questions."""
    changes, currency = today_table(run), run.model.currency
    document: Any = json.loads(
        json.dumps(result_document(run, DocumentRequest(verdict=judged)), allow_nan=False)
    )
    text = result_markdown(run, DocumentRequest(verdict=judged))
    ranked = questions(judged)
    assert [each["inputs"] for each in document["verdict"]["ask_next"]] == [
        [item.id for item in each.items] for each in ranked
    ]
    for question in ranked:  # in Markdown with who can answer it behind the question
        begins, ends = f"| {escape(asked_text(question))}", f"| {band(question.value, 'money', currency)} |"
        assert any(line.startswith(begins) and line.endswith(ends) for line in text.splitlines())
    if changes is None:
        assert document["today"] is None
        return
    assert document["today"]["total"]["better_by"] == changes.total.difference
    for row in today_rows(changes):
        assert all(cell in text for cell in today_cells(row, currency))
    terminal = result_text(run, estimate, judged)
    assert words(today_sentence(changes, currency)) in words(terminal)


@pytest.mark.slow
def test_the_workbook(run: roi.Run, judged: Verdict, tmp_path: Path) -> None:
    path = tmp_path / "estimate.xlsx"
    workbook(run, path, DocumentRequest(trials=64, verdict=judged))
    sheet = with_values(path, "Summary")["Summary"]
    text = words(" ".join(str(cell.value) for cell in sheet["A"] if cell.value is not None))
    assert words(str(sentence(judged))) in text
    shown = {str(cell.value) for row in sheet.iter_rows(max_row=30) for cell in row}
    changes = today_table(run)
    if changes is not None:
        figures = [
            cell.value for row in sheet.iter_rows(max_col=4) for cell in row if isinstance(cell.value, float)
        ]
        assert any(value == pytest.approx(changes.total.difference, rel=1e-9) for value in figures)
    rows = {row.name: row for row in headline_rows(judged.headline)}
    for name in ("expected", "loss"):
        assert rows[name].value in shown if name in rows else True


def test_a_verdict_is_of_the_estimate_as_it_is(estimate: Session, run: roi.Run, judged: Verdict) -> None:
    """Of an answer before, no word, no threshold and no question stands until there is a newer one."""
    result = SimulationResult(Job(1, estimate.model, DRAWS, 1, "sobol"), run, run.summary(), True)
    studies: dict[Study[Any], object] = {ProspectsStudy(): judged.prospects}
    old = View(estimate, result, stale=True, studies=studies)
    fresh = View(estimate, result, stale=False)
    assert old.settled is None
    assert verdict_text(old).plain == WAITING
    if judged.word != "no verdict":
        text = verdict_text(fresh).plain
        assert text.endswith(WAITING)
        assert not re.search(rf": {judged.word}", text)  # no word before what could turn it is known


@pytest.mark.parametrize("room", [40, 60, 80, 120, 300])
def test_a_part_of_the_sentence_is_whole_or_not_there(
    estimate: Session, run: roi.Run, judged: Verdict, room: int
) -> None:
    result = SimulationResult(Job(1, estimate.model, DRAWS, 1, "sobol"), run, run.summary(), True)
    studies: dict[Study[Any], object] = {ProspectsStudy(): judged.prospects}
    view = View(estimate, result, stale=False, studies=studies)
    verdict_sentence = sentence(judged)
    text = verdict_text(view, room).plain
    rest = text.removeprefix(verdict_sentence.lead).strip()
    for part in (verdict_sentence.figures, verdict_sentence.turn, verdict_sentence.step):
        rest = rest.replace(part, "", 1).strip()
    assert not rest
    assert len(text) <= room or text == verdict_sentence.lead


def read(case: Case, horizon: int | None = None) -> str:
    run = roi.simulate(roi.resolve(case, horizon=horizon), draws=1_024)
    summary = run.summary()
    judged = assess(run, summary)
    texts = [str(sentence(judged)), *(f"{row.error} {row.detail}" for row in headline_rows(judged.headline))]
    return words(" ".join([*texts, *(line.plain for line in readings(run, summary, judged.headline))]))


def test_a_certain_case_speaks_of_no_chances() -> None:
    text = read(money_case("x", {"x": "5"}, cost="4"))
    assert "the same in every draw" in text
    assert "Mean, P50 and plan are one number: USD 1.00." in text
    for word in ("differ", "8 in 10", "eight in ten", "±", "bound", "worst tenth"):
        assert word not in text


def test_a_horizon_of_a_year_ends_its_sentence() -> None:
    assert re.search(r"Chance of payback within 12 months: [\d<]", read(cases.load("clinical-scribe"), 12))
    text = read(cases.load("clinical-scribe"), 24)
    assert re.search(r"Chance of payback within 12 months: [\d<][^;]*; 24: \d", text)
