"""Rates of other currencies into that of a case."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from roi.errors import Place, RoiError
from roi.records import dataclass

# ISO 4217 codes of the currencies in circulation.
CURRENCIES = frozenset(Path(__file__).with_name("currencies.txt").read_text(encoding="utf-8").split())


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency is worth in the case's currency, on a date, on whose word."""

    currency: str
    value: float
    date: date
    source: str


def check_rate(rate: Rate, currency: str, known: Mapping[str, float]) -> None:
    """Refuse a rate that cannot be used in a case in `currency`, or that is one of those already `known`.

    Raises:
        RoiError: it cannot.
    """
    code = rate.currency
    if code not in CURRENCIES or code == currency:
        raise RoiError(
            f"a rate for `{code}` has no use in a case in {currency}", where=Place(table="[rates]")
        )
    if code in known:
        raise RoiError(f"there are two rates for {code}", where=Place(table="[rates]"))
    if not 0 < rate.value < math.inf:
        raise RoiError(
            f"the rate {rate.value} is no positive number",
            where=Place(table="[rates]", key=code),
            hint=f"Write what one {code} is worth in {currency}.",
        )
