"""Learning from answers in a session: on, off and back, kept in the file; answers stay with their product."""

from __future__ import annotations

from pathlib import Path

from cases.estimate import load_estimate
from tui.desk.opened import opened


def test_answers_are_learnt_until_somebody_says_otherwise(tmp_path: Path) -> None:
    session = opened("bank-chatbot").edit("net_fall", "15", who="prospect")
    tied = {"net_fall"}
    for _ in session.model.correlations:
        tied |= {
            name for pair in session.model.correlations if tied & set(pair.between) for name in pair.between
        }
    assert len(tied) > 2
    here = {item.id for item in session.model.inputs}  # others are of options
    assert {item.id for item in session.model.moved} == tied & here - {"net_fall"}
    left = session.learn(False)
    assert not left.model.moved
    assert left.undo().model.moved
    path = tmp_path / "a.toml"
    path.write_text(left.text(), encoding="utf-8")
    assert "learn = false" in left.text()
    assert "learn" not in session.text().partition("[document")[0]
    assert not load_estimate(path).settings.learn
    assert not opened(path).model.moved


def test_an_answer_stays_with_the_product_it_was_given_for() -> None:
    session = opened("clinical-scribe").edit("price", "119", who="prospect")
    assert session.estimate.overrides["price"].product == "scribe"
    vertical = session.choose(option="vertical")
    assert vertical.input("price").likely == 350
    assert list(vertical.model.aside) == ["price"]
    assert vertical.choose(option="pilot").input("price").likely == 119
    assert session.variant(option="vertical").input("price").likely == 350
