"""Every cached value is the one LibreOffice works out, and every trial is the engine's."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import cases
import roi
from exports.story.contents import DocumentRequest
from exports.workbook.write import workbook
from roi.case import EVIDENCE
from roi.formula.nodes import walk
from roi.model import Model, resolve
from roi.sim.cashflow import discount_factors, present_value
from roi.sim.cuts import HEADLINE, benefits_of, costs_of
from roi.sim.evaluate import evaluate_block
from tests.support.libreoffice import recalculated
from tests.support.shipped import ALL_WAYS, RECALCULATED, SAMPLE, assert_nothing_is_answered, ways_of
from tests.support.values import Values, values_of
from tests.support.workbooks import compared

DRAWS = 256  # more make no other cell, and take longer
TRIALS = 32  # the fewest: every formula of a trial; many more are the same again
Way = tuple[str, str | None, str | None]  # preset, option and region


def chosen(name: str) -> list[Way]:
    """A template as it stands; one of them without costs, and with an option in another region, instead."""
    case = cases.load(name)
    if ALL_WAYS:
        elsewhere = [(EVIDENCE, None, region) for region in case.regions if region != case.header.region]
        return [*((preset, option, None) for preset, option in ways_of(name)), *elsewhere]
    option, region = next(iter(case.options)), list(case.regions)[-1]
    more: list[Way] = [("report", None, None), (EVIDENCE, option, region)]
    return more if name == SAMPLE[0] else [(EVIDENCE, None, None)]


NAMES = tuple(cases.templates()) if ALL_WAYS else RECALCULATED


def _used(name: str, option: str | None = None) -> set[object]:
    """What a template uses that has cells of its own: words and operators, families, payments, kinds of lines."""
    model = resolve(cases.load(name), option=option)
    nodes = [node for line in model.lines for node in walk(line.node)]
    return {
        model.case.header.discounting,
        *((type(node), getattr(node, "name", None), getattr(node, "op", None)) for node in nodes),
        *((line.spec.when, line.spec.flow, line.spec.kind) for line in model.lines),
        *(type(item.distribution) for item in model.inputs),
        *(item.spec.luck for item in model.inputs),
    }


def test_what_any_template_uses_is_recalculated() -> None:
    everything = {name: _used(name) for name in cases.templates()}
    chosen_ways = [(name, option) for name in NAMES for _, option, _ in chosen(name)]
    covered = set().union(*(_used(name, option) for name, option in chosen_ways))
    assert {name: used - covered for name, used in everything.items() if used - covered} == {}


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_cached_values_are_those_of_libreoffice(name: str, tmp_path: Path) -> None:
    """1e-9 of each figure, of what a difference is of, and of 1 where it is smaller (shares, rates of return)."""
    for preset, option, region in chosen(name):
        run = roi.simulate(cases.load(name), draws=DRAWS, seed=7, preset=preset, option=option, region=region)
        path = tmp_path / f"{preset}-{option}-{region}.xlsx"
        workbook(run, path, DocumentRequest(trials=TRIALS))
        if (preset, option, region) == (EVIDENCE, None, None):
            assert_nothing_is_answered(path)
        values = recalculated(path)
        ours, theirs = dict(values_of(path).cells()), dict(values.cells())
        result = compared(ours, theirs, 1e-9, path)
        assert not result.wrong, path.stem
        assert result.cells > 10_000, path.stem
        assert not values.errors(), path.stem
        assert values.named("master_check") == 1, path.stem
        _trials_are_the_engines(values, run.model)


def _trials_are_the_engines(values: Values, model: Model) -> None:
    """The sheet's NPV of each trial against the engine at the uniforms that the sheet holds; 1e-9 of B + C."""
    sheet = values.sheets["Trials"]
    heads = {value: address[:-1] for address, value in sheet.items() if re.fullmatch("[A-Z]+6", address)}
    inputs = {}
    first = max(int(address[1:]) for address in sheet if re.fullmatch("A[0-9]+", address)) - TRIALS + 1
    for item in model.drawn:
        if item.constant:
            inputs[item.id] = np.asarray(item.likely)
            continue
        letters = heads[f"{item.spec.label}\nuniform"]
        u = np.array([sheet[f"{letters}{first + k}"] for k in range(TRIALS)], dtype=float)
        inputs[item.id] = item.quantile(u)
    block = evaluate_block(model, inputs)
    factors = discount_factors(
        np.ravel(inputs["discount_rate"]), model.horizon, model.case.header.discounting
    )
    nothing = np.zeros((model.horizon + 1, TRIALS))
    benefits = present_value(
        sum(block.payments[name] for name in benefits_of(model, HEADLINE)) + nothing, factors
    )
    costs = present_value(sum(block.payments[name] for name in costs_of(model)) + nothing, factors)
    shown = np.array(values.column("trial_pv_benefits"), dtype=float)
    assert np.max(np.abs(shown - benefits) / (np.abs(benefits) + costs + 1)) < 1e-9
    if model.unstated:
        assert values.named("base_npv") == "undefined"
        return
    npv = np.array(values.column("trial_npv"), dtype=float)
    assert np.max(np.abs(npv - (benefits - costs)) / (np.abs(benefits) + costs)) < 1e-9
