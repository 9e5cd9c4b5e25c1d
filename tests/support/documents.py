"""Case documents for tests: built from short Python, or checked as `roi check` would check a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cases
from cases.load import from_raw
from roi.analysis.audit import audit
from roi.case import EVIDENCE, Case
from roi.model import resolve
from roi.sim.plan import plan
from roi.sim.prepare import prepare
from roi.sim.sampling import planned

Table = dict[str, Any]
HEADER: Table = {"id": "small", "title": "Small", "sector": "Test", "currency": "USD", "horizon": 36}


def document(
    inputs: Mapping[str, Any] | None = None,
    lines: Mapping[str, Any] | None = None,
    *,
    header: Mapping[str, Any] | None = None,
    **tables: Any,
) -> Table:
    """A raw document.

    Inputs are (value, unit) or tables, lines are tables; labels are made up from ids, inputs are judgement.
    """
    return {
        "case": {**HEADER, **(header or {})},
        "inputs": {name: input_table(name, entry) for name, entry in (inputs or {}).items()},
        "lines": {name: {"label": name.replace("_", " "), **entry} for name, entry in (lines or {}).items()},
        **tables,
    }


def input_table(name: str, entry: Any) -> Table:
    """An input's table, from (value, unit) or from what a table leaves out."""
    given = entry if isinstance(entry, Mapping) else {"value": entry[0], "unit": entry[1]}
    return {"label": name.replace("_", " "), "grade": "judgement", **given}


def case_of(
    inputs: Mapping[str, Any] | None = None,
    lines: Mapping[str, Any] | None = None,
    *,
    header: Mapping[str, Any] | None = None,
    **tables: Any,
) -> Case:
    """The case of such a document."""
    return from_raw(document(inputs, lines, header=header, **tables), "small.toml", None)


def flow(formula: str, unit: str = "USD/month", **more: Any) -> Table:
    """A line that is a benefit in cash, or a cost where a `class_` is given."""
    cost = more.pop("class_", None)
    role = {"flow": "cost", "class": cost} if cost else {"flow": "benefit", "kind": more.pop("kind", "cash")}
    return {"formula": formula, "unit": unit, **role, **more}


def line(formula: str, unit: str, **more: Any) -> Table:
    """An intermediate line."""
    return {"formula": formula, "unit": unit, **more}


def check_file(path: Path | str) -> None:
    """Load a case file and go through all of it: every option and preset, the copula, every claim.

    Raises:
        RoiError: the first fault.
    """
    check_case(cases.load(path))


def check_case(case: Case) -> None:
    """Go through all of a case, as `check_file` does."""
    for option in (None, *case.options):
        for preset in (EVIDENCE, *case.presets):
            model = resolve(case, option=option, preset=preset)
            prepare(model, planned(32, 1))
            plan(model)
    audit(case)
