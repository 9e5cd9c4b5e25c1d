"""Building blocks: what they bring, in which order, what a case lays over them, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import cases
from cases.block import Library, shipped_blocks
from cases.load import from_raw
from cases.toml import read_toml
from cases.use import composed
from roi.errors import RoiError

GOOD = Path(__file__).with_name("good.toml").read_text(encoding="utf-8")
BLOCK = '[block]\ntitle = "A block"\n'


def written(folder: Path, use: str, more: str = "", **blocks: str) -> Path:
    """A small case that takes in blocks, with block files beside it."""
    for name, text in blocks.items():
        (folder / f"{name}.toml").write_text(BLOCK + text, encoding="utf-8")
    path = folder / "case.toml"
    path.write_text(GOOD.replace("horizon = 36", f"horizon = 36\nuse = {use}", 1) + more, encoding="utf-8")
    return path


def document(path: Path) -> dict[str, Any]:
    return composed(read_toml(path), path, path.name)[0]


def test_a_case_with_blocks_is_the_same_case_written_out(tmp_path: Path) -> None:
    """The document that is stored with an estimate opens without any block."""
    case = cases.load(written(tmp_path, '["failure"]'))
    again = from_raw(case.document, "again.toml", None)
    assert (again.inputs, again.lines, again.digest) == (case.inputs, case.lines, case.digest)
    assert "use" not in case.document
    header = case.document["case"]
    assert isinstance(header, dict)
    assert "use" not in header


def test_keys_of_the_case_lie_over_those_of_the_block(tmp_path: Path) -> None:
    more = '\n[inputs.stop_month]\nvalue = 7\nfirst = 9\n\n[lines.exit_costs]\nlabel = "Out"\n'
    found = document(written(tmp_path, '["failure"]', more))
    stop, leaving = found["inputs"]["stop_month"], found["lines"]["exit_costs"]
    assert (stop["value"], stop["first"], stop["unit"], stop["grade"]) == (7, 9, "month", "judgement")
    assert (leaving["label"], leaving["class"]) == ("Out", "change")


def test_a_new_value_loses_the_source_and_the_note_of_the_old_one(tmp_path: Path) -> None:
    more = '\n[inputs.failure_rate]\nvalue = 12\ngrade = "judgement"\n'
    entry = document(written(tmp_path, '["failure"]', more))["inputs"]["failure_rate"]
    assert "source" not in entry
    assert "note" not in entry
    assert (entry["answer"], entry["min"]) == ("count of 10", 0)


def test_a_missing_block_offers_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(RoiError, match='there is no block "failur"') as found:
        cases.load(written(tmp_path, '["failur"]'))
    assert "Did you mean 'failure'?" in str(found.value.hint)


def test_a_case_is_no_block(tmp_path: Path) -> None:
    with pytest.raises(RoiError, match=r"case\.toml is a case or an estimate"):
        cases.load(written(tmp_path, '["case"]'))


@pytest.mark.parametrize("name", shipped_blocks())
def test_a_shipped_block_reads(name: str, tmp_path: Path) -> None:
    block = Library().block(name, tmp_path)
    assert block.header.title
    assert block.header.summary.endswith((".", "`."))
