"""Compiled code that is kept is that of these sources, all of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
    assert simulate_tiles.__qualname__.endswith(sources(FOLDER, FOLDER.parent / "formula"))


SCRIPT = """
import sys
from roi.sim.compiled.cached import compiled
sys.path.insert(0, {folder!r})
import function
print(function.twice(4), function.twice.stats.cache_hits if hasattr(function.twice, "stats") else 0)
"""
FUNCTION = """
from roi.sim.compiled.cached import compiled
def twice(x):
    return 2 * x
twice = compiled(twice)
"""


def kept_in(folder: Path, chosen: str) -> str:
    (folder / "function.py").write_text(FUNCTION)
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(folder=str(folder))],
        env={**os.environ, "NUMBA_CACHE_DIR": chosen, "HOME": "/nowhere", "XDG_CACHE_HOME": "/dev/null/x"},
        cwd=FOLDER.parents[1], capture_output=True, text=True, check=True,
    )  # fmt: skip
    return ended.stdout.strip()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="owners and modes of POSIX")
def test_code_is_kept_for_this_user_only_and_done_without_where_that_cannot_be(tmp_path: Path) -> None:
    home, cache = tmp_path / "home", tmp_path / "home" / "cache"
    home.mkdir()
    assert kept_in(tmp_path, str(cache)) == "8 Counter()"
    files = list(cache.rglob("*"))
    assert any(path.suffix == ".nbc" for path in files)
    assert all(path.stat().st_mode & 0o077 == 0 for path in (cache, *files))
    assert kept_in(tmp_path, str(cache)).startswith("8 Counter({")  # found again
    home.chmod(0o777)  # anybody may put another cache in the place of this one
    assert kept_in(tmp_path, str(cache)) == "8 Counter()"
    assert kept_in(tmp_path, "") == "8 Counter()"  # no home that can be written to
