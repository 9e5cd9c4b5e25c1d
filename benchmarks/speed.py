"""The reference workload through this engine and through others, interleaved, each in processes of its own.

python -m benchmarks.speed [--sizes N …] [--rounds R] [--only NAME …] [--plot FILE]

Every result is checked to agree with the reference within sampling error before any time is printed.  Then,
as Markdown: medians of the wall times (draws, model and percentiles, after one small run that is not counted)
and the peak memory of the processes that went up to the largest number of draws.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.implementations import IMPLEMENTATIONS, MARKS, WARM_UP, Found
from benchmarks.machine import child, described, progress, show_seconds, table
from benchmarks.reference import disagreement

SIZES = (10_000, 100_000, 2**20)
ROUNDS = 5
BUDGET = 30.0  # seconds that the rounds of one size may take, after the first
COMPILED = ("tables", "generator")


@dataclass(slots=True)
class Times:
    """What was measured of one implementation: seconds by draws, a number a round."""

    seconds: dict[int, list[float]] = field(default_factory=dict)
    peaks: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)

    def at(self, n: int) -> float:
        return statistics.median(self.seconds[n])

    def rounds(self, n: int, most: int) -> int:
        """How many rounds to measure: fewer where one takes long."""
        return min(most, max(1, int(BUDGET // self.seconds[n][0]))) if n in self.seconds else most


def measured(sizes_of: Mapping[str, Sequence[int]], rounds: int) -> dict[str, Times]:
    """Numbers of draws by implementation: round after round, in each of them one implementation after the other.

    Raises:
        SystemExit: one disagrees with the reference.
    """
    results = {name: Times() for name in sizes_of}
    for number in range(rounds):
        for name, times in results.items():
            wanted = [n for n in sizes_of[name] if number < times.rounds(n, rounds)]
            if not wanted:
                continue
            progress(
                f"round {number + 1} of {rounds}: {IMPLEMENTATIONS[name].label}, up to {max(wanted):,} draws"
            )
            taken = child("benchmarks.implementations", name, *map(str, wanted))
            for n in wanted:
                check(name, n, taken["found"][str(n)])
                times.seconds.setdefault(n, []).append(taken["seconds"][str(n)])
            times.first.append(taken["first"])
            if max(wanted) == max(sizes_of[name]):
                times.peaks.append(taken["peak"])
    return results


def check(name: str, n: int, percentiles: Found) -> None:
    for metric, values in percentiles.items():
        for mark, value in zip(MARKS, values, strict=True):
            if gap := disagreement(metric, mark, value, n):
                raise SystemExit(f"{name}, {n:,} draws, P{mark} of {metric}: {gap}")


def compile_times(results: Mapping[str, Times]) -> str:
    """Seconds of the first small run of a process, where nothing is compiled yet and later."""
    sentences = []
    for name in COMPILED:
        if name in results:
            label = IMPLEMENTATIONS[name].label
            progress(f"compiling {label}")
            with tempfile.TemporaryDirectory() as empty:
                ran = child("benchmarks.implementations", name, str(WARM_UP), NUMBA_CACHE_DIR=empty)
            later = statistics.median(results[name].first)
            sentences.append(f"{label} {ran['first']:.1f} s, later {later:.1f} s")
    words = "First small run of a process with its imports, before anything is compiled"
    return f"{words}: {'; '.join(sentences)}." if sentences else ""


def times_table(results: Mapping[str, Times], missing: Mapping[str, str]) -> str:
    """Sorted by the time at the most draws, with whatever is not installed."""
    sizes = sorted(next(iter(results.values())).seconds)
    most = max(len(times.seconds[sizes[0]]) for times in results.values())
    rows = []
    for name, times in sorted(results.items(), key=lambda pair: pair[1].at(sizes[-1])):
        cells = []
        for n in sizes:
            count = len(times.seconds[n])
            cells.append(show_seconds(times.at(n)) + (f" ({count})" if count < most else ""))
        rows.append([IMPLEMENTATIONS[name].label, *cells, f"{statistics.median(times.peaks):,.0f} MB"])
    rows += [
        [IMPLEMENTATIONS[name].label, f"not installed: {needs}", *["–"] * len(sizes)]
        for name, needs in missing.items()
    ]
    return table(["", *(_draws(n) for n in sizes), f"peak memory at {_draws(sizes[-1])}"], rows)


def _draws(n: int) -> str:
    return f"2^{n.bit_length() - 1}" if n & (n - 1) == 0 else f"{n:,}"


def notes(results: Mapping[str, Times]) -> str:
    sizes = sorted(next(iter(results.values())).seconds)
    rounds = max(len(times.seconds[sizes[0]]) for times in results.values())
    rounded = ", ".join(f"{used_draws(n):,} for {n:,}" for n in sizes if used_draws(n) != n)
    return (
        f"Wall time of draws, model and P10, P50 and P90 of NPV, ROI and payback; median of {rounds} rounds, "
        "or of the number in brackets where a run takes long. Every run has a seed of its own; tables of "
        "quantiles, which depend on the model alone, are kept from run to run, here as in the ceiling."
        + (f" roi rounds draws up and runs {rounded}." if rounded else "")
    )


def used_draws(n: int) -> int:
    """Draws that roi runs when asked for n."""
    from roi.sim.sampling import planned

    return planned(n, 1).draws


def ratios(results: Mapping[str, Times]) -> str:
    """How far from the ceilings, how far before the others, at the most draws."""
    n = max(next(iter(results.values())).seconds)
    at = {name: times.at(n) for name, times in results.items()}
    ceiling, peer = (_fastest(at, kind) for kind in ("ceiling", "peer"))
    pairs = [
        ("roi", "blocks", "within {} times NumPy in blocks"),
        ("roi", ceiling, "within {} times the faster ceiling"),
        ("roi", "generator", "within {} times the ceiling that pays for its generators"),
        ("analyst", "roi", "NumPy as an analyst writes it takes {} times as long"),
        (peer, "roi", f"the fastest peer, {_label(peer)}, takes {{}} times as long"),
        ("everything", "roi", "everything within {} times the three metrics"),
        ("roi", "roi-2", "one thread takes {} times as long as two"),
    ]
    known = [(over, under, words) for over, under, words in pairs if {over, under} <= at.keys()]
    lines = [f"- {words.format(f'{at[over] / at[under]:.2f}')}" for over, under, words in known]
    return f"At {_draws(n)} draws, the medians of roi:\n\n" + "\n".join(lines) if lines else ""


def _fastest(at: Mapping[str, float], kind: str) -> str:
    """The name of the fastest of a kind, or nothing."""
    return min((name for name in at if IMPLEMENTATIONS[name].kind == kind), key=at.__getitem__, default="")


def _label(name: str) -> str:
    return IMPLEMENTATIONS[name].label if name else "none"


def report(
    sizes: Iterable[int], rounds: int, only: Iterable[str] | None, plot: str | None
) -> tuple[str, str]:
    """The section of the report, and the table alone."""
    chosen = list(IMPLEMENTATIONS) if only is None else list(only)
    missing = {name: needs for name in chosen if (needs := IMPLEMENTATIONS[name].missing())}
    for name, needs in missing.items():
        progress(f"{IMPLEMENTATIONS[name].label}: not installed ({needs})")
    present = [name for name in chosen if name not in missing]
    results = measured(dict.fromkeys(present, sorted(sizes)), rounds)
    if plot:
        from benchmarks.plots import throughput

        throughput(_points(results), plot)
    first = compile_times(results)
    shown, noted = times_table(results, missing), notes(results)
    return "\n\n".join(filter(None, [shown, noted, ratios(results), first])), f"{shown}\n\n{noted}"


def _points(results: Mapping[str, Times]) -> dict[str, tuple[str, list[tuple[int, float]]]]:
    """(kind, points) by label; ours at the draws that they really run."""
    points = {}
    for name, times in results.items():
        how = IMPLEMENTATIONS[name]
        draws = used_draws if how.kind == "ours" else int
        points[how.label] = (how.kind, [(draws(n), times.at(n)) for n in sorted(times.seconds)])
    return points


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", nargs="+", choices=IMPLEMENTATIONS)
    parser.add_argument("--plot")
    arguments = parser.parse_args()
    print(f"{described()}\n")
    print(report(arguments.sizes, arguments.rounds, arguments.only, arguments.plot)[0])


if __name__ == "__main__":
    main()
