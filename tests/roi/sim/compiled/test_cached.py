"""Compiled code that is kept is that of these sources, all of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import roi.sim
from roi.sim.compiled.cached import sources
from roi.sim.compiled.loop import simulate_tiles

FOLDER = Path(roi.sim.__file__).parent


def test_any_change_of_a_source_is_another_name(tmp_path: Path) -> None:
    copy = tmp_path / "sim"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    assert sources(copy) == sources(FOLDER)
    for name in ("irr.py", "compiled/accounts.py"):
        path = copy / name
        kept = path.read_bytes()
        path.write_bytes(kept + b"\n")
        assert sources(copy) != sources(FOLDER)
        path.write_bytes(kept)


def test_the_name_of_the_loop_tells_its_sources() -> None:
    assert simulate_tiles.__qualname__.endswith(sources(FOLDER))
