"""The workbook of a portfolio: its formulas give what stands beside them, whatever is typed; texts stay texts."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from exports.brand import HOUSE
from exports.portfolio_book import deals as at
from exports.portfolio_book.ranking import criteria
from exports.portfolio_book.write import SHEETS, portfolio_book
from tests.exports.portfolio_book.samples import contents, deal, sample
from tests.support.libreoffice import with_typed
from tests.support.values import values_of
from tests.support.workbooks import compared, present

LIKE_A_FORMULA = ("=1+1", "+1", "-1", "@SUM(A1)", "#REF!", "=HYPERLINK('x')")


@pytest.mark.libreoffice
def test_formulas_give_what_stands_beside_them_and_follow_what_is_typed(tmp_path: Path) -> None:
    """1e-9 of each figure, in LibreOffice; a budget that is typed gives the workbook of that budget."""
    whole = replace(sample(40), left_out=())  # reasons are those of the budget that it was written with
    path, other = tmp_path / "portfolio.xlsx", tmp_path / "other.xlsx"
    portfolio_book(whole, path, HOUSE)
    typed = 2_000_000.0
    portfolio_book(replace(whole, budget=typed), other, HOUSE)
    by_loss = criteria(whole.within)[-1]
    judged = with_typed(
        path, {"as-is": {}, "budget": {"typed_budget": typed}, "ranked": {"ranked_by": by_loss.label}}
    )
    for cached, name in ((path, "as-is"), (other, "budget")):
        recalculated = judged[name]
        result = compared(dict(values_of(cached).cells()), dict(recalculated.cells()), 1e-9)
        assert not result.wrong, name
        assert result.cells > 1_500, name
        assert not recalculated.errors(), name
    listed = judged["ranked"].sheets["Ranking"]
    order = sorted(whole.rows, key=lambda row: -by_loss.value(row))
    assert [listed[f"B{7 + k}"] for k in range(len(order))] == [row.name for row in order]


@pytest.mark.parametrize("count", [0, 1, 300])
def test_any_number_of_deals(count: int, tmp_path: Path) -> None:
    """Every sheet is there, every formula has a value, every deal its row."""
    path = tmp_path / "portfolio.xlsx"
    portfolio_book(sample(count), path, HOUSE)
    book = openpyxl.load_workbook(path, data_only=True)
    assert tuple(book.sheetnames) == SHEETS
    names = [f"deal-{place:04d}" for place in range(count)]
    assert [book["Deals"].cell(at_row, at.NAME).value for at_row in range(5, 5 + count)] == names
    assert sorted(str(book["Ranking"].cell(row, 2).value) for row in range(7, 7 + count)) == names
    assert not values_of(path).errors()


@pytest.mark.parametrize("part", [1.0, 0.5])
def test_the_money_on_the_table_is_no_more_than_there_is_in_all(part: float, tmp_path: Path) -> None:
    """A budget by quarter beside a smaller one of all quarters together."""
    whole = sample(12)
    in_all = sum(whole.by_quarter) * part
    path = tmp_path / "portfolio.xlsx"
    portfolio_book(replace(whole, stated=in_all, budget=in_all), path, HOUSE)
    page = openpyxl.load_workbook(path, data_only=True)["Money"]
    (row,) = (list(row) for row in page.iter_rows(values_only=True) if row[0] == "On the table")
    assert row[len(whole.quarters) + 2] == pytest.approx(in_all)


def test_texts_stay_texts_and_links_are_paths(tmp_path: Path) -> None:
    """Whatever a deal, an owner, a stage or an option is called."""
    rows = [
        deal(place, name=text, owner=text, stage=text, option=text, file=f"{text}.toml")
        for place, text in enumerate((*LIKE_A_FORMULA, "javascript:alert(1)", "a" * 300))
    ]
    hostile = replace(contents(rows), failed=[("=1", "=2")], notes=[("=3", "=4")], title="=5")
    path, harmless = tmp_path / "hostile.xlsx", tmp_path / "harmless.xlsx"
    portfolio_book(hostile, path, HOUSE)
    portfolio_book(sample(len(rows)), harmless, HOUSE)
    hostile_book = openpyxl.load_workbook(path)
    formulas = [
        {
            (sheet.title, cell.coordinate)
            for sheet in book
            for cell in present(sheet)
            if cell.data_type in ("f", "e")
        }
        for book in (hostile_book, openpyxl.load_workbook(harmless))
    ]
    assert formulas[0] == formulas[1]
    shown = {cell.value for sheet in hostile_book for cell in present(sheet) if cell.data_type == "s"}
    assert set(LIKE_A_FORMULA) <= shown
    links = [
        str(link.target)
        for link in (each.hyperlink for each in present(hostile_book["Deals"]))
        if link is not None
    ]
    assert len(links) == len(rows)
    assert not any(":" in link for link in links)
    assert "javascript%3Aalert%281%29.toml" in links


def test_the_plan_shown_is_that_of_the_largest_computed_budget_within() -> None:
    whole = sample(12)
    for point, after in pairwise(whole.computed):
        for budget in (point.budget, (point.budget + after.budget) / 2):
            shown = replace(whole, budget=budget)
            assert {each.name for each in whole.takings if shown.inside(each)} == set(point.ways)
    assert not any(map(replace(whole, budget=-1.0).inside, whole.takings))
