"""A scenario chosen in the file is that preset, or those values, in the engine; reading back takes it over."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import cases
import roi
from exports.story.contents import DocumentRequest
from exports.workbook.inputs.scenarios import titles
from exports.workbook.reader.reading import read_answers
from exports.workbook.write import workbook
from roi.errors import of_setting
from roi.model import Layer, resolve
from roi.sim.cuts import HEADLINE
from roi.sim.plan import plan
from tests.support.libreoffice import Typed, saved_again, with_typed
from tests.support.values import Values
from tests.support.workbooks import typed
from tests.tui.app import pilots

CASE, PRESET = pilots.CASE, "cautious"
pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenarios") / "a.xlsx"
    workbook(roi.simulate(cases.load(CASE), draws=256, seed=7), path, DocumentRequest(trials=32))
    return path


@pytest.fixture(scope="module")
def chosen(exported: Path) -> Mapping[str, Values]:
    """The file with a preset chosen, alone and beside a value of one's own."""
    changes: Mapping[str, Typed] = {
        "alone": {"scenario": PRESET},
        "one set by it": {"scenario": PRESET, "your_minutes": 1.5},
    }
    return with_typed(exported, changes)


def test_a_preset_is_chosen_in_the_file(chosen: Mapping[str, Values]) -> None:
    assert PRESET in titles(roi.simulate(cases.load(CASE), draws=64).model)
    values = chosen["alone"]
    run = roi.simulate(cases.load(CASE), draws=256, seed=7, preset=PRESET)
    base = plan(run.model)
    assert not values.errors()
    assert values.named("master_check") == 1
    assert values.named("base_npv") == pytest.approx(base.metric("npv", HEADLINE), rel=1e-9)
    changed = [item for item in run.model.inputs if item.layer == "preset"]
    assert values.named("inputs_changed") == len(changed)
    for item in changed:
        assert values.named(f"in_{item.id}") == pytest.approx(item.likely, rel=1e-12)
        assert values.named(f"varies_{item.id}") is False


def test_a_value_of_ones_own_wins_over_the_scenario(chosen: Mapping[str, Values]) -> None:
    values = chosen["one set by it"]
    assert values.named("in_minutes") == 1.5
    run = roi.simulate(
        cases.load(CASE),
        draws=256,
        seed=7,
        preset=PRESET,
        overrides={"minutes": 1.5},
        learn=False,
    )
    assert values.named("base_npv") == pytest.approx(plan(run.model).metric("npv", HEADLINE), rel=1e-9)


def test_what_the_scenario_sets_is_read_back(exported: Path, tmp_path: Path) -> None:
    both = typed(exported, tmp_path / "another.xlsx", {"scenario": PRESET, "your_letters": 12_000})
    answers = read_answers(saved_again(both, tmp_path), lambda _: resolve(cases.load(CASE)))
    conservative = resolve(cases.load(CASE), preset=PRESET)
    expected = {item.id for item in conservative.inputs if item.layer == "preset"} | {"letters"}
    assert set(answers.answers) == expected
    layer = Layer("estimate", of_setting("set"), answers.overrides, "seller")
    model = resolve(cases.load(CASE), layers=[layer])
    for item in conservative.inputs:
        if item.layer == "preset":
            assert model.input(item.id).likely == pytest.approx(item.likely, rel=1e-12)
    assert PRESET in answers.answers["minutes"].note


def test_as_exported_reads_back_as_nothing(exported: Path) -> None:
    answers = read_answers(exported, lambda _: resolve(cases.load(CASE)))
    assert answers.answers == {}
