"""What a terminal would show, as text."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

from rich.console import Console


def printed(content: object, width: int) -> str:
    """Content in so many columns, without colours."""
    return console_text(lambda console: console.print(content), width)


def console_text(show: Callable[[Console], object], width: int) -> str:
    """All that something prints to a console of so many columns, without colours."""
    paper = StringIO()
    show(Console(width=width, file=paper, color_system=None))
    return paper.getvalue()
