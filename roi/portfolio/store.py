"""Results on disk while they come: finished deals in files of their own, joined into one when all are there.

Beside `results.parquet` lies a folder with the parts of a run that is under way.  A part appears whole or not at
all; whatever ends the program, the next run finds every part, and the file of the run before, and goes on.  What
else lies there is taken away.  Joining reads and writes a group of rows at a time.
"""

from __future__ import annotations

import shutil
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from roi.errors import Place, RoiError, Setting, remedy
from roi.extras import imported
from roi.portfolio.damage import intact
from roi.portfolio.deals import Deal, EstimateFacts
from roi.portfolio.parts import SUFFIX, PartFile
from roi.portfolio.results import DealResult, Results
from roi.portfolio.tables import (
    WHAT,
    WRITING,
    deals_of_group,
    facts_text,
    from_facts,
    metadata_of,
    opened,
    schema,
    text_column,
)
from roi.records import dataclass

_LOCK = "lock"
_TRIES = 10  # to take it, while other runs end
_OPEN = 8  # files, and groups of rows, that are held while they are joined
Write = Callable[[Path, Callable[[Path], object]], None]
"""Lets a function write a path beside the target, and moves it into place when it is whole."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a finished deal lies: rows [first, first + count) of a group of a file; and the deal as it is there."""

    path: Path
    group: int
    first: int
    count: int
    deal: Deal


