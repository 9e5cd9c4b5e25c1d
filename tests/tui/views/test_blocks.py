"""`roi blocks`: the list and one block in full, from the files themselves."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from cases.block import block_named, shipped_blocks
from tui.views.blocks import block_parts, blocks_document, blocks_parts


def printed(*parts: object) -> str:
    console = Console(width=100, record=True, file=StringIO())
    for part in parts:
        console.print(part)
    return console.export_text()


def test_the_list_names_every_shipped_block() -> None:
    blocks = [block_named(name) for name in shipped_blocks()]
    text = printed(*blocks_parts(blocks))
    assert all(f"  {block.header.id}  " in text and block.header.title in text for block in blocks)
    assert [entry["name"] for entry in blocks_document(blocks)] == list(shipped_blocks())


@pytest.mark.parametrize("name", ["failure", "general-api", "headline", "market-report"])
def test_a_block_in_full(name: str) -> None:
    """Every entry and every parameter of the file is on the screen; braces are text there."""
    block = block_named(name)
    text = printed(*block_parts(block))
    assert block.header.title in text
    assert all(parameter in text for parameter in block.parameters)
    for entries in blocks_document([block])[0]["brings"].values():
        assert all(entry in text for entry in entries if len(entries) < 5)
