"""`roi mcp` as an agent meets it: the SDK's own client, over standard streams, one server for all questions."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from jsonschema import Draft202012Validator
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, TextContent
from typer.testing import CliRunner

from cases import estimate_text, open_any
from exports.document.schema import schema_of
from roi.case_files import CASES_VARIABLE
from roi.portfolio import Deal, DealResult, OptionResult, Portfolio, Results, write
from tests.tui.app.pilots import CASE
from tui.cli.whole import app
from tui.desk.opening import CaseRequest
from tui.desk.redaction import without_folders
from tui.desk.request import open_case
from tui.mcp.server import SCHEMA_URI
from tui.mcp.tools import TOOLS
from tui.mcp.worker import LONGEST

ROOT = Path(__file__).parents[3]
FEW = 2_048
MODULES = ("json.py", "mcp.py", "numpy.py", "roi.py", "sitecustomize.py", "tui.py")


@dataclass(frozen=True)
class Agent:
    """A client in a thread of its own, and the folder that its server may read."""

    portal: BlockingPortal
    client: Client
    folder: Path

    def call(self, tool: str, /, **arguments: object) -> CallToolResult:
        result: CallToolResult = self.portal.call(self.client.call_tool, tool, arguments)
        return result

    def answer(self, tool: str, /, **arguments: object) -> tuple[str, Any]:
        result = self.call(tool, **arguments)
        assert not result.is_error, text_of(result)
        document = result.structured_content
        return text_of(result), document.get("result", document)

    def refusal(self, tool: str, /, **arguments: object) -> str:
        result = self.call(tool, **arguments)
        assert result.is_error
        assert result.structured_content is None
        return text_of(result)


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a case and an estimate, and what a stranger may have put there."""
    outside = tmp_path_factory.mktemp("outside")
    place = outside / "deals"
    place.mkdir()
    text = CASE.read_text(encoding="utf-8")
    (place / "letters.toml").write_text(text, encoding="utf-8")
    (outside / "secret.toml").write_text(text, encoding="utf-8")
    request = CaseRequest(str(place / "letters.toml"), sets=("wage=60",), draws=200_000)
    estimate = open_case(request).estimate
    (place / "acme.toml").write_text(estimate_text(estimate), encoding="utf-8")
    (place / "way.toml").symlink_to(outside / "secret.toml")
    (place / "door").symlink_to(outside)
    (place / "zero.toml").symlink_to("/dev/zero")
    os.mkfifo(place / "pipe.toml")
    for name in MODULES:  # called as ours and as Python's: whoever runs one has no server any more
        for where in (outside, place):
            (where / name).write_text("raise SystemExit", encoding="utf-8")
    hostile = text.replace('title = "', 'title = "\\u001b]52;c;eA==\\u0007\\u202eevil ', 1)
    assert hostile != text
    (place / "hostile.toml").write_text(hostile, encoding="utf-8")
    _portfolio(place / "many.parquet")
    _portfolio(outside / "secret.parquet")
    (place / "way.parquet").symlink_to(outside / "secret.parquet")
    return place


def _portfolio(path: Path) -> None:
    """Results of two deals, made up."""
    random, months = np.random.default_rng(1), np.full(13, 1e4)
    deals = []
    for name, mean in (("pays", 9e5), ("never", -2e5)):
        npv = mean + 3e5 * random.standard_normal(256)
        option = OptionResult("", "as it stands", npv, np.full(256, 9.0), months, months, *[months] * 3)
        deals.append(DealResult(Deal(name, Path(f"{name}.toml"), sector="A"), "0", (option,)))
    write(Results(Portfolio(tuple(each.deal for each in deals), "EUR"), tuple(deals), 256, 1, "1"), path)


def tool_of(words: str) -> str:
    """The tool that is the command of these words."""
    first, *rest = words.split()
    return f"{first}_{rest[0]}" if first == "portfolio" else first


