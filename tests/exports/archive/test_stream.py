"""Parts made to take memory: the whole process stays below 200 MB, Python and NumPy included."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from exports.archive.opening import MOST_OF_A_PART
from tests.exports.workbook.asking import ASKED

SHEET, BOOK, STYLES, STRINGS = (
    "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml",
)  # fmt: skip
TYPES, RELS, BOOK_RELS = "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"
CUSTOM = "docProps/custom.xml"
MEGABYTE = 1_000_000


def _repeat(piece: str, size: int) -> str:
    return piece * (size // len(piece))


_FULL = MOST_OF_A_PART - 100_000
_READ = _FULL // 4  # of what is read to its end: a quarter of the seconds, and of what it may take
_MOST, _MOST_READ = 200_000, 100_000  # kB of the process, 65,000 of which are Python, NumPy and the rest
_HEAVY: dict[str, tuple[str, Callable[[str], str]]] = {
    "cells of one row": (
        SHEET, lambda xml: xml.replace("<sheetData>", "<sheetData><row>" + _repeat("<c/>", _READ) + "</row>"),
    ),
    "rows": (SHEET, lambda xml: xml.replace("<sheetData>", "<sheetData>" + _repeat("<row/>", _READ))),
    "depth": (SHEET, lambda xml: _repeat("<row>", _FULL)),
    "attributes": (
        SHEET, lambda xml: "<a " + " ".join(f'a{k}=""' for k in range(_FULL // 12)) + "/>",
    ),
    "one attribute": (SHEET, lambda xml: f'<a b="{"x" * _FULL}"/>'),
    "one name": (SHEET, lambda xml: f"<{'x' * _FULL}/>"),
    "one comment": (SHEET, lambda xml: f"<a><!--{'x' * _FULL}--></a>"),
    "many tag names": (SHEET, lambda xml: "<a>" + "".join(f"<b{k}/>" for k in range(_READ // 12)) + "</a>"),
    "many attribute names": (
        SHEET, lambda xml: "<a>" + "".join(f'<b c{k}=""/>' for k in range(_READ // 15)) + "</a>",
    ),
    "texts": (STRINGS, lambda xml: xml.replace("<si>", _repeat("<si/>", _READ) + "<si>", 1)),
    "one text": (
        STRINGS, lambda xml: xml.replace("<si>", f"<si><t>{'x' * _FULL}</t></si><si>", 1),
    ),
    "styles": (STYLES, lambda xml: xml.replace("<cellXfs", "<cellXfs>" + _repeat("<xf/>", _FULL) + "</cellXfs><x")),
    "formats": (
        STYLES,
        lambda xml: "<styleSheet><numFmts>"
        + "".join(f'<numFmt numFmtId="{k}" formatCode="0"/>' for k in range(_FULL // 48))
        + "</numFmts></styleSheet>",
    ),
    "names": (
        BOOK,
        lambda xml: xml.replace(
            "<definedNames>",
            "<definedNames>"
            + "".join(f'<definedName name="ask_{k}">A!A1</definedName>' for k in range(_FULL // 52)),
        ),
    ),
    "sheets": (
        BOOK, lambda xml: xml.replace("<sheets>", "<sheets>" + _repeat('<sheet name="a" r:id="b"/>', _FULL)),
    ),
    "types": (
        TYPES,
        lambda xml: "<Types>"
        + "".join(f'<Override ContentType="a{k}"/>' for k in range(_FULL // 36))
        + "</Types>",
    ),
    "relations": (
        RELS,
        lambda xml: "<a>" + "".join(f'<Relationship Id="r{k}" Target="x"/>' for k in range(_FULL // 42)) + "</a>",
    ),
    "properties": (
        CUSTOM,
        lambda xml: "<a>"
        + "".join(f'<property name="roi.{k}"><lpwstr>x</lpwstr></property>' for k in range(_FULL // 56))
        + "</a>",
    ),
    "digits": (
        SHEET,
        lambda xml: xml.replace("<sheetData>", f'<sheetData><row r="17"><c r="F17"><v>{"9" * _FULL}</v></c></row>'),
    ),
}  # fmt: skip
_TO_THE_END = ("cells of one row", "rows", "many tag names", "many attribute names", "texts")
_CHILD = """
import os
import sys
from pathlib import Path
import cases
from exports.workbook.reader.reading import read_answers
from roi.errors import RoiError
from roi.model import resolve
def read(path):
    try:
        read_answers(Path(path), lambda identity: resolve(cases.load(sys.argv[1])))
        outcome = "read"
    except RoiError as found:
        outcome = "refused"
    # Not `ru_maxrss`, which a child inherits from the process that started it.
    peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(outcome, peak, flush=True)

for path in sys.argv[2:]:  # each in a process of its own, all with what one has imported
    if os.fork() == 0:
        read(path)
        os._exit(0)
    os.wait()
"""


def _spoilt(good: Path, kind: str, folder: Path) -> Path:
    part, spoil = _HEAVY[kind]
    path = folder / f"{kind}.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, spoil(old.read(name).decode()) if name == part else old.read(name))
    return path


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
def test_no_file_takes_much_memory(good: Path, tmp_path: Path) -> None:
    paths = [str(_spoilt(good, kind, tmp_path)) for kind in _HEAVY]
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(ASKED), *paths],
        cwd=Path(__file__).parents[4],
        capture_output=True,
        text=True,
    )
    ended = dict(zip(_HEAVY, (line.split() for line in done.stdout.splitlines()), strict=True))
    assert {outcome for outcome, _ in ended.values()} <= {"read", "refused"}, done.stderr
    most = dict.fromkeys(_HEAVY, _MOST) | dict.fromkeys(_TO_THE_END, _MOST_READ)
    assert {kind: peak for kind, (_, peak) in ended.items() if int(peak) >= most[kind]} == {}
