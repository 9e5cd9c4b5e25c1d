"""Total cost of ownership on the Options sheet: by class beside a chart, then by year; sums are live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exports.voice.ownership import (
    LESS,
    LESS_AT,
    SUM,
    bar_parts,
    bar_title,
    beside_sentence,
    ownership_basis,
    row_label,
)
from exports.workbook.coordinates import letters
from exports.workbook.writer.charts import Axis, Series, stacked
from exports.workbook.writer.prose import Prose
from exports.workbook.writer.styles import FORMATS
from roi.analysis.comparison import NOTHING
from roi.analysis.ownership import TODAY, Ownership, TotalCosts
from roi.case import COST_CLASSES

_MONEY = FORMATS["money"]
_YEARS = 7  # columns of years, beyond which the others stand together
_CHART_CM, _CHART_ROWS = (24.0, 7.5), 16
# Apart in lightness too, as printed in grey.
COLOURS: Mapping[str, str] = dict(
    zip(
        (TODAY, *COST_CLASSES),
        ("D9D9D9", "1F3864", "2F75B5", "7FA8D1", "C55A11", "F4B183", "7F6000", "A6A6A6"),
        strict=True,
    )
)


def costs(prose: Prose, owned: TotalCosts) -> None:
    """Fill in everything."""
    for sentence in (*ownership_basis(owned), *owned.remarks):
        prose.sentence(sentence, "note")
    first = _by_class(prose, owned)
    _chart(prose, owned, first)
    _by_year(prose, owned)
    for owner in owned.owners:
        if beside := beside_sentence(owner, owned.currency):
            prose.sentence(beside, "note")


def _by_class(prose: Prose, owned: TotalCosts) -> int:
    """A row a class, a column an owner; the row of the first class."""
    columns = dict(enumerate(owned.owners, start=2))
    prose.heads({1: "All years", **{col: owner.name for col, owner in columns.items()}}, right=tuple(columns))
    first = prose.row
    for row in owned.classes:
        prose.text(1, row_label(row))
        for col, owner in columns.items():
            held = {each.id: each.total for each in owner.rows}
            if row in held:
                prose.number(col, held[row], _MONEY)
        prose.close()
    last, total = prose.row - 1, prose.row
    prose.page.text(total, 1, SUM, style="label_bold")
    for col, owner in columns.items():
        _sum(prose, total, col, f"{letters(col)}{first}:{letters(col)}{last}", owner.sum.total)
    prose.row += 1
    prose.page.text(prose.row, 1, LESS)
    for col, owner in columns.items():
        if owner.name != NOTHING:
            formula = f"=$B{total}-{letters(col)}{total}"
            prose.page.put(
                prose.row, col, formula, value=owner.less.total, style="link_top_right", form=_MONEY
            )
    prose.row += 1
    for p, label in LESS_AT.items():
        prose.page.text(prose.row, 1, label)
        for col, owner in columns.items():
            if owner.name != NOTHING:
                prose.number(col, owner.less_spread.percentiles[p].value, _MONEY)
        prose.row += 1
    return first


def _chart(prose: Prose, owned: TotalCosts, first: int) -> None:
    """Stacked bars of the table above; a bar an owner."""
    width = len(owned.owners) + 1
    page = prose.page
    rows = {row: first + k for k, row in enumerate(owned.classes)}
    shown = [
        Series(row_label(row), page.span(rows[row], 2, rows[row], width), COLOURS[row])
        for row in bar_parts(owned)
    ]
    labels = page.span(first - 1, 2, first - 1, width)
    title = f"{bar_title(owned)}, {owned.currency}"
    chart = stacked(title, labels, shown, Axis(), Axis(number_format='#,##0,"k"'), _CHART_CM)
    alt = "Stacked bars: what each way to deploy, and doing nothing, costs over all years, by class."
    prose.space()
    page.chart(chart, f"A{prose.row}", alt)
    prose.row += _CHART_ROWS


def _by_year(prose: Prose, owned: TotalCosts) -> None:
    """Every class of every owner by year, with live sums to the right and below."""
    heads = _folded(owned.columns)
    end = 2 + len(heads)
    titles = {1: f"{SUM} by class and year", **dict(enumerate(heads, start=2)), end: "Total", end + 1: "PV"}
    prose.new_page()
    prose.heads(titles, right=range(2, end + 2))
    for owner in owned.owners:
        if not prose.fits(len(owner.rows) + 2):
            prose.new_page()
            prose.heads(titles, right=range(2, end + 2))
        prose.page.text(prose.row, 1, owner.name, style="label_bold")
        prose.row += 1
        _owner_by_year(prose, owner, end)


def _owner_by_year(prose: Prose, owner: Ownership, end: int) -> None:
    first, across = prose.row, f"B{{row}}:{letters(end - 1)}{{row}}"
    for row in owner.rows:
        prose.text(1, row_label(row.id))
        for col, value in enumerate(_years(row.by_year), start=2):
            prose.number(col, value, _MONEY)
        _sum(prose, prose.row, end, across.format(row=prose.row), row.total, "link_top_right")
        prose.number(end + 1, row.present_value, _MONEY)
        prose.close()
    if not owner.rows:
        prose.page.text(prose.row, 1, "Nothing", style="note")
        prose.row += 1
        return
    prose.page.text(prose.row, 1, SUM, style="label_bold")
    values = (*_years(owner.sum.by_year), owner.sum.total, owner.sum.present_value)
    for col, value in enumerate(values, start=2):
        _sum(prose, prose.row, col, f"{letters(col)}{first}:{letters(col)}{prose.row - 1}", value)
    prose.row += 1


def _folded(columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(columns) if len(columns) <= _YEARS else (*columns[: _YEARS - 1], "Later")


def _years(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(values) if len(values) <= _YEARS else (*values[: _YEARS - 1], sum(values[_YEARS - 1 :]))


def _sum(prose: Prose, row: int, col: int, cells: str, value: float, style: str = "total") -> None:
    prose.page.put(row, col, f"=SUM({cells})", value=value, style=style, form=_MONEY)
