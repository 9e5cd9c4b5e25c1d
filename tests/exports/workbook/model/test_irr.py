"""The rate of return as a formula, beside the engine, on many kinds of cash flows; LibreOffice works it out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest

from exports.workbook.coordinates import letters
from exports.workbook.model.irr import UNBOUNDED, UNDEFINED, FlowRanges, irr_formula
from roi.sim.irr import irr
from tests.support.libreoffice import recalculated
from tests.support.sheets import first_sheet

pytestmark = pytest.mark.libreoffice
LAST = 24
FIRST_COLUMN = 3


def _streams() -> np.ndarray:
    """Investments, loans, second investments, seats paid yearly ahead, noise: 240 of LAST + 1 periods each."""
    rng = np.random.default_rng(3)
    flows = rng.lognormal(0, 0.7, (LAST + 1, 240))
    flows[0] *= -rng.uniform(2, 30, 240)
    flows[9, 40:80] -= rng.uniform(0, 30, 40)
    flows[0:24:6, 80:140] -= rng.uniform(0, 9, 60)
    flows[-1, 140:160] = -rng.uniform(0, 20, 20)
    flows[:, 160:180] *= -1
    flows[:, 180:220] = np.round(rng.normal(0, 2, (LAST + 1, 40)))
    flows[:, 220:226] = np.abs(flows[:, 220:226]) * [1, -1, 1, -1, 0, 0]
    flows[13:, ::3] = 0
    return flows


def test_the_formula_has_the_rates_of_the_engine(tmp_path: Path) -> None:
    flows = _streams()
    book = openpyxl.Workbook()
    sheet = first_sheet(book)
    width = LAST + 3
    areas = [FIRST_COLUMN + k * width for k in range(3)]
    for t in range(LAST + 1):
        sheet.cell(1, FIRST_COLUMN + t, t)
    for row, column in enumerate(flows.T, start=2):
        ends = np.flatnonzero(column)
        last = ends[-1] if ends.size else 0
        backwards = np.concatenate([column[last::-1], np.zeros(LAST - last)])
        for first, values in zip(areas, (column, np.cumsum(column), backwards), strict=True):
            for t, value in enumerate(values.tolist()):
                sheet.cell(row, first + t, value)

        def area(first: int, row: int = row) -> str:
            return f"${letters(first)}${row}:${letters(first + LAST)}${row}"

        of_row = FlowRanges(area(areas[0]), area(areas[1]), area(FIRST_COLUMN, 1), LAST, 1, area(areas[2]))
        sheet.cell(row, 1, f"={irr_formula(of_row)}")
    book.save(tmp_path / "rates.xlsx")
    (judged,) = recalculated(tmp_path / "rates.xlsx").sheets.values()
    expected = irr(flows, 1)
    wrong = [
        (place, judged.get(f"A{place + 2}"), rate)
        for place, rate in enumerate(expected.tolist())
        if not _same(judged.get(f"A{place + 2}"), rate)
    ]
    assert not wrong
    assert np.isnan(expected).sum() > 40
    assert np.isfinite(expected[80:140]).sum() > 30


def _same(shown: object, rate: float) -> bool:
    if np.isnan(rate):
        return shown == UNDEFINED
    if np.isinf(rate):
        return shown == UNBOUNDED
    return isinstance(shown, (int, float)) and abs(shown - rate) < 1e-7 * (1 + abs(rate))