@pytest.fixture(scope="module")
def agent(folder: Path) -> Iterator[Agent]:
    words = ["-P", "-m", "tui.cli", "mcp", "--folder", str(folder), "--seconds", "300"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), CASES_VARIABLE: ""}
    server = StdioServerParameters(
        command=sys.executable, args=words, env=environment, cwd=str(folder.parent)
    )
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(stdio_client(server))) as client,
    ):
        yield Agent(portal, client, folder)


def test_tools_tell_what_a_model_needs(agent: Agent) -> None:
    listed = agent.portal.call(agent.client.list_tools).tools
    assert [tool.name for tool in listed] == [
        "cases", "show", "run", "audit", "why", "drivers", "ask", "solve", "compare",
        "portfolio_show", "portfolio_rank", "portfolio_fund",
    ]  # fmt: skip
    for tool in listed:
        Draft202012Validator.check_schema(tool.input_schema)
        assert tool.description
        assert len(tool.description) > 100
        assert "--" not in tool.description
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        for name, each in tool.input_schema["properties"].items():
            assert each["description"], name
            assert "--" not in each["description"]
    assert "±" in (agent.client.instructions or "")


# Each tool with the words of the command that asks the same.
SAME: Mapping[str, tuple[Mapping[str, object], str]] = {
    "cases": ({"words": ["scribe"]}, "cases scribe"),
    "every case": ({}, "cases"),
    "show": ({"case": "letters.toml", "set": {"wage": 45}}, "show letters.toml --set wage=45"),
    "run": (
        {"case": "letters.toml", "draws": FEW, "seed": 3, "option": "hosted", "answer": {"letters": "12k"},
         "by": "Ann", "for": "Acme", "learn": False, "include_soft": True, "risk_tolerance": "5 M"},
        f"run letters.toml --draws {FEW} --seed 3 --option hosted --answer letters=12k --by Ann --for Acme "
        "--no-learn --include-soft --risk-tolerance 5M",
    ),
    "audit": ({"case": "letters.toml"}, "audit letters.toml"),
    "portfolio_show": ({"results": "many.parquet", "by": "sector"}, "portfolio show many.parquet --by sector"),
    "portfolio_rank": ({"results": "many.parquet", "k": 1}, "portfolio rank many.parquet --k 1"),
    "portfolio_fund": (
        {"results": "many.parquet", "total": "200k", "must": ["never"]},
        "portfolio fund many.parquet --total 200k --must never",
    ),
    "why": ({"case": "letters.toml", "name": "hours"}, "why letters.toml hours"),
    "drivers": (
        {"case": "letters.toml", "draws": FEW, "measure": "all", "metric": "payback", "top": 3},
        f"drivers letters.toml --draws {FEW} --measure all --metric payback --top 3",
    ),
    "ask": (
        {"case": "letters.toml", "draws": 4_096, "hurdle": "20%", "top": 2},
        "ask letters.toml --draws 4096 --hurdle 20% --top 2",
    ),
    "solve": (
        {"case": "letters.toml", "draws": 4_096, "input": "wage", "probability": 0.6, "value": "1000"},
        "solve letters.toml wage --draws 4096 --probability 0.6 --value 1000",
    ),
    "compare": (
        {"case": "letters.toml", "draws": 4_096, "costs": True, "stress": ["wage*=1.2"], "option": "case,hosted"},
        "compare letters.toml --draws 4096 --costs --stress wage*=1.2 --option case,hosted",
    ),
}  # fmt: skip


