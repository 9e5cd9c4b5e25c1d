"""Facts learnt and levers set, against brute force: expected NPV of four million draws without any answer.

`python -m benchmarks.learning [DRAWS]`.  *Learnt*: the mean of NPV in the draws in which the fact lies near the
value, by a straight line through the draws of a narrow window.  *Set*: the same draws with the input put to the
value and nothing else changed.  Beside both stands what the engine says.
"""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray

import cases
import roi
from roi.sim.cuts import HEADLINE
from roi.sim.prepare import Prepared, prepare
from roi.sim.sampling import REPLICATES, planned
from roi.sim.worksheet import worksheet

Array = NDArray[np.float64]
ASKED = (("bank-chatbot", "net_fall", 11.1), ("bank-chatbot", "net_fall", 25.0), ("bank-chatbot", "resolved", 60.0),
         ("code-assistant", "price", 19.0), ("code-assistant", "time_reduction", 16.05))  # fmt: skip
BLOCK = 4_096
WINDOW = 0.04  # of the draws, around the value


def drawn(prepared: Prepared, name: str, value: float) -> tuple[Array, Array, Array]:
    """The input, NPV, and NPV with the input set, of every draw."""
    m = prepared.sampling.draws_per_replicate
    x, npv, fixed = (np.empty(REPLICATES * m) for _ in range(3))
    for replicate in range(REPLICATES):
        for start in range(0, m, BLOCK):
            stop = min(start + BLOCK, m)
            part = slice(replicate * m + start, replicate * m + stop)
            sheet = worksheet(prepared.model, prepared.inputs(replicate, start, stop), stop - start)
            x[part], npv[part] = sheet.inputs[name], sheet.metric("npv", HEADLINE)
            fixed[part] = sheet.revised({name: np.array([value])}).metric("npv", HEADLINE)
    return x, npv, fixed


def near(x: Array, npv: Array, value: float) -> tuple[float, float]:
    """Mean of NPV where the input is at a value: a local line, and its standard error."""
    place = np.searchsorted(np.sort(x), value) / x.size
    width = min(WINDOW / 2, max(1 - place, place) if 0 < place < 1 else WINDOW)
    low, high = np.quantile(x, [max(0.0, place - width), min(1.0, place + width)])
    inside = (x >= low) & (x <= high)
    columns = np.stack([np.ones(int(inside.sum())), x[inside] - value], axis=1)
    weights, *_ = np.linalg.lstsq(columns, npv[inside], rcond=None)
    left = npv[inside] - columns @ weights
    covariance = np.linalg.inv(columns.T @ columns) * left.var()
    return float(weights[0]), float(covariance[0, 0] ** 0.5)


def main(draws: int) -> None:
    """Print a row a value."""
    print(f"{draws:,} draws, sampler random, seed 5; expected NPV in USD M ± a standard error")
    for case, name, shown in ASKED:
        model = roi.resolve(cases.load(case))
        item = model.input(name)
        value = shown * item.unit.scale
        x, npv, fixed = drawn(prepare(model, planned(draws, 5, "random")), name, value)
        learnt, error = near(x, npv, value)
        npvs = {
            learn: roi.simulate(
                cases.load(case), overrides={name: f"{shown} {item.unit.text}"}, learn=learn, draws=262_144,
                scope=roi.Scope.of(["npv"]),
            ).values("npv").mean() / 1e6
            for learn in (True, False)
        }  # fmt: skip
        by_lever = " (a lever: set)" if item.spec.lever else ""
        print(
            f"{case} {name} = {shown:g}: learnt {learnt / 1e6:.3f} ± {error / 1e6:.3f}, set "
            f"{fixed.mean() / 1e6:.3f} ± {fixed.std() / x.size**0.5 / 1e6:.3f}; engine {npvs[True]:.3f}{by_lever}, "
            f"--no-learn {npvs[False]:.3f}",
            flush=True,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4_000_000)
