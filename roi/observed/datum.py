"""What is known of one figure of a case."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

import numpy as np

from roi.arrays import Array
from roi.observed.observations import Observation
from roi.records import dataclass
from roi.sim.evaluate import DrawBlock

What = Literal["input", "line", "paid"]
Key = tuple[What, str, tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Response:
    """What an observation sees: an input, or a line over some months.

    Attributes:
        what: an input, the value of a line, or what is paid (of a flow whose observation is an amount of money).
        months: the first and the last; None where there is one value for all of them.
        scale: a number of the formula ÷ this is one of the declared unit.
    """

    what: What
    name: str
    months: tuple[int, int] | None
    unit: str
    scale: float

    @property
    def key(self) -> Key:
        """Equal for observations of the same figure."""
        return self.what, self.name, self.months

    def values(self, inputs: Mapping[str, Array], block: DrawBlock) -> Array:
        """Its value in each draw, (n,) or a number, as formulas see it."""
        if self.what == "input":
            return np.asarray(inputs[self.name])
        if self.what == "paid":
            first, last = self.months or (0, 0)
            return np.asarray(block.flows[self.name].full()[first : last + 1].sum(axis=0))
        values = np.asarray(block.values[self.name])
        if self.months is None or values.ndim < 2:
            return values
        first, last = self.months
        rows = values[first : last + 1] if len(values) > 1 else values
        return np.asarray(rows[0] if len(rows) == 1 else rows.mean(axis=0))


@dataclass(frozen=True, slots=True)
class Datum:
    """What is known of one figure: all rows of the same kind of error together.

    Attributes:
        value, error: in the unit of formulas; the error is a standard error, 0 for what is exact.
        degrees: of freedom of Student's t; inf for a normal error.
        hits, n: of trials; n is 0 for all else.
        shared: times the error is what the months of a line have in common, the rest is each month's own.
        rows: the observations, in their order.
    """

    response: Response
    value: float
    error: float
    rows: tuple[Observation, ...]
    degrees: float = math.inf
    hits: int = 0
    n: int = 0
    shared: float = 0.0

    @property
    def exact(self) -> bool:
        """Whether it has no error."""
        return self.error == 0 and self.n == 0


def standard_error(datum: Datum) -> float:
    """A standard error; of trials by Agresti and Coull (1998), which is not 0 where none or all hit."""
    if not datum.n:
        return datum.error
    share = (datum.hits + 2) / (datum.n + 4)
    return math.sqrt(share * (1 - share) / (datum.n + 4))
