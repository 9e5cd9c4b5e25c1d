"""The judge itself: it works formulas out and does not believe what stands beside them."""

from __future__ import annotations

import os
import select
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from benchmarks import waits
from tests.support import office
from tests.support.libreoffice import Typed, recalculated, with_typed, worked_out
from tests.support.office import Office, OfficeEndedError, carried_out
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
    assert recalculated(path).sheets["Sheet"]["A1"] == 2


@pytest.mark.libreoffice
def test_it_reads_formulas_as_excel_does(tmp_path: Path) -> None:
    """-2^2 is 4, 2^3^2 is 64; MIN gives one number for a whole array; an error is a text."""
    formulas = ["-2^2", "2^3^2", "SUMPRODUCT(MIN(1,B1:B3))", "1/0"]
    assert worked_out(formulas, {"B1": 0.25, "B2": 0.5, "B3": 7}, tmp_path) == [4, 64, 0.25, "#DIV/0!"]


@pytest.mark.libreoffice
def test_what_is_typed_is_undone_before_the_next(tmp_path: Path) -> None:
    """Numbers, texts, formulas, over a number, a formula and a row of one formula; nothing is typed in between."""
    book = openpyxl.Workbook()
    sheet = first_sheet(book)
    sheet["A1"] = 1
    for cell, content in {"A2": "=A1+1", "A3": "'2", "A4": "plain"}.items():
        sheet[cell] = content
    sheet["B1"] = ArrayFormula("B1:C1", "=A1:A2*2")
    book.save(tmp_path / "small.xlsx")
    changes: dict[str, Typed] = {
        "before": {},
        "number": {"Sheet!A1": 0.5, "Sheet!A2": -7}, "text": {"Sheet!A1": "=4/8", "Sheet!A4": "a “b”"},
        "row": {"Sheet!B1": 3, "Sheet!D9": "new"}, "again": {},
    }  # fmt: skip
    judged = {
        name: values.sheets["Sheet"] for name, values in with_typed(tmp_path / "small.xlsx", changes).items()
    }
    assert judged["before"] == judged["again"] == recalculated(tmp_path / "small.xlsx").sheets["Sheet"]
    assert (judged["number"]["A1"], judged["number"]["A2"], judged["number"]["B1"]) == (0.5, -7, 1)
    assert (judged["text"]["A2"], judged["text"]["A4"], judged["text"]["B1"]) == (1.5, "a “b”", 1)
    assert (judged["row"]["B1"], judged["row"]["D9"]) == (3, "new")


@pytest.mark.libreoffice
def test_what_cannot_be_done_is_said_and_the_next_can(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="LibreOffice failed"):
        carried_out([("load", str(tmp_path / "missing.xlsx"))])
    assert carried_out([]) == []


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The reading end of a pipe that is held by what a wrapper starts in place of LibreOffice."""
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    wrapper = tmp_path / "soffice"
    wrapper.write_text(f"#!/bin/sh\n(echo started; exec sleep 600) > {tmp_path}/pipe & wait\n")
    wrapper.chmod(0o755)
    monkeypatch.setattr(office, "require_libreoffice", lambda: str(wrapper))
    yield reader
    os.close(reader)


def read(held: int) -> bytes:
    """What comes next, nothing if the pipe has ended."""
    assert select.select([held], [], [], 60)[0], "something still holds the pipe"
    return os.read(held, 100)


def test_what_takes_too_long_is_ended_with_all_that_it_started(held: int) -> None:
    silent = Office()
    assert read(held) == b"started\n"
    with pytest.raises(TimeoutError, match="took more than"):
        silent.reply([], 0.1)
    assert read(held) == b""
    assert not silent.folder.exists()


def test_it_ends_with_the_process_that_started_it(held: int) -> None:
    """Whose end of the pipe is closed then, however it ends."""
    left = Office()
    assert read(held) == b"started\n"
    assert left.process.stdin is not None
    left.process.stdin.close()
    assert read(held) == b""
    left.process.wait()
    assert not left.folder.exists()


def test_one_that_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "require_libreoffice", lambda: "false")
    over = Office()
    with pytest.raises(OfficeEndedError, match="LibreOffice ended"):
        over.reply([])
    with pytest.raises(OfficeEndedError, match="LibreOffice ended"):
        over.reply([])
    assert not over.folder.exists()


@pytest.mark.libreoffice
def test_what_one_that_ends_was_to_do_another_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrapper, before = tmp_path / "soffice", tmp_path / "before"
    waits = f"touch {before}; until [ -e $ROI_OFFICE/request ]; do sleep 0.05; done; exit"
    wrapper.write_text(f'#!/bin/sh\n[ -e {before} ] || {{ {waits}; }}\nexec {require_libreoffice()} "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setattr(office, "require_libreoffice", lambda: str(wrapper))
    monkeypatch.setattr(office, "_running", running := list[Office]())
    assert carried_out([]) == []
    assert before.exists()
    running[0].end()


def test_what_ends_another_too_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "require_libreoffice", lambda: "false")
    monkeypatch.setattr(office, "_running", running := list[Office]())
    with pytest.raises(OfficeEndedError):
        carried_out([])
    running[0].end()


@pytest.mark.parametrize(("recalculate", "mode"), [(True, 0), (False, 1)])
def test_a_benchmark_says_whether_every_cell_is_worked_out(
    tmp_path: Path, recalculate: bool, mode: int
) -> None:
    *_, settings = waits.opened("It opens", recalculate, 1.0).given
    waits.took([word.replace(waits.PLACE, str(tmp_path)) for word in settings])
    written = (tmp_path / "profile" / "user" / "registrymodifications.xcu").read_text(encoding="utf-8")
    assert f"<value>{mode}</value>" in written


def test_without_it_a_test_is_skipped_or_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("ROI_REQUIRE_LIBREOFFICE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="not installed"):
        require_libreoffice()
    monkeypatch.setenv("ROI_REQUIRE_LIBREOFFICE", "1")
    with pytest.raises(pytest.fail.Exception, match="not installed"):
        require_libreoffice()
