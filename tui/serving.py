"""The app in a browser, on the loopback address and for this machine's own pages only."""

from __future__ import annotations

import shlex
import socket
import sys

from aiohttp import WSCloseCode, web
from textual_serve.app_service import AppService
from textual_serve.server import Server

from cases.load import find
from roi.errors import RoiError
from tui.workarounds import with_keys, without_far_fonts

HOST = "127.0.0.1"


# What the page may load: nothing from anywhere else.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self' ws://{host}; frame-ancestors 'none'"
)


class LocalServer(Server):
    """Answers only pages it served itself: a web site open in the same browser must not type into the app."""

    def __init__(self, command: str, port: int) -> None:
        super().__init__(command, host=HOST, port=port, title="roi")
        self._open: set[web.WebSocketResponse] = set()

    async def on_shutdown(self, app: web.Application) -> None:
        """Close the pages' connections, which end their apps: aiohttp would wait for them to end by themselves."""
        for connection in tuple(self._open):
            await connection.close(code=WSCloseCode.GOING_AWAY)

    async def _process_messages(self, websocket: web.WebSocketResponse, app_service: AppService) -> None:
        self._open.add(websocket)
        try:
            await super()._process_messages(websocket, app_service)
        finally:
            self._open.discard(websocket)

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page, with everything it needs from here."""
        response = await super().handle_index(request)
        if not isinstance(response, web.Response):
            raise web.HTTPInternalServerError(text="The page was not made.")
        response.text = with_keys(without_far_fonts(response.text or "", f"{self.public_url}/static/"))
        response.headers["Content-Security-Policy"] = POLICY.format(host=f"{HOST}:{self.port}")
        return response

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Refuse another page's connection, and another name for this machine."""
        own = {f"{HOST}:{self.port}", f"localhost:{self.port}"}
        origin = request.headers.get("Origin", "").removeprefix("http://")
        if request.host not in own or origin not in own:
            raise web.HTTPForbidden(text="Only pages served by this program may connect.")
        return await super().handle_websocket(request)


def command(target: str | None, present: bool) -> str:
    """The command line each browser tab starts."""
    words = [sys.executable, "-m", "tui.commands.app_process"]
    words += [target] if target else []
    return shlex.join(words + (["--present"] if present else []))


def serve(target: str | None, port: int, *, present: bool) -> None:
    """Serve until interrupted.

    Raises:
        RoiError: the file is missing, the port is taken.
    """
    if target is not None:
        find(target)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as found:
            reason = (found.strerror or str(found)).lower()
            raise RoiError(f"port {port} cannot be used: {reason}", "--port", "Choose another one.") from None
    LocalServer(command(target, present), port).serve()
