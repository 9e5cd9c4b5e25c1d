"""What is worth a second look reaches people by the names of inputs and lines, in the app and the workbook too."""

from __future__ import annotations

from pathlib import Path

import cases
import roi
from exports.story.contents import DocumentRequest
from exports.voice.remarks import remark_sentences, with_labels
from exports.workbook.write import workbook
from roi.case import Case
from roi.sim.cuts import HEADLINE
from tests.support.models import money_case
from tests.support.workbooks import with_values
from tui.app.widgets.result import ResultPane
from tui.desk.opened import opened
from tui.desk.studies import RemarksStudy, StudyBasis


def negative() -> Case:
    """A cost below 0 in nearly half of the draws."""
    return money_case("x", {"x": "uniform(1, 2)", "c": "uniform(-1, 1.2)"}, cost="c")


def test_a_remark_names_the_line_by_its_label() -> None:
    (sentence,) = remark_sentences(roi.resolve(negative()))
    assert sentence.startswith("“Spent”: it is negative in ")
    assert sentence.endswith(": a cost below 0 is an income.")
    assert remark_sentences(roi.resolve(cases.load("bank-chatbot"))) == ()


def test_the_workbook_says_it_on_summary_and_about(tmp_path: Path) -> None:
    run = roi.simulate(negative(), draws=1_024)
    (sentence,) = remark_sentences(run.model)
    workbook(run, tmp_path / "x.xlsx", DocumentRequest(trials=16))
    book = with_values(tmp_path / "x.xlsx", "Summary", "About")
    for name in ("Summary", "About"):
        cells = [str(cell.value) for row in book[name].iter_rows() for cell in row if cell.value is not None]
        assert any(sentence[:60] in text for text in cells), name


def test_the_app_studies_them() -> None:
    run = roi.simulate(negative(), draws=1_024)
    basis = StudyBasis(run, opened("bank-chatbot"), HEADLINE)
    assert RemarksStudy().of(basis, lambda _done, _total: None) == remark_sentences(run.model)
    assert RemarksStudy() in ResultPane.NEEDS


def test_a_text_names_what_it_speaks_of_by_its_label_or_else_as_it_is_written() -> None:
    model = roi.resolve(negative())
    assert with_labels(model, "[lines.spent] and [inputs.gone] differ") == "“Spent” and “gone” differ"
