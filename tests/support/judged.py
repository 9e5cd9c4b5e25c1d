"""Some pages of a workbook against what LibreOffice works out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.support.values import Values, values_of
from tests.support.workbooks import compared

TOLERANCE = 1e-9  # relative; formulas and engine add in another order, a few hundred terms at most


def differences(path: Path, worked_out: Values, pages: Iterable[str] = ()) -> tuple[str, ...]:
    """Cells that do not hold what LibreOffice gives, in words; of all pages, or of those named.

    Args:
        path: the file as it was written.
        worked_out: `recalculated(path)`.
        pages: titles.
    """
    chosen = tuple(pages)

    def shown(values: Values) -> dict[str, object]:
        return {at: value for at, value in values.cells() if not chosen or at.partition("!")[0] in chosen}

    return compared(shown(values_of(path)), shown(worked_out), TOLERANCE).wrong
