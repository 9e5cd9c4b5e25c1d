"""What a reader changed in a workbook with a model: values of their own, ranges, the horizon."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from exports.workbook.archive.cells import FileCell, Named
from exports.workbook.inputs.quotients import divided_cells
from exports.workbook.inputs.ranges import InputRange, range_of
from exports.workbook.inputs.scenarios import AS_EXPORTED, scenario_name
from exports.workbook.inputs.sheet import constants
from exports.workbook.layout import ACTUALS, ARGUMENT, FIRST_MONTH, ORIGINS, TYPED_HORIZON
from exports.workbook.origin.identity import Identity
from exports.workbook.reader.actuals import read_actuals
from exports.workbook.reader.answers import Replies, Reply, bare_number, cell_date, cell_number, number_text
from exports.workbook.reader.problems import Problems, at_cells, check_fits
from roi.answers import InputQuestion
from roi.answers.numbers import shortened
from roi.case import MAX_HORIZON
from roi.errors import Place, RoiError, Setting, remedy
from roi.model import Model, ModelInput
from roi.model.read import value_of

YOURS = "your_"
CHOICE = "scenario"
USED = "in_"
PREFIXES = (ACTUALS, ORIGINS, YOURS, USED, ARGUMENT, "likely_", "conv_", TYPED_HORIZON, FIRST_MONTH, CHOICE)
_SAME = 1e-9  # relative: a spreadsheet program may write the fifteenth digit anew


def read_changes(named: Named, identity: Identity, model: Model, file: str, notes: list[str]) -> Replies:
    """The inputs whose numbers are no longer those the workbook was written with.

    Raises:
        RoiError: cells that cannot be read, or a range that no distribution has.
    """
    if not any(name.startswith(YOURS) for name in named.cells):
        raise RoiError(
            "the names by which inputs are found are gone: the file was saved by a program that drops them",
            Place(file),
            remedy(
                "Type the changes into the workbook as it was written, or give them by ", Setting("set"), "."
            ),
        )
    problems, divided = Problems(file), divided_cells(model)
    answers: dict[str, Reply] = {}
    for item in model.drawn:
        with problems.caught():
            if answer := _change(named, identity, item, model, file, follows=item.id in divided):
                answers[item.id] = answer
    horizon = start = None
    with problems.caught():
        horizon = _horizon(named, identity, file)
    with problems.caught():
        start = _start(named, identity, file)
    observed = read_actuals(named, model, problems)
    problems.raise_any()
    notes += _uncarried(named, identity, model)
    if observed:
        notes.append(f"{len(observed)} figures of the sheet Realised are kept as observations.")
    return Replies(identity, file, answers, (), horizon, start, notes=tuple(notes), observations=observed)


def _change(
    named: Named, identity: Identity, item: ModelInput, model: Model, file: str, *, follows: bool
) -> Reply | None:
    """The reply of an input whose cells were changed; `follows`: whether they follow those of its divisor."""
    yours = named.cells.get(f"{YOURS}{item.id}")
    _check_used(named, written(identity, item, model), file)
    if yours is not None:
        if item.spec.luck and yours.kind != "blank":
            raise _luck(item, yours.where, file, "Clear the cell; change the chance it is compared with.")
        value = _number(yours, item, model, file)
        if value is not None:
            return _answer(number_text(value, percent=item.unit.percent), yours.where, item, model, file)
    elif f"{YOURS}{item.id}" in named.broken:
        raise _gone(item, f"{YOURS}{item.id}", file)
    chosen = _of_scenario(named, item, model, file)
    if chosen is not None:
        return chosen
    row = range_of(written(identity, item, model))
    cells = {argument: named.cells[name] for argument, name in row.names.items() if name in named.cells}
    if len(cells) < len(row.names):
        gone = next(name for argument, name in row.names.items() if argument not in cells)
        if gone in named.broken or cells:
            raise _gone(item, gone, file)
        return None
    typed = {argument: cell for argument, cell in cells.items() if not (follows and cell.formula)}
    moved = [n for n, cell in typed.items() if _moved(_argument(cell, n, row, model, file), row, n)]
    if not moved:
        return None
    values = {argument: _argument(cell, argument, row, model, file) for argument, cell in cells.items()}
    where = ", ".join(cells[argument].where for argument in moved)
    if item.luck_of:
        hint = "Take back the change; how far years differ is the spread of the input they belong to."
        raise _luck(item, where, file, hint)
    return _answer(value_text(row, values), where, item, model, file)


def _gone(item: ModelInput, name: str, file: str) -> RoiError:
    hint = "Type the changes into the workbook as it was written."
    return RoiError(f"“{item.spec.label}”: the cell named {name} is gone", Place(file), hint)


def _luck(item: ModelInput, where: str, file: str, hint: str) -> RoiError:
    return RoiError(
        f"“{item.spec.label}” is luck, which nobody can know or choose", Place(file, cell=where), hint
    )


def _of_scenario(named: Named, item: ModelInput, model: Model, file: str) -> Reply | None:
    """What the scenario in force says of an input; None without one, or where it leaves the input alone."""
    choice, cell = named.cells.get(CHOICE), named.cells.get(scenario_name(item.id))
    if cell is None or cell.kind != "number" or choice is None or choice.value.strip() in ("", AS_EXPORTED):
        return None
    value = _number(cell, item, model, file)
    assert value is not None
    answer = _answer(number_text(value, percent=item.unit.percent), cell.where, item, model, file)
    return replace(answer, note=f"Scenario “{shortened(choice.value.strip())}” of {file}.")


def _check_used(named: Named, item: ModelInput, file: str) -> None:
    """The value in use follows from the cells beside it; a number over its formula would be passed over unseen.

    Args:
        item: as it was when the workbook was written.

    Raises:
        RoiError: it does not.
    """
    used, label = named.cells.get(f"{USED}{item.id}"), f"“{item.spec.label}”"
    if used is None:
        return
    yours, likely = (named.cells.get(f"{start}{item.id}") for start in (YOURS, "likely_"))
    place = f" ({yours.where})" if yours is not None else ""
    hint = (
        f"Type it under Your value{place}, and put the formula back, or start from the file as it was sent."
    )
    if not used.formula:
        message = f"{label}: found {shortened(used.value) or 'nothing'} in place of the formula of In use"
        raise RoiError(message, Place(file, cell=used.where), hint)
    chosen = (yours, named.cells.get(scenario_name(item.id)), likely)
    source = next((cell for cell in chosen if cell is not None and cell.kind == "number"), None)
    if source is not None and used.kind == "number":
        shown, follows = float(used.value), float(source.value)
        # A program that works nothing out leaves the value of the export.
        known = (follows, item.likely)
        if not any(math.isclose(shown, value, rel_tol=_SAME, abs_tol=1e-300) for value in known):
            message = (
                f"{label}: In use is {shown:g} where {source.where} says {follows:g}; its formula was changed"
            )
            raise RoiError(message, Place(file, cell=used.where), hint)


def _check_number(cell: FileCell) -> None:
    """Refuse a text: the sheet does not count with it, so that it and the command line would say two things.

    Raises:
        RoiError: without a place.
    """
    if cell.kind == "text":
        raise RoiError(
            f"found the text {shortened(cell.value)!r}, which the sheet does not count with",
            hint="Type it as a number; the unit stands in the row.",
        )


def written(identity: Identity, item: ModelInput, model: Model) -> ModelInput:
    """The input as it was when the workbook was written, should the case have moved on since."""
    was = identity.was.get(item.id)
    if was is None or was.override.value == item.spec.value:
        return item
    try:
        before = value_of(was.override.value, item, model)
    except RoiError:  # the value of another version of the case does not fit this one: every number counts
        return item
    return replace(before, spec=replace(before.spec, likely=item.spec.likely), layer=item.layer)


def _number(cell: FileCell, item: ModelInput, model: Model, file: str) -> Decimal | None:
    try:
        _check_number(cell)
        return cell_number(cell, InputQuestion.of_input(item, model, as_answer=False))
    except RoiError as error:
        raise at_cells(error, item, Place(file, cell=cell.where)) from None


def _argument(cell: FileCell, argument: str, row: InputRange, model: Model, file: str) -> Decimal:
    """The number of an argument's cell: in the declared unit, or as it is where it has none."""
    try:
        _check_number(cell)
        question = InputQuestion.of_input(row.item, model, as_answer=False)
        value = cell_number(cell, question, limited=False) if _scaled(row, argument) else bare_number(cell)
        if value is None:
            raise RoiError(
                "found an empty cell; a range needs all its numbers", hint="Type the number again."
            )
    except RoiError as error:
        raise at_cells(error, row.item, Place(file, cell=cell.where)) from None
    return value


