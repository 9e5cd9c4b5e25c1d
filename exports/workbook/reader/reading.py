"""Answers read back from a workbook: a sheet of questions that was filled in, or a model that was changed.

The file is a stranger's: it is judged before it is unpacked (`opening`), and found by names (`cells`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from exports.archive.opening import opened
from exports.workbook.archive.cells import Named, read_named
from exports.workbook.layout import ACTUALS, ORIGINS
from exports.workbook.origin.accountable import told_accountability
from exports.workbook.origin.formulas import FORMULAS
from exports.workbook.origin.identity import FIELDS, META, OWNER, WAS, Identity, identity_from
from exports.workbook.questions import (
    ASK,
    ROW,
    WHO,
    asked_inputs,
    cell_name,
    ends,
)
from exports.workbook.reader import changes
from exports.workbook.reader.accountable import read_accountability
from exports.workbook.reader.actuals import read_actuals
from exports.workbook.reader.answers import Replies, Reply, cell_date
from exports.workbook.reader.lost import lost_formulas
from exports.workbook.reader.problems import Problems
from exports.workbook.reader.row import answer_of, text_of
from roi.answers import divisors_first
from roi.answers.numbers import shortened
from roi.errors import Place, RoiError
from roi.model import Model, ModelInput
from roi.model.read import value_of
from roi.observed.observations import Observation

TOLD_BY, TOLD_ON = "told_by", "told_on"
_PREFIXES = (META, WAS, ASK, ROW, WHO, "told_", FORMULAS, *changes.PREFIXES)

ModelFor = Callable[[Identity], Model]


def read_answers(path: Path, model_for: ModelFor) -> Replies:
    """What a filled-in sheet of questions, or a changed workbook, says.

    Args:
        path: the workbook.  It is only read.
        model_for: the resolved case of an identity: its case, preset, option, horizon and `overrides`.

    Raises:
        RoiError: no workbook of roi, a hostile one, or cells that cannot be read in one way; every such cell
            is named, with what was found and how to mend it.
    """
    with opened(path) as package:
        named = read_named(package, lambda name: name.startswith(_PREFIXES), (ACTUALS, ORIGINS))
        lost = list(lost_formulas(package, named))
    identity = identity_of_file(named, path.name)
    model = model_for(identity)
    notes = list(_differences(identity, model))
    if identity.kind == "workbook":
        read = changes.read_changes(named, identity, model, path.name, [*notes, *lost])
        return replace(read, lines=told_accountability(named, model, path.name))
    return _read_questions(named, identity, model, path.name, notes)


def read_realised(path: Path, model: Model) -> tuple[Observation, ...] | None:
    """What was typed into the sheet Realised of a workbook of this estimate; None of a file without that sheet.

    Raises:
        RoiError: a hostile file, a workbook of another case, cells that cannot be read.
    """
    with opened(path) as package:
        named = read_named(
            package, lambda name: name.startswith((META, WAS, ACTUALS, ORIGINS)), (ACTUALS, ORIGINS)
        )
    if not any(name.startswith(ACTUALS) for name in named.cells):
        return None
    case = identity_of_file(named, path.name).case
    if case != model.case.id:
        message = f"the workbook is of the case {shortened(case)}, and this estimate of {model.case.id}"
        raise RoiError(message, Place(path.name), "Give the workbook of this estimate.")
    problems = Problems(path.name)
    rows = read_actuals(named, model, problems, typed_only=True)
    problems.raise_any()
    return rows


def identity_of_file(named: Named, file: str) -> Identity:
    """The identity on the hidden sheet, or in the document's properties where the sheet is gone.

    Raises:
        RoiError: see `identity_from`.
    """
    fields = {
        name: cell.value.strip()
        for name in (*FIELDS, OWNER)
        if (cell := named.cells.get(f"{META}{name}")) is not None and cell.kind in ("text", "number")
    }
    was = {
        name.removeprefix(WAS): cell.value
        for name, cell in named.cells.items()
        if name.startswith(WAS) and cell.kind == "text"
    }
    return identity_from(fields if "schema" in fields else named.properties, was, Place(file))


def _differences(identity: Identity, model: Model) -> Iterable[str]:
    if model.case.id != identity.case:
        yield f"The workbook was made for the case {shortened(identity.case)}; it is read into {model.case.id}."
    elif model.case.digest != identity.digest:
        yield "The case has changed since the workbook was written; the answers are laid over it as it is now."


def _read_questions(named: Named, identity: Identity, model: Model, file: str, notes: list[str]) -> Replies:
    questions = asked_inputs(model, identity.owners)
    there = [item for item in questions if any(name in named.cells for name in _names(item))]
    if not there:
        broken = any(name.startswith(ASK) for name in named.broken)
        raise RoiError(
            "no question can be found: the names of all answers point to cells that are not there"
            if broken
            else "the names by which answers are found are gone: the file was saved by a program that drops them",
            Place(file),
            "Copy the answers into the sheet as it was sent.",
        )
    by, on = text_of(named.cells.get(TOLD_BY)), cell_date(named.cells.get(TOLD_ON))
    problems = Problems(file)
    answers: dict[str, Reply] = {}
    for name in divisors_first([item.id for item in there], model):
        with problems.caught():
            answer = answer_of(named, model.input(name), model, file, by, on)
            if answer is not None:
                answers[name] = answer
                model = _with_value(model, name, answer.value)  # by which later answers may be divided
    answers = {item.id: answers[item.id] for item in there if item.id in answers}
    blank = tuple(item.id for item in there if item.id not in answers)
    lines = read_accountability(named, model, identity.owners, problems)
    problems.raise_any()
    notes += _missing(named, [item for item in questions if item not in there])
    notes += _strays(named, model)
    if on is None and (when := text_of(named.cells.get(TOLD_ON))):
        notes.append(f"The date of the answers, “{when[:40]}”, is none that can be read; it is not kept.")
    start = identity.start or None
    return Replies(identity, file, answers, blank, None, start, by, on, tuple(notes), lines)


def _with_value(model: Model, name: str, value: str) -> Model:
    inputs = (value_of(value, item, model) if item.id == name else item for item in model.inputs)
    return replace(model, inputs=tuple(inputs))


def _names(item: ModelInput) -> list[str]:
    return [cell_name(item, end) for end in ends(item)]


def _missing(named: Named, items: Sequence[ModelInput]) -> Iterable[str]:
    """Questions without any cell: those whose names lead nowhere, and those that were deleted."""
    broken = {name for name, points in named.broken.items() if "#REF!" not in points}  # that is a deleted row
    lost = [item for item in items if broken.intersection(_names(item))]
    absent = [item for item in items if item not in lost]
    if lost:
        yield (
            f"The answers to {_listed(lost)} are lost: their names point to cells that are not there. Copy them "
            "into the sheet as it was sent; until then the case's values are kept."
        )
    if absent:
        verb = "is" if len(absent) == 1 else "are"
        yield f"Not in the file {verb} {_listed(absent)}; the case's values are kept."


def _listed(items: Sequence[ModelInput]) -> str:
    labels = [f"“{item.spec.label}”" for item in items[:3]]
    return f"{', '.join(labels)} and {len(items) - 3} more" if len(items) > 3 else " and ".join(labels)


def _strays(named: Named, model: Model) -> Iterable[str]:
    """Answers to what is not asked any more, and copies that nobody reads."""
    known = {cell_name(item, end) for item in asked_inputs(model) for end in (*ends(item), "note")}
    strays = [cell for name, cell in named.cells.items() if name.startswith(ASK) and name not in known]
    for cell in strays:
        if cell.kind != "blank":
            yield f"{cell.where} answers a question that the case does not ask; it is not used."
    if any(name.startswith(ASK) for name in named.copies):
        yield "The sheet of questions was copied inside the file; only the first one is read."
