"""Sheets of questions that came back from several people: one set of answers, or what they disagree on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cases.estimate import Estimate, Settings
from exports.voice.model_facts import with_unit
from roi.accountability import Accountability
from roi.answers import divisors
from roi.case import Case, Override
from roi.errors import Command, Place, RoiError, Setting, located, of_setting, remedy
from roi.model import Model, ModelInput
from roi.model.read import value_of
from roi.owners import owner_label
from roi.reading import real_path
from roi.records import dataclass
from tui.desk.workbooks import left_blank, model_of_identity

if TYPE_CHECKING:
    from exports.workbook.origin.identity import Identity
    from exports.workbook.reader.answers import Replies, Reply

MOST_LISTED = 12  # disagreements of a message, and replaced answers of a note
_SAME = 1e-9  # relative: an answer in another unit may differ by a rounding
_PLACES = np.array([0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95])  # at which two distributions are compared


@dataclass(frozen=True, slots=True)
class _Voice:
    """One answer to a question that several may have answered, and the input as it says."""

    file: str
    answer: Reply
    item: ModelInput


def with_sheets(
    estimate: Estimate, paths: Sequence[Path], chosen: Settings, typed: Collection[str] = ()
) -> tuple[Estimate, tuple[str, ...]]:
    """The estimate with the answers of sheets of questions laid over its own, and what to know of them.

    Args:
        estimate: of the case that the sheets ask about.
        paths: the files; each may have the questions of one owner, or all.
        chosen: what is run with their answers.
        typed: inputs that are given otherwise and above all sheets, so that nobody has to agree on them.

    Raises:
        RoiError: a file named twice, one that is no sheet of questions or of another case, answers that cannot be
            read in one way, or sheets that disagree: all disagreements are named, with file, cell and owner.
    """
    seen: set[Path] = set()
    for path in paths:
        if (file := real_path(path)) in seen:
            raise RoiError("this file is named twice", of_setting("answers", str(path)), "Name each once.")
        seen.add(file)
    divided = _with_divisors(estimate, paths)
    read = [_read(path, divided) for path in paths]
    voices: dict[str, list[_Voice]] = {}
    for answers, model in read:
        for name, answer in answers.answers.items():
            item = value_of(answer.value, model.input(name), model)
            voices.setdefault(name, []).append(_Voice(answers.file, answer, item))
    _refuse_disagreement({name: each for name, each in voices.items() if name not in typed})
    given = {name: each[0].answer.override for name, each in voices.items()}
    lines = _lines([answers for answers, _ in read])
    settings = estimate.settings
    for answers, _ in read:
        settings = replace(
            settings,
            prospect=settings.prospect or answers.identity.prospect,
            prepared_by=settings.prepared_by or answers.identity.prepared_by,
        )
    noted = {name: how for name, how in estimate.noted.items() if name not in given}
    notes = (
        *_notes(read),
        *_written_for(read, chosen, estimate.case.header.region),
        *_replaced(estimate, voices, read),
        *_left_out(read, estimate, voices),
    )
    overrides = {**estimate.overrides, **given}
    kept = {name: _over(entry, estimate.lines.get(name)) for name, entry in lines.items()}
    merged = replace(estimate, settings=settings, overrides=overrides, noted=noted)
    return replace(merged, lines={**estimate.lines, **kept}), notes


def _with_divisors(estimate: Estimate, paths: Sequence[Path]) -> Estimate:
    """The estimate with the answers of all sheets by which those of another sheet are divided."""
    given: dict[str, Override] = {}
    for path in paths if len(paths) > 1 else ():
        try:
            answers, model = _read(path, estimate)
        except RoiError:
            continue  # raised when it is read beside the others, unless they have what it lacks
        by = divisors(model)
        given = {name: each.override for name, each in answers.answers.items() if name in by} | given
    return replace(estimate, overrides={**estimate.overrides, **given})


def _read(path: Path, estimate: Estimate) -> tuple[Replies, Model]:
    from exports.workbook.reader.reading import read_answers

    def model_for(identity: Identity) -> Model:
        if identity.kind != "intake":
            message = "this is a workbook with a model, not a sheet of questions"
            raise RoiError(
                message, Place(str(path)), remedy("Read it alone: ", Command("run", path.name), ".")
            )
        if identity.case != estimate.case.id:
            message = f"the sheet asks about the case {identity.case[:60]}, and this is {estimate.case.id}"
            raise RoiError(message, Place(str(path)), "Give the sheets of one case.")
        return _model(estimate, identity, path)

    answers = read_answers(path, model_for)
    return answers, _model(estimate, answers.identity, path)


def _model(estimate: Estimate, identity: Identity, path: Path) -> Model:
    """What the sheet was written for, with the estimate's own answers."""
    active = {*estimate.case.inputs, *_own(estimate.case, identity.option)}
    given = {name: each.held for name, each in estimate.overrides.items() if name in active}
    with located(Place(path.name)):
        return model_of_identity(estimate.case, identity, Place(estimate.origin), given)


def _own(case: Case, option: str | None) -> Collection[str]:
    return case.options[option].inputs if option is not None and option in case.options else ()


