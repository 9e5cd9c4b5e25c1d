"""JSON as text that is safe to print: what is more than text in it is written as an escape, nothing is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from roi.text import plain

_BESIDE_ASCII = re.compile(r"[^\x00-\x7e]")


def json_text(document: Mapping[str, object] | Sequence[object], *, in_ascii: bool = False) -> str:
    """The document, indented, ending in a line break; numbers as they are.

    Args:
        document: what `json` takes; no number in it is infinite or undefined.
        in_ascii: write everything beside ASCII as an escape, for readers of another encoding.
    """
    text = json.dumps(document, indent=2, ensure_ascii=in_ascii, allow_nan=False) + "\n"
    return text if in_ascii else escaped(text)


def escaped(text: str) -> str:
    """JSON with every character that does not show, or is none, as an escape."""
    return _BESIDE_ASCII.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    sign = match[0]
    # A joiner counts as seen where it follows a letter of its script; here each character stands for itself.
    return sign if plain(sign) == sign else json.dumps(sign)[1:-1]
