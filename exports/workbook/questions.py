"""Which inputs a prospect is asked about, in which order, and which cells an answer has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from roi.answers import InputQuestion
from roi.answers.wording import unit_words
from roi.model import Model, ModelInput, ModelLine
from roi.owners import OWNERS, Owner, owner_label

FIRST = "First, if time is short"
ENDS = ("low", "likely", "high")
ASK = "ask_"
ROW = "row_"
WHO = "who_"
REVIEWS = ("review_1", "review_2", "review_3")


def owners(model: Model) -> tuple[Owner | None, ...]:
    """Who is asked, in the order of the sheet; None stands for questions that name nobody."""
    known = {item.spec.owner for item in _questions(model)}
    return tuple(owner for owner in (*OWNERS, None) if owner in known)


def questions(model: Model, of: Sequence[Owner | None] | None = None) -> list[tuple[str, list[ModelInput]]]:
    """Headings with their inputs, by who can answer; of each, those with `first` in its order, then by group.

    Luck cannot be asked, and an input without a question is not.

    Args:
        of: whose questions; None: everybody's.
    """
    wanted = owners(model) if of is None else of
    sections: dict[str, list[ModelInput]] = {}
    for owner in wanted:
        mine = [item for item in _questions(model) if item.spec.owner == owner]
        named = f"{owner_label(owner)}: " if owners(model) != (None,) else ""
        mine.sort(key=lambda item: (item.spec.first is None, item.spec.first or 0))
        for item in mine:
            heading = FIRST if item.spec.first is not None else item.spec.group
            heading = (
                f"{named}{heading[:1].lower() if named and heading == FIRST else heading[:1]}{heading[1:]}"
            )
            sections.setdefault(heading, []).append(item)
    return list(sections.items())


def asked_inputs(model: Model, of: Sequence[Owner | None] | None = None) -> list[ModelInput]:
    """All of them, in the order of the sheet."""
    return [item for _, members in questions(model, of) for item in members]


def _questions(model: Model) -> list[ModelInput]:
    return [item for item in model.inputs if item.spec.ask and not item.spec.luck]


def ends(item: ModelInput) -> Sequence[str]:
    """Low, likely and high; likely alone where values are told apart, such as yes and no."""
    return ("likely",) if item.distribution.discrete and not item.constant else ENDS


def unit_of(question: InputQuestion) -> str:
    """In which unit the figure of a question is wanted: `USD per hour`, `of 10`, `yes or no`."""
    form = question.form
    if form is not None and form.kind == "count":
        return f"how many of {form.of}" if form.of else "%"
    if form is not None and form.kind == "yes or no":
        return "1 for yes, 0 for no"
    return unit_words(question.targets[0].unit)


def figure_of(item: ModelInput) -> str:
    """What a question is after, as the sheet words it: the label of the input, and what sort of answer it is."""
    return "\n".join((item.spec.label, *marks(item)))


def marks(item: ModelInput) -> tuple[str, ...]:
    """What sort of answer it is, where it is no fact of the deployment as such."""
    choice = ("a choice",) if item.spec.lever else ()
    return (*choice, f"of {item.spec.product} only") if item.spec.product else choice


def benefits(model: Model, of: Sequence[Owner | None] | None = None) -> list[ModelLine]:
    """The benefits whose owner, account and days of review a sheet asks for: one sheet alone does.

    Args:
        of: whose questions it has; of several sheets that of finance, who keeps the accounts, or the first.
    """
    everybody = owners(model)
    asked_of = "finance" if "finance" in everybody else next(iter(everybody), None)
    if of is not None and asked_of not in of:
        return []
    return [line for line in model.lines if line.spec.flow == "benefit" and line.counted]


def who_name(line: ModelLine, key: str) -> str:
    """The defined name of a cell on who answers for a benefit: `who_time_value_owner`."""
    return f"{WHO}{line.id}_{key}"


def cell_name(item: ModelInput, end: str) -> str:
    """The defined name of an answer's cell: `ask_visits_low`, `ask_visits_note`."""
    return f"{ASK}{item.id}_{end}"


def row_name(item: ModelInput, part: Literal["figure", "unit"]) -> str:
    """The defined name of a cell that says what the answer in its row is of: `row_visits_unit`."""
    return f"{ROW}{item.id}_{part}"
