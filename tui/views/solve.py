"""What would have to be true: break-even values, and two inputs at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from exports.voice.formats import figure
from exports.voice.turning import about, tried_as
from exports.voice.wording import (
    amount,
    better,
    goal,
    grade_word,
    nowhere,
    span,
    statistic,
    target_label,
    times,
    where_it_lies,
)
from roi.analysis.solve import Root, Solution
from roi.analysis.twoway import TwoWay
from roi.sim.metrics import METRICS
from roi.sim.result import Simulation
from tui.views.json_values import input_fields, picked


def solution_parts(run: Simulation, solution: Solution) -> Iterator[RenderableType]:
    """The roots, or why there is none."""
    item, target, currency = solution.item, solution.target, run.model.currency
    row = METRICS[target.metric]
    yield Text(f"{item.spec.label}: where {goal(target, currency)}", style="bold")
    if not solution.roots:
        yield Text(nowhere(solution, currency), style="yellow")
    if len(solution.roots) > 1:
        yield Text(f"There are {len(solution.roots)} such values.", style="yellow")
    for root in solution.roots:
        yield root_line(solution, root)
    facts = Table.grid(padding=(0, 2))
    facts.add_row("Likely", f"{amount(item, solution.likely)}: {target_label(target)} {statistic(target)} is then "
                  f"{figure(solution.today, row.unit, currency)}")  # fmt: skip
    if solution.p1 != solution.p99:
        facts.add_row(
            "Evidence, P1 to P99", f"{span(item, solution.p1, solution.p99)}, {grade_word(item.spec.grade)}"
        )
    else:
        facts.add_row("Evidence", f"a fixed value, {grade_word(item.spec.grade)}")
    facts.add_row("Looked through", span(item, *solution.scanned))
    yield facts
    yield Text(tried_as(run.model, solution.moved), style="dim")


def root_line(solution: Solution, root: Root) -> Text:
    """`6.15 %: better above; within the evidence, a third of which lies below`."""
    item = solution.item
    text = Text.assemble(("  " + about(item, root.value, root.error), "bold cyan"))
    text.append(f"  {better(root)}")
    if solution.p1 == solution.p99:
        text.append(f"; {times(root.value, solution.likely)}")
    elif root.inside:
        text.append(f"; {where_it_lies(root)}", style="green")
    else:
        text.append(f"; {where_it_lies(root)}", style="yellow")
    if root.jump:
        text.append("; it jumps past the target there", style="dim")
    return text


def solve_document(run: Simulation, solution: Solution, table: TwoWay | None) -> dict[str, object]:
    """`roi solve --json`.

    `target` as asked; `roots`, ascending, each with `value` in the input's `unit`, `better_above`,
    `inside_p1_p99`, `share_at_or_below` (of its evidence) and `jump` (the metric jumps past the target
    there) and its standard `error` (null in the base case); `told`: whether values were learnt, `moved`: the
    inputs that move with them; `reach`: lowest and highest value of the metric over the range `scanned` (null:
    not finite); with --with a `two_way` table: `xs`, `ys`, `values` by row (the metric of the base case, on
    average or at P50; with --probability the chance that the target is met), `contour`: by row the x at which
    the target is met, `draws`: over how many (0: the base case).
    """
    target = solution.target
    document: dict[str, object] = {
        "case": run.model.case.id,
        **input_fields(solution.item),
        "currency": run.model.currency,
        "target": {
            **picked(target, "metric", "value", "at"),
            "probability": target.probability if target.at == "probability" else None,
            "cut": target.cut,
        },
        "told": "learnt" if solution.moved else "set",
        "moved": sorted(solution.moved),
        "roots": [_root_document(root) for root in solution.roots],
        "likely": solution.likely,
        "metric_at_likely": solution.today,
        **picked(solution, "p1", "p99", "scanned", "reach"),
    }
    if table is not None:
        document["two_way"] = {
            "across": table.across.id,
            "down": table.down.id,
            "xs": table.xs,
            "ys": table.ys,
            "values": table.values.tolist(),
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
        "error": root.error,
    }
