"""Options and presets side by side: what each is worth, which to choose, at which volume another leads."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from exports.formats import Scale, band, figure, number, table_scale
from exports.wording import led
from roi.analysis.choice import ChoiceInformation
from roi.analysis.compare import AS_IT_STANDS, NOTHING, Comparison, Difference, Standing
from roi.analysis.gate import gates
from roi.analysis.volume import Lead, Measure, Scan
from tui.choices import Choices
from tui.views.choice import choice_parts
from tui.views.gate import HINDSIGHT, gate_reading, odds
from tui.views.style import box, heading, signed

GATED = "pilot"  # costs less than the others because it may stop: never the cheapest way to run in full
RIVALS = ("open-weights", "general-api")
_CUT_LABEL = {"cash": "cash only", "headline": "cash + capacity", "soft": "with soft benefits"}
_PERCENTILES = (10, 50, 90)


def show_comparison(
    console: Console,
    found: Choices,
    base: Comparison,
    twins: Comparison | None,
    scans: Sequence[Scan],
    asked: ChoiceInformation | None = None,
) -> None:
    """Print everything; `asked`: the questions for the choice, where there is one."""
    several = found.worlds
    console.print(Text(found.case.header.title, style="bold"))
    console.print(_what(found, base))
    console.print(npv_table(found, base))
    if several:
        console.print(difference_table(base, reference(base, found), found))
    else:
        console.print(decision_table(base))
        if len(base.standings) > 2:
            console.print(difference_table(base, reference(base, found), found))
        for line in readings(base):
            console.print(line)
        if asked is not None:
            console.print()
            for part in choice_parts(asked, currency_of(base)):
                console.print(part)
            console.print()
    if twins is not None:
        console.print(stress_table(base, twins, found))
    if scans:
        console.print(volume_table(scans))
    console.print(Text(_footnote(base), style="dim"))


def _what(found: Choices, base: Comparison) -> Text:
    parts = [_CUT_LABEL[base.cut]]
    if found.snapshots:
        parts.insert(0, "the estimate and its snapshots")
    else:
        parts.insert(0, _named(found.options[0]) if found.worlds else f"preset {found.presets[0]}")
    if found.model:
        parts.append(found.model)
    return Text("; ".join(parts), style="dim")


def npv_table(found: Choices, base: Comparison) -> Table:
    """Plan, mean and percentiles of NPV, and what it costs."""
    shown = [standing for standing in base.standings if standing.name != NOTHING]
    scale = _scale(shown)
    currency = base.candidates[0].model.currency
    title = heading(f"Net present value, {scale.heading(currency)}")
    table = Table(box=box(), title=title, title_justify="left")
    table.add_column("", min_width=14, max_width=34)
    for column in ("Plan", "Mean", *(f"P{p}" for p in _PERCENTILES), "Costs"):
        table.add_column(column, justify="right", no_wrap=True)
    for standing in shown:
        values = [standing.base, standing.npv.mean.value]
        values += [standing.npv.percentiles[p].value for p in _PERCENTILES]
        cells = [signed(_cell(scale, value), value) for value in values]
        table.add_row(_label(standing, found), *cells, _cell(scale, standing.costs.value))
    return table


def decision_table(base: Comparison) -> Table:
    """Odds and regret."""
    table = Table(box=box(), title=heading("Which to choose"), title_justify="left")
    table.add_column("", no_wrap=True)
    for column in ("NPV above 0", "Best", "Expected regret"):
        table.add_column(column, justify="right", no_wrap=True)
    for standing in base.standings:
        positive = "–" if standing.name == NOTHING else odds(standing.positive)
        name = Text(standing.name, style="bold" if standing.name == base.choice else "")
        table.add_row(name, positive, odds(standing.best), band(standing.regret, "money", currency_of(base)))
    return table


def reference(base: Comparison, found: Choices) -> str:
    """What the others are held against: the first preset or the estimate, or the option best on average."""
    if found.worlds:
        return base.candidates[0].name
    deployed = [one for one in base.standings if one.name != NOTHING]
    return max(deployed, key=lambda one: one.npv.mean.value).name


def difference_table(base: Comparison, against: str, found: Choices) -> Table:
    """NPV of each minus NPV of one, draw by draw."""
    gaps = [base.difference(name, against) for name in base.npv if name not in (against, left_out(found))]
    scale = table_scale(abs(value) for gap in gaps for value in _values(gap) if math.isfinite(value))
    title = heading(f"NPV minus that of {against}, the same luck, {scale.heading(currency_of(base))}")
    table = Table(box=box(), title=title, title_justify="left")
    table.add_column("", min_width=12, max_width=18)
    for column in ("Mean", "±", *(f"P{p}" for p in _PERCENTILES), "Better"):
        table.add_column(column, justify="right", no_wrap=True)
    for gap in gaps:
        mean, *rest = _values(gap)
        cells = [signed(_cell(scale, mean), mean)]
        cells.append(Text(_cell(scale, gap.spread.mean.half_width), style="dim"))
        cells += [signed(_cell(scale, value), value) for value in rest]
        table.add_row(gap.name, *cells, odds(gap.better))
    return table


def readings(base: Comparison) -> Iterator[Text]:
    """The choice, and what it would be worth to know everything before it."""
    currency = currency_of(base)
    chosen = next(standing for standing in base.standings if standing.name == base.choice)
    worth = "to do nothing: no option pays"
    if base.choice != NOTHING:
        worth = f"{base.choice}, mean NPV {band(chosen.npv.mean, 'money', currency)}"
    yield Text.assemble(("Best on average: ", "bold"), f"{worth}.")
    yield Text.assemble(
        ("Knowing everything first ", "bold"),
        f"would be worth {band(base.evpi, 'money', currency)}: the expected regret of that choice.",
    )
    if any(standing.name == GATED for standing in base.standings):
        yield Text(HINDSIGHT, style="dim")
    for found in gates(base):
        yield gate_reading(found, currency)
    if base.choice != NOTHING:
        yield Text(_averages(chosen, currency))


def _averages(standing: Standing, currency: str) -> str:
    """The flaw of averages in one sentence."""
    told = [
        f"plan {figure(standing.base, 'money', currency)}",
        f"mean {figure(standing.npv.mean.value, 'money', currency)}",
        f"P50 {figure(standing.npv.percentiles[50].value, 'money', currency)}",
    ]
    tail = "good" if standing.npv.mean.value > standing.npv.percentiles[50].value else "bad"
    return (
        f"Three numbers of {standing.name}: {', '.join(told)}. The plan has every input at its likely value and "
        f"no bad luck; the mean is pulled from P50 by the longer {tail} tail."
    )


def stress_table(base: Comparison, twins: Comparison, found: Choices) -> Table:
    """Each candidate before and under stress."""
    changes = ", ".join(str(change) for change in found.stresses)
    pairs = [
        (one, other)
        for one, other in zip(base.standings, twins.standings, strict=True)
        if one.name != NOTHING
    ]
    scale = _scale([one for pair in pairs for one in pair])
    title = heading(f"Under stress: {changes}; {scale.heading(currency_of(base))}")
    table = Table(box=box(), title=title, title_justify="left")
    table.add_column("", min_width=12, max_width=18)
    for column in ("Mean", "stressed", "P50", "stressed", "Above 0", "stressed"):
        table.add_column(column, justify="right", no_wrap=True)
    for one, other in pairs:
        cells = []
        means = [standing.npv.mean.value for standing in (one, other)]
        medians = [standing.npv.percentiles[50].value for standing in (one, other)]
        cells += [signed(_cell(scale, value), value) for value in (*means, *medians)]
        table.add_row(one.name, *cells, odds(one.positive), odds(other.positive))
    if base.choice != twins.choice and not found.worlds:
        table.caption = f"Best on average: {base.choice}; under stress: {twins.choice}."
        table.caption_justify = "left"
    return table


def volume_table(scans: Sequence[Scan]) -> Table:
    """Who leads at which volume, on average and in the plan."""
    first = scans[0]
    low, high = (_volume(float(first.volumes[place])) for place in (0, -1))
    title = heading(f"{first.label}: {low} to {high} {first.unit}, today {_volume(first.today)}")
    table = Table(box=box(), title=title, title_justify="left")
    table.add_column("", no_wrap=True)
    for one in scans:
        table.add_column("On average" if one.at == "mean" else "In the plan", ratio=1)
    for title_of, names, measure, nothing in leads(first):
        table.add_row(title_of, *(_led(one.lead(measure, names, nothing=nothing)) for one in scans))
    if GATED in first.worths:
        table.caption = "The pilot is left out of the cheapest: it costs less because it may stop."
        table.caption_justify = "left"
    return table


def leads(scan: Scan) -> Iterator[tuple[str, list[str], Measure, bool]]:
    """What is looked for over the volumes: its title, among whom, by what, and whether nothing counts."""
    names = list(scan.worths)
    yield "Largest NPV", names, "npv", True
    full = [name for name in names if name != GATED]
    if len(full) > 1:
        yield "Lowest costs", full, "costs", False
    if set(RIVALS) <= set(names) and len(full) > 2:
        yield "Of the two models", list(RIVALS), "costs", False


def _led(lead: Lead) -> str:
    """`nothing up to 3,117; pilot up to 4,176; then general-api`."""
    return led(lead.first, [(_volume(one.volume), one.above) for one in lead.crossings]) or (
        f"{lead.first} throughout"
    )


def _label(standing: Standing, found: Choices) -> Text:
    name = Text(standing.name)
    if standing.undefined:
        return name.append("\nundefined: costs not stated", style="yellow")
    model = standing.model
    if model is not None and found.snapshots:
        name.append(
            f"\npreset {model.preset}{f', option {model.option}' if model.option else ''}", style="dim"
        )
    elif model is not None and not found.worlds:
        title = model.case.options[model.option].title if model.option else "The case as it stands"
        name.append(f"\n{title}", style="dim")
    return name


def _named(way: str) -> str:
    return "the case as it stands" if way == AS_IT_STANDS else f"option {way}"


def left_out(found: Choices) -> str:
    """Between worlds there is no choice, and so no doing nothing."""
    return NOTHING if found.worlds else ""


def _values(gap: Difference) -> list[float]:
    return [gap.spread.mean.value, *(gap.spread.percentiles[p].value for p in _PERCENTILES)]


def _scale(standings: Sequence[Standing]) -> Scale:
    values = [abs(one.base) for one in standings]
    values += [abs(value.value) for one in standings for value in one.npv.percentiles.values()]
    return table_scale(value for value in values if math.isfinite(value))


def _cell(scale: Scale, value: float) -> str:
    return scale.text(value) if math.isfinite(value) else "–"


def _volume(value: float) -> str:
    return number(float(f"{value:.3g}"))


def currency_of(base: Comparison) -> str:
    return base.candidates[0].model.currency


def _footnote(base: Comparison) -> str:
    return (
        f"{base.draws:,} draws ({base.sampler}, seed {base.seed}), the same for all; volumes on fewer. "
        "Plan: every input at its likely value."
    )
