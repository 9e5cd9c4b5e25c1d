"""Elements of SVG, and how wide text is in them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from exports.markup import escape, quoteattr
from exports.voice.formats import fixed
from roi.text import one_line

SIZE = 11.0  # of all text, in units of the picture
# Advance widths of Helvetica, to which Arial and Liberation Sans keep (Adobe Font Metrics), of the size.
_WIDTHS = {
    0.222: "ijl'’‘", 0.26: "|", 0.278: "tfI.,;:!/\\[] \xa0", 0.333: "r()-“”`°", 0.389: "*", 0.5: "scvxyzkJ",
    0.556: "abdeghnopqu0123456789_#$?L€£–", 0.584: "+<>=~−±×", 0.611: "FTZ", 0.667: "ABEKPSVXY&",
    0.722: "CDHNRUw", 0.778: "GOQ", 0.833: "mM", 0.889: "%", 0.944: "W", 1.0: "—…@",
}  # fmt: skip
_OF_SIGN = {sign: width for width, signs in _WIDTHS.items() for sign in signs}
_LATIN, _OTHER = 0.722, 1.0  # letters with accents; all that is drawn by another font
_SAFE = 1.03  # a font that stands in for it may be a little wider


def element(name: str, body: str = "", **attributes: str | float) -> str:
    """`<name …>body</name>`; the body is markup, attributes are text (`class_` for `class`, `_` for `-`)."""
    listed = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(value if isinstance(value, str) else place(value))}"
        for key, value in attributes.items()
    )
    return f"<{name}{listed}>{body}</{name}>" if body else f"<{name}{listed}/>"


def text(words: str, x: float, y: float, **attributes: str | float) -> str:
    """Text on one line from a point of its base line on."""
    return element("text", escape(one_line(words)), x=x, y=y, **attributes)


def place(value: float) -> str:
    """A coordinate, to a hundredth of a unit."""
    rounded = round(value, 2)
    return f"{rounded:g}" if rounded else "0"


@lru_cache(4_096)
def width_of(words: str) -> float:
    """How wide text is, in units, rounded up."""
    known = _OF_SIGN.get
    return SIZE * _SAFE * sum(known(sign, _LATIN if sign < "\u0250" else _OTHER) for sign in words)


def cut_to(words: str, width: float) -> str:
    """Text that is no wider, the end left out for an ellipsis."""
    words = one_line(words)
    if width_of(words) <= width:
        return words
    while words and width_of(words + "…") > width:
        words = words[:-1]
    return words.rstrip() + "…"


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers from `low` to `high`, about as many as `most`."""
    span = high - low
    if not span > 0:
        return [low]
    power = 10.0 ** math.floor(math.log10(span / most))
    step = next(power * k for k in (1, 2, 5, 10) if span / (power * k) <= most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [k * step for k in range(first, last + 1)]


def tick_texts(values: Iterable[float]) -> list[str]:
    """The numbers with as many decimals as tell them apart."""
    listed = list(values)
    steps = [abs(b - a) for a, b in pairwise(listed)]
    step = min(steps, default=abs(listed[0]) if listed else 1.0) or 1.0
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return [fixed(value, decimals) for value in listed]
