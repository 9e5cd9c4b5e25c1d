"""The texts of all sheets, each written once (shared strings, ECMA-376 part 1, 18.4)."""

from __future__ import annotations

from exports.markup import escape
from exports.workbook.xstring import xstring

PART = "xl/sharedStrings.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Strings:
    """A table of texts that grows as sheets are written; cells hold places in it."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def place(self, text: str) -> int:
        """Where a text stands, from 0 on."""
        return self._places.setdefault(text, len(self._places))

    def xml(self) -> str:
        """The part of the file."""
        return f'<sst xmlns="{_MAIN}" uniqueCount="{len(self._places)}">{"".join(map(_item, self._places))}</sst>'


def _item(text: str) -> str:
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<si><t{kept}>{escape(xstring(text))}</t></si>"
