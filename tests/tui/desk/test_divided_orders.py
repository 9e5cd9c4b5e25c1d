"""What is divided by another figure, whatever changes first: the model is that of a fresh estimate of the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.estimate import Estimate, estimate_of, estimate_text
from cases.models import layers_of, model_of, settled
from cases.toml import table_of
from cases.updating import before_update, with_update
from exports.workbook.inputs import scenarios
from roi.analysis.stress import parse_stress, stressed
from roi.analysis.ways import options
from roi.answers import divisors_first, quotients
from roi.case import EVIDENCE
from roi.errors import RoiError
from roi.model import Model
from roi.observed.observations import Exact, Observation
from roi.observed.update import update
from roi.portfolio.template import Template
from roi.sim.run import simulate
from tui.desk.history import State
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case
from tui.desk.session import Session

CASE = Path(__file__).with_name("chained.toml")
FIGURES = {  # of answers, in the units that the questions ask for
    "seats_each": ("2 seats per employee", "4 seats per employee", "1 to 3 seats per employee"),
    "employees": ("3000 seats", "7k seats", "900, 1000, 1200 seats"),
    "tickets": ("24k tickets a year", "half a million tickets a year", "10k to 30k tickets a year"),
    "hours": ("1400 hours per year per FTE", "1700 hours per year per FTE", "1300 to 1500 hours per year per FTE"),
    "wage": ("90k USD per FTE per year", "80k EUR per FTE per year", "60k to 90k EUR per FTE per year"),
}  # fmt: skip
Step = tuple[str, str | None]
answers = st.sampled_from([(name, text) for name, texts in FIGURES.items() for text in (*texts, None)])
choices_made = st.sampled_from(
    [("preset", EVIDENCE), ("preset", "small"), ("option", None), ("option", "agency"),
     ("region", "US"), ("region", "EU"), ("undo", None), ("redo", None), ("saved", None)]
)  # fmt: skip
steps = st.lists(st.one_of(answers, choices_made), min_size=2, max_size=12)
many = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def begun() -> Session:
    opened = open_case(CaseRequest(str(CASE)))
    return Session(State(opened.estimate, opened.model))


def read_again(estimate: Estimate) -> Estimate:
    """As a file of it is read."""
    return estimate_of(table_of(estimate_text(estimate), "acme.toml"), Path("acme.toml"))


def after(session: Session, step: Step) -> Session:
    what, text = step
    match what:
        case "preset" | "option" | "region":
            return session.choose(**{what: text})
        case "undo":
            return session.undo()
        case "redo":
            return session.redo()
        case "saved":
            estimate = read_again(session.estimate)
            return Session(State(estimate, model_of(estimate)))
        case _:
            return session.reset(what) if text is None else session.edit(what, text, "prospect")


def laws(model: Model) -> dict[str, Any]:
    """The values of all inputs, as the simulation has them."""
    return {item.id: (item.spec.value, item.typed, item.likely, item.to_formula) for item in model.inputs}


def fresh(estimate: Estimate) -> Model:
    """The model of the same answers, all typed at once."""
    at = estimate.settings
    typed = [f"{name}={answer.typed or answer.value}" for name, answer in estimate.overrides.items()]
    return open_case(
        CaseRequest(str(CASE), preset=at.preset, option=at.option, region=at.region, answers=typed)
    ).model


@many
@given(steps=steps)
def test_any_order_of_changes_is_a_fresh_estimate_of_the_same(steps: list[Step]) -> None:
    session = begun()
    for step in steps:
        session = after(session, step)
    assert laws(session.model) == laws(fresh(session.estimate))
    assert laws(model_of(read_again(session.estimate))) == laws(session.model)


@many
@given(steps=steps)
def test_undone_and_done_again_it_is_the_same(steps: list[Step]) -> None:
    session = begun()
    for step in (each for each in steps if each[0] not in ("undo", "redo")):
        session = after(session, step)
    back = session
    while back.past:
        back = back.undo()
    while back.future:
        back = back.redo()
    assert (back.estimate, laws(back.model)) == (session.estimate, laws(session.model))


@many
@given(steps=steps)
def test_a_portfolio_has_it_in_every_option_as_the_estimate_has(steps: list[Step]) -> None:
    session = begun()
    for step in steps:
        session = after(session, step)
    estimate, at = session.estimate, session.settings
    for option in (None, "agency"):
        there = replace(estimate, settings=replace(at, option=option))
        template = Template(estimate.case, option, at.preset, at.horizon, at.currency, at.start, at.region)
        assert laws(template.model(layers_of(estimate))) == laws(model_of(there))


@many
@given(steps=steps, preset=st.sampled_from([EVIDENCE, "small"]))
def test_a_preset_chosen_in_the_workbook_is_that_of_a_run(steps: list[Step], preset: str) -> None:
    session = begun()
    for step in steps:
        session = after(session, step)
    there = session.variant(preset=preset, option=session.settings.option)
    column = scenarios.values_of(session.model, preset)
    now = {item.id: item.likely for item in session.model.inputs}
    values = {**now, **column}
    by = quotients(session.model)
    for name in divisors_first(by, session.model):  # as their cells do, which follow
        values[name] = now[name] * now[by[name]] / values[by[name]]
    assert values == pytest.approx({item.id: item.likely for item in there.inputs}, rel=1e-9)


@pytest.mark.parametrize(
    "dividend",
    ["", "abc", "1e999 USD/FTE/year", "nan USD/FTE/year", "5 USD", "5 apples/FTE/year", "1 USD/FTE/year",
     "-9e4 USD/FTE/year", "range(1, 2, 4) USD/FTE/year", "9e4 USD/FTE/year\", \"8e4 USD/FTE/year",
     ", ".join(["9e4"] * 3), "\", \"".join(f"{k} USD/FTE/year" for k in range(50_000, 54_000, 1_000))],
)  # fmt: skip
def test_a_file_whose_figures_cannot_be_divided_is_refused(dividend: str) -> None:
    text = estimate_text(after(begun(), ("wage", "90k USD per FTE per year")).estimate)
    broken = text.replace("90,000 USD/FTE/year", dividend).replace(
        "1800.0 hour/year/FTE", "1.0 hour/year/FTE"
    )
    assert broken.count("hour/year/FTE") == text.count("hour/year/FTE")
    with pytest.raises(RoiError):
        model_of(estimate_of(table_of(broken, "acme.toml"), Path("acme.toml")))


def test_a_value_that_somebody_put_in_place_by_hand_stands() -> None:
    text = estimate_text(after(begun(), ("wage", "90k USD per FTE per year")).estimate)
    model = model_of(
        estimate_of(table_of(text.replace('value = "50"', 'value = "55"'), "a.toml"), Path("a.toml"))
    )
    assert model.input("wage").likely == 55


def test_answers_by_answers_by_answers() -> None:
    """120,000 tickets a year of 6,000 seats: 10,000 a month, of 3,000 employees with two, of 1,500 with four."""
    session = after(after(begun(), ("tickets", "120k tickets a year")), ("employees", "6000 seats"))
    assert [after(session, ("seats_each", f"{each} seats per employee")).model.input("tickets").spec.value
            for each in (2, 4)] == ["3.33333333333", "6.66666666667"]  # fmt: skip


def test_answers_that_lead_back_to_themselves_stay(tmp_path: Path) -> None:
    path = tmp_path / "circle.toml"
    plain = CASE.read_text(encoding="utf-8")
    path.write_text(
        plain.replace('seat/employee"\n', 'seat/employee"\nanswer = "seat by employees"\n'), encoding="utf-8"
    )
    opened = open_case(CaseRequest(str(path), answers=["seats_each=3000 seats"]))
    session = Session(State(opened.estimate, opened.model)).edit("employees", "1500 seats", "prospect")
    assert [session.model.input(name).likely for name in ("seats_each", "employees")] == [3, 500]
    again = session.edit("employees", "2000", "seller")
    assert again.model.input("seats_each").likely == 1.5


def test_an_observation_of_what_is_divided_by_divides_anew() -> None:
    session = begun()
    for step in (
        ("employees", "3000 seats"),
        ("tickets", "24k tickets a year"),
        ("wage", "90k USD per FTE per year"),
    ):
        session = after(session, step)
    rows = [Observation("seats_each", 2.5, Exact()), Observation("hours", 1_500, Exact())]
    result = update(simulate(session.model, draws=1_024, seed=1), rows)
    estimate = settled(with_update(session.estimate, rows, result.updated), result.after.model)
    for model in (result.after.model, model_of(estimate), model_of(read_again(estimate))):
        values = {name: model.input(name).likely for name in ("employees", "tickets", "wage")}
        assert values == pytest.approx({"employees": 1_200, "tickets": 24_000 / 12 / 1_200, "wage": 60})
    before = model_of(before_update(read_again(estimate)))
    assert laws(before) == laws(session.model)


def test_a_stress_is_a_world_in_which_nothing_else_moves() -> None:
    session = after(begun(), ("wage", "90k USD per FTE per year"))
    model = stressed(session.model, [parse_stress("hours=1000")])
    assert (model.input("hours").likely, model.input("wage").likely) == (1_000, 50)
    assert [each.model.input("wage").likely for each in options(model)] == [50]
