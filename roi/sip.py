"""A variable of a SIPmath library, as far as it is a distribution of its own."""

from __future__ import annotations

from typing import Literal

from roi.records import dataclass

Function = Literal["Metalog_1_0", "SIP_Array", "Lookup_Table"]


@dataclass(frozen=True, slots=True)
class Sip:
    """What makes the trials of a variable; `function` is the standard's name of it.

    Attributes:
        numbers: of `Metalog_1_0` the coefficients in Keelin's order, of `SIP_Array` the trials, of `Lookup_Table`
            the values.
        cumulative: of `Lookup_Table`, the probability up to each value, ascending; the last is 1.
        low, high: bounds of `Metalog_1_0`, None where it has none.
        others: names of the variables that a Gaussian copula of the library binds it to.
        scores: with each of them, the correlation of normal scores.
    """

    function: Function
    numbers: tuple[float, ...]
    cumulative: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None
    others: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
