"""Keys one after the other: each goes where the cursor is once the keys before it have done all they do.

The toolkit hands a key to what has the focus when the key arrives, and works off what it does later, in the
tasks of other parts.  Keys that come faster than that, from quick fingers, a paste or a busy machine, would go
where the cursor was before: into the field that was left, or to the tabs instead of into an answer.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

from textual import events
from textual.message_pump import MessagePump

from tui.app.workarounds import handled

if TYPE_CHECKING:
    from textual.app import App

# How often what a key set off is followed from the focused part up to the app: its own messages, those of
# their handlers, and the first of a screen that they opened.
ROUNDS = 3
MOVING = 200  # looks at a screen that is moving the focus, before it is given up
LOOK = 0.01  # seconds between two looks

Typed = events.Key | events.Paste


class Keyboard:
    """What was typed and waits for its turn."""

    def __init__(self, app: App[None], send: Callable[[Typed], Awaitable[None]]) -> None:
        """`send` hands one of them to what has the focus."""
        self._app = app
        self._send = send
        self._waiting: deque[Typed] = deque()
        self._task: asyncio.Task[None] | None = None

    async def take(self, event: Typed) -> None:
        """Hand it over, at once where nothing typed before is still being worked off."""
        if self._task is not None and not self._task.done():
            self._waiting.append(event)
            return
        await self._send(event)
        self._task = asyncio.create_task(self._follow())

    async def _follow(self) -> None:
        await self._worked_off()
        while self._waiting:
            await self._send(self._waiting.popleft())
            await self._worked_off()

    async def _worked_off(self) -> None:
        """Wait until what was typed last has done all it does."""
        for _ in range(ROUNDS):
            for part in self._way_up():
                await handled(part)
        for _ in range(MOVING):
            if not self._app.screen_stack or not getattr(self._app.screen, "moving", False):
                return
            await asyncio.sleep(LOOK)

    def _way_up(self) -> Iterator[MessagePump]:
        """From what has the focus up to the app, the way that a key takes."""
        app = self._app
        if not app.is_running or not app.screen_stack:
            return
        yield from (app.focused or app.screen).ancestors_with_self
