"""What to ask before choosing among all options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.table import Table
from rich.text import Text

from exports.formats import band
from roi.analysis.choice import ChoiceQuestion
from tui.views.inputs import estimate_document
from tui.views.style import box, heading

SHOWN = 3


def choice_table(asked: Sequence[ChoiceQuestion], currency: str) -> Table | Text:
    """The questions worth most; that there is none is an answer too."""
    if not asked:
        return Text("No answer alone changes the choice.", style="yellow")
    table = Table(box=box(), title=heading("Ask next, to choose among all of these"), title_justify="left")
    table.add_column("", ratio=1)
    table.add_column("Worth", justify="right", no_wrap=True)
    for one in asked[:SHOWN]:
        labels = ", ".join(item.spec.label for item in one.items)
        question = Text(one.ask or labels)
        if one.ask:
            question.append(f"\n{labels}", style="dim")
        table.add_row(question, Text(band(one.value, "money", currency), style="cyan"))
    return table


def choice_document(asked: Sequence[ChoiceQuestion]) -> list[Mapping[str, object]]:
    """All of them, in JSON."""
    return [
        {
            "inputs": [item.id for item in one.items],
            "ask": one.ask,
            "value": estimate_document(one.value),
        }
        for one in asked
    ]
