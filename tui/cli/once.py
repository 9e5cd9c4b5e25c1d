"""Commands of which an option that takes one value is given once: a second one is refused, never dropped."""

from __future__ import annotations

from collections import Counter
from typing import Any

import typer
from typer.core import TyperCommand, TyperOption

from roi.errors import RoiError, of_setting


class OnceCommand(TyperCommand):
    """A command that refuses what would silently take the place of what was typed before it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As the library does.

        Raises:
            RoiError: an option that takes one value is given several times.
        """
        if not ctx.resilient_parsing:  # as it is where a shell completes words
            _, _, order = self.make_parser(ctx).parse_args(args=list(args))
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
