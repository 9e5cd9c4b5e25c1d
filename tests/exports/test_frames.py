import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import roi
import roi.notebook.frames
from exports.frames import write_csv
from roi.case import Case
from roi.notebook.frames import draw_blocks, draws_frame
from roi.sim.cuts import CASH, HEADLINE
from roi.sim.metrics import metrics_of
from roi.sim.plan import plan


@pytest.fixture(scope="module")
def frame(run: roi.Run) -> pd.DataFrame:
    return draws_frame(run)


def test_a_row_a_draw_and_a_column_an_input_that_varies(run: roi.Run, frame: pd.DataFrame) -> None:
    assert len(frame) == run.draws_used
    assert frame["replicate"].tolist() == np.repeat(np.arange(16), run.draws_used // 16).tolist()
    inputs = [
        "letters [letter/month]", "minutes [minute/letter]", "wage [USD/hour]", "used [%]",
        "smiles [USD/letter]", "setup [USD]", "luck [1]",
    ]  # fmt: skip
    assert list(frame.columns[1:8]) == inputs
    assert frame["used [%]"].between(0, 100).all()
    assert frame["used [%]"].median() == pytest.approx(60, abs=2)  # in per cent, not 0.6


def test_metrics_are_the_run_s_bit_for_bit(run: roi.Run, frame: pd.DataFrame) -> None:
    for name, row in metrics_of(run.model).items():
        unit = {"money": "USD", "months": "month", "share": "1", "rate": "1", "ratio": "1"}[row.unit]
        np.testing.assert_array_equal(frame[f"{name} [{unit}]"], run.values(name).ravel())
        if not row.cash_only and name != "pv_costs":
            np.testing.assert_array_equal(frame[f"{name} cash [{unit}]"], run.values(name, "cash").ravel())


def test_a_row_s_inputs_give_its_metrics(run: roi.Run, frame: pd.DataFrame) -> None:
    units = {item.id: item.unit for item in run.model.inputs}
    columns = {header.split(" [")[0]: header for header in frame.columns}
    for row in (0, 63, 64, 500, 1023):
        inputs = {name: frame[columns[name]][row] * units[name].scale for name in units if name in columns}
        again = plan(run.model, inputs)
        # 1e-12: one evaluation of the same formulas; % inputs are divided and multiplied by 0.01 on the way
        assert again.metric("npv", HEADLINE) == pytest.approx(frame["npv [USD]"][row], rel=1e-12, abs=1e-6)
        assert again.metric("payback_months", CASH) == pytest.approx(
            frame["payback_months cash [month]"][row]
        )


def test_csv_reads_back_as_the_same_numbers(run: roi.Run, frame: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "draws.csv"
    write_csv(run, path)
    texts = pd.read_csv(path, dtype=str, keep_default_na=False)
    again = texts.map(lambda text: float(text) if text else math.nan)  # Python reads every digit
    pd.testing.assert_frame_equal(again, frame, check_exact=True, check_dtype=False)
    assert path.read_bytes().isascii()
    assert b"\r" not in path.read_bytes()


def test_what_is_undefined_is_empty_and_what_is_never_is_inf(brochure: roi.Run, tmp_path: Path) -> None:
    path = tmp_path / "draws.csv"
    write_csv(brochure, path)
    text = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert set(text["npv [USD]"]) == {""}
    assert "nan" not in path.read_text().lower()


def test_blocks_do_not_matter(run: roi.Run, frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roi.notebook.frames, "ROWS", 7)
    pd.testing.assert_frame_equal(draws_frame(run), frame, check_exact=True)


def test_only_one_block_is_held(run: roi.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roi.notebook.frames, "ROWS", 16)
    sizes = [len(block["replicate"]) for block in draw_blocks(run)]
    assert sizes == [16] * (run.draws_used // 16)


def test_an_option_s_own_input_has_a_column(small: Case) -> None:
    frame = draws_frame(roi.simulate(small, draws=64, seed=1, option="cloud"))
    assert frame["egress [USD/month]"].between(10, 20).all()
