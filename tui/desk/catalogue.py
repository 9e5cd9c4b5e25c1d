"""The shipped cases and what their cards say, read without the engine, which takes longer to import."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from roi.errors import Place, RoiError
from roi.reading import read_text

_HEAD = "\n[case]\n"
MOST_BYTES = 2_000_000  # of a case file


@cache
def templates() -> dict[str, Path]:
    """The shipped cases: id → file, as `cases.templates` has them."""
    folder = Path(__file__).parents[2] / "cases" / "templates"
    found = sorted(path for path in folder.glob("*.toml") if _HEAD in path.read_text(encoding="utf-8"))
    return {path.stem: path for path in found}


@dataclass(frozen=True, slots=True)
class Card:
    """What the head of a case says of it."""

    title: str
    sector: str
    headline: str
    evidence: str


def card(path: Path) -> Card:
    """The card of a case file, from its table `[case]` alone.

    Raises:
        RoiError: the file or its head cannot be read.
    """
    try:
        text = "\n" + read_text(path, MOST_BYTES)
        _, found, rest = text.partition(_HEAD)
        head = tomllib.loads(rest.partition("\n[")[0]) if found else {}
    except (ValueError, RecursionError) as error:
        raise RoiError(f"its head cannot be read: {error}", Place(path.name)) from None
    sector, headline, evidence = (_text(head, key) for key in ("sector", "headline", "evidence"))
    return Card(_text(head, "title") or path.stem, sector, headline, evidence)


def _text(head: Mapping[str, object], key: str) -> str:
    value = head.get(key, "")
    return value if isinstance(value, str) else ""
