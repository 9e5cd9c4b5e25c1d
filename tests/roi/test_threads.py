"""The process's switch interval: as short as anybody wants, and as it was afterwards."""

from __future__ import annotations

import sys

import pytest

from roi.threads import handed_over_within


def test_blocks_that_overlap_leave_the_interval_as_it_was() -> None:
    before = sys.getswitchinterval()
    first, second = handed_over_within(before / 10), handed_over_within(before / 20)
    first.__enter__()
    second.__enter__()
    assert sys.getswitchinterval() == pytest.approx(before / 20)
    first.__exit__(None, None, None)  # the first ends first
    assert sys.getswitchinterval() == pytest.approx(before / 20)
    second.__exit__(None, None, None)
    assert sys.getswitchinterval() == before


def fails(seconds: float) -> None:
    with handed_over_within(seconds):
        assert sys.getswitchinterval() <= seconds
        raise ZeroDivisionError


@pytest.mark.parametrize("times", [0.1, 10])
def test_a_longer_one_changes_nothing_and_a_failing_block_restores(times: float) -> None:
    before = sys.getswitchinterval()
    with pytest.raises(ZeroDivisionError):
        fails(before * times)
    assert sys.getswitchinterval() == before
