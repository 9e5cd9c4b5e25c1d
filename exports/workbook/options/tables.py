"""Parts of the Options sheet: presets side by side, and which option leads at which volume."""

from __future__ import annotations

from collections.abc import Sequence

from exports.voice.learning import not_stressed
from exports.voice.wording import leads_where, volume
from exports.workbook.writer.prose import Prose
from exports.workbook.writer.styles import FORMATS
from roi.analysis.compare import NOTHING, Comparison, Standing
from roi.analysis.stress import Stress
from roi.analysis.volume import Scan, leads
from roi.model import Model

_MONEY, _PERCENT = FORMATS["money"], FORMATS["percent"]


def worth(prose: Prose, standing: Standing) -> None:
    """Columns 2 to 8 of a candidate: plan, mean, percentiles, costs, and the chance that it pays."""
    values = [
        standing.base,
        standing.npv.mean.value,
        *(standing.npv.percentiles[p].value for p in (10, 50, 90)),
    ]
    for col, value in enumerate([*values, standing.costs.value], start=2):
        prose.number(col, value, _MONEY)
    if standing.name != NOTHING:
        prose.number(8, standing.positive.value, _PERCENT)


def presets(prose: Prose, comparison: Comparison) -> None:
    """A row a preset; the others less the first, draw by draw."""
    first = comparison.candidates[0].name
    heads = (
        "Plan",
        "Mean",
        "P10",
        "P50",
        "P90",
        "PV of costs, mean",
        "NPV > 0",
        f"Mean less {first}",
        "±",
        "Better",
    )
    prose.heads({1: "Preset", **dict(enumerate(heads, start=2))}, right=range(2, 2 + len(heads)))
    for standing in comparison.standings:
        if standing.model is None:
            continue
        prose.text(1, _titled(standing, standing.model))
        worth(prose, standing)
        if standing.name != first:
            gap = comparison.difference(standing.name, first)
            prose.number(9, gap.spread.mean.value, _MONEY)
            prose.number(10, gap.spread.mean.half_width, _MONEY)
            prose.number(11, gap.better.value, _PERCENT)
        prose.close()
    prose.sentence(
        "Presets are worlds to deploy in, not ways to deploy: nobody chooses among them. Better: the share of "
        f"draws in which NPV is above that of {first}, on the same luck.",
        "note",
    )


def stress(prose: Prose, base: Comparison, twins: Comparison, stresses: Sequence[Stress]) -> None:
    """Each option as it is and under the changes, on the same draws."""
    changes = ", ".join(str(change) for change in stresses)
    prose.sentence(
        f"Set in all that have the input: {changes}. Nothing moves with it; everything else is drawn as before.",
        "note",
    )
    kinds = ("Plan", "Mean", "P50", "NPV > 0")
    heads = [text for kind in kinds for text in (kind, "stressed")]
    prose.heads({1: "Option", **dict(enumerate(heads, start=2))}, right=range(2, 2 + len(heads)))
    for each, other in zip(base.standings, twins.standings, strict=True):
        if each.model is None:
            continue
        left = not_stressed(each.model, stresses, base.cut)
        prose.text(1, f"{each.name}\n{left}" if left else each.name)
        for place, standing in enumerate((each, other)):
            prose.number(2 + place, standing.base, _MONEY)
            prose.number(4 + place, standing.npv.mean.value, _MONEY)
            prose.number(6 + place, standing.npv.percentiles[50].value, _MONEY)
            prose.number(8 + place, standing.positive.value, _PERCENT)
        prose.close()
    prose.sentence(f"Best on average: {base.choice}; under stress: {twins.choice}.")


def _titled(standing: Standing, model: Model) -> str:
    preset = model.case.presets.get(standing.name)
    lines = (standing.name, preset.title if preset else "", standing.undefined)
    return "\n".join(line for line in lines if line)


def volumes(prose: Prose, scans: Sequence[Scan]) -> None:
    """Who leads from a hundredth to a hundred times the volume, on average and in the plan."""
    first = scans[0]
    low, high = (volume(float(first.volumes[place])) for place in (0, -1))
    prose.sentence(
        f"{first.label}, {first.unit}: from {low} to {high}, today {volume(first.today)}; the rest stays as it "
        "is.",
        "note",
    )
    for title, names, measure, nothing in leads(first):
        for scan in scans:
            at = "on average" if scan.at == "mean" else "in the plan"
            prose.page.text(prose.row, 1, f"{title}, {at}")
            prose.page.text(
                prose.row, 2, leads_where(scan.lead(measure, names, nothing=nothing)), style="text_top"
            )
            prose.row += 1
    if first.gated:
        prose.sentence(
            "The pilot is left out of the lowest costs: it costs less because it may stop.", "note"
        )
