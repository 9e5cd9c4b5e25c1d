"""How cells look: one table of looks, one of number formats, and the colours of the charts.

A style is written `look` or `look format`: `"input"`, `"link money"`, `"total percent"`.  Blue on cream is
what a reader may change, black is worked out here, green comes from another sheet; a column of marks, a
border or a word always says the same, so that nothing is told by colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal

from exports.brand import HOUSE, Brand, tint
from exports.voice.formats import LARGEST_RATE, share
from roi.records import dataclass
from roi.sim.metrics import MetricUnit
from roi.units import DeclaredUnit

Edge = Literal["", "top", "total", "box"]
FONT = "Arial"  # on every office; Liberation Sans has the same widths
SIZE = 10

WHITE, BLACK = "FFFFFF", "000000"
NAVY, PALE, FAINT = "1F3864", "DCE6F1", "F2F5FA"
INK, GREY, LINE = "1A1A1A", "595959", "A6A6A6"
BLUE, CREAM = "0000E0", "FFF8DC"
GREEN, RED = "00662B", "9C0006"
GREEN_FILL, RED_FILL, AMBER_FILL, AMBER = "E2F0D9", "FBE0E0", "FFF0CC", "6B4A00"

# Told apart by people who see no red or green, and by their lightness in print.
GAIN, LOSS, NET, BAND, BAND_INNER = "2F75B5", "C55A11", "1F3864", "BDD3EA", "7FA8D1"

NEVER = 1e9  # payback of a draw that never pays back: infinity has no cell


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks, without its number format."""

    name: str
    colour: str = INK
    fill: str = ""
    size: int = SIZE
    bold: bool = False
    italic: bool = False
    underline: bool = False
    edge: Edge = ""
    align: Literal["", "left", "center", "right"] = ""
    vertical: Literal["top", "center", "bottom"] = "center"
    wrap: bool = False
    shrink: bool = False  # smaller letters rather than ####
    indent: int = 0
    locked: bool = True


LOOKS: Mapping[str, Look] = {
    look.name: look
    for look in (
        Look("title", NAVY, size=18, bold=True),
        Look("title_long", NAVY, size=11, bold=True),
        Look("subtitle", GREY, size=11),
        Look("heading", WHITE, NAVY, bold=True, wrap=True),
        Look("heading_line", WHITE, NAVY, bold=True),
        Look("heading_right", WHITE, NAVY, bold=True, wrap=True, align="right"),
        Look("heading_centre", WHITE, NAVY, bold=True, wrap=True, align="center"),
        Look("heading_side", WHITE, NAVY, bold=True, wrap=True, align="left", indent=1),
        Look("section", NAVY, PALE, bold=True),
        Look("section_right", NAVY, PALE, bold=True, align="right"),
        Look("label"),
        Look("label_indent", align="left", indent=1),
        Look("label_wrap", wrap=True, vertical="top"),
        Look("label_linked", underline=True, wrap=True, vertical="top"),
        Look("label_fit", wrap=True),
        Look("label_indent_fit", align="left", indent=1, wrap=True),
        Look("note_fit", GREY, size=9, italic=True, wrap=True),
        Look("unit_fit", GREY, size=9, align="left", indent=1, wrap=True),
        Look("label_bold", bold=True),
        Look("note", GREY, size=9, italic=True),
        Look("note_side", GREY, size=9, italic=True, align="left", indent=1),
        Look("note_wrap", GREY, size=9, italic=True, wrap=True, vertical="top"),
        Look("text_wrap", wrap=True, vertical="top"),
        Look("text_top", vertical="top"),
        Look("text_side", wrap=True, align="left", vertical="top", indent=1),
        Look("text_beside", align="left", vertical="top", indent=1),  # a line, over empty cells behind it
        Look("text_centre", align="center"),
        Look("text_centre_top", align="center", vertical="top"),
        Look("text_open", BLUE, CREAM, edge="box", align="right", shrink=True, locked=False),
        Look("hidden_key", GREY, size=6),
        Look("unit", GREY, size=9, align="left", indent=1),
        Look("unit_top", GREY, size=9, align="left", vertical="top", indent=1),
        Look("verdict", bold=True, align="left", vertical="top", indent=1),
        Look("source", GREY, size=9, wrap=True, vertical="top"),
        Look("input", BLUE, CREAM, edge="box", locked=False),
        Look("sample", BLUE, CREAM, edge="box"),
        Look("input_text", BLUE, CREAM, edge="box", wrap=True, align="left", locked=False),
        Look("your", BLUE, CREAM, bold=True, edge="box", locked=False),
        Look("constant", BLUE, edge="box"),
        Look("constant_top", BLUE, vertical="top"),
        Look("formula", align="right"),
        Look("said"),
        Look("formula_top", vertical="top", align="right"),
        Look("link", GREEN, shrink=True),
        Look("label_shrunk", shrink=True),
        Look("link_right", GREEN, align="right", shrink=True),
        Look("link_bold_right", GREEN, bold=True, align="right", shrink=True),
        Look("link_top", GREEN, vertical="top"),
        Look("link_top_right", GREEN, vertical="top", align="right", shrink=True),
        Look("link_side", GREEN, wrap=True, align="left", vertical="top", indent=1),
        Look("link_wrap", GREEN, wrap=True, vertical="top"),
        Look("total", bold=True, edge="top", align="right"),
        Look("total_link", GREEN, bold=True, edge="top", shrink=True),
        Look("grand_total", bold=True, edge="total"),
        Look("result", NAVY, FAINT, bold=True, edge="box", align="right"),
        Look("stored", GREY, align="right"),
        Look("stored_top", GREY, vertical="top", align="right"),
        Look("stored_wrap", GREY, vertical="top", align="right", wrap=True),
        Look("stored_total", GREY, bold=True, edge="top", align="right"),
        Look("check", INK, bold=True, align="left"),
        Look("draft_open", AMBER, AMBER_FILL, bold=True, edge="box", align="center", locked=False),
        Look("ask", NAVY, FAINT, size=11, bold=True),
        Look("figure", NAVY, FAINT, size=18, bold=True, align="left"),
        Look("figure_small", NAVY, FAINT, size=10, align="left"),
        Look("figure_side", GREY, size=9, align="right"),
        Look("figure_label", GREY, FAINT, size=9, bold=True, align="left"),
    )
}
# Fills that conditional formats put in place: words say the same.
GOOD: tuple[str, str] = (GREEN, GREEN_FILL)
BAD: tuple[str, str] = (RED, RED_FILL)
CAUTION: tuple[str, str] = (AMBER, AMBER_FILL)

