"""All benchmarks, one Markdown report: `make benchmark`, or

python -m benchmarks [--small] [--only SECTION …] [--readme]

Writes report.md, what docs/speed.md shows of it and the plots into out/benchmarks/, and prints the report.
`--small` is a check that everything runs, within some minutes on any machine; its figures are rough.
`--readme` puts what was written last between the marks of docs/speed.md.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec

from benchmarks.machine import OUT, ROOT, described, environment, progress, table

MARKS = re.compile(r"(<!-- (\w+): begin -->\n).*?(<!-- \2: end -->)", re.DOTALL)


def speed(small: bool) -> str:
    from benchmarks import speed

    machine = described()
    sizes, rounds = ((10_000, 65_536), 2) if small else (speed.SIZES, speed.ROUNDS)
    report, shown = speed.report(sizes, rounds, None, _plot("speed"))
    _show("speed", f"{shown}\n\n{_by(small)}: {machine}\n")
    return f"{report}\n\n![Seconds by draws](speed.svg)"


def time_to_error(small: bool) -> str:
    from benchmarks import time_to_error

    return time_to_error.report(40, rounds=2) if small else time_to_error.report()


def growth(small: bool) -> str:
    from benchmarks import growth

    report = growth.report(small, _plot("growth"))
    return f"{report}\n\n![Time and memory by size](growth.svg)"


def arrays(small: bool) -> str:
    from benchmarks import arrays

    return arrays.report(small)


def pieces(_small: bool) -> str:
    """Medians of pytest-benchmark."""
    file = OUT / "pieces.json"
    command = ["-m", "pytest", "benchmarks/test_pieces.py", f"--benchmark-json={file}", "--benchmark-quiet"]
    _run(command)
    rows = [
        (
            benchmark["name"].removeprefix("test_").replace("_", " "),
            f"{1e6 * benchmark['stats']['median']:,.0f}",
            f"{1e6 * benchmark['stats']['iqr']:,.0f}",
        )
        for benchmark in json.loads(file.read_text(encoding="utf-8"))["benchmarks"]
    ]
    return table(["piece", "median, µs", "interquartile range, µs"], rows)


def accuracy(small: bool) -> str:
    few = [
        "--seeds",
        "30",
        "--most",
        "16384",
        "--answers",
        "0",
        "--cases",
        "clinical-scribe",
        "code-assistant",
    ]
    return _run(["-m", "benchmarks.accuracy", *(few if small else [])])


def answer(_small: bool) -> str:
    return _run(["-m", "benchmarks.answer"])


def waits(small: bool) -> str:
    """In a process of its own: the peak of this one would count as that of the programs that it starts."""
    machine, report = described(), _run(["-m", "benchmarks.waits", *(["1"] if small else [])])
    _show("waits", f"{report}\n\n{_by(small)}: {machine}\n")
    return report


def app(_small: bool) -> str:
    return f"```text\n{_run(['-m', 'benchmarks.app'])}\n```"


SECTIONS: dict[str, tuple[str, Callable[[bool], str]]] = {
    "waits": ("Waits", waits),
    "speed": ("Throughput", speed),
    "error": ("Time to an error", time_to_error),
    "accuracy": ("Errors and coverage", accuracy),
    "answer": ("Answers", answer),
    "arrays": ("Beside NumPy in blocks", arrays),
    "growth": ("Growth", growth),
    "pieces": ("Pieces", pieces),
    "app": ("Terminal app", app),
}


def _plot(name: str) -> str | None:
    """Where to draw; nothing without matplotlib."""
    if find_spec("matplotlib") is None:
        progress("matplotlib: not installed, no plots")
        return None
    return str(OUT / f"{name}.svg")


def _run(words: list[str]) -> str:
    """The output of a Python program of this repository."""
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout}\n{' '.join(words)} failed ({done.returncode}).")
    return done.stdout.strip()


def _by(small: bool) -> str:
    return "Rough figures by `make benchmark BENCHMARK=--small`" if small else "By `make benchmark`"


def _show(section: str, text: str) -> None:
    """Kept for docs/speed.md."""
    (OUT / f"shown-{section}.md").write_text(text, encoding="utf-8")


def into_readme() -> None:
    """What was written last of each section between its marks in docs/speed.md."""
    path = ROOT / "docs" / "speed.md"

    def last(marked: re.Match[str]) -> str:
        shown = OUT / f"shown-{marked[2]}.md"
        return f"{marked[1]}{shown.read_text(encoding='utf-8')}{marked[3]}" if shown.exists() else marked[0]

    path.write_text(MARKS.sub(last, path.read_text(encoding="utf-8")), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), metavar="SECTION")
    parser.add_argument("--readme", action="store_true")
    arguments = parser.parse_args()
    if arguments.readme:
        into_readme()
        return
    OUT.mkdir(parents=True, exist_ok=True)
    parts = [f"# Benchmarks\n\n{described()}"]
    for name in arguments.only:
        title, section = SECTIONS[name]
        progress(f"— {title}")
        parts.append(f"## {title}\n\n{section(arguments.small)}")
        (OUT / "report.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    parts.append(f"At the end: {described()}")
    report = "\n\n".join(parts) + "\n"
    (OUT / "report.md").write_text(report, encoding="utf-8")
    print(report)


if __name__ == "__main__":
    main()
