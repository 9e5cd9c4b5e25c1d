"""Draws docs/images/run.svg: what `roi run bank-chatbot` shows, from the program itself.

python docs/picture.py
"""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

import roi
from tui.request import Asked, request
from tui.views.result import metrics_table, readings, title

TARGET = Path(__file__).parent / "images" / "run.svg"
WIDTH = 112


def picture() -> str:
    """The SVG of the first screen of a run."""
    asked = request(Asked("bank-chatbot"))
    run = roi.simulate(asked.model, draws=16_384, seed=1)
    summary = run.summary()
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(title(run, asked.settings))
    console.print(metrics_table(run, summary, "headline"))
    for line in readings(run, summary, "headline"):
        console.print(line)
    return console.export_svg(title="roi run bank-chatbot", unique_id="roi")


if __name__ == "__main__":
    TARGET.write_text(picture(), encoding="utf-8")
    print(f"Wrote {TARGET}")
