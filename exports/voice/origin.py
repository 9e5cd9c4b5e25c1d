"""Where the numbers of a file are from: what repeats them."""

from __future__ import annotations

import roi
from exports.voice.model_facts import option_title, preset_title, region_title
from roi.notation import grouped
from roi.text import counted


def origin_of(run: roi.Run) -> dict[str, str | int]:
    """The case and how it was run, by key; nothing of a person."""
    model, sampling = run.model, run.prepared.sampling
    return {
        "version": roi.__version__,
        "case": model.case.id,
        "title": model.case.header.title,
        "digest": model.case.digest,
        "preset": model.preset,
        "option": model.option or "",
        "region": model.region or "",
        "currency": model.currency,
        "horizon_months": model.horizon,
        "draws": run.draws_used,
        "seed": sampling.seed,
        "sampler": sampling.sampler,
    }


def origin_sentence(run: roi.Run) -> str:
    """The same as a sentence for people."""
    model, sampling = run.model, run.prepared.sampling
    ways = [f"preset {preset_title(model)}"]
    ways += [f"option {option_title(model)}"] if model.option else []
    ways += [region_title(model)] if model.place else []
    return (
        f"{model.case.header.title}: {', '.join(ways)}, {counted(model.horizon, 'month')}, {model.currency}. "
        f"{grouped(run.draws_used)} draws ({sampling.sampler}, seed {sampling.seed}) by roi {roi.__version__}; "
        f"case {model.case.id}, digest {model.case.digest}."
    )
