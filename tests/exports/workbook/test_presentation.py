"""Summary, Sources, Claims and About of whole workbooks: what a reader sees, and that it is live."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook.workbook import Workbook

import cases
import roi
from cases.load import from_raw
from exports.story.contents import DocumentRequest
from exports.voice.formats import money, share
from exports.voice.verdict import must_be_true, sentence
from exports.workbook.layout import SHEETS
from exports.workbook.summary.head import PLAN
from exports.workbook.summary.sheet import LETTERS_A_LABEL
from exports.workbook.write import workbook
from exports.workbook.writer.text import height_of, wrapped
from roi.analysis.headline import headline
from roi.analysis.prospects import prospects
from roi.analysis.verdict import verdict
from roi.case import Case, Line
from tests.support.drawings import alt_texts, cells, charts
from tests.support.judged import differences
from tests.support.libreoffice import recalculated, with_typed
from tests.support.models import money_case
from tests.support.sheets import fits_page, links, number
from tests.support.values import Values
from tests.support.workbooks import with_formulas, with_values

OURS = ("Summary", "Claims", "Sources", "About")
ESTIMATE = '[estimate]\ncase = "small"\n=1+1\n'
PRINTED = range(1, 9)  # columns of Summary


@dataclass(frozen=True)
class Written:
    """A file, as formulas and as cached values; of the sheets that are looked at, or of all."""

    path: Path
    sheets: tuple[str, ...] = ()

    @cached_property
    def formulas(self) -> Workbook:
        return with_formulas(self.path, *self.sheets)

    @cached_property
    def values(self) -> Workbook:
        return with_values(self.path, *self.sheets)

    def texts(self, sheet: str, columns: range = PRINTED) -> list[str]:
        """All texts of a sheet."""
        rows = self.values[sheet].iter_rows(min_col=columns[0], max_col=columns[-1])
        return [cell.value for row in rows for cell in row if isinstance(cell.value, str)]


def written(run: roi.Run, path: Path, *sheets: str) -> Written:
    """The workbook of a run, and the sheets that are looked at."""
    workbook(
        run, path, DocumentRequest(
            trials=64, prospect="Acme", prepared_by="A. Seller", created=datetime.date(2026, 11, 23),
            valid_until=datetime.date(2027, 1, 31), estimate_text=ESTIMATE,
        ),
    )  # fmt: skip
    return Written(path, sheets)


@pytest.fixture(scope="module")
def evidence(run: roi.Run, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A case with all costs."""
    return written(run, tmp_path_factory.mktemp("evidence") / "evidence.xlsx")


