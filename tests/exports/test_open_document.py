"""The workbook as an OpenDocument spreadsheet."""

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import roi
from exports import open_document
from exports.files import check_suffixes, export
from exports.open_document import write_open_document
from exports.story.contents import PLAIN_REQUEST
from roi.errors import RoiError
from tests.support.libreoffice import recalculated
from tests.support.tools import require_libreoffice
from tests.support.values import values_of


def test_without_libreoffice_one_message_before_any_work(
    run: roi.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(open_document, "_ELSEWHERE", ())
    with pytest.raises(RoiError, match="LibreOffice, which is not installed") as refusal:
        check_suffixes([tmp_path / "a.ods"])
    assert "Install LibreOffice" in str(refusal.value)
    assert str(refusal.value.where) == str(tmp_path / "a.ods")
    with pytest.raises(RoiError):
        export(run, tmp_path / "a.ods")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("exit 3", "ended with code 3"),
        ("echo first >&2; echo no space >&2; exit 1", "no space"),
        ("exit 0", "did not convert the workbook"),
        ('mkdir -p "$6"; echo nothing > "$6/workbook.ods"', "did not convert the workbook"),
    ],
)
def test_a_libreoffice_that_fails_leaves_the_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, message: str
) -> None:
    office, target = tmp_path / "soffice", tmp_path / "a.ods"
    office.write_text(f"#!/bin/sh\n{script}\n")
    office.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(office))
    target.write_text("old")
    with pytest.raises(RoiError, match=message) as refusal:
        write_open_document(lambda path: path.write_text("x"), target)
    assert str(refusal.value.where) == str(target)
    assert target.read_text() == "old"


def test_one_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = tmp_path / "soffice"
    office.write_text(f"#!/bin/sh\nsleep 60 & echo $! > {tmp_path}/child\nwait\n")
    office.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(office))
    monkeypatch.setattr(open_document, "_PATIENCE", 1)
    with pytest.raises(RoiError, match="took more than"):
        write_open_document(lambda path: path.write_text("x"), tmp_path / "a.ods")
    child = (tmp_path / "child").read_text().strip()
    state = subprocess.run(["ps", "-o", "stat=", "-p", child], capture_output=True, text=True).stdout.strip()
    assert state[:1] in ("", "Z")  # gone, or only waiting for its parent to look


@pytest.mark.libreoffice
@pytest.mark.slow
def test_sheets_values_and_formulas_are_the_workbook_s(run: roi.Run, tmp_path: Path) -> None:
    require_libreoffice()
    for suffix in ("xlsx", "ods"):
        export(run, tmp_path / f"a.{suffix}", replace(PLAIN_REQUEST, trials=32))
    with zipfile.ZipFile(tmp_path / "a.ods") as archive:
        content = archive.read("content.xml").decode()
    assert content.count("table:formula=") > 500
    ours = values_of(tmp_path / "a.xlsx")
    assert re.findall('<table:table table:name="([^"]*)"', content) == list(ours.sheets)
    theirs = recalculated(tmp_path / "a.ods", places=ours).sheets
    compared = 0
    for title, cells in ours.sheets.items():
        for address, value in cells.items():
            if isinstance(value, float):
                # 1e-9: the digits that OpenDocument keeps
                assert theirs[title][address] == pytest.approx(value, rel=1e-9, abs=1e-9), (
                    f"{title}!{address}"
                )
                compared += 1
    assert compared > 1_000
