"""The sheet Finance is live: it says what the engine says, at export and after inputs are changed in the file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import roi
from exports.story.contents import DocumentRequest
from exports.workbook.write import workbook
from roi.case import Case
from roi.model import resolve
from roi.sim.cuts import CASH, HEADLINE
from roi.sim.metrics import metrics_of
from roi.sim.plan import plan
from tests.support.documents import flow
from tests.support.financed import FINANCED, STOCK, UNCERTAIN, project, uncertain
from tests.support.libreoffice import with_typed
from tests.support.values import Values, values_of
from tests.support.workbooks import compared

CAPACITY = {"freed": flow("saving", "USD/year", kind="capacity")}
MORE: dict[str, Any] = dict(UNCERTAIN)


def residual() -> Case:
    """By year-ends, over 30 months, losses offset, in pounds; money of its day in place of prices of the start."""
    rates = {"GBP": {"value": 1.25, "date": date(2026, 1, 1), "source": "judgement"}}
    finance = {
        **FINANCED, "residual_value": "rest", "reinvestment_rate": "hurdle", "working_capital": "stock",
        "inflation": "prices",
    }  # fmt: skip
    more = {**MORE, "rest": ("40_000", "GBP"), "life": ("40", "month")}
    header = {"discounting": "year-end", "horizon": 30}
    return project(finance, header, **more, lines={**STOCK, **CAPACITY}, rates=rates)


def growing() -> Case:
    """A case in prices of the start without tax."""
    finance = {"basis": "real", "inflation": "prices", "terminal_growth": "slow", "finance_rate": "borrowing"}
    return project(finance, {"horizon": 60}, **MORE, slow=("1%", "%/year"), lines=CAPACITY)


# By case: how it is made, the months and the inputs that are typed into the file, as formulas see them.
CASES = {
    "carried": (uncertain, 24, {"tax": 0.3, "life": 2.0}),
    "residual": (residual, 47, {"tax": 0.15, "saving": 100_000.0}),
    "growing": (growing, 25, {"prices": 0.03, "borrowing": 0.09}),
}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[roi.Run, Path, Values, Values]]:
    """Each case: its run, the workbook, and that and with changed inputs as LibreOffice recalculates it."""
    folder = tmp_path_factory.mktemp("finance")
    books = {}
    for name, (make, horizon, changes) in CASES.items():
        run, path = roi.simulate(make(), draws=256), folder / f"{name}.xlsx"
        workbook(run, path, DocumentRequest(trials=16))
        changed = {**{f"your_{key}": value for key, value in changes.items()}, "typed_horizon": horizon}
        books[name] = run, path, *with_typed(path, {"as it stands": {}, "changed": changed}).values()
    return books  # type: ignore[return-value]


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", CASES)
def test_libreoffice_works_out_what_is_cached(books: Any, name: str) -> None:
    """To 1e-9, every cell of Finance; every check passes."""
    _, path, again, _ = books[name]
    cached, again_cells = (
        {at: value for at, value in book.cells() if at.startswith("Finance!")}
        for book in (values_of(path), again)
    )
    comparison = compared(cached, again_cells, 1e-9)
    assert comparison.cells > 300
    assert comparison.wrong == ()
    assert again.named("master_check") == 1


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", CASES)
def test_it_follows_what_is_changed_in_the_file(books: Any, name: str) -> None:
    """Tax, life, rates and a shorter or longer horizon: to 1e-9 what the engine says of the changed case."""
    run, _, _, book = books[name]
    _, horizon, changes = CASES[name]
    model = resolve(run.model.case, horizon=horizon)
    base = plan(model, changes)
    for metric, row in metrics_of(run.model).items():
        if row.finance:
            for cut in (HEADLINE, CASH):
                value = book.named(f"base_{metric}{cut.suffix}")
                assert value == pytest.approx(base.metric(metric, cut), rel=1e-9), (metric, cut)


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["carried", "growing"])
def test_the_function_mirr_agrees(books: Any, name: str) -> None:
    """Excel's function over the monthly flows, compounded to a year, as LibreOffice has it."""
    run, _, again, changed = books[name]
    for book in (again, changed):
        for end in ("", "_cash"):
            rates = [book.named(f"base_mirr{way}{end}") for way in ("", "_by_function")]
            assert rates[0] == pytest.approx(rates[1], rel=1e-9), end
    assert again.named("base_mirr") == pytest.approx(plan(run.model).metric("mirr", HEADLINE), rel=1e-9)


@pytest.mark.libreoffice
def test_the_full_simulation_is_pasted(books: Any) -> None:
    run, path, _, _ = books["carried"]
    book, summary = values_of(path), run.summary()
    after_tax = summary.metrics[HEADLINE]["npv_after_tax"]
    assert book.named("full_npv_after_tax_mean") == pytest.approx(after_tax.mean.value, rel=1e-14)
    assert book.named("full_npv_after_tax_p50") == pytest.approx(after_tax.percentiles[50].value, rel=1e-14)
    assert "before tax" in str(book.sheets["Summary"]["A6"])


def test_a_case_without_finance_has_no_such_sheet(tmp_path: Path) -> None:
    run = roi.simulate(project(None), draws=64)
    workbook(run, tmp_path / "plain.xlsx", DocumentRequest(trials=16))
    assert "Finance" not in values_of(tmp_path / "plain.xlsx").sheets
