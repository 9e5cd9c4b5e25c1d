"""A folder, a pattern or a `portfolio.toml` → a `Portfolio`."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from cases.portfolio import FILE
from cases.portfolio.documents import Documents
from cases.portfolio.tables import DealEntry, PortfolioTables, read_tables
from cases.toml import MAX_ESTIMATE
from roi.case import AS_IT_STANDS
from roi.errors import Command, Place, RoiError, Setting, nearest, remedy
from roi.model.regions import currency_of, region_of
from roi.portfolio.deals import Deal, DealFacts, EstimateFacts, Failed, Portfolio
from roi.portfolio.order import check_needs
from roi.reading import check_file, is_there, read_bytes, real_path
from roi.text import is_text


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
    reading = PortfolioReading(path, known=known, progress=progress, documents=documents)
    for _ in reading:
        pass
    return reading.portfolio()


class PortfolioReading:
    """A portfolio that is being read: gives its deals one after the other, in the order of their names.

    Attributes:
        count: of the files.
        failed: those that could not be opened, as far as they were read.

    Raises:
        RoiError: no files, two of one name, a name that is none, or whatever is wrong in `portfolio.toml`.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        known: Mapping[str, EstimateFacts] | None = None,
        progress: Callable[[int, int], None] | None = None,
        documents: Documents | None = None,
    ) -> None:
        """See `load` for the arguments."""
        self._path, self._known, self._progress = path, known or {}, progress
        folder, patterns, self._tables = _source(path)
        files = _files(folder, patterns, self._tables)
        if not files:
            writing = (Command("run", "CASE"), " with ", Setting("save", "NAME.toml"))
            hint = remedy("Put estimates there: ", *writing, " writes one.")
            raise RoiError("there are no estimates here", Place(str(path)), hint)
        self.count = len(files)
        self._files = iter(sorted(files.items()))
        self._opener = documents or Documents()
        self._read = 0
        self._deals: list[Deal] = []
        self.failed: list[Failed] = []

    def __iter__(self) -> Iterator[Deal]:
        return self

    def __next__(self) -> Deal:
        """The next deal that can be opened.

        Raises:
            RoiError: its currency has no rate.
        """
        for name, file in self._files:
            try:
                facts = _facts(file, self._known, self._opener)
                deal = _deal(name, file, facts, self._tables.deals.get(name, DealEntry()))
            except RoiError as problem:
                self.failed.append(Failed(name, str(problem)))
                continue
            finally:
                self._read += 1
                if self._progress is not None:
                    self._progress(self._read, self.count)
            self._deals.append(deal)
            self._check_rate(deal)
            return deal
        raise StopIteration

    def _check_rate(self, deal: Deal) -> None:
        """Its money can become that of the portfolio."""
        stated = self._tables.head.currency
        currency = stated or self._deals[0].currency
        if deal.currency == currency or deal.currency in self._tables.rates:
            return
        which = f"the portfolio is in {currency}" if stated else f"others are in {currency}"
        hint = f"Write under [rates] in {FILE} what one {deal.currency} is worth in {currency}."
        message = f"the deal `{deal.name}` is in {deal.currency}, {which}, and there is no rate"
        raise RoiError(message, Place(self._tables.origin, "[rates]"), hint)

    def head(self) -> Portfolio:
        """What holds for all deals, with those that were read; one of them has to be.

        Raises:
            RoiError: all files were read, and none could be opened.
        """
        if not self._deals:
            problems = "; ".join(each.reason for each in self.failed[:3])
            raise RoiError(f"no estimate could be opened: {problems}", Place(str(self._path)))
        head, tables = self._tables.head, self._tables
        return Portfolio(
            tuple(self._deals), head.currency or self._deals[0].currency, tables.rates, tables.shared,
            tables.factor, head.start, head.budget, tables.lines, head.people, tuple(self.failed),
            {deal.name: f"[deals.{deal.name}]" for deal in self._deals}, correlations=tables.correlations,
        )  # fmt: skip

    def portfolio(self) -> Portfolio:
        """The whole, once every deal was read.

        Raises:
            RoiError: see `load`.
        """
        portfolio = self.head()
        _check_lines(portfolio, self._tables)
        check_needs(portfolio, self._tables.origin)
        return portfolio


