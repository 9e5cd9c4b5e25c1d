"""Documents of a brand: its colours, lines, logo, days and numbers, and nothing else changed."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image

import cases
import roi
from exports.brand import HOUSE, Brand
from exports.files import FORMATS, DocumentRequest, export
from exports.logo import logo_of
from exports.markdown.result import result_markdown
from roi.errors import NOWHERE
from roi.notation import DATE_STYLES, NUMBER_STYLES, notation, numerals, written_day
from tests.support.workbooks import with_formulas

CASE = Path(__file__).parent / "workbook" / "asked.toml"
DAY = datetime.date(2026, 11, 3)


def brand() -> Brand:
    """One that differs from the house's in everything."""
    picture = io.BytesIO()
    Image.new("RGB", (300, 100), "#0b5345").save(picture, "PNG")
    return Brand(
        "#0b5345",
        "#943126",
        "Georgia",
        logo_of(picture.getvalue(), 'Acme "A" & Co', NOWHERE),
        "Acme & Sons 2026",
        "For <Acme> & Co only",
        DATE_STYLES["23.11.2026"],
        NUMBER_STYLES["1.234,5"],
    )


@pytest.fixture(scope="module")
def run() -> roi.Run:
    return roi.simulate(cases.load(CASE), draws=1_024, seed=3)


@pytest.fixture(scope="module")
def written(run: roi.Run, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """A file of every kind by its suffix, in that brand."""
    folder = tmp_path_factory.mktemp("brand")
    contents = DocumentRequest(trials=16, prospect="Acme", created=DAY, valid_until=DAY, brand=brand())
    paths = {
        suffix: folder / f"a{suffix}" for suffix in FORMATS if suffix in (".md", ".xlsx", ".json", ".csv")
    }
    for path in paths.values():
        export(run, path, contents)
    return paths


@pytest.fixture(scope="module")
def book(written: Mapping[str, Path]) -> openpyxl.Workbook:
    return with_formulas(written[".xlsx"])


def test_every_page_of_the_workbook_has_the_lines_of_the_brand(book: openpyxl.Workbook) -> None:
    sheet: Any
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            assert sheet.oddHeader.center.text == "For <Acme> && Co only", sheet.title
            assert sheet.oddFooter.center.text == "Acme && Sons 2026"
            assert sheet.oddFooter.left.text == "&A"
    summary = book["Summary"]
    assert summary["A4"].value == "For <Acme> & Co only"
    assert [summary[cell].number_format for cell in ("H3", "H4")] == ["dd.mm.yyyy"] * 2
    assert summary["H4"].value == datetime.datetime(2026, 11, 3)


def test_nothing_of_the_house_s_own_look_is_left_in_the_workbook(written: Mapping[str, Path]) -> None:
    with zipfile.ZipFile(written[".xlsx"]) as package:
        texts = {name: package.read(name).decode() for name in package.namelist() if name.endswith(".xml")}
    for name, text in texts.items():
        if "theme" not in name:
            assert not re.search("1F3864|DCE6F1|F2F5FA|BDD3EA|7FA8D1|Arial", text), name
    assert "0B5345" in texts["xl/styles.xml"]
    assert 'typeface="Georgia"' in texts["xl/charts/chart1.xml"]
    assert 'descr="Acme &quot;A&quot; &amp; Co"' in texts["xl/drawings/drawing1.xml"] or (
        "descr='Acme \"A\" &amp; Co'" in texts["xl/drawings/drawing1.xml"]
    )


def test_the_logo_stands_within_its_columns_and_its_rows(book: openpyxl.Workbook) -> None:
    sheet: Any = book["Summary"]
    (picture,) = sheet._images
    start, size = picture.anchor._from, picture.anchor.ext
    assert size.cx / size.cy == pytest.approx(3, rel=1e-3)
    assert size.cy <= 54 * 12_700
    # Columns E and F are 12.7 characters wide, 94 pixels each.
    end = start.col * 1_000_000 + start.colOff if start.col == 5 else start.colOff - 94 * 9_525
    assert end + size.cx == pytest.approx((5 * 1_000_000 if start.col == 5 else 0) + 94 * 9_525, abs=9_525)


def cells(path: Path) -> list[tuple[str, ...]]:
    """Sheet, address, formula without its texts and number of every cell that is no text."""
    cell = re.compile(r'<c r="(\w+)"(?: s="\d+")?(?: t="(\w+)")?>(?:<f[^>]*>([^<]*)</f>)?<v>([^<]*)</v>')
    with zipfile.ZipFile(path) as package:
        texts = {
            name: package.read(name).decode() for name in package.namelist() if "/worksheets/sheet" in name
        }
    return [
        (name, address, re.sub('&quot;.*?&quot;|"[^"]*"', "", formula), "" if kind == "str" else value)
        for name, text in texts.items()
        for address, kind, formula, value in cell.findall(text)
        if kind != "s"
    ]


def test_values_and_formulas_are_those_of_the_house(
    written: Mapping[str, Path], run: roi.Run, tmp_path: Path
) -> None:
    # The line of confidentiality is a text more, which the seals of Checks count.
    lined = Brand(confidentiality=brand().confidentiality)
    export(
        run,
        tmp_path / "house.xlsx",
        DocumentRequest(trials=16, prospect="Acme", created=DAY, valid_until=DAY, brand=lined),
    )
    ours, house = cells(written[".xlsx"]), cells(tmp_path / "house.xlsx")
    assert len(house) > 5_000
    assert ours == house


def test_texts_for_people_are_in_the_notation_of_the_brand(written: Mapping[str, Path], run: roi.Run) -> None:
    text = written[".md"].read_text(encoding="utf-8")
    assert "\n\n**For \\<Acme> & Co only**\n\n" in text
    assert text.endswith("---\n\nAcme & Sons 2026\n")
    house = result_markdown(run)
    assert "1,024 draws" in house
    assert "1.024 draws" in text
    numbers = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w.,])")
    swap = str.maketrans(",.", ".,")
    figures = house[house.index("## All figures") : house.index("## How it was worked out")]
    for figure in set(numbers.findall(figures)):
        assert figure.translate(swap) in text, figure


def test_what_programs_read_is_that_of_the_house(
    written: Mapping[str, Path], run: roi.Run, tmp_path: Path
) -> None:
    for suffix in (".json", ".csv"):
        export(
            run,
            tmp_path / f"a{suffix}",
            DocumentRequest(trials=16, prospect="Acme", created=DAY, valid_until=DAY),
        )
        assert (tmp_path / f"a{suffix}").read_bytes() == written[suffix].read_bytes()


def test_a_notation_ends_with_its_document() -> None:
    with suppress(ZeroDivisionError), notation(NUMBER_STYLES["1'234.5"], DATE_STYLES["November 23, 2026"]):
        assert numerals("1,234.5") == "1’234.5"
        assert written_day(DAY) == "November 3, 2026"
        raise ZeroDivisionError
    assert numerals("1,234.5") == "1,234.5"
    assert written_day(DAY) == "2026-11-03"
    assert HOUSE.numbers.written("1,234.5") == "1,234.5"
