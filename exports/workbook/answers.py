"""What is read back from a workbook, and how a cell becomes a number in the unit of its input."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from exports.workbook.cells import Cell
from exports.workbook.identity import Identity
from exports.workbook.numbers import check_size, currencies_of, read_number, shortened, shown
from roi.case import Override, Speaker
from roi.errors import RoiError
from roi.model import ModelInput
from roi.units import CURRENCIES, ONE

_QUOTED = re.compile(r'"[^"]*"|\\.')
_LOCALE = re.compile(r"\[\$-[^\]]*\]")  # names a country, not a currency
_MONEY = re.compile(r"\[\$([^\]\-]+)[^\]]*\]|US\$|[$€£¥₹]|\b[A-Z]{3}\b")
_NOT_NUMBERS = {
    "boolean": "found a TRUE or FALSE, which is no number",
    "date": "found a date, which is no number",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to one input.

    Attributes:
        value: a distribution's text in the declared unit: `42000`, `range(20%, 35%, 50%)`.
        where: `Questions!E12:G12`.
        who: whose word it is.
        by, date: the person's name, "" where not said, and when, None where not said.
        note: where it stands, and what they added.
    """

    value: str
    where: str
    who: Speaker
    by: str = ""
    date: datetime.date | None = None
    note: str = ""

    @property
    def override(self) -> Override:
        """As a layer over a case takes it."""
        return Override(self.value, note=self.note, who=self.who, by=self.by, date=self.date)


@dataclass(frozen=True, slots=True)
class Answers:
    """All that was read from a workbook.

    Attributes:
        identity: kind, case, preset, option and the overrides in force when it was written.
        file: its name, for messages.
        answers: input id → what was answered, or changed in the model.
        blank: ids of questions without an answer: the case's value is kept.
        horizon: months, where the reader changed them; else None.
        answered_by, answered_on: who filled it in and when, "" and None where not said.
        notes: what the user should know, one sentence an entry.
    """

    identity: Identity
    file: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    blank: tuple[str, ...] = ()
    horizon: int | None = None
    answered_by: str = ""
    answered_on: datetime.date | None = None
    notes: tuple[str, ...] = ()

    @property
    def overrides(self) -> dict[str, Override]:
        """The overrides in force when the workbook was written, the answers over them."""
        given = {name: answer.override for name, answer in self.answers.items()}
        return self.identity.overrides | given


def cell_number(cell: Cell, item: ModelInput) -> Decimal | None:
    """The number a cell holds, in numbers of the input's declared unit (35 for 35 %); None where it is empty.

    Raises:
        RoiError: anything but one number that can be read in one way; without a place, which is `cell.where`.
    """
    plain = _cell_value(cell)
    if plain is None:
        return None
    return _of_text(plain, item) if isinstance(plain, str) else _of_number(plain, cell.format, item)


def bare_number(cell: Cell) -> Decimal | None:
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


