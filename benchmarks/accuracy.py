"""Errors of the mean, P10, P50 and P90 of NPV and of what answers are worth, by shipped case and size of run.

python -m benchmarks.accuracy [--seeds 200] [--most 262144] [--all-seeds] [--answers 40] [--cases NAME …]

Root mean square errors over seeds, as shares of what independent draws have; how often the stated 95 % intervals
hold the truth; and the draws that `--precision` takes beside those that it needs, and how often its intervals do.
A run of few draws is the beginning of each replicate of one with many, so that a seed tells of all sizes up to its
own.  From 32,768 draws on fewer seeds are run, unless all are wanted (some hours of processor time for 262,144
draws), and errors are those that the replicates state, whose truth the smaller sizes show.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

import cases
import roi
from benchmarks.machine import progress, table
from roi.analysis.questions import basis_of, evppi
from roi.arrays import Array
from roi.defaults import DRAWS
from roi.model import Model, resolve
from roi.sim.cuts import HEADLINE
from roi.sim.estimate import T_975_15, mean, quantiles
from roi.sim.precision import MARKS, following
from roi.sim.sampling import REPLICATES

FEWEST = 4_096
SHOWN = (4_096, 16_384, 65_536, 262_144)
STATISTICS = ("mean", "P10", "P50", "P90")
SHARES = (0.002, 0.004, 0.006)
"""Precisions that are tried, from the fewest draws on; one that needs too many for `--most` is left out."""
_RESAMPLED = 400
_FEWEST_SEEDS = 4
_MANY_SEEDS = 30  # from which on errors are read off the truth
_POOLED = 1_024  # draws of a replicate that are kept as a sample of the law


@dataclass(frozen=True, slots=True)
class Errors:
    """Of a case.

    Attributes:
        estimates: values and standard errors by draws, (seeds, statistics, 2).
        independent: root mean square errors of 16,384 independent draws, (statistics,).
    """

    estimates: Mapping[int, Array]
    independent: Array

    @property
    def truth(self) -> Array:
        """Means over all seeds of the two largest powers of two, (statistics,)."""
        largest = sorted(n for n in self.estimates if n & (n - 1) == 0)[-2:]
        return np.asarray(np.mean([self.estimates[n][:, :, 0].mean(axis=0) for n in largest], axis=0))

    def rmse(self, draws: int) -> Array:
        """(statistics,)"""
        estimates = self.estimates[draws]
        if len(estimates) < _MANY_SEEDS:
            return self.stated(draws)
        return np.asarray(np.sqrt(np.mean((estimates[:, :, 0] - self.truth) ** 2, axis=0)))

    def stated(self, draws: int) -> Array:
        """The root mean square of the errors that replicates state, (statistics,)."""
        return np.asarray(np.sqrt(np.mean(self.estimates[draws][:, :, 1] ** 2, axis=0)))

    def ratios(self, draws: int) -> Array:
        """The same as shares of those of independent draws."""
        return np.asarray(self.rmse(draws) / self.independent * np.sqrt(draws / DRAWS))

    def covered(self, draws: int) -> Array:
        """Whether each interval holds the truth, (seeds, statistics)."""
        estimates = self.estimates[draws]
        return np.asarray(np.abs(estimates[:, :, 0] - self.truth) <= T_975_15 * estimates[:, :, 1])

    def of_spread(self, draws: int) -> Array:
        """Stated errors of the percentiles, the largest, as a share of P90 − P10, (seeds,)."""
        estimates = self.estimates[draws]
        return np.asarray(estimates[:, 1:, 1].max(axis=1) / (estimates[:, 3, 0] - estimates[:, 1, 0]))


def seeds_of(seeds: int, most: int, *, every: bool) -> dict[int, int]:
    """Seeds by draws: all up to 16,384, then about as many draws of each size, none told twice; or all of most."""
    if every:
        return {most: seeds}
    sizes = [1 << k for k in range(14, most.bit_length())]
    counts: dict[int, int] = {}
    for draws in reversed(sizes):
        wanted = seeds if draws == DRAWS else max(_FEWEST_SEEDS, seeds * DRAWS // (2 * draws))
        counts[draws] = max(0, wanted - sum(counts.values()))
    return counts


def sizes_to(most: int) -> list[int]:
    """The numbers of draws that a run to a precision may end at, up to some."""
    sizes = [FEWEST]
    while sizes[-1] < most:
        sizes.append(following(sizes[-1], 1.0, 1.0))
    return sizes


def errors(seeds: int, most: int, every: bool, name: str) -> Errors:
    """Of a case."""
    model = resolve(cases.load(name))
    estimates: dict[int, list[list[tuple[float, float]]]] = {}
    pool, seed = [], 0
    for draws, count in seeds_of(seeds, most, every=every).items():
        for _ in range(count):
            seed += 1
            npv = _npv(model, draws, seed)
            pool.append(npv[:, :_POOLED].ravel())
            for size in sizes_to(draws):
                estimates.setdefault(size, []).append(_statistics(npv[:, : size // REPLICATES]))
    return Errors({n: np.array(rows) for n, rows in estimates.items()}, _independent(np.concatenate(pool)))


def _npv(model: Model, draws: int, seed: int) -> Array:
    return roi.simulate(model, draws=draws, seed=seed, scope=roi.Scope.of(["npv"])).values("npv")


def _statistics(npv: Array) -> list[tuple[float, float]]:
    return [(each.value, each.error) for each in (mean(npv), *quantiles(npv, MARKS))]


def _independent(pool: Array) -> Array:
    """Errors of 16,384 draws taken one by one from all that were made."""
    random = np.random.default_rng(1)
    places = [int(np.ceil(p * DRAWS)) - 1 for p in MARKS]
    resampled = [np.sort(random.choice(pool, DRAWS))[places] for _ in range(_RESAMPLED)]
    return np.array([pool.std() / DRAWS**0.5, *np.std(resampled, axis=0, ddof=1)])


def answers(seeds: int, name: str) -> dict[int, float]:
    """Errors of the three dearest answers over those of independent draws, by draws; nan: worth nothing."""
    model, ratios = resolve(cases.load(name)), {}
    for draws in (FEWEST, DRAWS):
        sobol, random = (
            np.array([_worths(model, draws, seed, sampler) for seed in range(1, seeds + 1)])
            for sampler in ("sobol", "random")
        )
        dearest = np.argsort(-random.mean(axis=0))[:3]
        variances = [estimates[:, dearest].var(axis=0, ddof=1).sum() for estimates in (sobol, random)]
        ratios[draws] = math.sqrt(variances[0] / variances[1]) if variances[1] else math.nan
    return ratios


def _worths(model: Model, draws: int, seed: int, sampler: str) -> list[float]:
    run = roi.simulate(model, draws=draws, seed=seed, sampler=sampler, scope=roi.Scope.of(["npv"]))
    basis = basis_of(run.values("npv")[None], [run.prepared], HEADLINE)
    return [
        evppi(basis.worth, basis.columns([item]), [basis.cells[item.id]])[0].value for item in basis.items
    ]


def precision(measured: Errors, share: float) -> tuple[int, list[int], Array] | None:
    """Draws needed; those that a run takes, by seed, and whether its intervals hold the truth, (seeds, statistics).

    Needed are those of which the errors stated, of all seeds together, are small enough; a run goes on from 16,384
    until those of its seed are.  None where more may be needed than tried.
    """
    spread = measured.truth[3] - measured.truth[1]
    sizes = [n for n in sorted(measured.estimates) if n >= DRAWS]
    needed = next((n for n in sizes if measured.stated(n)[1:].max() <= share * spread), None)
    if needed is None or 2 * needed > sizes[-1]:
        return None
    taken, held = [], []
    for seed in range(len(measured.estimates[sizes[-1]])):
        n = next((n for n in sizes if measured.of_spread(n)[seed] <= share), sizes[-1])
        taken.append(n)
        held.append(measured.covered(n)[seed])
    return needed, taken, np.array(held)


def _rows(names: Sequence[str], each: Sequence[Errors]) -> list[list[str]]:
    sizes = [n for n in SHOWN if n in each[0].estimates]
    return [
        [name, *("  ".join(f"{ratio:.2f}" for ratio in case_errors.ratios(n)) for n in sizes)]
        for name, case_errors in zip(names, each, strict=True)
    ]


def report(names: Sequence[str], seeds: int, most: int, answered: int, *, every: bool = False) -> str:
    """The tables."""
    with ProcessPoolExecutor(2) as pool:
        progress(f"accuracy: {seeds} seeds of {len(names)} cases")
        each = list(pool.map(partial(errors, seeds, most, every), names))
        progress(f"accuracy: {answered} seeds of what answers are worth")
        worth = list(pool.map(partial(answers, answered), names)) if answered else []
    sizes = [n for n in SHOWN if n in each[0].estimates]
    parts = [
        f"RMSE over that of independent draws, of {', '.join(STATISTICS)} of NPV; {seeds} seeds"
        f"{'' if every else ', from 32,768 draws on fewer'}:",
        table(["case", *(f"{n:,}" for n in sizes)], _rows(names, each)),
    ]
    small = sizes if every else (FEWEST, DRAWS)
    covered = {
        n: np.concatenate([case_errors.covered(n) for case_errors in each]).mean(axis=0) for n in small
    }
    parts += [
        "Stated 95 % intervals that hold the truth, all cases:",
        table(
            ["draws", *STATISTICS, "pooled"],
            [
                [f"{n:,}", *(f"{s:.1%}" for s in shares), f"{shares.mean():.1%}"]
                for n, shares in covered.items()
            ],
        ),
    ]
    if worth:
        rows = [
            [name, *(f"{ratio:.2f}" for ratio in row.values())]
            for name, row in zip(names, worth, strict=True)
        ]
        head = ["case", *(f"{n:,}" for n in (FEWEST, DRAWS))]
        parts += [
            f"Worth of the three dearest answers, {answered} seeds, over independent draws:",
            table(head, rows),
        ]
    return "\n\n".join([*parts, "Draws of `--precision` over those needed:", _precisions(names, each)])


def _precisions(names: Sequence[str], each: Sequence[Errors]) -> str:
    rows = []
    held: list[Array] = []
    for name, case_errors in zip(names, each, strict=True):
        row = [name]
        for share in SHARES:
            result = precision(case_errors, share)
            if result is None:
                row.append("")
                continue
            needed, taken, inside = result
            row.append(f"{needed:,} needed, × {np.mean(taken) / needed:.2f}")
            held.append(inside)
        rows.append(row)
    shown = table(["case", *(f"{share:.1%}" for share in SHARES)], rows)
    pooled = f"{np.concatenate(held).mean():.1%}" if held else "none"
    return f"{shown}\n\nTheir stated 95 % intervals that hold the truth, of all four statistics: {pooled}."


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--most", type=int, default=SHOWN[-1])
    parser.add_argument("--all-seeds", action="store_true")
    parser.add_argument("--answers", type=int, default=40)
    parser.add_argument("--cases", nargs="+", default=sorted(cases.templates()), metavar="NAME")
    arguments = parser.parse_args()
    print(
        report(arguments.cases, arguments.seeds, arguments.most, arguments.answers, every=arguments.all_seeds)
    )


if __name__ == "__main__":
    main()
