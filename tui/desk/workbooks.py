"""Workbooks as cases: a sheet of questions that came back, or a model a reader changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import cases
from cases.estimate import Estimate, Settings
from cases.updating import divided_anew
from roi.case import Case, Override
from roi.case_files import case_file
from roi.errors import Place, RoiError
from roi.model import Layer, Model
from roi.model.layer import OBSERVED
from roi.model.regions import currency_of
from roi.reading import is_file
from roi.sim.gate import resolve

if TYPE_CHECKING:
    from exports.workbook.origin.identity import Identity
    from exports.workbook.reader.answers import Replies

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".fods", ".numbers")


MANY_TRIALS = 4_096
_TRIALS_A_MEGABYTE = 280  # of the shipped cases


def size_notes(trials: int) -> tuple[str, ...]:
    """What so many live trials of a workbook cost; nothing for a usual number."""
    if trials <= MANY_TRIALS:
        return ()
    size = 10 * round(trials / _TRIALS_A_MEGABYTE / 10)
    return (
        f"{trials:,} live trials make a workbook of some {size} MB, which takes minutes to open and to "
        "recalculate; 1,024 say the same within their error.",
    )


def estimate_of_workbook(
    path: Path, settings_for: Callable[[Case], Settings]
) -> tuple[Estimate, tuple[str, ...]]:
    """The estimate a workbook tells, and what the reader should know of it.

    Args:
        path: a workbook written by this program.
        settings_for: the settings of a fresh estimate of a case.

    Raises:
        RoiError: no workbook of this program, a hostile one, or answers that cannot be read in one way.
    """
    from exports.workbook.reader.reading import read_answers

    answers = read_answers(path, lambda identity: _model_of(identity, path))
    identity, overrides = answers.identity, answers.overrides
    if identity.kind == "workbook":
        from exports.workbook.inputs.quotients import divided_cells

        follow = divided_cells(_model_of(identity, path))  # the others it shows as they are
        overrides = {
            name: x if name in follow or name in answers.answers else x.held for name, x in overrides.items()
        }
    case = _case_of(identity, path)
    if case.digest != identity.digest:
        overrides = divided_anew(overrides)
    settings = replace(
        settings_for(case),
        preset=identity.preset,
        option=identity.option,
        horizon=answers.horizon or identity.horizon,
        prospect=identity.prospect,
        prepared_by=identity.prepared_by,
        valid_until=identity.valid_until,
        learn=identity.learn,
        start=None if answers.start == case.header.start else answers.start,
        currency=identity.currency if identity.currency != currency_of(case, identity.region) else None,
        region=identity.region if identity.region != case.header.region else None,
    )
    if identity.draws is not None and identity.seed is not None and identity.sampler:
        settings = replace(settings, draws=identity.draws, seed=identity.seed, sampler=identity.sampler)
    lines, observations = answers.lines, answers.observations
    estimate = Estimate(case, settings, overrides, path.name, lines=lines, observations=observations)
    return estimate, (*answers.notes, *_blank(answers, case))


def _blank(answers: Replies, case: Case) -> tuple[str, ...]:
    labels = [case.inputs[name].label if name in case.inputs else name for name in answers.blank]
    return (left_blank(labels),) if labels else ()


def left_blank(labels: Sequence[str]) -> str:
    """That questions have no answer, a sentence with the first of them."""
    more = f" and {len(labels) - 3} more" if len(labels) > 3 else ""
    return f"Left blank, the case's own values are kept: {', '.join(labels[:3])}{more}."


def _model_of(identity: Identity, path: Path) -> Model:
    if any(was.layer == OBSERVED for was in identity.was.values()):
        raise RoiError(
            "the workbook is of an estimate that was updated by observations, which it does not hold",
            Place(path.name),
            "Open the estimate file, and type there what was changed.",
        )
    return model_of_identity(_case_of(identity, path), identity, Place(path.name), identity.overrides)


def model_of_identity(
    case: Case, identity: Identity, place: Place, overrides: Mapping[str, Override]
) -> Model:
    """What a workbook was written for, with these values of the estimate.

    Raises:
        RoiError: a value that does not fit the case.
    """
    return resolve(
        case,
        option=identity.option,
        preset=identity.preset,
        layers=[Layer("estimate", place, overrides, "seller", identity.learn)],
        horizon=identity.horizon,
        start=identity.start or None,
        region=identity.region,
    )


def _case_of(identity: Identity, path: Path) -> Case:
    """A shipped case or a pack's by its id, else the case file beside the workbook or in this folder."""
    of_a_pack = identity.origin.removesuffix(".toml") if "/" in identity.origin else ""
    for name in (identity.case, of_a_pack):
        if case_file(name) is not None:
            return cases.load(name)
    name = Path(identity.origin).name
    for folder in (path.parent, Path()):
        if name.endswith(".toml") and is_file(folder / name):
            return cases.load(folder / name)
    raise RoiError(
        f"the workbook belongs to the case `{identity.case}`, whose file {name} is not there",
        Place(str(path)),
        "Put the case file beside the workbook"
        + (", or name the folder of its pack in ROI_CASES." if of_a_pack else "."),
    )
