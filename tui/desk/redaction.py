"""What a shared screen must not show: folders of this machine."""

from __future__ import annotations

from pathlib import Path

from exports.voice.redaction import without_folders as without_folders


def shown_path(path: Path, present: bool) -> str:
    """A path as the screen may show it."""
    return path.name if present else str(path)
