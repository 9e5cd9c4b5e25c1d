import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from roi.errors import RoiError
from roi.model.completion import completed, repaired
from roi.model.correlation import Pair, correlated, drawn_rank, gaussian_copula
from roi.sim.sampling import Sampling, uniforms
from tests.support.examples import examples

IDS = tuple("abcdefgh")


def _pearson(rank: float) -> float:
    return 2 * math.sin(math.pi * rank / 6)


@st.composite
def stated_pairs(draw: st.DrawFn) -> list[Pair]:
    """Some pairs of a random correlation matrix that exists, at least one."""
    n = draw(st.integers(2, 6))
    loadings = draw(arrays(np.float64, (n, n), elements=st.floats(-1, 1)))
    matrix = loadings @ loadings.T + 0.05 * np.eye(n)
    scale = np.sqrt(np.diag(matrix))
    matrix /= np.outer(scale, scale)
    edges = [(i, j) for i in range(n) for j in range(i)]
    chosen = draw(st.lists(st.sampled_from(edges), min_size=1, unique=True))
    return [Pair(IDS[i], IDS[j], 6 / math.pi * math.asin(matrix[i, j] / 2)) for i, j in chosen]


def _sobol(name: str) -> np.ndarray:
    sampling = Sampling("sobol", 1, 1024)
    blocks = [uniforms(sampling, IDS.index(name), name, r, 0, 1024) for r in range(16)]
    return np.concatenate(blocks)


@examples(60)
@given(stated_pairs())
def test_stated_ranks_are_kept_and_achieved(pairs: list[Pair]) -> None:
    copula = gaussian_copula(IDS, pairs)
    assert copula.repairs == ()
    place = {name: i for i, name in enumerate(copula.ids)}
    drawn = correlated(copula, _sobol)
    assert tuple(drawn) == copula.ids
    for pair in pairs:
        assert drawn_rank(copula.latent[place[pair.a]][place[pair.b]]) == pytest.approx(pair.rank, abs=1e-9)
        # 0.02 is what 16,384 Sobol' draws must achieve
        assert stats.spearmanr(drawn[pair.a], drawn[pair.b]).statistic == pytest.approx(pair.rank, abs=0.02)
    for u in drawn.values():
        # scrambled points are far more even than random ones, whose distance has the scale 1/128
        assert stats.kstest(u, "uniform").statistic < 0.01


@examples(60)
@given(stated_pairs())
def test_completion_has_zeros_in_its_inverse_where_nothing_is_stated(pairs: list[Pair]) -> None:
    copula = gaussian_copula(IDS, pairs)
    factor = np.array(copula.factor)
    matrix = factor @ factor.T
    assert np.allclose(np.diag(matrix), 1, atol=1e-12)
    assert np.allclose(matrix, copula.latent, atol=1e-12)
    inverse = np.linalg.inv(matrix)
    scale = np.sqrt(np.diag(inverse))
    partial = inverse / np.outer(scale, scale)
    stated = {frozenset((p.a, p.b)) for p in pairs}
    for i, a in enumerate(copula.ids):
        for j, b in enumerate(copula.ids[:i]):
            if frozenset((a, b)) not in stated:
                assert abs(partial[i, j]) < 1e-7  # 1e-12 of the entries times a condition number of 1e4


def test_a_chain_is_completed_by_the_product() -> None:
    copula = gaussian_copula("abc", [Pair("a", "b", 0.9), Pair("b", "c", 0.9)])
    product = _pearson(0.9) ** 2
    assert drawn_rank(copula.latent[0][2]) == pytest.approx(6 / math.pi * math.asin(product / 2), abs=1e-12)
    assert copula.repairs == ()


def test_a_four_cycle_is_completed_by_its_closed_form() -> None:
    """By symmetry both unstated pairs are the x of the greatest determinant, here by a fine search."""
    r = 0.6
    full = completed(4, [(0, 1), (1, 2), (2, 3), (3, 0)], [r] * 4)
    assert full is not None
    x = np.linspace(-0.2, 0.99, 200_001)
    # eigenvalues of the circulant (1, r, x, r): 1 + 2r + x, 1 - 2r + x, and 1 - x twice
    determinant = (1 + 2 * r + x) * (1 - 2 * r + x) * (1 - x) ** 2
    assert full[0, 2] == pytest.approx(x[np.argmax(determinant)], abs=1e-5)  # the step of the search
    assert full[1, 3] == pytest.approx(full[0, 2], abs=1e-12)


def test_a_contradiction_is_repaired_and_reported_and_nothing_else_is() -> None:
    pairs = [
        Pair("a", "b", 0.9), Pair("b", "c", 0.9), Pair("a", "c", -0.9),
        Pair("c", "d", 0.5), Pair("e", "f", 0.7),
    ]  # fmt: skip
    copula = gaussian_copula(IDS, pairs)
    assert [(r.a, r.b, r.stated) for r in copula.repairs] == [
        ("a", "b", 0.9),
        ("b", "c", 0.9),
        ("a", "c", -0.9),
    ]
    # by symmetry all three move alike, to the edge where 1 - 2r = 0, that is r = ±1/2
    for repair in copula.repairs:
        assert repair.used == pytest.approx(
            math.copysign(6 / math.pi * math.asin(0.25), repair.stated), abs=1e-5
        )
    assert drawn_rank(copula.latent[2][3]) == pytest.approx(0.5, abs=1e-12)
    drawn = correlated(copula, _sobol)
    assert stats.spearmanr(drawn["a"], drawn["c"]).statistic == pytest.approx(-0.4826, abs=0.02)


