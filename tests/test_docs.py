"""The documentation is true: its commands give the output shown, its cases load and run.

ROI_UPDATE=1 writes the output of the commands into the pages again.
"""

from __future__ import annotations

import asyncio
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock
from PIL import Image

import roi
from cases.load import from_raw
from cases.regions import with_regions
from cases.use import composed
from docs.picture_app import TARGET, picture
from roi.analysis.review import review
from roi.case import COST_CLASSES
from tests.support.golden import UPDATE, kept
from tui.cli.main import main
from tui.desk.brand import load_brand

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
GUIDE, PATTERNS = ROOT / "docs" / "cases.md", ROOT / "docs" / "patterns.md"
FINANCE = ROOT / "docs" / "finance.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
CONSOLE = re.compile(
    r"(?:<!-- first (?P<first>\d+) lines -->\n)?```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```",
    re.DOTALL,
)
CASE = re.compile(
    r"<!-- case: (?P<kind>header|whole|fragment|placed) -->\s*```toml\n(?P<text>.*?)```", re.DOTALL
)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
TOML = re.compile(r"```toml\n(.*?)```", re.DOTALL)
WIDTH = "100"
CUT = "…"  # ends a block that shows only the beginning


def console_blocks(page: Path) -> list[re.Match[str]]:
    return list(CONSOLE.finditer(page.read_text(encoding="utf-8")))


BLOCKS = [(page, index) for page in PAGES for index in range(len(console_blocks(page)))]


@cache
def output_of(command: str) -> str:
    """What `roi` prints when it is called so in an empty folder, without a process of its own."""
    program, *words = shlex.split(command, comments=True)
    assert program == "roi"
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patched, tempfile.TemporaryDirectory() as folder:
        patched.chdir(folder)
        patched.setenv("COLUMNS", WIDTH)
        patched.setenv("NO_COLOR", "1")
        patched.setattr(sys, "argv", [program, *words])
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit):
            main()
        patched.undo()  # out of the folder before it goes
    return "\n".join(line.rstrip() for line in (out.getvalue() + err.getvalue()).strip("\n").splitlines())


@pytest.mark.parametrize(("page", "index"), BLOCKS, ids=[f"{page.stem}-{index}" for page, index in BLOCKS])
def test_pages_show_real_output(page: Path, index: int) -> None:
    block = console_blocks(page)[index]
    lines = output_of(block["command"]).splitlines()
    first = int(block["first"] or len(lines))
    real = "".join(f"{line}\n" for line in (lines[:first] + [CUT] * (first < len(lines))))
    if UPDATE:
        with FileLock(
            Path(tempfile.gettempdir()) / f"{page.stem}.lock"
        ):  # the other blocks are written beside
            text = page.read_text(encoding="utf-8")
            start, stop = list(CONSOLE.finditer(text))[index].span("output")
            page.write_text(text[:start] + real + text[stop:], encoding="utf-8")
    else:
        assert real == block["output"]


def test_commands_are_shown_in_full_and_in_the_readme_from_their_beginning() -> None:
    commands = {page.stem: {block["command"] for block in console_blocks(page)} for page in PAGES}
    assert len(commands["README"]) == 4
    assert commands["README"] < commands["commands"]


def test_the_readme_is_for_five_minutes() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 150


