"""Values by month and draw that are a number of each draw times a curve which several lines have.

Most lines of a case are such products: what a seat is worth, times adoption by month.  The curve is worked out
once, and so is whatever is linear in it, such as its present value: the lines differ in a number of each draw.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from roi.arrays import Array


@dataclass(frozen=True)
class Scaled:
    """`scale` × `curve`.

    Attributes:
        scale: () or (n,).
        curve: (H + 1, n) or (H + 1, 1).
        name: what the curve says; of one block of draws, curves of one name are equal to the bit.
    """

    scale: Array
    curve: Array
    name: str

    @cached_property
    def full(self) -> Array:
        """By month and draw, (H + 1, n) or (H + 1, 1)."""
        return np.asarray(self.scale * self.curve)


Value = Array | Scaled


def full(value: Value) -> Array:
    """The value as an array."""
    return value.full if isinstance(value, Scaled) else value


class Full(Mapping[str, Array]):
    """Values as arrays by name, those that are scaled multiplied out when they are first read."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values_as_they_are = values

    def __getitem__(self, name: str) -> Array:
        return full(self.values_as_they_are[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_as_they_are)

    def __len__(self) -> int:
        return len(self.values_as_they_are)
