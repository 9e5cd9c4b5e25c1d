"""Columns of Trials stand where they were planned, beside each other."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import cases
import roi
from exports.workbook.inputs.scenarios import write_scenarios
from exports.workbook.inputs.sheet import write_inputs
from exports.workbook.layout import Subject
from exports.workbook.model.sheet import write_model
from exports.workbook.trials.places import RunningPlace
from exports.workbook.trials.refs import FIRST
from exports.workbook.trials.sheet import write_trials
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.dense import Shared, Whole, width
from roi.analysis.verdict import assess
from tests.exports.conftest import SMALL

TORTURE = Path(__file__).parents[1] / "torture.toml"  # discounted by years, with soft benefits
DAY = datetime.date(2026, 1, 5)


@pytest.mark.parametrize(
    ("path", "preset"), [(SMALL, "evidence"), (SMALL, "brochure"), (TORTURE, "evidence")]
)
def test_nothing_overlaps_and_every_place_is_a_column(path: Path, preset: str) -> None:
    run = roi.simulate(cases.load(path), draws=64, seed=1, preset=preset)
    summary = run.summary()
    subject = Subject(run, summary, assess(run, summary), 32, DAY)
    book = Book()
    pages: dict[str, Page] = {
        title: book.sheet(title) for title in ("Inputs", "Scenarios", "Model", "Trials")
    }
    write_scenarios(book, pages["Scenarios"], subject)
    inputs = write_inputs(book, pages["Inputs"], subject)
    write_model(book, pages["Model"], subject, inputs.constants)
    places = write_trials(book, pages["Trials"], subject, inputs)

    parts = pages["Trials"].dense[0].parts
    taken = [part.col + offset for part in parts for offset in range(width(part))]
    assert len(taken) == len(set(taken))
    columns = {part.col: part for part in parts if width(part) == 1}
    assert set(places.columns.values()) <= set(columns)
    assert len(set(places.columns.values())) == len(places.columns)
    blocks = {part.col for part in parts if type(part) is Shared and width(part) > 1}
    arrays = {part.col: width(part) for part in parts if isinstance(part, Whole)}
    for running in places.running.values():
        assert running.months.first in columns
        assert arrays[running.months.first + 1] == running.months.count - 1
        assert (running.years is None) != subject.by_year
        assert running.years is None or running.years.first in blocks
    assert bool(places.running) == subject.priced


@pytest.mark.parametrize("by_year", [False, True])
def test_blocks_of_a_running_net_stand_beside_each_other(by_year: bool) -> None:
    place, after = RunningPlace.at(10, 40, by_year=by_year)
    months = place.months
    assert (months.first, months.count) == (11, 121)  # after a column of zeros
    assert months.start == f"$K${FIRST}:$K$40"
    assert months.all.startswith(f"$K{FIRST}:")
    assert months.before.startswith(f"$J{FIRST}:")
    assert months.later == f"$L${FIRST}:$EA$40"
    assert months.all.endswith(f":$EA{FIRST}")
    assert months.before.endswith(f":$DZ{FIRST}")
    last = place.years or months
    assert after == last.first + last.count + 1
    assert (place.years is not None) == by_year
