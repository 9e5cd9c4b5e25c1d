"""The logo of a brand on a page."""

from __future__ import annotations

import io

from exports.workbook.writer.book import Page
from exports.workbook.writer.setup import EDGE, PIXELS

_POINTS_A_PIXEL, _EMU = 0.75, 9_525  # and English metric units of one


def place_logo(page: Page, row: int, col: int, last: int, points: float) -> None:
    """The logo of the brand, if it has one, against the right edge of column `last`.

    Args:
        page: with the widths of its columns.
        row, col: where there is room for it, down to `points` and up to `last`.
        points: its height at most.
    """
    logo, sheet = page.book.brand.logo, page.worksheet
    if logo is None:
        return
    # The sheet of questions places one, and who reads one back loads no library.
    from openpyxl.drawing.image import Image
    from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
    from openpyxl.drawing.xdr import XDRPositiveSize2D
    from openpyxl.utils import get_column_letter

    widths = [sheet.column_dimensions[get_column_letter(each)].width for each in range(col, last + 1)]
    room = [PIXELS * width + EDGE for width in widths]
    width, height = logo.fitted(sum(room), points / _POINTS_A_PIXEL)
    left = sum(room) - width
    while left >= room[0]:  # the column in which it begins
        left, col = left - room.pop(0), col + 1
    start = AnchorMarker(col=col - 1, colOff=round(left * _EMU), row=row - 1, rowOff=0)
    size = XDRPositiveSize2D(round(width * _EMU), round(height * _EMU))
    image = Image(io.BytesIO(logo.png))
    image.anchor = OneCellAnchor(_from=start, ext=size)
    sheet.add_image(image)
    page.pictures += 1