@pytest.mark.parametrize("question", SAME)
def test_a_tool_returns_what_the_command_prints(
    agent: Agent, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments, words = SAME[question]
    monkeypatch.chdir(agent.folder)
    monkeypatch.setenv(CASES_VARIABLE, str(agent.folder))
    printed = CliRunner().invoke(app, [*words.split(), "--json"])
    assert printed.exit_code == 0, printed.exception
    text, document = agent.answer(tool_of(words), **arguments)
    expected = json.loads(printed.stdout)
    if words.startswith("cases"):  # by the name alone; what leads out of the folder cannot be read here
        for card in expected:
            card |= {"file": Path(card["file"]).name}
            if "problem" in card:
                card["problem"] = without_folders(card["problem"])
        expected, document = (
            [card for card in cards if card["id"] not in LEAD_OUT] for cards in (expected, document)
        )
    assert document == expected
    assert 0 < len(text) < LONGEST + 1_000
    for unwanted in (str(agent.folder.parent), "--json", "--top", "--no-learn", "\x1b", "\u202e"):
        assert unwanted not in text
    assert str(agent.folder.parent) not in json.dumps(document)


def test_the_words_begin_with_the_verdict_and_its_figures(agent: Agent) -> None:
    text, document = agent.answer("run", case="letters.toml", draws=FEW)
    Draft202012Validator(schema_of("result")).validate(document)
    flat = re.sub(r"[\s│]+", " ", text)
    assert flat.index(document["verdict"]["word"].lower()[:4]) < flat.index("Expected NPV")
    assert re.search(r"Expected NPV \S+ [−\d].* ± .*8 in 10: ", flat)
    assert "If everything goes as planned" in flat


def test_what_an_answer_tells_is_noted(agent: Agent) -> None:
    text, _ = agent.answer("ask", case="acme.toml", draws=FEW * 8, top=1)
    assert "`top` = " in text
    listing, _ = agent.answer("cases", words=["letters"])
    assert "acme.toml" in listing
    assert "letters.toml" in listing
    assert "way.toml" not in listing


def test_a_stranger_s_file_is_text(agent: Agent) -> None:
    text, document = agent.answer("show", case="hostile.toml")
    assert "evil" in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    assert document["title"].startswith("\x1b]52")  # JSON tells what the file has, as `roi show --json` does


LEAD_OUT = ("deals/way", "deals/zero")
LONG = "x" * 1_000_000
REFUSED: Mapping[str, tuple[str, Mapping[str, object], str]] = {
    "draws": ("run", {"case": "letters.toml", "draws": 10**9}, "`draws`: 1,000,000,000 is more than 65,536"),
    "no draws": ("run", {"case": "letters.toml", "draws": -1}, "`draws`"),
    "a part of a draw": ("run", {"case": "letters.toml", "draws": 1.5}, "`draws`: 1.5 is not a whole number"),
    "draws as text": ("run", {"case": "letters.toml", "draws": "4096"}, "'4096' is not a whole number"),
    "a truth": ("run", {"case": "letters.toml", "draws": True}, "True is not a whole number"),
    "a huge number": ("run", {"case": "letters.toml", "seed": 10**40}, "is not a whole number"),
    "draws of a file": ("run", {"case": "acme.toml"}, "`draws`: the estimate has 200,000 draws"),
    "draws to compare": ("compare", {"case": "acme.toml"}, "`draws`: the estimate has 200,000 draws"),
    "an absolute path": ("run", {"case": "/etc/passwd"}, "`case`: this names nothing that may be opened"),
    "another drive": ("run", {"case": "C:\\case.toml"}, "`case`: this names nothing"),
    "upwards": ("show", {"case": "../secret.toml"}, "`case`: this names nothing"),
    "down and up": ("show", {"case": "door/../../secret.toml"}, "`case`: this names nothing"),
    "a home": ("show", {"case": "~/case.toml"}, "`case`: this names nothing"),
    "a link": ("show", {"case": "way.toml"}, "way.toml: this is outside the folder that may be read"),
    "a link of a folder": ("show", {"case": "door/secret.toml"}, "this is outside the folder"),
    "a device": ("show", {"case": "zero.toml"}, "this is outside the folder"),
    "a pipe": ("show", {"case": "pipe.toml"}, "this is a device or a pipe, not a file"),
    "results elsewhere": ("portfolio_show", {"results": "../secret.parquet"}, "this names nothing"),
    "results behind a link": ("portfolio_show", {"results": "way.parquet"}, "this is outside the folder"),
    "a case, no results": ("portfolio_rank", {"results": "letters.toml"}, "this is no Parquet file"),
    "no such deal": ("portfolio_fund", {"results": "many.parquet", "must": ["payz"]}, "Did you mean 'pays'?"),
    "a class elsewhere": (
        "portfolio_rank", {"results": "many.parquet", "class": "/etc/passwd"}, "this names nothing"
    ),
    "no such file": ("show", {"case": "other.toml"}, "there is no such file"),
    "no such case": ("show", {"case": "clinical-scrib"}, "Did you mean 'clinical-scribe'?"),
    "half a character": ("show", {"case": "letters.toml\x00"}, "this names nothing"),
    "a long name": ("show", {"case": LONG}, "the text has 1,000,000 characters"),
    "a long value": ("run", {"case": "letters.toml", "set": {"wage": LONG}}, "the text has 1,000,000 characters"),
    "many values": ("run", {"case": "letters.toml", "set": dict.fromkeys(map(str, range(500)), 1)}, "500"),
    "a list of values": ("run", {"case": "letters.toml", "set": ["wage=1"]}, "is not values by the id of an input"),
    "a value of values": ("run", {"case": "letters.toml", "set": {"wage": {"a": 1}}}, "is not a text"),
    "a name with a sign": ("run", {"case": "letters.toml", "set": {"wage=1;x": 1}}, "is no id of an input"),
    "an unknown input": ("run", {"case": "letters.toml", "set": {"wages": 1}}, "Did you mean 'wage'?"),
    "a wrong value": ("run", {"case": "letters.toml", "answer": {"wage": "a lot"}}, "`answer` wage"),
    "no argument": ("run", {"case": "letters.toml", "draw": 1}, "there is no argument `draw`"),
    "no case": ("run", {}, "`case`: it is missing"),
    "no text": ("why", {"case": "letters.toml", "name": 3}, "`name`: 3 is not a text"),
    "no measure": ("drivers", {"case": "letters.toml", "measure": "all\u202e"}, "`measure`"),
    "no preset": ("run", {"case": "letters.toml", "preset": "\x1b[2Jbrochur"}, "Did you mean 'brochure'?"),
    "out of reach": ("solve", {"case": "letters.toml", "input": "fee", "value": "1e12"}, "out of reach"),
    "months": ("solve", {"case": "letters.toml", "input": "wage", "target": "payback"}, "As in `value` = 24."),
    "no tool": ("losing", {"case": "letters.toml"}, "There is no tool `losing`."),
}  # fmt: skip


def test_what_cannot_be_is_one_message_in_the_words_of_the_tools(agent: Agent) -> None:
    for name, (tool, arguments, message) in REFUSED.items():
        text = agent.refusal(tool, **arguments)
        assert message in text, name
        assert len(text) < 6_000, name
        for unwanted in ("Traceback", str(agent.folder.parent), str(ROOT), " --", "\x1b", "\u202e", "\x00"):
            assert unwanted not in text, name


def test_the_schema_of_a_run_is_a_resource(agent: Agent) -> None:
    (listed,) = agent.portal.call(agent.client.list_resources).resources
    (content,) = agent.portal.call(agent.client.read_resource, str(listed.uri)).contents
    assert json.loads(content.text) == schema_of("result")  # type: ignore[union-attr]
    assert str(listed.uri) == SCHEMA_URI
    with pytest.raises(MCPError, match="one resource"):
        agent.portal.call(agent.client.read_resource, "file:///etc/passwd")


def test_nothing_was_written(agent: Agent) -> None:
    agent.answer("audit", case="letters.toml")
    names = {
        *MODULES,
        "acme.toml",
        "door",
        "hostile.toml",
        "letters.toml",
        "many.parquet",
        "pipe.toml",
        "way.parquet",
        "way.toml",
        "zero.toml",
    }
    assert {path.name for path in agent.folder.iterdir()} == names
    assert {path.name for path in agent.folder.parent.iterdir()} == {
        *MODULES,
        "deals",
        "secret.parquet",
        "secret.toml",
    }
    open_any(str(agent.folder / "acme.toml"))


def test_every_tool_was_asked() -> None:
    assert {tool_of(words) for _, words in SAME.values()} == set(TOOLS)
