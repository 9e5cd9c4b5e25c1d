"""What `roi open` imports until its inputs are painted, by name: whoever adds to it looks at what it costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
CODE = """
import sys
from tui.special_functions import import_functions_alone
import_functions_alone()
from tui.app.app import RoiApp
app = RoiApp("clinical-scribe")
def painted(screen):
    app.exit()
    names = {*sys.modules}
    print("\\n" + " ".join(sorted(names)))
def opened(session, show=app.show):
    screen = show(session)
    type(screen)._begin_first = painted
    return screen
app.show = opened
app.run(headless=True, size=(140, 40))
"""
# Of parts of a screen, only those that the first frames show; of analyses and words, those that inputs are put in.
ALLOWED = {
    "tui.app.widgets": {
        "choice", "densities", "editor", "glimpse", "headline", "inputs", "interview", "keys", "pane", "plain",
        "question", "row_keys",
    },
    "roi.analysis": {"audit", "headline"},
    "exports.voice": {
        "model_facts", "figures", "finance", "formats", "headline", "origins", "redaction", "settings", "spaces",
        "update", "wording",
    },
    "tui.app.screens": {
        "attempts", "commands", "dialogs", "editing", "edits", "estimate", "explain", "files", "host", "jobs",
        "once", "opening", "panes", "start", "start_entries", "tab_contents",
    },
}  # fmt: skip
NEVER = (
    "typer", "pydantic", "filelock", "openpyxl", "pandas", "pyarrow", "unittest", "numpy.f2py",
    "scipy.stats", "scipy.optimize", "scipy.linalg", "scipy.special._orthogonal", "textual_plot",
    "exports.document", "exports.workbook", "exports.portfolio_book", "roi.portfolio", "roi.observed.update",
    "tui.app.story",
)  # fmt: skip


def test_what_is_imported_before_the_inputs_are_painted() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    names = done.stdout.split()
    assert "tui.app.screens.estimate" in names, done.stderr
    for package, allowed in ALLOWED.items():
        inside = {name.removeprefix(f"{package}.") for name in names if name.startswith(f"{package}.")}
        assert inside <= allowed, package
    assert [name for name in NEVER if name in names] == []
