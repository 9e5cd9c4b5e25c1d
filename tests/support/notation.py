"""Documents in a notation that nobody writes: what is left in that of the screens was not written in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from functools import lru_cache
from pathlib import Path

import roi
from exports.brand import Brand
from roi.notation import DateStyle, NumberStyle

ODD = Brand(
    numbers=NumberStyle("¸", "·"),
    dates=DateStyle("{day:02}~{month:02}~{year}", "yyyy"),
    footer="Northwind",
    confidentiality="For Acme only",
)
_PLAIN = re.compile(r"(?<![\d.])\d[\d,]*(?:,\d{3}|\.\d+)(?![\d.])|\b20\d\d-\d\d-\d\d\b")
_CASES = Path(__file__).parents[2] / "cases"
_BEFORE = 8  # letters before a number that must stand before it in the text of a case too


def left_plain(texts: Iterable[str]) -> Set[str]:
    """Numbers and days in the notation of the screens that no case says in its own words."""
    words = [_words(text.replace(f"roi {roi.__version__}", "")) for text in texts]
    plain = {
        text[max(0, number.start() - _BEFORE) : number.end()]
        for text in words
        for number in _PLAIN.finditer(text)
    }
    return {each for each in plain if _own_words(each) not in _written()}


@lru_cache
def _written() -> str:
    return _words(" ".join(path.read_text(encoding="utf-8") for path in sorted(_CASES.rglob("*.toml"))))


def _words(text: str) -> str:
    """Without line breaks of a file and signs of Markdown."""
    return re.sub(r"\s+", " ", text.replace("\\", ""))


def _own_words(text: str) -> str:
    """From the first letter behind what a document puts between the texts of a case."""
    return re.split(r"\*\*|\||: |; |\. |\(", text)[-1].strip()
