"""Sentences that stay live: a formula and the text it gives now, put together from the same parts.

Numbers are written by `FIXED`, which follows the reader's own separators; the codes of `TEXT` would be read
differently in other languages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from exports.workbook.book import Book, Value
from exports.workbook.styles import NEVER

STEPS = ((1e9, " bn"), (1e6, " M"), (1e3, " k"))  # in which sentences say money
_QUOTED = 120  # characters of one text inside a formula, before its quotes are doubled


@dataclass(frozen=True, slots=True)
class Said:
    """A formula without `=` and what it is worth."""

    formula: str
    value: str

    def __add__(self, other: Said) -> Said:
        return Said(f"{self.formula}&{other.formula}", self.value + other.value)


def words(text: str) -> Said:
    """A constant text; Excel takes no more than 255 characters between quotes."""
    parts = [text[start : start + _QUOTED] for start in range(0, len(text), _QUOTED)] or [""]
    quoted = ('"' + part.replace('"', '""') + '"' for part in parts)
    return Said("&".join(quoted), text)


def fixed(value: float, decimals: int) -> str:
    """What `FIXED` gives: halves are rounded away from zero."""
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{rounded:,}" if rounded else f"{abs(rounded):,}"


def signed(value: float, decimals: int) -> str:
    """What `FIXED` gives, with a minus in place of its hyphen: nothing breaks a line there."""
    return fixed(value, decimals).replace("-", "−")


def minus(formula: str) -> str:
    """The formula of a text with a minus in place of a hyphen."""
    return f'SUBSTITUTE({formula},"-","−")'


class Live:
    """What cells are worth now, by defined name or by address with the sheet."""

    def __init__(self, book: Book, currency: str) -> None:
        self.book = book
        self.currency = currency
        self.scale = 1.0
        self.suffix = ""

    def worth(self, ref: str) -> Value:
        """The value of a cell.

        Raises:
            KeyError: an unknown name or sheet.
        """
        sheet, _, cell = self.book.names.get(ref, ref).rpartition("!")
        page = self.book.pages[sheet.strip("'")]
        address = cell.replace("$", "")
        if address in page.values:
            return page.values[address]
        found = page.worksheet[address].value
        return "" if found is None else found

    def number(self, ref: str) -> float | None:
        """The number of a cell; None where it holds a text or nothing."""
        found = self.worth(ref)
        return None if isinstance(found, str) else float(found)

    def money(self, ref: str) -> Said:
        """`USD 7.87 M`, in the scale of the sentences."""
        text = f'"{self.currency} "&{minus(f"FIXED({ref}/say_scale,2)")}&say_suffix'
        return self._said(ref, text, lambda v: f"{self.currency} {signed(v / self.scale, 2)}{self.suffix}")

    def percent(self, ref: str, decimals: int = 0) -> Said:
        """`47 %`."""
        text = f'{minus(f"FIXED(100*{ref},{decimals})")}&" %"'
        return self._said(ref, text, lambda v: f"{signed(100 * v, decimals)} %")

    def months(self, ref: str) -> Said:
        """`14.2 months` or `never`."""
        text = f'IF({ref}>={NEVER:.0f},"never",FIXED({ref},1)&" months")'
        return self._said(ref, text, lambda v: "never" if v >= NEVER else f"{fixed(v, 1)} months")

    def _said(self, ref: str, text: str, shown: Callable[[float], str]) -> Said:
        """Where the cell holds a word in place of a number, the word."""
        found = self.worth(ref)
        return Said(
            f"IF(ISNUMBER({ref}),{text},{ref})", found if isinstance(found, str) else shown(float(found))
        )

    def count(self, ref: str) -> Said:
        """A whole number."""
        value = self.number(ref) or 0.0
        return Said(f"FIXED({ref},0)", fixed(value, 0))

    def scaled(self, largest: float) -> tuple[float, str]:
        """Choose the scale of the sentences: the largest figure takes one to four digits before the point."""
        self.scale, self.suffix = next((step for step in STEPS if abs(largest) >= step[0]), (1.0, ""))
        return self.scale, self.suffix
