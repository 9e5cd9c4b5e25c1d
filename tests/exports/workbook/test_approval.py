"""The Approval sheet names every benefit, risk and change, and leaves room that no formula reads."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import roi
from exports.story.contents import DocumentRequest
from exports.workbook.approval import TITLE
from exports.workbook.write import workbook
from roi.case import Case, Override
from roi.errors import Place
from roi.model import Layer, resolve
from roi.sim.run import simulate
from tests.support.workbooks import present, with_formulas, with_values


@pytest.fixture(scope="module")
def written(small: Case, tmp_path_factory: pytest.TempPathFactory) -> tuple[roi.Run, Path]:
    answer = Override("250", who="prospect", by="Ann", date=datetime.date(2026, 11, 20), typed="about 250")
    model = resolve(small, layers=[Layer("estimate", Place("a.toml"), {"letters": answer}, "seller")])
    run = simulate(model, draws=256, seed=1)
    path = tmp_path_factory.mktemp("approval") / "a.xlsx"
    workbook(run, path, DocumentRequest(trials=16, prepared_by="Jo", estimate_text="[estimate]"))
    return run, path


def texts(path: Path) -> list[str]:
    sheet = with_values(path, TITLE)[TITLE]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_benefits_risks_and_changes_are_named(written: tuple[roi.Run, Path]) -> None:
    run, path = written
    shown = texts(path)
    for line in run.model.lines:
        assert (line.spec.label in shown) >= (line.counted and line.spec.flow == "benefit")
    for risk in run.model.case.risks:
        assert risk.text in shown
    assert run.model.input("letters").spec.label in shown
    assert any("prospect: Ann, 2026-11-20, typed “about 250”" in text for text in shown)


def test_the_version_changes_with_the_estimate(written: tuple[roi.Run, Path], tmp_path: Path) -> None:
    run, path = written
    workbook(
        run,
        tmp_path / "b.xlsx",
        DocumentRequest(trials=16, prepared_by="Jo", estimate_text="[estimate]\nseed = 2"),
    )
    shown = texts(path), texts(tmp_path / "b.xlsx")
    place = shown[0].index("Version of the estimate") + 1
    assert shown[0][place] != shown[1][place]


def test_the_version_is_that_of_the_answers_in_any_order(
    written: tuple[roi.Run, Path], tmp_path: Path
) -> None:
    tables = ["[overrides.a]\nvalue = 1\n", "[overrides.b]\nvalue = 2\n"]
    versions = []
    for place, text in enumerate(("\n".join(tables), "\n".join(reversed(tables)))):
        path = tmp_path / f"{place}.xlsx"
        workbook(written[0], path, DocumentRequest(trials=16, estimate_text="case = 1\n\n" + text))
        (row,) = [
            row
            for row in with_formulas(path, "Approval")["Approval"]
            if row[0].value == "Version of the estimate"
        ]
        versions.append(row[1].value)
    assert versions[0] == versions[1]


def test_room_to_fill_in_is_unlocked_and_read_by_nothing(written: tuple[roi.Run, Path]) -> None:
    book = with_formulas(written[1])
    unlocked = [cell for row in book[TITLE].iter_rows() for cell in row if not cell.protection.locked]
    assert len(unlocked) > 8
    assert all(cell.value in (None, "Jo") for cell in unlocked)
    for sheet in book:
        if sheet.title != "Checks":  # whose seals leave out what is unlocked
            assert not any(f"{TITLE}!" in str(cell.value) for cell in present(sheet) if cell.data_type == "f")
