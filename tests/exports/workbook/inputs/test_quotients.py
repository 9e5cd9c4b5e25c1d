"""Answers that are divided by another input follow it in the file as in the engine, and are read back so."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import roi
from exports.story.contents import DocumentRequest
from exports.workbook.write import workbook
from roi.sim.cuts import HEADLINE
from roi.sim.plan import plan
from tests.support.libreoffice import Typed, saved_again, with_typed
from tests.support.values import Values
from tests.support.workbooks import typed
from tests.tui.desk.test_divided_orders import CASE
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case

pytestmark = pytest.mark.libreoffice
ANSWERS = (
    "employees=3000 seats",
    "tickets=20k to 30k tickets a year",
    "wage=60000, 70000, 90000 USD per FTE per year",
)
CHANGES: Mapping[str, Mapping[str, float]] = {
    "nothing": {},
    "one": {"hours": 1_400},
    "both": {"hours": 1_400, "seats_each": 3},
    "in the middle": {"employees": 2_500},
}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quotients")
    (folder / CASE.name).write_bytes(CASE.read_bytes())
    model = open_case(CaseRequest(str(CASE), answers=ANSWERS)).model
    workbook(roi.simulate(model, draws=256, seed=7), folder / "a.xlsx", DocumentRequest(trials=32))
    return folder / "a.xlsx"


@pytest.fixture(scope="module")
def shown(sent: Path) -> Mapping[str, Values]:
    cells: Mapping[str, Typed] = {
        what: {f"your_{name}": value for name, value in values.items()} for what, values in CHANGES.items()
    } | {"preset": {"scenario": "small"}}
    return with_typed(sent, cells)


@pytest.mark.parametrize("what", [*CHANGES, "preset"])
def test_a_value_typed_in_the_file_divides_as_in_the_engine(shown: Mapping[str, Values], what: str) -> None:
    sets = [f"{name}={value}" for name, value in CHANGES.get(what, {}).items()]
    preset = "small" if what == "preset" else None
    request = CaseRequest(
        str(CASE), answers=[a for a in ANSWERS if a.partition("=")[0] not in CHANGES.get(what, {})]
    )
    model = open_case(
        CaseRequest(str(CASE), preset=preset, sets=sets, answers=request.answers, learn=False)
    ).model
    values = shown[what]
    assert not values.errors()
    assert values.named("master_check") == 1
    for item in model.inputs:
        assert values.named(f"in_{item.id}") == pytest.approx(item.likely, rel=1e-9)
    assert values.named("base_npv") == pytest.approx(plan(model).metric("npv", HEADLINE), rel=1e-9)


def test_it_is_read_back_so(sent: Path, tmp_path: Path) -> None:
    (tmp_path / CASE.name).write_bytes(CASE.read_bytes())
    back = typed(sent, tmp_path / "b.xlsx", {"your_hours": 1_400, "your_seats_each": 3})
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / CASE.name).write_bytes(CASE.read_bytes())
    read = open_case(CaseRequest(str(saved_again(back, tmp_path))))
    wanted = open_case(CaseRequest(str(CASE), answers=ANSWERS, sets=["hours=1400", "seats_each=3"])).model
    assert set(read.estimate.overrides) == {"hours", "seats_each", "employees", "tickets", "wage"}
    assert {item.id: item.spec.value for item in read.model.inputs} == {
        item.id: item.spec.value for item in wanted.inputs
    }
    untouched = open_case(CaseRequest(str(sent)))
    assert {name: x.value for name, x in untouched.estimate.overrides.items()} == {
        name: x.value
        for name, x in open_case(CaseRequest(str(CASE), answers=ANSWERS)).estimate.overrides.items()
    }


def test_one_figure_typed_over_its_formula_is_read_with_the_others(sent: Path, tmp_path: Path) -> None:
    """The others are what they follow to; none of them is passed over for the formulas beside it."""
    (tmp_path / CASE.name).write_bytes(CASE.read_bytes())
    back = typed(sent, tmp_path / "b.xlsx", {"par_wage_p90": 60.0})
    read = open_case(CaseRequest(str(back)))
    assert read.estimate.overrides["wage"].value == "range(33.3333333333, 38.8888888889, 60)"
    assert not any("No formula any more" in note for note in read.notes)
