"""`roi serve` under attack: other users, other pages, other names, modules lying about, folders of others.

Real clients on the loopback address; what a tab starts is a small stand-in for the app where that is enough.
"""

from __future__ import annotations

import asyncio
import os
import select
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from textual_serve.app_service import AppService

from cases import load_estimate
from exports import atomic
from exports.atomic import confine, write_atomically
from roi.case_files import shipped
from roi.errors import RoiError
from tests.tui.app.pilots import CASE, settled
from tui.app import serving, workarounds
from tui.app.app import RoiApp
from tui.app.serving import HOST, LocalServer, serve

ROOT = Path(__file__).parents[3]
PATIENCE = 60.0  # seconds; a machine under load starts slowly

STAND_IN = r"""
import json, os, sys
from textual_serve._binary_encode import dump  # the format of the real app's chunks
out, inn = sys.stdout.buffer, sys.stdin.buffer
def send(kind, payload):
    out.write(kind + len(payload).to_bytes(4, "big") + payload); out.flush()
out.write(b"__GANGLION__\n"); out.flush()
send(b"D", b"painted")
send(b"M", json.dumps({"type": "deliver_file_start", "key": "k1", "path": "/x/r\u00e9sult\r\nSet-Cookie: a.xlsx",
     "open_method": "browser", "mime_type": "text/html", "encoding": "", "name": None}).encode())
chunks = [b"<script>", b""]
while True:
    kind = inn.read(1)
    if not kind:
        break
    payload = inn.read(int.from_bytes(inn.read(4), "big"))
    if kind == b"M":
        said = json.loads(payload)
        if said["type"] == "quit" and "--hang" in sys.argv:
            continue
        if said["type"] == "quit" and "--stay" in sys.argv:
            os.close(1)
            continue
        if said["type"] == "quit":
            break
        if said["type"] == "deliver_chunk_request":
            send(b"P", dump(("deliver_chunk", "k1", chunks.pop(0))))
"""


@dataclass(frozen=True)
class Served:
    server: LocalServer
    client: aiohttp.ClientSession

    @property
    def host(self) -> str:
        return f"{HOST}:{self.server.port}"

    async def status(self, path: str, **headers: str) -> int:
        async with self.client.get(f"http://{self.host}{path}", headers=headers) as response:
            return response.status

    async def connects(self, path: str, **headers: str) -> int | str:
        """The status of a refusal, or what is painted first."""
        try:
            async with self.client.ws_connect(f"ws://{self.host}{path}", headers=headers) as connection:
                return (await connection.receive_bytes(timeout=PATIENCE)).decode()
        except aiohttp.WSServerHandshakeError as refusal:
            return refusal.status


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    script = tmp_path / "stand_in.py"
    script.write_text(STAND_IN)
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    server = LocalServer(shlex.join([sys.executable, str(script)]), port, tmp_path)
    runner = web.AppRunner(await server._make_app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    async with aiohttp.ClientSession() as client:
        yield Served(server, client)
    await runner.cleanup()


async def test_who_knows_the_address_gets_the_page_and_all_it_needs(served: Served) -> None:
    base = served.server.address.removeprefix(f"http://{served.host}")
    origin = {"Origin": f"http://{served.host}"}
    async with served.client.get(served.server.address) as response:
        page = await response.text()
        assert response.status == 200
        assert f"ws://{served.host}{base}ws" in page
        assert page.count(f"{served.server.address}static/") >= 3
        assert "googleapis" not in page
        assert "<title>roi</title>" in page
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert await served.status(f"{base}static/js/textual.js") == 200
    assert await served.connects(f"{base}ws?width=80&height=24", **origin) == "painted"


@pytest.mark.parametrize("token", ["", "x", "x" * 32, "{short}", "{long}", "%00", "..", "ünïcode"])
async def test_without_the_token_nothing_is_answered(served: Served, token: str) -> None:
    right = served.server.address.split("/")[3]
    wrong = token.format(short=right[:-1], long=right + "x")
    origin = {"Origin": f"http://{served.host}"}
    for tail in ("/", "/static/js/textual.js", "/download/k1", "/nothing"):
        assert await served.status(f"/{wrong}{tail}" if wrong else tail) == 403
        assert await served.status(f"{tail}?token={right}") == 403
    assert await served.connects(f"/{wrong}/ws" if wrong else "/ws", **origin) == 403


@pytest.mark.parametrize(
    "origin",
    [None, "null", "http://evil.example", "https://{host}", "http://{host}.evil.example", "http://127.0.0.1",
     "http://localhost:{port}", "{host}", "http://{host}, http://evil.example", "http://evil.example@{host}"],
)  # fmt: skip
async def test_another_page_cannot_connect_even_with_the_token(served: Served, origin: str | None) -> None:
    path = served.server.address.removeprefix(f"http://{served.host}") + "ws"
    headers = {} if origin is None else {"Origin": origin.format(host=served.host, port=served.server.port)}
    assert await served.connects(path, **headers) == 403
    if origin is not None:
        assert await served.status(path.removesuffix("ws"), **headers) == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "localhost:{port}", "127.0.0.1", "[::1]:{port}"]
)
async def test_another_name_for_this_machine_is_refused(served: Served, host: str) -> None:
    """A page whose name was made to lead here is of the same origin as the app, in the eyes of its browser."""
    name = host.format(port=served.server.port)
    path = served.server.address.removeprefix(f"http://{served.host}")
    assert await served.status(path, Host=name) == 403
    assert await served.connects(f"{path}ws", Host=name, Origin=f"http://{name}") == 403


