"""The iterator over blocks of draws: every draw once, in order, with the numbers of the run."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cases
from roi.model import resolve
from roi.sim.prepare import Prepared, prepare, side_by_side
from roi.sim.sampling import REPLICATES, planned


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(resolve(cases.load("clinical-scribe")), planned(16 * 64, 1))


@given(size=st.integers(0, 100), m=st.integers(0, 64))
def test_every_draw_is_in_one_block(prepared: Prepared, size: int, m: int) -> None:
    seen = np.zeros((REPLICATES, 64), dtype=int)
    before = (-1, 0)
    for block in prepared.blocks(size, m):
        seen[block.place] += 1
        assert block.n == block.stop - block.start
        assert 0 < block.n <= (size or 64)
        assert (block.replicate, block.start) > before
        before = (block.replicate, block.start)
    assert (seen[:, : m or 64] == 1).all()
    assert (seen[:, m or 64 :] == 0).all()


def test_blocks_beside_each_other_are_the_draws_of_the_run(prepared: Prepared) -> None:
    whole = prepared.inputs_between(0, prepared.sampling.draws)
    for size in (0, 24):
        joined = side_by_side(prepared.inputs(*block) for block in prepared.blocks(size))
        for name, values in whole.items():
            np.testing.assert_array_equal(joined[name], values)


def test_some_replicates_alone(prepared: Prepared) -> None:
    assert [block.replicate for block in prepared.blocks(m=8, replicates=range(3, 5))] == [3, 4]


@pytest.mark.parametrize("m", [64, 2_048, 3_072, 5_120, 8_192])
def test_the_first_of_each_replicate_are_kept_wherever_a_piece_lies(m: int) -> None:
    prepared = prepare(resolve(cases.load("clinical-scribe")), planned(16 * m, 1))
    pieces = [(first, min(first + 4_096, 16 * m)) for first in range(0, 16 * m, 4_096)]
    kept = [first + prepared.among_first(1_024, first, last) for first, last in pieces]
    np.testing.assert_array_equal(np.concatenate(kept), np.arange(16 * m).reshape(16, m)[:, :1_024].ravel())


def test_uniforms_are_of_what_is_named_and_varies(prepared: Prepared) -> None:
    varying = {item.id for item in prepared.model.drawn if not item.constant}
    constant = next(item.id for item in prepared.model.inputs if item.constant)
    assert set(prepared.uniforms_between(0, 16)) == varying
    name = min(varying)
    assert set(prepared.uniforms_between(0, 16, names={name, constant})) == {name}