def _refuse_disagreement(voices: Mapping[str, Sequence[_Voice]]) -> None:
    """One message for all questions to which there are different answers.

    Raises:
        RoiError: as said.
    """
    different = {
        name: each
        for name, each in voices.items()
        if any(not _same(each[0].item, other.item) for other in each[1:])
    }
    if not different:
        return
    texts = [_disagreement(name, each) for name, each in different.items()]
    more = [f"and {len(texts) - MOST_LISTED} more"] if len(texts) > MOST_LISTED else []
    count = "question has" if len(texts) == 1 else "questions have"
    name, each = next(iter(different.items()))
    raise RoiError(
        "\n  ".join([f"{len(texts)} {count} different answers:", *texts[:MOST_LISTED], *more]),
        of_setting("answers"),
        remedy(
            "Leave one of them in one sheet, or say which holds: ",
            Setting("answer", f'{name}="{each[0].answer.value}"'),
            ".",
        ),
    )


def _lines(read: Sequence[Replies]) -> dict[str, Accountability]:
    """Who answers for benefits, as the sheets say.

    Raises:
        RoiError: two sheets that say different things of one benefit.
    """
    by_line: dict[str, tuple[str, Accountability]] = {}
    for answers in read:
        for name, entry in answers.lines.items():
            file, before = by_line.setdefault(name, (answers.file, entry))
            if before != entry:
                message = f"{file} and {answers.file} name different owners, accounts or reviews of `{name}`"
                raise RoiError(message, of_setting("answers"), "Leave them in one of the sheets.")
    return {name: entry for name, (_, entry) in by_line.items()}


def _over(entry: Accountability, before: Accountability | None) -> Accountability:
    """What a sheet says, and the estimate's own where it says nothing."""
    if before is None:
        return entry
    return Accountability(
        entry.owner or before.owner, entry.account or before.account, entry.reviews or before.reviews
    )


def _disagreement(name: str, voices: Sequence[_Voice]) -> str:
    spec = voices[0].item.spec
    claims = [
        f"{with_unit(each.answer.value, each.item.unit.text, each.item.typed.text)} in {each.file}, "
        f"{each.answer.where}{_by(each.answer)}"
        for each in voices
    ]
    return f"“{spec.label}” ({name}), {owner_label(spec.owner)}: {'; '.join(claims)}"


def _by(answer: Reply) -> str:
    parts = [answer.by, f"{answer.date:%Y-%m-%d}" if answer.date else ""]
    people = ", ".join(filter(None, parts))
    return f" ({people})" if people else ""


def _same(first: ModelInput, second: ModelInput) -> bool:
    """Whether two values are the same figures, whatever their units."""
    return np.allclose(first.quantile(_PLACES), second.quantile(_PLACES), rtol=_SAME, atol=0.0)


def _notes(read: Sequence[tuple[Replies, Model]]) -> Iterator[str]:
    for answers, _ in read:
        yield from (f"{answers.file}: {note}" for note in answers.notes)


def _written_for(read: Sequence[tuple[Replies, Model]], chosen: Settings, home: str | None) -> Iterator[str]:
    """Sheets that ask about another preset, way to deploy or region than is run."""
    run = {"preset": chosen.preset, "option": chosen.option, "region": chosen.region or home}
    for answers, _ in read:
        theirs = {name: getattr(answers.identity, name) for name in run}
        if theirs != run:
            other = {name for name in run if theirs[name] != run[name]}
            yield f"{answers.file} was written for {_named(theirs, other)}; this run has {_named(run, other)}."


def _named(choices: Mapping[str, str | None], of: Collection[str]) -> str:
    return ", ".join(
        f"{name} {text}" if text else f"no {name}" for name, text in choices.items() if name in of
    )


def _replaced(
    estimate: Estimate, voices: Mapping[str, Sequence[_Voice]], read: Sequence[tuple[Replies, Model]]
) -> Iterator[str]:
    """Answers of the estimate that a sheet answers otherwise."""
    model = read[0][1]
    texts = [
        f"“{each[0].item.spec.label}” was {before.value} and is {each[0].answer.value} now, by {each[0].file}."
        for name, each in voices.items()
        if (before := estimate.overrides.get(name))
        and not _same(value_of(before.value, each[0].item, model), each[0].item)
    ]
    yield from texts[:MOST_LISTED]
    if len(texts) > MOST_LISTED:
        yield f"And {len(texts) - MOST_LISTED} more answers are others now."


def _left_out(
    read: Sequence[tuple[Replies, Model]], estimate: Estimate, voices: Mapping[str, Sequence[_Voice]]
) -> Iterator[str]:
    """Questions that no sheet answers, and owners whose sheet is not among them."""
    from exports.workbook.questions import owners

    blank = {
        name: model.input(name).spec.label
        for answers, model in read
        for name in answers.blank
        if name not in voices and name not in estimate.overrides
    }
    if blank:
        yield left_blank([*blank.values()])
    sheets = [answers.identity.owners for answers, _ in read]
    if None in sheets:  # one that has everybody's questions
        return
    there = {owner for each in sheets for owner in each or ()}
    missing = [owner_label(owner) for owner in owners(read[0][1]) if owner not in there]
    if missing:
        yield f"No sheet came from {', '.join(missing)}; the values there were are kept."
