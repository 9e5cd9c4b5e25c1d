"""A block worked out: what a change reaches gives the bits of a fresh one, and nothing holds it for too long."""

from __future__ import annotations

import gc

import numpy as np

import cases
import roi
from roi.sim.cuts import CUTS, HEADLINE
from roi.sim.metrics import metrics_of
from roi.sim.worksheet import worksheet
from roi.sim.workspace import Workspace

DRAWS = 256


def test_a_change_gives_the_bits_of_a_fresh_block_by_either_way() -> None:
    run = roi.simulate(cases.load("code-assistant"), draws=DRAWS)
    drawn, kept = run.prepared.inputs_between(0, DRAWS), Workspace()
    first = worksheet(run.model, drawn, DRAWS)
    for name in ("realisation", "price", "discount_rate"):
        changed = {name: 0.9 * drawn[name]}
        for each in (drawn, drawn | changed):
            for item, values in each.items():
                kept.take(item, None if values is drawn[item] else "changed", np.asarray, values)
            again = worksheet(run.model, each, DRAWS, kept)
        fresh, revised = worksheet(run.model, drawn | changed, DRAWS), first.revised(changed)
        for metric in metrics_of(run.model):
            for cut in CUTS:
                want = fresh.metric(metric, cut).tobytes()
                assert revised.metric(metric, cut).tobytes() == want, (name, metric)
                assert again.metric(metric, cut).tobytes() == want, (name, metric)


def test_a_block_is_let_go_without_the_collector() -> None:
    run = roi.simulate(cases.load("code-assistant"), draws=DRAWS)
    drawn = run.prepared.inputs_between(0, DRAWS)
    gc.collect()
    gc.disable()
    try:
        worksheet(run.model, drawn, DRAWS).metric("npv", HEADLINE)
        assert gc.collect() == 0
    finally:
        gc.enable()
