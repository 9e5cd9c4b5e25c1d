"""What would have to be true: break-even values, and two inputs at once."""

from __future__ import annotations

import math
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from exports.formats import figure, number, share, spread
from exports.measures import number_or_none
from roi.analysis.solve import Root, Solution, Target
from roi.analysis.twoway import TwoWay
from roi.sim.metrics import METRICS
from roi.sim.result import Simulation
from tui.views.inputs import amount, rounded, span


def goal(target: Target, currency: str) -> str:
    """The target in words: `NPV of the base case is USD 0`."""
    row = METRICS[target.metric]
    label = "NPV" if target.metric == "npv" else row.label
    value = figure(target.value, row.unit, currency)
    if target.at == "probability":
        least = "at least" if row.high_is_good else "at most"
        return f"{label} is {least} {value} with a chance of {share(target.probability)}"
    return f"{label} {'of the base case' if target.at == 'base' else 'at P50'} is {value}"


def statistic(target: Target) -> str:
    """What the target is compared with, in a word or two."""
    if target.at == "base":
        return "of the base case"
    if target.at == "p50":
        return "at P50"
    low = METRICS[target.metric].high_is_good
    return f"at P{100 * (1 - target.probability if low else target.probability):.3g}"


def show_solution(console: Console, run: Simulation, found: Solution) -> None:
    """The roots, or why there is none."""
    item, target, currency = found.item, found.target, run.model.currency
    row = METRICS[target.metric]
    console.print(Text(f"{item.spec.label}: where {goal(target, currency)}", style="bold"))
    if not found.roots:
        console.print(Text(nowhere(found, currency), style="yellow"))
    if len(found.roots) > 1:
        console.print(Text(f"There are {len(found.roots)} such values.", style="yellow"))
    for root in found.roots:
        console.print(root_line(found, root))
    label = "NPV" if target.metric == "npv" else row.label
    facts = Table.grid(padding=(0, 2))
    facts.add_row("Likely", f"{amount(item, found.likely)}: {label} {statistic(target)} is then "
                  f"{figure(found.today, row.unit, currency)}")  # fmt: skip
    if found.p1 != found.p99:
        facts.add_row("Evidence, P1 to P99", f"{span(item, found.p1, found.p99)}, {item.spec.grade}")
    else:
        facts.add_row("Evidence", f"a fixed value, {item.spec.grade}")
    facts.add_row("Looked through", span(item, *found.scanned))
    console.print(facts)


def root_line(found: Solution, root: Root) -> Text:
    """`6.15 %: better above; within the evidence, a third of which lies below`."""
    item = found.item
    text = Text.assemble(("  " + amount(item, root.value), "bold cyan"))
    text.append(f"  {'better above' if root.better_above else 'better below'}")
    if found.p1 == found.p99:
        text.append(f"; {_times(root.value, found.likely)}")
    elif root.inside:
        text.append(f"; within the evidence, of which {share(root.below)} lies at or below", style="green")
    else:
        text.append("; outside P1 to P99 of the evidence", style="yellow")
    if root.jump:
        text.append("; it jumps past the target there", style="dim")
    return text


def nowhere(found: Solution, currency: str) -> str:
    """Why no value does it."""
    row = METRICS[found.target.metric]
    label = "NPV" if found.target.metric == "npv" else row.label
    low, high = found.reach
    reach = f"between {spread(low, high, row.unit, currency).replace(' to ', ' and ')}"
    if math.isinf(high) and row.unit == "months":
        reach = f"at {figure(low, row.unit, currency)} or more" if math.isfinite(low) else "at never"
    return (
        f"No value does: {label} {statistic(found.target)} stays {reach} for "
        f"{found.item.spec.label.lower()} from {span(found.item, *found.scanned)}."
    )


def solve_document(run: Simulation, found: Solution, table: TwoWay | None) -> dict[str, object]:
    """`roi solve --json`.

    `target` as asked; `roots`, ascending, each with `value` in the input's `unit`, `better_above`,
    `inside_p1_p99`, `share_at_or_below` (of its evidence) and `jump` (the metric jumps past the target
    there); `reach`: lowest and highest value of the metric over the range `scanned` (null: not finite); with
    --with a `two_way` table: `xs`, `ys`, `values` by row (the metric of the base case or at P50; with
    --probability the chance that the target is met), `contour`: by row the x at which the target is met,
    `draws`: over how many (0: the base case).
    """
    target = found.target
    document: dict[str, object] = {
        "case": run.model.case.id,
        "input": found.item.id,
        "label": found.item.spec.label,
        "unit": found.item.unit.text,
        "currency": run.model.currency,
        "target": {
            "metric": target.metric,
            "value": target.value,
            "at": target.at,
            "probability": target.probability if target.at == "probability" else None,
            "cut": target.cut,
        },
        "roots": [_root_document(root) for root in found.roots],
        "likely": found.likely,
        "metric_at_likely": number_or_none(found.today),
        "p1": found.p1,
        "p99": found.p99,
        "scanned": list(found.scanned),
        "reach": [number_or_none(value) for value in found.reach],
    }
    if table is not None:
        document["two_way"] = {
            "across": table.across.id,
            "down": table.down.id,
            "xs": list(table.xs),
            "ys": list(table.ys),
            "values": [[number_or_none(float(v)) for v in values] for values in table.values],
            "contour": [[root.value for root in roots] for roots in table.contour],
            "draws": table.draws,
        }
    return document


def _root_document(root: Root) -> Mapping[str, object]:
    return {
        "value": root.value,
        "better_above": root.better_above,
        "inside_p1_p99": root.inside,
        "share_at_or_below": root.below,
        "jump": root.jump,
    }


def _times(value: float, likely: float) -> str:
    return f"{number(rounded(value / likely))} times the fixed value" if likely else "the fixed value is 0"
