"""The judge itself: it works formulas out and does not believe what stands beside them."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.support.libreoffice import ended, recalculated, worked_out
from tests.support.sheets import first_sheet
from tests.support.tools import require_libreoffice


def with_wrong_value(path: Path) -> None:
    """A workbook whose A1 is `=1+1` with 999 kept beside it."""
    book = openpyxl.Workbook()
    first_sheet(book)["A1"] = "=1+1"
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>999</v>")
    parts[sheet] = parts[sheet].replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>999</v>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.libreoffice
def test_kept_values_are_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "wrong.xlsx"
    with_wrong_value(path)
    assert first_sheet(openpyxl.load_workbook(path, data_only=True))["A1"].value == 999
    assert first_sheet(recalculated(path))["A1"].value == 2


@pytest.mark.libreoffice
def test_it_reads_formulas_as_excel_does(tmp_path: Path) -> None:
    """-2^2 is 4, 2^3^2 is 64; MIN gives one number for a whole array; an error is a text."""
    formulas = ["-2^2", "2^3^2", "SUMPRODUCT(MIN(1,B1:B3))", "1/0"]
    assert worked_out(formulas, {"B1": 0.25, "B2": 0.5, "B3": 7}, tmp_path) == [4, 64, 0.25, "#DIV/0!"]


def test_what_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    """A wrapper waits for a program that holds a pipe: the pipe ends with the program, or never."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    script = f"(echo started; exec sleep 600) > {pipe} & wait"
    held = b""
    for patience in (0.5, 2, 8, 32):  # until it was there at all
        with pytest.raises(subprocess.TimeoutExpired):
            ended(["sh", "-c", script], patience)
        while select.select([reader], [], [], 30)[0] and (read := os.read(reader, 100)):
            held += read
        if held:
            break
    assert set(held.split()) == {b"started"}
    assert select.select([reader], [], [], 0)[0], "something still holds the pipe"
    assert os.read(reader, 100) == b""
    os.close(reader)


def test_a_command_that_ends_gives_what_it_says() -> None:
    assert ended(["sh", "-c", "echo out; echo bad >&2; exit 3"], 60) == (3, "out\n", "bad\n")


def test_without_it_a_test_is_skipped_or_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("ROI_REQUIRE_LIBREOFFICE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="not installed"):
        require_libreoffice()
    monkeypatch.setenv("ROI_REQUIRE_LIBREOFFICE", "1")
    with pytest.raises(pytest.fail.Exception, match="not installed"):
        require_libreoffice()