def ran(code: str, folder: Path) -> str:
    """What a program prints, in a process and a folder of its own; it must end well and without a warning."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "Agg"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def test_python_of_the_pages_runs(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    blocks = PYTHON.findall(text)
    assert len(blocks) >= 7
    fewer = re.sub(r"(?<=draws=)1?\d_\d+(_\d+)?", "2_048", "\n".join(blocks))  # more say the same, later
    printed = ran(fewer, tmp_path)
    assert "Run of clinical-scribe" in printed
    assert "Did you mean 'npv'?" in printed
    assert {path.name for path in tmp_path.iterdir()} == {"tornado.png", "acme.json", "acme.csv"}


@pytest.mark.slow
def test_the_portfolio_of_the_page_is_run_by_its_python(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "portfolio.md").read_text(encoding="utf-8")
    (settings,), (code,) = TOML.findall(text), PYTHON.findall(text)
    deals = tmp_path / "deals"
    deals.mkdir()
    for name in ("acme-bank", "acme-data", "other-bank"):
        shutil.copy(ROOT / "cases" / "templates" / "clinical-scribe.toml", deals / f"{name}.toml")
    (deals / "portfolio.toml").write_text(settings, encoding="utf-8")
    printed = ran(f"{code}\nprint(*table.index.tolist(), len(draws), results.failed)", tmp_path)
    assert printed.startswith(
        "('acme-bank', '') ('acme-bank', 'pilot') ('acme-data', '') ('other-bank', '') 256 ()"
    )


def test_the_brand_of_the_page_is_one(tmp_path: Path) -> None:
    (text,) = TOML.findall((ROOT / "docs" / "outputs.md").read_text(encoding="utf-8"))
    (tmp_path / "brand.toml").write_text(text, encoding="utf-8")
    Image.new("RGB", (40, 20)).save(tmp_path / "logo.png")
    brand = load_brand(tmp_path / "brand.toml")
    assert (brand.font, brand.footer, brand.confidentiality) == (
        "Georgia", "Northwind Consulting", "Confidential: for Acme only",
    )  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_toml_of_the_pages_can_be_read(page: Path) -> None:
    for text in TOML.findall(page.read_text(encoding="utf-8")):
        assert tomllib.loads(text)


def test_every_analysis_is_on_the_page() -> None:
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    functions = [name for name in dir(roi) if name.islower() and not name.startswith("_")]
    missing = {name for name in functions if f"roi.{name}" not in text and f"run.{name}" not in text}
    assert not missing


MODULE = re.compile(r"`((?:roi|cases|exports|tui|tests|docs|benchmarks)/[\w/.-]*)`(?: `(\w+)`)?")


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_places_that_pages_name_exist(page: Path) -> None:
    for path, name in MODULE.findall(page.read_text(encoding="utf-8")):
        assert (ROOT / path).exists(), path
        if name and path.endswith(".py"):
            source = (ROOT / path).read_text(encoding="utf-8")
            assert re.search(rf"^(?:    )?(?:def|class) {name}\b|^{name}\b", source, re.MULTILINE), (
                path,
                name,
            )


def test_the_floors_of_the_engine_are_those_of_the_contract() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(
        r"`roi/(\w+)", text.split("floors are, from below:")[1].split(". ", 1)[0].replace(".py`", "`")
    )
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (layers,) = (each["layers"] for each in contracts["contracts"] if each.get("containers") == ["roi"])
    assert named == [name.strip() for layer in reversed(layers) for name in layer.split(":")]


@pytest.mark.slow
def test_the_picture_of_the_app_is_as_the_app_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ROI_DATA_DIR", str(tmp_path))
    drawn = asyncio.run(picture())
    assert drawn == kept(TARGET, drawn)


def test_the_three_flows_name_their_stops() -> None:
    flows = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("\n## ")[1:4]
    assert all(len(MODULE.findall(flow)) >= 8 for flow in flows)


@pytest.mark.slow
def test_the_site_builds_and_fetches_nothing(tmp_path: Path) -> None:
    site = tmp_path / "site"
    # --quiet would hide broken links, and not count them.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages = list(site.rglob("*.html"))
    assert len(pages) > 15
    for page in pages:
        text = page.read_text(encoding="utf-8")
        fetched = re.findall(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=\"([^\"]+)", text)
        assert [address for address in fetched if re.match(r"(?:https?:)?//", address)] == [], page
    for style in site.rglob("*.css"):
        fetched = re.findall(
            r"url\([\"']?((?:https?:)?//[^)]*)|@import\s+[\"']((?:https?:)?//[^\"']*)", style.read_text()
        )
        assert fetched == [], style
    assert (site / "images" / "architecture.svg").is_file()
    assert not list(site.rglob("*.py*"))


def guide_blocks(kind: str) -> list[str]:
    text = "\n".join(page.read_text(encoding="utf-8") for page in (GUIDE, PATTERNS, FINANCE))
    return [block["text"] for block in CASE.finditer(text) if block["kind"] == kind]


@pytest.mark.parametrize("text", guide_blocks("whole"))
def test_whole_cases_of_the_guide_pass_review(text: str) -> None:
    document, brought = composed(tomllib.loads(text), GUIDE, "docs/cases.md")
    case = from_raw(document, "docs/cases.md", None, brought=brought)
    assert not review(case).remarks
    assert roi.simulate(case, draws=512).summary().metrics


def test_a_case_of_a_new_kind_takes_less_than_sixty_lines() -> None:
    """The guide's case on building blocks has every class of cost, an option, and a contract that ends."""
    text = next(text for text in guide_blocks("whole") if "\nuse = [" in text)
    assert len(text.splitlines()) < 60
    document, _ = composed(tomllib.loads(text), GUIDE, "docs/cases.md")
    case = from_raw(document, "docs/cases.md", None)
    assert {line.cost_class for line in case.lines.values()} == {*COST_CLASSES, None}
    assert list(case.options) == ["general-api"]
    assert case.lines["agency_saved"].kind == "cash"


@pytest.mark.parametrize("text", guide_blocks("fragment"))
def test_fragments_of_the_guide_load_and_run(text: str) -> None:
    (header,) = guide_blocks("header")
    case = from_raw(tomllib.loads(header + "\n" + text), "docs/cases.md", None)
    assert [remark for remark in review(case).remarks if remark.level == "error"] == []
    assert roi.simulate(case, draws=512).summary().metrics


@pytest.mark.parametrize("text", guide_blocks("placed"))
def test_cases_of_a_place_in_the_guide_move_to_another(text: str) -> None:
    (header,) = guide_blocks("header")
    raw = tomllib.loads(header + "\n" + text)
    case = from_raw(with_regions({**raw, "case": {**raw["case"], "region": "US"}}), "docs/cases.md", None)
    assert [remark for remark in review(case).remarks if remark.level == "error"] == []
    home, there = (roi.simulate(case, draws=512, region=region) for region in (None, "EU"))
    assert home.model.inputs != there.model.inputs


def test_the_guide_has_blocks_of_every_kind() -> None:
    counts = {kind: len(guide_blocks(kind)) for kind in ("header", "whole", "fragment", "placed")}
    assert counts["header"] == 1
    assert counts["whole"] >= 1
    assert counts["fragment"] >= 8
    assert counts["placed"] >= 1


def test_every_command_is_in_the_readme() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tui.cli", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    commands = re.findall(r"^  ([a-z]+) ", done.stdout.split("Commands:")[1], re.MULTILINE)
    assert len(commands) >= 8
    text = README.read_text(encoding="utf-8")
    assert [name for name in commands if f"roi {name}" not in text] == []
