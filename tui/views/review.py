"""A review of a case file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from exports.voice.formats import number
from exports.voice.wording import grade_word
from roi.analysis.remarks import Remark
from roi.analysis.review import Review
from roi.case import Case
from roi.case_files import Pack
from roi.text import counted
from tui.desk.pack_check import Findings
from tui.views.style import figures, titled


def review_parts(case: Case, review: Review, width: int) -> Iterator[RenderableType]:
    """Lines by year with conversions, reach of inputs, remarks."""
    if review.lines:
        yield _plan(case, review, width)
    yield _reach(review)
    if review.shares:
        yield _shares(review)
    yield Text("Flows: payments of the year; other lines: mean of the year's months.", style="dim")
    if not review.remarks:
        yield Text("Nothing to remark.", style="green")
    yield from map(_remark, review.remarks)


def _remark(remark: Remark) -> Text:
    style = "red" if remark.level == "error" else "yellow"
    return Text.assemble((f"{remark.level} ", style), f"{remark.where} {remark.text}".strip())


def pack_parts(findings: Iterable[Findings], shown: list[Findings]) -> Iterator[RenderableType]:
    """A line for each case of a pack, its remarks below, and a summary; `shown` takes what was told."""
    for each in findings:
        shown.append(each)
        count = len(each.remarks)
        style = "green" if not count else "red" if _count([each], "error") else "yellow"
        yield Text.assemble((each.name, "bold"), (f"  {counted(count, 'finding')}", style))
        for remark in each.remarks:
            yield Padding(_remark(remark), (0, 0, 0, 2))
    cases = sum(each.is_case for each in shown)
    errors, warnings = (_count(shown, level) for level in ("error", "warning"))
    yield Text(
        f"{counted(cases, 'case')}: {counted(errors, 'error')}, {counted(warnings, 'warning')}.", style="bold"
    )


def _count(findings: Iterable[Findings], level: str) -> int:
    return sum(remark.level == level for each in findings for remark in each.remarks)


def pack_document(pack: Pack, findings: Sequence[Findings]) -> dict[str, object]:
    """The same for `--json`."""
    return {
        "pack": pack.name,
        "errors": _count(findings, "error"),
        "warnings": _count(findings, "warning"),
        "cases": [each for each in findings if each.is_case],
        "other_files": [each for each in findings if not each.is_case],
    }


def _plan(case: Case, review: Review, width: int) -> Table:
    years = max(len(line.by_year) for line in review.lines)
    shown = range(min(years, max(2, (width - 26) // 11)))
    title = f"Plan of {case.id} by year"
    if len(shown) < years:
        title += f": {len(shown) - 1} of {years - 1} years, others have no room here"
    line_column = Column("Line, unit, conversions", min_width=26)
    year_columns = figures(*(f"Year {year}" if year else "Start" for year in shown))
    table = titled(title, line_column, *year_columns, close=True)
    for line in review.lines:
        cells = [number(line.by_year[year]) for year in shown]
        name = Text.assemble(line.label, (f"  {line.unit}", "dim"))
        if line.conversions:
            name.append("\n" + "; ".join(line.conversions), style="cyan")
        table.add_row(name, *cells)
    return table


def _reach(review: Review) -> Table:
    heads, grade = figures("P0.1", "Likely", "P99.9"), Column("Grade", no_wrap=True)
    reach = titled("Reach of the inputs", "Input, unit", *heads, grade, close=True)
    for item in review.inputs:
        cells = [number(value) for value in (item.p001, item.likely, item.p999)]
        reach.add_row(Text.assemble(item.label, (f"  {item.unit}", "dim")), *cells, grade_word(item.grade))
    return reach


def _shares(review: Review) -> Table:
    """The parts of wholes, as they were typed and as they are drawn."""
    title = "Parts of a whole, as typed and as their share of 100 %"
    heads = figures("P10 typed", "P50", "P90", "P10 share", "P50", "P90", no_wrap=False)
    table = titled(title, "Part, unit, whole", *heads, close=True)
    for part in review.shares:
        name = Text.assemble(part.label, (f"  {part.unit}  {part.whole}", "dim"))
        table.add_row(name, *(number(value) for value in (*part.typed, *part.share)))
    return table
