"""Nothing reads a widget from a thread: a thread runs a function of a module on values, and posts messages.

Read off the source tree: every place that starts a thread, and what it hands over.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import tui.app

FOLDER = Path(tui.app.__file__).parent
STARTERS = ("run_worker", "_in_thread", "in_thread")
WIDGETS = ("self", "self._screen", "self.app", "screen", "self._host")  # that a thread may not be given


@dataclass(frozen=True)
class Start:
    """A place where work is handed to a thread."""

    where: str
    work: ast.expr
    function: ast.FunctionDef

    def resolved(self) -> ast.expr:
        """The work itself, where it has a name in the function."""
        if isinstance(self.work, ast.Name):
            for node in ast.walk(self.function):
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == self.work.id:
                    return node.value
        return self.work


def starts() -> Iterator[Start]:
    """Every call that starts a thread, and every `work` of a dialog that works."""
    for path in sorted(FOLDER.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    work = _handed(function, node)
                    if work is not None:
                        yield Start(f"{path.relative_to(FOLDER)}:{work.lineno}", work, function)


def _handed(function: ast.FunctionDef, node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.Return) and function.name == "work":
        return node.value
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    named = {each.arg: ast.unparse(each.value) for each in node.keywords}
    if node.func.attr not in STARTERS or (node.func.attr == "run_worker" and named.get("thread") != "True"):
        return None
    work = node.args[0] if node.func.attr == "run_worker" else node.args[1]
    parameters = [each.arg for each in function.args.args]
    return None if isinstance(work, ast.Name) and work.id in parameters else work  # whoever calls it is read


def values_of(work: ast.expr) -> tuple[str, list[str]]:
    """The function that a thread runs, and what it is given."""
    if isinstance(work, ast.Call) and ast.unparse(work.func) == "partial":
        first, *others = work.args
        return ast.unparse(first), [
            ast.unparse(each) for each in (*others, *(k.value for k in work.keywords))
        ]
    return ast.unparse(work), []


@pytest.fixture(scope="module")
def places() -> list[Start]:
    """All of them, read once, and only by who looks at them."""
    return list(starts())


def test_every_thread_of_the_app_is_seen(places: list[Start]) -> None:
    ran = {values_of(each.resolved())[0] for each in places}
    assert ran >= {
        "engine_imported", "_simulate", "_study", "_write_autosave", "import_contents", "_read", "work_to_end",
        "export_run", "updating_by", "run_portfolio", "plan", "explain",
    }  # fmt: skip


def test_a_thread_runs_a_function_of_a_module_on_values(places: list[Start]) -> None:
    for start in places:
        function, values = values_of(start.resolved())
        assert function.isidentifier(), (
            f"{start.where}: {function} is bound to a widget, or sees one around it"
        )
        for value in values:
            assert value not in WIDGETS, f"{start.where}: a thread is given {value}"
            assert not re.search(r"\blambda\b|\bquery", value), f"{start.where}: {value} reads a widget later"


def test_what_runs_in_threads_knows_no_widget_and_no_screen() -> None:
    for path in sorted((FOLDER / "workers").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                module = node.module or ""
                assert not module.startswith(("tui.app.widgets", "tui.app.screens")), (path.name, module)
                assert not module.startswith("textual") or module in ("textual.message", "textual.app"), (
                    path.name
                )
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("query", "query_one", "screen", "focused"), (path.name, node.lineno)
