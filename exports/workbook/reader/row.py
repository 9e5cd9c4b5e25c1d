"""The answer of one question: the cells of its row, which must be the row that was sent."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal

from exports.workbook.archive.cells import FileCell, Named
from exports.workbook.questions import (
    asked_inputs,
    cell_name,
    ends,
    figure_of,
    row_name,
    unit_of,
)
from exports.workbook.reader.answers import Reply, cell_amount, cell_words, number_text
from exports.workbook.reader.problems import at_cells, check_fits
from roi.answers import InputQuestion, Reading, is_unknown, read_answer
from roi.answers.amounts import Amount
from roi.answers.numbers import plain_digits, shortened
from roi.answers.read import quotient_of
from roi.errors import Place, RoiError
from roi.model import Model, ModelInput

_LONGEST_NOTE = 1_000  # characters of a note that are kept


def answer_of(
    named: Named, item: ModelInput, model: Model, file: str, by: str, on: datetime.date | None
) -> Reply | None:
    """The reply of a row, None where nothing is filled in.

    Raises:
        RoiError: cells that are gone or cannot be read in one way, another unit, the row of another question.
    """
    names = {end: cell_name(item, end) for end in ends(item)}
    gone = [name for name in names.values() if name not in named.cells]
    if gone:
        points = f"; it points to {shortened(named.broken[gone[0]])}" if gone[0] in named.broken else ""
        raise RoiError(
            f"a cell of “{item.spec.label}” is gone: the name {gone[0]} has no cell{points}",
            Place(file),
            "Copy the answers into the sheet as it was sent.",
        )
    cells = {end: named.cells[name] for end, name in names.items()}
    question = InputQuestion.of_input(item, model, as_answer=True)
    if any(cell.kind != "blank" for cell in cells.values()):
        _check_row(named, question, model, file)
    alone = _words_alone(cells, item, model, file)
    values = {} if alone else _values(cells, question, file)
    if not (alone or values):
        return None
    where = _place([cells[end] for end in values or ("likely",)])
    text = alone.value if alone else _value_of(values, cells, item, Place(file, cell=where))
    typed = alone.typed if alone else _typed(values, cells, question)
    dividend, divisor = (alone.dividend, alone.divisor) if alone else quotient_of(tuple(values.values()))
    added = text_of(named.cells.get(cell_name(item, "note")))
    note = f"In {file}, {where}.{' ' + added if added else ''}"
    answer = Reply(text, where, "prospect", by, on, note, typed, dividend, divisor)
    more = " Or fill in Likely alone." if text.startswith("range") else ""
    check_fits(text, item, model, Place(file, cell=where), more)
    return answer


def _check_row(named: Named, question: InputQuestion, model: Model, file: str) -> None:
    """Refuse an answer beside another unit, or in the row of another figure: rows are sorted, and names stay.

    Another wording of the figure is a translation, and let pass.
    """
    item = question.item
    unit, figure = (named.cells.get(row_name(item, part)) for part in ("unit", "figure"))
    wanted, label = unit_of(question), f"“{item.spec.label}”"
    if unit is not None and text_of(unit) not in ("", wanted):
        raise RoiError(
            f"{label}: the unit on the sheet is “{text_of(unit)}”, but the figure is wanted in “{wanted}”",
            Place(file, cell=unit.where),
            "Put the unit back as it was sent. A figure in another unit has that unit behind it, in its own cell.",
        )
    figures = (" ".join(figure_of(each).split()) for each in (item, *asked_inputs(model)))
    if figure is not None and text_of(figure) != next(figures) and text_of(figure) in figures:
        raise RoiError(
            f"{label}: its answer stands in the row of “{text_of(figure)}”",
            Place(file, cell=figure.where),
            "Rows were moved or sorted: copy the answers into the sheet as it was sent.",
        )


def _words_alone(cells: Mapping[str, FileCell], item: ModelInput, model: Model, file: str) -> Reading | None:
    """What the words under Likely say where nothing else is filled in: `30-50%`, `about 1200 a day`."""
    likely = cells["likely"]
    try:
        words = cell_words(likely)
        if not words or any(cell.kind != "blank" for end, cell in cells.items() if end != "likely"):
            return None
        if is_unknown(words):
            raise RoiError(f"found “{shortened(words)}”", hint="Leave the cell empty if it is not known.")
        return read_answer(words, item, model)
    except RoiError as problem:
        raise at_cells(problem, item, Place(file, cell=likely.where)) from None


def _values(cells: Mapping[str, FileCell], question: InputQuestion, file: str) -> dict[str, Amount]:
    """The figures of the cells that are filled in."""
    values = {}
    for end, cell in cells.items():
        try:
            value = cell_amount(cell, question)
        except RoiError as problem:
            raise at_cells(problem, question.item, Place(file, cell=cell.where)) from None
        if value is not None:
            values[end] = value
    return values


def _typed(values: Mapping[str, Amount], cells: Mapping[str, FileCell], question: InputQuestion) -> str:
    """What stands in the cells, where it is not the figures themselves: words, or numbers of another form."""
    if question.form is None and not any(cell_words(cells[end]) for end in values):
        return ""
    texts = [shortened(cells[end].value) for end in values]
    return " / ".join(texts) + ("" if question.form is None else f" ({unit_of(question)})")


def _value_of(
    amounts: Mapping[str, Amount], cells: Mapping[str, FileCell], item: ModelInput, where: Place
) -> str:
    """A constant, or the range of three ascending figures."""
    percent = item.unit.percent
    values = {end: Decimal(plain_digits(amount.declared)) for end, amount in amounts.items()}
    if set(values) == {"likely"}:
        return number_text(values["likely"], percent=percent)
    if len(values) < 3:
        missing = [end for end in ends(item) if end not in values]
        verb = "is" if len(missing) == 1 else "are"
        listed = " and ".join(f"{end} ({cells[end].where})" for end in missing)
        hint = (
            "Fill in a likely value; low and high only describe how far off it may be."
            if "likely" in missing
            else "Fill in both low and high, or neither."
        )
        raise RoiError(f"“{item.spec.label}”: {listed} {verb} missing", where, hint)
    low, likely, high = (values[end] for end in ends(item))
    if low == likely == high:
        return number_text(likely, percent=percent)
    if not low < likely < high:
        shown = ", ".join(number_text(value, percent=percent) for value in (low, likely, high))
        raise RoiError(
            f"“{item.spec.label}”: found low, likely, high as {shown}; they must rise",
            where,
            "Put the smaller number under Low, whether good or bad; or leave Low and High empty.",
        )
    return f"range({', '.join(number_text(value, percent=percent) for value in (low, likely, high))})"


def _place(cells: list[FileCell]) -> str:
    first, last = cells[0].where, cells[-1].where
    sheet, _, end = last.rpartition("!")
    return (
        first if first == last else f"{first}:{end}" if first.startswith(f"{sheet}!") else f"{first}, {last}"
    )


def text_of(cell: FileCell | None) -> str:
    """A note of a stranger: one line, no control characters, not without end."""
    if cell is None or cell.kind not in ("text", "number"):
        return ""
    return " ".join(shortened(cell.value, _LONGEST_NOTE).split())
