"""What of a document is taken: the option, preset, lines and horizon that somebody chose, with their checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from roi.case import EVIDENCE, ID, MAX_HORIZON, Case, Correlation, Line, Option, Preset
from roi.errors import Place, RoiError, nearest, of_setting
from roi.formula.parse import KEYWORDS
from roi.formula.vocabulary import WORDS
from roi.model.dates import checked_month


def option_of(case: Case, name: str | None) -> Option | None:
    """The way to deploy of that id; None for the case as it stands.

    Raises:
        RoiError: there is none.
    """
    if name is None:
        return None
    if name not in case.options:
        raise RoiError(f"{case.id} has no option `{name}`", of_setting("option"), nearest(name, case.options))
    return case.options[name]


def preset_of(case: Case, name: str) -> Preset:
    """The preset of that id.

    Raises:
        RoiError: there is none.
    """
    if name == EVIDENCE:
        return Preset(EVIDENCE, "Evidence")
    if name not in case.presets:
        raise RoiError(
            f"{case.id} has no preset `{name}`",
            of_setting("preset"),
            nearest(name, [EVIDENCE, *case.presets]),
        )
    return case.presets[name]


def horizon_of(case: Case, number: int | None) -> int:
    """Months: those given, else those of the case.

    Raises:
        RoiError: too few or too many.
    """
    months = case.header.horizon if number is None else number
    if not 1 <= months <= MAX_HORIZON:
        where = Place(case.origin, "[case]", "horizon") if number is None else of_setting("horizon")
        hint = "The horizon is a number of months: 36 for three years."
        raise RoiError(f"{months:,} months are not between 1 and {MAX_HORIZON}", where, hint)
    return months


def dated(case: Case, start: str | None) -> Case:
    """The case with another month 1, which is all that dates its plan."""
    if start is None:
        return case
    return replace(case, header=replace(case.header, start=checked_month(start, of_setting("start"))))


def lines_of(case: Case, option: Option | None) -> Mapping[str, Line]:
    """The lines of the case with what an option drops, adds and replaces.

    Raises:
        RoiError: it drops a line that is not there.
    """
    if option is None:
        return case.lines
    for name in option.drop:
        if name not in case.lines:
            where = Place(case.origin, f"[options.{option.id}]", "drop")
            raise RoiError(f"there is no line `{name}` to drop", where, nearest(name, case.lines))
    kept = {name: line for name, line in case.lines.items() if name not in option.drop}
    return {**kept, **option.lines}


def check_names(case: Case, inputs: Mapping[str, object], lines: Mapping[str, Line]) -> None:
    """Refuse ids of inputs and lines that are none, or that two share.

    Raises:
        RoiError: an id that is none, is a word of the formula language, or is that of two.
    """
    for table, ids in (("inputs", inputs), ("lines", lines)):
        for name in ids:
            where = Place(case.origin, f"[{table}.{name}]")
            if ID.fullmatch(name) is None:
                hint = "Lower-case letters, digits and _, a letter first, at most 60 characters."
                raise RoiError(f"`{name[:60]}` is no id", where, hint)
            if name in WORDS or name in KEYWORDS:
                raise RoiError(f"`{name}` is a word of the formula language", where, "Choose another id.")
    both = [name for name in lines if name in inputs]
    if both:
        where = Place(case.origin, f"[lines.{both[0]}]")
        raise RoiError(f"`{both[0]}` is the id of an input and of a line", where, "Rename one of them.")


def correlations_of(case: Case) -> tuple[Correlation, ...]:
    """The correlations of the case, between inputs that are there.

    Raises:
        RoiError: one is of an input that is not there.
    """
    known = case.input_ids()
    for pair in case.correlations:
        for name in pair.between:
            if name not in known:
                where = Place(case.origin, "[[correlations]]", "between")
                raise RoiError(f"there is no input `{name[:60]}`", where, nearest(name[:60], known))
    return case.correlations
