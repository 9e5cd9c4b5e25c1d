"""What a question wants, and how a figure in people's units becomes a number in the input's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from roi.answers.amounts import Amount, AnswerUnit, as_given
from roi.answers.completion import completed
from roi.answers.figures import SaidFigure, Vocabulary
from roi.answers.limits import inside, limits_of
from roi.answers.numbers import plain_digits, shortened, shown
from roi.answers.wording import example_within, plural_words, vocabulary
from roi.answers.wording import unit_words as words_of
from roi.errors import RoiError
from roi.model import Model, ModelInput
from roi.model.forms import AnswerForm, form_of, quotient
from roi.records import dataclass
from roi.text import span_words
from roi.units import ONE, Unit

_FAR = 20  # times beyond the evidence: further, and a number was meant in the other unit


@dataclass(frozen=True, slots=True)
class InputQuestion:
    """An input and the form in which its answer is wanted.

    Attributes:
        targets: units an answer may be in, the one of a bare number first.
        of: of how many a bare number counts; None where it does not count.
    """

    item: ModelInput
    model: Model
    form: AnswerForm | None
    as_answer: bool
    targets: tuple[AnswerUnit, ...]
    vocabulary: Vocabulary
    of: int | None = None

    @classmethod
    def of_input(cls, item: ModelInput, model: Model, *, as_answer: bool) -> InputQuestion:
        """The question of an input; `as_answer` tells whether it was put, so that its form holds."""
        declared = {each.id: each.unit for each in model.inputs}
        form = form_of(item.spec.answer, item.unit, declared, model.units)
        held = AnswerUnit(item.unit)
        targets: tuple[AnswerUnit, ...] = (held,)
        if form is not None and form.unit is not None:
            other = AnswerUnit(form.unit, as_given(model.input(form.by)) if form.by else None)
            targets = (other, held) if as_answer else (held, other)
        return cls(
            item=item,
            model=model,
            form=form,
            as_answer=as_answer,
            targets=targets,
            vocabulary=vocabulary(item, model, [target.unit for target in targets]),
            of=form.of if form is not None and as_answer else None,
        )

    @property
    def counts(self) -> bool:
        """Whether a count of how many answers it: its input is a share."""
        return self.item.unit.percent and self.item.unit.unit == ONE

    def amount(self, figure: SaidFigure, text: str, *, whole: str = "", limited: bool = True) -> Amount:
        """The figure as a number of the input.

        Args:
            figure: what was read.
            text: where it was read.
            whole: the answer, where the figure is one of several in it.
            limited: whether the input's physical limits bind it.

        Raises:
            RoiError: another unit than the question's, a number of two readings, one beyond the limits.
        """
        self._refuse_slips(figure, text)
        answer = whole or text
        read = self._share if self.item.unit.percent else self._quantity
        amount = read(figure, text, answer)
        if not limited:
            return amount
        limits = limits_of(self.item)
        if not inside(amount.declared, limits):
            if figure.other is not None:
                other = replace(figure, value=figure.other, other=None)
                with_comma = self.amount(other, text, whole=answer)
                raise self.two(text, shown(with_comma.declared), shown(amount.declared))
            raise self._outside(answer)
        return amount

    def _share(self, figure: SaidFigure, text: str, answer: str) -> Amount:
        """Of an input in per cent: a share, a count, or a rate."""
        if figure.share:
            value = 100 * figure.value
            return Amount(value, f"{plain_digits(value)}%", "", text)
        if not figure.percent:
            if figure.above or figure.money or (figure.below and self.item.unit.unit == ONE):
                return self._quantity(figure, text, answer)
            if self.targets[0].by is None and 0 < abs(figure.value) <= 1:
                whole = 100 * figure.value
                raise self.two(text, f"{plain_digits(figure.value)}%", f"{plain_digits(whole)}%")
            if self.targets[0].by is not None:
                return self._quantity(figure, text, answer)
        typed = self._completed(figure, self.item.unit.unit)
        if typed is None or figure.above or figure.money:
            raise self._other_unit(answer)
        over = "" if typed == self.item.unit.unit else f"{typed}".replace("1/", "/")
        return Amount(figure.value, f"{plain_digits(figure.value)}%", over)

    def _quantity(self, figure: SaidFigure, text: str, answer: str) -> Amount:
        """A number of the first target that has a place for all that was said, within the limits if it can be."""
        if figure.share and self.vocabulary.calendar and text.lower().rstrip("s").endswith("quarter"):
            figure = replace(figure, value=4 * figure.value, share=False, above=("quarter",))
        alone = figure.share and not (figure.above or figure.below)  # half of how many?
        if (figure.percent or alone) and self.item.unit.unit != ONE:
            raise RoiError(f"“{shortened(answer)}” is a share, but {self.wanted()}", hint=self.example())
        value = figure.value / 100 if figure.percent else figure.value
        outside: Amount | None = None
        for amount in self._placed(figure, value):
            if inside(amount.declared, limits_of(self.item)):
                return amount
            outside = outside or amount
        if outside is None:
            raise self._other_unit(answer)
        return outside

    def _placed(self, figure: SaidFigure, value: Fraction) -> Iterator[Amount]:
        """The number in each target that has a place for all that was said, as its own parts or by converting."""
        left = list(self.targets)
        for exact in (True, False):
            for target in tuple(left):
                units = (self._completed(each, target.unit.unit, exact=exact) for each in _readings(figure))
                typed = next((unit for unit in units if unit is not None), None)
                if typed is not None:
                    left.remove(target)
                    yield self._converted(value, typed, target)

    def _converted(self, value: Fraction, typed: Unit, target: AnswerUnit) -> Amount:
        units, declared, by = self.model.units, self.item.unit, target.by
        step = units.conversion(typed, target.unit.unit)
        assert step is not None
        if by is not None:  # the digits that are kept: from them it is worked out again
            value = Fraction(plain_digits(value))
        number = value * Fraction(step.factor)
        if by is None and target.unit == declared:
            unit = "" if typed == declared.unit else f" {typed}"
            return Amount(_clean(number / Fraction(declared.scale)), plain_digits(value), unit)
        if by is not None and not target.divisor:
            raise RoiError(f"“{by.spec.label}” is 0: the answer cannot be divided by it")
        last = quotient(self.form, by.unit if by else None) if self.form else declared.unit
        rest = units.conversion(last, declared.unit)
        assert rest is not None
        result = _clean(number / target.divisor * Fraction(rest.factor) / Fraction(repr(declared.scale)))
        digits = f"{plain_digits(result)}{'%' if declared.percent else ''}"
        over = "" if by is None else f" over {shown(target.divisor)} {by.unit.text}"
        return Amount(result, digits, "", f"{shown(value)} {typed}", over, target.divisor_text)

    def divided(self, figure: str, value: Fraction, unit: Unit) -> Amount:
        """A figure that was given in a unit that leads to that of the question.

        Raises:
            RoiError: it is beyond the limits.
        """
        amount = self._converted(value, unit, self.targets[0])
        if not inside(amount.declared, limits_of(self.item)):
            raise self._outside(figure)
        return amount

    def _completed(self, figure: SaidFigure, wanted: Unit, *, exact: bool = False) -> Unit | None:
        return completed(figure, wanted, self.model.units, self.example, exact=exact)

    def _refuse_slips(self, figure: SaidFigure, text: str) -> None:
        """Numbers whose form or unit is in doubt."""
        form, bare = self.form, figure.bare
        if form is None or not bare:
            return
        if form.kind == "count" and self.as_answer and form.of is None:
            raise RoiError(f"“{shortened(text)}”: of how many?", hint=self.example())
        count = form.of if form.kind == "count" and not self.as_answer else None
        if count and figure.value.denominator == 1 and 0 < figure.value <= count:
            share = plain_digits(100 * figure.value / count)
            raise self.two(text, f"{plain_digits(figure.value)}%", f"{text} of {count} ({share}%)")
        if form.kind == "unit" and self.as_answer and self.targets[0].unit != self.item.unit:
            first, held = (
                self._converted(figure.value, target.unit.unit, target) for target in self.targets[:2]
            )
            if self.far(first.declared) and not self.far(held.declared, 1):
                wanted, other = (target.unit.text for target in self.targets[:2])
                raise self.two(text, f"{text} {wanted}", f"{text} {other}")

    def far(self, value: Fraction, times: float = _FAR) -> bool:
        """Whether a number lies far outside the evidence."""
        low, high = (self.item.shown(float(end)) for end in self.item.quantile(np.array([0.01, 0.99])))
        if low <= 0:
            return not low * times <= value <= high * times
        reach = 3 if self.item.constant and times == 1 else times
        return not low / reach <= value <= high * reach

    # What is said to whoever typed ------------------------------------------------------------

    def two(self, text: str, first: str, second: str) -> RoiError:
        message = f"“{shortened(text)}” can mean {first} or {second}"
        return RoiError(message, hint=f"Type it in full: {first} or {second}.")

    def _outside(self, text: str) -> RoiError:
        """What is said to a number beyond the input's limits, in the question's own unit."""
        ends = (None if end is None else Fraction(end) for end in limits_of(self.item))
        span = span_words(*("" if end is None else shown(self.asked_number(end)) for end in ends))
        message = f"“{shortened(text)}” is outside the limits: {span} {self.unit_words}".rstrip()
        by = self.targets[0].by
        if by is not None:
            unit = "" if by.unit.text == "–" else f" {plural_words(by.unit)}"
            message += f" (“{by.spec.label}” is {shown(Fraction(repr(by.shown(by.likely))))}{unit})"
        return RoiError(message, hint=self.example())

    def _other_unit(self, text: str) -> RoiError:
        return RoiError(f"“{shortened(text)}” is in another unit: {self.wanted()}", hint=self.example())

    def not_read(self, text: str) -> RoiError:
        """What is said to words that are no answer."""
        hint = "Type 0 if it is nothing. " if text.lower() in ("none", "nothing", "nil") else ""
        return RoiError(f"“{shortened(text)}” cannot be read as an answer", hint=f"{hint}{self.example()}")

    def yes_or_no(self, words: str) -> str | None:
        """1 or 0 for yes or no, where the question asks for them."""
        if self.form is None or self.form.kind != "yes or no":
            return None
        return {"yes": "1", "y": "1", "true": "1", "no": "0", "n": "0", "false": "0"}.get(words.lower())

    def wanted(self) -> str:
        """`the answer is wanted in USD per clinician per month`."""
        if self.of or (self.form is not None and self.form.kind == "count" and self.as_answer):
            return "the answer is wanted as a count or in %"
        return f"the answer is wanted in {plural_words(self.targets[0].unit)}"

    def example(self) -> str:
        """How an answer is typed, with digits that mean nothing."""
        return f"Type it like {', '.join(self.examples())}, or don't know."

    def examples(self) -> tuple[str, ...]:
        """A figure and a span as the question wants them."""
        if self.form is not None and self.form.kind == "yes or no":
            return ("yes", "no")
        if self.form is not None and self.form.kind == "count" and self.as_answer:
            return f"2 of {self.form.of or 10}", "20%"
        unit = self.targets[0].unit
        ends = [None if end is None else self.asked_number(Fraction(end)) for end in limits_of(self.item)]
        each, low, high = example_within(ends[0], ends[1], 1_000 if self.large and not unit.percent else 10)
        if unit.percent:
            over = f"{unit.unit}".replace("1/", " a ") if unit.unit != ONE else ""
            return f"{'12.5' if low == '10' else each}%{over}", f"{low}% to {high}%"
        return f"{each} {self.unit_words}".rstrip(), f"{low} to {high}"

    @property
    def unit_words(self) -> str:
        """The unit of a bare number, as people say it: `calls per year`; nothing for a plain number."""
        unit = self.targets[0].unit
        return "" if unit.text == "–" else plural_words(unit)

    def unit_words_of(self, value: float) -> str:
        """The unit behind a number: `minute per visit` behind 1."""
        unit = self.targets[0].unit
        return words_of(unit) if value == 1 and unit.text != "–" else self.unit_words

    @property
    def large(self) -> bool:
        """Whether its answers are in thousands."""
        return abs(self.asked_number(Fraction(self.item.shown(self.item.likely)))) >= 1_000

    @property
    def converts(self) -> bool:
        """Whether it is asked for in another unit than the declared one, by way of another input."""
        return self.targets[0].by is not None

    def asked_number(self, declared: Fraction) -> Fraction:
        """A number of the declared unit in the unit that is asked for, of which a bare number is one."""
        target = self.targets[0]
        if target.unit == self.item.unit:
            return declared
        last = self._converted(Fraction(1), target.unit.unit, target).declared
        return Fraction(f"{float(declared / last):.10g}")  # 900,000 and not 899,999.999999


def _readings(figure: SaidFigure) -> tuple[SaidFigure, ...]:
    """`half an hour` is half of one, where nothing is wanted by the hour."""
    if not (figure.share and figure.below and not figure.above):
        return (figure,)
    return figure, replace(figure, above=figure.below[:1], below=figure.below[1:])


def _clean(value: Fraction) -> Fraction:
    """Without what factors in floating point leave behind the twelfth digit."""
    return Fraction(f"{float(value):.12g}")
