"""The app in a browser: on the loopback address, for who has the address with its token, and for no other page."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import os
import re
import secrets
import shlex
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast
from urllib.parse import quote

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.log import server_logger
from aiohttp.typedefs import Handler, Middleware
from textual_serve.app_service import AppService
from textual_serve.server import Server

from cases.load import find
from roi.errors import Place, of_setting
from roi.private import private_folder
from roi.reading import real_folder, real_path, refusal
from tui.app.autosave import data_folder
from tui.app.workarounds import app_ended, with_downloads, with_keys, without_far_fonts

HOST = "127.0.0.1"
_TOKEN_BYTES = 24
MOST_PAGES = 8  # open at once: each is a process of its own
IDLE = (
    8 * 3_600.0
)  # seconds after which a page that nobody touches is closed; what was done in it is autosaved
_SIZES = range(1, 1_001)  # columns and lines that a page may have
_HALF = re.compile("[\ud800-\udfff]")  # of a character: JSON can name it, no keyboard sends it
_CLOSED = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)

# What the page may load and where it may send: nothing from or to anywhere else.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self' ws://{host}; frame-ancestors 'none'; "
    "object-src 'none'; base-uri 'none'; form-action 'none'"
)
_HEADERS = {
    "Referrer-Policy": "no-referrer",  # the address holds the token
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class _BrowserPage:
    """What a browser sends, as far as it is what a page of this program sends; it ends once nobody touches it.

    Args:
        idle: seconds without a key or a click.
    """

    def __init__(self, connection: web.WebSocketResponse, idle: float) -> None:
        self._connection, self._idle = connection, idle
        self.send_json = connection.send_json

    async def __aiter__(self) -> AsyncIterator[WSMessage]:
        clock = asyncio.get_running_loop().time
        touched = clock()
        while (left := touched + self._idle - clock()) > 0:
            try:
                message = await asyncio.wait_for(self._connection.receive(), left)
            except TimeoutError:
                break
            if message.type in _CLOSED:
                return
            kind = _kind(message)
            touched = clock() if kind == "stdin" else touched
            if kind:
                yield message
        await self._connection.close(code=WSCloseCode.GOING_AWAY, message=b"nobody has touched this page")


def _kind(message: WSMessage) -> str:
    """The kind of a message of a page; "" of anything else."""
    try:
        envelope = json.loads(message.data) if message.type == WSMsgType.TEXT else None
    except (ValueError, RecursionError):
        return ""
    match envelope:
        case ["stdin", str() as keys]:
            return "" if _HALF.search(keys) else "stdin"
        case ["resize", {"width": int() as width, "height": int() as height}]:
            return "resize" if width in _SIZES and height in _SIZES else ""
        case ["ping", _]:
            return "ping"
        case ["blur" | "focus" as kind, *_]:
            return str(kind)
    return ""


class LocalServer(Server):
    """Answers only who knows the token, under its own name, from its own page.

    Other users of the machine can connect to the port, and so can every web page open in the browser: the first
    do not know the token, the second say where they come from, or, by a name of their own that leads here, which
    name they used.

    Args:
        command: what each browser tab starts.
        folder: told to the user as the one that is written to.
        idle: seconds after which a page that nobody touches is closed.
    """

    def __init__(self, command: str, port: int, folder: Path, idle: float = IDLE) -> None:
        # In place of the shell by which textual-serve 1.1 starts it: to end the shell alone would leave the app.
        alone = command if sys.platform == "win32" else f"exec {command}"
        super().__init__(alone, host=HOST, port=port, title="roi")
        self.folder, self.idle = folder, idle
        self._pages = 0
        self._token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._open: set[web.WebSocketResponse] = set()

    @property
    def address(self) -> str:
        """Of the page, with the token."""
        return f"{self.public_url}/{self._token}/"

    async def _make_app(self) -> web.Application:
        """Everything below the token, behind the guard."""
        server_logger.addFilter(_is_error_of_the_program)
        app = web.Application(middlewares=[self._guard()])
        app.add_subapp(f"/{self._token}", await super()._make_app())
        app.on_response_prepare.append(_harden)
        return app

    def _guard(self) -> Middleware:
        host = f"{HOST}:{self.port}"

        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            token = request.path.removeprefix("/").partition("/")[0]  # CONNECT names a host, without a slash
            origins = request.headers.getall("Origin", [])
            connects = "Upgrade" in request.headers or request.path.endswith("/ws")
            if (
                hmac.compare_digest(token.encode(errors="replace"), self._token.encode())
                and request.headers.getall("Host", []) == [host]
                and origins in ([[f"http://{host}"]] if connects else [[], [f"http://{host}"]])
            ):
                response: web.StreamResponse = await handler(request)
                return response
            raise web.HTTPForbidden(text="Open the address that `roi serve` printed, all of it.")

        return guard

    async def on_startup(self, app: web.Application) -> None:
        """Nothing is said before somebody listens."""

    def _announce(self, *_: object) -> None:
        """Say where to go; nowhere else is the token written."""
        print(f"Open {self.address}\nin a browser on this machine; whoever has this address can use the app.")
        print(f"Files are written to {self.folder} and sent to the browser.  Ctrl+C ends it.", flush=True)

    async def on_shutdown(self, app: web.Application) -> None:
        """Close the pages' connections, which end their apps: aiohttp would wait for them to end by themselves."""
        for connection in tuple(self._open):
            await connection.close(code=WSCloseCode.GOING_AWAY)

    async def _process_messages(self, websocket: web.WebSocketResponse, app_service: AppService) -> None:
        self._open.add(websocket)
        try:
            page = cast(web.WebSocketResponse, _BrowserPage(websocket, self.idle))
            await super()._process_messages(page, app_service)
        finally:
            self._open.discard(websocket)
            await app_ended(app_service)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """A page, if there are not too many, of a size that a screen may have.

        Raises:
            HTTPException: it is not, or there are.
        """
        sizes = [request.query.get(name, "1") for name in ("width", "height")]
        if not all(
            size.isascii() and size.isdigit() and len(size) <= 4 and int(size) in _SIZES for size in sizes
        ):
            raise web.HTTPBadRequest(text="A page has 1 to 1,000 columns and lines.")
        if self._pages >= MOST_PAGES:
            raise web.HTTPServiceUnavailable(text=f"{MOST_PAGES} pages are open: close one first.")
        self._pages += 1
        try:
            return await super().handle_websocket(request)
        finally:
            self._pages -= 1

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page, with everything it needs from here.

        Raises:
            HTTPException: the toolkit made none.
        """
        response = await super().handle_index(request)
        if not isinstance(response, web.Response):
            raise web.HTTPInternalServerError(text="The page was not made.")
        page = without_far_fonts(response.text or "", f"{self.address}static/")
        response.text = with_downloads(with_keys(page))
        response.headers["Content-Security-Policy"] = POLICY.format(host=f"{HOST}:{self.port}")
        return response

    async def handle_download(self, request: web.Request) -> web.StreamResponse:
        """A file that the app hands over: to be kept under its name, never to be shown as a page.

        Raises:
            HTTPException: it is not there any more.
        """
        key = request.match_info["key"]
        try:
            meta = await self.download_manager.get_download_metadata(key)
        except KeyError:
            raise web.HTTPNotFound(text="There is no such file any more.") from None
        name = f"attachment; filename*=UTF-8''{quote(meta.file_name, safe='')}"
        headers = {"Content-Type": "application/octet-stream", "Content-Disposition": name}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        async for chunk in self.download_manager.download(key):
            await response.write(chunk)
        await response.write_eof()
        return response

    def serve(self, debug: bool = False) -> None:
        """Serve until interrupted or ended; requests are not logged, their addresses hold the token."""
        web.run_app(self._make_app(), host=self.host, port=self.port, access_log=None, print=self._announce)


def _is_error_of_the_program(record: logging.LogRecord) -> bool:
    """Whether a record may stand in the log: not what no server understands, it may hold the token."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


