"""Simulation-based calibration of updates (Talts, Betancourt, Simpson, Vehtari & Gelman 2018, algorithm 1).

In each of many worlds the inputs are drawn from the estimate, months of two lines and a count of trials are
observed with their errors, and the estimate is updated.  Where the updates are right, the place of the true input
among the draws given the observations is uniform.

Run by `python -m benchmarks.calibration [WORLDS [SEED [CASE]]]`. `branch` has a failure branch, products
and two correlated inputs; `bent` a line with a kink in two correlated inputs, a beta prior with trials and a ramp;
`ledger` a year of two lines of money that are products of what they share, with errors that are half in common;
`straight` two lines that are sums, of three months each.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

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
_BRANCH = from_raw(
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


_BENT = from_raw(
    {
        "case": {"id": "bent", "title": "Bent", "sector": "Test", "currency": "USD", "horizon": 24},
        "inputs": {
            name: {"label": name, "grade": "judgement", "value": value, "unit": unit, **more}
            for name, value, unit, more in (
                ("demand", "800 to 2_400", "hour/month", {"min": 0}),
                ("capacity", "range(300, 500, 900)", "hour/month", {"min": 0}),
                ("share", "beta(4, 7)", "%", {}),
                ("plateau", "triangular(3, 8, 16)", "month", {}),
                ("price", "50", "USD/hour", {}),
            )
        },
        "lines": {
            "done": {
                "label": "done", "unit": "hour/month",
                "formula": "min(demand * share, capacity) * ramp(month, plateau)",
            },
            "value": {
                "label": "value", "unit": "USD/month", "formula": "done * price", "flow": "benefit", "kind": "cash",
            },
        },
        "correlations": [{"between": ["demand", "capacity"], "rank": 0.6}],
    },
    "bent.toml",
    None,
)  # fmt: skip


_LEDGER = from_raw(
    {
        "case": {"id": "ledger", "title": "Ledger", "sector": "Test", "currency": "USD", "horizon": 24},
        "inputs": {
            name: {"label": name, "grade": "judgement", "value": value, "unit": unit, **more}
            for name, value, unit, more in (
                ("users", "range(200, 400, 900)", "–", {"min": 0}),
                ("hours", "1 to 6", "hour/month", {"min": 0}),
                ("share", "beta(4, 7)", "%", {}),
                ("plateau", "triangular(3, 6, 14)", "month", {}),
                ("wage", "normal(50, 6)", "USD/hour", {}),
                ("price", "20 to 60", "USD/month", {}),
            )
        },
        "lines": {
            "active": {"label": "active", "unit": "–", "formula": "users * ramp(month, plateau)"},
            "value": {
                "label": "value", "unit": "USD/month", "formula": "active * hours * share * wage",
                "flow": "benefit", "kind": "cash",
            },
            "seats": {
                "label": "seats", "unit": "USD/month", "formula": "active * price", "flow": "cost", "class": "run",
            },
        },
        "correlations": [{"between": ["users", "hours"], "rank": -0.3}],
    },
    "ledger.toml",
    None,
)  # fmt: skip


_STRAIGHT = from_raw(
    {
        "case": {"id": "straight", "title": "Straight", "sector": "Test", "currency": "USD", "horizon": 12},
        "inputs": {
            name: {"label": name, "grade": "judgement", "value": value, "unit": unit}
            for name, value, unit in (
                ("first", "lognormal(100, 40)", "USD/month"),
                ("second", "triangular(0, 50, 200)", "USD/month"),
                ("third", "gamma(2, 40)", "USD/month"),
                ("share", "beta(3, 3)", "%"),
            )
        },
        "lines": {
            "sum": {
                "label": "sum", "unit": "USD/month", "formula": "first + second * (month > 0)", "flow": "benefit",
                "kind": "cash",
            },
            "rest": {
                "label": "rest", "unit": "USD/month", "formula": "first + third * (month > 0)", "flow": "cost",
                "class": "run",
            },
        },
        "correlations": [{"between": ["second", "third"], "rank": 0.5}],
    },
    "straight.toml",
    None,
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """A case whose worlds are drawn, and what is observed in each.

    Attributes:
        inputs: whose places are looked at.
        correlated: two inputs and their rank correlation.
        lines: each with its months and the standard error of a month.
        trials: an input that is a share, and how many are tried.
        shared: times an error is the same in all months of a line.
    """

    case: Case
    inputs: tuple[str, ...]
    correlated: tuple[str, str, float]
    lines: tuple[tuple[str, tuple[int, ...], float], ...]
    trials: tuple[str, int]
    shared: float = 0.0


WORLDS_OF = {
    "branch": World(
        _BRANCH, ("adoption", "effect", "volume"), ("adoption", "effect", 0.4),
        (("done", (3, 12), 40.0), ("saved", (6, 12, 18), 8.0)), ("adoption", 30),
    ),
    "bent": World(
        _BENT, ("demand", "capacity", "share", "plateau"), ("demand", "capacity", 0.6),
        (("done", (2, 4, 6, 8, 10, 12), 25.0),), ("share", 40),
    ),
    "ledger": World(
        _LEDGER, ("users", "hours", "share", "plateau", "wage", "price"), ("users", "hours", -0.3),
        (("value", tuple(range(1, 13)), 1_200.0), ("seats", tuple(range(1, 13)), 700.0)), ("share", 30), 0.5,
    ),
    "straight": World(
        _STRAIGHT, ("first", "second", "third", "share"), ("second", "third", 0.5),
        (("sum", (1, 2, 3), 15.0), ("rest", (1, 2, 3), 15.0)), ("share", 20), 0.5,
    ),
}  # fmt: skip


def observations(
    world: World, prepared: Prepared, number: int, seed: int = SEED
) -> tuple[dict[str, float], list[Observation]]:
    """The inputs of a world, and what is observed in it."""
    random = np.random.default_rng([seed, number])
    first, second, rank = world.correlated
    scores = dict(
        zip(
            (item.id for item in prepared.model.inputs),
            random.standard_normal(len(prepared.model.inputs)),
            strict=True,
        )
    )
    latent = 2 * np.sin(np.pi * rank / 6)
    scores[second] = latent * scores[first] + np.sqrt(1 - latent**2) * scores[second]
    inputs: dict[str, Array] = {
        item.id: np.asarray([item.likely])
        if item.constant
        else item.quantile(np.asarray(stats.norm.cdf([scores[item.id]])))
        for item in prepared.model.inputs
    }
    values = evaluate_block(prepared.model, inputs).values
    rows = []
    own_part = np.sqrt(1 - world.shared**2)
    for name, months, error in world.lines:
        common = world.shared * random.standard_normal() if world.shared else 0.0
        for month in months:
            off = error * (common + own_part * random.standard_normal())
            seen = float(np.ravel(values[name][month])[0]) + off
            how = StandardError(error, shared=world.shared)
            rows.append(Observation(name, seen, how, (month, month), source="log"))
    name, n = world.trials
    hits = int(random.binomial(n, float(inputs[name][0])))
    rows.append(Observation(name, hits / n, Trials(hits, n), source="log"))
    return {name: float(value[0]) for name, value in inputs.items()}, rows


def places(world: World, worlds: int, seed: int) -> Iterator[tuple[dict[str, float], dict[str, float], str]]:
    """Of each world the place of each true input among the draws, and among the stored law; and by which method."""
    model = resolve(world.case)
    prepared = prepare(model, planned(POINTS, 1))
    for number in range(worlds):
        true, rows = observations(world, prepared, number, seed)
        after = posterior(prepared, read(model, rows), number + 1)
        drawn = {name: float(np.mean(after.drawn[name] < true[name])) for name in world.inputs}
        stored = {}
        for name in world.inputs:
            data: dict[str, tuple[float, ...]] = {}
            text = text_of(after.laws[name], model, data, after.diagnostics.ess)
            stored[name] = _place(text, data, world.case, name, true[name])
        yield drawn, stored, after.diagnostics.method


def _place(text: str, data: dict[str, tuple[float, ...]], case: Case, name: str, true: float) -> float:
    """Of a true value in a stored law."""
    model = resolve(replace(case, data=data))
    item = value_of(text, model.input(name), model)
    return float(item.distribution.cdf(np.array([true / item.to_formula]))[0])


def main(worlds: int = WORLDS, seed: int = SEED, name: str = "branch") -> None:
    """Print the table."""
    begun = time.process_time()
    world = WORLDS_OF[name]
    placed = list(places(world, worlds, seed))
    methods = {
        method: sum(each[2] == method for each in placed) for method in sorted({each[2] for each in placed})
    }
    print(f"{worlds} worlds of {name}, seed {seed}, {time.process_time() - begun:.0f} s of CPU, by {methods}")
    print("chi-squared over 20 bins (not rejected at 1 % below 36.19), its p; share in P10-P90, below P50")
    for what, k in (("draws", 0), ("stored law", 1)):
        for name in world.inputs:
            ranks = np.array([each[k][name] for each in placed])  # type: ignore[index]
            counts, _ = np.histogram(ranks, BINS, (0, 1))
            statistic, p = stats.chisquare(counts)
            inside = np.mean((ranks > 0.1) & (ranks < 0.9))
            print(f"{what:11} {name:9} {statistic:6.1f} {p:6.3f} {inside:6.1%} {np.mean(ranks < 0.5):6.1%}")


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:3]]
    main(*numbers, *sys.argv[3:4])  # type: ignore[arg-type]
