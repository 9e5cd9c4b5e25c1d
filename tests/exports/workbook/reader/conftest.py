"""A sheet of questions that several tests fill in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exports.workbook.asking import sent


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sheet of questions as it is sent."""
    return sent(tmp_path_factory.mktemp("reading"))
