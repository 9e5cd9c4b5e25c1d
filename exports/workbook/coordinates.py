"""Names of cells.  Without openpyxl, which is imported only where a workbook is written or read."""

import re


def letters(col: int) -> str:
    """1 → A, 27 → AA."""
    text = ""
    while col:
        col, rest = divmod(col - 1, 26)
        text = chr(65 + rest) + text
    return text


def quoted(title: str) -> str:
    """The title of a sheet as a reference has it: `Model`, `'Cash flow'`."""
    return title if re.fullmatch(r"[A-Za-z]+", title) else f"'{title}'"
