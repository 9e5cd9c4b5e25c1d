"""The Inputs sheet: one row an input, what may be changed in blue; horizon and unit conversions below."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from exports.workbook.book import Book, Page
from exports.workbook.conversions import constants, said
from exports.workbook.coordinates import letters
from exports.workbook.layout import MONTHS, TYPED_HORIZON, InputPlace, Layout, Subject
from exports.workbook.ranges import Range, clean, feasible, hint, likely_formula, limits, range_of
from exports.workbook.styles import number_format
from exports.workbook.text import height_of_notes
from exports.workbook.timeline import calendar_origin
from roi.case import Header
from roi.model import Model, ModelInput

__all__ = ["constants", "write_inputs"]

LABEL, YOURS, USED, LIKELY, LOW, HIGH, UNIT, WORDS, GRADE, SOURCE, NOTE, CHECK, CHANGED = range(1, 14)
VARIES, NOW, EXPORTED, MIN, MAX, OTHER = 14, 15, 16, 17, 18, 19
HEADINGS = {
    LABEL: "Input", YOURS: "Your value", USED: "In use", LIKELY: "Likely", LOW: "Low", HIGH: "High",
    UNIT: "Unit", WORDS: "Distribution", GRADE: "Grade", SOURCE: "Source", NOTE: "Note",
    CHECK: "Range check", CHANGED: "Since export", VARIES: "Draws vary", NOW: "Checksum now",
    EXPORTED: "Checksum at export", MIN: "Minimum", MAX: "Maximum",
}  # fmt: skip
_WIDTHS = {
    LABEL: 40, YOURS: 14, USED: 14, LIKELY: 14, LOW: 14, HIGH: 14, UNIT: 18, WORDS: 46, GRADE: 11,
    SOURCE: 52, NOTE: 66, CHECK: 14, CHANGED: 15, VARIES: 10, NOW: 16, EXPORTED: 16, MIN: 14, MAX: 14,
}  # fmt: skip
_NUMBERS = (YOURS, USED, LIKELY, LOW, HIGH, NOW, EXPORTED, MIN, MAX)
_WEIGHTS = (1.0, 2.0, 3.0, 5.0, 7.0, 11.0, 13.0, 17.0, 19.0, 23.0)
HEADER = 6
SET_HERE = "What stands here replaces the whole row, as a constant. It is set: no other input moves with it."
OK = "ok"
_DATES = (36_526, 73_050)  # from 2000 to 2099, as spreadsheets count days


def write_inputs(book: Book, page: Page, subject: Subject, layout: Layout) -> None:
    """Fill the page and tell the layout where everything is."""
    page.head("Inputs", "Blue cells may be changed.")
    page.text(HEADER - 2, YOURS, SET_HERE, style="note")
    ranges = [range_of(item) for item in subject.model.inputs]
    extra = max((sum(c == "other" for c in row.columns.values()) for row in ranges), default=0)
    _headings(page, extra)
    row = HEADER + 1
    row = _horizon(book, page, subject, row)
    rows: list[int] = []
    for group, members in _groups(ranges):
        _section(page, row, group, extra)
        row += 1
        for item in members:
            layout.inputs[item.id] = _input(book, page, subject.model, item, row)
            rows.append(row)
            row += 1
    last = row - 1
    row = _conversions(book, page, subject.model, layout, row + 1)
    _finish(book, page, last, row, extra)


def _headings(page: Page, extra: int) -> None:
    for col, text in HEADINGS.items():
        style = "heading_right" if col in _NUMBERS else "heading" if col == LABEL else "heading_side"
        page.put(HEADER, col, text, style=style)
    for pair in range(extra):
        page.put(HEADER, OTHER + 2 * pair, f"Argument {pair + 1}", style="heading")
        page.put(HEADER, OTHER + 2 * pair + 1, "Value", style="heading")


def _horizon(book: Book, page: Page, subject: Subject, row: int) -> int:
    months = subject.model.horizon
    _section(page, row, "Time", 0)
    row += 1
    page.put(row, LABEL, "Horizon")
    page.put(row, UNIT, "month", style="unit")
    page.put(row, LIKELY, months, style="input integer")
    page.put(row, WORDS, f"Whole months, 1 to {MONTHS}", style="note")
    page.validate(row, LIKELY, low=1, high=MONTHS, whole=True, says=f"A whole number from 1 to {MONTHS}.")
    used = f"=MAX(1,MIN({MONTHS},ROUND(N({letters(LIKELY)}{row}),0)))"
    page.put(row, USED, used, value=float(months), style="formula integer")
    book.define("horizon", page, row, USED)
    book.define(TYPED_HORIZON, page, row, LIKELY)
    page.put(row, NOW, f"=N({letters(LIKELY)}{row})", value=float(months), style="formula")
    page.put(row, EXPORTED, months, style="stored")
    page.put(row, CHECK, _within(row, months), value=OK, style="check")
    page.put(row, CHANGED, _changed(row), value="", style="formula")
    return _dates(book, page, subject.model.case.header, row + 1)


def _dates(book: Book, page: Page, header: Header, row: int) -> int:
    """The calendar month of month 1, and the month in which fiscal years begin: they only date the sheet Years."""
    page.put(row, LABEL, "Month 1 is")
    page.put(row, WORDS, "Any day of the month; empty: years count from month 1", style="note")
    page.blank(row, LIKELY, "input", "yyyy-mm")
    if header.start is not None:
        page.put(
            row, LIKELY, datetime.date.fromisoformat(f"{header.start}-01"), style="input", form="yyyy-mm"
        )
    first = f"{letters(LIKELY)}{row}"
    says = "A date, such as 2027-04-01; or nothing."
    page.validate(row, LIKELY, low=_DATES[0], high=_DATES[1], says=says)
    book.define("first_month", page, row, LIKELY)
    page.put(
        row, CHECK, f'=IF(OR({first}="",ISNUMBER({first})),"{OK}","Check: a date")', value=OK, style="check"
    )
    row += 1
    page.put(row, LABEL, "Fiscal year begins in month")
    page.put(row, WORDS, "1 for January to 12 for December", style="note")
    page.put(row, LIKELY, header.fiscal_month, style="input integer")
    page.validate(row, LIKELY, low=1, high=12, whole=True, says="A whole number from 1 to 12.")
    cell = f"{letters(LIKELY)}{row}"
    used = f"=MAX(1,MIN(12,ROUND(N({cell}),0)))"
    page.put(row, USED, used, value=float(header.fiscal_month), style="formula integer")
    book.define("fiscal_month", page, row, USED)
    book.define("typed_fiscal_month", page, row, LIKELY)
    verdict = f'=IF(AND(ISNUMBER({cell}),N({cell})=fiscal_month),"{OK}","Check: 1 to 12")'
    page.put(row, CHECK, verdict, value=OK, style="check")
    row += 1
    page.put(row, LABEL, "Months from fiscal year 0 to month 1")
    origin = "=IF(ISNUMBER(first_month),12*YEAR(first_month)+MONTH(first_month)-fiscal_month,0)"
    page.put(row, USED, origin, value=float(calendar_origin(header)), style="formula integer")
    book.define("calendar_origin", page, row, USED)
    return row + 1


def _within(row: int, months: int) -> str:
    cell = f"{letters(LIKELY)}{row}"
    return f'=IF(AND(ISNUMBER({cell}),N({cell})=horizon),"{OK}","Check: 1 to {MONTHS} whole months")'


def _changed(row: int) -> str:
    yours, now, exported = f"{letters(YOURS)}{row}", f"{letters(NOW)}{row}", f"{letters(EXPORTED)}{row}"
    return f'=IF(OR(ISNUMBER({yours}),ABS({now}-{exported})>1E-9*ABS({exported})),"changed","")'


def _groups(ranges: Iterable[Range]) -> Iterator[tuple[str, list[Range]]]:
    found: dict[str, list[Range]] = {}
    for row in ranges:
        found.setdefault(row.item.spec.group, []).append(row)
    yield from found.items()


def _section(page: Page, row: int, title: str, extra: int) -> None:
    for col in range(LABEL, OTHER + 2 * extra):
        page.blank(row, col, "section")
    page.put(row, LABEL, title, style="section")


def _input(book: Book, page: Page, model: Model, item: Range, row: int) -> InputPlace:
    spec = item.item.spec
    form = number_format(item.item.unit, _shown(item))
    page.text(row, LABEL, spec.label, style="label_fit")
    page.text(row, UNIT, item.item.unit.text, style="unit_fit")
    words, sources = _words(item), _sources(model, spec.source)
    page.text(row, WORDS, words, style="note_fit")
    page.put(row, GRADE, spec.grade, style="unit")
    source = page.text(row, SOURCE, sources, style="unit_fit")
    page.text(row, NOTE, spec.note, style="note_fit")
    texts = ((WORDS, words), (UNIT, item.item.unit.text), (SOURCE, sources), (NOTE, spec.note))
    notes = [(text, _WIDTHS[col] - 1) for col, text in texts]
    page.height(row, height_of_notes([(spec.label, _WIDTHS[LABEL])], notes))
    stored = _arguments(book, page, item, row, form)
    stored += _likely(book, page, item, row, form)
    _ends(book, page, item, row, form)
    _your_value(book, page, item, row, form)
    _checks(book, page, item, row)
    _checksum(page, row, stored)
    ends = [page.at(row, col) if not item.item.constant else "" for col in (LOW, HIGH)]
    return InputPlace(
        id=item.id, row=row, likely=page.at(row, LIKELY), low=ends[0], high=ends[1],
        source=f"{page.title}!{source}", parameters=item.names, number_format=form,
    )  # fmt: skip


def _shown(item: Range) -> list[float]:
    """The numbers of a row that share its number format."""
    kinds = item.item.distribution.family.kind
    values = [value for name, value in item.cells.items() if kinds(name) == "value"]
    worked_out = [item.item.likely]
    if not item.item.constant:
        worked_out += item.item.quantile(np.array([0.1, 0.9])).tolist()
    return values + [float(f"{value:.3g}") for value in worked_out]


def _words(item: Range) -> str:
    from exports.formats import number

    source = item.item
    if source.constant:
        return "one value"
    sign = " %" if source.typed.percent else ""
    words = source.distribution.words(lambda value: number(value) + sign)
    if source.typed.unit != source.unit.unit:
        words += f" (in {source.typed.text})"
    return words if item.live else f"{words}; stored draws: they do not follow Inputs"


def _sources(model: Model, ids: Iterable[str]) -> str:
    found = [model.case.sources.get(name) for name in ids]
    return "; ".join(f"{s.title}, {s.publisher}" + (f" {s.year}" if s.year else "") for s in found if s)


def _arguments(book: Book, page: Page, item: Range, row: int, form: str) -> list[tuple[str, float]]:
    """The cells of the distribution's arguments; returns address and number of each."""
    places = {"likely": LIKELY, "low": LOW, "high": HIGH, "min": MIN, "max": MAX}
    low, high = limits(item.item)
    stored, pair = [], OTHER
    for name, column in item.columns.items():
        col = places.get(column, pair + 1)
        if column == "other":
            page.put(row, pair, name, style="unit")
            pair += 2
        kind = item.item.distribution.family.kind(name)
        code = {"value": form, "probability": "0.0%"}.get(kind, "General")
        stored.append((page.put(row, col, item.cells[name], style="input", form=code), item.cells[name]))
        book.define(item.name(name), page, row, col)
        if kind == "value" and column not in ("min", "max", "other"):
            page.validate(row, col, low=low, high=high)
    for col, limit in ((MIN, low), (MAX, high)):
        if limit is not None and page.worksheet.cell(row, col).value is None:
            page.put(row, col, limit, style="constant", form=form)
    return stored


