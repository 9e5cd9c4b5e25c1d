"""What draws are held against: observations, an exact figure of a line with a small error in place of none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from roi.observed.datum import Datum
from roi.observed.latent import Latent, run_scores
from roi.records import dataclass
from roi.sim.prepare import Prepared


@dataclass(frozen=True, slots=True)
class Reachable:
    """Data that draws are held against.

    Attributes:
        spreads: by `id` of the exact data of lines the standard deviation of their forecast.
    """

    data: list[Datum]
    spreads: Mapping[int, float]

    @staticmethod
    def of(prepared: Prepared, before: Latent, data: Sequence[Datum]) -> Reachable:
        """All but exact figures of lines that are the same in every draw: these say nothing of any input."""
        exact = [datum for datum in data if datum.exact and datum.response.what != "input"]
        if not exact:
            return Reachable(list(data), {})
        seen = before.responses(run_scores(prepared, before), [datum.response for datum in exact])
        spreads = {id(datum): float(row.std()) for datum, row in zip(exact, seen, strict=True)}
        constant = {
            id(datum)
            for datum, row in zip(exact, seen, strict=True)
            if spreads[id(datum)] <= 1e-9 * max(abs(datum.value), abs(float(row[0])))
        }
        kept = [datum for datum in data if id(datum) not in constant]
        return Reachable(kept, {key: size for key, size in spreads.items() if key not in constant})

    def near(self, within: float) -> list[Datum]:
        """The data, exact ones with an error of so much of their forecast's standard deviation."""
        return [
            replace(datum, error=within * self.spreads[id(datum)]) if id(datum) in self.spreads else datum
            for datum in self.data
        ]
