"""A portfolio that many tests run."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.portfolios import write
from tests.cases.portfolio.runs import COUNT, numbers, ran


@pytest.fixture(scope="module")
def twenty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty deals of four cases, each in two options."""
    path = tmp_path_factory.mktemp("many") / "deals"
    write(path, COUNT, options=True)
    return path


@pytest.fixture(scope="module")
def alone(twenty: Path) -> dict[tuple[str, str], list[bytes]]:
    """What one process makes of it."""
    output = twenty.parent / "alone.parquet"
    assert ran(twenty, output).kept == 0
    return numbers(output)
