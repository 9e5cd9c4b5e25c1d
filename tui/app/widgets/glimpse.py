"""The inputs of a shipped case as its file says them, shown while the engine that reads values is imported."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.text import Text
from textual.widgets import Static

COMPLETE = {"group", "label", "value", "unit"}  # of an input that takes nothing from a building block
ABOVE = 5  # rows of the estimate's screen before its first group


class Glimpse(Static):
    """Groups, labels, and values in the language of the file, where the rows of the estimate will stand."""

    def __init__(self, path: Path) -> None:
        super().__init__(id="glimpse")
        with path.open("rb") as file:
            self._case = tomllib.load(file)

    def render(self) -> Text:
        """As many rows as there is room for."""
        width, height = self.content_size
        lines = self.lines()[:height]
        for line in lines:
            line.truncate(width, overflow="ellipsis")
        return Text("\n", no_wrap=True).join(lines)

    def lines(self) -> list[Text]:
        """The title, and further below groups with their inputs on two rows each."""
        title = Text(self._case["case"]["title"], style="bold")
        inputs = [entry for entry in self._case["inputs"].values() if entry.keys() >= COMPLETE]
        return [title, *[Text()] * (ABOVE - 1), *_rows(inputs)]


def _rows(inputs: Sequence[Mapping[str, Any]]) -> Iterator[Text]:
    for group in dict.fromkeys(entry["group"] for entry in inputs):
        yield Text(group, style="bold")
        for entry in inputs:
            if entry["group"] == group:
                yield Text(f"  {entry['label']}")
                yield Text.assemble("  ", f"{entry['value']}", (f" {entry['unit']}", "dim"))
