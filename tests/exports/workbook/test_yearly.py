"""Inputs that are drawn anew each year in the live workbook: LibreOffice's values, and what a reader changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import cases
import roi
from exports.story.contents import DocumentRequest
from exports.workbook.reader.answers import Replies
from exports.workbook.reader.reading import read_answers
from exports.workbook.trials.values import trial_values
from exports.workbook.write import workbook
from roi.errors import RoiError
from roi.model import resolve
from roi.sim.cuts import HEADLINE
from tests.exports.workbook.archives import address, retyped
from tests.exports.workbook.asking import DAY
from tests.support.libreoffice import recalculated, with_typed
from tests.support.values import values_of
from tests.support.workbooks import compared

CASE = Path(__file__).with_name("yearly.toml")
TRIALS = 32


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("yearly") / "sent.xlsx"
    workbook(
        roi.simulate(cases.load(CASE), draws=256, seed=7), path, DocumentRequest(trials=TRIALS, created=DAY)
    )
    return path


def read(path: Path) -> Replies:
    return read_answers(path, lambda identity: resolve(cases.load(CASE)))


@pytest.mark.libreoffice
@pytest.mark.slow
def test_cached_values_are_those_of_libreoffice(book: Path, tmp_path: Path) -> None:
    """1e-9 of each figure; as the case stands, another option over six years, and what a reader typed."""
    long = tmp_path / "long.xlsx"
    workbook(
        roi.simulate(cases.load(CASE), draws=256, option="small", horizon=72),
        long,
        DocumentRequest(trials=16),
    )
    judged = with_typed(book, {"as it stands": {}, "typed": {"your_swing": 0.4, "your_tickets": 900}})
    for path, values in ((book, judged["as it stands"]), (long, recalculated(long))):
        result = compared(dict(values_of(path).cells()), dict(values.cells()), 1e-9)
        assert not result.wrong, path.stem
        assert not values.errors()
        assert values.named("master_check") == 1
    changed = roi.simulate(cases.load(CASE), draws=256, seed=7, overrides={"swing": "40%", "tickets": "900"})
    expected = trial_values(changed, TRIALS).outcome.metric("npv", HEADLINE)[-TRIALS:]
    shown = np.array(judged["typed"].column("trial_npv"), dtype=float)[-TRIALS:]
    assert shown == pytest.approx(expected, rel=1e-9)


def test_untouched_it_changes_nothing(book: Path) -> None:
    answers = read(book)
    assert (answers.answers, answers.notes) == ({}, ())


def test_a_reader_changes_the_level_and_its_swing(book: Path, tmp_path: Path) -> None:
    back = retyped(book, tmp_path / "back.xlsx", {"your_tickets": 900, "par_swing_p50": 0.15})
    assert {name: answer.value for name, answer in read(back).answers.items()} == {
        "tickets": "900",
        "swing": "range(10%, 15%, 30%)",
    }


@pytest.mark.parametrize("name", ["your_price_luck_2", "par_price_luck_2_sd"])
def test_the_luck_of_a_year_is_nobodys_to_choose(book: Path, tmp_path: Path, name: str) -> None:
    back = retyped(book, tmp_path / "back.xlsx", {name: 2})
    with pytest.raises(
        RoiError, match="“Price: luck of year 2” is luck, which nobody can know or choose"
    ) as refused:
        read(back)
    assert str(refused.value.where) == f"back.xlsx: {address(book, name)}"
