"""Simulation-based calibration of updates (Talts, Betancourt, Simpson, Vehtari & Gelman 2018, algorithm 1).

In each of many worlds the inputs are drawn from the estimate, months of two lines and a count of trials are
observed with their errors, and the estimate is updated.  Where the updates are right, the place of the true input
among the draws given the observations is uniform.  Run by `python -m benchmarks.calibration [WORLDS [SEED]]`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy import stats

from cases.load import from_raw
from roi.arrays import Array
from roi.case import Case
from roi.model import resolve
from roi.model.read import value_of
from roi.observed.observations import Observation, StandardError, Trials
from roi.observed.posterior import posterior
from roi.observed.reading import read
from roi.observed.stored import text_of
from roi.sim.evaluate import evaluate_block
from roi.sim.prepare import Prepared, prepare
from roi.sim.sampling import planned

WORLDS = 300
BINS = 20
SEED = 17  # of the worlds
POINTS = 16_384
INPUTS = ("adoption", "effect", "volume")
CASE = from_raw(
    {
        "case": {"id": "calibration", "title": "Calibration", "sector": "Test", "currency": "USD", "horizon": 24},
        "inputs": {
            name: {"label": name, "grade": "judgement", "value": value, "unit": unit, **more}
            for name, value, unit, more in (
                ("adoption", "range(20, 40, 70)", "%", {}),
                ("effect", "range(-2, 8, 25)", "%", {"min": -50}),
                ("volume", "800 to 1_600", "hour/month", {"min": 0}),
                ("delay", "triangular(1, 4, 9)", "month", {}),
                ("failure", "range(5, 15, 30)", "%", {}),
                ("luck", "uniform(0, 1)", "–", {"chance": True}),
                ("wage", "50", "USD/hour", {}),
            )
        },
        "lines": {
            "live": {"label": "live", "unit": "–", "formula": "1 if luck > failure else 0"},
            "done": {"label": "done", "unit": "hour/month", "formula": "adoption * volume * ramp(month, delay)"},
            "saved": {"label": "saved", "unit": "hour/month", "formula": "done * effect * live"},
            "value": {
                "label": "value", "unit": "USD/month", "formula": "saved * wage", "flow": "benefit", "kind": "cash",
            },
        },
        "correlations": [{"between": ["adoption", "effect"], "rank": 0.4}],
    },
    "calibration.toml",
    None,
)  # fmt: skip


def observations(
    prepared: Prepared, world: int, seed: int = SEED
) -> tuple[dict[str, float], list[Observation]]:
    """The inputs of a world, and what is observed in it."""
    random = np.random.default_rng([seed, world])
    inputs: dict[str, Array] = {}
    scores = random.standard_normal(len(prepared.model.inputs))
    rank = 2 * np.sin(np.pi * 0.4 / 6)
    for k, item in enumerate(prepared.model.inputs):
        score = rank * scores[0] + np.sqrt(1 - rank**2) * scores[k] if item.id == "effect" else scores[k]
        drawn = item.quantile(np.asarray(stats.norm.cdf([score])))
        inputs[item.id] = np.asarray([item.likely]) if item.constant else drawn
    values = evaluate_block(prepared.model, inputs).values
    rows = []
    for name, months, error in (("done", (3, 12), 40.0), ("saved", (6, 12, 18), 8.0)):
        for month in months:
            seen = float(np.ravel(values[name][month])[0]) + error * random.standard_normal()
            rows.append(Observation(name, seen, StandardError(error), (month, month), source="log"))
    hits = int(random.binomial(30, float(inputs["adoption"][0])))
    rows.append(Observation("adoption", hits / 30, Trials(hits, 30), source="log"))
    return {name: float(value[0]) for name, value in inputs.items()}, rows


def places(case: Case, worlds: int, seed: int) -> Iterator[tuple[dict[str, float], dict[str, float], str]]:
    """Of each world the place of each true input among the draws, and among the stored law; and by which method."""
    model = resolve(case)
    prepared = prepare(model, planned(POINTS, 1))
    for world in range(worlds):
        true, rows = observations(prepared, world, seed)
        found = posterior(prepared, read(model, rows), world + 1)
        drawn = {name: float(np.mean(found.drawn[name] < true[name])) for name in INPUTS}
        stored = {}
        for name in INPUTS:
            data: dict[str, tuple[float, ...]] = {}
            text = text_of(found.laws[name], model, data, found.diagnostics.ess)
            stored[name] = _place(text, data, case, name, true[name])
        yield drawn, stored, found.diagnostics.method


def _place(text: str, data: dict[str, tuple[float, ...]], case: Case, name: str, true: float) -> float:
    """Of a true value in a stored law."""
    model = resolve(replace(case, data=data))
    item = value_of(text, model.input(name), model)
    return float(item.distribution.cdf(np.array([true / item.to_formula]))[0])


def main(worlds: int, seed: int) -> None:
    """Print the table."""
    begun = time.process_time()
    found = list(places(CASE, worlds, seed))
    methods = {
        method: sum(each[2] == method for each in found) for method in sorted({each[2] for each in found})
    }
    print(f"{worlds} worlds of seed {seed}, {time.process_time() - begun:.0f} s of CPU, by {methods}")
    print("chi-squared over 20 bins (not rejected at 1 % below 36.19), its p; share in P10-P90, below P50")
    for what, k in (("draws", 0), ("stored law", 1)):
        for name in INPUTS:
            ranks = np.array([each[k][name] for each in found])  # type: ignore[index]
            counts, _ = np.histogram(ranks, BINS, (0, 1))
            statistic, p = stats.chisquare(counts)
            inside = np.mean((ranks > 0.1) & (ranks < 0.9))
            print(f"{what:11} {name:9} {statistic:6.1f} {p:6.3f} {inside:6.1%} {np.mean(ranks < 0.5):6.1%}")


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:3]]
    main(*given, *(WORLDS, SEED)[len(given) :])
