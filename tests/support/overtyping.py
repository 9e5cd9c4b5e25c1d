"""One cell overtyped at a time, in a workbook that LibreOffice holds open and works out anew after each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.office import Line, carried_out


@dataclass(frozen=True, slots=True)
class Overtype:
    """What is typed over a cell: a number, a word or a formula, as LibreOffice writes them."""

    sheet: str
    cell: str
    content: str

    def step(self) -> Line:
        """The same as a step of a request."""
        return "type", self.sheet, self.cell, self._kind(), self.content

    def _kind(self) -> str:
        if self.content.startswith("="):
            return "formula"
        try:
            float(self.content)
        except ValueError:
            return "text"
        return "number"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the watched cells show while cells are overtyped, a round after the other, and once all are restored."""

    rounds: list[tuple[str, ...]]
    restored: tuple[str, ...]


def overtyped(path: Path, rounds: Sequence[Sequence[Overtype]], watched: Sequence[str]) -> Shown:
    """What cells such as `Summary!A3` show, a round of overtypes after the other.

    A round overtypes at most 100 cells.
    """
    show = "show", *(part for address in watched for part in address.split("!"))

    def steps() -> Iterator[Line]:
        yield "load", str(path)
        for cells in rounds:
            yield from (cell.step() for cell in cells)
            yield ("calculate",)
            yield show
            yield ("restore",)
        yield ("calculate",)
        yield show
        yield ("close",)

    *rounds_shown, restored = [tuple(line.split("\t")[:-1]) for line in carried_out(steps())]
    return Shown(rounds_shown, restored)
