"""Sizes of terminals that screens know: one side or two, with or without what only tall ones have room for."""

from __future__ import annotations

from collections.abc import Iterable

from textual.geometry import Size

TWO_SIDES = 120  # columns from which inputs and tabs have room beside each other

# Classes of every screen, by the least columns and rows.
WIDTHS: list[tuple[int, str]] = [(0, "-tiny"), (50, "-narrow"), (TWO_SIDES, "-wide")]
HEIGHTS: list[tuple[int, str]] = [(0, "-short"), (16, "-low"), (32, "-high")]


def classes_of(size: Size) -> Iterable[str]:
    """Those of a screen on a terminal: with them it is laid out once, where it would be narrow and low first."""
    for cells, classes in ((size.width, WIDTHS), (size.height, HEIGHTS)):
        yield max((least, name) for least, name in classes if least <= cells)[1]
