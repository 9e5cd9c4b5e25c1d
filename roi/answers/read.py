"""The one reader of answers: what people say → a value of the language, in the question's own unit.

    about 1200 a day      → 1200 visit/day
    2 of 10, a third      → 20%, 33.3333333333%
    350k a year           → 194.444444444, where a question in USD/FTE/year fills an input in USD/hour
    30-50%                → 30% to 50%: the span that holds in nine of ten cases

What can be read in two ways is refused, and both are offered.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from roi.answers.amounts import Amount
from roi.answers.counts import read_count
from roi.answers.figures import SaidFigure, read_figure
from roi.answers.laws import span_of
from roi.answers.numbers import HINT, cleaned, refuse_two_readings, shortened, shown
from roi.answers.phrases import in_three, one_sided, plain_words, says_unknown, spans
from roi.answers.units import InputQuestion
from roi.errors import RoiError
from roi.formula.parse import MAX_LENGTH
from roi.late_patterns import late
from roi.model import Model, ModelInput
from roi.model.dates import date_error, is_date
from roi.model.read import value_of
from roi.records import dataclass
from roi.sourced import Override, Speaker

MOST_WORDS = 200  # characters of an answer in words; a text of the language may be longer
_WIDE = 50  # times the lower end: beyond, the upper one's `k` may have been meant for both
_LANGUAGE = late(r"[A-Za-z_]\w* ?\(|\d_\d|\*|\+|\d ?/ ?\d|\bto\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """How an answer is understood.

    Attributes:
        value: a text of the language, for `Override.value`.
        typed: the answer as it was typed, "" where it is the value itself.
        words: what was made of it, for people; "" where the value says it all.
        dividend, divisor: see `roi.sourced.Override`.
    """

    value: str
    typed: str = ""
    words: str = ""
    dividend: tuple[str, ...] = ()
    divisor: str = ""

    def override(
        self, who: Speaker, by: str, date: datetime.date | None, product: str | None = None, note: str = ""
    ) -> Override:
        """As a layer over a case takes it; see `roi.sourced.Override`."""
        return Override(
            self.value, note=note, who=who, by=by, date=date, typed=self.typed, product=product,
            dividend=self.dividend, divisor=self.divisor,
        )  # fmt: skip


def is_unknown(text: str) -> bool:
    """Whether the answer is that nobody knows."""
    return says_unknown(cleaned(text))


def read_answer(text: str, item: ModelInput, model: Model, *, as_answer: bool = True) -> Reading:
    """What a text says of an input.

    Args:
        text: as it was typed.
        item: the input; its evidence tells a likely reading from a slip of the unit.
        model: the case, whose units, currencies and conversions apply.
        as_answer: whether its question was put: a bare number is then one of the form that the question asks for.

    Raises:
        RoiError: nothing that can be read in one way; the hint gives an example in the question's own unit.
    """
    question = InputQuestion.of_input(item, model, as_answer=as_answer)
    plain = cleaned(text)
    if not plain:
        raise RoiError("nothing is typed", hint=question.example())
    if len(plain) > MAX_LENGTH:
        raise RoiError(f"an answer of {len(plain):,} characters", hint=question.example())
    if not plain.isprintable():
        raise RoiError(f"“{shortened(plain)}” has signs that do not show", hint=question.example())
    try:
        reading = _in_words(plain, question) if len(plain) <= MOST_WORDS else None
    except RoiError as problem:
        hint = question.example() if str(problem.hint) in ("", HINT) else problem.hint
        raise RoiError(problem.message, problem.where, hint) from None
    if reading is None:
        reading = _in_the_language(plain, question)
    if reading.value == plain:
        return reading
    return replace(reading, typed=shortened(" ".join(text.split()), MOST_WORDS))


def read_amount(text: str, question: InputQuestion) -> Amount:
    """One figure, within the limits of its input.

    Raises:
        RoiError: no figure, several, or one of two readings.
    """
    amounts = _amounts(plain_words(cleaned(text)), question)
    if amounts is None:
        raise question.not_read(cleaned(text))
    if len(amounts) > 1:
        listed = " and ".join(amount.text for amount in amounts)
        raise RoiError(f"“{shortened(text)}” is more than one figure", hint=f"Type one of {listed}.")
    return amounts[0]


def _in_words(plain: str, question: InputQuestion) -> Reading | None:
    """The answer in people's words, None where it is none."""
    if is_date(plain):
        raise date_error(plain, question.model.case.header.start)
    words = plain_words(plain)
    if (answer := question.yes_or_no(words)) is not None:
        return Reading(answer)
    if one_sided(words):
        raise RoiError(
            f"“{shortened(plain)}” says one end only", hint=f"Say from where to where. {question.example()}"
        )
    amounts = _amounts(words, question)
    if amounts is None:
        return None
    return reading_of(amounts, question)


