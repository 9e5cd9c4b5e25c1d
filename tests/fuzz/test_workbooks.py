"""Workbooks that come back: sheets of questions with anything in their cells, archives with damaged parts."""

from __future__ import annotations

import datetime
import random
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cases
import roi
from exports.story.contents import DocumentRequest
from exports.workbook.write import workbook
from tests.exports.workbook.archives import Change, respelled, retyped
from tests.exports.workbook.asking import ASKED, DAY, read, sent
from tests.fuzz.effort import told_or_done, tried
from tests.fuzz.test_requests import SAID

CELLS = st.one_of(
    SAID,
    st.integers(-(10**18), 10**18),
    st.floats(),
    st.booleans(),
    st.just(datetime.date(2026, 1, 1)),
    st.none(),
)
XML = [
    "<",
    ">",
    "&",
    '"',
    "<v>",
    "</c>",
    "<c>",
    't="s"',
    "&lol;",
    "<!DOCTYPE x>",
    "<!ENTITY a 'b'>",
    "\x00",
    "#REF!",
    "999999999",
    "=1+1",
    "$A$1",
    "XFD1048577",
    "Questions!",
    "'",
    "é",
    "nan",
    "1e999",
]


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sent(tmp_path_factory.mktemp("sheet"))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("written") / "model.xlsx"
    workbook(
        roi.simulate(cases.load(ASKED), draws=256, seed=1), path, DocumentRequest(trials=16, created=DAY)
    )
    return path


def names(path: Path, begins: str) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        book = archive.read("xl/workbook.xml").decode()
    return sorted(set(re.findall(rf'<definedName name="({begins}[^"]*)"', book)))


def read_back(source: Path, typed: Mapping[str, object]) -> None:
    path = source.with_name("typed.xlsx")
    retyped(source, path, typed)
    told_or_done(lambda: read(path))


@tried(0.03)
@given(data=st.data())
def test_any_answers_in_a_sheet_of_questions(sheet: Path, data: st.DataObject) -> None:
    known = names(sheet, "(?:ask|told)_")
    typed = data.draw(st.dictionaries(st.sampled_from(known), CELLS, max_size=6))
    read_back(sheet, typed)


@tried(0.005)
@given(data=st.data())
def test_any_values_in_a_workbook(written: Path, data: st.DataObject) -> None:
    known = names(written, "(?:typed|use|in)_")
    typed = data.draw(st.dictionaries(st.sampled_from(known), CELLS, max_size=4))
    read_back(written, typed)


@tried(0.03)
@given(seed=st.integers(0, 2**32), times=st.integers(1, 6))
def test_damaged_parts(sheet: Path, seed: int, times: int) -> None:
    chance = random.Random(seed)
    with zipfile.ZipFile(sheet) as archive:
        part = chance.choice(archive.namelist())
        text = archive.read(part).decode()
    for _ in range(times):
        start = chance.randrange(len(text))
        stop = start + chance.choice([0, 0, 1, 20])
        text = text[:start] + chance.choice(XML) + text[stop:]
    change: Change = chance.choice([text, text, text, None, b""])
    path = respelled(sheet, sheet.with_name("damaged.xlsx"), {part: change})
    told_or_done(lambda: read(path))


@tried(0.02)
@given(seed=st.integers(0, 2**32), times=st.integers(1, 6))
def test_damaged_archives(sheet: Path, seed: int, times: int) -> None:
    content, chance = bytearray(sheet.read_bytes()), random.Random(seed)
    for _ in range(times):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path = sheet.with_name("bytes.xlsx")
    path.write_bytes(bytes(content[: chance.choice([len(content), chance.randrange(len(content))])]))
    told_or_done(lambda: read(path))
