"""A value with the unit behind it, `30 GBP/seat/month`: where the one ends and the other begins."""

from __future__ import annotations

import re
from functools import lru_cache

from roi.errors import RoiError
from roi.formula.nodes import Node, Span
from roi.formula.parse import KEPT, MAX_LENGTH, Token, error, parse, tokens
from roi.records import dataclass

_THOUSANDS = re.compile(r"(?<![\w.,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,_])")
# Without it nothing is a unit, and few texts have it.
_SUSPECT = re.compile(r"(?:[)%]\s*|[\d._]\s+)[A-Za-z_]|%\s*/")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A text taken apart.

    Attributes:
        text: as messages show it, white space folded.
        value: a number or a distribution, thousands separators outside brackets gone.
        unit: None where none is written.
        span: of the unit in the text.
    """

    text: str
    value: str
    unit: str | None
    span: Span

    @property
    def node(self) -> Node:
        """The tree of the value.

        Raises:
            RoiError: no expression of the language.
        """
        return parse(self.value)

    def at_unit(self, problem: RoiError) -> RoiError:
        """What is wrong with the unit, marked in the text."""
        return problem if self.unit is None else error(self.text, self.span, problem.message, problem.hint)


@lru_cache(maxsize=KEPT)
def quantity(text: str) -> Quantity:
    """Value and unit of a text; what cannot be taken apart is all value.

    A percent sign belongs to the number; where it stands over something, `10%/year`, to the unit as well: typed
    with its sign, 0.5 cannot mean 50 %.
    """
    quoted = '"' in text or "'" in text  # the name of a file stays as it is
    if len(text) <= MAX_LENGTH:  # the parser tells how much is too much
        text = text.strip() if quoted else re.sub(r"(?<=[\d)]) %", "%", " ".join(text.split()))
    stop, start = _border(text)
    value = text[:stop].rstrip()
    if "(" not in value:
        value = _THOUSANDS.sub(lambda number: number[0].replace(",", ""), value)
    return Quantity(text, value, text[start:] or None, Span(start, len(text)))


def _border(text: str) -> tuple[int, int]:
    """Where the value stops and where the unit starts; both at the end where there is none."""
    try:
        listed = tokens(text) if len(text) <= MAX_LENGTH and _SUSPECT.search(text) else []
    except RoiError:
        listed = []
    depth = 0
    for place, token in enumerate(listed[1:], 1):
        before = listed[place - 1]
        depth += (before.text == "(") - (before.text == ")")
        if depth or not (before.kind == "number" or before.text in (")", "%")):
            continue
        if token.kind == "name" and (before.kind != "number" or token.span.start > before.span.stop):
            return token.span.start, token.span.start
        if token.text == "%" and _over_a_unit(listed[place + 1 : place + 4]):
            signed = before.kind == "number"
            return token.span.stop if signed else token.span.start, token.span.start
    return len(text), len(text)


def _over_a_unit(following: list[Token]) -> bool:
    """Whether `/ year` or `/ (seat` follows: a percentage of a number is none of a unit."""
    named = [token for token in following if token.text != "("]
    return len(named) > 1 and named[0].text == "/" and named[1].kind == "name"
