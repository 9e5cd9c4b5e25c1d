"""What the tab Compare shows of candidates: tables and sentences, without the tab."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from exports.voice.formats import measured, money, share
from exports.voice.headline import share_of
from exports.voice.learning import row_notes
from exports.voice.wording import in_a_sentence
from roi.analysis.compare import NOTHING, Comparison, Standing
from tui.app.state import View
from tui.desk.candidates import DO_NOTHING, ESTIMATE_NOW, Kind, variant_of
from tui.desk.session import Session
from tui.desk.studies import MODELS, Choosing, Sizing
from tui.views.style import figures, signed, titled

QUESTIONS = 6  # as many as Drivers shows


def fitted(table: Table) -> Table:
    """With less air between columns, for a part of a screen."""
    table.padding = (0, 1, 0, 0)
    return table


def candidates_table(
    view: View, kind: Kind, comparison: Comparison, percentiles: Sequence[int]
) -> RenderableType:
    """Percentiles and odds; between ways to deploy, which is the best and what the others lose."""
    currency = view.session.model.currency
    chosen = kind == "options"
    title = f"Net present value, {comparison.cut.label}, {currency}"
    odds = ("Best", "Regret") if chosen else ("Mean",)
    heads = figures(*(f"P{p}" for p in percentiles), "NPV > 0", *odds)
    table = titled(title, Column("", ratio=1, min_width=10), *heads, close=True)
    for standing in comparison.standings:
        if standing.name == NOTHING and not chosen:  # worlds happen: there is nothing to choose
            continue
        label = _label(view.session, kind, standing.name)
        if standing.undefined:
            label.append("\ncosts not stated", style="yellow")
            table.add_row(label, *["–"] * (len(table.columns) - 1))
            continue
        for note in row_notes(standing.model) if standing.model is not None else ():
            label.append(f"\n{note}", style="yellow")
        table.add_row(label, *_cells(standing, currency, percentiles, chosen=chosen))
    parts: list[RenderableType] = [table]
    if chosen:
        best = _label(view.session, kind, comparison.choice)
        parts.append(
            Text.assemble(
                ("Largest mean: ", "bold"), best, ". Knowing everything before choosing would be worth "
                f"{money(comparison.evpi.value, currency)}, the regret of that choice.",
            )
        )  # fmt: skip
    return Group(*parts, Text(f"{comparison.draws:,} common draws, seed {comparison.seed}.", style="dim"))


def choosing_parts(view: View, choice: Choosing) -> RenderableType:
    """As `roi compare` says it: the gates, then the questions for the choice."""
    from exports.voice.winner import disappointment_sentences
    from tui.views.choice import choice_parts
    from tui.views.gate import HINDSIGHT, gate_reading

    currency = view.session.model.currency

    def label(name: str) -> str:
        return in_a_sentence(plain_label(view.session, "options", name))

    parts: list[RenderableType] = [gate_reading(gate, currency, label) for gate in choice.gates]
    if choice.gates:
        parts += [Text(HINDSIGHT, style="dim"), Text("")]
    if choice.disappointment is not None:
        sentences = disappointment_sentences(choice.disappointment, currency, label)
        parts += [Text.assemble(("To be expected of the choice: ", "bold"), " ".join(sentences)), Text("")]
    return Group(*parts, *choice_parts(choice.questions, currency, label, QUESTIONS))


def sizing_parts(
    view: View, sizing: Sizing, width: int, label: Callable[[str], str]
) -> Iterator[RenderableType]:
    """Quality by cost, where a larger model pays, and the cheapest models; nothing where no token is paid."""
    from tui.views.larger_model import size_parts
    from tui.views.ranking import ranking_parts

    if sizing.sizes is not None:
        yield from size_parts(sizing.sizes, view.session.model.currency, width, label)
        yield Text("")
    if sizing.models is not None:
        yield from ranking_parts(sizing.models, width, MODELS)


def _cells(standing: Standing, currency: str, percentiles: Sequence[int], *, chosen: bool) -> list[Text]:
    def bare(value: float) -> Text:
        return signed(measured(value, "money", currency).bare, value)

    cells = [bare(standing.npv.percentiles[p].value) for p in percentiles]
    cells.append(Text(share_of(standing.positive) if standing.name != NOTHING else "–"))
    if not chosen:
        return [*cells, bare(standing.npv.mean.value)]
    return [*cells, Text(share(standing.best.value)), Text(bare(standing.regret.value).plain)]


def plain_label(session: Session, kind: Kind, name: str) -> str:
    return _label(session, kind, name).plain


def _label(session: Session, kind: Kind, name: str) -> Text:
    """What people call a candidate."""
    variant = variant_of(kind, name)
    style = "bold cyan" if variant == ESTIMATE_NOW else "dim" if variant == DO_NOTHING else ""
    return Text(variant.title(session.model.case), style=style)
