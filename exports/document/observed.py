"""What documents of an update, a tracked estimate and a plan have in common: the run, a figure, a range."""

from __future__ import annotations

from typing import Any, Literal

from exports.document.part import Number, Part, field
from roi.sim.run import Run
from roi.version import __version__

SCHEMA_VERSION: Literal[1] = 1


class RunFields(Part):
    """Of which run a document is."""

    schema_version: Literal[1] = field("version of this schema")
    version: str = field("version of roi that made it")
    case: str = field("id of the case")
    option: str | None = field("way to deploy; null is the case as it stands")
    preset: str = field("named overrides")
    currency: str = field("of all money")
    seed: int = field("decides every draw")
    draws: int = field("of the runs")


class FigureFields(Part):
    """A figure that was observed; all rows of it together."""

    first_month: int | None = field("its first month; null where it has none")
    last_month: int | None = field("its last month")
    hits: int | None = field("hits of trials; null for all else")
    n: int | None = field("trials; null for all else")
    rows: int = field("rows that it was pooled from")


class RangePart(Part):
    """Mean and percentiles of a sum over months."""

    mean: Number = field("mean")
    p10: Number = field("10th percentile")
    p50: Number = field("median")
    p90: Number = field("90th percentile")


def run_fields(run: Run) -> dict[str, Any]:
    """The fields of `RunFields`."""
    model, sampling = run.model, run.prepared.sampling
    return {
        "schema_version": SCHEMA_VERSION, "version": __version__, "case": model.case.id, "option": model.option,
        "preset": model.preset, "currency": model.currency, "seed": sampling.seed, "draws": sampling.draws,
    }  # fmt: skip


def figure_fields(months: tuple[int, int] | None, hits: int, n: int, rows: int) -> dict[str, Any]:
    """The fields of `FigureFields`; `n` is 0 of what is no trials."""
    first, last = months or (None, None)
    return {
        "first_month": first, "last_month": last, "hits": hits if n else None, "n": n or None, "rows": rows,
    }  # fmt: skip
