"""Sources of the product, as Python parses them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def trees(pattern: str, *folders: str) -> Iterator[tuple[Path, ast.Module]]:
    """Those whose text matches the pattern: nothing that matches stands in the others, which are not parsed."""
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if re.search(pattern, text):
            yield path.relative_to(ROOT), ast.parse(text)
