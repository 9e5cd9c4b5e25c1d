"""What normalisation does to the parts of a whole: percentiles as typed, and of the shares that are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from roi.arrays import Array
from roi.model import Model, ModelInput
from roi.model.shares import line_of
from roi.records import dataclass
from roi.sim.evaluate import evaluate_block
from roi.sim.prepare import prepare
from roi.sim.reach import upstream
from roi.sim.sampling import planned

PERCENTILES = (0.1, 0.5, 0.9)
_DRAWS = 4_096


@dataclass(frozen=True, slots=True)
class ShareReach:
    """P10, P50 and P90 of a part, in its declared unit: of the weight that was typed, and of its share.

    `whole` is what people call the whole.
    """

    id: str
    label: str
    unit: str
    whole: str
    typed: tuple[float, ...]
    share: tuple[float, ...]


def share_reach(model: Model) -> Iterator[ShareReach]:
    """The parts of every whole, in its order."""
    lines = upstream(model, [line_of(item.id) for parts in model.wholes for item in parts.items])
    values = evaluate_block(
        replace(model, lines=lines), prepare(model, planned(_DRAWS, 1)).inputs_between(0, _DRAWS)
    ).values
    for parts in model.wholes:
        for item in parts.items:
            drawn = np.broadcast_to(values[line_of(item.id)], _DRAWS)
            yield ShareReach(
                item.id, item.spec.label, item.unit.text, parts.whole.label,
                _shown(item, item.quantile(np.array(PERCENTILES))), _shown(item, np.quantile(drawn, PERCENTILES)),
            )  # fmt: skip


def _shown(item: ModelInput, values: Array) -> tuple[float, ...]:
    return tuple(item.shown(float(value)) for value in values)