@pytest.mark.parametrize(
    ("request_line", "status"),
    [("CONNECT {host}", 403), ("OPTIONS *", 403), ("GET {path}{long}", 400), ("\x16\x03\x01", 400)],
)
async def test_what_no_browser_sends_is_refused_and_stands_in_no_log(
    served: Served, caplog: pytest.LogCaptureFixture, request_line: str, status: int
) -> None:
    path = served.server.address.removeprefix(f"http://{served.host}")
    line = request_line.format(host=served.host, path=path, long="x" * 9_000)
    reader, writer = await asyncio.open_connection(HOST, served.server.port)
    writer.write(f"{line} HTTP/1.1\r\nHost: {served.host}\r\nConnection: close\r\n\r\n".encode())
    answer = await asyncio.wait_for(reader.readline(), 20)
    writer.close()
    assert int(answer.split()[1]) == status
    assert not caplog.records


async def test_a_file_is_handed_over_once_and_never_shown_as_a_page(served: Served) -> None:
    base = served.server.address
    origin = {"Origin": f"http://{served.host}"}
    async with served.client.ws_connect(f"{base}ws".replace("http", "ws", 1), headers=origin) as connection:
        assert await connection.receive_bytes(timeout=PATIENCE) == b"painted"
        assert (await connection.receive_json(timeout=PATIENCE)) == ["deliver_file_start", "k1"]
        async with served.client.get(f"{base}download/k1") as response:
            assert response.status == 200
            assert response.content_type == "application/octet-stream"
            assert response.headers["Content-Disposition"].startswith(
                "attachment; filename*=UTF-8''r%C3%A9sult"
            )
            assert "Set-Cookie" not in response.headers
            assert await response.read() == b"<script>"
        async with served.client.get(f"{base}download/k1") as response:
            assert response.status == 404


@pytest.mark.parametrize(
    "size", ["width=1000000&height=24", "width=0&height=24", "width=80&height=-1", "width=²"]
)
async def test_a_page_has_the_size_of_a_screen(served: Served, size: str) -> None:
    base = served.server.address.removeprefix(f"http://{served.host}")
    assert await served.connects(f"{base}ws?{size}", Origin=f"http://{served.host}") == 400


async def test_what_no_page_sends_is_dropped(served: Served) -> None:
    origin = {"Origin": f"http://{served.host}"}
    address = f"{served.server.address}ws".replace("http", "ws", 1)
    async with served.client.ws_connect(address, headers=origin) as connection:
        assert await connection.receive_bytes(timeout=PATIENCE) == b"painted"
        await connection.receive_json(timeout=PATIENCE)
        for text in ("", "x", "[" * 100_000, "[]", "3", '{"stdin": 1}', '["stdin", 3]', '["stdin", "\\ud800"]',
                     '["resize", {"width": 1000000000, "height": 2}]', '["resize", 3]', '["quit"]'):  # fmt: skip
            await connection.send_str(text)
        await connection.send_bytes(b"\xff")
        await connection.send_str('["ping", "7"]')
        assert await connection.receive_json(timeout=PATIENCE) == ["pong", "7"]


async def test_pages_are_counted(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "MOST_PAGES", 1)
    base = served.server.address.removeprefix(f"http://{served.host}")
    origin = {"Origin": f"http://{served.host}"}
    async with served.client.ws_connect(f"ws://{served.host}{base}ws", headers=origin) as connection:
        assert await connection.receive_bytes(timeout=PATIENCE) == b"painted"
        assert await served.connects(f"{base}ws", **origin) == 503
    while served.server._pages:
        await asyncio.sleep(0)
    assert await served.connects(f"{base}ws", **origin) == "painted"


