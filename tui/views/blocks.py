"""Building blocks of cases: a list of them, and one in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from cases.block import Block
from cases.parameters import BlockParameter
from tui.views.json_values import picked
from tui.views.style import titled


def blocks_parts(blocks: Sequence[Block]) -> Iterator[RenderableType]:
    """One row a block."""
    columns = (Column("Block", no_wrap=True), Column("What it is, and what it has to be told", ratio=1))
    table = titled("Building blocks of cases", *columns)
    for block in blocks:
        needs = f"\nneeds {', '.join(block.needed)}" if block.needed else ""
        table.add_row(block.header.id, Text.assemble(block.header.title, (needs, "dim")))
    yield table
    yield Text('A case takes them in by [case] use = ["failure", …]; roi blocks NAME shows one in full.')


def block_parts(block: Block) -> Iterator[RenderableType]:
    """A block in full: its parameters, and what it brings, placeholders as they stand in its file."""
    yield Text(f"{block.header.id}: {block.header.title}", style="bold")
    if block.header.summary:
        yield Text(block.header.summary)
    if block.header.use:
        yield Text(f"Takes in: {', '.join(block.header.use)}.")
    if block.parameters:
        yield _parameters(block.parameters)
    for where, content in _scopes(block.content):
        if content.get("inputs"):
            yield _inputs(where, content["inputs"])
        if content.get("lines"):
            yield _lines(where, content["lines"])
    for table, entries in block.content.items():
        if table in ("sources", "rates", "shares", "presets"):
            yield Text(f"{table.capitalize()}: {', '.join(entries)}.")
        elif table in ("claims", "correlations", "risks"):
            yield Text(f"{len(entries)} {table}.")
    if block.needed:
        settings = [f'{name} = "…"' for name in block.needed]
        yield Text("\n".join(["", f"[use.{block.header.id}]", *settings]), style="dim")


def blocks_document(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """`roi blocks --json`."""
    return [
        {
            "name": block.header.id,
            "title": block.header.title,
            "summary": block.header.summary,
            "takes_in": block.header.use,
            "parameters": {
                name: picked(each, "label", "kind", "default") for name, each in block.parameters.items()
            },
            "brings": brought(block),
        }
        for block in blocks
    ]


def brought(block: Block) -> dict[str, list[str]]:
    """The entries of a block's own by table, as its file has them; inside options and presets too."""
    by_kind: dict[str, list[str]] = {}
    for table, entries in block.content.items():
        listed = isinstance(entries, list)
        by_kind[table] = [str(each.get("id", "")) for each in entries] if listed else list(entries)
    for where, content in _scopes(block.content):
        for table in ("inputs", "lines"):
            if where and content.get(table):
                by_kind[f"{where}.{table}"] = list(content[table])
    return by_kind


def _scopes(content: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The block itself, then each of its options and presets, with the table they stand under."""
    yield "", content
    for table in ("options", "presets"):
        for name, entry in content.get(table, {}).items():
            yield f"{table}.{name}", entry


def _parameters(parameters: Mapping[str, BlockParameter]) -> Table:
    heads = ("Name", "What it is", "Kind", "Where none is given")
    table = titled("Parameters", *(Column(head, overflow="fold") for head in heads))
    for name, each in parameters.items():
        default = Text("needed", style="bold") if each.default is None else Text(_shown(each.default))
        table.add_row(name, Text(each.label), each.kind, default)
    return table


def _inputs(where: str, entries: Mapping[str, Any]) -> Table:
    table = titled(
        _title("Inputs", where),
        Column("Input, its sources and note", ratio=1),
        Column("Value, unit", max_width=34),
        Column("Grade", no_wrap=True),
    )
    for name, given in entries.items():
        entry = given if isinstance(given, Mapping) else {"value": given}
        sources = entry.get("source", [])
        parts = (", ".join([sources] if isinstance(sources, str) else sources), str(entry.get("note", "")))
        text = Text(f"{entry['label']}  " if "label" in entry else "").append(name, style="dim")
        note = ". ".join(part for part in parts if part)
        if note:
            text.append(f"\n{note}", style="dim")
        value = Text.assemble(_shown(entry.get("value", "")), (f"\n{entry.get('unit', '')}".rstrip(), "dim"))
        table.add_row(text, value, str(entry.get("grade", "")))
    return table


def _lines(where: str, entries: Mapping[str, Any]) -> Table:
    facts = (Column(head, no_wrap=True) for head in ("Unit", "Kind"))
    table = titled(_title("Lines", where), Column("Line and formula", ratio=1), *facts)
    for name, entry in entries.items():
        label = Text(f"{entry['label']}  " if "label" in entry else "")
        label.append(f"{name}\n{entry.get('formula', '')}".rstrip(), style="dim")
        flow = " · ".join(str(entry[key]) for key in ("flow", "kind", "class") if key in entry)
        table.add_row(label, Text(str(entry.get("unit", ""))), flow or "–")
    return table


def _title(what: str, where: str) -> str:
    return f"{what} of {where}" if where else what


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
