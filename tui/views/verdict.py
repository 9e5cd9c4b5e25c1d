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


def verdict_parts(verdict: Verdict) -> Iterator[RenderableType]:
    """Sentence, figures and conditions."""
    yield sentence_text(verdict)
    yield Text("")
    yield headline_table(verdict.headline)
    yield from conditions_text(verdict)


def sentence_text(verdict: Verdict) -> Text:
    """The sentence, its lead in the colour of the verdict."""
    words = sentence(verdict)
    return Text.assemble((words.lead, f"bold {STYLES[verdict.word]}"), " ", words.rest)


def headline_table(headline: Headline) -> Table:
    """The first figures, the plan as a row below them."""
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(overflow="fold")
    for row in headline_rows(headline):
        value = Text.assemble((row.value, f"bold {_SIGNS[row.sign]}".strip()))
        value.append(f" {row.error}" if row.error else "", style="dim")
        value.append(f"  {row.detail}" if row.detail else "", style="dim")
        table.add_row(Text(row.label, style="dim" if row.label == PLAN else ""), value)
    return table


def conditions_text(verdict: Verdict) -> Iterator[Text]:
    """What must be true, or what must stay true, a line a condition."""
    if verdict.word == "no verdict" or verdict.prospects is None:
        return
    conditions = must_be_true(verdict)
    if not conditions.rows and verdict.word == "go":
        return
    yield Text("")
    yield Text.assemble((f"{conditions.lead}: ", "bold"), conditions.text)
    for place, row in enumerate(conditions.rows):
        yield Text(f"  {'or ' if place else ''}{row}")