def _scaled(row: InputRange, argument: str) -> bool:
    family = row.item.distribution.family
    return family.kind(argument) == "value" and family.name != "bernoulli"


def _moved(value: Decimal, row: InputRange, argument: str) -> bool:
    scale = row.item.unit.scale if _scaled(row, argument) else 1.0
    return not math.isclose(float(value) * scale, row.cells[argument], rel_tol=_SAME, abs_tol=1e-300)


def value_text(row: InputRange, values: Mapping[str, Decimal]) -> str:
    """The text of the row's distribution with other numbers, in the declared unit of its input."""
    family = row.item.distribution.family
    texts = {
        argument: number_text(value, percent=row.item.unit.percent and _scaled(row, argument))
        for argument, value in values.items()
    }
    if family.name == "constant":
        return texts["value"]
    if family.name == "a to b":
        return f"{texts['low']} to {texts['high']}"
    points = [value for argument, value in values.items() if argument not in ("min", "max")]
    if family.name in ("range", "metalog") and len(set(points)) == 1:
        return number_text(points[0], percent=row.item.unit.percent)
    bounded = any(_moved(values[end], row, end) for end in ("min", "max") if end in values)
    if family.name == "metalog" or (family.name == "range" and bounded):
        return f"metalog({', '.join(f'{argument}={text}' for argument, text in texts.items())})"
    arguments = [
        text for argument, text in texts.items() if family.name != "range" or argument not in ("min", "max")
    ]
    return f"{family.name}({', '.join(arguments)})"


