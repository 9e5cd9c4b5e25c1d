"""The shipped regions, taken into a case that says which of them it is written for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cases.toml import read_toml

CURRENCY = "USD"  # of the rates in the file


@cache
def shipped() -> Mapping[str, Any]:
    """The table of the shipped file: sources, rates of a unit of each currency in dollars, regions."""
    return read_toml(Path(__file__).with_name("regions.toml"))


def with_regions(raw: dict[str, Any]) -> dict[str, Any]:
    """The document of a case with the shipped regions beneath its own, where it is written for one.

    What the case says of a region, its rates and its sources go before; tables of a region are joined by key.  The
    rates of the file come in the currency of the case, so far as there is a rate that leads to it.
    """
    header = raw.get("case")
    stated = raw.get("regions", {})
    if not isinstance(header, Mapping) or not header.get("region"):
        return raw
    if not isinstance(stated, Mapping) or not all(isinstance(each, Mapping) for each in stated.values()):
        return raw
    regions = {name: _joined(table, stated.get(name, {})) for name, table in shipped()["regions"].items()}
    regions |= {name: table for name, table in stated.items() if name not in regions}
    rates, sources = raw.get("rates", {}), raw.get("sources", {})
    if not isinstance(rates, Mapping) or not isinstance(sources, Mapping):
        return raw
    more = _rates(header["currency"], rates) if isinstance(header.get("currency"), str) else {}
    cited = {*_cited(regions), *_cited(more)}
    return {
        **raw,
        "sources": {
            **sources,
            **{key: each for key, each in shipped()["sources"].items() if key in cited - {*sources}},
        },
        "rates": {**rates, **more},
        "regions": regions,
    }


def _joined(beneath: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """A region of the file with what a case says of it."""
    tables = {
        key: {**beneath[key], **above[key]}
        for key in beneath
        if isinstance(beneath[key], Mapping) and isinstance(above.get(key), Mapping)
    }
    return {**beneath, **above, **tables}


def _rates(currency: str, stated: Mapping[str, Any]) -> dict[str, Any]:
    """The rates of the file that the case lacks, each as what one unit is worth in its currency."""
    dollars = {code: entry["value"] for code, entry in shipped()["rates"].items()} | {CURRENCY: 1.0}
    if currency not in dollars:
        return {}
    rest = {code: entry for code, entry in shipped()["rates"].items() if code not in {*stated, currency}}
    more = {code: {**entry, "value": entry["value"] / dollars[currency]} for code, entry in rest.items()}
    if currency != CURRENCY and CURRENCY not in stated:
        more[CURRENCY] = {**shipped()["rates"][currency], "value": 1 / dollars[currency]}
    return more


def _cited(entry: Any) -> Iterator[str]:
    """Every source that a table names."""
    if isinstance(entry, Mapping):
        for key, value in entry.items():
            if key == "source":
                yield from [value] if isinstance(value, str) else value
            else:
                yield from _cited(value)
    elif isinstance(entry, list):
        for each in entry:
            yield from _cited(each)
