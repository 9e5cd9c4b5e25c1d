"""`portfolio.toml`: what the files of estimates do not say, table by table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from cases.fields import as_table, built, checked, refuse_unknown, shown
from cases.portfolio import FILE
from cases.toml import table_of
from roi.case import Correlation
from roi.errors import Place, RoiError, located, nearest
from roi.exchange import CURRENCIES
from roi.model.correlation import Pair
from roi.model.dates import checked_month
from roi.portfolio.deals import LATEST, NO_FACTOR, SHARED, DealFacts, Factor
from roi.portfolio.luck import check_rate, shared_copula
from roi.reading import read_text
from roi.records import dataclass

MAX_PORTFOLIO = 64_000_000  # bytes: facts of some hundred thousand deals
_TABLES = ("portfolio", "rates", "shared", "correlations", "factor", "budget_lines", "deals")


@dataclass(frozen=True, slots=True)
class Head:
    """The `[portfolio]` table.

    `estimates`: patterns of files, from the folder of the file on.  `budget`: money by quarter; `people`: by month.
    """

    currency: str = ""
    estimates: tuple[str, ...] = ("*.toml",)
    start: str = ""
    budget: tuple[float, ...] = ()
    people: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DealEntry(DealFacts):
    """A table `[deals.NAME]`; `file`: of its estimate, "" where it is called as the deal is."""

    file: str = ""


@dataclass(frozen=True, slots=True)
class PortfolioTables:
    """A `portfolio.toml`."""

    head: Head = Head()
    rates: Mapping[str, str] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(SHARED, ""))
    factor: Factor = NO_FACTOR
    lines: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    deals: Mapping[str, DealEntry] = field(default_factory=dict)
    origin: str = FILE
    correlations: tuple[Pair, ...] = ()


def read_tables(path: Path) -> PortfolioTables:
    """What a `portfolio.toml` says.

    Raises:
        RoiError: whatever is wrong in it.
    """
    raw = table_of(read_text(path, MAX_PORTFOLIO, "Split the portfolio in two."), path.name, MAX_PORTFOLIO)
    refuse_unknown(raw, _TABLES, Place(path.name))
    head = built(Head, raw.get("portfolio", {}), Place(path.name, "[portfolio]"))
    if head.start:
        checked_month(head.start, Place(path.name, "[portfolio]", "start"))
    for key in ("budget", "people"):
        _check_amounts(getattr(head, key), Place(path.name, "[portfolio]", key))
    shared = _shared(_table(raw, "shared", path), path)
    return PortfolioTables(
        head,
        {code: _rate(code, value, path) for code, value in _table(raw, "rates", path).items()},
        shared,
        _factor(raw.get("factor", {}), path),
        {
            name: _amounts(values, Place(path.name, "[budget_lines]", name))
            for name, values in _table(raw, "budget_lines", path).items()
        },
        {
            name: _entry(entry, Place(path.name, f"[deals.{name}]"))
            for name, entry in _table(raw, "deals", path).items()
        },
        path.name,
        _correlations(raw.get("correlations", []), shared, path),
    )


def _correlations(entries: object, shared: Collection[str], path: Path) -> tuple[Pair, ...]:
    """`[[correlations]]` between shared inputs, as in a case."""
    if not isinstance(entries, list):
        raise RoiError("tables in double brackets are needed", Place(path.name, "[[correlations]]"))
    pairs: list[Pair] = []
    for place, entry in enumerate(entries, 1):
        where = Place(path.name, f"[[correlations]] {place}")
        stated = built(Correlation, entry, where)
        for name in stated.between:
            if name not in shared:
                raise RoiError(
                    f"`{name[:80]}` is not shared", where.at_key("between"), nearest(name[:80], shared)
                )
        pairs.append(Pair(*stated.between, stated.rank))
    with located(Place(path.name, "[[correlations]]")):
        shared_copula(tuple(pairs))
    return tuple(pairs)


def _table(raw: Mapping[str, Any], name: str, path: Path) -> Mapping[str, Any]:
    return as_table(raw.get(name, {}), Place(path.name, f"[{name}]"))


def _rate(code: str, value: object, path: Path) -> str:
    where = Place(path.name, "[rates]", code)
    if code not in CURRENCIES:
        raise RoiError(f"{shown(code)} is no currency", where, "Write its three letters: USD, EUR, GBP.")
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (number or isinstance(value, str)):
        raise RoiError(
            f"a number is needed, found {shown(value)}", where, 'As in 0.92, or "range(0.8, 0.9, 1)".'
        )
    return check_rate(str(value), where)


def _shared(table: Mapping[str, Any], path: Path) -> Mapping[str, str]:
    """Ids of inputs with true, false or a value, over those that are shared unless something is said."""
    shared = dict.fromkeys(SHARED, "")
    for name, value in table.items():
        where = Place(path.name, "[shared]", name)
        if value is False:
            shared.pop(name, None)
        elif value is True:
            shared[name] = ""
        elif isinstance(value, str | int | float):
            shared[name] = str(value)
        else:
            hint = 'Write true, false, or one value for all deals: "range(2%, 3%, 5%)".'
            raise RoiError(f"{shown(value)} is not allowed here", where, hint)
    return shared


def _factor(entry: object, path: Path) -> Factor:
    where = Place(path.name, "[factor]")
    table = as_table(entry, where)
    refuse_unknown(table, ("rank", "effects"), where)
    effects = as_table(table.get("effects", {}), Place(path.name, "[factor.effects]"))
    rank = checked(float, "rank", table.get("rank", 0.0), where.at_key("rank"))
    if not 0 <= rank < 1:
        raise RoiError(f"the rank correlation {rank:g} is not from 0 to below 1", where.at_key("rank"))
    named: dict[str, str] = {}
    for case, name in effects.items():
        if not isinstance(name, str):
            at = Place(path.name, "[factor.effects]", case)
            raise RoiError(f"the id of an input is needed, found {shown(name)}", at)
        named[case] = name
    return Factor(rank, named)


def _amounts(values: object, where: Place) -> tuple[float, ...]:
    if not isinstance(values, list) or not all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in values
    ):
        raise RoiError(
            f"a list of numbers is needed, found {shown(values)}", where, "Write [100_000, 50_000]."
        )
    return _check_amounts(tuple(map(float, values)), where)


def _check_amounts(values: tuple[float, ...], where: Place) -> tuple[float, ...]:
    if any(not 0 <= value < float("inf") for value in values):
        raise RoiError("amounts are numbers from 0 on", where, "Write what there is in each period.")
    return values


def _entry(raw: object, where: Place) -> DealEntry:
    entry = built(DealEntry, raw, where)
    if not 0 <= entry.chance <= 1:
        raise RoiError(f"the chance {entry.chance:g} is not from 0 to 1", where.at_key("chance"))
    if not 1 <= entry.earliest <= LATEST:
        wrong = f"month {entry.earliest} is none: the first is 1, the last {LATEST}"
        raise RoiError(wrong, where.at_key("earliest"))
    _check_amounts(entry.people, where.at_key("people"))
    return entry