def _answer(text: str, where: str, item: ModelInput, model: Model, file: str) -> Reply:
    """The change, refused at its cells where the model would refuse it later."""
    check_fits(text, item, model, Place(file, cell=where))
    return Reply(text, where, "seller", note=f"Changed in {file}, {where}.")


def _horizon(named: Named, identity: Identity, file: str) -> int | None:
    cell = named.cells.get(TYPED_HORIZON)
    if cell is None and "horizon" not in identity.was:
        cell = named.cells.get("likely_horizon")  # as workbooks before this one call it
    if cell is None:
        return None
    try:
        _check_number(cell)
        value = bare_number(cell)
        if value is None or value != value.to_integral_value() or not 1 <= value <= MAX_HORIZON:
            text = "an empty cell" if value is None else shortened(str(value))
            raise RoiError(f"found {text}; whole months from 1 to {MAX_HORIZON} are allowed")
    except RoiError as text:
        raise RoiError(f"horizon: {text.message}", Place(file, cell=cell.where), text.hint) from None
    return None if int(value) == identity.horizon else int(value)


def _start(named: Named, identity: Identity, file: str) -> str | None:
    """The calendar month of month 1 that stands in the sheet, where one does."""
    cell = named.cells.get(FIRST_MONTH)
    if cell is None:
        return identity.start or None
    if cell.kind == "blank":
        return None
    day = cell_date(cell)
    if day is None:
        hint = "Type any day of the month, such as 2027-04-01; or nothing."
        raise RoiError(
            f"Month 1: found {shortened(cell.value)!r}, which is no date", Place(file, cell=cell.where), hint
        )
    return f"{day:%Y-%m}"


def _uncarried(named: Named, identity: Identity, model: Model) -> list[str]:
    """Changes that an override cannot hold: said, so that nobody believes they were taken over."""
    notes = []
    for item in model.drawn:
        cell = named.cells.get(f"likely_{item.id}")
        row = range_of(written(identity, item, model))
        if cell is None or cell.formula or "likely" in row.columns.values() or cell.kind != "number":
            continue
        if not math.isclose(float(cell.value), row.item.likely, rel_tol=_SAME, abs_tol=1e-300):
            notes.append(
                f"{cell.where}: the likely value of “{item.spec.label}” was changed without its range; it is "
                "not taken over. Type it under Your value."
            )
    for constant in constants(model):
        cell = named.cells.get(constant.name)
        known = cell is not None and cell.kind == "number"
        if cell is not None and known and not math.isclose(float(cell.value), constant.value, rel_tol=_SAME):
            notes.append(
                f"{cell.where}: the rate {constant.label} was changed; rates belong to the case file."
            )
    return notes
