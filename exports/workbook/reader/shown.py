"""The words that the number format of a cell puts around its number: `12 per month` for 12."""

from __future__ import annotations

import re
from decimal import Decimal

_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|[_*].'
    r"|(?P<digits>General|Standard|E[+-]0+|[0#?.,]*[0#?][0#?.,]*)|(?P<plain>[^;])|(?P<end>;)",
    re.I | re.S,
)
_WORDS = re.compile(r"[^\W\d_]{2,}|[^\W\d_]")


def shown_words(value: Decimal, form: str) -> str:
    """A number as its cell shows it, where its format adds words to it: `1.5 M` for 1.5 in `0.0 "M"`.

    A comma behind the digits divides by a thousand: 12,000 in `#,##0,"k"` is `12k`.

    Returns:
        "" where the format adds none: a currency, a sign and per cent are none.
    """
    pieces = _section(value, form)
    digits = [place for place, piece in enumerate(pieces) if piece["digits"]]
    if not digits:
        text = _text(pieces)
        return text if _WORDS.search(text) and value else ""
    before, behind = _text(pieces[: digits[0]]), _text(pieces[digits[-1] + 1 :])
    if not _WORDS.search(re.sub(r"US\$|\b[A-Z]{3}\b", "", f"{before} {behind}")):
        return ""
    last = pieces[digits[-1]]["digits"]
    number = value.scaleb(-3 * (len(last) - len(last.rstrip(","))))
    if any(piece["plain"] == "%" for piece in pieces):
        number *= 100
    figure = re.sub(r"(\.\d{3})$", r"\g<1>0", f"{number:f}")  # the point of 12.125 is known
    lead = before.strip(" −-+()")
    return f"{lead} {figure}{behind.replace(')', '')}".strip()


def _section(value: Decimal, form: str) -> list[re.Match[str]]:
    """The pieces of the part of a format that is for numbers above 0, below 0 or for 0."""
    sections: list[list[re.Match[str]]] = [[]]
    for piece in _PIECE.finditer(form):
        if piece["end"]:
            sections.append([])
        else:
            sections[-1].append(piece)
    place = 0 if value > 0 else 1 if value < 0 else 2
    return sections[place] if place < len(sections) else sections[0]


def _text(pieces: list[re.Match[str]]) -> str:
    """The literal text of pieces, of a bracket its currency."""
    return "".join(
        piece["quoted"] or piece["escaped"] or _currency(piece["bracket"] or "") or piece["plain"] or ""
        for piece in pieces
    ).replace("@", "")


def _currency(bracket: str) -> str:
    return bracket[1:].partition("-")[0] if bracket.startswith("$") else ""