class Store:
    """The finished deals of an output, by digest."""

    def __init__(self, output: Path, write: Write) -> None:
        self.output, self._write = output, write
        self.parts = output.with_name(f".{output.name}.parts")
        self.kept: dict[str, Kept] = {}
        self._number = 0
        self._added: list[Path] = []

    @contextmanager
    def held(self, *, afresh: bool = False) -> Iterator[None]:
        """With what was finished before, and no other run beside this one.

        Args:
            afresh: forget it.

        Raises:
            RoiError: another run writes there, or what lies there is no result of this version.
        """
        lock = self._taken()
        try:
            if not afresh:
                self._find()
            yield
        finally:
            if not any(path.suffix == SUFFIX for path in self.parts.iterdir()):
                shutil.rmtree(self.parts, ignore_errors=True)
            lock.release()
            with suppress(OSError):  # empty, where a lock that is held cannot be taken away
                self.parts.rmdir()

    def _taken(self) -> FileLock:
        """The lock of the folder of parts, which is made; of a run that has it, nothing is touched.

        Raises:
            RoiError: another run has it.
        """
        path = self.parts / _LOCK
        for _ in range(_TRIES):
            self.parts.mkdir(exist_ok=True)
            lock = FileLock(path, timeout=0)
            try:
                lock.acquire()
            except FileNotFoundError:  # a run that ended meanwhile took the folder away
                continue
            except Timeout:
                break
            if path.exists():
                return lock
            lock.release()
        message = "another run is writing these results"
        raise RoiError(message, Place(str(self.output)), "Wait for it, or choose another file.")

    def _find(self) -> None:
        if self.output.exists():
            try:
                self._index(self.output)
            except RoiError as problem:
                hint = remedy("Choose another file, or write it anew with ", Setting("force"), ".")
                raise RoiError(problem.message, problem.where, hint) from None
        for path in sorted(self.parts.iterdir()):
            if path.suffix == SUFFIX and path.stem.isdecimal():
                self._number = max(self._number, int(path.stem))
                try:
                    self._index(path)
                except RoiError:
                    path.unlink()  # half of one, or of another version
            elif path.name != _LOCK:
                path.unlink()  # of a writer that was killed, or of another version

    def _index(self, path: Path) -> None:
        with _opened(path) as file, intact(path):
            for group in range(file.num_row_groups):
                table = file.read_row_group(group, columns=["digest", "facts"])
                facts = table.column("facts")
                first = 0
                for digest, same in groupby(table.column("digest").to_pylist()):
                    count = len(list(same))
                    deal, _ = from_facts(facts[first].as_py())
                    self.kept[digest] = Kept(path, group, first, count, deal)
                    first += count

    def estimates(self) -> dict[str, EstimateFacts]:
        """What the files of finished deals said, by the digest of their bytes."""
        estimates = (kept.deal.estimate for kept in self.kept.values())
        return {each.digest: each for each in estimates}

    def add(self, part: Any, deals: Mapping[str, Deal]) -> None:
        """Keep finished deals.

        Args:
            part: their rows (see `roi.portfolio.parts.part_of`).
            deals: those of the rows, in their order, by digest.

        Raises:
            RoiError: it cannot be written.
        """
        self._number += 1
        path = self.parts / f"{self._number:06d}{SUFFIX}"
        self._write(path, lambda temporary: temporary.write_bytes(part))
        self._added.append(path)
        first = 0
        for digest, deal in deals.items():
            self.kept[digest] = Kept(path, 0, first, len(deal.ways), deal)
            first += len(deal.ways)

    def forget(self) -> None:
        """Keep nothing of what was added."""
        for path in self._added:
            path.unlink()
        self.kept = {digest: kept for digest, kept in self.kept.items() if kept.path not in self._added}
        self._added = []

    def publish(self, wanted: Sequence[DealResult], about: Results) -> None:
        """Join the rows of the wanted deals, in their order, into the output; then the parts are taken away.

        Args:
            wanted: deals with their digests and without options, whose facts are written as they are now.
        """
        self._write(self.output, lambda path: self._join(wanted, about, path))
        for path in self.parts.glob(f"*{SUFFIX}"):
            path.unlink()

    def _join(self, wanted: Sequence[DealResult], about: Results, target: Path) -> None:
        parquet = imported("pyarrow.parquet", WHAT, "parquet")
        arrow = imported("pyarrow", WHAT, "parquet")
        columns = schema(metadata_of(about))
        groups = _Groups()
        with (
            target.open("wb") as sink,
            parquet.ParquetWriter(sink, columns, **WRITING) as writer,
            groups.closed(),
        ):
            size = deals_of_group(about.draws)
            for start in range(0, len(wanted), size):
                pieces = self._rows(wanted[start : start + size], groups)
                table = arrow.concat_tables(pieces).combine_chunks()
                writer.write_table(table.cast(columns), row_group_size=table.num_rows)

    def _rows(self, wanted: Sequence[DealResult], groups: _Groups) -> Iterator[Any]:
        """The rows of deals, those together that lie together, with the facts of the deals as they are now."""
        runs: list[list[DealResult]] = []
        end: tuple[Path, int, int] | None = None
        for result in wanted:
            kept = self.kept[result.digest]
            if end != (kept.path, kept.group, kept.first):
                runs.append([])
            runs[-1].append(result)
            end = (kept.path, kept.group, kept.first + kept.count)
        for run in runs:
            each = [self.kept[result.digest] for result in run]
            count = sum(kept.count for kept in each)
            table = groups.read(each[0].path, each[0].group).slice(each[0].first, count)
            if any(kept.deal != result.deal for kept, result in zip(each, run, strict=True)):
                place = table.schema.get_field_index("facts")
                deals = (
                    result.deal for kept, result in zip(each, run, strict=True) for _ in range(kept.count)
                )
                texts = [
                    facts_text(
                        DealResult(deal, "", (), from_facts(before)[1])
                    )  # how far the estimate has come
                    for deal, before in zip(deals, table.column(place).to_pylist(), strict=True)
                ]
                table = table.set_column(place, "facts", text_column(texts))
            yield table

    def results(self, wanted: Iterable[DealResult]) -> tuple[DealResult, ...]:
        """The wanted deals that are finished."""
        return tuple(result for result in wanted if result.digest in self.kept)


def _opened(path: Path) -> Any:
    """A part, or a whole file of results."""
    return PartFile(path) if path.suffix == SUFFIX else opened(path)[0]


class _Groups:
    """Groups of rows of several files, the last few of them held."""

    def __init__(self) -> None:
        self._files: OrderedDict[Path, Any] = OrderedDict()
        self._tables: OrderedDict[tuple[Path, int], Any] = OrderedDict()

    def read(self, path: Path, group: int) -> Any:
        """A group of a file."""
        if (path, group) not in self._tables:
            if path not in self._files:
                self._files[path] = _opened(path)
                if len(self._files) > _OPEN:
                    self._files.popitem(last=False)[1].close()
            self._tables[path, group] = self._files[path].read_row_group(group)
            if len(self._tables) > _OPEN:
                self._tables.popitem(last=False)
        return self._tables[path, group]

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Afterwards no file is open."""
        try:
            yield
        finally:
            for file in self._files.values():
                file.close()
