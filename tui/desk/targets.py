"""What a file or folder that is named is to be opened as; nothing of it is read yet."""

from __future__ import annotations

from pathlib import Path

from cases.portfolio import FILE


def is_portfolio(target: str | Path) -> bool:
    """Whether it is opened as a portfolio: a folder, or a `portfolio.toml`."""
    path = Path(target)
    try:
        return path.is_dir() or (path.name == FILE and path.is_file())
    except (OSError, ValueError):
        return False
