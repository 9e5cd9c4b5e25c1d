"""Lines end between words, and never inside a figure."""

from __future__ import annotations

import re

import pytest
from rich.text import Text
from textual.content import Content

from tui.cli.console import PlainConsole
from tui.views.line_breaks import hold_figures

TEXT = (
    "Expected loss USD 1.28 M ± 0.02 M; a loss in 96.9 % of draws; back after 26.4 months, or once the price is "
    "56.6 USD/seat/month or less, 1,234 k a year (8 in 10: USD −30.1 M to 27.9 M), P50 >99.9 % ± <0.1 %."
)
FIGURES = ("USD 1.28 M", "± 0.02 M", "96.9 %", "26.4 months", "56.6 USD/seat/month", "1,234 k", "USD −30.1 M",
           "27.9 M", ">99.9 %", "± <0.1 %")  # fmt: skip


@pytest.mark.parametrize("width", range(20, 120))
def test_a_figure_stands_in_one_line(width: int) -> None:
    hold_figures()
    rich = [line.plain for line in Text(TEXT).wrap(PlainConsole(), width)]
    textual = [line.plain for line in Content(TEXT).wrap(width)]
    for lines in (rich, textual):
        assert all(len(line.rstrip()) <= width for line in lines)
        assert re.sub(r"\s+", " ", " ".join(lines)).strip() == TEXT  # nothing else in it
        for figure in FIGURES:
            assert any(figure in line for line in lines), (figure, lines)
