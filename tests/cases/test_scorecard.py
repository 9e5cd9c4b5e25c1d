"""A buyer's scorecard: what is computed, what is missing, what is refused."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cases.scorecard import CRITERIA, read_scorecard, scored, skeleton
from roi.errors import RoiError

TEXT = """
[weights]
benchmarks = 3
price = 2
latency = 1
context = 2

[scores."a:one"]
benchmarks = 80
latency = 50

[scores."b:two"]
benchmarks = 60

[scores."c:three"]
benchmarks = 90
latency = 90
context = 40
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "weights.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_scores_by_hand(tmp_path: Path) -> None:
    """Weights 3/8, 2/8, 1/8, 2/8; the dearest costs twice the cheapest."""
    card = read_scorecard(written(tmp_path, TEXT))
    costs, fits = (
        {"a:one": 10.0, "b:two": 5.0, "c:three": 10.0},
        {"a:one": True, "b:two": None, "c:three": False},
    )
    scores = {score.model: score for score in scored(card, costs, fits)}
    first, two, three = (scores[name] for name in ("a:one", "b:two", "c:three"))
    assert first.marks == {"benchmarks": 80, "context": 100, "price": 50, "latency": 50}
    assert first.bounds == pytest.approx((73.75, 73.75))
    assert two.marks == {"benchmarks": 60, "price": 100}
    assert two.known == pytest.approx(5 / 8)
    assert two.bounds == pytest.approx((47.5, 85))
    assert three.marks["context"] == 40  # the buyer's word stands
    assert three.computed == {"price"}
    assert [score.model for score in scored(card, costs, fits)] == ["a:one", "c:three", "b:two"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("benchmarks = 80", "benchmark = 80"), "unknown criterion"),
        (("benchmarks = 80", "benchmarks = 101"), "benchmarks is 101"),
        (("benchmarks = 80", "price = 80"), "the price is computed"),
        (("benchmarks = 3", "benchmarks = -3"), "benchmarks is -3"),
        (("benchmarks = 80", 'benchmarks = "good"'), "number"),
        (("[weights]", "[weight]"), "unknown table"),
    ],
)
def test_what_is_no_scorecard_is_refused(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    with pytest.raises(RoiError, match=message):
        read_scorecard(written(tmp_path, TEXT.replace(*change, 1)))


def test_weights_of_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RoiError, match="no criterion has a weight"):
        read_scorecard(written(tmp_path, "[weights]\nprice = 0\n"))


def test_the_skeleton_is_a_scorecard_without_scores(tmp_path: Path) -> None:
    text = skeleton(["openai:gpt-6.1-sol", "x:y/z"])
    card = read_scorecard(written(tmp_path, text))
    assert card.weights == pytest.approx(dict.fromkeys(CRITERIA, 1 / len(CRITERIA)))
    assert card.scores == {"openai:gpt-6.1-sol": {}, "x:y/z": {}}
    assert tomllib.loads(text)["scores"]["x:y/z"] == {}
