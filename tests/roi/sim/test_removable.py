"""The compiled engine is one package that can be left out: the program works on without it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
WITHOUT = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("roi.sim.compiled"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
import cases, roi
case = cases.load("clinical-scribe")
run = roi.simulate(case, draws=16_384)
assert run.engine == "arrays" and run.summary().metrics["headline"]["npv"].mean.value
roi.simulate_to(roi.resolve(case), 0.05, draws=1_024)
import exports.files, tui.cli.main, tui.app.app
try:
    roi.simulate(case, draws=16_384, engine="compiled")
except roi.RoiError as wrong:
    print(wrong)
assert not [name for name in sys.modules if name.startswith("roi.sim.compiled")]
"""


def test_without_the_package_the_arrays_do_everything() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "use the engine `arrays`" in done.stdout


def test_only_the_table_of_engines_knows_the_package() -> None:
    naming = {
        path.relative_to(ROOT).as_posix()
        for package in ("roi", "cases", "exports", "tui")
        for path in (ROOT / package).rglob("*.py")
        if "sim.compiled" in path.read_text(encoding="utf-8") and "sim/compiled" not in path.as_posix()
    }
    assert naming == {"roi/sim/engines.py"}
