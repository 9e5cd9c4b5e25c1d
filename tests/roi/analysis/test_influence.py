"""What an input does to the worth of the flows: by formula, beside the draws evaluated again."""

from __future__ import annotations

import numpy as np
import pytest

import cases
import roi
from roi.analysis.common_draws import common_draws
from roi.analysis.influence import influence
from roi.model.conditioning import conditioning
from roi.sim.cuts import HEADLINE
from roi.sim.reach import downstream, matters
from roi.sim.worksheet import worksheet

DRAWS = 1_024


@pytest.mark.parametrize(
    ("case", "option"), [("code-assistant", "pilot"), ("dispute-agent", None), ("localisation", None)]
)
def test_worth_by_formula_is_that_of_the_draws_evaluated_again(case: str, option: str | None) -> None:
    run = roi.simulate(cases.load(case), option=option, draws=DRAWS)
    model = run.model
    sheet = worksheet(model, run.prepared.inputs_between(0, DRAWS), DRAWS)
    formulas = 0
    for item in model.inputs:
        drawn = sheet.inputs[item.id]
        by = influence(model, item.id, drawn, HEADLINE)
        powers, kept = by.powers(sheet), sheet.trimmed(by.again.stay, paid=item.id == "discount_rate")
        formulas += "other" not in by.forms.values() and matters(model, item.id, HEADLINE)
        reached = downstream(model, [item.id], answered=[item.id])
        for values in (*item.quantile(np.array([0.1, 0.9])), 0.9 * drawn):
            worth = by.at(kept, powers, values)
            again = sheet.revised({item.id: np.atleast_1d(values)}, reached)
            for metric in ("npv", "pv_costs", "roi"):
                want = again.metric(metric, HEADLINE)
                scale = float(np.abs(want).max()) or 1.0
                np.testing.assert_allclose(worth.metric(metric), want, rtol=1e-9, atol=1e-12 * scale)
    assert formulas > 5  # of inputs for which nothing is evaluated again


def test_the_first_draws_of_each_replicate_are_those_of_a_smaller_set() -> None:
    run = roi.simulate(cases.load("code-assistant"), draws=4_096)
    names = [item.id for item in run.model.inputs if matters(run.model, item.id)][:12]
    assert any(conditioning(run.model, (name,)) is not None for name in names)
    prepared = run.prepared
    many = common_draws(prepared, names, 4_096, "npv", HEADLINE)
    few, alone = many.first(2_048), common_draws(prepared, names, 2_048, "npv", HEADLINE)
    assert (few.draws, few.inputs) == (2_048, frozenset(names))
    for name in names:
        value = float(run.model.input(name).quantile(np.array([0.3]))[0])
        got, whole = few.by_replicate({name: value}), many.by_replicate({name: value})
        np.testing.assert_allclose(got, alone.by_replicate({name: value}), rtol=1e-9)
        np.testing.assert_allclose(got, whole[:, :128], rtol=1e-6)  # tables of quantiles are finer there
