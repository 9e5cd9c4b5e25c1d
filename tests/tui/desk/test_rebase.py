"""An estimate of one's own case moves to the file as it is now, or is told why not."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

import cases
from cases.estimate import Estimate, estimate_text
from cases.newer import differences
from exports.workbook.intake import intake_workbook
from roi.case import Override, Source
from roi.updated import Updated, after_update
from tui.desk.opened import opened
from tui.desk.opening import CaseRequest
from tui.desk.request import OpenedCase, open_case

CASE = Path(__file__).parents[1] / "app" / "letters.toml"
DAY = datetime.date(2026, 1, 5)
DIVIDED = Path(__file__).with_name("chained.toml")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """An estimate beside the case it was made of, with an answer."""
    (tmp_path / "mine.toml").write_text(CASE.read_text(encoding="utf-8"), encoding="utf-8")
    opened = open_case(CaseRequest(str(tmp_path / "mine.toml"), answers=["letters=12k"], prospect="Acme"))
    path = tmp_path / "acme.toml"
    path.write_text(estimate_text(opened.estimate), encoding="utf-8")
    return path


def change(path: Path) -> None:
    case = path.parent / "mine.toml"
    text = case.read_text(encoding="utf-8")
    case.write_text(text.replace("range(2, 6, 9)", "range(3, 7, 9)"), encoding="utf-8")


def again(path: Path, *, rebase: bool) -> OpenedCase:
    return open_case(CaseRequest(str(path), rebase=rebase))


def test_what_an_update_brought_is_no_change_of_the_case(saved: Path) -> None:
    estimate = cases.open_any(str(saved))
    assert isinstance(estimate, Estimate)
    log = Source("observed-1", "Log", "Acme", datetime.date(2026, 11, 23), "primary")
    updated = Updated({"minutes": Override("range(5, 6, 7)", source=("observed-1",))}, sources={log.id: log})
    kept = replace(estimate, updated=updated, case=after_update(estimate.case, updated))
    saved.write_text(estimate_text(kept), encoding="utf-8")
    change(saved)
    notes = [again(saved, rebase=rebase).notes for rebase in (False, True)] + [opened(saved).rebase().notes]
    assert all("input `minutes` changed" in "".join(each) for each in notes)
    assert "observed" not in str(notes)


def test_the_file_is_remembered_without_its_folder(saved: Path) -> None:
    text = saved.read_text(encoding="utf-8")
    assert 'case_file = "mine.toml"' in text
    assert str(saved.parent) not in text
    assert again(saved, rebase=False).notes == ()


def test_a_change_of_the_file_is_told_and_taken_over_on_demand(saved: Path) -> None:
    change(saved)
    reopened = again(saved, rebase=False)
    assert reopened.model.input("minutes").spec.value == "range(2, 6, 9)"
    assert (
        "The case file mine.toml has changed since (input `minutes` changed: value range(2, 6, 9)"
        in reopened.notes[0]
    )
    moved = again(saved, rebase=True)
    assert moved.model.input("minutes").spec.value == "range(3, 7, 9)"
    assert moved.model.input("letters").spec.value == "12000"
    assert "Moved to the case file mine.toml as it is now: input `minutes` changed" in moved.notes[0]
    in_the_app = opened(saved).rebase()
    assert in_the_app.model.input("minutes").spec.value == "range(3, 7, 9)"


MOVED = pytest.mark.parametrize(
    ("was", "now"),
    [
        ("EUR = {value = 1.25", "EUR = {value = 1.5"),
        ('unit = "USD/hour"', 'unit = "USD/minute"'),
        (
            'unit = "hour/year/FTE"\nvalue = "range(1700, 1_800, 1900)"',
            'unit = "hour/month/FTE"\nvalue = 150',
        ),
        ('unit = "ticket/employee/month"', 'unit = "ticket/employee/year"'),
        ("value = 1_000\n", "value = 2_000\n"),
    ],
)


@MOVED
def test_what_was_divided_is_divided_in_the_units_and_rates_of_the_case_as_it_is(
    tmp_path: Path, was: str, now: str
) -> None:
    case, path, plain = tmp_path / "mine.toml", tmp_path / "acme.toml", DIVIDED.read_text(encoding="utf-8")
    answers = ["wage=60k, 70k, 90k EUR per FTE per year", "tickets=24k tickets a year"]
    case.write_text(plain, encoding="utf-8")
    path.write_text(
        estimate_text(open_case(CaseRequest(str(case), answers=answers)).estimate), encoding="utf-8"
    )
    path.write_text(opened(path).keep("before").text(), encoding="utf-8")
    assert was in plain
    case.write_text(plain.replace(was, now), encoding="utf-8")
    fresh = open_case(CaseRequest(str(case), answers=answers)).estimate
    moved, in_the_app = again(path, rebase=True), opened(path).rebase()
    for estimate in (moved.estimate, in_the_app.estimate):
        assert estimate.overrides == fresh.overrides
    for name, model in (("wage", in_the_app.snapshot("before")), ("tickets", moved.model)):
        assert model.input(name).spec.value == fresh.overrides[name].value


@MOVED
def test_a_workbook_of_another_version_of_the_case_divides_so_too(tmp_path: Path, was: str, now: str) -> None:
    case, path, plain = tmp_path / "mine.toml", tmp_path / "a.xlsx", DIVIDED.read_text(encoding="utf-8")
    answers = ["wage=60k, 70k, 90k EUR per FTE per year", "tickets=24k tickets a year"]
    case.write_text(plain, encoding="utf-8")
    intake_workbook(open_case(CaseRequest(str(case), answers=answers)).model, path, created=DAY)
    case.write_text(plain.replace(was, now), encoding="utf-8")
    fresh, read = (open_case(CaseRequest(str(case), answers=answers)), open_case(CaseRequest(str(path))))
    assert [read.model.input(name).spec.value for name in ("wage", "tickets")] == [
        fresh.model.input(name).spec.value for name in ("wage", "tickets")
    ]


def test_what_cannot_be_moved_says_why(saved: Path) -> None:
    assert "is as the estimate has it" in again(saved, rebase=True).notes[0]
    case = saved.parent / "mine.toml"
    case.write_text(case.read_text(encoding="utf-8").replace("[lines", "[lyrics", 1), encoding="utf-8")
    assert "mine.toml cannot be read: " in again(saved, rebase=True).notes[0]
    other = CASE.read_text(encoding="utf-8").replace('id = "letters"', 'id = "parcels"')
    case.write_text(other, encoding="utf-8")
    assert "holds the case `parcels`" in again(saved, rebase=True).notes[0]
    case.unlink()
    assert "There is no mine.toml beside the estimate" in again(saved, rebase=True).notes[0]
    assert again(saved, rebase=False).notes == ()
    assert "Nothing to move" in again(CASE, rebase=True).notes[0]


def test_what_changed_is_told_by_the_keys_of_the_document() -> None:
    case = cases.load("clinical-scribe")
    price, licence = (
        replace(case.inputs["price"], luck=True),
        replace(case.lines["licence"], cost_class="run"),
    )
    changed = replace(case, inputs={**case.inputs, "price": price}, lines={**case.lines, "licence": licence})
    assert differences(case, changed) == (
        "input `price` changed: chance False → True",
        "line `licence` changed: class licence → run",
    )
