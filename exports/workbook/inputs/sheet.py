"""The Inputs sheet: one row an input, what may be changed in blue; horizon and unit conversions below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from exports.voice.formats import number
from exports.voice.model_facts import provenance
from exports.voice.wording import each_year, grade_word
from exports.workbook.coordinates import letters
from exports.workbook.inputs import columns as at
from exports.workbook.inputs.attribution import Attribution, attribute, change, shown_number
from exports.workbook.inputs.conversions import constants
from exports.workbook.inputs.places import InputPlace, InputsPlaces
from exports.workbook.inputs.quotients import divided_cells, followed
from exports.workbook.inputs.ranges import InputRange, clean, feasible, hint, likely_formula, limits, range_of
from exports.workbook.inputs.scenarios import scenario_name
from exports.workbook.inputs.times import changed_since, section, write_conversions, write_time
from exports.workbook.layout import Subject
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.growing import headings
from exports.workbook.writer.styles import number_format
from exports.workbook.writer.text import height_of_notes
from roi.model import Model, ModelInput
from roi.notation import numerals
from roi.text import span_words

__all__ = ["constants", "write_inputs"]

_WEIGHTS = (1.0, 2.0, 3.0, 5.0, 7.0, 11.0, 13.0, 17.0, 19.0, 23.0)
SET_HERE = (
    "What stands here replaces the whole row, as a constant. It is set, as a range is: no other input "
    "moves with it. `roi run` on this file learns from facts."
)
_SET_FACT = "changed here: set on this sheet, learnt from when roi reads this file; at export: "


def write_inputs(book: Book, page: Page, subject: Subject) -> InputsPlaces:
    """Fill the page."""
    page.head("Inputs", "Blue cells may be changed.")
    page.text(at.HEADER - 2, at.YOURS, SET_HERE, style="note")
    ranges = [range_of(item) for item in subject.model.drawn]
    extra = max((sum(c == "other" for c in row.columns.values()) for row in ranges), default=0)
    _headings(page, extra)
    row = at.HEADER + 1
    row = write_time(book, page, subject, row)
    horizon, divided = at.HEADER + 2, divided_cells(subject.model)
    above, places = horizon, {}
    for group, members in _groups(ranges):
        section(page, row, group, extra)
        row += 1
        for item in members:
            places[item.id] = _input(book, page, subject.model, item, row, above, divided.get(item.id, ""))
            above, row = row, row + 1
    row, ratios = write_conversions(book, page, subject.model, row + 1, above)
    _finish(book, page, row, extra)
    return InputsPlaces(places, ratios)


def _headings(page: Page, extra: int) -> None:
    headings(page, at.HEADER, at.HEADINGS, right=at.NUMBERS, side=at.HEADINGS.keys() - {at.LABEL})
    for pair in range(extra):
        page.put(at.HEADER, at.OTHER + 2 * pair, f"Argument {pair + 1}", style="heading")
        page.put(at.HEADER, at.OTHER + 2 * pair + 1, "Value", style="heading")


def _groups(ranges: Iterable[InputRange]) -> Iterator[tuple[str, list[InputRange]]]:
    groups: dict[str, list[InputRange]] = {}
    for row in ranges:
        groups.setdefault(row.item.spec.group, []).append(row)
    yield from groups.items()


def _input(
    book: Book, page: Page, model: Model, item: InputRange, row: int, above: int, times: str
) -> InputPlace:
    spec = item.item.spec
    form = number_format(item.item.unit, _shown(item))
    page.text(row, at.LABEL, spec.label, style="label_fit")
    page.text(row, at.UNIT, item.item.unit.text, style="unit_fit")
    words, sources = _words(item), _sources(model, spec.source) or provenance(item.item.override)
    attribute(page, row, _said(model, item.item, words, sources))
    change(page, row, above, shown_number(form, item.item.unit.text), float(item.item.likely), form)
    texts = ((at.WORDS, words), (at.UNIT, item.item.unit.text), (at.SOURCE, sources), (at.NOTE, spec.note))
    notes = [(text, at.WIDTHS[col] - 1) for col, text in texts]
    page.height(row, height_of_notes([(spec.label, at.WIDTHS[at.LABEL])], notes))
    stored = _arguments(book, page, item, row, form, times)
    stored += _likely(book, page, item, row, form)
    _ends(book, page, item, row, form)
    _your_value(book, page, item, row, form)
    _checks(book, page, item, row)
    _checksum(page, row, stored)
    return InputPlace(row, page.at(row, at.GRADE), page.at(row, at.CHANGED), form)


def _said(model: Model, item: ModelInput, words: str, sources: str) -> Attribution:
    """An answer to a fact tells of what it is correlated with: the engine learns that, a sheet cannot."""
    spec = item.spec
    row = Attribution(words, grade_word(spec.grade), sources, spec.note)
    correlated = any(item.id in pair.between for pair in model.correlations)
    return replace(row, changed=_SET_FACT) if correlated and model.learns and not spec.lever else row


def _look(item: InputRange) -> str:
    """Luck is nobody's to choose: its cells are locked."""
    return "constant" if item.item.spec.luck else "input"


