"""Ways around the toolkit's own slips, in one place.  Each says what it is for, so that it can go one day."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.containers import Horizontal, ScrollableContainer, Vertical
from textual.drivers._writer_thread import WriterThread
from textual.filter import Monochrome
from textual.geometry import Size
from textual.message_pump import MessagePump
from textual.scrollbar import ScrollBar
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Static, TabbedContent, TabPane

from tui.app.widgets.row_keys import TypedInto

if TYPE_CHECKING:
    from textual_serve.app_service import AppService


class Colourless(Monochrome):
    """Textual 8.2 fails under NO_COLOR on segments without a style, which textual-plot's canvas makes."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Give every segment a style first."""
        styled = [Segment(text, style or Style.null(), control) for text, style, control in segments]
        return super().apply(styled, background)


def mend_no_color(app: App[None]) -> None:
    """Put `Colourless` in place of the toolkit's filter, where NO_COLOR set one up."""
    app._filters = [Colourless() if isinstance(each, Monochrome) else each for each in app._filters]


_FONT_LINK = re.compile(r"<link\b[^>]*\bfonts\.googleapis\.com[^>]*>", re.DOTALL)
_OWN_FONT = """<style>
@font-face {{ font-family: "Roboto Mono"; src: url("{folder}fonts/RobotoMono-VariableFont_wght.ttf"); }}
</style>"""


def without_far_fonts(page: str, folder: str) -> str:
    """textual-serve 1.1 asks Google for a font that it brings along: without a network the page hangs."""
    return _FONT_LINK.sub(lambda _: _OWN_FONT.format(folder=folder), page)


# Not before the first byte: what the terminal sends when it gets the focus needs the connection.
_TAKE_KEYS = """<script>
window.addEventListener("load", () => {
  const take = () => {
    const ready = document.body.classList.contains("-first-byte");
    if (ready) document.querySelector(".xterm-helper-textarea")?.focus({ preventScroll: true });
    return ready;
  };
  const made = new MutationObserver(() => { if (take()) made.disconnect(); });
  if (!take()) made.observe(document.body, { attributes: true });
  window.addEventListener("focus", take);
});
</script>
</head>"""


def with_keys(page: str) -> str:
    """textual-serve 1.1 leaves the keys to the page until its terminal is clicked."""
    return page.replace("</head>", _TAKE_KEYS, 1)


# Only what the app hands over, and web addresses; the key of a download stands behind the token of the page.
_OPEN_FILES = """<title>roi</title><link rel="icon" href="data:,"><script>
{
  const open = window.open.bind(window), files = `${location.origin}/download/`;
  window.open = (address, target) => {
    const text = String(address);
    if (text.startsWith(files)) {
      const link = document.createElement("a");
      link.href = `${location.pathname}download/${encodeURIComponent(text.slice(files.length))}`;
      link.download = "";
      document.body.append(link);
      link.click();
      link.remove();
      return null;
    }
    return /^https?:/i.test(text) ? open(text, target, "noopener,noreferrer") : null;
  };
}
</script>
</head>"""


def with_downloads(page: str) -> str:
    """textual-serve 1.1 opens a file it hands over in a window, which browsers block, and knows no prefix."""
    return page.replace("</head>", _OPEN_FILES, 1)


ENDING = 10.0  # seconds in which an app keeps what is not saved, once its page is closed


async def app_ended(app: AppService) -> None:
    """End the app of a page, and wait for its process.

    textual-serve 1.1 waits without limit for an app that hangs, and never for a process.
    """
    ending = asyncio.create_task(_stopped(app))
    ended, _ = await asyncio.wait([ending], timeout=ENDING)
    if not ended and app._process is not None:
        with suppress(ProcessLookupError):
            app._process.kill()
    await ending


async def _stopped(app: AppService) -> None:
    await app.stop()
    if app._process is not None:
        await app._process.communicate(b"")  # which also says that nothing more comes


class Outliving(WriterThread):
    """Textual 8.2 writes from a thread that ends with its terminal, then waits for ever for room in its queue.

    The app could not notice any more that nobody is there, or take a signal.
    """

    def run(self) -> None:
        """Write until the terminal is gone; what comes after that goes nowhere."""
        try:
            super().run()
        except (OSError, ValueError):
            while self._queue.get() is not None:
                pass


def outlive_terminals() -> None:
    """Have apps that start from now on write by `Outliving`; on Windows a console ends its processes itself."""
    if sys.platform != "win32":
        from textual.drivers import linux_driver

        linux_driver.WriterThread = Outliving  # type: ignore[attr-defined]


HOLDERS = (ScrollableContainer, ScrollBar, Horizontal, Vertical, TabbedContent, ContentSwitcher, TabPane)
ONCE = (Static, TypedInto, *HOLDERS)


def _sized(widget: Widget, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
    once = isinstance(widget, ONCE)
    return _SIZED(widget, size, virtual_size, container_size, layout and not once)


_SIZED = Widget._size_updated


def lay_out_once() -> None:
    """Textual 8.2 lays the whole screen out a second time whenever a part has become taller or wider inside.

    What that could change is whether a scroll bar is needed, and a bar that comes or goes asks for it itself. For
    texts and what holds others; charts draw themselves in the second round.
    """
    Widget._size_updated = _sized  # type: ignore[assignment, method-assign]


HANDLED = 1.0  # seconds that a part may take over what it was sent, before it is no longer waited for


async def handled(part: MessagePump) -> None:
    """Wait until a part has handled what it was sent so far, or is gone; the toolkit has no such wait."""
    done = asyncio.get_running_loop().create_future()

    def set_done() -> None:
        if not done.done():
            done.set_result(None)

    if part.call_later(set_done):
        ends = [done] if part._task is None else [done, part._task]
        await asyncio.wait(ends, timeout=HANDLED, return_when=asyncio.FIRST_COMPLETED)


class EndsWhole(App[None]):
    """An app that ends once what is coming up is there.

    From the moment it is to end Textual 8.2 makes no part any more, and yet goes on with those that hold them: they
    would miss theirs.
    """

    _ending: asyncio.Task[None] | None = None

    @property
    def is_ending(self) -> bool:
        """Whether it is to end: what is typed goes nowhere."""
        return self._ending is not None

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """End; who wants it first says with what."""
        if self._ending is None:
            self._ending = asyncio.create_task(self._end(partial(super().exit, result, return_code, message)))

    async def _shutdown(self) -> None:
        """The same where it ends without being asked to: its page is closed, or a test is over."""
        await all_up(self)
        await super()._shutdown()

    async def _end(self, leave: Callable[[], None]) -> None:
        await all_up(self)
        leave()


async def all_up(app: App[None]) -> None:
    """Wait until every part is there and has handled what it was sent so far, or for `HANDLED` seconds."""
    loop = asyncio.get_running_loop()
    end = loop.time() + HANDLED
    while loop.time() < end and any(map(_is_busy, list(app._registry))):
        await asyncio.sleep(0.001)


def _is_busy(part: MessagePump) -> bool:
    if part._closed or part._closing:
        return False
    return not part._is_mounted or not part._message_queue.empty() or bool(part._next_callbacks)


def put_away(app: App[None], title: str, severity: str) -> None:
    """Take away what was said in the same place: the toolkit piles up a notice for every key pressed."""
    for notification in list(app._notifications):
        if (notification.title, notification.severity) == (title, severity):
            app._unnotify(notification, refresh=False)