GENERAL, TEXT = "General", "@"
FORMATS: Mapping[str, str] = {
    "general": GENERAL,
    "text": TEXT,
    "money": '#,##0;"−"#,##0;"–"',
    "money_cents": '#,##0.00;"−"#,##0.00;"–"',
    "money_thousand": '#,##0,;"−"#,##0,;"–"',
    "money_million": '#,##0.0,,;"−"#,##0.0,,;"–"',
    "percent": '0.0%;"−"0.0%;0.0%',
    "percent_whole": "0%",
    "percent_signed": '+0.0%;"−"0.0%;0.0%',
    "number": "#,##0.00",
    "ratio": "0.00",
    "integer": "#,##0",
    "month": "0",
    "months": f'[>={NEVER / 10:.0f}]"never";0.0',
    "irr": f'[>{LARGEST_RATE:.0f}]">{share(LARGEST_RATE)}";[<0]"below 0 %";0.0%',
    "years": "0.0",
    "flag": "0",
    "factor": "0.000000",
    "uniform": "0.000000",
    "scientific": "0.0E+00",
    "date": "yyyy-mm-dd",
}


def split(style: str) -> tuple[str, str]:
    """`"link money"` → the look and the code of the number format.

    Raises:
        KeyError: a look or a format that is not in the tables.
    """
    look, _, named = style.partition(" ")
    return LOOKS[look].name, FORMATS[named or "general"]


def number_format(unit: DeclaredUnit | MetricUnit, values: Iterable[float] = ()) -> str:
    """The number format of a declared unit, or of a metric's.

    Args:
        unit: a `%` unit is shown from fractions.
        values: as the cells hold them (fractions for `%`); as many decimals as they need, at most four
            significant digits.
    """
    if isinstance(unit, str):
        names = {"money": "money", "share": "percent", "rate": "irr", "ratio": "ratio", "months": "months"}
        return FORMATS[names[unit]]
    values = tuple(values)
    if str(unit.unit) == "year" and values and all(1_000 <= value < 10_000 for value in values):
        return "0"  # a calendar year, not a length of time
    scale = 100.0 if unit.percent else 1.0
    needed = max((_decimals(value * scale) for value in values), default=1 if unit.percent else 0)
    decimals = f".{'0' * needed}" if needed else ""
    return f"0{decimals}%" if unit.percent else f"#,##0{decimals}"