def reading_of(amounts: tuple[Amount, ...], question: InputQuestion) -> Reading:
    """One figure, a span, or low, likely and high as a value of the language.

    Raises:
        RoiError: figures that do not rise.
    """
    dividend, divisor = quotient_of(amounts)
    if len(amounts) == 1:
        (amount,) = amounts
        return Reading(amount.text, "", amount.words(question.item.unit), dividend, divisor)
    value, spoken = span_of(amounts, question)
    return Reading(value, "", spoken, dividend, divisor)


def quotient_of(amounts: Sequence[Amount]) -> tuple[tuple[str, ...], str]:
    """What was divided and by what; nothing where one of the figures was not divided."""
    divisors = {amount.divisor for amount in amounts}
    return (
        (tuple(amount.origin for amount in amounts), divisors.pop())
        if divisors != {""} and len(divisors) == 1
        else ((), "")
    )


def _amounts(words: str, question: InputQuestion) -> tuple[Amount, ...] | None:
    """One figure, two for a span, or low, likely and high."""
    vocabulary = question.vocabulary
    counted = read_count(words, question)
    if counted is not None:
        return tuple(question.amount(figure, words) for figure in counted)
    figure = read_figure(words, vocabulary)
    for parts in in_three(words):
        several = [read_figure(part, vocabulary) for part in parts]
        if None in several:
            continue
        three = _alike(several, parts, question, words)
        grouped = None if figure is None else question.amount(figure, words, limited=False)
        if grouped is None or question.far(grouped.declared) > question.far(three[1].declared):
            return three
        rising = three[0].declared < three[1].declared < three[2].declared
        if (
            figure is not None
            and rising
            and question.far(grouped.declared) == question.far(three[1].declared)
        ):
            raise question.two(words, shown(figure.value), f"range({', '.join(parts)})")
    if figure is not None:
        return (question.amount(figure, words),)
    for low, high in spans(words):
        pair = [read_figure(low, vocabulary), read_figure(high, vocabulary)]
        if None not in pair:
            return _alike(pair, (low, high), question, words)
    return None


def _alike(
    figures: list[SaidFigure | None], texts: tuple[str, ...], question: InputQuestion, answer: str
) -> tuple[Amount, ...]:
    """Figures of one span: a unit, a per cent sign, a power that the last has are those of all."""
    known = [figure for figure in figures if figure is not None]
    parts = zip(_shared(known), texts, strict=True)
    return tuple(question.amount(each, text, whole=answer) for each, text in parts)


def _shared(figures: list[SaidFigure]) -> list[SaidFigure]:
    money = next((each.money for each in figures if each.money), "")
    last = figures[-1]
    shared = []
    for figure in figures:
        if not figure.bare and not (figure.money and not (figure.above or figure.below)):
            shared.append(figure)
            continue
        power = (
            last.power
            if figure.power == 1 and abs(figure.value * last.power) < abs(last.value)
            else Fraction(1)
        )
        if power == 1 < last.power and figure.power == 1 and abs(figure.value) * _WIDE < abs(last.value):
            low, high = shown(figure.value), shown(last.value)  # 50-30k
            raise RoiError(f"“{low}” to “{high}” is very wide", hint=f"Type both in full: {low} to {high}.")
        shared.append(
            replace(
                figure,
                value=figure.value * power,
                other=None if figure.other is None else figure.other * power,
                percent=figure.percent or (last.percent and not figure.money),
                money=figure.money or money,
                above=figure.above or last.above,
                below=figure.below or last.below,
            )
        )
    return shared


def _in_the_language(plain: str, question: InputQuestion) -> Reading:
    """A text of the language, such as `triangular(1, 2, 4)`: only one that looks like it is tried."""
    if not _LANGUAGE.search(plain):
        raise question.not_read(plain)
    refuse_two_readings(plain)
    item, model = question.item, question.model
    try:
        value_of(plain, item, model)
    except RoiError as problem:
        if re.search(r"[A-Za-z_]\w* ?\(", plain):
            raise RoiError(problem.message, hint=problem.hint) from None
        raise question.not_read(plain) from None
    return Reading(plain)
