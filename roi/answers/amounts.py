"""A figure as a question understands it, and a unit an answer may be in."""

from __future__ import annotations

from fractions import Fraction

from roi.answers.wording import rounded
from roi.model import ModelInput
from roi.records import dataclass
from roi.units import DeclaredUnit


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as the question understands it.

    Attributes:
        declared: its number in the input's declared unit, 35 for `35 %`.
        digits, unit: of the text of the language: `1200` and ` visit/day`, `20%` and nothing.
        origin: what was worked with, `350,000 USD/FTE/year`; "" where the text is what was typed.
        over: the input it was divided by, ` over 1,800 hour/year/FTE`; "" where none.
        divisor: that input's value with its unit, exactly: `1800.0 hour/year/FTE`; "" where none.
    """

    declared: Fraction
    digits: str
    unit: str
    origin: str = ""
    over: str = ""
    divisor: str = ""

    def words(self, unit: DeclaredUnit) -> str:
        """How it came about: `2 of 10 = 20 %`; "" where it was typed so."""
        return f"{self.origin}{self.over} = {rounded(self.declared)} {unit.text}" if self.origin else ""

    @property
    def text(self) -> str:
        """A value of the language."""
        return f"{self.digits}{self.unit}"


@dataclass(frozen=True, slots=True)
class AnswerUnit:
    """A unit an answer may be in; what it is divided by, in the unit of that input, where another leads on."""

    unit: DeclaredUnit
    by: ModelInput | None = None

    @property
    def divisor(self) -> Fraction:
        """The likely value of what it is divided by, in that input's declared unit; 1 where nothing is."""
        return Fraction(1) if self.by is None else Fraction(repr(self.by.shown(self.by.likely)))

    @property
    def divisor_text(self) -> str:
        """The same with its unit, `1800.0 hour/year/FTE`; "" where nothing is divided by."""
        return "" if self.by is None else f"{self.by.shown(self.by.likely)!r} {self.by.unit.text}"


def as_given(by: ModelInput) -> ModelInput:
    """An input as somebody gave it, or as the case has it, and not as other answers moved it.

    The answer that is divided by it may be one of those.
    """
    return by.evidence if by.moved_by and by.evidence is not None else by
