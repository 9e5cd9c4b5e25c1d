"""Where the Inputs sheet holds what other sheets link to."""

from __future__ import annotations

from collections.abc import Mapping

from exports.workbook.layout import Constants
from roi.records import dataclass


@dataclass(frozen=True, slots=True)
class InputPlace:
    """A row of Inputs; the value in use has the name `in_<id>`.

    `grade` and `changed` are addresses with the sheet.
    """

    row: int
    grade: str
    changed: str
    number_format: str


@dataclass(frozen=True, slots=True)
class InputsPlaces:
    """The rows of the inputs by id, and the defined names of unit conversions and rates."""

    rows: Mapping[str, InputPlace]
    constants: Constants