def number_text(value: Decimal, *, percent: bool = False) -> str:
    """As a value of a case is written: `42000`, `35%`, `0.125`."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}%" if percent else text


def quantity_text(value: Decimal, item: ModelInput) -> str:
    """As a message shows it: `42,000 visit/year`, `35 %`."""
    unit = item.unit.text
    return shown(value) if unit == "–" else f"{shown(value)} {unit}"


def check_limits(value: Decimal, item: ModelInput) -> None:
    """Refuse what lies outside the input's physical limits.

    Raises:
        RoiError: with both limits; without a place.
    """
    low, high = limits_of(item)
    if (low is not None and value < low) or (high is not None and value > high):
        raise RoiError(
            f"found {quantity_text(value, item)}; allowed is {allowed_words(item)}",
            hint=f"The answer wanted is “{item.spec.label}”, in {unit_words(item)}.",
        )


def allowed_words(item: ModelInput) -> str:
    """`from 0 % to 100 %`, `at least 0 USD/hour`, `any number`."""
    low, high = ("" if end is None else quantity_text(end, item) for end in limits_of(item))
    if low and high:
        return f"from {low} to {high}"
    return f"at least {low}" if low else f"at most {high}" if high else "any number"


def limits_of(item: ModelInput) -> tuple[Decimal | None, Decimal | None]:
    """Physical limits in numbers of the declared unit; None where there is none.

    A share that states none lies between 0 and 100 %, as in a case file, unless its own evidence goes beyond:
    35 in a cell of percentages is 3,500 %.
    """
    low, high = (None if end is None else Decimal(repr(float(end))) for end in (item.spec.min, item.spec.max))
    if item.unit.text == "%":
        first, last = item.distribution.support
        low = Decimal(0) if low is None and first >= 0 else low
        high = Decimal(100) if high is None and last <= 100 else high
    return low, high


def unit_words(item: ModelInput) -> str:
    """A unit as people say it: `USD per hour`, `%`, `a plain number`."""
    text = item.unit.text.replace("%/", "% a ") if item.unit.percent else item.unit.text
    return (
        "a plain number"
        if text == "–"
        else text.replace("/", " per ").replace("**", "^").replace("*", " × ").replace("_", " ")
    )


def _cell_value(cell: Cell) -> Decimal | str | None:
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


def _stored_number(cell: Cell) -> Decimal:
    from openpyxl.styles.numbers import is_date_format

    if is_date_format(cell.format):
        raise RoiError(
            "found a date or a time, which is no number",
            hint="The program took what was typed for one (5/10, 4:30). Type the number again "
            "and set the format of the cell to Number.",
        )
    try:
        value = float(cell.value) if len(cell.value) < 64 else None
    except ValueError:
        value = None
    if value is None:
        raise RoiError(f"found {shortened(cell.value)!r} where a number is stored: the file is damaged")
    number = Decimal(repr(value))
    check_size(number)
    return +Decimal(f"{value:.15g}")  # what the sheet shows at most; 0.30000000000000004 is 0.3


def _of_number(value: Decimal, form: str, item: ModelInput) -> Decimal:
    """A number cell: the fraction in a percent format, the number itself in any other."""
    percent = "%" in _QUOTED.sub("", form)
    for found in _MONEY.finditer(_LOCALE.sub("", form)):
        sign = (found[1] or found[0]).strip()
        if currencies_of(sign):
            _check_money(sign, item, f"{shown(value)} in the format {shortened(form)!r}")
    if item.unit.percent:
        return value * 100 if percent or not value else _without_format(value, item)
    if percent:
        return _fraction(value, item, f"{shown(value * 100)} %")
    return value


def _without_format(value: Decimal, item: ModelInput) -> Decimal:
    """A bare number cell where a percentage is wanted: read only where it cannot be the fraction."""
    low, high = limits_of(item)
    if high is None and not item.constant and math.isfinite(item.distribution.support[1]):
        high = Decimal(item.distribution.support[1])
    as_fraction = value * 100
    impossible = (high is not None and as_fraction > high) or (low is not None and as_fraction < low)
    if abs(value) > 1 and impossible:
        return value
    raise _two_percentages(value)


def _two_percentages(value: Decimal) -> RoiError:
    readings = [f"{shown(reading)}%" for reading in (value, value * 100)]
    return RoiError(
        f"found {shown(value)} without a percent sign, which can mean {readings[0]} or {readings[1]}",
        hint=f"Type it with the sign: {readings[0]} or {readings[1]}.",
    )


def _of_text(text: str, item: ModelInput) -> Decimal:
    written = read_number(text)
    found = repr(shortened(text.strip()))
    if written.money:
        _check_money(written.money, item, found)
    if not item.unit.percent:
        return _fraction(written.value / 100, item, found) if written.percent else written.value
    if not written.percent and 0 < abs(written.value) <= 1:
        raise _two_percentages(written.value)
    return written.value


def _fraction(value: Decimal, item: ModelInput, found: str) -> Decimal:
    """A percentage is a fraction of a plain number, and has no place in any other unit."""
    if item.unit.unit == ONE:
        return value
    raise RoiError(
        f"found {found}, but the answer is wanted in {unit_words(item)}", hint="Type it without %."
    )


def _check_money(sign: str, item: ModelInput, found: str) -> None:
    wanted = {name for name, power in item.unit.unit.powers if power > 0 and name in CURRENCIES}
    if not currencies_of(sign) & wanted:
        raise RoiError(
            f"found {found}, but the answer is wanted in {unit_words(item)}",
            hint="Convert it, and type the number without a currency.",
        )