@pytest.fixture(scope="module")
def unstated(brochure: roi.Run, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A preset that states no costs."""
    return written(brochure, tmp_path_factory.mktemp("unstated") / "unstated.xlsx")


@pytest.fixture(scope="module")
def judged(evidence: Written) -> dict[str, Values]:
    """LibreOffice's figures: as written, and for twice the licence."""
    return with_typed(evidence.path, {"as written": {}, "dear": {"your_licence_price": 1_800}})


@pytest.fixture(params=["evidence", "unstated"])
def either(request: pytest.FixtureRequest) -> Written:
    """One after the other."""
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


def test_sheets_stand_in_their_order(either: Written) -> None:
    visible = [sheet.title for sheet in either.formulas if sheet.sheet_state == "visible"]
    assert visible == list(SHEETS)


@pytest.mark.libreoffice
def test_libreoffice_works_out_the_same(
    evidence: Written, unstated: Written, judged: dict[str, Values]
) -> None:
    assert not differences(evidence.path, judged["as written"], OURS)
    assert not differences(unstated.path, recalculated(unstated.path), OURS)


def test_summary_is_one_page(either: Written) -> None:
    sheet = either.formulas["Summary"]
    assert sheet.page_setup.fitToHeight == sheet.page_setup.fitToWidth == 1
    assert fits_page(sheet)
    assert not sheet.sheet_view.showGridLines


def test_pages_are_ready_to_print(either: Written) -> None:
    for title in OURS:
        sheet = either.formulas[title]
        assert sheet.print_area
        footer = sheet.oddFooter
        assert footer is not None
        assert footer.right.text
        if fits_page(sheet):
            assert sheet.page_setup.fitToWidth == 1
        else:  # pages side by side or beneath each other, at the scale at which the largest fits
            assert 60 <= number(sheet.page_setup.scale) <= 100
            assert [page_break.id for page_break in (*sheet.col_breaks.brk, *sheet.row_breaks.brk)]


def test_no_cells_are_merged_and_nothing_leads_outside(either: Written) -> None:
    for sheet in either.formulas:
        assert not sheet.merged_cells.ranges
    assert not links(either.formulas)


def test_charts_have_data_and_words(either: Written) -> None:
    drawn = charts(either.path)
    texts = alt_texts(either.path)
    assert len(texts) == len(drawn)
    assert all(len(text) > 40 for text in texts)
    for chart in drawn:
        for reference in chart.values:
            assert all(isinstance(value, int | float) for value in cells(either.values, reference)), reference
        everything = [value for reference in chart.values for value in cells(either.values, reference)]
        assert any(everything)
        assert (
            len({len(cells(either.values, reference)) for reference in (*chart.values, *chart.categories)})
            == 1
        )


def test_the_charts_of_an_npv_are_there_where_there_is_one(evidence: Written, unstated: Written) -> None:
    assert len(charts(evidence.path)) == 5
    assert [chart.title.split(",")[0] for chart in charts(unstated.path)] == ["Benefits"]


def test_the_head_gives_the_verdict_and_the_figures_of_the_simulation(
    evidence: Written, run: roi.Run
) -> None:
    shown = evidence.texts("Summary")
    text, summary = " ".join(shown), run.summary()
    figures = headline(run, summary)
    words = str(sentence(verdict(run.model, figures, prospects(run))))
    assert words in text
    assert f"{money(summary.plan_table.total('costs').total, 'USD')} over" in text
    assert "Acme" in text
    assert money(figures.npv.expected.value, "USD") in shown
    assert f"cash only: {money(figures.cash.expected.value, 'USD')}" in shown if figures.cash else True
    span = f"{money(figures.npv.p10.value, 'USD')} to {money(figures.npv.p90.value, 'USD')}"
    assert f"Eight in ten draws lie from {span}" in text
    assert share(figures.npv.loss.value) in shown
    assert f"{PLAN}: {money(figures.plan.npv, 'USD')}" in text


def test_a_loss_is_not_worded_as_an_ask(evidence: Written, run: roi.Run) -> None:
    text = " ".join(evidence.texts("Summary"))
    expected = headline(run, run.summary()).npv.expected.value
    assert ("Asked for: " in text) == (expected > 0)
    assert ("It would cost " in text) == (expected <= 0)


def test_a_pilot_that_is_planned_to_stop_says_what_it_costs_on_average(tmp_path: Path) -> None:
    case = money_case("x", {"x": "uniform(0, 10)"}, cost="4")
    for likely, formula in (("stops", "1 if x > 6 else 0"), ("goes on", "1 if x > 3 else 0")):
        lines = {**case.lines, "passed": Line("passed", "Passed", "–", formula)}
        run = roi.simulate(replace(case, lines=lines), draws=1_024)
        text = " ".join(written(run, tmp_path / f"{likely}.xlsx", "Summary").texts("Summary"))
        costs = "So planned it stops at the gate. Over all trials, of which some go on, costs are USD 4.00"
        assert (costs in text) == (likely == "stops")


def test_cover_says_who_when_and_how_long(either: Written) -> None:
    sheet = either.values["Summary"]
    texts = [
        cell.value for row in sheet.iter_rows(max_row=8, max_col=8) for cell in row if cell.value is not None
    ]
    assert {"DRAFT", "A. Seller", datetime.datetime(2026, 11, 23), datetime.datetime(2027, 1, 31)} <= set(
        texts
    )


def test_preset_is_named_and_what_it_leaves_undefined(unstated: Written) -> None:
    texts = " ".join(unstated.texts("Summary"))
    assert "“The brochure” (brochure)" in texts
    assert "undefined" in unstated.texts("Summary")
    assert "Without all its costs there is no net present value." in texts
    assert "nothing is asked for yet" in texts
    assert "from undefined to undefined" not in texts
    assert "Costs" not in unstated.texts("Summary")


def test_assumptions_are_sorted_by_what_they_move(evidence: Written, run: roi.Run) -> None:
    sheet = evidence.values["Summary"]
    head = next(
        row for row in range(1, 120) if str(sheet.cell(row, 1).value).startswith("What moves NPV most")
    )
    rows = []
    for row in range(head + 1, head + 9):
        low = sheet.cell(row, 4).value
        if isinstance(low, int | float):
            high = number(sheet.cell(row, 5).value)
            rows.append((sheet.cell(row, 1).value, max(low, high, 0) - min(low, high, 0)))
            assert all(sheet.cell(row, col).value for col in (2, 6, 7))
    swings = [swing for _, swing in rows]
    assert swings == sorted(swings, reverse=True)
    assert {label for label, _ in rows} <= {item.spec.label for item in run.model.inputs if not item.constant}
    assert len(rows) >= 5


def test_finance_table_adds_up(evidence: Written, run: roi.Run) -> None:
    sheet = evidence.values["Summary"]
    rows = {
        sheet.cell(row, 1).value: [sheet.cell(row, col).value for col in range(2, 9)] for row in range(1, 120)
    }
    net = run.summary().plan_table.total("net")
    # Money of other years is 0; sums of tens of terms, 1e-9 relative.
    assert rows["Net (headline)"][5] == pytest.approx(net.total, rel=1e-9)
    assert rows["Net (headline)"][6] == pytest.approx(net.present_value, rel=1e-9)
    for values in (rows["Net (headline)"], rows["Costs"], rows["Benefits (cash + capacity)"]):
        assert sum(map(number, values[:5])) == pytest.approx(values[5], rel=1e-9)


def test_years_after_the_third_stand_in_one_column(small: Case, tmp_path: Path) -> None:
    run = roi.simulate(small, draws=64, horizon=66)  # five years and a half
    sheet = written(run, tmp_path / "long.xlsx", "Summary").values["Summary"]
    rows = {
        sheet.cell(row, 1).value: [sheet.cell(row, col).value for col in range(2, 9)] for row in range(1, 120)
    }
    costs = run.summary().plan_table.total("costs")
    assert rows["Costs"][4] == pytest.approx(sum(costs.by_year[4:]), rel=1e-9)
    assert rows["Costs"][5] == pytest.approx(costs.total, rel=1e-9)


@pytest.mark.parametrize(
    ("horizon", "plan", "today", "span"),
    [
        (1, "Plan, USD; year 1 has 1 month", "Over all months, USD", "Over 1 month, its costs included;"),
        (
            14,
            "Plan, USD; year 2 has 2 months",
            "A year on average, USD",
            "A year on average over 14 months, its",
        ),
        (24, "Plan, USD", "A year on average, USD", "A year on average over 24 months, its costs included;"),
    ],
)
def test_summary_says_how_long_the_last_year_is(
    small: Case, tmp_path: Path, horizon: int, plan: str, today: str, span: str
) -> None:
    run = roi.simulate(small, draws=64, horizon=horizon)
    texts = written(run, tmp_path / "short.xlsx").texts("Summary", range(1, 2))
    assert {plan, today} <= set(texts)
    assert any(text.startswith(span) for text in texts)
    assert not re.search(r"(?<![\d,.])1 months", " ".join(texts))


def test_a_long_title_has_smaller_letters_and_a_long_name_its_lines(small: Case, tmp_path: Path) -> None:
    title = "Помощник по кредитным документам и договорам страхования"
    run = roi.simulate(replace(small, header=replace(small.header, title=title)), draws=64)
    name = "Александр Константинович Преображенский-Задунайский"
    workbook(run, tmp_path / "long.xlsx", DocumentRequest(trials=16, prepared_by=name))
    book = with_formulas(tmp_path / "long.xlsx")
    assert book["Summary"]["A1"].font.size < 18
    approval = book["Approval"]
    [row] = [cell.row for cell in approval["B"] if cell.value == name]
    assert number(approval.row_dimensions[row].height) >= height_of([(name, 21)]) > 26


def test_a_negative_number_in_words_has_a_minus_and_no_hyphen(tmp_path: Path) -> None:
    run = roi.simulate(money_case("x + 9", {"x": "uniform(-6, -2)"}), draws=1_024)
    texts = written(run, tmp_path / "minus.xlsx").texts("Summary")
    assert any(re.match(r"−4\b", text) for text in texts)
    assert [text for text in texts if re.search(r"(?:^|[\s(])-\d", text)] == []


def test_a_long_condition_stands_in_lines(tmp_path: Path) -> None:
    """Cells are not merged and the page ends: what goes on beyond it is cut."""
    case = money_case("x - 4", {"x": "uniform(0, 10)"})
    label = "Share of what is asked, " * 6
    case = replace(case, inputs={**case.inputs, "x": replace(case.inputs["x"], label=label)})
    run = roi.simulate(case, draws=1_024)
    [condition] = must_be_true(verdict(run.model, headline(run, run.summary()), prospects(run))).rows
    lines = wrapped(condition, LETTERS_A_LABEL)
    assert len(lines) > 1
    assert set(lines) <= set(written(run, tmp_path / "long.xlsx", "Summary").texts("Summary", range(1, 2)))


def test_sources_has_every_input_and_every_source(evidence: Written, small: Case) -> None:
    sheet = evidence.values["Sources"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=7, max_col=12)]
    labels = {row[1] for row in rows if row[0] == "input"}
    assert labels >= {spec.label for spec in small.inputs.values()}
    assert {row[5] for row in rows} >= {source.title for source in small.sources.values()}
    assert "https://example.org/trial" in {row[10] for row in rows}


