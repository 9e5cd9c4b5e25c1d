"""Inputs of a document that are parts of one whole."""

from __future__ import annotations

from roi.records import dataclass


@dataclass(frozen=True, slots=True)
class Whole:
    """Inputs that are parts of one whole: formulas see the share of each, and the shares make 100 %."""

    id: str
    label: str
    parts: tuple[str, ...]
    note: str = ""
