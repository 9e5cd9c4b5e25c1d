"""Who answers for each benefit, as a sheet of questions says when it comes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from exports.workbook.archive.cells import FileCell, Named
from exports.workbook.questions import REVIEWS, benefits, who_name
from exports.workbook.reader.answers import bare_number
from exports.workbook.reader.problems import Problems
from roi.accountability import LAST_DAY, Accountability, check_accountability
from roi.answers.numbers import plain_digits, shortened
from roi.errors import Place, RoiError
from roi.model import Model, ModelLine
from roi.owners import Owner
from roi.text import one_line


def read_accountability(
    named: Named, model: Model, of: Sequence[Owner | None] | None, problems: Problems
) -> dict[str, Accountability]:
    """What was filled in, by line; a cell that cannot be read is kept among the problems.

    Args:
        of: whose questions the sheet has.
    """
    read: dict[str, Accountability] = {}
    for line in benefits(model, of):
        with problems.caught():
            entry = _read(named, line, problems.file)
            if entry:
                read[line.id] = entry
    return read


def _read(named: Named, line: ModelLine, file: str) -> Accountability:
    cells = {key: named.cells.get(who_name(line, key)) for key in ("owner", "account", *REVIEWS)}
    texts: dict[str, str] = {}
    for key in ("owner", "account"):
        texts[key] = _text(cells[key])
        try:
            check_accountability(Accountability(**{key: texts[key]}), Place())  # type: ignore[arg-type]
        except RoiError as problem:
            raise _at(problem, line, file, [cells[key]]) from None
    days = [cells[key] for key in REVIEWS]
    try:
        reviews = tuple(_days(days))
        check_accountability(Accountability(reviews=reviews), Place())
    except RoiError as problem:
        raise _at(problem, line, file, days) from None
    return Accountability(texts["owner"], texts["account"], reviews)


def _days(cells: Sequence[FileCell | None]) -> Iterator[int]:
    for cell in cells:
        number = None if cell is None else bare_number(cell)
        if number is None:
            continue
        if number != number.to_integral_value() or not 1 <= number <= LAST_DAY:
            hint = f"Whole days after the start, from 1 to {LAST_DAY:,}."
            raise RoiError(f"found {plain_digits(number)}, which is no day of a review", hint=hint)
        yield int(number)


def _text(cell: FileCell | None) -> str:
    """A text, or the digits of a number: `6420`."""
    if cell is None or cell.kind == "blank":
        return ""
    if cell.kind == "number":
        return plain_digits(Decimal(repr(float(cell.value))))
    return one_line(cell.value) if cell.kind == "text" else ""


def _at(problem: RoiError, line: ModelLine, file: str, cells: Sequence[FileCell | None]) -> RoiError:
    where = ", ".join(cell.where for cell in cells if cell is not None and cell.kind != "blank")
    message = f"“{shortened(line.spec.label)}”: {problem.message}"
    return RoiError(message, Place(file, cell=where), problem.hint)
