"""The sheet of questions that is sent to a prospect: what is asked, in which unit, and room for answers."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from exports.brand import HOUSE, Brand
from exports.voice.formats import number
from exports.voice.wording import grade_word
from exports.workbook import intake_columns as at
from exports.workbook.coordinates import letters
from exports.workbook.intake_columns import IntakeSheet, section, width
from exports.workbook.intake_owners import write_owners
from exports.workbook.origin.identity import NOBODY, identity_of, write_identity
from exports.workbook.questions import (
    ENDS,
    asked_inputs,
    benefits,
    cell_name,
    ends,
    figure_of,
    owners,
    questions,
    row_name,
    unit_of,
)
from exports.workbook.reader.reading import TOLD_BY, TOLD_ON
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.logo import place_logo
from exports.workbook.writer.package import save
from exports.workbook.writer.text import height_of
from roi.answers import InputQuestion
from roi.answers.limits import Limits, allowed_words, limits_of
from roi.answers.numbers import plain_digits, shown
from roi.model import Model, ModelInput
from roi.notation import written_day
from roi.owners import Owner, owner_label
from roi.text import span_words

_END_COLUMNS = dict(zip(ENDS, (at.LOW, at.LIKELY, at.HIGH), strict=True))
_HOW = (
    "Fill in the cream cells. Likely is your best figure: as likely too low as too high.",
    "Low and High say how sure you are: in one case of ten it would be below Low, in one of ten above High. "
    "Fill in both, or leave both empty.",
    "Low is always the smaller number, whether that is good or bad for you.",
    "Mind the unit: a question may ask for what you know, and the figure wanted follows from it. "
    "A formula such as =150000/1800 is fine, and so are words under Likely alone: about 1200 a day, 30-50%, yes.",
    "Leave empty what you do not know: a published figure is used in its place and marked as such. "
    "The examples show how to write a number, not how large it should be.",
    "Where a figure comes from, and for which year, belongs into the note.",
    "What is marked a choice is not a fact to be known: it is decided or negotiated, and is taken as you set it.",
)
_HOW_ROW = 5
IN_WORDS = "answered in words"


def intake_workbook(
    model: Model,
    path: Path,
    *,
    prospect: str = "",
    prepared_by: str = "",
    created: datetime.date,
    show_evidence: bool = False,
    of: Sequence[Owner | None] | None = None,
    brand: Brand = HOUSE,
) -> None:
    """Write the sheet of questions of a resolved case.

    Args:
        model: the case with the preset and option it will be read back for.
        path: the file; replaced if it exists (see `exports.files.write_atomically`).
        prospect, prepared_by: for the head of the sheet.
        created: its date; the same content and date give the same bytes.
        show_evidence: whether a grey column shows the case's own values.  Off by default: a number that is
            seen pulls the answer towards it.
        of: whose questions; None: everybody's, by who can answer them.
        brand: how it looks.

    Raises:
        OSError: the file cannot be written.
    """
    book = Book(title=f"Questions: {model.case.header.title}", created=created, brand=brand)
    sheet = IntakeSheet(book, book.sheet("Questions"), at.EVIDENCE if show_evidence else at.NOTE)
    row = _head(sheet, model, prospect, prepared_by, created, of)
    header = row
    for column in range(at.QUESTION, sheet.last_column + 1):
        sheet.page.put(row, column, at.COLUMNS[column][0], style="heading")
    first_cells: list[int] = []
    for heading, members in questions(model, of):
        row += 1
        section(sheet, row, heading)
        for item in members:
            row += 1
            _question(sheet, row, InputQuestion.of_input(item, model, as_answer=True))
            first_cells.append(row)
    row = write_owners(sheet, row, benefits(model, of))
    _count(sheet, header, first_cells)
    _finish(sheet, header, row)
    identity = identity_of(model, "intake", prospect=prospect, prepared_by=prepared_by)
    write_identity(book, identity if of is None else replace(identity, owner=of[0] or NOBODY))
    save(book, path)


def _head(
    sheet: IntakeSheet,
    model: Model,
    prospect: str,
    prepared_by: str,
    created: datetime.date,
    of: Sequence[Owner | None] | None,
) -> int:
    """Title, who and when, how to answer; returns the row of the column headings."""
    page, header = sheet.page, model.case.header
    page.text(1, 1, f"{header.title}: our questions" + (f" to {prospect}" if prospect else ""), style="title")
    page.height(1, 28)
    day = written_day(created)
    by = f"Prepared by {prepared_by}, {day}" if prepared_by else day
    line = sheet.book.brand.confidentiality
    page.text(2, 1, f"{by}. {line}" if line else by, style="subtitle")
    if of is not None:
        page.text(3, 1, _purpose(model, of), style="label_bold")
    section(sheet, _HOW_ROW - 1, "How to answer")
    for row, line in enumerate(_HOW, start=_HOW_ROW):
        page.text(row, 1, f"{row - _HOW_ROW + 1}.  {line}")
    row = _HOW_ROW + len(_HOW) + 1
    page.text(row, at.QUESTION, "Filled in by (name, role)", style="label_bold")
    page.blank(row, at.WANTED, "input_text")
    sheet.book.define(TOLD_BY, page, row, at.WANTED)
    page.text(row, at.UNIT, "on (date)", style="label_bold")
    page.blank(row, at.EXAMPLE, "input date")
    sheet.book.define(TOLD_ON, page, row, at.EXAMPLE)
    return row + 2


def _purpose(model: Model, of: Sequence[Owner | None]) -> str:
    """What a sheet with the questions of one owner is for, and who has the others."""
    mine, everybody = asked_inputs(model, of), asked_inputs(model)
    named = " and ".join(owner_label(owner) for owner in of)
    others = [owner_label(owner) for owner in owners(model) if owner not in of]
    if not others:
        return f"For {named}: all {len(everybody)} questions."
    count = f"{len(mine)} of {len(everybody)} questions"
    return f"For {named}: {count}. The others go to {', '.join(others)}; all answers are put together afterwards."


def _question(sheet: IntakeSheet, row: int, question: InputQuestion) -> None:
    page, item, spec = sheet.page, question.item, question.item.spec
    page.text(row, at.QUESTION, spec.ask, style="text_wrap")
    wanted = figure_of(item)
    page.text(row, at.WANTED, wanted, style="label_wrap")
    page.text(row, at.UNIT, unit_of(question), style="source")
    sheet.book.define(row_name(item, "figure"), page, row, at.WANTED)
    sheet.book.define(row_name(item, "unit"), page, row, at.UNIT)
    page.text(row, at.EXAMPLE, example(question), style="note_wrap")
    for end, column in _END_COLUMNS.items():
        if end in ends(item):
            page.blank(row, column, "input", _format(question))
            _validate(page, row, column, question)
            sheet.book.define(cell_name(item, end), page, row, column)
        else:
            page.text(row, column, "–", style="text_centre")
    page.put(row, at.STATE, _state(row, item), value="", style="note_wrap")
    page.blank(row, at.NOTE, "input_text")
    sheet.book.define(cell_name(item, "note"), page, row, at.NOTE)
    texts = [(spec.ask, width(at.QUESTION)), (wanted, width(at.WANTED)), (unit_of(question), width(at.UNIT))]
    if sheet.last_column == at.EVIDENCE:
        evidence = _evidence(question)
        page.text(row, at.EVIDENCE, evidence, style="note_wrap")
        texts.append((evidence, width(at.EVIDENCE)))
    page.height(row, max(30.0, height_of(texts)))


def example(question: InputQuestion) -> str:
    """How an answer is written, with digits that mean nothing."""
    if question.of:
        return "2"
    return "12.5%" if _percent(question) else "1,234" if question.large else "12.34"


def _format(question: InputQuestion) -> str:
    if _percent(question):
        return "0.0#%"
    return "#,##0" if question.large else "#,##0.0##"


def _percent(question: InputQuestion) -> bool:
    return question.targets[0].unit.percent and not question.of


def _evidence(question: InputQuestion) -> str:
    item = question.item
    other = "" if question.form is None or item.typed.percent else f" {item.typed.text}"
    sign = " %" if item.typed.percent else other
    words = item.distribution.words(lambda value: f"{number(value)}{sign}")
    return f"{words} ({grade_word(item.spec.grade)})"


def _validate(page: Page, row: int, column: int, question: InputQuestion) -> None:
    low, high = _limits(question)
    ends = [None if end is None else float(end) / (100 if _percent(question) else 1) for end in (low, high)]
    allowed = _allowed(question, low, high)
    label = question.item.spec.label
    says = f"{label}, in {unit_of(question)}: {allowed}. Doubts belong into the note."
    # Words may be typed under Likely, which a rule for numbers would not let pass: there it only asks again.
    page.validate(row, column, low=ends[0], high=ends[1], says=says, firm=column != at.LIKELY)


def _limits(question: InputQuestion) -> Limits:
    """Physical limits in numbers of the form in which the answer is wanted."""
    if question.of:
        return Decimal(0), Decimal(question.of)
    low, high = (
        None if end is None else question.asked_number(Fraction(end)) for end in limits_of(question.item)
    )
    return _as_decimal(low), _as_decimal(high)


def _as_decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(plain_digits(value))


def _allowed(question: InputQuestion, low: Decimal | None, high: Decimal | None) -> str:
    if question.form is None:
        return allowed_words(question.item)
    return span_words(*("" if end is None else shown(end) for end in (low, high)))


def _state(row: int, item: ModelInput) -> str:
    """What is still missing, worked out as the answers are typed."""
    low, likely, high = (f"{letters(column)}{row}" for column in (at.LOW, at.LIKELY, at.HIGH))
    if len(ends(item)) == 1:
        return f'=IF({likely}="","",IF(ISNUMBER({likely}),"answered","{IN_WORDS}"))'
    cells = f"{low}:{high}"
    rising = f"OR(AND({low}<{likely},{likely}<{high}),AND({low}={likely},{likely}={high}))"
    return (
        f'=IF(COUNTA({cells})=0,"",IF(AND(ISTEXT({likely}),COUNTA({cells})=1),"{IN_WORDS}",'
        f'IF(COUNT({cells})<COUNTA({cells}),"digits only",'
        f'IF({likely}="","Likely is missing",IF(COUNT({cells})=1,"answered",'
        f'IF(COUNT({cells})=2,"Low and High, or neither",IF({rising},"answered","Low < Likely < High")))))))'
    )


def _count(sheet: IntakeSheet, header: int, rows: list[int]) -> None:
    """How far the answers are, beside the name of who fills them in."""
    if not rows:
        return
    states = f"{letters(at.STATE)}{rows[0]}:{letters(at.STATE)}{rows[-1]}"
    formula = f'=COUNTIF({states},"answered*")&" of {len(rows)} answered"'
    sheet.page.put(header - 2, at.LIKELY, formula, value=f"0 of {len(rows)} answered", style="label_bold")


def _finish(sheet: IntakeSheet, header: int, last: int) -> None:
    page = sheet.page
    page.widths({column: width(column) for column in range(at.QUESTION, sheet.last_column + 1)})
    page.freeze(header + 1, at.WANTED)
    place_logo(page, 1, at.STATE, at.NOTE, 40)  # above the line that says what the sheet is for
    page.print_setup(f"A1:{letters(sheet.last_column)}{last}", rows=(header, header))
