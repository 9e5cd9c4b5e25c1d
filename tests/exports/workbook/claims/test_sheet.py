"""The Claims sheet against the audit of claims, and against LibreOffice."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import cases
from exports.workbook.checks.page import conclude
from exports.workbook.claims.page import COMPUTED, HEAD_ROW, RATIO, STATED, VERDICT
from exports.workbook.claims.sheet import claims_sheet
from exports.workbook.coordinates import letters
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.package import save
from exports.workbook.writer.text import width_of
from roi.analysis.audit import audit
from roi.case import Case
from tests.support.documents import case_of, flow, line
from tests.support.judged import differences
from tests.support.libreoffice import recalculated, with_typed
from tests.support.shipped import SAMPLE

SOURCES = {"report": {"title": "R", "publisher": "P", "date": datetime.date(2026, 11, 23), "seen": "primary"}}


def awkward() -> Case:
    """Claims of every kind: sums of values and of payments, running totals, lags, percentages, nothing stated."""

    def claim(name: str, **more: object) -> dict[str, object]:
        return {"id": name, "text": f"Claim {name}.", "source": "report", **more}

    inputs = {
        "visits": ("range(800, 1_000, 1_500)", "visit/month"),
        "worth": (2, "USD/visit"),
        "seats": ("triangular(5, 10, 20)", "visit"),
        "price": (30, "USD/visit/month"),
        "share": ("range(10, 30, 60)", "%"),
        "delay": (3, "month"),
    }
    lines = {
        "grown": line("visits * ramp(month - delay, 4 * delay)", "visit/month"),
        "before": line("lag(grown, 2) if month > 5 * delay / 5 else visits / share", "visit/month"),
        "all_visits": line("cumulative(before)", "visit"),
        "rate": line("share * (all_visits / (all_visits + seats))", "%"),
        "gain": flow("before * worth + all_visits * worth / (9 * delay)"),
        "fee": flow("seats * price", class_="licence", when="yearly-in-advance"),
        "build": flow("seats * worth", "USD", class_="integration", when="start"),
        "later": flow("seats * worth", "USD", class_="change", when="month 14"),
    }
    claims = [
        claim("steady", line="gain", stated=24_000, unit="USD/year"),
        claim("steady-share", line="rate", stated=30, unit="%"),
        claim("start", line="build", at="start", stated=20, unit="USD"),
        claim("first-year", line="gain", at="year 1", stated=10_000, unit="USD/year"),
        claim("second-year", line="gain", at="year 2", stated=30_000, unit="USD"),
        claim("fees", line="fee", at="total", stated=10_800, unit="USD"),
        claim("late", line="later", at="year 2", stated=20, unit="USD"),
        claim("whole", line="build", at="total", stated=20, unit="USD"),
        claim("visits", line="before", at="total", stated=50_000, unit="visit"),
        claim("preset", line="gain", at="total", stated=1e6, unit="USD", preset="hopeful", implies="share"),
        claim("nothing", formula="a - a", given={"a": {"value": 3, "unit": "visit"}}, stated=0, unit="visit"),
        claim("bound", formula="a / b", given={"a": {"value": 3}, "b": {"value": "50", "unit": "%"}}),
        claim("needs", needs=["everything"]),
        claim(
            "implied", formula="a * b", stated=20, unit="visit", implies="seats", implied="a / b",
            given={"a": {"value": 10, "unit": "visit"}, "b": {"value": 0.1}},
        ),
    ]  # fmt: skip
    presets = {"hopeful": {"title": "Hopeful", "inputs": {"share": {"value": "90%", "grade": "report"}}}}
    header = {"units": ["visit"], "horizon": 30}
    return case_of(inputs, lines, header=header, sources=SOURCES, claims=claims, presets=presets)


def written(chosen: dict[str, Case], path: Path) -> Book:
    """A page a case, and one with the conversions."""
    book = Book("claims")
    ratios = book.sheet("Ratios")
    book.define("inputs_changed", ratios, 1, 1)
    known: dict[tuple[str, float], str] = {}

    def constant(label: str, value: float) -> str:
        if (label, value) not in known:
            row = len(known) + 2
            ratios.put(row, 2, value)
            known[label, value] = ratios.at(row, 2)
        return known[label, value]

    for title, case in chosen.items():
        claims_sheet(book.sheet(title), case, constant, {})
    conclude(book, '="All checks hold"', "All checks hold", "TRUE")
    save(book, path)
    return book


@pytest.fixture(scope="module")
def chosen() -> dict[str, Case]:
    """Two templates, and a case of every kind of claim."""
    return {name.replace("-", " "): cases.load(name) for name in SAMPLE} | {"awkward": awkward()}


@pytest.fixture(scope="module")
def made(chosen: dict[str, Case], tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Path]:
    """The book and its file."""
    path = tmp_path_factory.mktemp("claims") / "claims.xlsx"
    return written(chosen, path), path


def cell(page: Page, place: int, col: int) -> object:
    """What a cell of the table is worth."""
    return page.worth(HEAD_ROW + 1 + place, col)


def test_the_table_says_what_the_audit_says(chosen: dict[str, Case], made: tuple[Book, Path]) -> None:
    for title, case in chosen.items():
        page = made[0].pages[title]
        for place, finding in enumerate(audit(case)):
            assert cell(page, place, VERDICT) == finding.verdict
            ratio = None if finding.claim.needs else finding.ratio
            assert cell(page, place, RATIO) == ("" if ratio is None else ratio)
            assert (cell(page, place, COMPUTED) == "") == (finding.computed is None)


def test_the_largest_claim_is_read_and_not_hidden_by_its_column() -> None:
    """Trillions a year, as published, beside what the figures give."""
    case, book = cases.load("dispute-agent"), Book("claims")
    page = book.sheet("Claims")
    claims_sheet(page, case, lambda label, value: repr(value), {})
    largest = max(abs(claim.stated or 0) for claim in case.claims)
    assert largest >= 1e12
    for col in (STATED, COMPUTED):
        assert page.worksheet.column_dimensions[letters(col)].width >= width_of(largest, "#,##0")


@pytest.mark.libreoffice
def test_libreoffice_works_out_the_same(made: tuple[Book, Path]) -> None:
    book, path = made
    assert sum(cell.value is not None for page in book.pages.values() for cell in page.cells.values()) > 200
    assert not differences(path, recalculated(path))


@pytest.mark.libreoffice
def test_a_verdict_follows_the_stated_figure(chosen: dict[str, Case], made: tuple[Book, Path]) -> None:
    title = "clinical scribe"
    place = next(k for k, finding in enumerate(audit(chosen[title])) if finding.claim.id == "scribe-value")
    stated, verdict = (f"{letters(col)}{HEAD_ROW + 1 + place}" for col in (STATED, VERDICT))
    assert cell(made[0].pages[title], place, VERDICT) == "reconciles"
    expected = {"nearly": 2_000_000 * 1.05, "contradicts": 2_000_000 * 3}
    changed = with_typed(made[1], {word: {f"{title}!{stated}": figure} for word, figure in expected.items()})
    for word, values in changed.items():
        assert values.sheets[title][verdict] == word