def _likely(book: Book, page: Page, item: Range, row: int, form: str) -> list[tuple[str, float]]:
    """The likely value: an argument, a formula over them, or a number of its own."""
    book.define(f"likely_{item.id}", page, row, LIKELY)
    if "likely" in item.columns.values():
        return []
    value, formula = clean(item.item.likely), likely_formula(item)
    if formula is not None:
        page.put(row, LIKELY, f"={formula}", value=value, style="formula", form=form)
        return []
    low, high = limits(item.item)
    page.validate(row, LIKELY, low=low, high=high)
    return [(page.put(row, LIKELY, value, style="input", form=form), value)]


def _ends(book: Book, page: Page, item: Range, row: int, form: str) -> None:
    """Low and high: arguments, or P10 and P90 worked out."""
    if item.item.constant:
        return
    ends = item.item.quantile(np.array([0.1, 0.9]))
    for col, column, u, value in ((LOW, "low", "0.1", ends[0]), (HIGH, "high", "0.9", ends[1])):
        book.define(f"{column}_{item.id}", page, row, col)
        if column in item.columns.values():
            continue
        if item.live:
            formula = f'=IF({letters(CHECK)}{row}="{OK}",{item.quantile(u)},{letters(LIKELY)}{row})'
            page.put(row, col, formula, value=float(value), style="formula", form=form)
        else:
            page.put(row, col, clean(float(value)), style="stored", form=form)