def _decimals(value: float) -> int:
    """Decimals that show four significant digits of a value, without zeros at the end; at most 8."""
    if value == 0 or not math.isfinite(value):
        return 0
    most = min(8, max(0, 3 - math.floor(math.log10(abs(value)))))
    return next(d for d in range(most + 1) if d == most or abs(round(value, d) - round(value, most)) == 0)


def marked(sheet: Any, area: str, condition: str, look: tuple[str, str]) -> None:
    """Colour cells where a condition holds; their words must say the same.

    Args:
        sheet: a worksheet of openpyxl.
        area: `H7:H20`.
        condition: a formula without `=` for the first cell of the area.
        look: letters and fill: `GOOD`, `BAD` or `CAUTION`.
    """
    from openpyxl.formatting.rule import Rule

    rule = Rule(type="expression", dxf=_differential(*look), formula=[condition])
    sheet.conditional_formatting.add(area, rule)


@cache  # there are a few, on a hundred areas
def _differential(colour: str, fill: str) -> Any:
    """What a conditional format puts in place of a cell's own letters and fill."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    return DifferentialStyle(font=Font(color=colour), fill=PatternFill("solid", bgColor=fill))


@dataclass(frozen=True, slots=True)
class Style:
    """Of a cell: the `s` of its `<c>` element, and whether it is protected."""

    index: int
    locked: bool


class Styles:
    """The styles of one workbook, each made once."""

    def __init__(self, workbook: Any, brand: Brand = HOUSE) -> None:
        from openpyxl.styles import Font

        self._workbook = workbook
        self._made: dict[tuple[str, str, bool], Style] = {}
        self._dates = brand.dates.excel
        # Of cells without a style, from which column widths are measured too.
        workbook._named_styles["Normal"].font = Font(name=brand.font, size=SIZE, color=INK)
        colours = colours_of(brand)
        for look in LOOKS.values():
            workbook.add_named_style(_named(look, brand.font, colours))

    def of(self, style: str, number_format: str = "", *, quoted: bool = False) -> Style:
        """Of a look and a format, or `number_format`; `quoted`: of a text that may be taken for a formula."""
        key = style, number_format, quoted
        return self._made.get(key) or self._made.setdefault(key, self._make(*key))

    def _make(self, style: str, number_format: str, quoted: bool) -> Style:
        from openpyxl.cell import Cell

        look, code = split(style)
        code = number_format or code
        sheet = self._workbook.worksheets[0] if self._workbook.worksheets else self._workbook.create_sheet()
        cell: Any = Cell(sheet, row=1, column=1)
        cell.style, cell.quotePrefix = look, quoted
        cell.number_format = self._dates if code == FORMATS["date"] else code
        return Style(int(cell.style_id), LOOKS[look].locked)


def colours_of(brand: Brand) -> Mapping[str, str]:
    """The colours of the house → those of a brand in their place; the others say something and stay."""
    of_primary = {NAVY: 1.0, PALE: 0.15, FAINT: 0.06} if brand.primary != HOUSE.primary else {}
    of_accent = {BAND: 0.3, BAND_INNER: 0.6} if brand.accent != HOUSE.accent else {}
    return {
        name: tint(colour, share)[1:].upper()
        for colour, shares in ((brand.primary, of_primary), (brand.accent, of_accent))
        for name, share in shares.items()
    }


def _named(look: Look, font: str, colours: Mapping[str, str]) -> Any:
    from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill, Protection

    return NamedStyle(
        name=look.name,
        font=Font(
            name=font, size=look.size, bold=look.bold, italic=look.italic,
            color=colours.get(look.colour, look.colour), underline="single" if look.underline else None,
        ),
        fill=PatternFill("solid", fgColor=colours.get(look.fill, look.fill)) if look.fill else PatternFill(),
        border=_border(look.edge),
        alignment=Alignment(
            horizontal=look.align or None, vertical=look.vertical, wrap_text=look.wrap or None,
            shrink_to_fit=look.shrink or None, indent=look.indent,
        ),
        protection=Protection(locked=look.locked),
    )  # fmt: skip


@cache
def _border(edge: Edge) -> Any:
    from openpyxl.styles import Border, Side

    box = Side("thin", LINE) if edge == "box" else None
    top = Side("thin", INK) if edge in ("top", "total") else box
    bottom = Side("double", INK) if edge == "total" else box
    return Border(left=box, right=box, top=top, bottom=bottom)
