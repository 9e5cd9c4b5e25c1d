"""A region as a document: the place that a case is moved to, as it was written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from roi.records import dataclass
from roi.sourced import Override, Risk


@dataclass(frozen=True, slots=True)
class Region:
    """A place that a case can be moved to, and what is known of it.

    Attributes:
        currency: in which results are given there; "" is the case's own.
        levels: figures of one kind in every region (a wage, a price level), by kind.  An input with such a kind
            under `local` is multiplied by the level here over the level in the region that the case is written for.
        values: what takes the place of an input, by what the input has under `local`.
        inputs: what takes the place of an input of the case, by its id.
        options: what to know of a way to deploy there, by option; `case` is the case as it stands.
        risks: harms that are not priced there.
    """

    id: str
    title: str
    currency: str = ""
    levels: Mapping[str, Override] = field(default_factory=dict)
    values: Mapping[str, Override] = field(default_factory=dict)
    inputs: Mapping[str, Override] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    risks: tuple[Risk, ...] = ()
    note: str = ""

    def risks_of(self, option: str) -> tuple[Risk, ...]:
        """The harms that are not priced there, and what to know of a way to deploy."""
        text = self.options.get(option)
        return (*self.risks, *((Risk(text),) if text else ()))