def _your_value(book: Book, page: Page, item: Range, row: int, form: str) -> None:
    low, high = limits(item.item)
    yours = page.blank(row, YOURS, "your", form)
    page.validate(row, YOURS, low=low, high=high, says=f"A number, {_between(low, high, item.item)}.")
    book.define(f"your_{item.id}", page, row, YOURS)
    used = f"=IF(ISNUMBER({yours}),{yours},{letters(LIKELY)}{row})"
    page.put(row, USED, used, value=float(item.item.likely), style="formula", form=form)
    book.define(f"in_{item.id}", page, row, USED)


def _between(low: float | None, high: float | None, item: ModelInput) -> str:
    scale, sign = (100, " %") if item.unit.percent else (1, "")
    ends = ["" if end is None else f"{end * scale:,.10g}{sign}" for end in (low, high)]
    if all(ends):
        return f"from {ends[0]} to {ends[1]}"
    if any(ends):
        return f"at least {ends[0]}" if ends[0] else f"at most {ends[1]}"
    return "of any size"


def _checks(book: Book, page: Page, item: Range, row: int) -> None:
    """Whether the range makes sense, and whether the draws therefore vary."""
    yours, used = f"{letters(YOURS)}{row}", f"in_{item.id}"
    low, high = f"{letters(MIN)}{row}", f"{letters(MAX)}{row}"
    inside = f'AND(OR({low}="",{used}>={low}-1E-9*ABS({used})),OR({high}="",{used}<={high}+1E-9*ABS({used})))'
    verdict = f'IF({inside},"{OK}","Check: outside minimum and maximum")'
    if item.live and not item.item.constant:
        verdict = f'IF({feasible(item)},{verdict},"{hint(item)}")'
    text = f'=IF(AND({yours}<>"",NOT(ISNUMBER({yours}))),"Check: a number",IF(ISNUMBER({used}),{verdict},'
    text += '"Check: a number"))'
    page.put(row, CHECK, text, value=OK, style="check")
    page.put(row, CHANGED, _changed(row), value="", style="formula")
    if not item.item.constant:
        varies = f'=AND({letters(CHECK)}{row}="{OK}",NOT(ISNUMBER({yours})))'
        page.put(row, VARIES, varies, value=True, style="formula")
        book.define(f"varies_{item.id}", page, row, VARIES)


