"""What is read back from a workbook, and how a cell becomes a number in the unit of its input."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from fractions import Fraction

from exports.workbook.archive.cells import FileCell
from exports.workbook.origin.identity import Identity
from exports.workbook.reader.shown import shown_words
from roi.accountability import Accountability
from roi.answers import InputQuestion
from roi.answers.amounts import Amount
from roi.answers.counts import read_count
from roi.answers.figures import SaidFigure
from roi.answers.limits import limits_of
from roi.answers.numbers import check_size, currencies_of, plain_digits, read_number, shortened, shown
from roi.answers.read import read_amount
from roi.case import Override, Speaker
from roi.errors import RoiError
from roi.exchange import CURRENCIES
from roi.observed.observations import Observation
from roi.records import dataclass

_QUOTED = re.compile(r'"[^"]*"|\\.')
_LOCALE = re.compile(r"\[\$-[^\]]*\]")  # names a country, not a currency
_MONEY = re.compile(r"\[\$([^\]\-]+)[^\]]*\]|US\$|[$€£¥₹]|\b[A-Z]{3}\b")
_NOT_NUMBERS = {
    "boolean": "found a TRUE or FALSE, which is no number",
    "date": "found a date, which is no number",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to one input.

    Attributes:
        value: a distribution's text in the declared unit: `42000`, `range(20%, 35%, 50%)`.
        where: `Questions!E12:G12`.
        who: whose word it is.
        by, date: the person's name, "" where not said, and when, None where not said.
        note: where it stands, and what they added.
        typed: what stands in the cells, "" where it is the value.
        dividend, divisor: see `roi.sourced.Override`.
    """

    value: str
    where: str
    who: Speaker
    by: str = ""
    date: datetime.date | None = None
    note: str = ""
    typed: str = ""
    dividend: tuple[str, ...] = ()
    divisor: str = ""

    @property
    def override(self) -> Override:
        """As a layer over a case takes it."""
        return Override(
            self.value, note=self.note, who=self.who, by=self.by, date=self.date, typed=self.typed,
            dividend=self.dividend, divisor=self.divisor,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Replies:
    """All that was read from a workbook.

    Attributes:
        identity: kind, case, preset, option and the overrides in force when it was written.
        file: its name, for messages.
        answers: input id → what was answered, or changed in the model.
        blank: ids of questions without an answer: the case's value is kept.
        horizon: months, where the reader changed them; else None.
        start: the calendar month of month 1, as `2027-01`; None where the file gives none.
        answered_by, answered_on: who filled it in and when, "" and None where not said.
        lines: who answers for benefits, as far as the file says.
        observations: what was typed into the sheet Realised.
        notes: what the user should know, one sentence an entry.
    """

    identity: Identity
    file: str
    answers: Mapping[str, Reply] = field(default_factory=dict)
    blank: tuple[str, ...] = ()
    horizon: int | None = None
    start: str | None = None
    answered_by: str = ""
    answered_on: datetime.date | None = None
    notes: tuple[str, ...] = ()
    lines: Mapping[str, Accountability] = field(default_factory=dict)
    observations: tuple[Observation, ...] = ()

    @property
    def overrides(self) -> dict[str, Override]:
        """The overrides in force when the workbook was written, the answers over them."""
        given = {name: answer.override for name, answer in self.answers.items()}
        return self.identity.overrides | given


def cell_number(cell: FileCell, question: InputQuestion, *, limited: bool = True) -> Decimal | None:
    """The number a cell holds, in numbers of the input's declared unit (35 for 35 %); see `cell_amount`."""
    amount = cell_amount(cell, question, limited=limited)
    return None if amount is None else Decimal(plain_digits(amount.declared))


def cell_amount(cell: FileCell, question: InputQuestion, *, limited: bool = True) -> Amount | None:
    """What the number of a cell says of an input; None where it is empty.

    `limited`: the input's physical limits bind it.

    Raises:
        RoiError: anything but one number that can be read in one way; without a place, which is `cell.where`.
    """
    plain = _cell_value(cell)
    if plain is None:
        return None
    if isinstance(plain, str):
        return read_amount(plain, question)
    return _of_number(plain, cell.format, question, limited=limited)


def cell_words(cell: FileCell) -> str:
    """The words of a cell, "" where it holds a number."""
    plain = _cell_value(cell)
    return plain if isinstance(plain, str) else ""


def bare_number(cell: FileCell) -> Decimal | None:
    """The number of a cell without a unit, such as a shape or a weight; None where it is empty.

    Raises:
        RoiError: anything but a number; without a place.
    """
    plain = _cell_value(cell)
    if isinstance(plain, str):
        written = read_number(plain)
        if written.money:
            raise RoiError(f"found {shortened(plain)!r}, but a plain number is wanted")
        return written.value / 100 if written.percent else written.value
    return plain


def cell_date(cell: FileCell | None) -> datetime.date | None:
    """The date of a cell, or of an ISO text in it; None where there is none."""
    from openpyxl.utils.datetime import from_excel

    if cell is None:
        return None
    try:
        if cell.kind == "number":
            return datetime.date.fromisoformat(f"{from_excel(float(cell.value)):%Y-%m-%d}")
        return datetime.date.fromisoformat(cell.value.strip()[:10])
    except (ValueError, OverflowError, TypeError):
        return None


def number_text(value: Decimal, *, percent: bool = False) -> str:
    """As a value of a case is written: `42000`, `35%`, `0.125`."""
    return f"{plain_digits(value)}%" if percent else plain_digits(value)


def _cell_value(cell: FileCell) -> Decimal | str | None:
    """A number, a text that should be one, or None where the cell is empty."""
    if cell.kind == "blank":
        if cell.formula:
            raise RoiError(
                "found a formula that was not calculated",
                hint="Open the file in a spreadsheet program and save it, then read it again; or type the number.",
            )
        return None
    if cell.kind == "error":
        raise RoiError(
            f"found the error {shortened(cell.value)}", hint="Mend the formula, or type the number."
        )
    if cell.kind in _NOT_NUMBERS:
        raise RoiError(_NOT_NUMBERS[cell.kind], hint="Type the number alone.")
    if cell.kind == "text":
        return cell.value if cell.value.strip() else None
    return _stored_number(cell)


def _stored_number(cell: FileCell) -> Decimal:
    from openpyxl.styles.numbers import is_date_format

    if is_date_format(cell.format):
        raise RoiError(
            "found a date or a time, which is no number",
            hint="The program took what was typed for one (5/10, 4:30). Type the number again "
            "and set the format of the cell to Number.",
        )
    value = float(cell.value)
    number = Decimal(repr(value))
    check_size(number)
    return +Decimal(f"{value:.15g}")  # what the sheet shows at most; 0.30000000000000004 is 0.3


def _of_number(value: Decimal, form: str, question: InputQuestion, *, limited: bool) -> Amount:
    """A number cell: the fraction in a percent format, the number itself in any other.

    A format that adds words is read with them: 12 in `#,##0 "per month"` is `12 per month`.
    """
    if words := shown_words(value, form):
        return read_amount(words, question)
    percent = "%" in _QUOTED.sub("", form)
    text = f"{shown(value * 100)}%" if percent else shown(value)
    sign = next((sign for sign in _signs(form) if currencies_of(sign)), "")
    wanted = {name for name, _ in question.targets[0].unit.unit.powers if name in CURRENCIES}
    if sign and not currencies_of(sign) & wanted:
        raise RoiError(
            f"found {text} in the format {shortened(form)!r}, but {question.wanted()}",
            hint="Convert it, and type the number without a currency.",
        )
    if question.item.unit.percent and not percent and question.of is None and not sign:
        _refuse_fraction(value, question)
    figure = SaidFigure(Fraction(value * 100 if percent else value), percent=percent)
    amounts = [figure] if question.of is None or percent else read_count(plain_digits(value), question)
    if not amounts:
        raise question.not_read(text)
    return question.amount(amounts[0], text, limited=limited)


def refuse_currency(cell: FileCell, currency: str) -> None:
    """Refuse a number in a format of another currency, of per cent, or with words.

    Raises:
        RoiError: without a place.
    """
    form = cell.format
    sign = next((sign for sign in _signs(form) if currencies_of(sign)), "")
    other = bool(sign) and currency not in currencies_of(sign)
    worded = cell.kind == "number" and shown_words(_stored_number(cell), form)
    if cell.kind == "number" and (other or worded or "%" in _QUOTED.sub("", form)):
        raise RoiError(
            f"found {shortened(cell.value)} in the format {shortened(form)!r}, but the sheet is in {currency}",
            hint="Convert it, and type the number alone.",
        )


def _signs(form: str) -> Iterator[str]:
    for match in _MONEY.finditer(_LOCALE.sub("", form)):
        yield (match[1] or match[0]).strip()


def _refuse_fraction(value: Decimal, question: InputQuestion) -> None:
    """A bare number cell where a percentage is wanted: read only where it cannot be the fraction."""
    item = question.item
    low, high = limits_of(item)
    if high is None and not item.constant and math.isfinite(item.distribution.support[1]):
        high = Decimal(item.distribution.support[1])
    whole = value * 100
    impossible = (high is not None and whole > high) or (low is not None and whole < low)
    if value and not (abs(value) > 1 and impossible):
        raise question.two(shown(value), f"{shown(value)}%", f"{shown(whole)}%")
