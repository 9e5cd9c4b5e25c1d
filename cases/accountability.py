"""Owner, account and days of review of lines: their checks, and the tables `[lines.…]` of an estimate file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cases.fields import as_table, built, shown
from roi.accountability import Accountability, check_accountability
from roi.case import Case, Line
from roi.errors import Place, RoiError, nearest


def check_lines(case: Case) -> None:
    """What the lines of a case and of its options say of who answers for them.

    Raises:
        RoiError: a name that is none, days that are none, a line that is no money.
    """
    for table, lines in _tables(case):
        for line in lines.values():
            entry = Accountability(line.owner, line.account, line.reviews)
            if entry:
                where = Place(case.origin, f"[{table}.{line.id}]")
                _check_flow(line, entry, where)
                check_accountability(entry, where)


def accountability_from(entry: object, where: Place, case: Case) -> dict[str, Accountability]:
    """The `[lines]` table of an estimate file.

    Args:
        entry: the table.
        where: the file.
        case: the document of the estimate.

    Raises:
        RoiError: a line that is not there or is no money, an unknown key, a value that makes no sense.
    """
    known = flows_of(case)
    tables = as_table(entry, where.of_table("[lines]"))
    read: dict[str, Accountability] = {}
    for name, table in tables.items():
        place = where.of_table(f"[lines.{name[:60]}]")
        if name not in known:
            raise RoiError(f"there is no benefit or cost {shown(name)}", place, nearest(name[:60], known))
        read[name] = built(Accountability, table, place)
        check_accountability(read[name], place)
    return {name: each for name, each in read.items() if each}


def accountability_table(entry: Accountability) -> dict[str, object]:
    """What is said of a line, as a table of the file."""
    reviews = list(entry.reviews)
    table = {"owner": entry.owner, "account": entry.account, "reviews": reviews}
    return {key: value for key, value in table.items() if value}


def flows_of(case: Case) -> dict[str, Line]:
    """Benefits and costs of the whole document, options included."""
    return {
        name: line
        for _, lines in reversed([*_tables(case)])
        for name, line in lines.items()
        if line.flow is not None
    }


def _tables(case: Case) -> Iterator[tuple[str, Mapping[str, Line]]]:
    yield "lines", case.lines
    for option in case.options.values():
        yield f"options.{option.id}.lines", option.lines


def _check_flow(line: Line, entry: Accountability, where: Place) -> None:
    if line.flow is None:
        key = next(key for key in ("owner", "account", "reviews") if getattr(entry, key))
        hint = "Remove it, or set `flow`."
        raise RoiError(f"`{key}` belongs to a benefit or a cost", where.at_key(key), hint)
