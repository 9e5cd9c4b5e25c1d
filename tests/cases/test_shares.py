"""Percentages under min, max and likely, and in columns of data: a fraction is never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

import cases
from roi.errors import RoiError
from roi.model import resolve
from tests.support.documents import case_of

SHARE = {"value": 35, "unit": "%"}


@pytest.mark.parametrize("key", ["min", "max", "likely"])
@pytest.mark.parametrize("value", [0.35, 1])
def test_a_bare_fraction_is_refused_with_both_readings(key: str, value: float) -> None:
    with pytest.raises(RoiError, match=f"{value} on a % input can mean {value} % or {100 * value:g} %"):
        case_of({"used": {**SHARE, key: value}})


def test_with_its_sign_it_is_a_percentage() -> None:
    spec = case_of({"used": {**SHARE, "min": "0.5%", "max": 60}}).inputs["used"]
    assert (spec.min, spec.max) == (0.5, 60)
    assert case_of({"used": {**SHARE, "min": 1, "max": 60}}).inputs["used"].min == 1
    with pytest.raises(RoiError, match="is a share, and the unit is USD"):
        case_of({"cost": {"value": 5, "unit": "USD", "min": "5%"}})


def test_of_other_units_a_bare_fraction_is_a_number() -> None:
    """Of the three numbers and the unit only a percentage makes a fraction doubtful."""
    spec = case_of({"cost": {"value": 0.4, "unit": "USD", "min": 0.25, "max": 1, "likely": 0.5}}).inputs[
        "cost"
    ]
    assert (spec.min, spec.max, spec.likely) == (0.25, 1, 0.5)


def measured(folder: Path, unit: str, *rows: str) -> float:
    (folder / "used.csv").write_text("\n".join(["share", *rows]), encoding="utf-8")
    text = f"""
[case]
id = "measured"
title = "Measured"
sector = "Test"
currency = "USD"
horizon = 12

[inputs.used]
label = "Used"
unit = "{unit}"
value = 'data("used.csv", share)'
grade = "measured"

[lines.gain]
label = "Gain"
unit = "–"
formula = "used"
"""
    (folder / "measured.toml").write_text(text, encoding="utf-8")
    return resolve(cases.load(folder / "measured.toml")).input("used").likely


@pytest.mark.parametrize("rows", [("0.2", "0.3", "0.4"), ("30", "0.4", "50")])
def test_a_column_of_fractions_on_a_percent_input(tmp_path: Path, rows: tuple[str, ...]) -> None:
    with pytest.raises(RoiError, match=r"row \d holds 0\.\d, which on a % input can mean"):
        measured(tmp_path, "%", *rows)


def test_a_column_of_percentages(tmp_path: Path) -> None:
    assert measured(tmp_path, "%", "30", "40%", "50") == pytest.approx(0.4, abs=0.02)
    assert measured(tmp_path, "%", "0.3%", "2", "3.5") == pytest.approx(0.02, abs=0.002)
    assert measured(tmp_path, "–", "0.3", "0.4", "0.5") == pytest.approx(0.4, abs=0.02)
    with pytest.raises(RoiError, match="is no share"):
        measured(tmp_path, "–", "30%", "40%")
