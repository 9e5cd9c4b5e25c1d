"""How long an answer takes: after one input changed, in process; and commands, from the shell.

python -m benchmarks.answer
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cases
import roi
from benchmarks.implementations import CASE
from benchmarks.machine import environment
from roi.case import Override
from roi.errors import of_setting
from roi.sim.metrics import METRICS
from roi.sim.scope import EVERYTHING, Scope

EDITED = {
    str(CASE): "licence",
    "code-assistant": "price",
    "clinical-scribe": "price",
    "bank-chatbot": "resolution_price",
}
ALL_BUT_IRR = Scope(metrics=tuple(name for name in METRICS if name != "irr"))
COMMANDS = (["--help"], ["run", "clinical-scribe", "--draws", "16384", "--quiet"])
TIMES = 25


def milliseconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return 1_000 * (time.perf_counter() - began)


def edits(case: roi.case.Case, edited: str) -> list[roi.Model]:
    """The case with one input moved a little, again and again."""
    item = roi.resolve(case).input(edited)
    start = item.shown(item.likely)
    layers = [
        roi.Layer("set", of_setting("set"), {edited: Override(f"{start * (1 + 0.001 * k):.9g}")}, "seller")
        for k in range(TIMES)
    ]
    return [roi.resolve(case, layers=[layer]) for layer in layers]


def answer(models: list[roi.Model], scope: Scope) -> float:
    """Median over the edits, each after the one before."""
    kept = roi.Workspace()

    def after_another(model: roi.Model) -> None:
        roi.simulate(model, draws=4_096, workspace=kept, scope=scope).summary()

    return statistics.median([milliseconds(partial(after_another, model)) for model in models][1:])


def afresh(model: roi.Model) -> None:
    roi.simulate(model, draws=4_096).summary()


def shell(words: list[str]) -> None:
    command = [str(Path(sys.executable).with_name("roi")), *words]
    subprocess.run(command, env=environment(), check=True, capture_output=True)


def main() -> None:
    print("| case, input changed | resolve | without IRR | with IRR | nothing kept |\n|---|---|---|---|---|")
    for name, edited in EDITED.items():
        case = cases.load(name)
        models = edits(case, edited)
        columns = [
            statistics.median(milliseconds(partial(roi.resolve, case)) for _ in range(TIMES)),
            answer(models, ALL_BUT_IRR),
            answer(models, EVERYTHING),
            statistics.median(milliseconds(partial(afresh, model)) for model in models),
        ]
        shown = " | ".join(f"{ms:.1f} ms" for ms in columns)
        print(f"| {Path(name).stem}, {edited} | {shown} |")
    print("\n| command | median of 7, seconds |\n|---|---|")
    for words in COMMANDS:
        took = statistics.median(milliseconds(partial(shell, words)) for _ in range(7))
        print(f"| roi {' '.join(words)} | {took / 1_000:.2f} |")


if __name__ == "__main__":
    main()
