"""Files of expected results, which somebody has read: ROI_UPDATE=1 writes them anew, to be read again."""

from __future__ import annotations

import os
from pathlib import Path

UPDATE = bool(os.environ.get("ROI_UPDATE"))


def kept(path: Path, text: str) -> str:
    """The text that is expected, "" without a file; with ROI_UPDATE=1 what is found becomes it."""
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8") if path.is_file() else ""
