"""The page in a real browser: Chromium, at the widths of a telephone, a tablet and a desk; and printed."""

from __future__ import annotations

import dataclasses
import datetime
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pypdf
import pytest

import cases
import roi
from exports.brand import HOUSE
from exports.page.html import page
from exports.story.build import story
from exports.story.contents import DocumentRequest
from exports.story.parts import Story
from tests.support.hostile import places, put, with_everything, written
from tests.support.tools import require_chromium, require_module

pytestmark = pytest.mark.slow
WIDTHS = (320, 768, 1400)
SHEET = {"width": 718, "height": 975}  # pixels of 190 × 258 mm, what A4 and Letter have in common
LONG = "Quite-a-long-word-of-a-buyer and “many” others & more, " * 4
SAID = DocumentRequest(prospect="Acme", prepared_by="Ann", created=datetime.date(2026, 11, 27))

OUTSIDE = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const box = svg.viewBox.baseVal;
  return [...svg.querySelectorAll('text')].filter(text => {
    const at = text.getBBox();
    return at.x < -1 || at.y < -2 || at.x + at.width > box.width + 1 || at.y + at.height > box.height + 2;
  }).map(text => text.textContent);
})"""
"""Texts of charts that stick out of their picture."""
CUT_OFF = """() => ['body', 'main', '.ask', '.left', '.right', '.end'].filter(name => {
  const part = document.querySelector(name);
  return part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1;
})"""
"""Parts of the sheet whose content is larger than their place."""
TOO_SMALL = """() => [...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().height > 0
  && svg.getBoundingClientRect().height < 60).length"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium, driver = require_chromium(), require_module("ROI_REQUIRE_CHROMIUM", "playwright.sync_api")
    with driver.sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(run: roi.Run, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """A small case, a shipped one, and one whose texts are all long; each a file."""
    folder = tmp_path_factory.mktemp("pages")
    tree = with_everything()
    for place in places(tree):
        if place[-1] in ("title", "label", "headline", "evidence", "text"):
            put(tree, place, f"{LONG}{place}")
    long = roi.simulate(cases.load(written(tree, folder / "long.toml")), draws=256)
    shipped = roi.simulate(cases.load("clinical-scribe"), draws=1_024)
    brand = dataclasses.replace(HOUSE, footer="Northwind", confidentiality="For Acme only", font="Georgia")
    stories: Mapping[str, Story] = {
        "small": story(run, SAID),
        "shipped": story(shipped, SAID),
        "long": story(long, dataclasses.replace(SAID, prospect=LONG)),
    }
    files = {name: folder / f"{name}.html" for name in (*stories, "branded")}
    for name, each in stories.items():
        files[name].write_text(page(each, HOUSE), encoding="utf-8")
    files["branded"].write_text(page(stories["shipped"], brand), encoding="utf-8")
    return files


@pytest.mark.parametrize("name", ["small", "shipped", "long", "branded"])
def test_it_is_read_at_every_width_and_printed_on_one_sheet(
    browser: Any, pages: Mapping[str, Path], name: str
) -> None:
    shown = browser.new_page()
    urls: list[str] = []
    shown.on("request", lambda request: urls.append(request.url))
    shown.goto(pages[name].as_uri())
    for width in WIDTHS:
        shown.set_viewport_size({"width": width, "height": 900})
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert not shown.evaluate(OUTSIDE)
    for size in ("A4", "Letter"):
        assert len(pypdf.PdfReader(io.BytesIO(shown.pdf(format=size))).pages) == 1
    shown.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert len(pypdf.PdfReader(io.BytesIO(shown.pdf(format="A4"))).pages) == 1
    shown.emulate_media(media="print")
    shown.set_viewport_size(SHEET)
    assert not shown.evaluate(CUT_OFF)
    assert not shown.evaluate(TOO_SMALL)
    assert [url for url in urls if not url.startswith(("file:", "data:"))] == []
    shown.close()


def test_a_figure_opens_without_a_script(browser: Any, pages: Mapping[str, Path]) -> None:
    context = browser.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.goto(pages["small"].as_uri())
    why = shown.locator("details.fact ul.why").first
    assert not why.is_visible()
    shown.locator("details.fact summary").first.click()
    assert why.is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_against_wcag_aa(browser: Any, pages: Mapping[str, Path], scheme: str) -> None:
    axe = require_module("ROI_REQUIRE_CHROMIUM", "axe_core_python.sync_playwright").Axe()
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)
    for name, width in (("small", 320), ("branded", 1400)):
        shown = context.new_page()
        shown.set_viewport_size({"width": width, "height": 900})
        shown.goto(pages[name].as_uri())
        shown.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        checked = axe.run(
            shown, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
        )
        problems = [(each["id"], each["nodes"][0]["html"]) for each in checked["violations"]]
        assert problems == [], (name, width)
        assert checked["passes"]
        shown.close()
    context.close()
