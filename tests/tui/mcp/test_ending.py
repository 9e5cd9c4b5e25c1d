"""Calls that are cancelled, take too long, or that nobody waits for any more: the work itself ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anyio
import pytest

from tui.mcp.limits import WAITING, ServerLimits
from tui.mcp.process import Worker

ROOT = Path(__file__).parents[3]
PATIENCE = 120  # seconds; a machine under load starts slowly
# Minutes of work, so that whatever ends it is what was meant to.
LONG: Mapping[str, Any] = {"case": "code-assistant", "draws": 4_194_304}
LIMITS = ServerLimits(draws=4_194_304, seconds=3_000)


async def unheard(*_: object) -> None:
    """Nobody listens."""


def alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


async def test_who_is_cancelled_ends_the_work_and_the_next_is_answered() -> None:
    worker = Worker(LIMITS)
    try:
        assert "document" in await worker.ask("audit", {"case": "code-assistant"}, unheard)
        assert worker._process is not None
        first, heard = worker._process.pid, anyio.Event()

        async def hear(*_: object) -> None:
            heard.set()

        async with anyio.create_task_group() as group:
            group.start_soon(worker.ask, "run", LONG, hear)
            with anyio.fail_after(PATIENCE):
                await heard.wait()  # it is in the middle of it
            group.cancel_scope.cancel()
        assert not alive(first)
        assert worker._process is None
        assert "document" in await worker.ask("audit", {"case": "code-assistant"}, unheard)
        second = worker._process.pid
        os.kill(second, signal.SIGKILL)  # as the system does where memory is short
        reply = await worker.ask("audit", {"case": "code-assistant"}, unheard)
        assert "ended without an answer" in reply["error"]
        assert "document" in await worker.ask("audit", {"case": "code-assistant"}, unheard)
    finally:
        await worker.stop()


async def test_what_takes_too_long_is_ended_and_said() -> None:
    worker = Worker(ServerLimits(draws=4_194_304, seconds=1))
    replies: list[Mapping[str, Any]] = []

    async def ask() -> None:
        replies.append(await worker.ask("run", LONG, unheard))

    try:
        async with anyio.create_task_group() as group:
            for _ in range(WAITING + 4):  # of which some find too many before them
                group.start_soon(ask)
            while sum("wait already" in reply["error"] for reply in replies) < 3:
                await anyio.sleep(0)
            while not any("more than 1 seconds" in reply["error"] for reply in replies):
                await anyio.sleep(0.01)
            group.cancel_scope.cancel()
        assert worker._process is None
    finally:
        await worker.stop()


def interruptible() -> None:
    """A shell has what it starts in the background ignore Ctrl+C, and that is inherited."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("ended_by", [None, signal.SIGINT])
def test_who_hangs_up_or_ends_it_leaves_nothing_behind(
    tmp_path: Path, ended_by: signal.Signals | None
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-P", "-m", "tui.cli", "mcp", "--draws", "4194304", "--seconds", "3000"]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
        cwd=tmp_path, text=True, preexec_fn=interruptible,
    ) as server:  # fmt: skip
        assert server.stdin is not None
        assert server.stdout is not None

        def send(method: str, number: int | None = None, **params: object) -> None:
            assert server.stdin is not None
            message = {"jsonrpc": "2.0", "method": method, "params": params}
            server.stdin.write(json.dumps(message | ({} if number is None else {"id": number})) + "\n")
            server.stdin.flush()

        def heard() -> Mapping[str, Any]:
            assert server.stdout is not None
            message: Mapping[str, Any] = json.loads(server.stdout.readline())
            return message

        client = {"name": "test", "version": "1"}
        send("initialize", 1, protocolVersion="2025-06-18", capabilities={}, clientInfo=client)
        assert heard()["result"]["serverInfo"]["name"] == "roi"
        send("notifications/initialized")
        server.stdin.write("no JSON at all\n")
        meta = {"progressToken": "t"}
        send("tools/call", 2, name="run", arguments=LONG, _meta=meta)
        while heard().get("method") != "notifications/progress":
            pass
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        assert len(children) == 1
        server.stdin.close() if ended_by is None else server.send_signal(ended_by)
        for line in server.stdout:  # nothing but the protocol
            json.loads(line)
        assert server.wait(PATIENCE) == (0 if ended_by is None else 128 + ended_by)
        assert not alive(int(children[0]))
    assert list(tmp_path.iterdir()) == []
