"""The Trials sheet while it grows, a column after the other."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from exports.workbook.coordinates import letters
from exports.workbook.layout import Layout, Subject
from exports.workbook.trials.refs import HEADER, TrialRefs
from exports.workbook.trials.values import TrialValues
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.dense import Part, Shared
from roi.case import DISCOUNT_RATE
from roi.sim.cuts import Cut

Array = NDArray[np.float64]
GROUP = HEADER - 1
MONTHLY, YEARLY, WITHIN = HEADER + 1, HEADER + 2, HEADER + 3  # flags above the blocks
FIRST = WITHIN + 1
LABEL = 1
WIDTH = 15.0


@dataclass(slots=True)
class Grid:
    """The page while it grows from left to right.

    `columns` by metric, `draw_<input>` and `line_pv`; `parts` are its rows; `col` is the next free column.
    """

    book: Book
    page: Page
    subject: Subject
    layout: Layout
    values: TrialValues
    refs: TrialRefs
    columns: dict[str, int] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    cached: dict[str, Array] = field(default_factory=dict)  # what the cells of each column are worth
    running: dict[Cut, int] = field(default_factory=dict)  # column of month 0 of each block
    col: int = LABEL + 1

    @property
    def by_year(self) -> bool:
        """Whether flows are discounted, and rates found, by years."""
        return self.subject.model.case.header.discounting == "year-end"

    def style(self, style: str, form: str = "") -> int:
        """The index of a style."""
        return self.book.styles.index(style, form)

    def heading(self, text: str, unit: str = "", *, width: float = WIDTH) -> None:
        """The heading of the next column."""
        self.page.text(HEADER, self.col, f"{text}\n{unit}" if unit else text, style="heading")
        self.page.widths({self.col: width})

    def group(self, text: str) -> None:
        """A title over the columns that follow."""
        self.page.put(GROUP, self.col, text, style="label_bold")

    def formula(
        self, key: str, text: str, unit: str, formula: str, values: Array, style: str, form: str = "",
        otherwise: str = "undefined", *, named: bool = False,
    ) -> int:  # fmt: skip
        """A column of one formula; returns its number."""
        self.heading(text, unit)
        shown = np.array(self.values.wide(values), dtype=float)
        self.parts.append(Shared(self.col, formula, shown, self.style(style, form), otherwise))
        self.columns[key] = self.col
        self.cached[key] = shown
        self.col += 1
        return self.col - 1


def line_pv(line: str) -> str:
    """The key of the column with a line's present value: with a space, which no id and no metric has."""
    return f"pv {line}"


def discount(grid: Grid) -> str:
    """The discount factors of months 1 … 120: those of Model, or of the row's own rate."""
    col = grid.columns.get(f"draw_{DISCOUNT_RATE}")
    return "time_factor" if col is None else f"(1+${letters(col)}{FIRST})^(-time_years)"
