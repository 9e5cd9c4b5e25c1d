"""Runs that several tests look at: simulated once."""

from collections.abc import Sequence
from pathlib import Path

import pytest

import cases
import roi
from roi.analysis.audit import Finding, audit
from roi.case import Case

SMALL = Path(__file__).with_name("small.toml")


@pytest.fixture(scope="session")
def small() -> Case:
    """A case with one of everything."""
    return cases.load(SMALL)


@pytest.fixture(scope="session")
def run(small: Case) -> roi.Run:
    """Its evidence."""
    return roi.simulate(small, draws=1_024, seed=1)


@pytest.fixture(scope="session")
def brochure(small: Case) -> roi.Run:
    """Its preset that states no costs."""
    return roi.simulate(small, draws=256, seed=1, preset="brochure")


@pytest.fixture(scope="session")
def claims(small: Case) -> Sequence[Finding]:
    """Its audited claims."""
    return audit(small)
