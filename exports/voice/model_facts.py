"""What documents and screens say of a model beside its numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from roi.arrays import Array
from roi.case import EVIDENCE, Override, Source
from roi.model import Model, ModelInput
from roi.notation import written_day
from roi.sim.cuts import CUTS
from roi.sim.table import FinanceTable, Row

_NEED_COSTS = {(True, name) for name in ("costs", *(cut.net.id for cut in CUTS))}


def changed_inputs(model: Model) -> tuple[ModelInput, ...]:
    """The inputs that do not have the case's own value, in the order of the document."""
    return tuple(item for item in model.inputs if item.layer != "case")


def provenance(override: Override | None) -> str:
    """Who says a value, in words: `prospect: Ann, 2026-11-20, typed “about 1200 a day”`; "" for evidence."""
    if override is None or override.who is None:
        return ""
    when = written_day(override.date) if override.date else ""
    typed = f"typed “{override.typed}”" if override.typed else ""
    details = ", ".join(part for part in (override.by, when, typed) if part)
    return f"{override.who}: {details}" if details else override.who


def with_unit(value: str, unit: str, typed: str = "") -> str:
    """A value as it was typed, with its unit unless it stands in it already; `typed`: the unit it was typed in."""
    there = typed not in ("", unit) or value.endswith(unit) or (unit == "%" and "%" in value)
    return value if there or unit == "–" else f"{value} {unit}"


def sources_of(model: Model, inputs: Sequence[ModelInput]) -> tuple[Source, ...]:
    """The sources of these inputs that the case describes, each once."""
    named = dict.fromkeys(name for item in inputs for name in item.spec.source)
    return tuple(model.case.sources[name] for name in named if name in model.case.sources)


def stated_rows(table: FinanceTable, model: Model) -> tuple[Row, ...]:
    """The rows of a table without the costs that the preset does not state, and the sums that need them."""
    if not model.unstated:
        return table.rows
    return tuple(
        row
        for row in table.rows
        if not (row.role == "cost" and row.detail in model.unstated) and row.key not in _NEED_COSTS
    )


def preset_title(model: Model) -> str:
    """What people call the preset."""
    return "Evidence" if model.preset == EVIDENCE else model.case.presets[model.preset].title


def short_title(title: str) -> str:
    """`A pilot` for `A pilot: ten seats for a quarter`: what is called in few words."""
    return title.partition(":")[0]


def option_title(model: Model) -> str:
    """What people call the option; "" without one."""
    return "" if model.option is None else model.case.options[model.option].title


def region_title(model: Model) -> str:
    """What people call the region; "" where the case stays in the one that it is written for."""
    return model.place.title if model.place else ""


def by_year(values: Array, *, summed: bool) -> list[float]:
    """Values of months 0 … H by year: month 0 alone, then the sum or the mean of each twelve months."""
    starts = range(1, len(values), 12)
    gather = np.sum if summed else np.mean
    with np.errstate(invalid="ignore"):  # an intermediate line may divide by zero in some month
        years = [float(gather(values[start : start + 12])) for start in starts]
    return [float(values[0]), *years]
