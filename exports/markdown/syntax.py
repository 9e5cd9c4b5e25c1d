"""Markdown itself: texts that stay what they are, tables, lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from exports.brand import HOUSE, Brand
from roi.text import one_line

# Inside a word an underscore is an underscore, and a name in backticks stays code.
_CODE = r"(?<!`)`[A-Za-z0-9_.,:=/ -]+`(?!`)"
_SPECIAL = re.compile(rf"({_CODE})|[\\*\[\]<|`~$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_OPENING = re.compile(r"^(?:(?=[#>+=~-])|(\d+)(?=[.)](?: |$)))")  # would begin a heading, a list, a rule …
_ADDRESS = re.compile(r"https?://[^\s<>|]+")


class Markdown(str):
    """A text that is Markdown already: what is none is escaped where it stands."""

    __slots__ = ()


def document(title: str, blocks: Iterable[str], brand: Brand = HOUSE) -> str:
    """Blocks of Markdown under a title, with the lines of a brand: who may read it, and what stands at its foot."""
    head = [bold(escape(brand.confidentiality))] if brand.confidentiality else []
    foot = ["---", escape(brand.footer)] if brand.footer else []
    return "\n\n".join([f"# {escape(title)}", *head, *blocks, *foot]) + "\n"


def escape(text: str) -> Markdown:
    """A text that Markdown shows as it is, on one line."""
    return Markdown(_OPENING.sub(r"\1\\", cell(text)))


def cell(text: str) -> Markdown:
    """A cell of a table, where nothing opens a heading or a list: as `escape` shows it; Markdown stays."""
    if isinstance(text, Markdown):
        return text
    return Markdown(_SPECIAL.sub(lambda at: at[1] or f"\\{at[0]}", one_line(text)))


def table(head: Sequence[str], rows: Iterable[Sequence[str]], figures_from: int = 1) -> str:
    """A table whose columns from `figures_from` on are set flush right; every cell is one of `cell`."""
    rule = [Markdown("---" if column < figures_from else "---:") for column in range(len(head))]
    return "\n".join(f"| {' | '.join(map(cell, cells))} |" for cells in (head, rule, *rows))


def bullets(items: Iterable[str]) -> str:
    """A list; items are Markdown."""
    return "\n".join(f"- {item}" for item in items)


def code(text: str) -> Markdown:
    """A code span for a cell of a table."""
    plain = one_line(text)
    fence = "`" * (max(map(len, re.findall("`+", plain)), default=0) + 1)
    room = " " if "`" in plain else ""
    return Markdown(f"{fence}{room}{plain}{room}{fence}".replace("|", "\\|"))


def bold(text: str) -> Markdown:
    """A text in bold; nothing stays nothing."""
    return Markdown(f"**{cell(text)}**" if text else "")


def link(address: str) -> str:
    """A web address to click on; anything else as plain text."""
    return f"<{address}>" if _ADDRESS.fullmatch(address) and one_line(address) == address else escape(address)


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."
