"""What of a document holds for all of its models: its units, and the region that it is moved to."""

from __future__ import annotations

from roi.case import Case
from roi.errors import Place, RoiError
from roi.exchange import CURRENCIES, Rate
from roi.region import Region
from roi.units import Units, units_of


def moved_to(case: Case, region: str | None) -> Region | None:
    """The region that a case is moved to; None where it stays in the one it is written for."""
    return None if region in (None, case.header.region) else case.regions[region or ""]


def registry(case: Case) -> Units:
    """The units of a case.

    Raises:
        RoiError: a currency that does not exist, a unit that is none, a rate without a use.
    """
    rates = tuple(Rate(code, rate.value, rate.date, rate.source) for code, rate in case.rates.items())
    try:
        return units_of(case.header.units, case.header.currency, rates)
    except RoiError as error:
        key = "units" if case.header.currency in CURRENCIES else "currency"
        raise error.at(Place(case.origin) if error.where else Place(case.origin, "[case]", key)) from None
