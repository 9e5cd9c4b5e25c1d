"""Packs: cases of folders and of installed packages, beside the shipped ones and never in their place."""

from __future__ import annotations

import datetime
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import cases
from cases.estimate import Estimate, Settings, estimate_text
from cases.new import template_text
from cases.newer import file_of, newer
from roi import case_files as packs
from roi.case_files import MOST_FILES, case_file, case_files, listed, shipped
from roi.errors import RoiError

Pack = Callable[..., Path]


@pytest.fixture(autouse=True)
def _no_packs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(packs.CASES_VARIABLE, raising=False)
    packs._installed.cache_clear()
    yield
    packs._installed.cache_clear()


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pack:
    """A folder with a case for each id, which the setting names."""

    def made(name: str, *ids: str) -> Path:
        folder = tmp_path / name
        folder.mkdir(parents=True)
        for each in ids:
            (folder / f"{each}.toml").write_text(template_text("new-case").replace("new-case", each))
        before = os.environ.get(packs.CASES_VARIABLE, "")
        monkeypatch.setenv(packs.CASES_VARIABLE, f"{before}{os.pathsep}{folder}")
        return folder

    return made


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pack:
    """A package of one's own on the path, with entry points as they are given; importing it fails."""
    monkeypatch.syspath_prepend(tmp_path)

    def made(package: str, entries: str, *ids: str, folder: str = "cases") -> Path:
        place = tmp_path / package / folder
        place.mkdir(parents=True)
        (tmp_path / package / "__init__.py").write_text("raise SystemExit('imported')")
        for each in ids:
            (place / f"{each}.toml").write_text(template_text("new-case").replace("new-case", each))
        about = tmp_path / f"{package}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(f"[{packs.GROUP}]\n{entries}\n")
        return place

    return made


def ids() -> set[str]:
    return set(case_files()) - set(shipped())


# ---- folders -------------------------------------------------------------------------------------------


def test_a_case_of_a_pack_is_opened_by_its_id(pack: Pack) -> None:
    folder = pack("Acme Cases", "invoices", "bank-chatbot")
    (folder / "shared.toml").write_text('[sources.x]\ntitle = "what cases include is no case"\n')
    assert ids() == {"acme-cases/invoices", "acme-cases/bank-chatbot"}
    case = cases.load("acme-cases/invoices")
    assert (case.id, case.origin) == ("invoices", "acme-cases/invoices.toml")
    assert cases.open_any("acme-cases/invoices") == case
    # The shipped case of the same id stays what it was.
    assert cases.load("bank-chatbot").digest != cases.load("acme-cases/bank-chatbot").digest
    assert case_file("bank-chatbot") == shipped()["bank-chatbot"]


def test_what_is_not_there_offers_the_nearest(pack: Pack) -> None:
    pack("acme", "invoices")
    with pytest.raises(RoiError, match="no such case in the pack `acme`") as refusal:
        cases.load("acme/invoice")
    assert "'acme/invoices'" in str(refusal.value.hint)
    with pytest.raises(RoiError, match="there is no such file"):
        cases.load("other/invoices")


def test_of_two_packs_with_one_name_the_first_stands_and_the_other_is_told(pack: Pack) -> None:
    first, second = pack("one/acme", "invoices"), pack("two/acme", "letters")
    listing, problems = listed()
    assert {case.id for case in listing} - set(shipped()) == {"acme/invoices"}
    (problem,) = problems
    assert str(problem).startswith(f"{second}: another pack is called `acme` too ({first})")
    os.environ[packs.CASES_VARIABLE] += f"{os.pathsep}{first}"  # the same folder again is no other pack
    assert [str(error) for error in listed()[1]] == [str(problem)]


def test_a_folder_that_is_none_hides_nothing(pack: Pack, tmp_path: Path) -> None:
    pack("acme", "invoices")
    gone = tmp_path / "gone"
    os.environ[packs.CASES_VARIABLE] += f"{os.pathsep}{gone}{os.pathsep}{tmp_path / '2026'}"
    listing, problems = listed()
    assert {case.id for case in listing} >= {"acme/invoices", *shipped()}
    assert [error.where.file for error in problems] == [str(gone), str(tmp_path / "2026")]
    with pytest.raises(RoiError, match="no such file or directory"):
        packs.add_folder(gone)
    with pytest.raises(RoiError, match="the folder cannot be read: no such file or directory"):
        cases.load("gone/invoices")


