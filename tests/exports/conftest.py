"""Runs that several tests look at: simulated once."""

from pathlib import Path

import pytest

import cases
import roi
from exports.document.result import claim_document
from roi.analysis.audit import audit
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
def claims(small: Case) -> list[dict[str, object]]:
    """Its audited claims."""
    return [claim_document(finding) for finding in audit(small)]
