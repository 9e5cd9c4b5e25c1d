"""Numbers and dates behind an option, read as people write them and refused in the program's own words."""

from __future__ import annotations

import datetime
from typing import Any

from roi.errors import RoiError, located, of_setting

_PLAIN = 20  # digits: any seed, and what needs no reader


def number(
    option: str, kind: type[int] | type[float], least: float | None = None, most: float | None = None
) -> dict[str, Any]:
    """What `typer.Option` takes for a number, whole where `kind` is int, from `least` to `most`."""

    def parser(typed: str | float) -> float:
        value = typed if not isinstance(typed, str) else _read(option, typed, kind)
        if (least is not None and value < least) or (most is not None and value > most):
            raise RoiError(f"{value:,} is not allowed", of_setting(option), f"Use {allowed}.")
        return value

    allowed = _between(least, most)
    return {"parser": parser, "metavar": f"NUMBER, {allowed}" if allowed else "NUMBER"}


def date(option: str) -> dict[str, Any]:
    """What `typer.Option` takes for a day."""

    def parser(typed: str) -> datetime.date:
        try:
            return datetime.date.fromisoformat(typed.strip())
        except ValueError:
            raise RoiError(
                f"“{typed}” is no date", of_setting(option), "Write it as in 2026-12-31."
            ) from None

    return {"parser": parser, "metavar": "YYYY-MM-DD"}


def _read(option: str, text: str, kind: type[int] | type[float]) -> float:
    """A number that was typed: digits at once, all else as an answer is read."""
    if text.isascii() and text.isdigit() and len(text) <= _PLAIN:
        return kind(text)
    from roi.answers.numbers import read_number

    with located(of_setting(option)):
        written = read_number(text)
    if written.money:
        raise RoiError(f"“{text}” is money", of_setting(option), "Type the number alone.")
    value = written.value / 100 if written.percent else written.value
    if kind is int and value != int(value):
        raise RoiError(
            f"{text} is no whole number", of_setting(option), "Type it without decimals, as in 36."
        )
    return kind(value)


def _between(least: float | None, most: float | None) -> str:
    if least is None:
        return "" if most is None else f"at most {most:,}"
    return f"at least {least:,}" if most is None else f"{least:,} to {most:,}"
