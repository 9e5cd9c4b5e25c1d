"""Rows as data of a model."""

from __future__ import annotations

import math

import pytest

import roi
from roi.errors import RoiError
from roi.model import Model
from roi.observed.observations import Observation, Sample, StandardError
from roi.observed.reading import row_by_row
from roi.units import Conversion, Unit, Units
from tests.support.documents import case_of, flow

CASE = case_of({"pay": ("20 to 60", "USD/month")}, {"value": flow("pay")})


def ledger(count: int) -> list[Observation]:
    """Rows of six months, in two units."""
    units = ("USD", "USD/year")
    return [
        Observation("value", 40.0 + k, StandardError(30.0), (1 + k % 6,) * 2, units[k // 6 % 2])
        for k in range(count)
    ]


def test_a_unit_is_looked_up_once_however_many_rows_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    model: Model = roi.resolve(CASE)
    looked_up: list[tuple[Unit, Unit]] = []
    conversion = Units.conversion

    def counted(units: Units, source: Unit, target: Unit) -> Conversion | None:
        looked_up.append((source, target))
        return conversion(units, source, target)

    monkeypatch.setattr(Units, "conversion", counted)
    row_by_row(model, ledger(12))
    few = len(looked_up)
    data = row_by_row(model, ledger(600))
    assert few > 0
    assert len(looked_up) == 2 * few
    assert [datum.value for datum in data[:7:6]] == [40.0, pytest.approx(46 / 12)]
    assert [datum.response.what for datum in data[:7:6]] == ["paid", "line"]


def test_a_row_that_cannot_be_read_is_refused_after_others_of_its_figure() -> None:
    rows = [*ledger(12), Observation("value", float("nan"), StandardError(1.0), (1, 1), "USD")]
    with pytest.raises(RoiError, match="cannot be used"):
        row_by_row(roi.resolve(CASE), rows)


def test_two_values_have_a_standard_deviation_and_one_has_none() -> None:
    model = roi.resolve(CASE)
    (datum,) = row_by_row(model, [Observation("value", 40.0, Sample(2, 6.0), (1, 1), "USD")])
    assert (datum.error, datum.degrees) == pytest.approx((6.0 / math.sqrt(2), 1.0))
    with pytest.raises(RoiError, match="a sample of 1 has no standard deviation"):
        row_by_row(model, [Observation("value", 40.0, Sample(1, 6.0), (1, 1), "USD")])
