"""What draws are held against: observations, an exact figure of a line with a small error in place of none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from roi.errors import Place, RoiError
from roi.observed.datum import Datum
from roi.observed.latent import Latent, run_scores
from roi.sim.prepare import Prepared

# What a line that is the same in every draw may differ by from an exact figure, as by rounding; of the figure.
_AS_IT_IS = 1e-3


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
        """All of them, but for exact figures that every draw has.

        Raises:
            RoiError: an exact figure of a line that is another number in every draw.
        """
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
        for datum, row in zip(exact, seen, strict=True):
            if id(datum) in constant:
                _check_constant(datum, float(row[0]))
        kept = [datum for datum in data if id(datum) not in constant]
        return Reachable(kept, {key: size for key, size in spreads.items() if key not in constant})

    def near(self, within: float) -> list[Datum]:
        """The data, exact ones with an error of so much of their forecast's standard deviation."""
        return [
            replace(datum, error=within * self.spreads[id(datum)]) if id(datum) in self.spreads else datum
            for datum in self.data
        ]


def _check_constant(datum: Datum, value: float) -> None:
    if abs(datum.value - value) > _AS_IT_IS * max(abs(datum.value), abs(value)):
        scale, name = datum.response.scale, datum.response.name
        raise RoiError(
            f"`{name}` cannot be {datum.value / scale:,.6g}: it is {value / scale:,.6g} {datum.response.unit} in "
            "every draw of the estimate",
            datum.rows[0].place or Place(key=name),
            "Check the unit, give it an error, or answer the inputs that it rests on.",
        )
