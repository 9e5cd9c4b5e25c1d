"""A sheet of questions as it is sent, and read back as the command line does it."""

from __future__ import annotations

import datetime
from pathlib import Path

import cases
from exports.workbook.intake import intake_workbook
from exports.workbook.origin.identity import Identity
from exports.workbook.reader.answers import Replies
from exports.workbook.reader.reading import read_answers
from roi.errors import Place
from roi.model import Layer, Model, resolve
from tests.exports.workbook.archives import filled

ASKED = Path(__file__).with_name("asked.toml")
DAY = datetime.date(2026, 1, 5)


def model_for(identity: Identity) -> Model:
    """The case, and over it the overrides in force when the file was written."""
    layer = Layer("estimate", Place(table="[overrides]"), identity.overrides, "seller")
    return resolve(
        cases.load(ASKED),
        preset=identity.preset,
        option=identity.option,
        horizon=identity.horizon,
        layers=[layer],
    )


def sent(folder: Path) -> Path:
    """The sheet of the case with one question of each kind, as nobody has touched it."""
    path = folder / "sent.xlsx"
    intake_workbook(resolve(cases.load(ASKED)), path, prospect="Acme", created=DAY)
    return path


def read(path: Path) -> Replies:
    """The answers of a file."""
    return read_answers(path, model_for)


def typed(
    sheet: Path, folder: Path, answers: dict[str, object], formats: dict[str, str] | None = None
) -> Path:
    """A copy of the sheet with `wage_likely=…` typed in."""
    return filled(
        sheet,
        folder / "acme.xlsx",
        {name if name.startswith("told_") else f"ask_{name}": value for name, value in answers.items()},
        {f"ask_{name}": code for name, code in (formats or {}).items()},
    )
