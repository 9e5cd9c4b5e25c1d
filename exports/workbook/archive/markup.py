"""What the parts of a workbook hold, as far as answers need it: one handler a part, each within limits."""

from __future__ import annotations

import re
from collections.abc import Callable

from exports.archive.stream import Elements
from exports.workbook.coordinates import letters, number_of
from exports.workbook.xstring import read_xstring
from roi.errors import RoiError
from roi.records import dataclass

MOST_NAMES = 20_000
MOST_FORMATS = 70_000  # Excel allows 65,490 styles
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_DAMAGED = "Ask for the file again, or open it in a spreadsheet program and save it anew."


class Types(Elements):
    """What the file declares to hold."""

    def __init__(self) -> None:
        super().__init__()
        self.workbook = self.binary = self.macros = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("Override", "Default"):
            kind = attributes.get("ContentType", "")
            self.workbook |= kind == _WORKBOOK_TYPE
            self.binary |= "sheet.binary" in kind
            self.macros |= "macroEnabled" in kind or "vbaProject" in kind


class Relations(Elements):
    """Where the parts are: id → (last word of the type, target)."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, tuple[str, str]] = {}

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.targets[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))
        if len(self.targets) > MOST_NAMES:
            raise RoiError("the workbook has more parts than can be", hint=_DAMAGED)


class Workbook(Elements):
    """Sheets, in order, and the names that are wanted."""

    def __init__(self, wanted: Callable[[str], bool]) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []
        self.names: dict[str, str] = {}
        self.copies: set[str] = set()
        self.linked = False
        self._wanted = wanted
        self._name: tuple[str, bool] | None = None

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet" and self.path[-2:-1] == ["sheets"]:
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), relation))
        elif name == "externalReference":
            self.linked = True
        elif name == "definedName" and self._wanted(known := read_xstring(attributes.get("name", ""))):
            self._name = (known, "localSheetId" in attributes)
            self.collect()
        if len(self.sheets) + len(self.names) + len(self.copies) > MOST_NAMES:
            raise RoiError("the workbook has more sheets and names than can be", hint=_DAMAGED)

    def closed(self, name: str) -> None:
        if name != "definedName" or self._name is None:
            return
        text, (key, local) = self.collected(), self._name
        self._name = None
        if local:
            self.copies.add(key)
        elif key in self.names:
            raise RoiError(f"the name {key[:60]!r} is defined twice", hint=_DAMAGED)
        else:
            self.names[key] = text.strip()


@dataclass(slots=True)
class Raw:
    """A cell as its element tells it; a shared text by its index, a format by its style."""

    kind: str = "n"
    style: int = 0
    value: str = ""
    formula: bool = False


class SheetCells(Elements):
    """The cells asked for, by (row, column)."""

    def __init__(self, wanted: set[tuple[int, int]]) -> None:
        super().__init__()
        self.raws: dict[tuple[int, int], Raw] = {}
        self._wanted = wanted
        self._row = self._column = 0
        self._cell: Raw | None = None

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._row = whole(attributes.get("r"), self._row + 1)
            self._column = 0
        elif name == "c" and self.path[-2:-1] == ["row"]:
            self._open_cell(attributes)
        elif self._cell is None:
            return
        elif name == "f" and self.path[-2] == "c":
            self._cell.formula = True
        elif (name == "v" and self.path[-2] == "c") or (name == "t" and "rPh" not in self.path):
            self.collect()

    def _open_cell(self, attributes: dict[str, str]) -> None:
        match = _CELL.fullmatch(attributes.get("r", ""))
        # Without an address a cell is the next one of its row.
        row, column = (int(match[2]), number_of(match[1])) if match else (self._row, self._column + 1)
        self._column = column
        if (row, column) not in self._wanted:
            return
        if (row, column) in self.raws:
            raise RoiError(f"the cell {letters(column)}{row} is there twice", hint=_DAMAGED)
        self._cell = Raw(attributes.get("t", "n"), whole(attributes.get("s"), 0))
        self.raws[row, column] = self._cell

    def closed(self, name: str) -> None:
        if name == "c":
            self._cell = None
        elif self._cell is not None and name in ("v", "t"):
            self._cell.value += self.collected()


class StoredStrings(Elements):
    """The shared texts of the indices asked for."""

    def __init__(self, numbers: set[int]) -> None:
        super().__init__()
        self.texts: dict[int, str] = {}
        self._wanted = numbers
        self._index = -1

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._index += 1
        elif name == "t" and self._index in self._wanted and "rPh" not in self.path:
            self.collect()

    def closed(self, name: str) -> None:
        if name == "t" and self._index in self._wanted:
            self.texts[self._index] = self.texts.get(self._index, "") + self.collected()


class Formats(Elements):
    """The number formats of the styles that cells refer to."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[int, str] = {}
        self.styles: list[int] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt" and self.path[-2:-1] == ["numFmts"]:
            self.codes[whole(attributes.get("numFmtId"), 0)] = attributes.get("formatCode", "")[:255]
        elif name == "xf" and self.path[-2:-1] == ["cellXfs"]:
            self.styles.append(whole(attributes.get("numFmtId"), 0))
        if len(self.codes) + len(self.styles) > MOST_FORMATS:
            raise RoiError("the workbook has more number formats than can be", hint=_DAMAGED)

    def code(self, style: int) -> str:
        """The format code of a cell's style."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        number = self.styles[style] if style < len(self.styles) else 0
        if number in self.codes:
            return self.codes[number]
        # 27 … 36 and 50 … 58 are dates of East Asian programs, which openpyxl does not list.
        # The dollar of a built-in format is whatever money the reader's own country has.
        code = BUILTIN_FORMATS.get(number, "yyyy-mm-dd" if 27 <= number <= 58 else "General")
        return str(code).replace('"$"', "")


class Properties(Elements):
    """The document's own properties whose names begin with `roi.`, without that."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self._name = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "property":
            self._name = attributes.get("name", "")[:60]
        elif name == "lpwstr" and self._name.startswith("roi."):
            self.collect()

    def closed(self, name: str) -> None:
        if name == "lpwstr" and self._name.startswith("roi."):
            self.texts[self._name.removeprefix("roi.")] = self.collected()


def whole(text: str | None, otherwise: int) -> int:
    """A whole number below a thousand million."""
    return int(text) if text and len(text) <= 9 and text.isascii() and text.isdigit() else otherwise
