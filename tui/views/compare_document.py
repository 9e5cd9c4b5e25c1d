"""A comparison as a JSON document."""

from __future__ import annotations

from roi.analysis.compare import NOTHING, Difference, MoneySpread, Standing
from roi.analysis.disappointment import Disappointment
from roi.analysis.gate import gates
from roi.analysis.ownership import TotalCosts
from roi.analysis.stress import unstressed
from roi.analysis.volume import Scan, leads
from tui.desk.comparison import Compared
from tui.views.choice import choice_document
from tui.views.gate import gate_document
from tui.views.json_values import picked


def comparison_document(compared: Compared) -> dict[str, object]:
    """`roi compare --json`."""
    choices, base = compared.choices, compared.base
    document: dict[str, object] = {
        "case": choices.case.id,
        **picked(choices, "presets", "options", "regions"),
        "currency": base.currency,
        "horizon_months": base.candidates[0].model.horizon,
        **picked(base, "cut", "draws", "seed", "sampler"),
        "model": choices.model or None,
        "remarks": base.remarks,
        "candidates": [_standing_document(standing) for standing in base.standings],
    }
    if choices.snapshots:
        document["snapshots"] = choices.snapshots
    if not choices.worlds:
        document["choice"] = base.choice
        document["evpi"] = base.evpi
        if compared.questions is not None:
            document |= choice_document(compared.questions)
        if compared.disappointment is not None:
            document["disappointment"] = _disappointment_document(compared.disappointment)
        document["gates"] = [gate_document(gate) for gate in gates(base)]
    against, left_out = compared.reference, NOTHING if choices.worlds else ""
    gaps = (base.difference(name, against) for name in base.npv if name not in (against, left_out))
    document["differences"] = [_difference_document(gap) for gap in gaps]
    if compared.twins is not None:
        document["stress"] = [str(change) for change in choices.stresses]
        document["stressed"] = [
            _standing_document(twin)
            | {"not_stressed": unstressed(twin.model, choices.stresses, base.cut) if twin.model else []}
            for twin in compared.twins.standings
        ]
    document["volumes"] = [_scan_document(scan) for scan in compared.scans]
    if compared.costs is not None:
        document["total_costs"] = _costs_document(compared.costs)
    return document


def _disappointment_document(disappointment: Disappointment) -> dict[str, object]:
    """By the plan, by sampling, and after a class where one was given."""
    shrunk = disappointment.by_class
    document: dict[str, object] = {
        "plan": {
            "choice": disappointment.planned,
            **picked(disappointment, "plan", "mean"),
        },
        "sampling": {
            **picked(disappointment.sampling, "disappointment", "loss"),
            "chosen": dict(zip(disappointment.names, disappointment.sampling.chosen.tolist(), strict=True)),
        },
    }
    if shrunk is not None:
        document["by_class"] = {
            "choice": disappointment.names[shrunk.after],
            "disappointment": shrunk.disappointment,
            "means": dict(zip(disappointment.names, shrunk.values.tolist(), strict=True)),
            "best": dict(zip(disappointment.names, shrunk.best.tolist(), strict=True)),
        }
    return document


def _costs_document(costs: TotalCosts) -> dict[str, object]:
    """Every row by year, its sum and its present value; doing nothing first."""
    return {
        "columns": costs.columns,
        "today": [line.id for line in costs.today],
        "remarks": costs.remarks,
        "candidates": [
            {
                "name": owner.name,
                "rows": owner.rows,
                "sum": owner.sum,
                "sum_over_draws": _spread_document(owner.spread),
                "less_than_nothing": owner.less,
                "less_over_draws": _spread_document(owner.less_spread),
                "in_no_sum": list(owner.beside.values()),
            }
            for owner in costs.owners
        ],
    }


def _spread_document(spread: MoneySpread) -> dict[str, object]:
    return {"mean": spread.mean, "percentiles": {f"p{p}": value for p, value in spread.percentiles.items()}}


def _standing_document(standing: Standing) -> dict[str, object]:
    model = standing.model
    return {
        "name": standing.name,
        "option": model.option if model else None,
        "preset": model.preset if model else None,
        "region": model.region if model else None,
        "undefined": standing.undefined or None,
        "replaced": [
            {"input": item.id, **picked(item.replaced, "layer", "value")}
            for item in (model.inputs if model else ())
            if item.replaced is not None
        ],
        "aside": sorted(model.aside) if model else [],
        "plan": standing.base,
        **_spread_document(standing.npv),
        "costs": standing.costs,
        "npv_positive": standing.positive,
        "best": standing.best,
        "expected_regret": standing.regret,
    }


def _difference_document(gap: Difference) -> dict[str, object]:
    return {
        "name": gap.name,
        "minus": gap.against,
        "plan": gap.base,
        **_spread_document(gap.spread),
        "better": gap.better,
        "equal": gap.equal,
    }


def _scan_document(scan: Scan) -> dict[str, object]:
    notes = []
    for _title, names, measure, nothing in leads(scan):
        lead = scan.lead(measure, names, nothing=nothing)
        notes.append(
            {
                "measure": measure,
                "among": [*names, NOTHING] if nothing else names,
                "first": lead.first,
                "today": lead.now,
                "crossings": lead.crossings,
            }
        )
    return {
        **picked(scan, "input", "unit", "today", "at"),
        "from": float(scan.volumes[0]),
        "to": float(scan.volumes[-1]),
        "leads": notes,
    }
