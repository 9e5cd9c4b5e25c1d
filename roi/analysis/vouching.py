"""Who vouches for what presets, options and building blocks bring: grades, sources, dates."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from roi.analysis.remarks import Remark
from roi.case import Case, Input
from roi.sourced import Override

UNVOUCHED = ("judgement", "implied")  # grades that need no source
AGE = datetime.timedelta(days=366)  # by which a source may be older than the newest one of its case


def vouching(case: Case, today: datetime.date | None = None) -> Iterator[Remark]:
    """What stands in the case without anybody to vouch for it, where the review of its inputs does not look.

    Overrides of presets, options and regions need a source for their grade.  What a block brings as a default
    needs a reason beside: nobody has looked at it for this case yet.  With `today`, what was read later is told,
    and makes no other source old.
    """
    for table, figures in _figures(case):
        for name, figure in figures.items():
            yield from _of_figure(case, f"[{table}.{name}]", figure, table == "inputs")
    last = today or datetime.date.max
    newest = max((source.date for source in case.sources.values() if source.date <= last), default=None)
    for source in case.sources.values():
        where = f"[sources.{source.id}]"
        if source.date > last:
            yield _warning(case, where, "date", f"read on {source.date}, which is after today")
        if source.year is not None and source.year > source.date.year:
            yield _warning(case, where, "year", f"published in {source.year}, but read on {source.date}")
        if case.brought.get(where) and not source.url and not source.note:
            yield _warning(case, where, "", "it has no address (`url`), and no note says why")
        if newest and newest - source.date > AGE:
            text = f"read on {source.date}, more than a year before the newest source of the case: look again"
            yield _warning(case, where, "date", text)


def _figures(case: Case) -> Iterator[tuple[str, dict[str, Input | Override]]]:
    yield "inputs", dict(case.inputs)
    for preset in case.presets.values():
        yield f"presets.{preset.id}.inputs", dict(preset.inputs)
    for option in case.options.values():
        yield f"options.{option.id}.inputs", dict(option.inputs)
    for region in case.regions.values():
        yield f"regions.{region.id}.inputs", dict(region.inputs)


def _of_figure(case: Case, where: str, figure: Input | Override, reviewed: bool) -> Iterator[Remark]:
    """`reviewed`: of the inputs as such, the review says itself which have no source."""
    grade = figure.grade
    if (
        isinstance(figure, Override)
        and not reviewed
        and grade
        and grade not in UNVOUCHED
        and not figure.source
    ):
        yield _warning(case, where, "grade", f"graded {grade}, but no source is given")
    luck = isinstance(figure, Input) and figure.luck
    if _file(case, where, "value") and grade in (None, *UNVOUCHED) and not (figure.note or luck):
        yield _warning(case, where, "value", "a default that is judged, and no note says why")


def _file(case: Case, where: str, key: str) -> str:
    """The block file that a key of an entry comes from; "" where it is the case's own."""
    return case.brought.get(f"{where} {key}", case.brought.get(where, ""))


def _warning(case: Case, where: str, key: str, text: str) -> Remark:
    file = _file(case, where, key)
    return Remark("warning", f"{where} of the block {file.removesuffix('.toml')}" if file else where, text)
