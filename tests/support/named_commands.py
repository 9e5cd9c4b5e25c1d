"""Commands that pages, docstrings, help and hints name: gathered, and read by what would run them.  None is run."""

from __future__ import annotations

import argparse
import ast
import re
import runpy
import shlex
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer

from tui.cli.whole import app

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
WHOLE: Any = typer.main.get_command(app)

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")
_COMMAND = re.compile(r"(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?(?:roi|make|python|pip|pipx)(?: |$)")
_SHELL = ("", "sh", "console")
_PLACEHOLDER = re.compile(r"[A-Z][A-Z_-]*(?:\.\w+)?|…")  # CASE, FILE.xlsx: stands for any word


def of_page(text: str) -> list[str]:
    """Commands of a page in Markdown: lines of its shell blocks, and code within its sentences."""
    lines = [
        line.removeprefix("$ ")
        for language, block in _FENCE.findall(text)
        if language in _SHELL
        for line in block.splitlines()
        if language != "console" or line.startswith("$ ")
    ]
    return [*_commands(lines), *_commands(_CODE.findall(_FENCE.sub("", text)))]


def of_module(text: str) -> list[str]:
    """Commands of a Python file: code within its texts, lines of docstrings, and `Command(…)` of its messages."""
    if not re.search(r"`(?:roi|make|python|pip) |python -m|Command\(", text):
        return []
    named = []
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Constant(value=str(words)):
                usages = [line.strip() for line in words.splitlines() if line.strip().startswith("python ")]
                named += [*_CODE.findall(words), *usages]
            case ast.JoinedStr(values=parts):
                named += _CODE.findall("".join(map(_text, parts)))
            case ast.Call(func=ast.Name(id="Command"), args=[*arguments]):
                named.append(f"roi {' '.join(map(_text, arguments))}")
    return _commands(named)


def of_help() -> list[str]:
    """Commands within the help of `roi` and of each of its commands and options."""
    texts = [
        text
        for command in _all_commands()
        for text in (command.help, *(getattr(parameter, "help", None) for parameter in command.params))
    ]
    return _commands([code for text in texts if text for code in _CODE.findall(text)])


def read(command: str) -> None:
    """Nothing, where the command is one: a program there is, with arguments and options that it takes.

    Raises:
        AssertionError, or what the program's own parser raises: it is none.
    """
    usage = command.translate({ord("["): " ", ord("]"): " "}) if "-m benchmarks" in command else command
    words = shlex.split(usage, comments=True)
    while "=" in words[0]:
        _read_variable(words.pop(0))
    program, *rest = words
    match program.rpartition("/")[2], rest:
        case "roi", _:
            _read_roi(rest)
        case "make", _:
            _read_make(rest)
        case "python", ["-m", "pip" | "pytest" as module, *_]:
            _read_paths(rest) if module == "pytest" else _read_extras(rest)
        case "python", ["-m", module, *_]:
            _read_module(module, rest[2:], command)
        case "python", _:
            _read_paths(rest)
        case _:
            _read_extras(rest)


def _text(part: ast.expr) -> str:
    """What is written, and a placeholder for what is put in."""
    return str(part.value) if isinstance(part, ast.Constant) else "…"


def _commands(texts: list[str]) -> list[str]:
    """Those of the texts that are commands, each on a line, without what a shell would not read."""
    joined = (" ".join(text.split()) if "\n" in text else text.strip() for text in texts)
    return [re.split(r" {3,}| > ", text)[0] for text in joined if _COMMAND.match(text)]


def _all_commands() -> list[Any]:
    commands = [WHOLE]
    for command in commands:
        commands += getattr(command, "commands", {}).values()
    return commands


def _read_variable(word: str) -> None:
    """A variable of the environment that something reads."""
    name = word.partition("=")[0]
    files = [path for folder in ("roi", "tui", "tests") for path in (ROOT / folder).rglob("*.py")]
    assert any(f'"{name}"' in path.read_text(encoding="utf-8") for path in files), f"nothing reads {name}"


