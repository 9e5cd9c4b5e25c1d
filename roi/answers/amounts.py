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
    """

    declared: Fraction
    digits: str
    unit: str
    origin: str = ""
    over: str = ""

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
