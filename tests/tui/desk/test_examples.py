"""The made-up example of observations of every shipped case: it reads, updates, and is said to be made up."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from cases.row_tables import COLUMNS, read_table
from exports.document.update import update_document
from roi.case_files import shipped
from roi.errors import RoiError
from roi.observed.observations import MADE_UP, Exact, Sample, StandardError, Trials
from roi.observed.update import update
from roi.sim.run import simulate
from tui.desk.observing import EXAMPLE, EXAMPLE_HEAD, ObservedFile, example, read_observed, skeleton_text
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case

SURPRISED = {"service-desk": ["build"]}  # an invoice beyond P99 of what was forecast


def test_every_case_has_one() -> None:
    files = {path.name.removesuffix(EXAMPLE) for path in shipped()["bank-chatbot"].parent.glob(f"*{EXAMPLE}")}
    assert files == set(shipped())


@pytest.mark.parametrize("case", sorted(shipped()))
def test_an_example_updates_its_case(case: str) -> None:
    path = shipped()[case].with_suffix(EXAMPLE)
    opened = open_case(CaseRequest(case))
    observed = read_observed(ObservedFile(path), opened.estimate)
    rows = observed.rows
    assert path.read_text(encoding="utf-8").startswith(f"# {EXAMPLE_HEAD}\n")
    assert all(row.source.startswith(MADE_UP) and row.note.startswith("Made up.") for row in rows)
    assert {row.months for row in rows if row.months} >= {row.months for row in rows[1:7]}
    assert len({row.months for row in rows[1:7]}) == 6, "six months of use"
    kinds = [type(row.error) for row in rows]
    assert kinds[0] in (Trials, Sample)
    assert kinds.count(Exact) == 1
    assert StandardError in kinds
    posterior = update(simulate(opened.model, draws=1_024, seed=1), rows)
    assert posterior.diagnostics.trusted, posterior.diagnostics.problems
    assert posterior.diagnostics.widened == 1
    assert [each.datum.response.name for each in posterior.surprises] == SURPRISED.get(case, [])
    document = update_document(posterior)
    assert document["made_up"] == len(rows)
    assert "made up" in document["headline"][0]
    effect = next(change for change in posterior.inputs if change.name == rows[0].name)
    assert effect.gone > 0.3, "a pilot tells"


def test_an_example_as_every_kind_of_text(tmp_path: Path) -> None:
    rows, names = example("service-desk"), ("name", "hits", "value")
    for suffix in (".csv", ".toml"):
        path = tmp_path / f"observed{suffix}"
        path.write_text(skeleton_text(rows, suffix, EXAMPLE_HEAD), encoding="utf-8")
        assert path.read_text(encoding="utf-8").startswith(f"# {EXAMPLE_HEAD}\n")
        read = [tuple(cells.get(name, "") for name in names) for _, cells in read_table(path).rows]
        assert read == [tuple(row[COLUMNS.index(name)] for name in names) for row in rows]


def test_a_heading_that_begins_like_a_remark(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([["# users", "month"], [7, 1]])
    assert read_table(path).headings == ("# users", "month")


def test_a_case_without_one() -> None:
    with pytest.raises(RoiError, match="no example of observations of mine"):
        example("mine")


@pytest.mark.parametrize("label", ["=1+1", "+1", "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "- hours"])
def test_no_spreadsheet_works_a_label_out(label: str) -> None:
    assert f"'{label}" in skeleton_text([("hours", "6", "-5", "", label)], ".csv")
    assert ",-5," in skeleton_text([("hours", "6", "-5", "", label)], ".csv")
