"""Whose a document is and how it looks: colours, logo, the lines on its pages, how dates and numbers are written.

Every kind of file that a person reads takes a `Brand`; `tui.desk.brand.load_brand` reads one from a file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace

from roi.notation import PLAIN_DATES, PLAIN_NUMBERS, DateStyle, NumberStyle
from roi.records import dataclass

LEAST_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3, level AA: text
WHITE, INK = "#ffffff", "#1a1a1a"
DARK = "#121212"  # the lightest ground of a dark page on which `on_dark` holds


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture, decoded and encoded anew: nothing of its file but its pixels is left.

    Attributes:
        png: the bytes of a PNG.
        width, height: in pixels.
        alt: what it shows, in words.
    """

    png: bytes = field(repr=False)
    width: int
    height: int
    alt: str

    media_type = "image/png"

    def fitted(self, width: float, height: float) -> tuple[float, float]:
        """Width and height of the picture in a box, its proportions kept, in the unit of the box."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


@dataclass(frozen=True, slots=True)
class Brand:
    """How what is handed over looks.  Without a brand file: the colours of the house, and no lines.

    Attributes:
        primary: `#rrggbb` of headings; as text on white it has a contrast of at least 4.5, and white text on it.
        accent: `#rrggbb` of what stands out beside them, with the same contrast.
        font: the name of a family.
        logo: a picture, or None.
        footer: a line at the foot of each page, or "".
        confidentiality: a line on each page that says who may read it, or "".
        dates, numbers: how they are written.
    """

    primary: str = "#1f3864"
    accent: str = "#2f75b5"
    font: str = "Arial"
    logo: Logo | None = None
    footer: str = ""
    confidentiality: str = ""
    dates: DateStyle = PLAIN_DATES
    numbers: NumberStyle = PLAIN_NUMBERS

    @property
    def primary_on_dark(self) -> str:
        """The primary colour as text on a dark ground: as much lighter as its contrast needs."""
        return lighter(self.primary)

    @property
    def accent_on_dark(self) -> str:
        """The accent as text on a dark ground."""
        return lighter(self.accent)

    def mapped(self, change: Callable[[str], str]) -> Brand:
        """The brand with every line of it changed, that of its logo too."""
        logo = self.logo and replace(self.logo, alt=change(self.logo.alt))
        return replace(
            self, logo=logo, footer=change(self.footer), confidentiality=change(self.confidentiality)
        )


HOUSE = Brand()


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours `#rrggbb`, 1 to 21, whichever is the darker one (WCAG 2.2)."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def lighter(colour: str, ground: str = DARK) -> str:
    """The colour, mixed with as little white as gives it the contrast of text on a dark ground."""
    return _mixed_until(colour, WHITE, ground)


def darker(colour: str, ground: str = WHITE) -> str:
    """The colour, mixed with as little black as gives it the contrast of text on a light ground."""
    return _mixed_until(colour, "#000000", ground)


def tint(colour: str, share: float) -> str:
    """So much of the colour, 0 to 1, and the rest white."""
    return _mixed(WHITE, colour, share)


def _mixed_until(colour: str, other: str, ground: str) -> str:
    steps = (_mixed(colour, other, step / 100) for step in range(100))
    return next((mixed for mixed in steps if contrast(mixed, ground) >= LEAST_CONTRAST), other)


def _mixed(colour: str, other: str, share: float) -> str:
    parts = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(255 * (a + (b - a) * share)):02x}" for a, b in parts)


def _luminance(colour: str) -> float:
    """Relative luminance of sRGB (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return red, green, blue
