"""Observations from rows of text: a file of observations, a column of somebody's export, an estimate file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cases.fields import shown
from cases.observed_cells import EXACT, observation_of
from cases.row_tables import COLUMNS, RowTable, entry_rows
from roi.case import Case
from roi.errors import Place, RoiError, Setting, nearest, remedy
from roi.observed.observations import SHARED, Exact, Observation, Sample, StandardError, Trials
from roi.records import dataclass

_FIGURES = ("value", "error", "shared", "sd", "n", "hits")  # columns that hold numbers


@dataclass(frozen=True, slots=True)
class MeasuredColumn:
    """A column of an export as observations: `heading` of the file is what was measured of `name`.

    Attributes:
        error: a number in the unit of `name`, per cent of the value (`5%`), or `exact`.
    """

    name: str
    heading: str
    error: str = EXACT


@dataclass(frozen=True, slots=True)
class Observed:
    """What a file holds: observations, how many of its rows have no value yet, and where values are filled in."""

    rows: tuple[Observation, ...]
    empty: int
    place: str = "the column `value` of what was measured; rows without one are left out"


def observations_of(table: RowTable, case: Case, start: str | None = None) -> Observed:
    """The rows as observations; a row without a value is not filled in yet.

    Args:
        table: with the headings of `COLUMNS`, `name` and `value` among them.
        start: the calendar month of month 1, as `2027-01`; None where months have no dates.

    Raises:
        RoiError: an unknown heading, a cell that cannot be read; its place is the row.
    """
    missing = [needed for needed in ("name", "value") if needed not in table.headings]
    unknown = [heading for heading in table.headings if heading not in COLUMNS]
    if unknown and len(missing) < 2:  # a slip in one heading, and not a file of another make
        names = nearest(unknown[0][:60], COLUMNS)
        raise RoiError(f"unknown column {shown(unknown[0])}", Place(table.file), names)
    if missing:
        hint = remedy(
            "A file of another make is read with ",
            Setting("column", "NAME=HEADING"), " and ", Setting("period", "HEADING"), ".",
        )  # fmt: skip
        raise RoiError(f"the column `{missing[0]}` is missing", Place(table.file), hint)
    table.refuse_undecided(_FIGURES)
    filled = [
        (where, cells)
        for where, cells in table.rows
        if any(cells.get(key) for key in ("value", "hits", "error", "sd"))
    ]
    rows = tuple(observation_of(cells, where, start or case.header.start) for where, cells in filled)
    return Observed(rows, len(table.rows) - len(filled))


def columns_of(
    table: RowTable,
    columns: Sequence[MeasuredColumn],
    period: str,
    case: Case,
    start: str | None,
    source: str,
) -> Observed:
    """Columns of somebody's export, one row a period, as observations.

    Args:
        columns: which headings hold what.
        period: the heading of the months, or "" where the figures have none.
        source: of all of them, such as the name of the file.

    Raises:
        RoiError: a heading that is not there, a cell that cannot be read.
    """
    for heading in (*(column.heading for column in columns), *([period] if period else [])):
        if heading not in table.headings:
            where = Place(table.file)
            raise RoiError(
                f"there is no column {shown(heading)}", where, nearest(heading[:60], table.headings)
            )
    table.refuse_undecided([column.heading for column in columns])
    rows, empty = [], 0
    for where, cells in table.rows:
        for column in columns:
            value = cells.get(column.heading, "")
            if not value:
                empty += 1
                continue
            month = cells.get(period, "") if period else ""
            if period and not month:
                raise RoiError(
                    "the period is missing", where.at_key(period), "Fill it in, or take the row out."
                )
            made = {
                "name": column.name,
                "month": month,
                "value": value,
                "error": column.error,
                "source": source,
            }
            rows.append(observation_of(made, where, start or case.header.start))
    return Observed(tuple(rows), empty)


# Back into a file --------------------------------------------------------------------------------------


def observation_table(row: Observation) -> dict[str, object]:
    """An observation as an entry of `[[observations]]`."""
    table: dict[str, object] = {"name": row.name}
    if row.months is not None:
        first, last = row.months
        table["month"] = first if first == last else f"{first}-{last}"
    match row.error:
        case Trials(hits=hits, n=n):
            table |= {"hits": hits, "n": n}
        case Sample(n=n, sd=sd):
            table |= {"value": row.value, "sd": sd, "n": n}
        case StandardError(size=size, shared=shared):
            table |= {"value": row.value, "error": size}
            if shared != SHARED:
                table["shared"] = shared
        case Exact():
            table |= {"value": row.value, "error": EXACT}
    for key in ("unit", "source", "by", "date", "note"):
        if value := getattr(row, key):
            table[key] = value
    return table


def stored_observations(entries: object, file: str) -> tuple[Observation, ...]:
    """The `[[observations]]` of an estimate file.

    Raises:
        RoiError: as `observations_of`.
    """
    if not isinstance(entries, list):
        raise RoiError(
            "[[observations]] is a list of tables", Place(file), "Write [[observations]] for each."
        )
    return once(observation_of(cells, where, None) for where, cells in entry_rows(entries, file))


def new_rows(known: Sequence[Observation], rows: Sequence[Observation]) -> tuple[Observation, ...]:
    """The rows that are not known already, whatever file they stand in: the same figure counts once."""
    seen = {replace(row, place=Place()) for row in known}
    return once(row for row in rows if replace(row, place=Place()) not in seen)


def repeated(rows: Sequence[Observation]) -> int:
    """How many rows are alike an earlier one in every column and narrow the estimate once more."""
    measured = [replace(row, place=Place()) for row in rows if not isinstance(row.error, Exact)]
    return len(measured) - len(set(measured))


def once(rows: Iterable[Observation]) -> tuple[Observation, ...]:
    """The rows without those of months that stand there again, alike in every column, as where files were merged.

    Rows without a month stay: a column of single measurements holds the same number more than once.
    """
    seen: set[Observation] = set()
    kept = []
    for row in rows:
        figure = replace(row, place=Place())
        if row.months is None or figure not in seen:
            kept.append(row)
        seen.add(figure)
    return tuple(kept)
