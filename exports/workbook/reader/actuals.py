"""What was typed into the sheet Realised: figures of benefits and costs by month, as observations."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import count

from exports.workbook.archive.cells import FileCell, Named
from exports.workbook.layout import ACTUALS, AS_OBSERVED, ORIGINS
from exports.workbook.reader.answers import bare_number, refuse_currency
from exports.workbook.reader.problems import Problems
from roi.answers.numbers import shortened
from roi.errors import Place, RoiError
from roi.model import Model, ModelLine
from roi.observed.observations import Exact, Observation
from roi.sim.payments import rows_of
from roi.text import one_line

SOURCE = "workbook, sheet Realised"  # where nobody says where a figure comes from
_LONGEST = 200  # characters of a source that are kept


def read_actuals(
    named: Named, model: Model, problems: Problems, *, typed_only: bool = False
) -> tuple[Observation, ...]:
    """The figures, each exact and of its month; a cell that cannot be read is kept among the problems.

    Args:
        typed_only: without those that the estimate had when the workbook was written.
    """
    rows: list[Observation] = []
    for line in model.lines:
        if line.counted:
            rows += _of_line(named, line, model, problems, typed_only)
    return tuple(rows)


def _of_line(
    named: Named, line: ModelLine, model: Model, problems: Problems, typed_only: bool
) -> Iterator[Observation]:
    cells, origins = (list(_column(named, f"{start}{line.id}")) for start in (ACTUALS, ORIGINS))
    if not cells:
        return
    months = range(model.horizon + 1)[rows_of(line.timing, model.horizon)]
    if len(cells) != len(months) or len(origins) != len(months):
        with problems.caught():
            raise RoiError(
                f"“{shortened(line.spec.label)}” has {len(cells)} cells for {len(months)} months",
                Place(problems.file, cell=cells[0].where),
                "Rows were put in or taken out: type the figures into the workbook as it was written.",
            )
        return
    for month, cell, origin in zip(months, cells, origins, strict=True):
        if typed_only and origin.value.startswith(AS_OBSERVED):
            continue
        with problems.caught():
            value = _number(cell, line, model, problems.file)
            if value is not None:
                place = Place(problems.file, cell=cell.where)
                yield Observation(
                    line.id,
                    float(value),
                    Exact(),
                    (month, month),
                    model.currency,
                    _source(origin),
                    place=place,
                )


def _column(named: Named, name: str) -> Iterator[FileCell]:
    for k in count():
        cell = named.cells.get(f"{name}.{k}")
        if cell is None:
            return
        yield cell


def _number(cell: FileCell, line: ModelLine, model: Model, file: str) -> Decimal | None:
    try:
        if cell.kind == "text" and cell.value.strip():
            raise RoiError(
                f"found the text {shortened(cell.value)!r}, which the sheet does not count with",
                hint=f"Type what was paid in the month as a number, in {model.currency}.",
            )
        refuse_currency(cell, model.currency)
        return bare_number(cell)
    except RoiError as problem:
        message = f"“{shortened(line.spec.label)}”: {problem.message}"
        raise RoiError(message, Place(file, cell=cell.where), problem.hint) from None


def _source(cell: FileCell) -> str:
    text = one_line(cell.value, _LONGEST) if cell.kind in ("text", "number") else ""
    return text.removeprefix(AS_OBSERVED) or SOURCE
