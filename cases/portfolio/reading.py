"""A folder, a pattern or a `portfolio.toml` → a `Portfolio`."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from cases.portfolio import FILE
from cases.portfolio.documents import Documents
from cases.portfolio.tables import Entry, Tables, read_tables
from cases.toml import MAX_ESTIMATE
from roi.case import AS_IT_STANDS
from roi.errors import Command, Place, RoiError, Setting, nearest, remedy
from roi.model.regions import currency_of, region_of
from roi.portfolio.deals import Deal, DealFacts, EstimateFacts, Failed, Portfolio
from roi.portfolio.order import check_needs
from roi.reading import read_bytes


def load(
    path: str | Path,
    *,
    known: Mapping[str, EstimateFacts] | None = None,
    progress: Callable[[int, int], None] | None = None,
    documents: Documents | None = None,
) -> Portfolio:
    """The portfolio of a folder of estimates, of a pattern such as `deals/*.toml`, or of a `portfolio.toml`.

    An estimate that cannot be opened does not stop the others: it stands under `Portfolio.failed`.

    Args:
        known: what files said that were read before, by the digest of their bytes.
        progress: given (files read, files in all).

    Raises:
        RoiError: no deals, two of one name, a name that is none, prerequisites in a circle, a currency without a
            rate, or whatever is wrong in `portfolio.toml`.
    """
    folder, patterns, tables = _source(path)
    files = _files(folder, patterns, tables)
    if not files:
        writing = (Command("run", "CASE"), " with ", Setting("save", "NAME.toml"))
        hint = remedy("Put estimates there: ", *writing, " writes one.")
        raise RoiError("there are no estimates here", Place(str(path)), hint)
    opener = documents or Documents()
    deals: list[Deal] = []
    failed: list[Failed] = []
    for done, (name, file) in enumerate(sorted(files.items()), start=1):
        try:
            facts = _facts(file, known or {}, opener)
            deals.append(_deal(name, file, facts, tables.deals.get(name, Entry())))
        except RoiError as problem:
            failed.append(Failed(name, str(problem)))
        if progress is not None:
            progress(done, len(files))
    if not deals:
        problems = "; ".join(each.reason for each in failed[:3])
        raise RoiError(f"no estimate could be opened: {problems}", Place(str(path)))
    head = tables.head
    portfolio = Portfolio(
        tuple(deals), head.currency or deals[0].currency, tables.rates, tables.shared, tables.factor, head.start,
        head.budget, tables.lines, head.people, tuple(failed),
        {deal.name: f"[deals.{deal.name}]" for deal in deals}, correlations=tables.correlations,
    )  # fmt: skip
    _check_currencies(portfolio, tables, given=bool(head.currency))
    check_needs(portfolio, tables.origin)
    return portfolio


def _source(path: str | Path) -> tuple[Path, tuple[str, ...], Tables]:
    """The folder that names start from, the patterns of the estimates, and what `portfolio.toml` says."""
    text = str(path)
    given = Path(path)
    if given.is_dir():
        tables = read_tables(given / FILE) if (given / FILE).is_file() else Tables()
        return given, tables.head.estimates, tables
    if given.is_file():
        tables = read_tables(given)
        return given.parent, tables.head.estimates, tables
    if glob.has_magic(text):
        return Path(), (text,), Tables()
    raise RoiError("there is no such folder or file", Place(text), "Name the folder of the estimates.")


def _files(folder: Path, patterns: tuple[str, ...], tables: Tables) -> dict[str, Path]:
    """The file of each deal by its name."""
    files: dict[str, Path] = {}
    named = {(folder / entry.file).resolve(): name for name, entry in tables.deals.items() if entry.file}
    files |= {name: path for path, name in named.items()}
    for path in _matching(folder, patterns):
        if path.name == tables.origin or path.resolve() in named:
            continue
        if path.stem in files:
            other = files[path.stem]
            hint = f"Rename one, or name it in {FILE}: [deals.other] with its `file`."
            raise RoiError(
                f"two deals are called `{path.stem}`: {other} and {path}", Place(str(folder)), hint
            )
        files[path.stem] = path
    for name in tables.deals:
        if name not in files:
            where = Place(tables.origin, f"[deals.{name}]")
            raise RoiError(f"there is no estimate `{name}.toml`", where, nearest(name[:80], sorted(files)))
    return files


def _matching(folder: Path, patterns: tuple[str, ...]) -> Iterator[Path]:
    seen: set[Path] = set()
    for pattern in patterns:
        for match in sorted(glob.glob(str(folder / pattern), recursive=True)):
            path = Path(match)
            if path.is_file() and path not in seen:
                seen.add(path)
                yield path


def _facts(file: Path, known: Mapping[str, EstimateFacts], documents: Documents) -> EstimateFacts:
    """What a file says, from what is known of its bytes where that will do."""
    content = read_bytes(file, MAX_ESTIMATE)
    digest = hashlib.sha256(content).hexdigest()
    if digest in known:
        return known[digest]
    estimate, own_file = documents.estimate(file, content)
    at, case = estimate.settings, estimate.case
    return EstimateFacts(
        digest if own_file else case.digest,  # a case file may take in blocks and data beside it
        at.prospect or case.header.title,
        case.id,
        case.header.sector,
        currency_of(case, region_of(case, at.region), at.currency),
        at.prepared_by,
        at.option or "",
    )


def _deal(name: str, file: Path, facts: EstimateFacts, entry: Entry) -> Deal:
    stated = {field.name: getattr(entry, field.name) for field in fields(DealFacts)}
    stated["owner"] = entry.owner or facts.owner
    stated["options"] = tuple("" if way == AS_IT_STANDS else way for way in entry.options)
    return Deal(name, file, facts.title, facts.case, facts.sector, facts.currency, facts, **stated)


def _check_currencies(portfolio: Portfolio, tables: Tables, *, given: bool) -> None:
    """Every deal's money can become that of the portfolio."""
    for deal in portfolio.deals:
        if deal.currency == portfolio.currency or deal.currency in portfolio.rates:
            continue
        which = f"the portfolio is in {portfolio.currency}"
        if not given:
            which = f"others are in {portfolio.currency}"
        hint = f"Write in {FILE} what one {deal.currency} is worth: [rates] {deal.currency} = 0.9."
        message = f"the deal `{deal.name}` is in {deal.currency}, {which}, and there is no rate"
        raise RoiError(message, Place(tables.origin, "[rates]"), hint)
    for line in dict.fromkeys(deal.budget_line for deal in portfolio.deals if deal.budget_line):
        if line not in tables.lines:
            deal = next(each for each in portfolio.deals if each.budget_line == line)
            where = Place(tables.origin, f"[deals.{deal.name}]", "budget_line")
            raise RoiError(f"there is no budget line `{line}`", where, nearest(line[:80], tables.lines))
