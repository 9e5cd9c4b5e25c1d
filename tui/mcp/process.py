"""The process that works, seen from outside: a call at a time, ended when it takes too long or nobody waits."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from subprocess import PIPE
from typing import Any

import anyio
from anyio.abc import Process
from anyio.streams.buffered import BufferedByteReceiveStream

from tui.mcp.limits import WAITING, ServerLimits

_STARTING = 120.0  # seconds that its start may take
_LARGEST = 64 * 2**20  # bytes of a reply
_GONE = (
    anyio.EndOfStream,
    anyio.IncompleteRead,
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
    OSError,
)
Progress = Callable[[str, int, int], Awaitable[None]]


class Worker:
    """Answers calls in a process of its own, which is started when the first comes."""

    def __init__(self, limits: ServerLimits) -> None:
        self.limits = limits
        self._turn = anyio.Lock()
        self._waiting = 0
        self._process: Process | None = None
        self._replies: BufferedByteReceiveStream | None = None

    async def ask(self, tool: str, arguments: Mapping[str, object], progress: Progress) -> Mapping[str, Any]:
        """The reply of `tui.mcp.worker.answered`; `progress` hears of progress.

        Whoever is cancelled while it works ends the process: nothing goes on that nobody waits for.
        """
        if self._waiting > WAITING:
            return {"error": f"More than {WAITING} calls wait already: call again when one is answered."}
        self._waiting += 1
        try:
            async with self._turn:
                return await self._asked(json.dumps({"tool": tool, "arguments": arguments}) + "\n", progress)
        finally:
            self._waiting -= 1

    async def _asked(self, call: str, progress: Progress) -> Mapping[str, Any]:
        finished = False
        try:
            with anyio.fail_after(_STARTING):
                if self._process is None:
                    await self._start()
            with anyio.fail_after(self.limits.seconds):
                reply = await self._reply(call, progress)
            finished = True
        except TimeoutError:
            hint = "Ask for less, or with fewer draws."
            return {"error": f"This took more than {self.limits.seconds:g} seconds and was ended. {hint}"}
        except (*_GONE, anyio.DelimiterNotFound):
            return {"error": "What worked on this ended without an answer: it may have been too large."}
        finally:
            if not finished:
                await self.stop()
        return reply

    async def _reply(self, call: str, progress: Progress) -> Mapping[str, Any]:
        assert self._process is not None
        assert self._process.stdin is not None
        await self._process.stdin.send(call.encode())
        while True:
            reply = await self._line()
            if "progress" not in reply:
                return reply
            await progress(*reply["progress"])

    async def _line(self) -> Mapping[str, Any]:
        assert self._replies is not None
        reply: Mapping[str, Any] = json.loads(await self._replies.receive_until(b"\n", _LARGEST))
        return reply

    async def _start(self) -> None:
        # No module is looked for in the folder it runs in: -P, and no place that depends on it.
        paths = [path for path in sys.path if path and os.path.isabs(path)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-P", "-m", "tui.mcp.worker", *self.limits.arguments()]
        self._process = await anyio.open_process(
            command, stdin=PIPE, stdout=PIPE, stderr=None, env=environment, start_new_session=True
        )
        assert self._process.stdout is not None
        self._replies = BufferedByteReceiveStream(self._process.stdout)
        await self._line()

    async def stop(self) -> None:
        """End the process, in the middle of whatever it does."""
        process, self._process, self._replies = self._process, None, None
        if process is not None:
            with anyio.CancelScope(shield=True):
                with suppress(ProcessLookupError):
                    process.kill()
                await process.aclose()
