"""Runs that several tests look at: simulated once."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import cases
import exports.document.result
import exports.markdown.result
import exports.story.ground
import exports.workbook.write
import roi
from roi.analysis.audit import Finding, audit
from roi.analysis.verdict import Verdict, assess
from roi.case import Case
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.summary import Summary

SMALL = Path(__file__).with_name("small.toml")
_JUDGING = (exports.document.result, exports.markdown.result, exports.story.ground, exports.workbook.write)
_REMEMBERED = 8  # runs; more would keep the draws of all


@pytest.fixture(scope="session", autouse=True)
def _judged_once() -> Iterator[None]:
    """The verdict on a run that several outputs and tests look at, half the time of each, is worked out once."""
    known: dict[tuple[int, Cut], tuple[roi.Run, Verdict]] = {}

    def remembered(run: roi.Run, summary: Summary, cut: Cut = HEADLINE) -> Verdict:
        if (id(run), cut) not in known:
            while len(known) >= _REMEMBERED:
                del known[next(iter(known))]
            known[id(run), cut] = run, assess(run, summary, cut)
        return known[id(run), cut][1]

    with pytest.MonkeyPatch.context() as patched:
        for module in _JUDGING:
            patched.setattr(module, "assess", remembered)
        yield


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
