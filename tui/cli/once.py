"""Slips of the hand that a command refuses: an option given twice, dashes of a mail, a variable that is empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperOption

from roi.errors import Place, RoiError, of_setting

_LONGEST_SENTENCE = 1_000  # characters, more than any help has
_DASHES = "‐‑‒–—―−﹣－"


class OnceCommand(TyperCommand):
    """A command that refuses what would silently take the place of what was typed before it.

    Its first sentence stands whole in the list of commands, on as many lines as it takes.
    """

    def get_short_help_str(self, limit: int = 0) -> str:
        """The first sentence; the library cuts it at what has room on a line."""
        return super().get_short_help_str(max(limit, _LONGEST_SENTENCE))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As the library does.

        Raises:
            RoiError: an option that takes one value is given several times, or what is refused below.
        """
        if not ctx.resilient_parsing:  # as it is where a shell completes words
            _refuse_dashes(args, self.params)
            values, _, order = self.make_parser(ctx).parse_args(args=list(args))
            _refuse_empty(values, self.params)
            for parameter, count in Counter(order).items():
                single = isinstance(parameter, TyperOption) and not (parameter.multiple or parameter.is_flag)
                if count > 1 and single:
                    what = f"it is given {count} times and takes one value"
                    raise RoiError(what, of_setting(parameter.opts[0].lstrip("-")), "Give it once.")
        return super().parse_args(ctx, args)


def take_once(app: typer.Typer) -> None:
    """Make every command of it, and of its groups, one of these."""
    for command in app.registered_commands:
        command.cls = OnceCommand
    for group in app.registered_groups:
        if group.typer_instance is not None:
            take_once(group.typer_instance)


def _refuse_dashes(words: Sequence[str], parameters: Iterable[Any]) -> None:
    """Refuse an option whose hyphens have become dashes: it would be a file, or one word too many.

    Raises:
        RoiError: with the option as it is typed.
    """
    options = {option.lstrip("-"): option for each in parameters for option in each.opts}
    for word in words:
        name = word.lstrip(f"-{_DASHES}")
        option = options.get(name.partition("=")[0])
        if option is not None and any(dash in word[: len(word) - len(name)] for dash in _DASHES):
            hint = f"Type {option}; a mail or a text program may have changed it."
            raise RoiError("this begins with a dash, and an option with hyphens", Place(word), hint)


def _refuse_empty(values: Mapping[str, Any], parameters: Iterable[Any]) -> None:
    """Refuse a file, a folder or a case without a name, which would be taken for the folder one is in.

    Args:
        values: as they were typed, by the name of the parameter.
        parameters: of the command.

    Raises:
        RoiError: the first of them.
    """
    for each in parameters:
        typed = values.get(each.name)
        needed = isinstance(each, TyperArgument) and each.required
        if (needed or each.type.name == "path") and "" in (typed if isinstance(typed, list) else [typed]):
            where = Place(each.metavar) if needed else of_setting(each.opts[0].lstrip("-"))
            raise RoiError(
                "the name is empty", where, "Give one." if needed else "Give one, or leave it out."
            )
