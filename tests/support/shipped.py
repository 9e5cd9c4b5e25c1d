"""Which shipped cases a test needs.

`tests/cases/test_catalogue.py` holds every template to the contract of a case.  A test whose subject is something
else, and which wants a whole case to try it on, takes `SAMPLE`: its time must not grow with the catalogue.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

import cases
from exports.workbook.reader.reading import read_answers
from roi.case import EVIDENCE
from roi.model import resolve

SAMPLE = ("bank-chatbot", "clinical-scribe")
"""One with cash and one with soft benefits; both with options and presets."""
RECALCULATED = (
    SAMPLE[0], "code-assistant", "data-labelling", "dispute-agent", "predictive-maintenance",
)  # fmt: skip
"""Those whose workbooks LibreOffice works out in every run of the tests; between them, what any template uses."""
ALL_WAYS = bool(os.environ.get("ROI_ALL_WAYS"))
"""Whether LibreOffice is to work out every way to deploy and every preset of every template: takes an hour."""
Way = tuple[str, str | None]
"""A preset and an option."""


def each_slow_but_sample(names: Iterable[str]) -> list[ParameterSet]:
    """Shipped cases as parameters of a test of the engine: `make check` takes those of `SAMPLE` alone."""
    return [pytest.param(name, marks=() if name in SAMPLE else pytest.mark.slow) for name in sorted(names)]


def ways_of(name: str) -> list[Way]:
    """The presets of a shipped case, and its options under the evidence."""
    case = cases.load(name)
    return [
        *((preset, None) for preset in (EVIDENCE, *case.presets)),
        *((EVIDENCE, option) for option in case.options),
    ]


def assert_nothing_is_answered(path: Path) -> None:
    """A workbook as it is exported, read as one that came back, holds no answer."""
    answers = read_answers(path, lambda identity: resolve(cases.load(identity.case)))
    assert (answers.answers, answers.horizon, answers.notes) == ({}, None, ())