async def _harden(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)


def command(target: str | None, present: bool, folder: Path) -> str:
    """The command line each browser tab starts; no module is looked for in the folder it runs in."""
    words = [sys.executable, "-P", "-m", "tui.app.process", "--folder", str(folder)]
    return shlex.join(words + (["--present"] if present else []) + (["--", target] if target else []))


def serve(target: str | None, port: int, *, present: bool, folder: Path | None) -> None:
    """Serve until interrupted.

    Args:
        target: opened in each tab.
        port: on the loopback address.
        present: for a shared screen.
        folder: the only one that the app saves and exports to; by default a private one.

    Raises:
        RoiError: the file or the folder is missing, the port is taken.
    """
    if target is not None:
        target = _absolute(target)
    place = _place(folder)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            what = f"port {port} cannot be used"
            raise refusal(what, error, of_setting("port"), "Choose another one.") from None
    # What each tab starts looks for modules where this process did, but never where it happens to run.
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in paths if os.path.isabs(path))
    os.chdir(place)
    LocalServer(command(target, present, place), port, place).serve()


def _absolute(target: str) -> str:
    path = find(target)
    return target if not Path(target).exists() else str(real_path(path))


def _place(folder: Path | None) -> Path:
    if folder is not None:
        return real_folder(folder)
    try:
        return private_folder(data_folder() / "served")
    except OSError as error:
        where = Place(str(data_folder()))
        raise refusal("the folder cannot be used", error, where, "Name another with --folder.") from None
