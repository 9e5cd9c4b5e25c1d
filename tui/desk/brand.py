"""Brand files: how what is handed over looks, read from TOML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from cases.fields import as_table, built, refuse_unknown, shown
from cases.toml import read_toml
from exports.brand import (
    HOUSE,
    LEAST_CONTRAST,
    WHITE,
    Brand,
    Logo,
    contrast,
    darker,
)
from roi.errors import Place, RoiError, nearest
from roi.notation import DATE_STYLES, NUMBER_STYLES, DateStyle, NumberStyle
from roi.reading import read_bytes, real_path
from roi.records import dataclass
from roi.text import one_line

Style = TypeVar("Style", DateStyle, NumberStyle)
LONGEST_LINE = 100  # characters: the head of a printed page of a workbook has 255, codes included
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_FAMILY = re.compile(r"[^\W_][\w .-]{0,59}")


@dataclass(frozen=True, slots=True)
class _Table:
    """The table `[brand]` as it is written; what is left out stays as in the house's brand."""

    primary: str = HOUSE.primary
    accent: str = HOUSE.accent
    font: str = HOUSE.font
    logo: str = ""
    logo_alt: str = ""
    footer: str = ""
    confidentiality: str = ""
    dates: str = next(iter(DATE_STYLES))
    numbers: str = next(iter(NUMBER_STYLES))


def load_brand(path: Path) -> Brand:
    """The brand of a file; its logo lies in the same folder or below.

    Raises:
        RoiError: no file to be read or no TOML; a key or a word that is unknown; a colour that is none, or that
            cannot be read on white; a line that is too long; a logo that is elsewhere, missing, too large,
            broken, or neither PNG nor JPEG.
    """
    raw = read_toml(path)
    place = Place(path.name)
    refuse_unknown(raw, ("brand",), place)
    where = Place(path.name, "[brand]")
    if "brand" not in raw:
        raise RoiError(
            "the table [brand] is missing", place, 'Write [brand], and below it primary = "#1f3864".'
        )
    table = built(_Table, as_table(raw["brand"], where), where)
    return Brand(
        primary=_colour(table.primary, where.at_key("primary")),
        accent=_colour(table.accent, where.at_key("accent")),
        font=_font(table.font, where.at_key("font")),
        logo=_logo(path.parent, table, where),
        footer=_line(table.footer, where.at_key("footer")),
        confidentiality=_line(table.confidentiality, where.at_key("confidentiality")),
        dates=_row(DATE_STYLES, table.dates, where.at_key("dates")),
        numbers=_row(NUMBER_STYLES, table.numbers, where.at_key("numbers")),
    )


def _colour(text: str, where: Place) -> str:
    if not _COLOUR.fullmatch(text):
        hint = "Write red, green and blue as six digits: “#1f3864”."
        raise RoiError(f"{shown(text)} is no colour", where, hint)
    colour = text.lower()
    ratio = contrast(colour, WHITE)
    if ratio < LEAST_CONTRAST:
        says = (
            f"{colour} on white has a contrast of {int(100 * ratio) / 100:.2f}; text needs {LEAST_CONTRAST}"
        )
        raise RoiError(says, where, f"The same colour, as much darker as it needs: “{darker(colour)}”.")
    return colour


def _font(text: str, where: Place) -> str:
    if not _FAMILY.fullmatch(text) or one_line(text) != text:
        hint = "Write one family, without a list and without quotes in it: “Arial”."
        raise RoiError(f"{shown(text)} is no name of a font", where, hint)
    return text


def _line(text: str, where: Place) -> str:
    line = one_line(text)
    size = len(line) + line.count("&")  # which is written twice there
    if size > LONGEST_LINE:
        message = f"the line has {size} characters; at most {LONGEST_LINE} fit a page"
        raise RoiError(message, where, "Shorten it.")
    return line


def _row(rows: Mapping[str, Style], text: str, where: Place) -> Style:
    if text not in rows:
        raise RoiError(f"{shown(text)} is no way to write it that is known", where, nearest(text[:60], rows))
    return rows[text]


def _logo(folder: Path, table: _Table, where: Place) -> Logo | None:
    from exports.logo import MOST_BYTES, logo_of

    place = where.at_key("logo")
    if not table.logo:
        if table.logo_alt:
            raise RoiError("there is no logo that it describes", where.at_key("logo_alt"), "Name a `logo`.")
        return None
    inner, file = real_path(folder), Path(table.logo)
    resolved = real_path(folder / file)
    if file.is_absolute() or not resolved.is_relative_to(inner):
        message = f"{shown(table.logo)} lies outside the folder of the brand file"
        raise RoiError(message, place, "Put it beside the brand file, and write its name alone.")
    name = one_line(file.name, 60)
    content = read_bytes(resolved, MOST_BYTES, "Save it smaller: 1,200 pixels across are enough.", name)
    return logo_of(
        content, _line(table.logo_alt, where.at_key("logo_alt")) or "Logo", Place(name).within(place)
    )
