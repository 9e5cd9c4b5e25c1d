"""What a result should be read with, each by a small case that earns it, with the share of draws worked out."""

from __future__ import annotations

from typing import Any

import pytest

import cases
from roi.analysis.remarks import remarks
from roi.case import Override
from roi.errors import of_setting
from roi.model import Layer, resolve
from tests.support.documents import Table, case_of, flow, line

INPUTS: Table = {
    "spent": (1_000, "USD/month"),
    "share": ("uniform(10, 60)", "%"),
    "price": (100, "USD/month"),
    "luck": ("uniform(0, 1)", "–"),
}


def remarks_of(
    inputs: Table | None = None, lines: Table | None = None, **tables: Any
) -> list[tuple[str, str]]:
    saving = {"today": line("spent", "USD/month"), "saving": flow("today * share", of="today")}
    costs = {"fee": flow("price", class_="run")}
    case = case_of({**INPUTS, **(inputs or {})}, {**saving, **costs, **(lines or {})}, **tables)
    return [(remark.where, remark.text) for remark in remarks(resolve(case))]


def test_a_sound_case_earns_none() -> None:
    assert remarks_of() == []


@pytest.mark.parametrize(
    ("value", "unit", "when"),
    [
        (40, "–", "in the plan and in 100 % of draws"),  # 40 is meant as 40 %
        (140, "%", "in the plan and in 100 % of draws"),
        ("uniform(0, 125)", "%", "in 20 % of draws"),
        ("uniform(60, 160)", "%", "in the plan and in 60 % of draws"),
    ],
)
def test_a_cap_that_binds(value: Any, unit: str, when: str) -> None:
    noted = remarks_of({"share": {"value": value, "unit": unit, "max": 200}})
    assert noted == [
        ("[lines.saving]", f"it would save more than `today` leaves to save {when}: it is cut to that")
    ]


def test_what_saves_all_of_it_is_not_cut() -> None:
    assert remarks_of({"share": (100, "%")}) == []
    assert remarks_of({"share": ("uniform(0, 102)", "%")}) == []  # 2 % of draws: the far end of a range


def test_savings_that_share_a_line() -> None:
    second = {"second": flow("today * share + today * share", of="today")}
    assert remarks_of({"share": (40, "%")}, second) == [
        (
            "[lines.second]",
            "it would save more than `today` leaves to save in the plan and in 100 % of draws: it is cut to that",
        )
    ]


def test_what_divides_by_zero_under_a_cap_is_told() -> None:
    noted = remarks_of(lines={"saving": flow("today / (price - price) * price", of="today")})
    assert "it is cut to that" in noted[0][1]


def test_more_than_the_whole() -> None:
    assert (
        "[inputs.share]",
        "its likely value, 140 %, is more than the whole: set `max` if that is meant",
    ) in remarks_of({"share": (140, "%")})


@pytest.mark.parametrize(
    ("lines", "where", "text"),
    [
        (
            {"fee": flow("-price", class_="run")},
            "[lines.fee]",
            "in the plan and in 100 % of draws: a cost below 0",
        ),
        (
            {"fee": flow("price * (luck - share)", class_="run")},
            "[lines.fee]",
            "it is negative in 35 % of draws: a cost below 0 is an income",
        ),
        (
            {"gain": flow("-price")},
            "[lines.gain]",
            "in the plan and in 100 % of draws: a benefit below 0 is a loss",
        ),
    ],
)
def test_a_sign_that_turns(lines: Table, where: str, text: str) -> None:
    ((place, remark),) = remarks_of(lines=lines)
    assert place == where
    assert text in remark


def test_a_cost_given_as_a_negative_number() -> None:
    assert remarks_of({"price": (-3_000, "USD/month")})[0][1].startswith("it is negative in the plan")


def test_a_benefit_that_may_be_negative_in_some_draws_is_none_of_them() -> None:
    assert remarks_of(lines={"gain": flow("price * (luck - share)")}) == []


def test_a_saving_on_a_cost_of_the_project() -> None:
    noted = remarks_of(lines={"rebate": flow("price * share", of="fee")})
    assert noted == [
        ("[lines.rebate]", "it saves on `fee`, a cost of the project itself: `of` names what is spent today")
    ]


@pytest.mark.parametrize(
    ("value", "makes"),
    [
        ("discrete(1, 70%, 2, 20%)", "90"),
        ("discrete(1, 0.7, 2, 0.2)", "90"),
        ("mixture(70%, normal(3, 1), 60%, uniform(1, 2))", "130"),
        ("truncate(mixture(50%, normal(3, 1), 20%, uniform(1, 2)), 1, 4)", "70"),
        ("discrete(1, 100%, 2, 20%)", "120"),
    ],
)
def test_weights_that_do_not_make_a_whole(value: str, makes: str) -> None:
    noted = remarks_of({"luck": (value, "–")})
    assert noted == [("[inputs.luck]", f"the weights make {makes} %: they are scaled to 100 %")]


@pytest.mark.parametrize(
    "value", ["discrete(1, 7, 2, 2)", "discrete(1, 33.3%, 2, 33.3%, 3, 33.3%)", "discrete(1, 1, 2, 1)"]
)
def test_weights_that_are_ratios_or_make_a_whole(value: str) -> None:
    assert remarks_of({"luck": (value, "–")}) == []


def test_what_an_answer_moves_is_no_column_of_rows() -> None:
    answers = Layer("set", of_setting("set"), {"minutes_saved": Override("2 to 3", who="prospect")})
    moved = resolve(cases.load("clinical-scribe"), layers=[answers])
    assert any(item.moved_by and item.distribution.arguments.data for item in moved.inputs)
    assert remarks(moved) == ()


def test_a_column_of_many_rows() -> None:
    from cases.load import from_raw
    from tests.support.documents import document

    def of(value: str, rows: int) -> tuple[str, ...]:
        raw = document(
            {**INPUTS, "luck": (value, "–")},
            {"gain": flow("price * luck"), "fee": flow("price", class_="run")},
        )
        case = from_raw(raw, "x.toml", None, {"a.csv|m": tuple(float(k) for k in range(rows))})
        return tuple(remark.text for remark in remarks(resolve(case)))

    (text,) = of('data("a.csv", m)', 1_200)
    assert text.startswith("each draw takes one of 1,200 rows for the whole deployment")
    assert of('data("a.csv", m)', 19) == ()
    assert of('mean_of(data("a.csv", m))', 1_200) == ()