def _checksum(page: Page, row: int, stored: list[tuple[str, float]]) -> None:
    """One number that moves when any number of the row is changed."""
    weighted = [(_WEIGHTS[k % len(_WEIGHTS)], *entry) for k, entry in enumerate(stored)]
    formula = "+".join(f"{weight:g}*N({address})" for weight, address, _ in weighted)
    value = 0.0
    for weight, _, number in weighted:
        value += weight * number
    page.put(row, NOW, f"={formula}", value=value, style="formula")
    page.put(row, EXPORTED, value, style="stored")


def _conversions(book: Book, page: Page, model: Model, layout: Layout, row: int) -> int:
    """Labelled cells for every ratio a formula uses; rates of currencies may be changed."""
    found = constants(model)
    if not found:
        return row
    _section(page, row, "Unit conversions and rates", 0)
    for one in found:
        row += 1
        page.text(row, LABEL, one.label)
        form = "#,##0" if one.value == round(one.value) else "0.000000"
        address = page.put(row, LIKELY, one.value, style="input" if one.rate else "constant", form=form)
        page.put(row, USED, f"={address}", value=one.value, style="formula", form=form)
        page.text(row, WORDS, said(one, model), style="note")
        name = one.name
        while name in book.names:
            name += "_x"
        layout.constants[one.label, one.value] = book.define(name, page, row, USED)
        page.put(row, NOW, f"=N({address})", value=one.value, style="formula")
        page.put(row, EXPORTED, one.value, style="stored")
        page.put(row, CHANGED, _changed(row), value="", style="formula")
    return row + 1


def _finish(book: Book, page: Page, last: int, end: int, extra: int) -> None:
    widths: Mapping[int, float] = _WIDTHS
    page.widths({**widths, **{OTHER + k: 12 for k in range(2 * extra)}})
    page.freeze(HEADER + 1, YOURS)
    page.fold(VARIES, OTHER + 2 * extra, closed=False)
    page.print_setup(
        f"A1:{letters(CHANGED)}{end}", rows=(HEADER, HEADER), columns=(LABEL, LABEL), split_after=GRADE
    )
    book.define("inputs_checks", page, HEADER + 1, CHECK, end, CHECK)
    book.define("inputs_changes", page, HEADER + 1, CHANGED, end, CHANGED)
