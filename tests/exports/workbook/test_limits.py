"""A case whose formulas would be more than Excel takes if lines were written out where they are used."""

from __future__ import annotations

import datetime
import re
import zipfile
from html import unescape
from pathlib import Path

import pytest

import roi
from exports.story.contents import DocumentRequest
from exports.workbook.write import workbook
from roi.case import Case
from roi.formula.excel import within_excel
from tests.support.documents import case_of, flow, line

FLOWS, CHAIN, PRESETS = 10, 66, 12
SOURCES = {"report": {"title": "R", "publisher": "P", "date": datetime.date(2026, 11, 23), "seen": "primary"}}


def long_case() -> Case:
    """Flows on long lines, a chain of lines, a claim on a year of it, presets with long names."""
    inputs = {
        "visits": ("range(800, 1_000, 1_500)", "visit/month"),
        "worth": (2, "USD/visit"),
        "start": ("uniform(1, 3)", "month"),
        "months": (9, "month"),
    }
    growing = "ramp(month - start, months) * s_curve(month - start, months + start)"
    lines = {
        "c0": line(f"visits * {growing}", "visit/month"),
        **{f"c{k}": line(f"(c{k - 1} + visits) / 2", "visit/month") for k in range(1, CHAIN)},
        **{f"a{k}": line(f"visits * {growing} * {growing}", "visit/month") for k in range(FLOWS)},
        **{f"gain{k}": flow(f"(a{k} + lag(a{k}, 1) / 10) * worth * {growing}") for k in range(FLOWS)},
        "late": flow(f"c{CHAIN - 1} * worth"),
        **{name: flow("visits * worth / 9", class_=name) for name in ("licence", "integration")},
    }
    claims = [
        {"id": name, "text": "T.", "source": "report", "line": of, "at": at, "stated": 1e4, "unit": "USD"}
        for name, of, at in (("year", "late", "year 1"), ("sum", "gain3", "total"))
    ]
    presets = {
        f"a-preset-with-a-name-{k}": {
            "title": f"No. {k}",
            "inputs": {"worth": {"value": k, "grade": "judgement"}},
        }
        for k in range(1, PRESETS + 1)
    }
    return case_of(
        inputs,
        lines,
        header={"units": ["visit"], "horizon": 14},
        sources=SOURCES,
        claims=claims,
        presets=presets,
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of the case."""
    path = tmp_path_factory.mktemp("limits") / "long.xlsx"
    workbook(roi.simulate(long_case(), draws=64, seed=1), path, DocumentRequest(trials=32))
    return path


def test_every_formula_fits(written: Path) -> None:
    with zipfile.ZipFile(written) as file:
        sheets = [file.read(name).decode() for name in file.namelist() if "/worksheets/sheet" in name]
    formulas = [unescape(text) for sheet in sheets for text in re.findall(r"<f[^>]*>([^<]+)</f>", sheet)]
    assert len(formulas) > 1_000
    for text in formulas:
        within_excel(text)
    lists = [text for sheet in sheets for text in re.findall(r"<formula1>([^<]+)</formula1>", sheet)]
    assert any(text.startswith("$") for text in lists)  # the scenarios, too long for a rule
    assert all(len(text) <= 255 for text in lists)
