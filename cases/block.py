"""Files of building blocks: finding them beside a case or among the shipped ones, and reading them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cache
from pathlib import Path

from cases.fields import as_table, built, shown
from cases.merging import LISTED, PLAIN, TABLES, Table
from cases.parameters import BlockParameter, parameters_from
from cases.toml import read_toml
from roi.case import DOCUMENT_ID
from roi.errors import Place, RoiError, located, nearest
from roi.records import dataclass

UNDER_ITS_NAME = "{id}"  # what a block takes in under the name that it is itself taken in under
_OWN = ("block", "parameters", "use")  # tables of a block file that are not of a case
BLOCKS = "blocks"  # a folder beside cases, in which a pack keeps its blocks
MOST_LEVELS = 8  # of blocks that take in blocks
NO_NAME = (
    "Blocks lie beside the case, in a folder blocks there, or are shipped: give the file name without .toml."
)
_NO_BLOCK = ("case", "estimate")  # tables of files that are something else


@dataclass(frozen=True, slots=True)
class BlockHeader:
    """The `[block]` table: what a block is for, which others it takes in, which lines stand behind all others."""

    id: str
    title: str
    summary: str = ""
    use: tuple[str, ...] = ()
    last: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A block as its file has it.

    Attributes:
        file: its name, for messages; folder: where it looks for blocks that it takes in.
        parameters: its own, and those of the blocks it takes in that it does not settle.
        content: its tables, placeholders and all.
        settings: its `[use]` table.
    """

    header: BlockHeader
    parameters: Mapping[str, BlockParameter]
    content: Table
    settings: Mapping[str, object]
    file: str
    folder: Path

    @property
    def needed(self) -> list[str]:
        """Parameters without a default."""
        return [name for name, parameter in self.parameters.items() if parameter.default is None]


def shipped_folder() -> Path:
    """Where the shipped blocks lie."""
    return Path(__file__).with_name(BLOCKS)


@cache
def shipped_blocks() -> dict[str, Path]:
    """The shipped blocks: name → file."""
    return {path.stem: path for path in sorted(shipped_folder().glob("*.toml"))}


@dataclass(frozen=True, slots=True)
class Library:
    """Blocks by the file they were read from; each file is read once."""

    known: dict[Path, Block] = field(default_factory=dict)

    def block(self, name: str, folder: Path, above: Sequence[str] = ()) -> Block:
        """The block of that name in the folder, or in its folder `blocks`, else the shipped one.

        Args:
            above: blocks that are taking it in.

        Raises:
            RoiError: there is none, its file cannot be read or holds no block, it takes in itself.
        """
        if name in above:
            chain = " → ".join([*above[above.index(name) :], name])
            raise RoiError(f"a block takes in itself: {chain}", hint="Take one of them out.")
        if len(above) >= MOST_LEVELS:
            hint = "Join some."
            raise RoiError(f"blocks take in blocks over more than {MOST_LEVELS} levels", hint=hint)
        path = folder / BLOCKS / f"{name}.toml"
        path = path if os.path.lexists(path) else folder / path.name
        shipped = shipped_blocks()
        if path not in self.known and path != shipped.get(name):
            raw = read_toml(path, path.name) if os.path.lexists(path) else None
            if raw is not None and not any(table in raw for table in _NO_BLOCK):
                self.known[path] = _block(name, raw, path, self, [*above, name])
            elif name not in shipped:
                instead = "no file beside the case" if raw is None else "a case or an estimate"
                message = f"there is no block {shown(name)}: {path.name} is {instead}"
                raise RoiError(message, hint=nearest(name, shipped))
        return self.known[path] if path in self.known else _shipped(name)


@cache
def _shipped(name: str) -> Block:
    """A shipped block, read once; none of them takes in itself."""
    path = shipped_blocks()[name]
    return _block(name, read_toml(path, path.name), path, Library(), [name])


def block_named(name: str) -> Block:
    """A shipped block, or one of the current folder.

    Raises:
        RoiError: there is none of that name, or its file cannot be read.
    """
    return Library().block(name.removesuffix(".toml"), Path())


def _block(name: str, raw: Table, path: Path, library: Library, above: Sequence[str]) -> Block:
    where = Place(path.name)
    if "block" not in raw:
        raise RoiError("the table [block] is missing", where, 'Write [block] and title = "…" below it.')
    for table, content in raw.items():
        if table not in TABLES and table not in _OWN:
            allowed = ", ".join((*_OWN, *TABLES))
            raise RoiError(f"a block cannot hold {shown(table)}", where, f"Allowed: {allowed}.")
        if table in TABLES:
            _check_shape(table, content, where)
    header = built(BlockHeader, raw["block"], where.of_table("[block]"), id=name)
    content = {table: raw[table] for table in TABLES if table in raw}
    settings = as_table(raw.get("use", {}), where.of_table("[use]"))
    parameters = parameters_from(raw.get("parameters", {}), where)
    for inner in header.use:
        place = where.of_table("[block]").at_key("use")
        if DOCUMENT_ID.fullmatch(inner) is None and inner != UNDER_ITS_NAME:
            raise RoiError(f"{shown(inner)} is no name of a block", place, NO_NAME)
        given = settings.get(inner, {})
        given = as_table(given, where.of_table(f"[use.{inner}]"))
        with located(place):
            other = library.block(str(given.get("block", inner)), path.parent, above)
        open_ones = {
            key: value for key, value in other.parameters.items() if key not in {**settings, **given}
        }
        parameters = {**open_ones, **parameters}
    return Block(header, parameters, content, settings, path.name, path.parent)


def _check_shape(table: str, content: object, where: Place) -> None:
    """Tables of tables, and lists of tables: what merging relies on."""
    if table in LISTED:
        if not isinstance(content, list) or not all(isinstance(entry, Mapping) for entry in content):
            raise RoiError(f"{table} is {shown(content)}", where, f"Write [[{table}]] over each of them.")
        return
    if table in PLAIN:
        as_table(content, where.of_table(f"[{table}]"))
        return
    if not isinstance(content, Mapping) or not all(isinstance(entry, Mapping) for entry in content.values()):
        raise RoiError(f"{table} is {shown(content)}", where, f"Write [{table}.some_id] over each of them.")
    for name, entry in content.items() if table in ("presets", "options") else ():
        for inner in ("inputs", "lines"):
            if not isinstance(entry.get(inner, {}), Mapping):
                place = where.of_table(f"[{table}.{name}]")
                raise RoiError(
                    f"{inner} is {shown(entry[inner])}", place, f"Write [{table}.{name}.{inner}.some_id]."
                )
