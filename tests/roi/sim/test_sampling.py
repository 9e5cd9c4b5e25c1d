import itertools
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi.errors import RoiError
from roi.sim.block import SUM_OVER
from roi.sim.sampling import REPLICATES, SAMPLERS, STEP, Sampling, planned, uniforms
from roi.sim.streams import random_bits, to_unit

samplers = st.sampled_from(sorted(SAMPLERS))


numbers = st.integers(1, 2**31) | st.integers(1, 2**31 // STEP).map(STEP.__mul__)


@given(numbers, samplers)
def test_draws_are_rounded_up_to_sixteen_powers_of_two(draws: int, sampler: str) -> None:
    """But for multiples of the step, in which no chunk of draws that is summed at once lies in two replicates."""
    assert STEP % (REPLICATES * SUM_OVER) == 0
    each = planned(draws, 1, sampler).draws_per_replicate
    if draws % STEP == 0 and sampler != "lhs":
        assert REPLICATES * each == draws
        return
    assert each & (each - 1) == 0
    assert each >= 2
    assert REPLICATES * each >= draws
    assert each == 2 or REPLICATES * each < 2 * draws


@pytest.mark.parametrize(
    ("draws", "seed", "sampler", "words"),
    [
        (0, 1, "sobol", "1 to 2,147,483,648"),
        (2**31 + 1, 1, "sobol", "2,147,483,649 draws"),
        (16, -1, "sobol", "seed -1"),
        (16, 2**63, "sobol", "2^63"),
        (16, 1, "sobel", "Did you mean 'sobol'? Allowed: lhs, random, sobol."),
    ],
)
def test_bad_plans_are_refused(draws: int, seed: int, sampler: str, words: str) -> None:
    with pytest.raises(RoiError) as caught:
        planned(draws, seed, sampler)
    assert words in str(caught.value)


@given(samplers, st.integers(1, 12), st.integers(0, 15), st.data())
def test_blocks_put_side_by_side_are_the_whole(
    sampler: str, k: int, replicate: int, data: st.DataObject
) -> None:
    sampling = Sampling(sampler, 5, 2**k)
    cuts = sorted(data.draw(st.lists(st.integers(0, 2**k), max_size=5)))
    edges = [0, *cuts, 2**k]
    blocks = [uniforms(sampling, 3, "a", replicate, a, b) for a, b in itertools.pairwise(edges)]
    whole = uniforms(sampling, 3, "a", replicate, 0, 2**k)
    assert np.array_equal(np.concatenate(blocks), whole)
    assert whole.dtype == np.float64
    assert whole.min() > 0
    assert whole.max() < 1


@pytest.mark.parametrize("sampler", sorted(SAMPLERS))
def test_uniforms_depend_on_seed_replicate_and_id_alone(sampler: str) -> None:
    keys = [(1, 0, "a"), (2, 0, "a"), (1, 1, "a"), (1, 0, "b")]
    drawn = [uniforms(Sampling(sampler, seed, 256), 4, name, r, 0, 256) for seed, r, name in keys]
    assert len({column.tobytes() for column in drawn}) == len(keys)
    sampling = pickle.loads(pickle.dumps(Sampling(sampler, 1, 256)))
    assert np.array_equal(uniforms(sampling, 4, "a", 0, 0, 256), drawn[0])


@given(st.integers(1, 12), st.integers(0, 15), st.text(max_size=5))
def test_latin_hypercube_has_one_draw_in_each_stratum(k: int, replicate: int, id: str) -> None:
    u = uniforms(Sampling("lhs", 1, 2**k), 0, id, replicate, 0, 2**k)
    assert np.array_equal(np.sort(np.floor(u * 2**k)), np.arange(2**k))


def test_latin_hypercube_draws_are_uniform_inside_their_strata() -> None:
    inside = np.sort(uniforms(Sampling("lhs", 1, 2**14), 0, "a", 0, 0, 2**14) * 2**14 % 1)
    distance = np.max(np.abs(inside - (np.arange(2**14) + 0.5) / 2**14))
    assert distance < 1.95 / 2**7  # the 0.1 % point of the Kolmogorov distribution


def test_latin_hypercube_columns_are_paired_at_random() -> None:
    """4,000 correlations of columns of 64: mean 0, deviation 1/sqrt(63), as for random permutations."""
    sampling = Sampling("lhs", 1, 64)
    columns = np.array([uniforms(sampling, 0, f"i{j}", j % 16, 0, 64) for j in range(8000)])
    scores = (columns - columns.mean(axis=1, keepdims=True)) / columns.std(axis=1, keepdims=True)
    correlations = (scores[:4000] * scores[4000:]).mean(axis=1)
    assert abs(correlations.mean()) < 4 / np.sqrt(63 * 4000)
    assert correlations.std() == pytest.approx(1 / np.sqrt(63), rel=0.05)  # 4 deviations of a deviation
    # every place of the column is equally likely to hold every stratum: chi-square, 63 degrees of freedom
    for place in (0, 1, 31, 63):
        counts = np.bincount((columns[:, place] * 64).astype(int), minlength=64)
        assert ((counts - 125) ** 2 / 125).sum() < 115


def test_latin_hypercube_beats_random_on_a_sum() -> None:
    """Stein 1987: the main effects' variance vanishes. Estimated from the 16 replicates of each."""

    def spread(sampler: str) -> float:
        sampling = Sampling(sampler, 3, 256)
        sums = [sum(uniforms(sampling, d, f"i{d}", r, 0, 256).mean() for d in range(4)) for r in range(16)]
        return float(np.std(sums))

    assert spread("lhs") < spread("random") / 20
    assert spread("sobol") < spread("random") / 20


@pytest.mark.parametrize("sampler", sorted(SAMPLERS))
def test_two_inputs_are_not_correlated(sampler: str) -> None:
    sampling = Sampling(sampler, 1, 1024)
    columns = np.array([uniforms(sampling, d, f"i{d}", 3, 0, 1024) for d in range(8)])
    beside = np.asarray(np.corrcoef(columns))[np.triu_indices(8, 1)]
    # two independent columns of 1,024 have a correlation of deviation 1/32; 28 pairs stay below 4 of them
    assert np.abs(beside).max() < 4 / 32


def test_random_stream_is_uniform_and_readable_from_any_place() -> None:
    u = uniforms(Sampling("random", 1, 2**16), 0, "a", 0, 0, 2**16)
    distance = np.max(np.abs(np.sort(u) - (np.arange(2**16) + 0.5) / 2**16))
    assert distance < 1.95 / 2**8  # the 0.1 % point of the Kolmogorov distribution
    assert np.array_equal(random_bits(1, 0, "a", 13, 9), random_bits(1, 0, "a", 0, 40)[13:22])


def test_the_extreme_bits_stay_inside() -> None:
    ends = to_unit(np.array([0, 2**52 - 1], dtype=np.uint64))
    assert ends.tolist() == [2.0**-53, 1 - 2.0**-53]
