"""The Decisions sheet: what the engine's analyses say, pasted and marked so; what is live follows."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

import roi
from exports.story.contents import DocumentRequest
from exports.voice.formats import chance, number
from exports.voice.turning import go_if
from exports.voice.wording import difference, rounded
from exports.workbook.decisions.tables import SOLVED
from exports.workbook.decisions.two_inputs import COLUMNS
from exports.workbook.write import workbook
from roi.analysis.drivers import tornado
from roi.analysis.evidence import evidence
from roi.analysis.information import FEWEST_DRAWS, information
from roi.analysis.loss_profile import losing
from roi.analysis.solve import Target, solve
from roi.analysis.twoway import two_way
from roi.case import Case
from tests.support.judged import differences
from tests.support.libreoffice import with_typed
from tests.support.models import money_case
from tests.support.workbooks import with_formulas, with_values

PASTED = "as of export"
CHANGED = "inputs changed since export"


@pytest.fixture(scope="module")
def run(small: Case) -> roi.Run:
    return roi.simulate(small, draws=FEWEST_DRAWS, seed=1)


@pytest.fixture(scope="module")
def written(run: roi.Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("decisions") / "decisions.xlsx"
    workbook(run, path, DocumentRequest(trials=64))
    return path


@pytest.fixture(scope="module")
def sheet(written: Path) -> Worksheet:
    return with_values(written, "Decisions")["Decisions"]


def rows_of(sheet: Worksheet) -> dict[str, list[object]]:
    """By what stands in column A: the other cells."""
    return {str(row[0].value): [cell.value for cell in row[1:7]] for row in sheet if row[0].value}


def texts(sheet: Worksheet) -> str:
    return "\n".join(str(cell.value) for row in sheet for cell in row if isinstance(cell.value, str))


def test_it_stands_after_results(written: Path) -> None:
    titles = with_formulas(written, "Decisions").sheetnames
    assert titles.index("Decisions") == titles.index("Results") + 1
    assert "Options" not in titles


def test_plan_mean_and_p50_are_live(written: Path) -> None:
    rows = rows_of(with_formulas(written, "Decisions")["Decisions"])
    assert rows["Net present value, USD"][:3] == ["=base_npv", "=live_npv_mean", "=live_npv_p50"]
    assert rows["Net present value, cash only, USD"][0] == "=base_npv_cash"


def test_questions_are_those_of_the_engine(run: roi.Run, sheet: Worksheet) -> None:
    worths, rows = information(run), rows_of(sheet)
    expected = rows["Expected NPV, USD"]
    assert expected[0] == pytest.approx(worths.expected.value, rel=1e-12)
    assert expected[1] == pytest.approx(worths.expected.half_width, rel=1e-12)
    assert any(
        value[0] == pytest.approx(worths.evpi.value) for label, value in rows.items() if "EVPI" in label
    )
    assert worths.ranked
    for place, question in enumerate(worths.ranked, start=1):
        row = next(row for label, row in rows.items() if label.startswith(f"{place}  "))
        assert row[0] == pytest.approx(question.value.value, rel=1e-12)
        assert row[4] == go_if(question)
        assert question.moves is not None
        assert row[2:4] == pytest.approx(list(question.moves), rel=1e-12)
    text = texts(sheet)
    assert bool(worths.unranked) == (
        "Worth too little to be told" in text or "Worth nothing for this" in text
    )


def test_evidence_adds_up_to_the_whole(run: roi.Run, sheet: Worksheet) -> None:
    rows, bar = rows_of(sheet), evidence(run)
    shown = {label.partition(":")[0]: row[0] for label, row in rows.items()}
    shares = [shown[grade] for grade in bar.shares]
    assert shares == pytest.approx([*bar.shares.values()], rel=1e-12)
    assert sum(shares) == pytest.approx(1.0)  # type: ignore[arg-type]


def test_two_inputs_at_once_are_those_of_the_two_way_table(run: roi.Run, sheet: Worksheet) -> None:
    across, down = [swing.item for swing in tornado(run.model) if not swing.item.spec.luck][:2]
    grid = two_way(run, across.id, down.id, Target(at="p50"), columns=COLUMNS)
    rows = list(sheet.iter_rows(values_only=True))
    start = next(row for row, cells in enumerate(rows) if cells[0] == f"{down.spec.label}, {down.unit.text}")
    assert [value for value in rows[start][1:5] if value is not None and value != ""] == list(grid.xs)
    for place, value in enumerate(grid.ys):
        cells = rows[start + 1 + place]
        assert cells[0] == value
        assert sheet.cell(start + 2 + place, 1).number_format == (
            "#,##0" if value.is_integer() else "General"
        )
        assert cells[1 : 1 + len(grid.xs)] == pytest.approx(grid.values[place], rel=1e-12)
        roots = " and ".join(number(rounded(root.value)) for root in grid.contour[place])
        assert cells[5] == (roots or "nowhere")


def test_break_evens_are_those_of_solve(run: roi.Run, sheet: Worksheet) -> None:
    rows = rows_of(sheet)
    items = [swing.item for swing in tornado(run.model) if not swing.item.spec.luck][:SOLVED]
    solved = 0
    for item in items:
        row = rows[f"{item.spec.label}\n{item.unit.text}"]
        for col, target in ((1, Target(at="base")), (2, Target(at="p50"))):
            roots = solve(run, item.id, target).roots
            if len(roots) == 1:
                assert float(str(row[col]).replace("−", "-").replace(",", "")) == rounded(roots[0].value)
                assert "better" in str(row[col + 3])
                solved += 1
            elif not roots:
                assert row[col] == "none"
                assert "no value does" in str(row[col + 3])
    assert solved


def test_losing_outcomes_are_sentences(run: roi.Run, sheet: Worksheet) -> None:
    profile = losing(run)
    assert f"{chance(profile.share)} of draws lose money" in texts(sheet)
    rows = rows_of(sheet)
    for contrast in profile.inputs[:6]:
        assert str(rows[contrast.item.spec.label][0]).startswith(difference(contrast).removesuffix("."))


@pytest.mark.libreoffice
def test_headings_say_when_inputs_were_changed(written: Path) -> None:
    judged = with_typed(written, {"before": {}, "after": {"your_minutes": 9}})
    assert not differences(written, judged["before"], ["Decisions", "Results"])
    before, changed = (judged[name].sheets["Decisions"] for name in ("before", "after"))
    flags = [text for at, text in before.items() if at.startswith("G")]
    assert flags.count(PASTED) == 5
    assert flags.count("live") == 1
    assert not judged["after"].errors()
    flags = [text for at, text in changed.items() if at.startswith("G")]
    assert (flags.count(PASTED), flags.count(CHANGED)) == (0, 5)
    assert judged["after"].named("master_check") == 1
    (npv,) = [at for at, text in before.items() if text == "Net present value, USD" and at.startswith("A")]
    assert before[f"B{npv[1:]}"] != changed[f"B{npv[1:]}"]


def test_few_draws_and_unstated_costs_are_said(small: Case, brochure: roi.Run, tmp_path: Path) -> None:
    few, unstated = tmp_path / "few.xlsx", tmp_path / "unstated.xlsx"
    workbook(roi.simulate(small, draws=64, seed=1), few, DocumentRequest(trials=32))
    workbook(brochure, unstated, DocumentRequest(trials=32))
    of_few, of_unstated = (texts(with_values(path, "Decisions")["Decisions"]) for path in (few, unstated))
    assert "take 4,096 draws or more; this run has 64" in of_few
    assert "without costs there is no NPV" in of_unstated


def test_where_no_draw_loses_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "safe.xlsx"
    case = money_case("a", {"a": "uniform(1, 2)"}, cost="0")
    workbook(roi.simulate(case, draws=FEWEST_DRAWS), path, DocumentRequest(trials=16))
    assert "None of 4,096 draws loses money" in texts(with_formulas(path, "Decisions")["Decisions"])
