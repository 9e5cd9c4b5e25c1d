"""Parts that show a text as it is: the toolkit reads brackets in a text as markup, with links that act."""

from __future__ import annotations

from typing import TypeVar

from rich.text import Text, TextType
from textual.widgets import Label, Tree

Data = TypeVar("Data")


class Plain(Label):
    """A text, whatever is in it."""

    def __init__(self, text: str, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(text, id=id, classes=classes, markup=False)


class PlainTree(Tree[Data]):
    """A tree whose labels are texts."""

    def process_label(self, label: TextType) -> Text:
        """A text is a text."""
        return super().process_label(Text(label) if isinstance(label, str) else label)
