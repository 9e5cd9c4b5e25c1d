"""The verdict in the terminal: the sentence, the first figures, what must be true."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from exports.voice.headline import PLAN, headline_rows
from exports.voice.verdict import must_be_true, sentence
from roi.analysis.headline import Headline
from roi.analysis.verdict import Verdict, Word

STYLES: dict[Word, str] = {
    "go": "green",
    "go if": "yellow",
    "pilot first": "yellow",
    "not yet": "red",
    "too close to call": "yellow",
    "no verdict": "yellow",
}
_SIGNS = {-1: "red", 0: "", 1: "green"}


def verdict_parts(found: Verdict) -> Iterator[RenderableType]:
    """Sentence, figures and conditions."""
    yield sentence_text(found)
    yield Text("")
    yield headline_table(found.headline)
    yield from conditions_text(found)


def sentence_text(found: Verdict) -> Text:
    """The sentence, its lead in the colour of the verdict."""
    said = sentence(found)
    rest = " ".join(part for part in (said.figures, said.turn, said.step) if part)
    return Text.assemble((said.lead, f"bold {STYLES[found.word]}"), " ", rest)


def headline_table(found: Headline) -> Table:
    """The first figures, the plan as a row below them."""
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(overflow="fold")
    for row in headline_rows(found):
        value = Text.assemble((row.value, f"bold {_SIGNS[row.sign]}".strip()))
        value.append(f" {row.error}" if row.error else "", style="dim")
        value.append(f"  {row.detail}" if row.detail else "", style="dim")
        table.add_row(Text(row.label, style="dim" if row.label == PLAN else ""), value)
    return table


def conditions_text(found: Verdict) -> Iterator[Text]:
    """What must be true, or what must stay true, a line a condition."""
    if found.word == "no verdict" or found.prospects is None:
        return
    told = must_be_true(found)
    if not told.rows and found.word == "go":
        return
    yield Text("")
    yield Text.assemble((f"{told.lead}: ", "bold"), told.text)
    for place, row in enumerate(told.rows):
        yield Text(f"  {'or ' if place else ''}{row}")
