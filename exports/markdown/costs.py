"""Total cost of ownership in Markdown: by class, then every class by year."""

from __future__ import annotations

from exports.markdown.syntax import bold, escape, table
from exports.voice.finance import ROUNDED
from exports.voice.ownership import (
    LESS,
    LESS_AT,
    SUM,
    beside_sentence,
    ownership_basis,
    ownership_title,
    row_label,
)
from exports.voice.scales import Scale, table_scale
from roi.analysis.comparison import NOTHING
from roi.analysis.ownership import Ownership, TotalCosts


def cost_section(costs: TotalCosts) -> list[str]:
    """What each way to deploy costs in all, beside doing nothing."""
    scale = table_scale(owner.sum.total for owner in costs.owners)
    beside = (beside_sentence(owner, costs.currency) for owner in costs.owners)
    return [
        f"## {escape(ownership_title(costs))}",
        escape(
            " ".join((f"{scale.heading(costs.currency)}.", *ownership_basis(costs), ROUNDED, *costs.remarks))
        ),
        _by_class(costs, scale),
        _by_year(costs, scale),
        *(escape(text) for text in beside if text),
    ]


def _by_class(costs: TotalCosts, scale: Scale) -> str:
    rows = [
        [row_label(row), *(_of_class(owner, row, scale) for owner in costs.owners)] for row in costs.classes
    ]
    rows.append([bold(SUM), *(bold(scale.text(owner.sum.total)) for owner in costs.owners)])
    rows.append([LESS, *(_less(owner, scale, owner.less.total) for owner in costs.owners)])
    for p, label in LESS_AT.items():
        values = (owner.less_spread.percentiles[p].value for owner in costs.owners)
        cells = (_less(owner, scale, value) for owner, value in zip(costs.owners, values, strict=True))
        rows.append([label, *cells])
    return table(["All years", *(owner.name for owner in costs.owners)], rows)


def _of_class(owner: Ownership, row: str, scale: Scale) -> str:
    return next((scale.text(each.total) for each in owner.rows if each.id == row), "–")


def _less(owner: Ownership, scale: Scale, value: float) -> str:
    return "–" if owner.name == NOTHING else scale.text(value)


def _by_year(costs: TotalCosts, scale: Scale) -> str:
    rows = []
    for owner in costs.owners:
        for row in (*owner.rows, owner.sum):
            cells = [scale.text(value) for value in (*row.by_year, row.total, row.present_value)]
            named = [owner.name, row_label(row.id)]
            rows.append(
                [bold(text) for text in (owner.name, SUM, *cells)] if row is owner.sum else [*named, *cells]
            )
    return table(["", "By year", *costs.columns, "Total", "Present value"], rows, figures_from=2)
