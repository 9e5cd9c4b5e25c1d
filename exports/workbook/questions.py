"""Which inputs a prospect is asked about, in which order, and which cells an answer has."""

from __future__ import annotations

from collections.abc import Sequence

from roi.answers import Question
from roi.answers.wording import unit_words
from roi.model import Model, ModelInput

FIRST = "First, if time is short"
ENDS = ("low", "likely", "high")
ASK = "ask_"


def questions(model: Model) -> list[tuple[str, list[ModelInput]]]:
    """Headings with their inputs: those with `first` in its order, then the others by group.

    Luck cannot be asked, and an input without a question is not.
    """
    questions = [item for item in model.inputs if item.spec.ask and not item.spec.chance]
    first = sorted(
        (item for item in questions if item.spec.first is not None), key=lambda item: item.spec.first or 0
    )
    model_inputs: dict[str, list[ModelInput]] = {FIRST: first} if first else {}
    for item in questions:
        if item.spec.first is None:
            model_inputs.setdefault(item.spec.group, []).append(item)
    return list(model_inputs.items())


def asked(model: Model) -> list[ModelInput]:
    """All of them, in the order of the sheet."""
    return [item for _, members in questions(model) for item in members]


def ends(item: ModelInput) -> Sequence[str]:
    """Low, likely and high; likely alone where values are told apart, such as yes and no."""
    return ("likely",) if item.distribution.discrete and not item.constant else ENDS


def unit_of(question: Question) -> str:
    """In which unit the figure of a question is wanted: `USD per hour`, `of 10`, `yes or no`."""
    form = question.form
    if form is not None and form.kind == "count":
        return f"how many of {form.of}" if form.of else "%"
    if form is not None and form.kind == "yes or no":
        return "1 for yes, 0 for no"
    return unit_words(question.targets[0].unit)


def cell_name(item: ModelInput, end: str) -> str:
    """The defined name of an answer's cell: `ask_visits_low`, `ask_visits_note`."""
    return f"{ASK}{item.id}_{end}"
