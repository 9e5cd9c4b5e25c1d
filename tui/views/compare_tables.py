"""Tables of a comparison: what each candidate is worth, by how much they differ, who leads at which volume."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from rich.table import Column, Table
from rich.text import Text

from exports.voice.formats import band
from exports.voice.learning import not_stressed, row_notes
from exports.voice.scales import Scale, money_scale
from exports.voice.wording import in_a_sentence, leads_where, volume
from roi.analysis.compare import NOTHING, Comparison, Difference, Standing
from roi.analysis.stress import Stress
from roi.analysis.volume import Scan, leads
from tui.desk.comparison import CandidateChoices
from tui.views.gate import odds
from tui.views.style import figures, signed, titled

Label = Callable[[str], str]  # what people call a candidate
PERCENTILES = (10, 50, 90)


def npv_table(choices: CandidateChoices, base: Comparison) -> Table:
    """Plan, mean and percentiles of NPV, and what it costs."""
    shown = [standing for standing in base.standings if standing.name != NOTHING]
    scale = _scale(shown)
    names = Column("", min_width=14, max_width=34)
    heads = figures("Plan", "Mean", *(f"P{p}" for p in PERCENTILES), "Costs")
    table = titled(f"Net present value, {scale.heading(base.currency)}", names, *heads)
    for standing in shown:
        values = [standing.base, standing.npv.mean.value]
        values += [standing.npv.percentiles[p].value for p in PERCENTILES]
        cells = [signed(_cell(scale, value), value) for value in values]
        table.add_row(_label(standing, choices), *cells, _cell(scale, standing.costs.value))
    return table


def decision_table(base: Comparison) -> Table:
    """Odds and regret."""
    heads = figures("NPV above 0", "Best", "Expected regret")
    table = titled("Which to choose", Column("", no_wrap=True), *heads)
    for standing in base.standings:
        positive = "–" if standing.name == NOTHING else odds(standing.positive)
        name = Text(standing.name, style="bold" if standing.name == base.choice else "")
        table.add_row(name, positive, odds(standing.best), band(standing.regret, "money", base.currency))
    return table


def difference_table(
    base: Comparison,
    against: str,
    *,
    nothing: bool,
    label: Label = str,
    width: int = 18,
    percentiles: Sequence[int] = PERCENTILES,
) -> Table:
    """NPV of each minus NPV of one, draw by draw.

    Args:
        base: the comparison.
        against: the candidate that the others are held against.
        nothing: whether doing nothing is one of them: between ways to deploy, not between worlds.
        label: what people call a candidate; at most `width` columns of it are shown in a row.
        percentiles: those shown, of `PERCENTILES`.
    """
    left_out = (against,) if nothing else (against, NOTHING)
    gaps = [base.difference(name, against) for name in base.npv if name not in left_out]
    numbers = [abs(value) for gap in gaps for value in _values(gap) if math.isfinite(value)]
    scale = money_scale(numbers, fewer=1)
    title = (
        f"NPV minus that of {in_a_sentence(label(against))}, the same luck, {scale.heading(base.currency)}"
    )
    heads = figures("Mean", "±", *(f"P{p}" for p in percentiles), "Better")
    table = titled(title, Column("", min_width=12, max_width=width), *heads)
    for gap in gaps:
        mean, *rest = _values(gap, percentiles)
        cells = [signed(_cell(scale, mean), mean)]
        cells.append(Text(_cell(scale, gap.spread.mean.half_width), style="dim"))
        cells += [signed(_cell(scale, value), value) for value in rest]
        table.add_row(label(gap.name), *cells, odds(gap.better))
    return table


def stress_table(
    base: Comparison,
    twins: Comparison,
    stresses: Sequence[Stress],
    *,
    chosen: bool,
    label: Label = str,
    width: int = 18,
) -> Table:
    """Each candidate before and under stress, on the same draws.

    Args:
        base, twins: the candidates as they are and under stress, in the same order.
        stresses: the changes.
        chosen: whether one of them is chosen: between ways to deploy, not between worlds.
        label: what people call a candidate; at most `width` columns of it are shown in a row.
    """
    changes = ", ".join(str(change) for change in stresses)
    pairs = [
        (standing, other)
        for standing, other in zip(base.standings, twins.standings, strict=True)
        if standing.name != NOTHING
    ]
    scale = _scale([value for pair in pairs for value in pair])
    title = f"Under stress: {changes}; {scale.heading(base.currency)}"
    heads = figures("Mean", "stressed", "P50", "stressed", "Above 0", "stressed")
    table = titled(title, Column("", min_width=12, max_width=width), *heads)
    for each, other in pairs:
        cells = []
        means = [standing.npv.mean.value for standing in (each, other)]
        medians = [standing.npv.percentiles[50].value for standing in (each, other)]
        cells += [signed(_cell(scale, value), value) for value in (*means, *medians)]
        name = Text(label(each.name))
        if each.model is not None and (left := not_stressed(each.model, stresses, base.cut)):
            name.append(f"\n{left}", style="yellow")
        table.add_row(name, *cells, odds(each.positive), odds(other.positive))
    table.caption = "A stress is set: nothing else moves with it."
    table.caption_justify = "left"
    if chosen and base.choice != twins.choice:
        table.caption += (
            " "
            f"Best on average: {in_a_sentence(label(base.choice))}; "
            f"under stress: {in_a_sentence(label(twins.choice))}."
        )
        table.caption_justify = "left"
    return table


def volume_table(scans: Sequence[Scan], label: Label = str) -> Table:
    """Who leads at which volume, on average and in the plan."""
    first = scans[0]
    low, high = (volume(float(first.volumes[place])) for place in (0, -1))
    title = f"{first.label}: {low} to {high} {first.unit}, today {volume(first.today)}"
    of_scans = (Column("On average" if scan.at == "mean" else "In the plan", ratio=1) for scan in scans)
    table = titled(title, Column("", min_width=11), *of_scans)
    for title_of, names, measure, nothing in leads(first):
        texts = (leads_where(each.lead(measure, names, nothing=nothing), label) for each in scans)
        table.add_row(title_of, *texts)
    if first.gated:
        table.caption = "The pilot is left out of the cheapest: it costs less because it may stop."
        table.caption_justify = "left"
    return table


def _label(standing: Standing, choices: CandidateChoices) -> Text:
    name = Text(standing.name)
    if standing.undefined:
        return name.append("\nundefined: costs not stated", style="yellow")
    model = standing.model
    if model is not None and choices.snapshots:
        name.append(
            f"\npreset {model.preset}{f', option {model.option}' if model.option else ''}", style="dim"
        )
    elif model is not None and not choices.worlds:
        title = model.case.options[model.option].title if model.option else "The case as it stands"
        name.append(f"\n{title}", style="dim")
    if model is not None:
        for note in row_notes(model):
            name.append(f"\n{note}", style="yellow")
    return name


def _values(gap: Difference, percentiles: Sequence[int] = PERCENTILES) -> list[float]:
    return [gap.spread.mean.value, *(gap.spread.percentiles[p].value for p in percentiles)]


def _scale(standings: Sequence[Standing]) -> Scale:
    values = [abs(standing.base) for standing in standings]
    values += [abs(value.value) for standing in standings for value in standing.npv.percentiles.values()]
    return money_scale([value for value in values if math.isfinite(value)], fewer=1)


def _cell(scale: Scale, value: float) -> str:
    return scale.text(value) if math.isfinite(value) else "–"
