"""A case that reads a file beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

import cases
from roi.errors import RoiError
from roi.model import resolve

GOOD = (Path(__file__).with_name("good.toml")).read_text(encoding="utf-8")


def case_with(folder: Path, call: str) -> Path:
    path = folder / "case.toml"
    path.write_text(GOOD.replace('"range(1, 2, 4)"', f"'{call}'"), encoding="utf-8")
    return path


def refused(path: Path) -> str:
    with pytest.raises(RoiError) as refusal:
        resolve(cases.load(path))
    message = str(refusal.value)
    assert message.startswith("case.toml: [inputs.minutes] value")
    assert "\n  " in message  # how to mend it
    assert len(message) < 700
    return message
