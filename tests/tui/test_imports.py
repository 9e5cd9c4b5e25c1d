"""What a command imports, by name: a person waits for every package that it loads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = (
    "asyncio", "matplotlib", "numpy.f2py", "numpy.testing", "openpyxl", "pandas", "scipy.linalg", "scipy.optimize",
    "scipy.sparse", "scipy.special._basic", "scipy.stats", "textual",
)  # fmt: skip
OF_DOCUMENTS = ("importlib.metadata", "pydantic")  # that write JSON by a schema
# What a run whose result nobody reads here has no use for.
OF_OTHER_RUNS = (
    "concurrent.futures", "importlib.resources", "logging", "numpy.polynomial", "rich", "tempfile", "tomli_w",
    "zipfile",
)  # fmt: skip
# Of our packages, the modules of such a run, by name: whoever adds to them looks at what it costs.
OF_A_RUN = {
    "exports": {"brand", "voice"},
    "exports.voice": {"formats", "learning", "wording"},
    "roi.analysis": {"remarks"},
    "roi.answers": set[str](),
    "roi.observed": set[str](),
    "tui.cli": {"commands", "face", "main", "once", "options", "progress", "streams", "writing"},
    "tui.cli.commands": {"app", "parameters", "queries", "run", "typed"},
    "tui.desk": {"handover", "models", "opening", "request", "workbooks"},
    "tui.queries": {"face", "parameter", "query", "run", "shared", "simulating"},
    "tui.views": set[str](),
}
NOT_OF_THE_ENGINE = {"after_tax_table", "moments", "precision", "remarks", "summary", "table"}
# What few cases have: answers, columns and libraries of data, means of samples.
OF_OTHER_CASES = ("cases.parquet", "cases.sip_copula", "roi.distributions.moments", "roi.model.normal_scores")


def imported(words: str, wait: float = 1e9) -> set[str]:
    """The modules that a command has imported when it ends; a bar comes after `wait` seconds."""
    code = (
        f"import sys; sys.argv = ['roi', *{words.split()!r}]\n"
        f"from tui.cli import progress; progress.WAIT = {wait}\n"
        "from tui.start import main\n"
        "try:\n    main()\n"
        "finally:\n    print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


@pytest.mark.parametrize(
    ("words", "left_out"),
    [
        ("run code-assistant --draws 1024", HEAVY + OF_DOCUMENTS),
        ("solve code-assistant price --draws 1024", HEAVY),
        ("cases", (*HEAVY, "numpy", "pydantic")),
    ],
)
def test_a_command_imports_nothing_heavy(words: str, left_out: tuple[str, ...]) -> None:
    assert not imported(words) & set(left_out)


def test_a_bar_that_nobody_sees_is_not_imported() -> None:
    assert "rich" not in imported("run code-assistant --quiet --draws 1024", wait=-1)


def test_files_that_are_written_quietly_need_no_console(tmp_path: Path) -> None:
    words = f"run code-assistant --quiet --draws 1024 --output {tmp_path / 'draws.csv'}"
    assert "rich" not in imported(words)


def test_a_quiet_run_imports_what_it_uses() -> None:
    modules = imported("run code-assistant --quiet --draws 1024")
    assert not modules & {*HEAVY, *OF_DOCUMENTS, *OF_OTHER_RUNS, *OF_OTHER_CASES}
    for package, allowed in OF_A_RUN.items():
        inside = {name.removeprefix(f"{package}.") for name in modules if name.startswith(f"{package}.")}
        assert {name.partition(".")[0] for name in inside} <= allowed, package
    assert not modules & {f"roi.sim.{name}" for name in NOT_OF_THE_ENGINE}
