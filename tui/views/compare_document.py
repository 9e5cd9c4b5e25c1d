"""A comparison as a JSON document."""

from __future__ import annotations

from exports.voice.formats import estimate_document, number_or_none
from roi.analysis.compare import NOTHING, Difference, MoneySpread, Standing
from roi.analysis.disappointment import Disappointment
from roi.analysis.gate import gates
from roi.analysis.ownership import Spending, TotalCosts
from roi.analysis.stress import unstressed
from roi.analysis.volume import Scan, leads
from tui.desk.comparison import Compared
from tui.views.choice import choice_document
from tui.views.gate import gate_document


def comparison_document(compared: Compared) -> dict[str, object]:
    """`roi compare --json`."""
    choices, base = compared.choices, compared.base
    document: dict[str, object] = {
        "case": choices.case.id,
        "presets": list(choices.presets),
        "options": list(choices.options),
        "regions": list(choices.regions),
        "currency": base.currency,
        "horizon_months": base.candidates[0].model.horizon,
        "cut": base.cut,
        "draws": base.draws,
        "seed": base.seed,
        "sampler": base.sampler,
        "model": choices.model or None,
        "remarks": list(base.remarks),
        "candidates": [_standing_document(standing) for standing in base.standings],
    }
    if choices.snapshots:
        document["snapshots"] = list(choices.snapshots)
    if not choices.worlds:
        document["choice"] = base.choice
        document["evpi"] = estimate_document(base.evpi)
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
            _standing_document(standing)
            | {
                "not_stressed": list(unstressed(standing.model, choices.stresses, base.cut))
                if standing.model
                else []
            }
            for standing in compared.twins.standings
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
            "plan": number_or_none(disappointment.plan),
            "mean": number_or_none(disappointment.mean),
        },
        "sampling": {
            "disappointment": disappointment.sampling.disappointment,
            "loss": disappointment.sampling.loss,
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
        "columns": list(costs.columns),
        "today": [line.id for line in costs.today],
        "remarks": list(costs.remarks),
        "candidates": [
            {
                "name": owner.name,
                "rows": [_spending_document(row) for row in owner.rows],
                "sum": _spending_document(owner.sum),
                "sum_over_draws": _spread_document(owner.spread),
                "less_than_nothing": _spending_document(owner.less),
                "less_over_draws": _spread_document(owner.less_spread),
                "in_no_sum": [_spending_document(row) for row in owner.beside.values()],
            }
            for owner in costs.owners
        ],
    }


def _spending_document(row: Spending) -> dict[str, object]:
    return {
        "id": row.id,
        "by_year": list(row.by_year),
        "total": row.total,
        "present_value": row.present_value,
    }


def _spread_document(spread: MoneySpread) -> dict[str, object]:
    return {
        "mean": estimate_document(spread.mean),
        "percentiles": {f"p{p}": estimate_document(value) for p, value in spread.percentiles.items()},
    }


def _standing_document(standing: Standing) -> dict[str, object]:
    return {
        "name": standing.name,
        "option": standing.model.option if standing.model else None,
        "preset": standing.model.preset if standing.model else None,
        "region": standing.model.region if standing.model else None,
        "undefined": standing.undefined or None,
        "replaced": [
            {"input": item.id, "layer": item.replaced.layer, "value": item.replaced.value}
            for item in (standing.model.inputs if standing.model else ())
            if item.replaced is not None
        ],
        "aside": sorted(standing.model.aside) if standing.model else [],
        "plan": number_or_none(standing.base),
        "mean": estimate_document(standing.npv.mean),
        "percentiles": {f"p{p}": estimate_document(value) for p, value in standing.npv.percentiles.items()},
        "costs": estimate_document(standing.costs),
        "npv_positive": estimate_document(standing.positive),
        "best": estimate_document(standing.best),
        "expected_regret": estimate_document(standing.regret),
    }


def _difference_document(gap: Difference) -> dict[str, object]:
    return {
        "name": gap.name,
        "minus": gap.against,
        "plan": number_or_none(gap.base),
        **_spread_document(gap.spread),
        "better": estimate_document(gap.better),
        "equal": estimate_document(gap.equal),
    }


def _scan_document(scan: Scan) -> dict[str, object]:
    notes = []
    for _title, names, measure, nothing in leads(scan):
        lead = scan.lead(measure, names, nothing=nothing)
        crossings = [
            {"volume": crossing.volume, "below": crossing.below, "above": crossing.above}
            for crossing in lead.crossings
        ]
        notes.append(
            {
                "measure": measure,
                "among": [*names, NOTHING] if nothing else names,
                "first": lead.first,
                "today": lead.now,
                "crossings": crossings,
            }
        )
    return {
        "input": scan.input,
        "unit": scan.unit,
        "today": scan.today,
        "at": scan.at,
        "from": float(scan.volumes[0]),
        "to": float(scan.volumes[-1]),
        "leads": notes,
    }