@examples(40)
@given(st.lists(st.floats(-0.99, 0.99), min_size=10, max_size=10), st.integers(0, 2**32))
def test_no_nearby_matrix_is_nearer_than_the_repair(values: list[float], seed: int) -> None:
    edges = [(i, j) for i in range(5) for j in range(i)]
    nearest = repaired(5, edges, values)
    used = np.array([nearest[edge] for edge in edges])
    full = completed(5, edges, used.tolist())
    assert full is not None
    distance = np.sum((used - values) ** 2)
    rng = np.random.default_rng(seed)
    for _ in range(50):
        loadings = rng.normal(size=(5, rng.integers(1, 6)))
        other = loadings @ loadings.T
        other /= np.sqrt(np.outer(np.diag(other), np.diag(other)))
        # towards another correlation matrix: still one, by convexity, so it must not be nearer
        for share in (1e-3, 0.1, 1.0):
            moved = np.array([(1 - share) * full[e] + share * other[e] for e in edges])
            assert (
                np.sum((moved - values) ** 2) >= distance - 1e-6 * 40
            )  # the eigenvalue floor times the size


def test_the_first_of_a_group_keeps_its_uniforms_and_blocks_do_not_matter() -> None:
    copula = gaussian_copula(IDS, [Pair("c", "a", 0.5), Pair("b", "e", -0.3), Pair("e", "d", 0.2)])
    assert copula.ids == ("a", "b", "c", "d", "e")
    drawn = correlated(copula, _sobol)
    assert np.array_equal(drawn["a"], _sobol("a"))
    assert np.array_equal(drawn["b"], _sobol("b"))
    head = correlated(copula, lambda name: _sobol(name)[:777])
    tail = correlated(copula, lambda name: _sobol(name)[777:])
    for name, whole in drawn.items():
        assert np.array_equal(np.concatenate([head[name], tail[name]]), whole)
    assert pickle.loads(pickle.dumps(copula)) == copula


def test_uniforms_stay_inside_at_the_extremes() -> None:
    copula = gaussian_copula("ab", [Pair("a", "b", 0.95)])
    ends = np.array([2.0**-53, 0.5, 1 - 2.0**-53])
    drawn = correlated(copula, lambda name: ends)["b"]
    assert drawn.min() > 0
    assert drawn.max() < 1


def test_a_stated_zero_is_independence_not_a_gap() -> None:
    copula = gaussian_copula("abc", [Pair("a", "b", 0.5), Pair("b", "c", 0.5), Pair("a", "c", 0.0)])
    assert drawn_rank(copula.latent[0][2]) == 0


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([Pair("a", "b", 1.0)], "strictly between -1 and 1"),
        ([Pair("a", "b", -1.5)], "strictly between -1 and 1"),
        ([Pair("a", "b", math.nan)], "strictly between -1 and 1"),
        ([Pair("a", "a", 0.5)], "paired with itself"),
        ([Pair("a", "b", 0.5), Pair("b", "a", 0.5)], "stated twice"),
        ([Pair("a", "prise", 0.5)], "Did you mean 'price'?"),
    ],
)
def test_bad_pairs_are_refused(pairs: list[Pair], words: str) -> None:
    with pytest.raises(RoiError) as caught:
        gaussian_copula(["a", "b", "price"], pairs)
    assert words in str(caught.value)
    assert str(caught.value.where) == f"correlation {pairs[-1].a}, {pairs[-1].b}"


def test_no_pairs_no_copula() -> None:
    copula = gaussian_copula(IDS, [])
    assert copula.ids == ()
    assert correlated(copula, _sobol) == {}


@examples(50)
@given(st.integers(2, 8), st.integers(0, 2**32))
def test_any_stated_pairs_end_in_a_copula(n: int, seed: int) -> None:
    """Wild pairs, mostly contradictory: there is always a factor, and pairs not reported are kept."""
    rng = np.random.default_rng(seed)
    pairs = [
        Pair(IDS[i], IDS[j], float(rng.uniform(-0.999, 0.999)))
        for i in range(n)
        for j in range(i)
        if rng.random() < 0.6
    ]
    copula = gaussian_copula(IDS, pairs)
    place = {name: i for i, name in enumerate(copula.ids)}
    moved = {(r.a, r.b): r.used for r in copula.repairs}
    for pair in pairs:
        used = moved.get((pair.a, pair.b), pair.rank)
        assert drawn_rank(copula.latent[place[pair.a]][place[pair.b]]) == pytest.approx(used, abs=1e-12)
