"""A sheet of questions that several tests spoil."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import cases
from exports.workbook.intake import intake_workbook
from roi.model import resolve
from tests.exports.workbook.asking import ASKED


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sheet of questions that nobody has touched."""
    folder = tmp_path_factory.mktemp("opening")
    model = resolve(cases.load(ASKED))
    intake_workbook(model, folder / "good.xlsx", created=datetime.date(2026, 1, 5))
    return folder / "good.xlsx"