def test_about_holds_the_estimate_line_by_line(either: Written) -> None:
    column = [cell.value for cell in either.formulas["About"]["B"]]
    last = [value for value in column if value is not None][-3:]
    assert "\n".join(last) + "\n" == ESTIMATE
    assert either.formulas["About"].cell(len(column), 2).data_type == "s"


def test_labels_that_look_like_formulas_are_texts(small: Case, tmp_path: Path) -> None:
    raw: dict[str, Any] = dict(small.document)
    raw["case"] = {
        **raw["case"],
        "title": "=cmd|' /C calc'!A1",
        "summary": "@sum",
        "headline": "-1",
        "evidence": "+1",
    }
    raw["inputs"] = {name: {**table, "label": f"={table['label']}"} for name, table in raw["inputs"].items()}
    raw["lines"] = {name: {**table, "label": f"+{table['label']}"} for name, table in raw["lines"].items()}
    made = written(roi.simulate(from_raw(raw, "odd.toml", None), draws=64), tmp_path / "odd.xlsx", *OURS)
    risky = 0
    for title in OURS:
        for row in made.formulas[title].iter_rows():
            for cell in row:
                if cell.data_type == "s" and str(cell.value).startswith(("=", "+", "-", "@")):
                    risky += 1
                    assert cell.quotePrefix, f"{title}!{cell.coordinate}"
                if cell.data_type == "f":  # what is between quotes is text
                    assert "cmd|" not in re.sub(r'"[^"]*"', "", str(cell.value))
    assert risky > 20


@pytest.mark.libreoffice
def test_the_page_follows_an_input(judged: dict[str, Values]) -> None:
    """Twice the licence: the ask, the costs and the waterfall follow."""
    run = roi.simulate(
        cases.load(Path(__file__).parents[1] / "small.toml"), draws=64, overrides={"licence_price": 1_800}
    )
    sheet = judged["dear"].sheets["Summary"]
    rows = {sheet.get(f"A{row}"): sheet.get(f"G{row}") for row in range(1, 120)}
    assert rows["Costs"] == pytest.approx(run.summary().plan_table.total("costs").total, rel=1e-9)
    assert rows["Net (headline)"] == pytest.approx(run.summary().plan_table.total("net").total, rel=1e-9)
