"""Lint, types and the directions of imports are part of the tests."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from benchmarks.house import (
    EVERYWHERE,
    PACKAGES,
    SAYS_NOTHING,
    Module,
    class_places,
    modules,
    names,
    silent_raisers,
)
from tests.support.typed import typed

ROOT = Path(__file__).parents[1]
OTHERS = [package for package in EVERYWHERE if package not in PACKAGES]
MOST_LINES = 300
CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "imports": ["importlinter.cli", "lint"],
}


@pytest.mark.parametrize("name", CHECKS)
def test_check_passes(name: str) -> None:
    module, *arguments = CHECKS[name]
    command = [sys.executable, "-m", module, *arguments]
    if name == "imports":
        command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_types_hold() -> None:
    done = typed()
    assert done.returncode == 0, done.stdout + done.stderr


@cache
def product() -> list[Module]:
    """Every module of the product code, read once."""
    return modules(ROOT)


def test_files_stay_readable() -> None:
    long = {str(module.path.relative_to(ROOT)): module.lines for module in product()}
    assert not {name: lines for name, lines in long.items() if lines > MOST_LINES}


def test_what_raises_says_so() -> None:
    """Everywhere but in commands: what one raises is told to a person, and its docstring is its help."""
    silent = [
        f"{module.path.relative_to(ROOT)}: {name}"
        for module in product()
        if not module.path.is_relative_to(ROOT / "tui" / "cli" / "commands")
        for name in silent_raisers(module)
    ]
    assert not silent


@pytest.mark.parametrize(
    ("raises", "silent"),
    [
        ("raise RoiError('no')", True),
        ("if x:\n        raise a.refused('no')", True),
        ("try:\n        x()\n    except OSError as e:\n        raise RoiError('no') from e", True),
        ("try:\n        raise RoiError('no')\n    except RoiError:\n        pass", False),
        ("raise NotImplementedError", False),
        ("def _inner():\n        raise RoiError('no')", False),
        ("return 1", False),
    ],
)
@pytest.mark.parametrize("about", ["It.", "It.\n\n    Raises:\n        RoiError: no.\n    "])
def test_who_raises_and_does_not_say_so(raises: str, silent: bool, about: str, tmp_path: Path) -> None:
    (tmp_path / "roi").mkdir()
    (tmp_path / "roi" / "a.py").write_text(f'def f():\n    """{about}"""\n    {raises}\n')
    (module,) = modules(tmp_path)
    assert list(silent_raisers(module)) == (["f"] if silent and "Raises" not in about else [])


def test_names_say_what_they_name() -> None:
    nothing = [
        f"{module.path.relative_to(ROOT)}: {name}"
        for module in (*product(), *modules(ROOT, *OTHERS))
        for name in names(module)
        if name in SAYS_NOTHING
    ]
    assert not nothing


@pytest.mark.parametrize(
    "code",
    [
        "told = 1",
        "for told in (): pass",
        "x = [told for told in ()]",
        "def f(told): pass",
        "def told(): pass",
        "x = lambda *, told: 1",
        "class A:\n    told: int",
        "x.told = 1",
        "with x() as told: pass",
        "try: x()\nexcept OSError as told: pass",
        "if told := x(): pass",
    ],
)
def test_every_kind_of_name_is_read(code: str, tmp_path: Path) -> None:
    (tmp_path / "roi").mkdir()
    (tmp_path / "roi" / "a.py").write_text(f"{code}\n")
    (module,) = modules(tmp_path)
    assert "told" in names(module)


def test_a_class_has_a_name_of_its_own() -> None:
    """But for what the JSON document says of a thing of the engine, under its name; and few others."""
    shared = [paths for paths in class_places(product()).values() if len(paths) > 1]
    document = ROOT / "exports" / "document"
    others = [paths for paths in shared if document not in [path.parent for path in paths]]
    assert len(others) <= 8, others


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("tui.cli.main", ("numpy", "scipy", "pydantic", "pandas", "openpyxl", "textual", "rich.table")),
        ("tui.start, tui.app.app", ("numpy", "scipy", "pydantic", "pandas", "openpyxl", "typer")),
        (
            "roi",
            ("numpy", "scipy", "pandas", "openpyxl", "textual", "rich", "typer", "pydantic", "numba"),
        ),
        (
            "roi.sim.run",
            ("scipy.stats", "scipy.optimize", "pandas", "openpyxl", "textual", "pydantic", "numba"),
        ),
        ("cases", ("scipy.stats", "scipy.optimize", "pandas", "openpyxl", "textual", "rich", "typer")),
        ("exports", ("pandas", "openpyxl", "textual", "rich", "typer")),
    ],
)
def test_what_is_heavy_is_imported_late(module: str, forbidden: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print([m for m in {forbidden!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
