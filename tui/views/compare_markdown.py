"""A comparison as Markdown: what the screen shows, with questions and total costs in tables of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from exports.brand import Brand
from exports.markdown.costs import cost_section
from exports.markdown.syntax import document, escape, table
from exports.voice.formats import band
from exports.voice.turning import without_value
from exports.voice.wording import the_best_if
from roi.analysis.information import Information
from tui.desk.comparison import Compared
from tui.views.ask import moves
from tui.views.compare import comparison_parts
from tui.views.parts_markdown import WIDTH, parts_markdown


def comparison_markdown(compared: Compared, brand: Brand) -> str:
    """All of it."""
    choices = compared.choices
    _, *parts, footnote = comparison_parts(replace(compared, questions=None, costs=None), WIDTH)
    what = "side by side" if choices.worlds else "ways to deploy side by side"
    blocks = [*parts_markdown(parts)]
    if compared.questions is not None:
        blocks += _questions(compared.questions, compared.base.currency)
    if compared.costs is not None:
        blocks += cost_section(compared.costs)
    blocks += parts_markdown([footnote])
    return document(f"{choices.case.header.title}: {what}", blocks, brand)


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
                the_best_if(each),
            )
            for each in (*information.ranked, *information.groups)
        ]
        yield table(
            ("Question", "Worth", f"P50 of {information.option} at its P10 and P90", "Best on average"), rows
        )
    if information.unranked:
        yield escape(without_value(information.unranked, currency))
