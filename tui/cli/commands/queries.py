"""Queries as commands: an option a row, the answer as JSON or as what a person reads."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from tui.cli.commands.parameters import AsJson, BrandFile, Force, MarkdownFile, complete_case
from tui.cli.commands.typed import number
from tui.cli.face import TERMINAL
from tui.cli.writing import brand_of, check_markdown
from tui.queries.face import Answer
from tui.queries.parameter import ParameterRow, row_of, rows
from tui.queries.query import Query

if TYPE_CHECKING:
    from exports.brand import Brand


def command_of(query: type[Query]) -> Callable[..., None]:
    """The command that asks a query."""

    def command(question: Query, as_json: bool = False) -> None:
        print_answer(question.answer(TERMINAL, in_full=as_json), as_json)

    command.__annotations__ = {"question": query, "as_json": AsJson}
    command.__doc__ = query.__doc__
    return with_options(command)


def documented(query: type[Query]) -> Callable[..., None]:
    """The command that asks a query whose answer can be written as Markdown, too."""

    def command(
        question: Query,
        output: MarkdownFile = None,
        brand: BrandFile = None,
        force: Force = False,
        as_json: AsJson = False,
    ) -> None:
        check_markdown(output, force=force)
        look = brand_of(brand)
        answer = question.answer(TERMINAL, in_full=as_json or output is not None)
        give(answer, as_json, output, look, force)

    command.__annotations__["question"] = query
    command.__doc__ = query.__doc__
    return with_options(command)


def print_answer(answer: Answer, as_json: bool) -> None:
    """An answer as JSON, or as what a person reads."""
    from tui.cli.console import out, print_json, show

    if as_json:
        print_json(answer.document())
    else:
        show(answer.parts(out().width))


def give(answer: Answer, as_json: bool, output: Path | None, brand: Brand, force: bool) -> None:
    """Print an answer, and write it as Markdown in the look of a brand where that is asked for."""
    print_answer(answer, as_json)
    if output is not None:
        from exports.atomic import write_atomically
        from roi.notation import notation
        from tui.cli.console import say

        assert answer.markdown is not None, "the command offers a document that the query has not"
        with notation(brand.numbers, brand.dates):
            text = answer.markdown(brand)
        write_atomically(output, lambda path: path.write_text(text, encoding="utf-8"), force=force)
        say(f"Wrote {output}")


def with_options(function: Callable[..., None]) -> Callable[..., None]:
    """A command for typer: what is annotated with a row is an option, and a query is an option a row."""
    hints = get_type_hints(function, include_extras=True)
    taken: list[inspect.Parameter] = []
    queries: dict[str, type[Query]] = {}
    texts: set[str] = set()
    for argument in inspect.signature(function).parameters.values():
        hint = hints[argument.name]
        if isinstance(hint, type) and issubclass(hint, Query):
            queries[argument.name] = hint
            options: tuple[ParameterRow | None, ...] = rows(hint)
        else:
            options = (row_of(argument.name, hint, argument.default),)
        for row in options:
            taken.append(argument.replace(annotation=hint) if row is None else _argument(row))
            texts |= {row.field} if row is not None and row.several else set()

    @wraps(function)
    def command(**values: Any) -> None:
        values |= {name: tuple(values[name] or ()) for name in texts}
        for name, query in queries.items():
            values[name] = query(**{row.field: values.pop(row.field) for row in rows(query)})
        function(**values)

    by_name = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in taken]
    command.__signature__ = inspect.Signature(by_name)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in taken}
    return command


def _argument(row: ParameterRow) -> inspect.Parameter:
    """A row as an argument of a function, as typer reads it."""
    parameter = row.parameter
    given: dict[str, Any] = {
        "help": parameter.help,
        "metavar": parameter.metavar or None,
        "autocompletion": complete_case if parameter.case else None,
    }
    if row.type in (int, float):
        given |= number(row.name, row.type, parameter.least, parameter.most)
    if parameter.positional:
        info = typer.Argument(**given)
    else:
        option = parameter.spelling or f"--{row.name.replace('_', '-')}"
        info = typer.Option(option, show_default=row.type is not bool, **given)
    kind: Any = list[str] if row.several else row.type
    optional = row.several or row.optional
    default = inspect.Parameter.empty if row.needed else None if row.several else row.default
    annotation = Annotated[kind | None, info] if optional else Annotated[kind, info]
    return inspect.Parameter(
        row.field, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
    )