def _shown(item: InputRange) -> list[float]:
    """The numbers of a row that share its number format."""
    kinds = item.item.distribution.family.kind
    values = [value for name, value in item.cells.items() if kinds(name) == "value"]
    worked_out = [item.item.likely]
    if not item.item.constant:
        worked_out += item.item.quantile(np.array([0.1, 0.9])).tolist()
    return values + [float(f"{value:.3g}") for value in worked_out]


def _words(item: InputRange) -> str:
    source = item.item
    years = each_year(source)
    if source.constant:
        return years or "one value"
    sign = " %" if source.typed.percent else ""
    words = source.distribution.words(lambda value: number(value) + sign)
    if source.typed.unit != source.unit.unit:
        words += f" (in {source.typed.text})"
    words = ", ".join(filter(None, (words, years)))
    return words if item.live else f"{words}; stored draws: they do not follow Inputs"


def _sources(model: Model, ids: Iterable[str]) -> str:
    values = [model.case.sources.get(name) for name in ids]
    return "; ".join(f"{s.title}, {s.publisher}" + (f" {s.year}" if s.year else "") for s in values if s)


def _arguments(
    book: Book, page: Page, item: InputRange, row: int, form: str, times: str
) -> list[tuple[str, float]]:
    """The cells of the distribution's arguments; returns address and number of each.

    Args:
        times: what the numbers are multiplied with in their cells; "" where they stand there as they are.
    """
    places = {"likely": at.LIKELY, "low": at.LOW, "high": at.HIGH, "min": at.MIN, "max": at.MAX}
    low, high = limits(item.item)
    stored, pair = [], at.OTHER
    for name, column in item.columns.items():
        col = places.get(column, pair + 1)
        if column == "other":
            page.put(row, pair, name, style="unit")
            pair += 2
        kind = item.item.distribution.family.kind(name)
        code = {"value": form, "probability": "0.0%"}.get(kind, "General")
        value, follows = item.cells[name], times if kind == "value" and column not in ("min", "max") else ""
        if follows:
            cell = page.put(row, col, followed(value, follows), value=value, style="formula", form=code)
        else:
            cell = page.put(row, col, value, style=_look(item), form=code)
        stored.append((cell, value))
        book.define(item.name(name), page, row, col)
        if kind == "value" and column not in ("min", "max", "other") and not follows:
            page.validate(row, col, low=low, high=high)
    for col, limit in ((at.MIN, low), (at.MAX, high)):
        if limit is not None and page.worth(row, col) == "":
            page.put(row, col, limit, style="constant", form=form)
    return stored


def _likely(book: Book, page: Page, item: InputRange, row: int, form: str) -> list[tuple[str, float]]:
    """The likely value: an argument, a formula over them, or a number of its own."""
    book.define(f"likely_{item.id}", page, row, at.LIKELY)
    if "likely" in item.columns.values():
        return []
    value, formula = clean(item.item.likely), likely_formula(item)
    if formula is not None:
        page.put(row, at.LIKELY, f"={formula}", value=value, style="formula", form=form)
        return []
    low, high = limits(item.item)
    page.validate(row, at.LIKELY, low=low, high=high)
    return [(page.put(row, at.LIKELY, value, style=_look(item), form=form), value)]


def _ends(book: Book, page: Page, item: InputRange, row: int, form: str) -> None:
    """Low and high: arguments, or P10 and P90 worked out."""
    if item.item.constant:
        return
    ends = item.item.quantile(np.array([0.1, 0.9]))
    for col, column, u, value in ((at.LOW, "low", "0.1", ends[0]), (at.HIGH, "high", "0.9", ends[1])):
        book.define(f"{column}_{item.id}", page, row, col)
        if column in item.columns.values():
            continue
        if item.live:
            formula = f'=IF({letters(at.CHECK)}{row}="{at.OK}",{item.quantile(u)},{letters(at.LIKELY)}{row})'
            page.put(row, col, formula, value=float(value), style="formula", form=form)
        else:
            page.put(row, col, clean(float(value)), style="stored", form=form)


