"""What a step of a lever is worth: from few draws where they tell it, from all of them where they do not."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import cases
import roi
from roi.analysis.common_draws import SOLVED_ON, common_draws
from roi.analysis.levers import MEASURABLE, TENTH, levers, levers_of
from roi.analysis.ranges import limits
from roi.analysis.thresholds import SCAN_DRAWS, Hurdle, excess_of, over_replicates
from roi.arrays import Array
from roi.sim.cuts import HEADLINE
from roi.sim.estimate import Statistic
from roi.sim.prepare import prepare
from roi.sim.sampling import planned
from tests.support.models import money_case


def _scaled(values: Array, factor: float, ends: tuple[float, float]) -> Array:
    return np.clip(values * factor, *ends)


@pytest.mark.parametrize("option", [None, "pilot"])
def test_a_step_is_that_of_all_draws_or_known_closely_from_few(option: str | None) -> None:
    prepared = prepare(roi.resolve(cases.load("code-assistant"), option=option), planned(SOLVED_ON, 1))
    items = levers_of(prepared.model, HEADLINE)
    ranked = levers(excess_of(prepared, [item.id for item in items], Hurdle()), items)
    few, many = (
        common_draws(prepared, [item.id for item in items], draws, "npv", HEADLINE)
        for draws in (SCAN_DRAWS, SOLVED_ON)
    )
    values = [lever.tenth.gain.value for lever in ranked]
    assert values == sorted(values, reverse=True)
    of_few = 0
    for lever in ranked:
        item, tenth = lever.item, lever.tenth
        ends = limits(item)
        gains: list[tuple[Statistic, Statistic]] = []
        for factor in (1 - TENTH, 1 + TENTH):
            scaled = partial(_scaled, factor=factor, ends=ends)
            of = [
                over_replicates(draws.with_draws(item.id, scaled) - draws.by_replicate({}))
                for draws in (few, many)
            ]
            gains.append((of[0], of[1]))
        on_few, on_all = gains[1 if tenth.up else 0]
        assert on_all.value == max(every.value for _, every in gains)
        if tenth.gain.value == pytest.approx(on_all.value, rel=1e-9):
            assert tenth.gain.error == pytest.approx(on_all.error, rel=1e-6)
            continue
        of_few += 1
        assert tenth.gain.value == pytest.approx(on_few.value, rel=1e-9)
        assert tenth.gain.half_width <= 0.15 * tenth.gain.value
        assert lever is not ranked[0]
        assert abs(tenth.gain.value - on_all.value) <= 5 * tenth.gain.error
    assert of_few


@pytest.mark.parametrize("seed", range(12))
def test_a_step_goes_the_way_of_all_draws_and_the_dearest_is_worth_what_they_say(seed: int) -> None:
    """More of n brings little beside its luck, so that few draws often show less of it as the better; m is dear."""
    luck = [f"x{k}" for k in range(8)]
    inputs = dict.fromkeys(luck, "uniform(0, 2)")
    inputs |= {"n": "uniform(9, 11)", "m": "uniform(3, 3.4)", "more": "0.004", "y": "uniform(0, 2)"}
    case = money_case(f"n * n * ({' * '.join(luck[:4])} - {' * '.join(luck[4:])} + more) + m * m * y", inputs)
    chosen = {name: replace(case.inputs[name], lever=True) for name in ("n", "m")}
    model = roi.resolve(replace(case, inputs={**case.inputs, **chosen}))
    prepared = prepare(model, planned(SOLVED_ON, seed))
    ranked = {
        lever.item.id: lever
        for lever in levers(excess_of(prepared, ["n", "m"], Hurdle()), levers_of(model, HEADLINE))
    }
    many = common_draws(prepared, ["n", "m"], SOLVED_ON, "npv", HEADLINE)
    for name in ("m", "n"):
        gains = [
            over_replicates(many.with_draws(name, partial(np.multiply, factor)) - many.by_replicate({}))
            for factor in (1 - TENTH, 1 + TENTH)
        ]
        better = max(gains, key=lambda gain: gain.value)
        if better.value > MEASURABLE * better.error:
            assert ranked[name].tenth.up == (better is gains[1])
            assert ranked[name].tenth.gain.value == pytest.approx(better.value, rel=1e-9)
        else:
            assert name not in ranked
    assert next(iter(ranked)) == "m"


@pytest.mark.parametrize("seed", range(12))
def test_what_is_the_dearest_of_all_draws_is_worth_what_all_of_them_say(seed: int) -> None:
    """Two are worth the same, beside luck of their own: of few draws now one is the dearer, now the other."""
    names = ("a", "b")
    luck = {f"{name}{k}": "uniform(0, 2)" for name in names for k in range(4)}
    terms = [f"{name} * {name} * ({' * '.join(f'{name}{k}' for k in range(4))} + 6)" for name in names]
    case = money_case(" + ".join(terms), {**luck, **dict.fromkeys(names, "uniform(3, 3.4)")})
    chosen = {name: replace(case.inputs[name], lever=True) for name in names}
    model = roi.resolve(replace(case, inputs={**case.inputs, **chosen}))
    prepared = prepare(model, planned(SOLVED_ON, seed))
    ranked = levers(excess_of(prepared, names, Hurdle()), levers_of(model, HEADLINE))
    many = common_draws(prepared, names, SOLVED_ON, "npv", HEADLINE)
    first = ranked[0].item.id
    gain = over_replicates(many.with_draws(first, partial(np.multiply, 1 + TENTH)) - many.by_replicate({}))
    assert ranked[0].tenth.gain.value == pytest.approx(gain.value, rel=1e-12)
