"""The tables of the guide to cases against the rows they speak of: words, and families of distributions."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from cases.block import block_named, shipped_blocks
from cases.merging import GROUPS
from roi.distributions import FAMILIES, parse
from roi.finance import Finance
from roi.formula.nodes import Call, Name, walk
from roi.formula.parse import parse as parse_formula
from roi.formula.vocabulary import WORDS
from roi.sim.metrics import METRICS
from tui.mcp.tools import TOOLS

GUIDE = (Path(__file__).parents[1] / "docs" / "cases.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`]+)`")


def rows(heading: str) -> list[list[str]]:
    """Cells of the rows of the table with that heading."""
    lines = GUIDE.split(f"{heading}\n", 1)[1].splitlines()[1:]
    table = list(lines[: next(k for k, line in enumerate(lines) if not line.startswith("|"))])
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]


WORD_ROWS = rows("| word | meaning | example |")
FAMILY_ROWS = rows("| value | when to use it | likely value (base case) |")
BLOCK_ROWS = rows("| block | what it is | needs |")
SIGNATURES = [text for row in WORD_ROWS for text in CODE.findall(row[0])]
VALUES = [(text, row[2]) for row in FAMILY_ROWS for text in CODE.findall(row[0])]


def test_every_key_of_finance_has_its_row_and_its_mention() -> None:
    keys = {field.name for field in fields(Finance)}
    page = (Path(__file__).parents[1] / "docs" / "finance.md").read_text(encoding="utf-8")
    table = page.split("| key | names | meaning |\n")[1].split("\n\n")[0].splitlines()[1:]
    assert {name for row in table for name in CODE.findall(row.split(" | ")[0])} == keys
    mention = next(part for part in GUIDE.splitlines() if part.startswith("**`[finance]`**"))
    assert keys <= set(CODE.findall(mention))
    assert all(f"(`{name}`)" in page for name, row in METRICS.items() if row.finance)


def test_every_shipped_block_has_its_row_in_the_guide() -> None:
    """Its name, what it is, and the parameters that have no value of their own."""
    documented = [(CODE.findall(name)[0], title, CODE.findall(needed)) for name, title, needed in BLOCK_ROWS]
    blocks = [block_named(name) for name in shipped_blocks()]
    assert documented == [(block.header.id, block.header.title, block.needed) for block in blocks]


def test_the_guide_has_the_order_of_groups() -> None:
    assert f"nothing else says so: {', '.join(GROUPS)}." in GUIDE


def test_every_tool_of_agents_has_its_row() -> None:
    page = (Path(__file__).parents[1] / "docs" / "mcp.md").read_text(encoding="utf-8")
    table = page.split("| tool | returns |\n")[1].split("\n\n")[0].splitlines()[1:]
    assert [name for row in table for name in CODE.findall(row.split(" | ")[0])] == list(TOOLS)


def test_every_word_has_its_row_in_the_guide() -> None:
    assert sorted(text.partition("(")[0] for text in SIGNATURES) == sorted(WORDS)


@pytest.mark.parametrize("signature", SIGNATURES)
def test_the_guide_gives_a_word_the_arguments_it_takes(signature: str) -> None:
    name, _, rest = signature.partition("(")
    given = [part.strip() for part in rest.rstrip(")").split(",") if part.strip()]
    word = WORDS[name]
    if "…" in given:
        assert word.most is None
        assert len(given) - 1 >= word.least
    else:
        assert word.least == len(given) == word.most


@pytest.mark.parametrize("row", WORD_ROWS, ids=lambda row: row[0])
def test_the_example_of_a_word_uses_it(row: list[str]) -> None:
    described = {text.partition("(")[0] for text in CODE.findall(row[0])}
    tree = parse_formula(CODE.findall(row[2])[0])
    used = {part.function for part in walk(tree) if isinstance(part, Call)}
    used |= {part.id for part in walk(tree) if isinstance(part, Name)}
    assert described & used


def family_of(text: str) -> str:
    name, bracket, _ = text.partition("(")
    return name if bracket else "a to b" if " to " in text else "constant"


def test_every_family_has_its_row_in_the_guide() -> None:
    assert {family_of(text) for text, _ in VALUES} == set(FAMILIES)


@pytest.mark.parametrize(
    "text", [text for text, _ in VALUES if re.search(r"\d", text) and not re.search(r"data\(|sip\(", text)]
)
def test_values_of_the_guide_parse(text: str) -> None:
    if "p10, p50" not in text:
        assert parse(text).quantile(np.array([0.5])).size == 1


@pytest.mark.parametrize(
    "text", [text for text, _ in VALUES if "(" in text and not re.search(r"[\d%\"]", text)]
)
def test_the_guide_gives_a_family_its_parameters(text: str) -> None:
    """By their number, with and without those that have a default."""
    row = FAMILIES[family_of(text)]
    given = len(text.split(","))
    least = sum(1 for p in row.parameters if p.default is None and not p.optional)
    assert least <= given <= len(row.parameters)


@pytest.mark.parametrize(("text", "likely"), VALUES)
def test_the_likely_value_is_as_the_guide_says(text: str, likely: str) -> None:
    row = FAMILIES[family_of(text)]
    if row.name in ("data", "mean_of", "sip"):  # they need a file
        return
    value = parse(row.example)
    if likely in ("median", "p50"):
        assert value.likely == pytest.approx(float(value.quantile(np.array([0.5]))[0]), rel=1e-9)
    elif likely in ("mode", "mean") and row.called and isinstance(row.likely, str):
        assert likely == row.likely