@pytest.mark.parametrize("way", ["", "--stay", "--hang"])
async def test_a_page_that_is_left_leaves_no_process(
    served: Served, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Nor one whose app says no more and stays, or does not hear that it is to end."""
    monkeypatch.setattr(workarounds, "ENDING", 0.2 if way == "--hang" else PATIENCE)
    started = list[AppService]()
    start = AppService.start

    async def noted(app: AppService, width: int, height: int) -> None:
        started.append(app)
        await start(app, width, height)

    monkeypatch.setattr(AppService, "start", noted)
    served.server.command += f" {way}"
    base = served.server.address.removeprefix(f"http://{served.host}")
    assert await served.connects(f"{base}ws", Origin=f"http://{served.host}") == "painted"
    async with asyncio.timeout(2 * PATIENCE):
        while served.server._pages:
            await asyncio.sleep(0)
    assert [app._process.returncode is not None for app in started if app._process] == [True]


async def test_a_page_that_nobody_touches_is_closed(served: Served) -> None:
    served.server.idle = 0.2
    origin = {"Origin": f"http://{served.host}"}
    address = f"{served.server.address}ws".replace("http", "ws", 1)
    async with served.client.ws_connect(address, headers=origin) as connection:
        async for _ in connection:
            pass
        assert connection.close_code == aiohttp.WSCloseCode.GOING_AWAY
    while served.server._pages:  # its app has ended too
        await asyncio.sleep(0)


async def test_tokens_differ_and_stand_in_no_log(
    served: Served, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    other = LocalServer("true", served.server.port, tmp_path)
    assert len(served.server._token) >= 32
    assert other._token != served.server._token
    with caplog.at_level(0):
        await served.status(served.server.address.removeprefix(f"http://{served.host}"))
        await served.status("/wrong/")
    assert served.server._token not in caplog.text + capsys.readouterr().err


@pytest.fixture
def confined(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "place" / "served"
    folder.mkdir(parents=True)
    confine(folder)
    yield folder
    atomic._Bounds.folder = None


def test_nothing_is_written_beside_the_folder(confined: Path) -> None:
    beside = confined.parent
    (confined / "way.toml").symlink_to(beside / "out.toml")
    (confined / "door").symlink_to(beside)
    for name in ("../out.toml", "way.toml", "door/out.toml", str(beside / "out.toml"), "../served2.toml"):
        with pytest.raises(RoiError, match="files are written under"):
            write_atomically(confined / name, lambda path: path.write_text(""), force=True)
    write_atomically(confined / "in.toml", lambda path: path.write_text("in"), force=True)
    write_atomically(beside / "autosave", lambda path: path.write_text(""), force=True, private=True)
    assert sorted(path.name for path in beside.iterdir()) == ["autosave", "served"]


async def test_what_is_saved_is_sent_to_the_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Path] = []
    monkeypatch.setattr(RoiApp, "is_web", True)
    monkeypatch.setattr(RoiApp, "deliver_binary", lambda _, path, **__: sent.append(path))
    monkeypatch.setenv("ROI_DATA_DIR", str(tmp_path / "data"))
    copy = tmp_path / "case.toml"
    copy.write_text(CASE.read_text(encoding="utf-8"), encoding="utf-8")
    async with RoiApp(str(copy)).run_test(size=(120, 40)) as pilot:
        screen = await settled(pilot)
        target = tmp_path / "acme.toml"
        screen.view = replace(screen.view, session=screen.session.written(target))
        assert await screen.files.saved(ask=False)
    assert sent == [target]
    load_estimate(target)


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(RoiError, match="folder"):
            serve(None, 1_024, present=False, folder=folder)


HOSTILE = (
    "tui",
    "roi",
    "exports",
    "cases",
    "json",
    "textual",
    "platformdirs",
    "sitecustomize",
    "usercustomize",
)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_no_code_of_the_folder_runs(tmp_path: Path) -> None:
    """Modules called as ours and as Python's lie where it is started, and where it writes."""
    here, place, data = tmp_path / "here", tmp_path / "place", tmp_path / "data"
    for folder in (here, place):
        folder.mkdir()
        for name in HOSTILE:
            (folder / f"{name}.py").write_text(
                f"open({str(tmp_path / 'pwned')!r}, 'a').write(__file__)\nraise SystemExit"
            )
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    # As the console script does: its own folder is the first place where modules are looked for.
    script = tmp_path / "bin" / "roi"
    script.parent.mkdir()
    script.write_text("from tui.start import main\nmain()\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ROI_DATA_DIR": str(data)}
    words = ["serve", "--port", str(port), "--folder", str(place), next(iter(shipped()))]
    with subprocess.Popen(
        [sys.executable, "-u", str(script), *words],
        cwd=here, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as server:  # fmt: skip
        assert server.stdout is not None
        printed = ""
        while "Ctrl+C" not in printed:
            assert select.select([server.stdout], [], [], PATIENCE)[0], printed
            read = os.read(server.stdout.fileno(), 4_096).decode()
            assert read, printed
            printed += read
        address = printed.split("Open ")[1].split()[0]
        try:
            assert "Outside view" in asyncio.run(_painted(address, "Outside view"))
        finally:
            server.send_signal(signal.SIGTERM)
    assert not (tmp_path / "pwned").exists()
    assert str(place) in printed


async def _painted(address: str, text: str) -> str:
    origin = address.rsplit("/", 2)[0]
    received = ""
    async with (
        aiohttp.ClientSession() as client,
        client.ws_connect(
            f"{address}ws?width=140&height=40".replace("http", "ws", 1), headers={"Origin": origin}
        ) as page,
    ):
        while text not in received:
            message = await page.receive(timeout=PATIENCE)
            assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), (
                message,
                received[-500:],
            )
            received += (
                message.data.decode(errors="replace") if isinstance(message.data, bytes) else message.data
            )
    return received
