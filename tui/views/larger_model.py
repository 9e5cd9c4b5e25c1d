"""Quality by cost of every way to deploy, and where a larger model pays, in words and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.console import RenderableType
from rich.text import Text

from exports.voice.formats import band, chance
from exports.voice.scales import money_scale
from exports.voice.wording import amount, in_a_sentence, leads_where, quoted
from roi.analysis.larger_model import LARGER, LargerModel, Sizes
from roi.analysis.solve import Solution
from tui.views.column_widths import Column, fitted
from tui.views.json_values import picked
from tui.views.style import signed

Label = Callable[[str], str]
_TITLE = "Quality and cost"


def size_parts(sizes: Sizes, currency: str, width: int, label: Label = str) -> Iterator[RenderableType]:
    """A row a way to deploy, the cheapest first; then the step to a larger model, a paragraph each."""
    points = sizes.points
    scale = money_scale(value for point in points for value in (point.costs, point.npv))
    columns = [
        Column("Quality", [Text(f"{100 * point.quality:.0f} %") for point in points]),
        Column("Costs, PV", [Text(scale.text(point.costs)) for point in points]),
        Column("NPV, mean", [signed(scale.text(point.npv), point.npv) for point in points]),
        Column("Frontier", [Text("–" if point.beaten_by else "yes") for point in points]),
    ]
    labels = [Text(_named(point.name, label)) for point in points]
    yield fitted(f"{_TITLE}, {scale.heading(currency)}", labels, columns, width)
    yield Text(
        "Quality: the effect in the plan against that of the evidence. Frontier: no other has as much for less.",
        style="dim",
    )
    for step in sizes.steps:
        yield _sentence(step, currency, label)


def _named(name: str, label: Label) -> str:
    return f"{label(name.removesuffix(LARGER))}{LARGER}" if name.endswith(LARGER) else label(name)


def _sentence(step: LargerModel, currency: str, label: Label) -> Text:
    mean = step.gain.spread.mean
    parts = [
        f"NPV changes by {band(mean, 'money', currency)} "
        f"on average, and is larger in {chance(step.gain.better)} of draws."
    ]
    for solution, what, behind in (
        (step.quality, "a gain in quality", ""),
        (step.cost, "a cost of inference", " times"),
    ):
        if solution is not None:
            parts.append(_breaks_even(solution, what, behind))
    if step.volume is not None:
        if step.volume.crossings:
            words = leads_where(
                step.volume, lambda name: "the larger" if name.endswith(LARGER) else "the smaller"
            )
            parts.append(f"By {quoted(step.volume_label)}, {step.volume_unit}: {words}.")
        else:
            leader = "larger" if step.volume.first.endswith(LARGER) else "smaller"
            parts.append(
                f"Whatever {quoted(step.volume_label)} from a hundredth to a hundred times, the {leader} leads."
            )
    return Text.assemble((f"A larger model, {in_a_sentence(label(step.name))}: ", "bold"), " ".join(parts))


def _breaks_even(solution: Solution, what: str, behind: str) -> str:
    """`It breaks even at a gain in quality of 20.4 % (evidence 5.05 % to 9.95 %).`"""
    item = solution.item
    if not solution.roots:
        low, high = (amount(item, value) for value in solution.scanned)
        return f"{what.removeprefix('a ').capitalize()} from {low} to {high}{behind} does not change which leads."
    values = " or ".join(f"{amount(item, root.value)}{behind}" for root in solution.roots)
    low, high = (amount(item, value) for value in (solution.p1, solution.p99))
    return f"It breaks even at {what} of {values} (evidence {low} to {high})."


def size_document(sizes: Sizes) -> dict[str, object]:
    """As JSON."""
    return {
        "draws": sizes.draws,
        "points": [
            {
                "name": point.name,
                "quality": point.quality,
                "costs_mean_pv": point.costs,
                "npv_mean": point.npv,
                "on_frontier": not point.beaten_by,
                "beaten_by": point.beaten_by,
            }
            for point in sizes.points
        ],
        "steps": [_step_document(step) for step in sizes.steps],
    }


def _step_document(step: LargerModel) -> dict[str, object]:
    return {
        "name": step.name,
        "npv_gain_mean": step.gain.spread.mean.value,
        "better": step.gain.better.value,
        "pays_at_quality": None if step.quality is None else [root.value for root in step.quality.roots],
        "pays_at_cost": None if step.cost is None else [root.value for root in step.cost.roots],
        "volumes": [
            picked(turn, "volume", "above") for turn in (step.volume.crossings if step.volume else ())
        ],
    }
