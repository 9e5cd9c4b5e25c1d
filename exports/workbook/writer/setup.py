"""How a page prints, and what may be typed into its cells."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from exports.brand import Brand
from exports.workbook.xstring import xstring
from roi.text import plain

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation

_LARGEST = 1e15
LONGEST_CHOICES = 255  # characters of a list that stands in its rule, commas included
_LONGEST_MESSAGE = 220  # characters Excel shows of one
_A4 = 9
PIXELS, EDGE = 7, 5  # of a column: for each digit of its width, and around them
_PRINTED = 935  # pixels between the margins of A4 across, at full size
_HIGH = 490.0  # points between them from top to bottom, with some to spare
_LINE_POINTS = 9
_SMALLEST = 40  # per cent


def printing(
    sheet: Any, area: str, rows: str, columns: str, landscape: bool, pages_high: int, split_after: int = 0,
    highest: tuple[int, float] | None = None,
) -> None:  # fmt: skip
    """A4, as wide as a page; `rows` (`1:3`) and `columns` (`A:B`) repeat on each page.

    With `split_after`, a column, two pages stand side by side: at the scale at which the first one, with all
    columns up to that one, fits the paper.  With `highest`, the last column and the points of the highest part
    between two breaks, each part is a page.  Programs that fit pages to paper leave out breaks of one's own.
    """
    if area:
        sheet.print_area = area
    if rows:
        sheet.print_title_rows = rows
    if columns:
        sheet.print_title_cols = columns
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = _A4
    if split_after:
        _split(sheet, split_after)
    elif highest is not None:
        last, points = highest
        _scale(sheet, last, _HIGH / points)
    else:
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages_high
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "Page &P of &N"


def printed_height(widths: Iterable[float]) -> float:
    """Points of rows on a page across whose columns, in characters, are fitted to its width."""
    pixels = sum(PIXELS * width + EDGE for width in widths)
    return _HIGH * max(1.0, pixels / _PRINTED)


def lines(sheet: Any, brand: Brand) -> None:
    """What a brand has on every printed page: who may read it at the head, its line at the foot."""
    for part, text in (
        (sheet.oddHeader.center, brand.confidentiality),
        (sheet.oddFooter.center, brand.footer),
    ):
        if text:
            # A line that begins with digits would go on with the code of the size.
            part.text, part.font, part.color = (
                text.replace("&", "&&"),
                f"{brand.font},Regular",
                brand.accent[1:].upper(),
            )
            part.size = _LINE_POINTS


def _scale(sheet: Any, last: int, at_most: float = 1.0) -> None:
    """The scale at which the columns up to the last fit the paper, at most a share of full size."""
    from openpyxl.utils import get_column_letter

    widths = (sheet.column_dimensions[get_column_letter(col)].width for col in range(1, last + 1))
    pixels = sum(PIXELS * width + EDGE for width in widths)
    sheet.page_setup.scale = max(_SMALLEST, math.floor(100 * min(1.0, at_most, _PRINTED / pixels)))


def _split(sheet: Any, last: int) -> None:
    from openpyxl.worksheet.pagebreak import Break, ColBreak

    _scale(sheet, last)
    breaks = ColBreak()
    breaks.append(Break(id=last))
    sheet.col_breaks = breaks


def validation(
    low: float | str | None, high: float | str | None, whole: bool, choices: Sequence[str] | str, says: str
) -> DataValidation:
    """A number between two bounds (numbers or references), or one of a few choices; a blank is allowed.

    `choices`: the texts, with at most `LONGEST_CHOICES` characters together, or the cells in which they stand.

    Raises:
        ValueError: the texts of the choices are too long.
    """
    from openpyxl.worksheet.datavalidation import DataValidation

    if choices:
        listed = choices if isinstance(choices, str) else f'"{",".join(choices)}"'
        if not isinstance(choices, str) and len(listed) > LONGEST_CHOICES + 2:
            raise ValueError(f"choices of {len(listed)} characters: put them into cells")
        rule = DataValidation(type="list", formula1=listed)
    else:
        kind: Literal["whole", "decimal"] = "whole" if whole else "decimal"
        first, last = -_LARGEST if low is None else low, _LARGEST if high is None else high
        rule = DataValidation(type=kind, operator="between", formula1=_bound(first), formula2=_bound(last))
    rule.allow_blank = True
    rule.showErrorMessage = True
    rule.errorTitle = "Not allowed here"
    rule.error = xstring(plain(says, _LONGEST_MESSAGE)) or "A number within the limits of this row."
    return rule


def _bound(value: float | str) -> str:
    return value if isinstance(value, str) else repr(value)
