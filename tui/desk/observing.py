"""Observations at the desk: a skeleton to fill in, files read, an estimate updated."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import tomli_w

from cases.estimate import Estimate
from cases.observed import MeasuredColumn, Observed, columns_of, new_rows, observations_of, repeated
from cases.row_tables import COLUMNS, COMMENT, RowTable, read_table, table_of
from cases.updating import before_update, with_update
from roi.case_files import case_file
from roi.errors import Place, RoiError, Setting, nearest, of_setting, remedy
from roi.model import Model
from roi.observed.observations import Observation
from roi.observed.results import Update
from roi.records import dataclass
from roi.sim.run import Run
from roi.text import as_cell
from tui.desk.models import model_of, settled
from tui.desk.request import OpenedCase

SHEETS = (".xlsx", ".xlsm")
FORMATS = (".csv", ".toml", ".xlsx")
_MEND = "Check units and errors of the observations, above all of those that were not expected."
_MOST_VERSIONS = 99  # a larger number at the end of a name is no version: a year


@dataclass(frozen=True, slots=True)
class ObservedFile:
    """A file, and how it is to be read.

    Attributes:
        columns: `NAME=HEADING` texts; none where it has the headings of observations.
        period: the heading of the months of such columns.
        error: how far such figures may be off.
    """

    path: Path
    columns: Sequence[str] = ()
    period: str = ""
    error: str = "exact"


def read_observed(file: ObservedFile, estimate: Estimate) -> Observed:
    """The observations of a file: its rows, or what was typed into the sheet Realised of a workbook of ours.

    Raises:
        RoiError: a file that cannot be read, or a row that is none; its place is the row.
    """
    if file.path.suffix.lower() == ".xlsx" and not file.columns:
        from exports.workbook.reader.reading import read_realised

        typed = read_realised(file.path, model_of(estimate))
        if typed is not None:
            return Observed(
                typed, 0, "the months of the sheet Realised that have passed, and save the workbook"
            )
    table = _table(file.path)
    start = estimate.settings.start
    if not file.columns:
        if file.period:
            hint = remedy("Add ", Setting("column", "NAME=HEADING"), ".")
            raise RoiError("it belongs to columns of somebody's export", of_setting("period"), hint)
        return observations_of(table, estimate.case, start)
    columns = []
    for text in file.columns:
        name, equals, heading = (part.strip() for part in text.partition("="))
        if not (name and equals and heading):
            form = "As in active_users=active_seats: the case's name, then the file's heading."
            raise RoiError(f"`{text}` is not of the form NAME=HEADING", of_setting("column"), form)
        columns.append(MeasuredColumn(name, heading, file.error))
    return columns_of(table, columns, file.period, estimate.case, start, file.path.name)


def refuse_exchanged(case: str) -> None:
    """Say so where what should be a case is a file of observations.

    Raises:
        RoiError: it is one.
    """
    path = Path(case)
    try:
        headings = _table(path).headings
    except RoiError:
        return
    if {"name", "value"} <= set(headings):
        hint = remedy(
            "Exchange the two: the estimate is the case, and this file what was observed, ",
            Setting("observed", path.name),
            ".",
        )
        raise RoiError(f"{path.name} holds observations and no case", of_setting("case"), hint)


def _table(path: Path) -> RowTable:
    if path.suffix.lower() in SHEETS:
        from exports.observation_sheets import read_sheet

        return table_of(path.name, read_sheet(path))
    return read_table(path)


@dataclass(frozen=True, slots=True)
class Updating:
    """An update by all that was ever observed of an estimate.

    Attributes:
        estimate: that keeps the rows and what they leave.
        notes: of rows that were left out.
    """

    update: Update
    estimate: Estimate
    notes: tuple[str, ...] = ()


def prior_of(opened_case: OpenedCase) -> OpenedCase:
    """The estimate as it was before any observation, with its model."""
    prior = before_update(opened_case.estimate)
    if prior is opened_case.estimate:
        return opened_case
    return replace(opened_case, estimate=prior, model=model_of(prior))


def updated_by(
    opened_case: OpenedCase, files: Sequence[ObservedFile], simulated: Callable[[OpenedCase], Run]
) -> Updating:
    """The estimate held against the rows that it keeps and those of files.

    An update always starts from the estimate as it was: rows that come later are held against it together with
    the earlier ones, so that nothing counts twice and their order does not matter.

    Args:
        simulated: makes the run of the estimate as it was.

    Raises:
        RoiError: a file that cannot be read, a row that is none.
    """
    from roi.observed.update import update

    prior = prior_of(opened_case)
    known, notes = prior.estimate.observations, []
    places: dict[str, None] = {}
    rows: list[Observation] = []
    for file in files:
        read = read_observed(file, prior.estimate)
        rows += read.rows
        places[read.place] = None
        if read.empty:
            has = "row of {} has" if read.empty == 1 else "rows of {} have"
            notes.append(f"{read.empty:,} {has.format(file.path.name)} no value yet.")
    if files and not (known or rows):
        hint = f"Fill in {' or '.join(places)}."
        raise RoiError("no row has a value yet", Place(", ".join(file.path.name for file in files)), hint)
    new = new_rows(known, rows)
    if again := len(rows) - len(new):
        are = "row is known already; it counts" if again == 1 else "rows are known already; they count"
        notes.append(f"{again:,} {are} once.")
    every = _in_order((*known, *new))
    if alike := repeated(every):
        are = (
            "row is like an earlier one in every column and counts"
            if alike == 1
            else ("rows are like earlier ones in every column and count")
        )
        notes.append(f"{alike:,} {are} again: leave out what is the same measurement.")
    result = update(simulated(prior), every)
    after = settled(with_update(prior.estimate, every, result.updated), result.after.model)
    return Updating(result, after, tuple(notes))


def checked_updating(updating: Updating) -> Updating:
    """The update, where it may be kept.

    Raises:
        RoiError: its answer cannot be trusted.
    """
    diagnostics = updating.update.diagnostics
    if not diagnostics.trusted:
        problem = " ".join(diagnostics.problems)
        raise RoiError(f"the updated estimate is not saved. {problem}", of_setting("save"), _MEND)
    return updating


def next_version(path: Path) -> Path:
    """`acme-2.toml` beside `acme.toml`, `acme-3.toml` beside that: the first name that is free."""
    stem, dash, number = path.stem.rpartition("-")
    counted = bool(dash) and number.isascii() and number.isdecimal() and 2 <= int(number) <= _MOST_VERSIONS
    base, first = (stem, int(number) + 1) if counted else (path.stem, 2)
    names = (path.with_name(f"{base}-{each}{path.suffix}") for each in count(first))
    return next(name for name in names if not os.path.lexists(name))


def _in_order(rows: Sequence[Observation]) -> tuple[Observation, ...]:
    """By name and month, so that the bits do not depend on the order of rows or files."""
    return tuple(
        sorted(rows, key=lambda row: (row.name, row.months or (-1, -1), repr(replace(row, place=Place()))))
    )


# An example, and a skeleton ----------------------------------------------------------------------------

EXAMPLE = ".observed.csv"  # the ending of a file beside that of the case
EXAMPLE_HEAD = "Made-up example of observations. Nothing in it was measured."


def example(case: str) -> list[tuple[str, ...]]:
    """The rows of a case's example: made up, and said to be in each of them.

    Raises:
        RoiError: a case without one.
    """
    file = case_file(case)
    path = None if file is None else file.with_suffix(EXAMPLE)
    if path is None or not path.is_file():
        hint = remedy("Leave out ", Setting("example"), ": the rows are then empty, to be filled in.")
        raise RoiError(f"there is no example of observations of {case}", of_setting("example"), hint)
    rows = read_table(path).rows
    return [tuple(cells.get(column, "") for column in COLUMNS) for _, cells in rows]


def skeleton(model: Model, months: int = 1) -> list[tuple[str, ...]]:
    """Rows to fill in: what the case shows, its money, and its uncertain facts, with unit and label.

    Args:
        months: rows of each line that has months.
    """
    rows = []
    for line in model.lines:
        if not (line.spec.show or line.counted) or line.level:
            continue
        spans = [str(month + 1) for month in range(months)] if line.node.shape.month else [""]
        rows += [_row(line.id, span, line.unit.text, line.spec.label) for span in spans]
    for item in model.inputs:
        if not (item.constant or item.spec.luck or item.spec.lever or item.answered):
            rows.append(_row(item.id, "", item.unit.text, item.spec.label))
    return rows


def _row(name: str, month: str, unit: str, label: str) -> tuple[str, ...]:
    cells = {"name": name, "month": month, "unit": "" if unit == "–" else unit, "note": label}
    return tuple(cells.get(column, "") for column in COLUMNS)


def skeleton_text(rows: Sequence[Sequence[str]], suffix: str, head: str = "") -> str:
    """The rows as CSV, or as TOML; `head`: a remark above them."""
    remark = f"{COMMENT} {head}\n" if head else ""
    if suffix == ".toml":
        tables = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        filled = [{key: text for key, text in table.items() if text or key == "value"} for table in tables]
        return remark + tomli_w.dumps({"observations": filled})
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([COLUMNS, *(map(as_cell, row) for row in rows)])
    return remark + buffer.getvalue()


def checked_suffix(path: Path) -> str:
    """The ending of a skeleton.

    Raises:
        RoiError: another one.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise RoiError(
            f"`{path.name}` is no kind of file for it", of_setting("output"), nearest(suffix, FORMATS)
        )
    return suffix