def _source(path: str | Path) -> tuple[Path, tuple[str, ...], PortfolioTables]:
    """The folder that names start from, the patterns of the estimates, and what `portfolio.toml` says."""
    text = str(path)
    given = Path(path)
    if given.is_dir():
        tables = read_tables(given / FILE) if is_there(given / FILE) else PortfolioTables()
        return given, tables.head.estimates, tables
    if given.is_file():
        tables = read_tables(given)
        return given.parent, tables.head.estimates, tables
    if glob.has_magic(text):
        return Path(), (text,), PortfolioTables()
    if is_there(given):
        check_file(given)
    raise RoiError("there is no such folder or file", Place(text), "Name the folder of the estimates.")


def _files(folder: Path, patterns: tuple[str, ...], tables: PortfolioTables) -> dict[str, Path]:
    """The file of each deal by its name."""
    files: dict[str, Path] = {}
    named = {real_path(folder / entry.file): name for name, entry in tables.deals.items() if entry.file}
    files |= {name: path for path, name in named.items()}
    for path in matching(folder, patterns):
        if path.name == tables.origin or real_path(path) in named:
            continue
        if not is_text(path.stem):
            raise RoiError(
                "the name of this estimate is not UTF-8, and a deal is called by it",
                Place(str(path)),
                "Rename the file.",
            )
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


def matching(folder: Path, patterns: Sequence[str]) -> Iterator[Path]:
    """What the patterns match in a folder, but for folders and hidden files; also links that lead nowhere.

    A deal whose file is gone is missed in every sum: opening it tells so.
    """
    seen: set[Path] = set()
    for pattern in patterns:
        for match in sorted(glob.glob(str(folder / pattern), recursive=True)):
            path = Path(match)
            if not path.is_dir() and path not in seen:
                seen.add(path)
                yield path


def _facts(file: Path, known: Mapping[str, EstimateFacts], documents: Documents) -> EstimateFacts:
    """What a file says, from what is known of its bytes where that will do."""
    content = read_bytes(file, MAX_ESTIMATE)
    digest = hashlib.sha256(content).hexdigest()
    if digest in known:
        return known[digest]
    estimate, is_estimate = documents.estimate(file, content)
    at, case = estimate.settings, estimate.case
    return EstimateFacts(
        digest if is_estimate else case.digest,  # a case file may take in blocks and data beside it
        at.prospect or case.header.title,
        case.id,
        case.header.sector,
        currency_of(case, region_of(case, at.region), at.currency),
        at.prepared_by,
        at.option or "",
    )


def _deal(name: str, file: Path, facts: EstimateFacts, entry: DealEntry) -> Deal:
    stated = {field.name: getattr(entry, field.name) for field in fields(DealFacts)}
    stated["owner"] = entry.owner or facts.owner
    stated["options"] = tuple("" if way == AS_IT_STANDS else way for way in entry.options)
    return Deal(name, file, facts.title, facts.case, facts.sector, facts.currency, facts, **stated)


def _check_lines(portfolio: Portfolio, tables: PortfolioTables) -> None:
    """Every budget line that pays for a deal is there."""
    for line in dict.fromkeys(deal.budget_line for deal in portfolio.deals if deal.budget_line):
        if line not in tables.lines:
            deal = next(each for each in portfolio.deals if each.budget_line == line)
            where = Place(tables.origin, f"[deals.{deal.name}]", "budget_line")
            raise RoiError(f"there is no budget line `{line}`", where, nearest(line[:80], tables.lines))
