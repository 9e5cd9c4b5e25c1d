"""Packages of extras: imported where they are, asked for where they are not."""

import sys
from pathlib import Path

import pytest

from roi.errors import RoiError
from roi.extras import imported


def test_what_is_there_is_imported() -> None:
    assert imported("json", "a document", "x").dumps([1]) == "[1]"


@pytest.mark.parametrize("module", ["no_such_package", "no_such_package.part"])
def test_what_is_not_there_is_asked_for_in_one_message(module: str) -> None:
    with pytest.raises(RoiError) as refusal:
        imported(module, "a picture", "plot")
    assert str(refusal.value) == (
        "a picture needs no_such_package, which is not installed\n"
        "  Install the extra `plot`: pip install 'roi-calculator[plot]'."
    )


def test_what_is_there_and_broken_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "roi_broken_package.py").write_text("import no_such_package_inside\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="no_such_package_inside"):
        imported("roi_broken_package", "a picture", "plot")
    assert "roi_broken_package" not in sys.modules
