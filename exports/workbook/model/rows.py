"""The Model sheet while it grows, a row after the other."""

from __future__ import annotations

from dataclasses import field

import numpy as np

from exports.workbook.layout import MONTHS, Constants
from exports.workbook.model import refs as at
from exports.workbook.model.refs import ModelRefs
from exports.workbook.writer.growing import GrowingSheet
from roi.arrays import Array
from roi.records import dataclass


@dataclass(slots=True)
class ModelSheet(GrowingSheet):
    """The page while it grows: row and money by month 0 … 120 of each paid line (`flows`, by id) and each total.

    Two tables, because a line may be called as a total is.  `factors`: the discount factors of months 0 … 120.
    """

    COLUMNS = (at.LABEL, at.LAST_MONTH)
    constants: Constants
    refs: ModelRefs
    factors: Array
    row: int = field(default=at.FIRST_ROW, kw_only=True)
    flows: dict[str, tuple[int, Array]] = field(default_factory=dict)
    totals: dict[str, tuple[int, Array]] = field(default_factory=dict)

    def months(self, row: int, formula: str, values: Array, form: str = "", style: str = "formula") -> None:
        """One formula over months 0 … 120; `HERE` in it is the column."""
        self.page.across(row, at.MONTH_0, f"={formula}", values, style=style, form=form)


def padded(values: Array) -> Array:
    """Months 0 … horizon, then zeros to month 120."""
    return np.concatenate([values, np.zeros(MONTHS + 1 - len(values))])
