"""How much room a text takes, and the size at which it fits its box: no program lays it out before it is sent.

Widths are those of Arial, which Helvetica and Liberation Sans share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from exports.voice.spaces import held
from roi.records import dataclass

LINE = 1.17  # height of a line, in sizes: ascent, descent and gap of Arial
_ELSE = 1_000  # thousandths of the size: characters that are not listed, such as those of East Asia
_REGULAR = {
    191: "'", 222: "ijl‘’", 260: "|", 278: " !,./:;I[\\]ft\xa0·ÌÍÎÏìíîï", 333: "()-`r“”„²³", 334: "{}", 350: "•",
    355: '"', 365: "₂", 389: "*", 400: "°", 469: "^", 500: "Jcksvxyzçýÿ", 549: "±÷≤≥≈",
    556: "#$0123456789?L_abdeghnopqu£€¥¢§àáâãäåèéêëñòóôõöùúûü–†", 584: "+<=>~×−", 611: "FTZßø",
    667: "&ABEKPSVXYÀÁÂÃÄÅÈÉÊËÝ", 722: "CDHNRUwÇÑÙÚÛÜ", 737: "©®", 778: "GOQÒÓÔÕÖØ", 833: "Mm", 834: "¼½¾",
    889: "%æ", 944: "W", 1000: "Æ—…→", 1015: "@",
}  # fmt: skip
_BOLD = {
    238: "'", 278: " ,./I\\ijl\xa0·ÌÍÎÏìíîï‘’", 280: "|", 333: "!()-:;[]`ft²³", 350: "•", 365: "₂", 389: "*r{}",
    400: "°", 474: '"', 500: "z“”„", 549: "±÷≤≥≈",
    556: "#$0123456789J_aceksvxy£€¥¢§àáâãäåçèéêëýÿ–†", 584: "+<=>^~×−", 611: "?FLTZbdghnopqußñòóôõöøùúûü",
    667: "EPSVXYÈÉÊËÝ", 722: "&ABCDHKNRUÀÁÂÃÄÅÇÑÙÚÛÜ", 737: "©®", 778: "GOQwÒÓÔÕÖØ", 833: "M", 834: "¼½¾",
    889: "%mæ", 944: "W", 975: "@", 1000: "Æ—…→",
}  # fmt: skip


def _by_character(table: Mapping[int, str]) -> dict[str, int]:
    return {character: width for width, characters in table.items() for character in characters}


_WIDTHS = {False: _by_character(_REGULAR), True: _by_character(_BOLD)}
# Families that are no wider than Arial; of any other a text may be a fifth wider.
_NO_WIDER = frozenset(
    ("arial", "helvetica", "helvetica neue", "liberation sans", "calibri", "carlito", "arial narrow", "aptos",
     "times new roman", "garamond", "georgia pro", "roboto", "source sans pro", "franklin gothic book")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FittedText:
    """Paragraphs of one form.

    Attributes:
        paragraphs: their texts.
        bold: whether they are in bold.
        gap: between two paragraphs, in sizes.
        indent: of the text behind a bullet, in points.
    """

    paragraphs: Sequence[str]
    bold: bool = False
    gap: float = 0.0
    indent: float = 0.0


def wider(font: str) -> float:
    """By how much a text in this family may be wider than in Arial."""
    return 1.0 if font.casefold() in _NO_WIDER else 1.2


def width(text: str, size: float, bold: bool = False, font: str = "Arial") -> float:
    """Of a text on one line, in points."""
    widths = _WIDTHS[bold]
    return sum(widths.get(character, _ELSE) for character in text) * size / 1_000 * wider(font)


def lines(text: str, size: float, room: float, bold: bool = False, font: str = "Arial") -> int:
    """How many lines a paragraph takes in a room so wide, in points; words that are wider are broken."""
    total = 0
    for line in held(text).split("\n"):
        used, count = 0.0, 1
        space = width(" ", size, bold, font)
        for word in line.split(" "):
            wide = width(word, size, bold, font)
            if used and used + space + wide > room:
                count, used = count + 1, 0.0
            else:
                used += space if used else 0.0
            while wide > room > 0:
                count, wide = count + 1, wide - room
            used += wide
        total += count
    return total


def height(text: FittedText, size: float, room: float, font: str = "Arial") -> float:
    """Of paragraphs one below the other, in points."""
    count = sum(lines(each, size, room - text.indent, text.bold, font) for each in text.paragraphs)
    return size * (LINE * count + text.gap * max(0, len(text.paragraphs) - 1))


def fitting_size(
    text: FittedText, room: tuple[float, float], sizes: Iterable[float], font: str = "Arial"
) -> float | None:
    """The first of these sizes at which the text fits a room (width and height in points); None if none does."""
    wide, high = room
    return next((size for size in sizes if height(text, size, wide, font) <= high), None)
