"""Options and presets side by side: what each is worth, which to choose, at which volume another leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rich.console import RenderableType
from rich.text import Text

from exports.brand import Brand
from exports.markdown.costs import cost_section
from exports.markdown.syntax import document, escape, table
from exports.voice.formats import band, figure
from exports.voice.turning import without_value
from exports.voice.winner import disappointment_sentences
from exports.voice.wording import the_best_if
from roi.analysis.compare import AS_IT_STANDS, NOTHING, Comparison, Standing
from roi.analysis.gate import gates, has_gate
from roi.analysis.information import Information
from roi.notation import grouped
from tui.desk.comparison import CandidateChoices, Compared
from tui.views.ask import moves
from tui.views.choice import choice_parts
from tui.views.compare_tables import (
    decision_table,
    difference_table,
    npv_table,
    stress_table,
    volume_table,
)
from tui.views.gate import HINDSIGHT, gate_reading
from tui.views.ownership import ownership_parts
from tui.views.parts_markdown import WIDTH, parts_markdown


def comparison_parts(compared: Compared, width: int) -> Iterator[RenderableType]:
    """Everything; `width`: columns there are for total costs."""
    choices, base, currency = compared.choices, compared.base, compared.base.currency
    several = choices.worlds
    yield Text(choices.case.header.title, style="bold")
    yield _what(choices, base)
    yield npv_table(choices, base)
    if several:
        yield difference_table(base, compared.reference, nothing=False)
    else:
        yield decision_table(base)
        if len(base.standings) > 2:
            yield difference_table(base, compared.reference, nothing=True)
        yield from readings(base)
        if compared.disappointment is not None:
            sentences = disappointment_sentences(compared.disappointment, currency)
            yield Text.assemble(("To be expected of the choice: ", "bold"), " ".join(sentences))
        if compared.questions is not None:
            yield Text("")
            yield from choice_parts(compared.questions, currency)
            yield Text("")
    if compared.twins is not None:
        yield stress_table(base, compared.twins, choices.stresses, chosen=not several)
    if compared.scans:
        yield volume_table(compared.scans)
    if compared.costs is not None:
        yield from ownership_parts(compared.costs, width)
        yield Text("")
    yield Text(_footnote(base), style="dim")


def comparison_markdown(compared: Compared, brand: Brand) -> str:
    """All of it as a document; questions and total costs have tables of their own."""
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


def _what(choices: CandidateChoices, base: Comparison) -> Text:
    parts = [base.cut.label]
    if choices.snapshots:
        parts.insert(0, "the estimate and its snapshots")
    else:
        parts.insert(0, _named(choices.options[0]) if choices.worlds else f"preset {choices.presets[0]}")
    if choices.model:
        parts.append(choices.model)
    return Text("; ".join(parts), style="dim")


def readings(base: Comparison) -> Iterator[Text]:
    """The choice, and what it would be worth to know everything before it."""
    currency = base.currency
    chosen = next(standing for standing in base.standings if standing.name == base.choice)
    worth = "to do nothing: no option pays"
    if base.choice != NOTHING:
        worth = f"{base.choice}, mean NPV {band(chosen.npv.mean, 'money', currency)}"
    yield Text.assemble(("Best on average: ", "bold"), f"{worth}.")
    yield Text.assemble(
        ("Knowing everything first ", "bold"),
        f"would be worth {band(base.evpi, 'money', currency)}: the expected regret of that choice.",
    )
    if any(each.model is not None and has_gate(each.model) for each in base.standings):
        yield Text(HINDSIGHT, style="dim")
    for gate in gates(base):
        yield gate_reading(gate, currency)
    if base.choice != NOTHING:
        yield Text(_averages(chosen, currency))


def _averages(standing: Standing, currency: str) -> str:
    """The flaw of averages in one sentence."""
    notes = [
        f"plan {figure(standing.base, 'money', currency)}",
        f"mean {figure(standing.npv.mean.value, 'money', currency)}",
        f"P50 {figure(standing.npv.percentiles[50].value, 'money', currency)}",
    ]
    tail = "good" if standing.npv.mean.value > standing.npv.percentiles[50].value else "bad"
    return (
        f"Three numbers of {standing.name}: {', '.join(notes)}. The plan has every input at its likely value and "
        f"no bad luck; the mean is pulled from P50 by the longer {tail} tail."
    )


def _named(way: str) -> str:
    return "the case as it stands" if way == AS_IT_STANDS else f"option {way}"


def _footnote(base: Comparison) -> str:
    return (
        f"{grouped(base.draws)} draws ({base.sampler}, seed {base.seed}), the same for all; volumes on fewer. "
        "Plan: every input at its likely value."
    )