def test_hostile_files_are_told_and_hide_nothing(pack: Pack) -> None:
    folder = pack("acme", "invoices")
    (folder / "loop.toml").symlink_to("loop.toml")
    (folder / "nowhere.toml").symlink_to("nothing-there")
    (folder / "folder.toml").mkdir()
    os.mkfifo(folder / "pipe.toml")
    (folder / "bytes.toml").write_bytes(b"[case]\nid = '\xff'")
    (folder / "book.toml").write_bytes(b"PK\x03\x04")
    with (folder / "large.toml").open("wb") as file:
        file.truncate(10**10)
    listing, problems = listed()
    messages = {case.path.stem: case.problem.message for case in listing if case.problem}
    assert problems == []
    assert set(messages) == {"loop", "nowhere", "folder", "pipe", "bytes", "book", "large"}
    assert {case.id for case in listing if not case.problem} == {"acme/invoices", *shipped()}
    for name in messages:
        with pytest.raises(RoiError):
            cases.load(f"acme/{name}")


def test_a_folder_of_thousands_of_files_is_refused_in_one_message(pack: Pack) -> None:
    folder = pack("acme", "invoices")
    for number in range(MOST_FILES):
        (folder / f"{number}.txt").touch()
    listing, problems = listed()
    assert {case.id for case in listing} == set(shipped())
    assert [error.message for error in problems] == [f"the folder holds more than {MOST_FILES:,} files"]
    with pytest.raises(RoiError, match="more than"):
        cases.load("acme/invoices")


# ---- installed packages --------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["acme_cases.cases", "acme_cases:cases"])
def test_an_installed_pack_is_found_and_not_imported(installed: Pack, value: str) -> None:
    place = installed("acme_cases", f"acme = {value}", "invoices")
    assert case_file("acme/invoices") == place / "invoices.toml"
    assert cases.load("acme/invoices").id == "invoices"
    assert "acme_cases" not in sys.modules


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ("acme = acme_cases.nothing", "there is no folder acme_cases/nothing"),
        ("acme = no_such_package", "there is no folder no_such_package"),
        ("acme = ../../etc", "no name of a package"),
        ("acme = os", "there is no folder os"),
        ("Acme Inc = acme_cases", "no name of a pack"),
        ("no equals sign", "its entry points cannot be read"),
    ],
)
def test_a_broken_entry_point_is_told_and_hides_nothing(installed: Pack, entries: str, message: str) -> None:
    installed("acme_cases", entries)
    installed("whole", "whole = whole.cases", "letters")
    listing, (problem,) = listed()
    assert message in problem.message
    assert "package acme_cases 1.0" in str(problem)
    assert {case.id for case in listing} == {"whole/letters", *shipped()}


def test_a_named_folder_goes_before_an_installed_pack(installed: Pack, pack: Pack) -> None:
    installed("acme_cases", "acme = acme_cases.cases", "invoices")
    folder = pack("acme", "letters")
    assert ids() == {"acme/letters"}
    assert str(folder) in listed()[1][0].message


# ---- blocks --------------------------------------------------------------------------------------------


def test_a_pack_keeps_its_blocks_in_a_folder_beside_its_cases(pack: Pack) -> None:
    folder = pack("acme", "invoices")
    blocks = folder / "blocks"
    blocks.mkdir()
    risk = '[block]\ntitle = "A risk"\n{1}\n[[risks]]\ntext = "{0}"\n'
    (blocks / "works-council.toml").write_text(risk.format("works-council", 'use = ["strike"]'))
    (blocks / "strike.toml").write_text(risk.format("strike", ""))
    file = folder / "invoices.toml"
    text, taken = re.subn(r"\nuse = \[", '\nuse = ["works-council", ', file.read_text(), count=1)
    assert taken == 1
    file.write_text(text)
    assert {"works-council", "strike"} <= {risk.text for risk in cases.load("acme/invoices").risks}
    assert ids() == {"acme/invoices"}


# ---- estimates -----------------------------------------------------------------------------------------


def test_an_estimate_finds_the_case_of_its_pack_again(pack: Pack, tmp_path: Path) -> None:
    folder = pack("acme", "invoices")
    case = cases.load("acme/invoices")
    remembered = file_of(case, "acme/invoices")
    settings = Settings(3, case.id, case.digest, "0.1", datetime.date(2026, 11, 27), case_file=remembered)
    path = tmp_path / "deal.toml"
    path.write_text(estimate_text(Estimate(case, settings)))
    kept = cases.load_estimate(path)
    assert remembered == "acme/invoices"
    assert newer(kept, tmp_path).why == "The case acme/invoices is as the estimate has it."
    file = folder / "invoices.toml"
    file.write_text(file.read_text().replace("horizon = 36", "horizon = 24"))
    moved = newer(kept, tmp_path)
    assert (moved.name, moved.case and moved.case.header.horizon) == ("the case acme/invoices", 24)
    file.write_text("not toml [")
    assert "cannot be read" in newer(kept, tmp_path).why
    file.unlink()
    assert "among the packs" in newer(kept, tmp_path).why
