"""Answers that are divided by another input: their cells follow that input's, as the model's values do."""

from __future__ import annotations

from collections.abc import Mapping

from roi.answers import quotients
from roi.formula.word_forms import number
from roi.model import Model


def followed(value: float, times: str) -> str:
    """The formula of a cell that follows its divisor; `value`: its number at export."""
    return f"={number(value)}*{times}"


def divided_cells(model: Model) -> Mapping[str, str]:
    """By input what its numbers are multiplied with in their cells: its divisor at export over the one in use.

    Not of what other answers move: a sheet cannot tell the divisor that was given from the one they left.
    """
    return {
        name: f"({number(by.likely)}/in_{by.id})"
        for name, by in ((name, model.input(divisor)) for name, divisor in quotients(model).items())
        if not by.moved_by
    }
