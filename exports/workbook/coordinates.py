"""Names of cells.  Without openpyxl, which is imported only where a workbook is written or read."""

import re
from functools import cache

_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RELATIVE = re.compile("\x01(.)", re.DOTALL)
# Added to the number of a column.  A placeholder is about as short as what it stands for: where two sides of a
# comparison are compared by their length, see `roi.formula.word_forms.compared`, it counts as a reference does.
_COLUMN = 0xE000


@cache
def letters(col: int) -> str:
    """1 → A, 27 → AA."""
    text = ""
    while col:
        col, rest = divmod(col - 1, 26)
        text = chr(65 + rest) + text
    return text


def relative(col: int) -> str:
    """In a formula of cells side by side: this column under the first of them, the next under the next …"""
    return f"\x01{chr(_COLUMN + col)}"


def moved(formula: str, columns: int) -> str:
    """A formula with `relative` columns as it stands so many columns right of the first cell."""
    return _RELATIVE.sub(lambda match: letters(ord(match[1]) - _COLUMN + columns), formula)


def number_of(column: str) -> int:
    """A → 1, AA → 27."""
    result = 0
    for letter in column.upper():
        result = 26 * result + ord(letter) - 64
    return result


def place_of(address: str) -> tuple[int, int]:
    """Row and column of a cell: `B3` and `$B$3` → (3, 2).

    Raises:
        KeyError: no address of a cell.
    """
    match = _ADDRESS.fullmatch(address.replace("$", ""))
    if match is None:
        raise KeyError(address)
    return int(match[2]), number_of(match[1])


@cache
def quoted(title: str) -> str:
    """The title of a sheet as a reference has it: `Model`, `'Cash flow'`."""
    return title if re.fullmatch(r"[A-Za-z]+", title) else f"'{title}'"
