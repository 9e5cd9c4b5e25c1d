"""From benefits over costs to what is left: the bars of a waterfall, for every face that draws one."""

from __future__ import annotations

from roi.case import COST_CLASSES
from roi.model import Model, ModelLine
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut

NET = "Net present value"
_MOST_BENEFITS = 5  # bars of benefits, above that by kind


@dataclass(frozen=True, slots=True)
class Adding:
    """What a bar adds up: lines of benefits, or of costs, which count less."""

    label: str
    lines: tuple[ModelLine, ...]
    sign: int


def waterfall_parts(model: Model, cut: Cut = HEADLINE) -> tuple[Adding, ...]:
    """Benefits by line, many by kind; costs by class, without classes that are not stated."""
    benefits = [line for line in model.lines if cut.counts(line)]
    if len(benefits) <= _MOST_BENEFITS:
        parts = [Adding(line.spec.label, (line,), 1) for line in benefits]
    else:
        parts = [
            Adding(f"{kind.capitalize()} benefits", members, 1)
            for kind in cut.kinds
            if (members := tuple(line for line in benefits if line.spec.kind == kind))
        ]
    for name in COST_CLASSES:
        costs = tuple(line for line in model.lines if line.spec.cost_class == name)
        if costs and name not in model.unstated:
            parts.append(Adding(name.capitalize(), costs, -1))
    return tuple(parts)
