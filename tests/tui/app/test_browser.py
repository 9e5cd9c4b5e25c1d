"""`roi serve` in a real browser: Chromium, headless, opens the page, clicks through and takes a photograph."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cases import load_estimate
from tests.support.tools import require_chromium, require_module
from tests.tui.app.pilots import CASE
from tui.app.autosave import lost

ROOT = Path(__file__).parents[3]
PATIENCE = 30_000  # milliseconds; a machine under load starts slowly
SIZE = {"width": 1280, "height": 1200}  # the charts of Result have room
HAS_KEYS = "() => document.activeElement.classList.contains('xterm-helper-textarea')"
ROW = 21  # pixels of a row at the page's font size
# Chromium's own errands, which a test must not run.
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
pytestmark = pytest.mark.slow


@pytest.fixture
def browser() -> Iterator[Any]:
    """Chromium; asked for first: without it nothing is served."""
    chromium, driver = require_chromium(), require_module("ROI_REQUIRE_CHROMIUM", "playwright.sync_api")
    with driver.sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", *QUIET])
        yield started
        started.close()


@pytest.fixture(params=[str(CASE)])
def address(request: pytest.FixtureRequest, browser: Any, tmp_path: Path) -> Iterator[str]:
    """A served app, on a port that nobody uses; the parameter: what is opened, "" for the start."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "ROI_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-u", "-m", "tui.cli", "serve", "--port", str(port)]
    command += [request.param] if request.param else []
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as server:
        assert server.stdout is not None
        printed = ""
        while "Ctrl+C" not in printed:  # it says its address once it listens
            assert select.select([server.stdout], [], [], PATIENCE / 1000)[0], printed
            read = os.read(server.stdout.fileno(), 4_096).decode()
            assert read, printed
            printed += read
        match = re.search(rf"http://127\.0\.0\.1:{port}/\S+/", printed)
        assert match, printed
        yield match[0]
        server.send_signal(signal.SIGINT)


class Served:
    """A page with the app in it: what was painted is read from its connection, the canvas holds no text."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address = page, address
        self.urls: list[str] = []
        self.broken: list[str] = []
        self.columns = 0
        self.painted = ""
        page.on("request", lambda request: self.urls.append(request.url))
        page.on("pageerror", lambda error: self.broken.append(str(error)))
        page.on("websocket", self._connected)
        page.goto(address)

    def _connected(self, connection: Any) -> None:
        self.urls.append(connection.url)
        self.columns = int(re.search(r"width=(\d+)", connection.url)[1])  # type: ignore[index]
        connection.on("framereceived", self._painted)

    def _painted(self, frame: bytes | str) -> None:
        self.painted += frame if isinstance(frame, str) else frame.decode(errors="replace")

    def wait(self, *texts: str) -> None:
        """Until every text was painted since the last time."""
        for _ in range(PATIENCE // 50):
            if all(text in self.painted for text in texts):
                self.painted = ""
                return
            self.page.wait_for_timeout(50)  # its events are handled meanwhile
        raise AssertionError(f"{texts} never came: {self.painted[-2_000:]!r}")

    def take_keys(self) -> None:
        """Until the terminal has the keys, which nobody gives it by a click."""
        self.page.wait_for_function(HAS_KEYS, timeout=PATIENCE)

    def click(self, column: int, row: int) -> None:
        """Click a cell of the terminal."""
        box = self.page.locator(".xterm-screen").bounding_box()
        cell = box["width"] / self.columns
        self.page.mouse.click(box["x"] + (column + 0.5) * cell, box["y"] + (row + 0.5) * ROW)

    def photograph(self, folder: Path, name: str) -> int:
        """Keep a picture; how much there is to see, in bytes."""
        path = folder / f"served-{name}.png"
        self.page.screenshot(path=path)
        return path.stat().st_size


def test_clicked_through_and_photographed(browser: Any, address: str, tmp_path: Path) -> None:
    folder = Path(os.environ.get("ROI_PHOTOGRAPHS", tmp_path))
    served = Served(browser.new_page(viewport=SIZE), address)
    served.wait("Drafting letters", "What must", "How many letters go out a month?")
    served.take_keys()
    served.page.keyboard.type("12000")  # the first question's field has them
    served.wait("12,000 letter/month")
    served.page.keyboard.press("Enter")
    served.wait("of 3 answers 1 is the prospect's", "First find out")  # the verdict takes its two lines
    empty = served.photograph(folder, "interview")
    served.click(column=75, row=5)  # the tab Result
    served.wait("Chance of NPV above")
    assert served.photograph(folder, "result") > empty  # two charts more
    served.page.keyboard.press("5")
    served.wait("Net present value of the plan", "Time returned")
    served.photograph(folder, "lines")
    origins = (served.address, "ws" + served.address.removeprefix("http"), "data:", "blob:")
    assert not [url for url in served.urls if not url.startswith(origins)]
    assert not served.broken


@pytest.mark.parametrize("address", [""], indirect=True)
def test_from_the_start_with_keys_alone(browser: Any, address: str) -> None:
    served = Served(browser.new_page(viewport=SIZE), address)
    served.wait("Choose the case study nearest to the deal", "Ambient clinical documentation")
    served.take_keys()
    served.page.keyboard.type("/scribe")
    served.page.keyboard.press("Enter")
    served.page.keyboard.press("Enter")
    served.wait("Outside view: of 8 answers 0 are the prospect's", "Enter keeps")
    served.page.keyboard.type("1 2 4")
    served.wait("1 … 4 in 8 of 10 cases")
    assert not served.broken


def test_an_answer_outlives_its_page(browser: Any, address: str, tmp_path: Path) -> None:
    page = browser.new_page(viewport=SIZE)
    served = Served(page, address)
    served.wait("How many letters go out a month?")
    served.take_keys()
    page.keyboard.type("12000")
    served.wait("12,000 letter/month")
    page.keyboard.press("Enter")
    served.wait("of 3 answers 1 is the prospect's")
    page.close()
    other = browser.new_page()
    for _ in range(PATIENCE // 50):
        if kept := lost(tmp_path / "data"):  # once its process has ended
            break
        other.wait_for_timeout(50)
    assert [override.value for override in load_estimate(kept[0].autosave).overrides.values()] == ["12000"]
