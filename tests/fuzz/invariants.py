"""What holds of every run, whatever the case."""

from __future__ import annotations

import json
import math
from typing import Any

import jsonschema
import numpy as np

import roi
from exports.document.result import result_document
from exports.document.schema import schema_of
from roi.case import DISCOUNT_RATE
from roi.sim.cuts import CUTS, benefits_of, costs_of
from roi.sim.evaluate import evaluate_block
from roi.sim.summary import Summary

SCHEMA = jsonschema.Draft202012Validator(schema_of("result"))


def check_run(run: roi.Run) -> dict[str, Any]:
    """NPV = B − C; cash ≤ headline ≤ soft where no benefit is negative; the document fits its schema."""
    npv, costs = run.values("npv"), run.values("pv_costs")
    np.testing.assert_array_equal(npv, run.values("pv_benefits") - costs)
    assert np.isfinite(npv).all() == (not run.model.unstated)
    _nested_cuts(run)
    summary = run.summary()
    _percentiles_ascend(summary)
    _plan_by_hand(run)
    document = result_document(run)
    json.dumps(document, allow_nan=False)
    SCHEMA.validate(document)
    return document


def _nested_cuts(run: roi.Run) -> None:
    values = evaluate_block(run.model, run.prepared.inputs_between(0, run.draws_used))
    benefits = [line for line in run.model.lines if line.spec.flow == "benefit" and line.counted]
    payments = [values.flows[line.id].amounts for line in benefits]
    if all(amounts.min(initial=0.0) >= 0 for amounts in payments):
        cash, headline, soft = (run.values("pv_benefits", cut) for cut in ("cash", "headline", "soft"))
        slack = 1e-12 * np.abs(soft)
        assert (cash <= headline + slack).all()
        assert (headline <= soft + slack).all()


def _percentiles_ascend(summary: Summary) -> None:
    for metrics in summary.metrics.values():
        for name, statistics in metrics.items():
            values = [estimate.value for estimate in statistics.percentiles.values()]
            defined = [value for value in values if not math.isnan(value)]
            assert defined == sorted(defined), name
            assert len(defined) in (0, len(values)), name
            assert 0 <= statistics.undefined <= 1
            assert 0 <= statistics.infinite <= 1
    for odds in summary.probability.values():
        assert all(0 <= estimate.value <= 1 for estimate in odds.values())
        within = [odds[f"payback_within_{months}"].value for months in (12, 24)]
        assert within == sorted(within)


def _plan_by_hand(run: roi.Run) -> None:
    """The NPV of the plan is the sum of its payments, each discounted by its month or year."""
    plan, model = run.plan, run.model
    months = np.arange(model.horizon + 1)
    years = months / 12 if model.case.header.discounting == "month-end" else np.ceil(months / 12)
    factors = (1 + plan.inputs[DISCOUNT_RATE]) ** -years
    for cut in CUTS:
        terms = [factors * plan.payments[name] for name in benefits_of(model, cut)]
        terms += [-factors * plan.payments[name] for name in costs_of(model)]
        size = sum(float(np.abs(term).sum()) for term in terms)
        value = plan.metric("npv", cut)
        assert abs(value - sum(float(term.sum()) for term in terms)) <= 1e-9 * size or model.unstated
