"""A story as one HTML file that needs nothing else: no script, no network, dark and light, one sheet of paper."""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from exports.brand import Brand, darker
from exports.page.fitting import layout
from exports.page.sheet import ERROR, FAMILY, MOST_BULLETS, MOST_ROWS, ON_PAPER, STACKED, whose
from exports.page.svg import drawn
from exports.story.charts import Chart
from exports.story.parts import Story
from exports.voice.spaces import held
from roi.notation import written_day
from roi.text import plain
from roi.version import __version__

TINT = "#f3f5f9"  # the darkest ground of a light page
LOGO = (180.0, 56.0)  # the box of a logo, CSS pixels
_ADDRESS = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:)]")


def page(story: Story, brand: Brand) -> str:
    """The whole file."""
    logo, placed = brand.logo, layout(story, brand)
    text: str = _template().render(
        story=story,
        brand=brand,
        version=__version__,
        error=ERROR,
        whose=whose(story),
        parts=placed.parts,
        on_page={name: shown for name, shown in ON_PAPER.items() if name not in placed.left_out},
        rows=MOST_ROWS,
        bullets=MOST_BULLETS,
        stacking=STACKED,
        style=_style(brand, placed.size),
        logo=base64.b64encode(logo.png).decode() if logo else "",
        logo_size=[round(side) for side in logo.fitted(*LOGO)] if logo else (0, 0),
        day=written_day,
    )
    return text


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("exports.page", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        finalize=lambda value: held(plain(value)) if type(value) is str else value,
    )
    environment.filters["linked"] = _linked
    environment.filters["drawn"] = lambda chart, name: Markup(_drawn(chart, name))
    return environment.get_template("page.html")


def _drawn(chart: Chart, name: str) -> str:
    return drawn(chart, f"{name}-chart")


def _linked(text: str) -> Markup:
    """The text with its addresses of the web as links."""
    text, pieces, end = held(plain(text)), [], 0
    for match in _ADDRESS.finditer(text):
        pieces.append(escape(text[end : match.start()]))
        pieces.append(Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(match[0]))
        end = match.end()
    return Markup("").join([*pieces, escape(text[end:])])


def _style(brand: Brand, size: float) -> Markup:
    sheet = files("exports.page").joinpath("page.css").read_text(encoding="utf-8")
    family = FAMILY.sub("", brand.font)
    for name, value in {
        "PRIMARY_DARK": brand.primary_on_dark,
        "ACCENT_DARK": brand.accent_on_dark,
        "PRIMARY_INK": darker(brand.primary, TINT),
        "ACCENT_INK": darker(brand.accent, TINT),
        "TINT": TINT,
        "PRIMARY": brand.primary,
        "FONT": f'"{family}", "Liberation Sans", Helvetica, Arial, sans-serif',
        "SIZE": f"{size:g}",
    }.items():
        sheet = sheet.replace(name, value)
    return Markup(sheet)
