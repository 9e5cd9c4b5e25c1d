"""Arguments of calls: their schemas follow the rows that the command line follows, and nothing else is let in."""

from __future__ import annotations

import io
import math
import sys
from dataclasses import dataclass
from inspect import signature
from typing import Annotated, Any, ClassVar

import pytest
import typer
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from roi.errors import Command, RoiError, Setting
from tui.cli.commands.queries import command_of
from tui.cli.commands.run import run
from tui.cli.main import main
from tui.mcp.arguments import query_of, schema
from tui.mcp.limits import ServerLimits
from tui.mcp.tools import TOOLS, as_argument, in_argument
from tui.mcp.worker import _without_paths
from tui.queries.compare import CompareQuery
from tui.queries.decide import MEASURES, DriversQuery, SolveQuery
from tui.queries.face import Answer, Face
from tui.queries.parameter import Parameter, rows
from tui.queries.run import RunQuery

LIMITS = ServerLimits()
# What commands have beside what they ask: the files that they write.
OF_FILES = {"run": set(signature(run).parameters) - {"query"}, "compare": {"output", "brand", "force"}}


@dataclass(frozen=True, kw_only=True)
class Louder(DriversQuery):
    """With a row more."""

    NAME: ClassVar[str] = "louder"

    volume: Annotated[int, Parameter("How loud.", name="how_loud", least=1, most=11)] = 5

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """How loud it is to be."""
        return Answer(lambda: {"loud": self.volume, "sets": list(self.sets)}, lambda _: ["loud"])


def test_a_row_more_is_an_option_and_an_argument() -> None:
    properties = schema(Louder, LIMITS)["properties"]
    assert isinstance(properties, dict)
    assert properties["how_loud"] == {
        "description": "How loud.", "type": "integer", "minimum": 1, "maximum": 11, "default": 5,
    }  # fmt: skip
    query = query_of(Louder, {"case": "x", "how_loud": 7, "set": {"price": 3}}, LIMITS)
    app = typer.Typer()
    app.command()(command_of(Louder))
    printed = CliRunner().invoke(app, ["x", "--how-loud", "7", "--set", "price=3", "--json"])
    assert printed.exit_code == 0, printed.exception
    assert '"loud": 7' in printed.stdout
    assert '"price=3"' in printed.stdout
    assert isinstance(query, Louder)
    assert (query.volume, query.sets) == (7, ("price=3",))
    assert "How loud." in CliRunner().invoke(app, ["--help"]).stdout


@pytest.mark.parametrize("name", TOOLS)
def test_every_option_of_the_command_is_an_argument_of_the_tool(name: str) -> None:
    from tui.cli.whole import app

    command: Any = typer.main.get_command(app)
    for word in name.split("_"):  # of a group its own command
        command = command.commands[word]
    options = {parameter.name for parameter in command.params} - {"as_json", "help"}
    listed = rows(TOOLS[name].query)
    assert {row.field for row in listed} == options - OF_FILES.get(name, set())
    properties = schema(TOOLS[name].query, LIMITS)["properties"]
    assert isinstance(properties, dict)
    assert list(properties) == [row.name for row in listed]
    helps = {parameter.name: parameter.help for parameter in command.params}
    assert {row.field: properties[row.name]["description"] for row in listed}.items() <= helps.items()


def test_an_enumeration_is_the_table_of_the_engine() -> None:
    properties = schema(DriversQuery, LIMITS)["properties"]
    assert isinstance(properties, dict)
    assert properties["measure"]["enum"] == list(MEASURES)
    assert properties["cut"]["enum"] == ["cash", "headline", "soft"]
    assert properties["draws"]["maximum"] == LIMITS.draws
    assert properties["set"]["type"] == "object"


def test_what_the_schema_takes_is_taken() -> None:
    given = {
        "case": "a/b", "option": "case,hosted", "costs": True, "stress": ["price*=2"], "learn": None,
        "set": {"price": 30, "share": 0.25, "seats": "range(1, 2, 3)"}, "draws": 4096.0,
    }  # fmt: skip
    Draft202012Validator(schema(CompareQuery, LIMITS)).validate(
        {name: value for name, value in given.items() if value is not None}
    )
    query = query_of(CompareQuery, given, LIMITS)
    assert isinstance(query, CompareQuery)
    assert query.sets == ("price=30", "share=0.25", "seats=range(1, 2, 3)")
    assert (query.options, query.costs, query.draws, query.stresses) == (
        "case,hosted", True, 4_096, ("price*=2",),
    )  # fmt: skip


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, True, None, [], "0.5"])
def test_no_number(value: object) -> None:
    if value is None:
        assert query_of(SolveQuery, {"case": "a", "input": "b", "probability": None}, LIMITS)
        return
    with pytest.raises(RoiError, match="is not a number"):
        query_of(SolveQuery, {"case": "a", "input": "b", "probability": value}, LIMITS)
    if not isinstance(value, str):
        with pytest.raises(RoiError, match="is not a"):
            query_of(SolveQuery, {"case": "a", "input": "b", "set": {"price": value}}, LIMITS)


@pytest.mark.parametrize("name", ["letters.toml", "deals/acme.toml", "acme.xlsx", "A case", "con"])
def test_without_a_folder_no_file_can_be_named(name: str) -> None:
    if name == "con":
        assert query_of(RunQuery, {"case": name}, LIMITS)
        return
    with pytest.raises(RoiError, match="is no id of a case") as refused:
        query_of(RunQuery, {"case": name}, LIMITS)
    assert "No folder was given" in str(refused.value)


def test_settings_and_commands_are_arguments_and_tools() -> None:
    assert in_argument(Setting("set", "price")) == "`set` price"
    assert as_argument(Setting("draws", "4096")) == "`draws` = 4096"
    assert as_argument(Command("drivers")) == "the tool `drivers`"
    assert as_argument(Command("models", "WORDS")) == "`roi models WORDS` at a command line"
    assert as_argument(Setting("engine")) == "the setting engine of the command line"


def test_without_the_sdk_one_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp_types", None)
    monkeypatch.setattr(sys, "argv", ["roi", "mcp"])
    errors = io.StringIO()
    monkeypatch.setattr(sys, "stderr", errors)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "pip install 'roi-calculator[mcp]'" in errors.getvalue()


def test_no_answer_tells_where_a_file_lies() -> None:
    """Neither as a file nor in what is wrong with it, as with a pipe among the cases of the folder."""
    case = {
        "file": "/home/ann/deals/pipe.toml",
        "problem": "/home/ann/deals/pipe.toml: this is a pipe\n  Save it.",
    }
    document = _without_paths({"cases": [case]})
    assert document == {
        "cases": [{"file": "pipe.toml", "problem": "…/pipe.toml: this is a pipe\n  Save it."}]
    }
