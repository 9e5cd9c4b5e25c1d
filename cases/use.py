"""Building blocks: parts of cases in files of their own, which `[case] use` takes in with their parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from cases.block import NO_NAME, Block, Library
from cases.fields import as_table, shown
from cases.like import with_likeness
from cases.merging import NAMED, Table, joined, laid_over, left_out
from cases.parameters import Budget, Filler, Value, values_of
from roi.case import DOCUMENT_ID
from roi.errors import Place, RoiError, located, nearest
from roi.records import dataclass

MOST_USED = 60  # blocks in one list
MOST_BLOCKS = 200  # of a case, those that blocks take in counted each time
_SETTINGS = ("block", "without")  # keys of [use.NAME] beside its parameters


@dataclass(frozen=True, slots=True)
class _Part:
    """What blocks bring together.

    Attributes:
        files: the file that an entry `[inputs.price]`, or a key of it, comes from.
        last: lines that stand behind all others.
    """

    content: Table = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    last: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Taker:
    """A document that takes in blocks.

    Attributes:
        where: of its list of blocks.
        folder: where files of blocks are looked for first.
        currency: of the case.
        documents: itself and the documents that take it in: what they say settles what blocks contradict in.
        above: blocks that are being taken in, itself the last.
        values: of its own parameters; blocks inside it have those of the same name.
        used: how many blocks the case has taken in so far, one entry each.
    """

    where: Place
    folder: Path
    currency: str
    documents: tuple[Mapping[str, Any], ...]
    library: Library = field(default_factory=Library)
    budget: Budget = field(default_factory=Budget)
    above: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)

    def taken(self, names: object, settings: Mapping[str, Any]) -> _Part:
        """What the blocks of a list bring together; `settings`: the `[use]` table beside it."""
        listed = _checked_names(names, self.where)
        use_table = Place(self.where.file, "[use]")
        shared = {name: value for name, value in settings.items() if not isinstance(value, Mapping)}
        for name in settings:
            if name in shared and name in listed:
                hint = f"Give parameters of the block below [use.{name}]."
                raise RoiError(f"{shown(name)} is a block and a value", use_table, hint)
            if name not in shared and name not in listed:
                place = Place(self.where.file, f"[use.{name}]")
                raise RoiError(f"{shown(name)} is not taken in", place, nearest(name[:60], listed))
        result, requested = _Part(), set[str]()
        for name in listed:
            table = settings.get(name, {})
            place = Place(self.where.file, f"[use.{name}]") if table else self.where
            block = self._block(table.get("block", name), place)
            requested |= block.parameters.keys()
            part = self._instance(name, block, table, shared, place)
            content = joined(result.content, part.content, self.documents, place)
            result = _Part(content, {**part.files, **result.files}, (*result.last, *part.last))
        for name in shared:
            if name not in requested:
                raise RoiError(
                    f"no block has a parameter {shown(name)}", use_table, nearest(name[:60], requested)
                )
        return result

    def _block(self, name: object, where: Place) -> Block:
        if not isinstance(name, str) or DOCUMENT_ID.fullmatch(name) is None:
            raise RoiError(f"{shown(name)} is no name of a block", where, NO_NAME)
        self.used.append(name)
        if len(self.used) > MOST_BLOCKS:
            hint = "Join some."
            raise RoiError(f"the case takes in more than {MOST_BLOCKS} blocks of blocks", where, hint)
        with located(where):
            return self.library.block(name, self.folder, self.above)

    def _instance(
        self, name: str, block: Block, table: Mapping[str, Any], shared: Mapping[str, Any], where: Place
    ) -> _Part:
        """What a block brings under a name, without what is left out."""
        given = {key: value for key, value in table.items() if key not in _SETTINGS}
        values = values_of(block.parameters, given, {**self.values, **shared}, where)
        with located(where):
            part = self._expanded(name, block, values)
        if "without" not in table:
            return part
        return replace(part, content=left_out(part.content, table["without"], where.at_key("without")))

    def _expanded(self, name: str, block: Block, values: Mapping[str, Value]) -> _Part:
        """What a block brings: its own entries over those of the blocks that it takes in."""
        built_in = {"id": name.replace("-", "_"), "currency": self.currency}
        filler = Filler(block.parameters, {**values, **built_in}, self.budget, block.file)
        content = {table: filler.filled(entries, (table,)) for table, entries in block.content.items()}
        last = tuple(str(filler.filled(line, ("block", "last"))) for line in block.header.last)
        inside = replace(
            self,
            where=Place(block.file, "[block]", "use"),
            folder=block.folder,
            documents=(*self.documents, content),
            above=(*self.above, block.header.id),
            values=values,
        )
        names = [str(filler.filled(inner, ("block", "use"))) for inner in block.header.use]
        inner = inside.taken(names, filler.filled(dict(block.settings), ("use",)))
        last = (*inner.last, *last)
        sources = {**inner.files, **_files_of(content, block.file, inner.files)}
        return _Part(laid_over(content, inner.content, last), sources, last)


def composed(raw: Table, path: Path, origin: str) -> tuple[Table, Mapping[str, str]]:
    """The document of a case file with the blocks that it takes in, and which file brought which entry.

    Args:
        path: of the case file: its blocks are looked for beside it.
        origin: what messages call the file.

    Raises:
        RoiError: a block that is not there, takes in itself or is given wrong values, blocks that contradict.
    """
    header = raw["case"] if isinstance(raw.get("case"), dict) else {}
    names, document_alone = header.get("use", []), _without_use(raw)
    if "use" not in raw and names == []:
        return with_likeness(document_alone, origin), {}
    settings = as_table(raw.get("use", {}), Place(origin, "[use]"))
    taker = _Taker(
        Place(origin, "[case]", "use"), path.parent, str(header.get("currency", "")), (document_alone,)
    )
    part = taker.taken(names, settings)
    document = laid_over(document_alone, part.content, part.last)
    if isinstance(document.get("claims"), list):
        brought = part.content.get("claims", [])
        document["claims"] = [_signed(entry, brought, part.files) for entry in document["claims"]]
    return with_likeness(document, origin), {**part.files, **_files_of(document_alone, "")}


def _signed(entry: Any, brought: list[Any], sources: Mapping[str, str]) -> Any:
    """A claim with the file that brought it."""
    if any(entry is other for other in brought):
        return {**entry, "included": sources[f"[[claims]] {entry.get('id')}"]}
    return entry


def _without_use(raw: Table) -> Table:
    document = {table: content for table, content in raw.items() if table != "use"}
    if isinstance(raw.get("case"), dict):
        document["case"] = {key: value for key, value in raw["case"].items() if key != "use"}
    return document


def _checked_names(names: object, where: Place) -> list[str]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        hint = 'Write ["failure", "overrun"].'
        raise RoiError(f"a list of blocks is needed, found {shown(names)}", where, hint)
    if len(names) > MOST_USED:
        raise RoiError(f"{len(names):,} blocks are taken in; at most {MOST_USED} are", where, "Join some.")
    for name in names:
        if DOCUMENT_ID.fullmatch(name) is None:
            raise RoiError(f"{shown(name)} is no name of a block", where, NO_NAME)
    if len(set(names)) < len(names):
        hint = 'Give the second a name of its own: [use.another] block = "…".'
        raise RoiError("a block is named twice", where, hint)
    return names


def _files_of(
    content: Mapping[str, Any], file: str, known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The file of each entry and of each of its keys; an entry that is known keeps the file that brought it."""
    sources: dict[str, str] = {}
    for header, entry in _headers(content):
        if known is None or header not in known:
            sources[header] = file
        keys = entry if isinstance(entry, Mapping) else ("value",)  # a bare figure
        sources |= {f"{header} {key}": file for key in keys}
    return sources


def _headers(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Entries by the header that messages call them by."""
    for table in NAMED:
        entries = content.get(table, {})
        for name, entry in entries.items() if isinstance(entries, Mapping) else ():
            yield f"[{table}.{name}]", entry
            for inner in ("inputs", "lines") if table in ("presets", "options") else ():
                within = entry.get(inner, {}) if isinstance(entry, Mapping) else {}
                for key, value in within.items() if isinstance(within, Mapping) else ():
                    yield f"[{table}.{name}.{inner}.{key}]", value
    claims = content.get("claims", [])
    for claim in claims if isinstance(claims, list) else ():
        if isinstance(claim, Mapping):
            yield f"[[claims]] {claim.get('id')}", claim