def _read_roi(words: list[str]) -> None:
    command = WHOLE
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    if words and hasattr(command, "commands"):
        assert _PLACEHOLDER.fullmatch(words[0]) or words[0].startswith("-"), f"no command {words[0]}"
        return
    context = command.context_class(command, info_name="roi")
    last = next((each for each in command.params if words and words[-1] in each.opts), None)
    if last is not None and not last.is_flag:  # it is only named, without a value
        words = [*words, "…"]
    given, excess, _ = command.make_parser(context).parse_args(words)
    assert not [word for word in excess if word != "…"], f"{command.name} takes no {excess}"
    for parameter in command.params:
        value = given.get(parameter.name)
        if type(parameter.type).__name__ == "FuncParamType" and isinstance(value, str):
            _ = _PLACEHOLDER.fullmatch(value) or parameter.type_cast_value(context, value)


def _read_make(words: list[str]) -> None:
    """Targets of the Makefile, and variables that it reads."""
    for word in words:
        name, given, value = word.partition("=")
        if given:
            assert f"$({name})" in MAKEFILE, f"the Makefile reads no {name}"
        else:
            assert re.search(rf"^{re.escape(name)}:", MAKEFILE, re.MULTILINE), f"no target {name}"
        if name == "BENCHMARK":
            _read_module("benchmarks", shlex.split(value), "")


def _read_paths(words: list[str]) -> None:
    for word in words:
        assert not re.fullmatch(r"\w+/[\w./]+", word) or (ROOT / word).exists(), f"no file {word}"


def _read_extras(words: list[str]) -> None:
    for word in words:
        for name, extras in re.findall(r"([\w.-]*)\[([\w,]+)\]", word):
            assert name in (".", PROJECT["name"]), f"the project is not {name}"
            assert set(extras.split(",")) <= PROJECT["optional-dependencies"].keys(), f"no such extra: {word}"


class _Taken(Exception):  # noqa: N818
    """The parser has read the arguments; those that it does not know."""


def _read_module(module: str, words: list[str], command: str) -> None:
    """By the parser of the module; of one that reads its words itself, by the usage in its docstring."""
    spec = find_spec(module)
    assert spec is not None, f"no module {module}"
    origin = find_spec(f"{module}.__main__") if spec.submodule_search_locations else spec
    assert origin is not None
    assert origin.origin is not None
    text = Path(origin.origin).read_text(encoding="utf-8")
    if not words or ("sys.argv" not in text and "argparse" not in text):
        assert not words, f"{module} takes no arguments"
        assert '"__main__"' in text or origin is not spec, f"{module} is no program"
    elif "argparse" in text:
        unknown = _unknown(module, words)
        assert not unknown, f"{module} takes no {unknown}"
    else:
        usages = [line for line in (ast.get_docstring(ast.parse(text)) or "").splitlines() if module in line]
        assert any(_fits(words, usage.partition(module)[2]) for usage in usages), f"{command}: {usages}"


def _unknown(module: str, words: list[str]) -> list[str]:
    """What the parser of a module does not know; it ends the process where it refuses something."""

    def taken(self: argparse.ArgumentParser) -> None:
        if any(_PLACEHOLDER.fullmatch(word) for word in words):
            for action in self._actions:  # a placeholder stands for any of them
                action.choices = action.type = None
        raise _Taken(self.parse_known_args(words)[1])

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(argparse.ArgumentParser, "parse_args", taken)
        patched.setattr(sys, "argv", [module])
        patched.delitem(sys.modules, module, raising=False)  # else runpy warns
        with pytest.raises(_Taken) as taken_by:
            runpy.run_module(module, run_name="__main__")
    return list(taken_by.value.args[0])


def _fits(words: list[str], usage: str) -> bool:
    """Whether words follow a usage as `[CASE] [TRIALS …]` or `--compare [TRIALS]`."""
    usage = re.split(r"`| {3,}", usage)[0]
    allowed = usage.replace("[", " ").replace("]", " ").replace("...", " …").split()
    options = [word for word in words if word.startswith("-")]
    if not set(options) <= set(allowed):
        return False
    return "…" in allowed or len(words) <= len(allowed)


def of_file(path: Path) -> list[str]:
    """Commands that a file names, by its kind; of a Makefile or a case they stand in backquotes."""
    text = path.read_text(encoding="utf-8")
    gathered = {".md": of_page, ".py": of_module}.get(path.suffix)
    return gathered(text) if gathered else _commands(_CODE.findall(text.replace("\n#", "\n")))
