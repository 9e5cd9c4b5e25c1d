"""Evaluations that take turns: the same bits as each alone, nothing worked out twice, nothing kept for nobody."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

import cases
from roi.analysis.side_by_side import worths
from roi.formula.scaled import Curves
from roi.sim import kept_draws, prepare
from roi.sim.cuts import CUTS, Cut
from roi.sim.evaluate import evaluate_steps, every_step
from roi.sim.gate import resolve
from roi.sim.prepare import Prepared
from roi.sim.reach import feeding
from roi.sim.sampling import planned
from roi.sim.turns import Evaluation, turns_of, worked_out_in_turn
from roi.sim.worksheet import worksheet
from tests.support.shipped import each_slow_but_sample

DRAWS = 8_192


def options_of(name: str, draws: int = DRAWS) -> list[Prepared]:
    case = cases.load(name)
    models = [resolve(case, option=option, horizon=12) for option in (None, *case.options)]
    return [prepare.prepare(model, planned(draws, 1)) for model in models]


def evaluations(prepared: Sequence[Prepared]) -> list[Evaluation]:
    """As told by what each input says alone, so that options which override one differ in it."""
    return [
        Evaluation(
            each.model,
            feeding(each.model, every_step(each.model.lines)),
            {item.id: (item.distribution, item.to_formula) for item in each.model.drawn},
        )
        for each in prepared
    ]


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("name", each_slow_but_sample(["bank-chatbot", "code-assistant", "service-desk"]))
@pytest.mark.parametrize("few", [True, False])
def test_each_is_worth_what_it_is_alone(
    name: str, cut: Cut, few: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "FEW", kept_draws.FEW if few else 0)
    prepared = options_of(name)
    for each, (benefits, costs) in zip(prepared, worths(prepared, cut), strict=True):
        alone = worksheet(each.model, each.inputs_between(0, DRAWS), DRAWS).cut(cut)
        assert np.array_equal(benefits.ravel(), alone.pv_benefits)
        assert np.array_equal(costs.ravel(), alone.pv_costs)


def test_what_is_equal_is_worked_out_once_and_dropped_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = options_of("code-assistant", 1_024)
    each = turns_of(evaluations(prepared) * 2)
    assert not any(turn.steps or turn.new for turn in each[len(prepared) :])
    assert {number for turn in each for number in turn.kept.values()} == {
        number for turn in each for number in turn.done
    }
    worked_out = [number for turn in each for number in turn.kept.values()]
    assert worked_out
    assert len(set(worked_out)) == len(worked_out)
    left: list[int] = []

    def evaluated(model: object, steps: object, values: dict[str, object], curves: Curves) -> object:
        left.append(len(curves.curves))
        return evaluate_steps(model, steps, values, curves)  # type: ignore[arg-type]

    monkeypatch.setattr("roi.sim.turns.evaluate_steps", evaluated)
    inputs = [each.inputs_between(0, 1_024) for each in prepared] * 2
    in_turn = worked_out_in_turn(each, inputs, 1_024, Curves())
    results = [worked_out.present_values(CUTS[0]) for worked_out in in_turn]
    assert left[0] == left[-1] == 0
    for (benefits, costs), again in zip(results, results[len(prepared) :], strict=False):
        assert np.array_equal(benefits, again[0])
        assert np.array_equal(costs, again[1])
