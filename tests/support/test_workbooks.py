"""The comparison of workbooks: differences are held to what was subtracted, all else to itself."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from openpyxl.workbook.defined_name import DefinedName

from tests.support.workbooks import compared, subtracted


def test_a_difference_is_held_to_what_was_subtracted(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Page"
    for row, (name, value) in enumerate({"live": 50_000.0559, "full": -50_000.0}.items(), start=1):
        sheet.cell(row, 1, value)
        book.defined_names[name] = DefinedName(name, attr_text=f"Page!$A${row}")
    sheet["A3"] = '=IF(COUNT(live,full)=2,ROUND(live-full,4),"–")'
    sheet["A4"] = "=SUM(live,full)-1"
    sheet["A5"] = "=A2-A1"
    sheet["A6"] = "=A2-Page!$A$1"
    book.save(path)
    sizes = subtracted(path, [f"Page!A{row}" for row in range(3, 7)])
    assert sizes == {f"Page!A{row}": 50_000.0559 for row in (3, 5, 6)}
    noise, fault = 0.0002, 0.2  # of a difference of 0.0559 between figures of 50,000

    def wrong(address: str, off: float) -> tuple[str, ...]:
        return compared({address: 0.0559}, {address: 0.0559 + off}, 1e-6, path).wrong

    assert wrong("Page!A3", noise) == ()
    assert wrong("Page!A3", fault)
    assert wrong("Page!A4", noise)
