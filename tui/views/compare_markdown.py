"""A comparison as Markdown: what the screen shows, with questions and total costs in tables of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from exports.markdown.costs import cost_section
from exports.markdown.syntax import bold, escape, table
from exports.voice.formats import band
from exports.voice.turning import without_value
from exports.voice.wording import best_if
from roi.analysis.information import Information
from tui.desk.comparison import Compared
from tui.views.ask import moves
from tui.views.compare import comparison_parts

_WIDTH = 200  # columns: nothing is shortened for a document


def comparison_markdown(compared: Compared) -> str:
    """All of it."""
    choices = compared.choices
    _, *parts, footnote = comparison_parts(replace(compared, questions=None, costs=None), _WIDTH)
    what = "side by side" if choices.worlds else "ways to deploy side by side"
    blocks = [f"# {escape(choices.case.header.title)}: {what}"]
    for part in parts:
        blocks += _blocks(part)
    if compared.questions is not None:
        blocks += _questions(compared.questions, compared.base.currency)
    if compared.costs is not None:
        blocks += cost_section(compared.costs)
    return "\n\n".join([*blocks, *_blocks(footnote)]) + "\n"


def _blocks(part: RenderableType) -> Iterator[str]:
    """A sentence, or a table under its title."""
    if isinstance(part, Text):
        if part.plain.strip():
            yield _sentence(part)
        return
    assert isinstance(part, Table)
    yield f"## {escape(_plain(part.title))}"
    heads = [_plain(column.header) for column in part.columns]
    rows = zip(*(map(_plain, column.cells) for column in part.columns), strict=True)
    yield table(heads, rows)
    if part.caption:
        yield escape(_plain(part.caption))


def _sentence(text: Text) -> str:
    """With what the screen leads with in bold."""
    lead = next((span.end for span in text.spans if span.start == 0 and span.style == "bold"), 0)
    head, rest = text.plain[:lead].strip(), text.plain[lead:].strip()
    return " ".join(part for part in (bold(head), escape(rest)) if part)


def _plain(cell: object) -> str:
    """A cell on one line: what stands below its first line follows it."""
    text = cell.plain if isinstance(cell, Text) else str(cell or "")
    return "; ".join(line for line in text.split("\n") if line)


def _questions(information: Information, currency: str) -> Iterator[str]:
    yield "## Ask next, to choose among all of these"
    if not information.ranked:
        yield "No answer alone changes the choice."
    else:
        rows = [
            (
                each.ask or ", ".join(item.spec.label for item in each.items),
                band(each.value, "money", currency),
                moves(each, currency),
                best_if(each).removeprefix("best: "),
            )
            for each in (*information.ranked, *information.groups)
        ]
        yield table(
            ("Question", "Worth", f"P50 of {information.option} at its P10 and P90", "Best on average"), rows
        )
    if information.unranked:
        yield escape(without_value(information.unranked, currency))
