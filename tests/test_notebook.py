"""The example notebook runs, and what it shows is what it gives.  ROI_UPDATE=1 writes its outputs anew."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.support.golden import UPDATE

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
_CHANGING = ("execution", "scrolled")  # times of a run


def read() -> nbformat.NotebookNode:
    notebook: nbformat.NotebookNode = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def shown(notebook: nbformat.NotebookNode) -> list[list[str]]:
    """By cell of code: printed texts, texts of values, and kinds of pictures."""
    cells = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        texts = ["".join(output.text) for output in cell.outputs if output.output_type == "stream"]
        for output in cell.outputs:
            data = output.get("data", {})
            if "image/png" in data:
                texts.append("a picture")
            elif "text/plain" in data:
                texts.append(re.sub(r" at 0x[0-9a-f]+", "", data["text/plain"]))
        cells.append(texts)
    return cells


@pytest.mark.slow
def test_the_notebook_shows_what_it_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    kept = read()
    before = shown(kept)
    NotebookClient(kept, timeout=300, kernel_name="python3").execute()
    for cell in kept.cells:
        for key in _CHANGING:
            cell.metadata.pop(key, None)
    if UPDATE:
        nbformat.write(kept, NOTEBOOK)  # type: ignore[no-untyped-call]
        return
    assert shown(kept) == before


def test_it_was_run_from_top_to_bottom() -> None:
    cells = [cell for cell in read().cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert all(output.output_type != "error" for cell in cells for output in cell.outputs)
    assert sum(map(bool, shown(read()))) >= 12
