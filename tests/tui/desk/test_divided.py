"""An answer that is divided by another figure: EUR a year over hours a year, whoever reads it and in what order."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

import cases
from cases.estimate import Estimate, estimate_text
from cases.portfolio.reading import load
from exports.workbook.intake import intake_workbook
from roi.analysis.sizes import Size
from roi.analysis.ways import options, resized
from roi.answers import divided_by
from roi.errors import RoiError
from roi.model import Model, resolve
from roi.portfolio import read
from tests.cases.portfolio.runs import ran
from tests.exports.workbook.archives import filled
from tui.desk.candidates import candidates
from tui.desk.comparison import choices, kept_choices
from tui.desk.history import State
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case
from tui.desk.session import Session
from tui.queries.decide import kept_quotients

CASE = Path(__file__).with_name("divided.toml")
YEARLY = 60_000  # EUR a post
WAGE = f"wage={YEARLY}"


def wage(model: Model) -> float:
    """EUR an hour."""
    return model.input("wage").likely


def session(estimate: Estimate) -> Session:
    return Session(State(estimate, open_case(CaseRequest(str(CASE), answers=[WAGE])).model))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "acme.toml"
    path.write_text(
        estimate_text(open_case(CaseRequest(str(CASE), answers=[WAGE])).estimate), encoding="utf-8"
    )
    return path


def sheet(path: Path, **cells: object) -> Path:
    sent = path.with_suffix(".sent.xlsx")
    (path.parent / CASE.name).write_bytes(CASE.read_bytes())
    intake_workbook(
        resolve(cases.load(CASE)), sent, prospect="Acme", prepared_by="Jo", created=datetime.date(2026, 1, 5)
    )
    filled(sent, path, {f"ask_{name}": value for name, value in cells.items()})
    return path


# Another way to deploy, another preset ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("preset", "option", "hours"), [("short", None, 1_600), ("evidence", "agency", 1_000)]
)
def test_every_comparison_has_it_as_a_run_there_has(
    saved: Path, preset: str, option: str | None, hours: int
) -> None:
    name = option or preset
    there = open_case(CaseRequest(str(saved), preset=preset, option=option))
    assert wage(there.model) == YEARLY / hours
    file, typed = CaseRequest(str(saved)), CaseRequest(str(CASE), answers=[WAGE])
    for request in (file, typed):
        compared = choices(request, None, None if option else "evidence,short", ())
        assert [wage(each.model) for each in compared.candidates] == [YEARLY / 2_000, YEARLY / hours]
    app = candidates(session(open_case(file).estimate), "options" if option else "presets")
    assert {each.name: wage(each.model) for each in app}[name] == YEARLY / hours


def test_other_ways_of_the_verdict_have_it_too(saved: Path) -> None:
    model = open_case(CaseRequest(str(saved))).model
    assert [wage(each.model) for each in options(model)] == [YEARLY / 1_000]
    size = Size(model.input("hours"), 1_500, 0.75)
    assert [wage(each.model) for each in resized(model, {"hours=1500": size})] == [YEARLY / 1_500]


def test_region_and_preset_in_any_order_are_one_estimate(saved: Path) -> None:
    begun = session(open_case(CaseRequest(str(saved))).estimate)
    steps: list[Callable[[Session], Session]] = [
        lambda at: at.choose(preset="short"),
        lambda at: at.choose(option="agency"),
        lambda at: at.edit("saved", "90"),
    ]
    ends = set()
    for order in permutations(steps):
        at = begun
        for step in order:
            at = step(at)
        ends.add(wage(at.model))
    assert ends == {YEARLY / 1_600}  # of preset and option the preset says more


def test_snapshots_keep_answers_of_their_own(saved: Path) -> None:
    kept = (
        session(open_case(CaseRequest(str(saved))).estimate).keep("before").edit("wage", "80000", "prospect")
    )
    saved.write_text(kept.text(), encoding="utf-8")
    compared = kept_choices(CaseRequest(str(saved), sets=["hours=1000"]), ())
    assert [wage(each.model) for each in compared.candidates] == [80, 60]


def test_deals_of_a_portfolio_have_it_in_every_option(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "portfolio.toml").write_text('[deals.acme]\noptions = ["case", "agency"]\n', encoding="utf-8")
    ran(tmp_path, tmp_path / "r.parquet")
    (deal,) = read(tmp_path / "r.parquet").deals
    estimate = open_case(CaseRequest(str(saved))).estimate
    there = replace(estimate, settings=replace(estimate.settings, option="agency"))
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "acme.toml").write_text(estimate_text(there), encoding="utf-8")
    ran(alone, tmp_path / "alone.parquet")
    (other,) = read(tmp_path / "alone.parquet").deals
    assert deal.options[1].npv.tobytes() == other.options[0].npv.tobytes()
    assert len(load(tmp_path).deals) == 1


def test_what_an_option_states_is_no_answer_of_a_deal(saved: Path, tmp_path: Path) -> None:
    assert saved.parent == tmp_path
    (tmp_path / "portfolio.toml").write_text('[deals.acme]\noptions = ["agency"]\n', encoding="utf-8")
    ran(tmp_path, tmp_path / "r.parquet")
    (deal,) = read(tmp_path / "r.parquet").deals
    assert deal.options[0].answered == 0  # the answer has no range
    assert deal.maturity.ask == "How many hours are saved?"


# Several answers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("answers", list(permutations(["hours=200", "wage=6000", "saved=90"])))
def test_the_order_of_answers_does_not_matter(answers: list[str]) -> None:
    """6,000 over 2,000 hours would be outside the limits; over 200 it is not."""
    assert wage(open_case(CaseRequest(str(CASE), answers=answers)).model) == 30


def test_an_answer_that_no_other_makes_readable_is_refused() -> None:
    with pytest.raises(RoiError, match="outside the limits"):
        open_case(CaseRequest(str(CASE), answers=["wage=6000", "saved=90"]))


def test_a_sheet_with_both_is_read_as_one(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", hours_likely=200, wage_likely=6_000)
    for request in (CaseRequest(str(path)), CaseRequest(str(CASE), sheets=[path])):
        assert wage(open_case(request).model) == 30


def test_sheets_of_several_people_are_read_as_one_in_any_order(tmp_path: Path) -> None:
    paths = [sheet(tmp_path / "a.xlsx", hours_likely=200), sheet(tmp_path / "b.xlsx", wage_likely=6_000)]
    for order in permutations(paths):
        assert wage(open_case(CaseRequest(str(CASE), sheets=list(order))).model) == 30


def test_a_sheet_moves_an_answer_that_there_was(saved: Path, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", hours_likely=1_000)
    assert wage(open_case(CaseRequest(str(saved), sheets=[path])).model) == YEARLY / 1_000


def test_cells_of_a_sheet_are_worked_out_again(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", wage_low=50_000, wage_likely=60_000, wage_high=90_000)
    estimate = open_case(CaseRequest(str(path))).estimate
    file = tmp_path / "a.toml"
    file.write_text(estimate_text(estimate), encoding="utf-8")
    assert open_case(CaseRequest(str(file), sets=["hours=1000"])).estimate.overrides["wage"].value == (
        "range(50, 60, 90)"
    )


# What stays ---------------------------------------------------------------------------------------------


def test_what_is_solved_for_says_which_answers_were_divided_by_it(saved: Path) -> None:
    model = open_case(CaseRequest(str(saved))).model
    assert [item.id for item in divided_by("hours", model)] == ["wage"]
    assert divided_by("saved", model) == ()
    assert divided_by("hours", resolve(cases.load(CASE))) == ()
    (sentence,) = kept_quotients(model, ["hours", "saved"])
    assert sentence.startswith("“Cost of an hour” stays at 30 EUR/hour, as worked out from “60000”;")


def test_a_bare_number_of_the_seller_is_one_of_the_input_itself(saved: Path) -> None:
    begun = session(open_case(CaseRequest(str(saved))).estimate)
    assert wage(begun.edit("wage", "42", "seller").model) == 42
    assert wage(begun.edit("wage", "84000", "prospect").model) == 42
