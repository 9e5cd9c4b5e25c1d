"""Who answers for a line, its account and its days of review: in cases, in estimates, without names."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cases.accountability import accountability_from
from cases.anonymous import OWNER, anonymous, names_of
from cases.estimate import SCHEMA_VERSION, Estimate, Settings, estimate_text, load_estimate
from cases.updating import rebased
from roi.accountability import (
    REVIEW_DAYS,
    Accountability,
    accountable,
    date_of_day,
    month_of_day,
    review_days,
)
from roi.analysis.remarks import remarks
from roi.case import Case
from roi.errors import Place, RoiError
from tests.support.documents import case_of, flow, line
from tui.desk.models import model_of

ANNA = Accountability("Anna Weber, Head of Billing", "6420 Temporary staff", (45, 400))


FEE = flow("price", class_="run")
PRICE = {"price": (1, "USD/month")}


def case(**keys: Any) -> Case:
    return case_of(PRICE, {"gain": flow("price", **keys), "fee": FEE})


def estimate(of: Case, lines: Mapping[str, Accountability], **texts: str) -> Estimate:
    made = Settings(SCHEMA_VERSION, of.id, of.digest, "0.1", datetime.date(2026, 11, 23), **texts)  # type: ignore[arg-type]
    return Estimate(of, made, lines=lines)


def test_an_estimate_keeps_what_it_says_of_a_line(tmp_path: Path) -> None:
    """A file that is written and read says the same; the rest is the case's, and the case stays as it was."""
    of = case(owner="operations", reviews=[30, 60])
    before = estimate(of, {"gain": Accountability(account="6420 Temporary staff")}, prospect="Acme")
    path = tmp_path / "acme.toml"
    path.write_text(estimate_text(before), encoding="utf-8")
    again = load_estimate(path)
    assert again.lines == before.lines
    assert again.case == replace(of, origin=again.case.origin)
    spec = model_of(again).line("gain").spec
    assert (spec.owner, spec.account, review_days(spec)) == ("operations", "6420 Temporary staff", (30, 60))
    older = path.read_text(encoding="utf-8").replace(f"schema = {SCHEMA_VERSION}", "schema = 3")
    path.write_text(older, encoding="utf-8")
    assert load_estimate(path).lines == before.lines


def test_an_option_s_line_of_the_same_id_has_the_same_owner() -> None:
    other = {"label": "Fee", **FEE, "owner": "it"}
    of = case_of(PRICE, {"gain": flow("price"), "fee": FEE}, options={"other": {"lines": {"fee": other}}})
    owned = estimate(of, {"fee": Accountability("Ben Ode")})
    assert model_of(owned).line("fee").spec.owner == "Ben Ode"
    chosen = replace(owned, settings=replace(owned.settings, option="other"))
    assert model_of(chosen).line("fee").spec.owner == "Ben Ode"
    assert model_of(replace(chosen, lines={})).line("fee").spec.owner == "it"


def test_what_a_case_does_not_have_any_more_is_forgotten() -> None:
    owned = estimate(case(), {"gain": ANNA})
    assert rebased(owned, case_of(PRICE, {"other": flow("price"), "fee": FEE})).lines == {}


def test_names_of_people_are_taken_out_and_offices_stay() -> None:
    owned = estimate(
        case(note="Weber counts the posts; billing pays. Anna said so."),
        {"gain": ANNA, "fee": Accountability("finance", "6420 Weber")},
        prepared_by="Carla Diaz",
    )
    nameless = anonymous(owned, names_of(owned))
    assert nameless.lines["gain"] == replace(ANNA, owner=OWNER)
    assert nameless.lines["fee"] == Accountability("finance", "6420 Owner")
    assert nameless.case.lines["gain"].note == "Owner counts the posts; billing pays. Owner said so."
    text = estimate_text(nameless)
    assert not [word for word in ("Anna", "Weber", "Billing", "Carla") if word in text]
    assert anonymous(nameless, names_of(nameless)).lines == nameless.lines


@pytest.mark.parametrize("owner", ["Head of Billing", "Claims", "Operations", "operations"])
def test_a_role_does_not_take_its_words_out_of_other_texts(owner: str) -> None:
    owned = estimate(case(note="The head of claims billing in operations."), {"gain": Accountability(owner)})
    nameless = anonymous(owned, names_of(owned))
    assert nameless.case.lines["gain"].note == "The head of claims billing in operations."
    assert nameless.lines["gain"].owner == (owner if owner.casefold() == "operations" else OWNER)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"gain": {"owner": "a\tb"}}, "names no owner"),
        ({"gain": {"owner": "x" * 81}}, "names no owner"),
        ({"gain": {"account": " 1"}}, "names no account"),
        ({"gain": {"reviews": [0]}}, "day 0 is no day"),
        ({"gain": {"reviews": [90, 30]}}, "day 30 stands behind day 90"),
        ({"gain": {"reviews": [30, 30]}}, "day 30 stands behind day 30"),
        ({"gain": {"reviews": [30.5]}}, "a whole number is needed"),
        ({"gain": {"reviews": 30}}, "a list is needed"),
        ({"gain": {"reviews": list(range(1, 30))}}, "29 reviews are too many"),
        ({"gain": {"formula": "1"}}, "unknown key"),
        ({"nobody": {"owner": "it"}}, "there is no benefit or cost"),
        ({"gain": "it"}, "a table is expected"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_key(entry: Mapping[str, Any], message: str) -> None:
    with pytest.raises(RoiError, match=message) as refused:
        accountability_from(entry, Place("acme.toml"), case())
    assert str(refused.value).startswith("acme.toml: [lines.")


def test_a_line_that_is_no_money_has_no_owner() -> None:
    with pytest.raises(RoiError, match="`owner` belongs to a benefit or a cost"):
        case_of(PRICE, {"gain": flow("price"), "hours": line("1", "–", owner="it")})


def test_a_review_after_the_horizon_is_said() -> None:
    owned = estimate(case(), {"gain": Accountability(reviews=(30, 5 * 365))})
    assert any("day 1,825, after the horizon" in remark.text for remark in remarks(model_of(owned)))


def test_days_and_words() -> None:
    assert [month_of_day(day) for day in (*REVIEW_DAYS, 1, 400, 730, 731)] == [1, 3, 12, 1, 14, 24, 25]
    assert (date_of_day("2027-04", 30), date_of_day(None, 30)) == (datetime.date(2027, 5, 1), None)
    assert [accountable(owner) for owner in ("it", "IT", "Risk", "Anna", "")] == [
        "IT",
        "IT",
        "Risk",
        "Anna",
        "",
    ]


def test_one_number_where_a_list_is_needed_is_to_be_put_into_one() -> None:
    with pytest.raises(RoiError) as refused:
        accountability_from({"gain": {"reviews": 30}}, Place("acme.toml"), case())
    assert str(refused.value.hint) == "Write [30]."
