"""Answers that are divided by another figure, in every unit that a question may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.estimate import estimate_text
from roi.errors import RoiError
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case

CASE = Path(__file__).with_name("divided.toml")
UNITS = (
    ("1/seat", "–", "50"),
    ("%/seat", "%", "50"),
    ("1/seat/year", "1/year", "50"),
    ("EUR/(seat*month)", "EUR/year", "50 to 60k"),
    ("%", "seat", "20 to 50"),
    ("hour/seat", "hour", "90 minutes"),
    ("EUR/seat", "EUR", "0.000001234"),
)


@pytest.mark.parametrize(("unit", "form", "typed"), UNITS)
def test_an_answer_is_divided_anew_in_every_unit(tmp_path: Path, unit: str, form: str, typed: str) -> None:
    case, file = tmp_path / "divided.toml", tmp_path / "acme.toml"
    more = f"""
[inputs.seats]
label = "Seats"
unit = "seat"
value = 100
grade = "judgement"

[inputs.figure]
label = "Figure"
unit = "{unit}"
value = "0{"%" if "%" in unit else ""}"
grade = "judgement"
ask = "What is it?"
answer = "{form} by seats"
"""
    plain = CASE.read_text(encoding="utf-8").replace('"case"]', '"case", "seat"]')
    case.write_text(plain + more, encoding="utf-8")
    answer = f"figure={typed}"
    file.write_text(
        estimate_text(open_case(CaseRequest(str(case), answers=[answer])).estimate), encoding="utf-8"
    )
    moved = open_case(CaseRequest(str(file), sets=["seats=200"])).estimate
    fresh = open_case(CaseRequest(str(case), sets=["seats=200"], answers=[answer])).estimate
    assert moved.overrides["figure"].dividend
    assert moved.overrides["figure"] == fresh.overrides["figure"]


def test_a_figure_of_a_file_in_per_cent_of_its_unit_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "acme.toml"
    text = estimate_text(open_case(CaseRequest(str(CASE), answers=["wage=60000"])).estimate)
    file.write_text(text.replace("60,000 EUR", "60,000% EUR"), encoding="utf-8")
    with pytest.raises(RoiError, match="60,000% EUR/FTE/year"):
        open_case(CaseRequest(str(file), sets=["hours=1000"]))
