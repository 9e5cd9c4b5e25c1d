"""Who said what: prospect and author stay apart from the sheet of questions to the estimate file."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from cases.estimate import SCHEMA_VERSION, Estimate, estimate_text, load_estimate
from exports.workbook.intake import intake_workbook
from roi.answers import tally
from roi.errors import RoiError, Setting
from roi.model import Model
from tests.exports.workbook.archives import filled
from tui.app.settings import as_field
from tui.cli.options import as_option
from tui.desk.comparison import choices
from tui.desk.opened import opened
from tui.desk.opening import CaseRequest
from tui.desk.request import OpenedCase, open_case
from tui.desk.session import Session

CASE = Path(__file__).parents[1] / "app" / "letters.toml"
DAY = datetime.date(2026, 11, 27)


def answered(path: Path, **cells: object) -> OpenedCase:
    opened = open_case(CaseRequest(str(CASE)))
    (path.parent / "letters.toml").write_text(CASE.read_text(encoding="utf-8"), encoding="utf-8")
    sent = path.with_suffix(".sent.xlsx")
    intake_workbook(opened.model, sent, prospect="Acme", prepared_by="Sam Seller", created=DAY)
    filled(sent, path, dict(cells))
    return open_case(CaseRequest(str(path)))


def test_the_prospect_and_the_author_of_a_sheet_are_kept_apart(tmp_path: Path) -> None:
    cells = {"ask_letters_likely": 9_000, "told_by": "Jane Doe, CIO", "told_on": datetime.date(2026, 12, 1)}
    returned = answered(tmp_path / "a1.xlsx", **cells)
    assert (returned.settings.prospect, returned.settings.prepared_by) == ("Acme", "Sam Seller")
    saved = tmp_path / "acme.toml"
    saved.write_text(estimate_text(returned.estimate), encoding="utf-8")
    again = load_estimate(saved)
    assert (again.settings.prospect, again.settings.prepared_by) == ("Acme", "Sam Seller")
    override = again.overrides["letters"]
    assert (override.who, override.by) == ("prospect", "Jane Doe, CIO")
    assert override.date == datetime.date(2026, 12, 1)


def test_answers_are_the_prospects_and_values_the_sellers() -> None:
    opened = open_case(
        CaseRequest(
            str(CASE), sets=["wage=45"], answers=["letters=300 a day", "minutes=?"], by="Sam", prospect="Acme"
        )
    )
    letters, wage = (opened.estimate.overrides[name] for name in ("letters", "wage"))
    assert (letters.who, letters.by, letters.typed) == ("prospect", "Acme", "300 a day")
    assert (wage.who, wage.by, wage.grade) == ("seller", "Sam", "seller")
    assert opened.estimate.noted == {"minutes": "unknown"}
    count = tally(opened.model)
    assert (count.prospect, count.seller, count.evidence) == (1, 1, 1)


def test_older_files_tell_who_by_their_grades(tmp_path: Path) -> None:
    opened = open_case(CaseRequest(str(CASE), sets=["wage=45"], answers=["letters=12000"]))
    text = estimate_text(opened.estimate).replace(f"schema = {SCHEMA_VERSION}", "schema = 2")
    head, document, rest = text.partition("[document")
    new = ("who =", "date =", "by =", "case_file =")
    lines = [line for line in head.splitlines() if not line.startswith(new)]
    old = tmp_path / "old.toml"
    old.write_text("\n".join([*lines, document]) + rest, encoding="utf-8")
    count = tally(open_case(CaseRequest(str(old))).model)
    assert (count.prospect, count.seller) == (1, 1)


def test_a_file_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    opened = open_case(CaseRequest(str(CASE), answers=["letters=12000"]))
    path = tmp_path / "a.toml"
    text = estimate_text(opened.estimate).replace('who = "prospect"', 'who = "seller"')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RoiError, match='who is "seller" and the grade is "customer"'):
        load_estimate(path)


def test_an_answer_worked_out_with_another_follows_it() -> None:
    answers = ["engineer_cost=about 180k a year"]
    first = open_case(CaseRequest("code-assistant", answers=answers)).estimate.overrides["engineer_cost"]
    later = open_case(
        CaseRequest("code-assistant", answers=[*answers, "hours_per_fte=1600"])
    ).estimate.overrides
    assert (first.value, later["engineer_cost"].value) == ("100", "112.5")
    assert later["engineer_cost"].typed == "about 180k a year"


def test_in_the_app_too_it_follows_and_goes_back() -> None:
    session = opened("code-assistant").edit("engineer_cost", "about 180k a year", "prospect")
    later = session.edit("hours_per_fte", "1600", "prospect")
    assert later.estimate.overrides["engineer_cost"].value == "112.5"
    assert later.reset("hours_per_fte").estimate.overrides["engineer_cost"].value == "100"
    assert later.undo().estimate == session.estimate


CALLS, ASKED = "calls_per_customer=1.2m", "How many calls did your agents answer last year?"


def test_an_answer_with_which_an_earlier_one_cannot_stand_names_both(tmp_path: Path) -> None:
    with pytest.raises(RoiError) as refused:
        open_case(CaseRequest("bank-chatbot", answers=[CALLS, "customers=30"]))
    assert as_option(refused.value.where.setting or Setting("")) == "--answer customers"
    for part in (
        "“30” for “Customers in scope”",
        f"earlier answer “1.2m” to “{ASKED}”",
        "outside the limits",
    ):
        assert part in refused.value.message
    assert refused.value.hint.worded(as_option).endswith("this or --answer calls_per_customer.")
    file = tmp_path / "acme.toml"
    file.write_text(
        estimate_text(open_case(CaseRequest("bank-chatbot", answers=[CALLS])).estimate), encoding="utf-8"
    )
    with pytest.raises(RoiError) as of_seller:
        open_case(CaseRequest(str(file), sets=["customers=30"]))
    assert as_option(of_seller.value.where.setting or Setting("")) == "--set customers"


def test_in_the_app_it_names_both_by_their_questions_alone() -> None:
    session = opened("bank-chatbot").edit("calls_per_customer", "1.2m", "prospect")
    with pytest.raises(RoiError, match="“about 30” for “Customers in scope” does not go with") as refused:
        session.edit("customers", "about 30", "prospect")
    words = refused.value.worded(as_field, as_field)
    assert ASKED in words
    assert "calls_per_customer" not in words


@pytest.mark.parametrize("leave", [lambda s: s.reset("customers"), lambda s: s.note("customers", "unknown")])
def test_an_answer_is_worked_out_again_where_the_other_is_taken_back(
    leave: Callable[[Session], Session],
) -> None:
    alone = opened("bank-chatbot").edit("calls_per_customer", "1.2m", "prospect")
    later = alone.edit("customers", "1m", "prospect")
    assert later.estimate.overrides["calls_per_customer"].value == "1.2"
    back = leave(later).estimate.overrides["calls_per_customer"]
    assert back.value == alone.estimate.overrides["calls_per_customer"].value


def test_where_it_is_the_later_of_two_it_says_by_what_it_is_divided() -> None:
    with pytest.raises(RoiError, match=r"calls per year \(“Customers in scope” is 30 customers\)"):
        open_case(CaseRequest("bank-chatbot", answers=["customers=30", CALLS]))


def test_an_answer_is_worked_out_again_where_a_preset_has_another_number(tmp_path: Path) -> None:
    session = opened("service-desk").edit("tickets", "500k", "prospect")
    moved = session.choose(preset="headline")
    staff, rates = zip(*(_of_desk(each.model, each.estimate) for each in (session, moved)), strict=True)
    assert staff[0] != staff[1]
    assert staff[0] * rates[0] == pytest.approx(staff[1] * rates[1])
    file = tmp_path / "acme.toml"
    file.write_text(session.text(), encoding="utf-8")
    typed = open_case(CaseRequest(str(file), preset="headline"))
    assert _of_desk(typed.model, typed.estimate) == (staff[1], rates[1])


def _of_desk(model: Model, estimate: Estimate) -> tuple[float, float]:
    return model.input("employees").likely, float(estimate.overrides["tickets"].value)


def test_what_is_not_known_any_more_takes_the_place_of_what_the_file_has(tmp_path: Path) -> None:
    first = open_case(CaseRequest(str(CASE), answers=("letters=9000", "wage=45")))
    path = tmp_path / "acme.toml"
    path.write_text(estimate_text(first.estimate), encoding="utf-8")
    again = open_case(CaseRequest(str(path), answers=("letters=?",)))
    assert list(again.estimate.overrides) == ["wage"]
    assert again.estimate.noted == {"letters": "unknown"}
    evidence = open_case(CaseRequest(str(CASE))).model
    likely = {item.id: item.likely for item in evidence.inputs}
    assert {item.id: item.likely for item in again.model.inputs}["letters"] == likely["letters"]
    compared = choices(CaseRequest(str(path), answers=("letters=?",)), None, None, ())
    letters = [item for each in compared.candidates for item in each.model.inputs if item.id == "letters"]
    assert letters
    assert [item.override for item in letters] == [None] * len(letters)


def test_what_is_not_known_is_an_input() -> None:
    with pytest.raises(RoiError, match="there is no input `leters`"):
        open_case(CaseRequest(str(CASE), answers=("leters=?",)))