def _your_value(book: Book, page: Page, item: InputRange, row: int, form: str) -> None:
    low, high = limits(item.item)
    yours = page.blank(row, at.YOURS, "stored" if item.item.spec.luck else "your", form)
    page.validate(row, at.YOURS, low=low, high=high, says=f"A number, {_between(low, high, item.item)}.")
    book.define(f"your_{item.id}", page, row, at.YOURS)
    says = '""' if item.item.spec.luck else scenario_name(item.id)
    taken = page.put(row, at.TAKEN, f'=IF({yours}<>"",{yours},{says})', value="", style="formula", form=form)
    used = f"=IF(ISNUMBER({taken}),{taken},{letters(at.LIKELY)}{row})"
    page.put(row, at.USED, used, value=float(item.item.likely), style="formula", form=form)
    book.define(f"in_{item.id}", page, row, at.USED)


def _between(low: float | None, high: float | None, item: ModelInput) -> str:
    scale, sign = (100, " %") if item.unit.percent else (1, "")
    ends = ["" if end is None else f"{numerals(f'{end * scale:,.10g}')}{sign}" for end in (low, high)]
    return span_words(ends[0], ends[1], neither="of any size")


def _checks(book: Book, page: Page, item: InputRange, row: int) -> None:
    """Whether the range makes sense, and whether the draws therefore vary."""
    yours, taken, used = f"{letters(at.YOURS)}{row}", f"{letters(at.TAKEN)}{row}", f"in_{item.id}"
    low, high = f"{letters(at.MIN)}{row}", f"{letters(at.MAX)}{row}"
    inside = f'AND(OR({low}="",{used}>={low}-1E-9*ABS({used})),OR({high}="",{used}<={high}+1E-9*ABS({used})))'
    verdict = f'IF({inside},"{at.OK}","Check: outside minimum and maximum")'
    if item.item.unit.text == "%" and not (item.item.likely > 1 or limits(item.item)[1] is not None):
        verdict = f'IF({used}>1,"Check: more than the whole",{verdict})'
    if item.live and not item.item.constant:
        verdict = f'IF({feasible(item)},{verdict},"{hint(item)}")'
    follows = f"{used}=IF(ISNUMBER({taken}),{taken},{letters(at.LIKELY)}{row})"
    verdict = f'IF({follows},{verdict},"Check: In use was overtyped")'
    text = f'=IF(AND({yours}<>"",NOT(ISNUMBER({yours}))),"Check: a number",IF(ISNUMBER({used}),{verdict},'
    text += '"Check: a number"))'
    page.put(row, at.CHECK, text, value=at.OK, style="check")
    page.put(row, at.CHANGED, changed_since(row), value="", style="formula")
    if not item.item.constant:
        varies = f'=AND({letters(at.CHECK)}{row}="{at.OK}",NOT(ISNUMBER({taken})))'
        page.put(row, at.VARIES, varies, value=True, style="formula")
        book.define(f"varies_{item.id}", page, row, at.VARIES)


def _checksum(page: Page, row: int, stored: list[tuple[str, float]]) -> None:
    """One number that moves when any number of the row is changed."""
    weighted = [(_WEIGHTS[k % len(_WEIGHTS)], *entry) for k, entry in enumerate(stored)]
    formula = "+".join(f"{weight:g}*N({address})" for weight, address, _ in weighted)
    value = 0.0
    for weight, _, amount in weighted:
        value += weight * amount
    page.put(row, at.NOW, f"={formula}", value=value, style="formula")
    page.put(row, at.EXPORTED, value, style="stored")


def _finish(book: Book, page: Page, end: int, extra: int) -> None:
    page.widths({**at.WIDTHS, **{at.OTHER + k: 12 for k in range(2 * extra)}})
    page.freeze(at.HEADER + 1, at.YOURS)
    page.fold(at.VARIES, at.OTHER + 2 * extra, closed=False)
    page.print_setup(
        f"A1:{letters(at.CHANGED)}{end}",
        rows=(at.HEADER, at.HEADER),
        columns=(at.LABEL, at.LABEL),
        split_after=at.GRADE,
    )
    book.define("inputs_checks", page, at.HEADER + 1, at.CHECK, end, at.CHECK)
    book.define("inputs_changes", page, at.HEADER + 1, at.CHANGED, end, at.CHANGED)
    count = f'=COUNTIF(inputs_changes,"{at.IS_CHANGED}")'
    page.put(at.HEADER - 2, at.CHANGED, count, value=0.0, style="formula", form='0" changed"')
    book.define("inputs_changed", page, at.HEADER - 2, at.CHANGED)
