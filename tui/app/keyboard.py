"""Keys one after the other: each goes where the cursor is once the keys before it have done all they do.

The toolkit hands a key to what has the focus when the key arrives, and works off what it does later, in the
tasks of other parts.  Keys that come faster than that, from quick fingers, a paste or a busy machine, would go
where the cursor was before: into the field that was left, or to the tabs instead of into an answer.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual import events
from textual.message_pump import MessagePump
from textual.widgets import Input

from tui.app.widgets.row_keys import TypedInto
from tui.app.workarounds import handled

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

# How often what a key set off is followed from the focused part up to the app: its own messages, those of
# their handlers, and the first of a screen that they opened.
ROUNDS = 3
MOVING = 1_000  # looks at a screen that is moving the focus, before it is given up
LOOK = 0.01  # seconds between two looks
PRESSES = frozenset({"enter", "space"})  # keys that do what has the focus
PASTED = "Pasted in part"
WAYS_OUT = frozenset({"escape", "ctrl+q", "ctrl+c"})  # keys that are not kept for what opens

Typed = events.Key | events.Paste


class Keyboard:
    """What was typed and waits for its turn.

    Attributes:
        opening: whether something is being opened, from the moment somebody wants it until its screen is there.
    """

    def __init__(
        self, app: App[None], send: Callable[[Typed], Awaitable[None]], *, opening: bool = False
    ) -> None:
        """`send` hands one of them to what has the focus."""
        self.opening = opening
        self._app = app
        self._send = send
        self._waiting: deque[Typed] = deque()
        self._task: asyncio.Task[None] | None = None
        self._since = 0.0  # presses of before are not meant for what is shown now

    def ignore_presses_so_far(self) -> None:
        """What was pressed, and waits in whatever queue, was meant for what was shown before."""
        self._since = events.Idle().time  # by the clock that events are stamped with
        self._waiting = deque(event for event in self._waiting if not self.is_too_old(event))

    def is_too_old(self, event: events.Event) -> bool:
        """Whether it was pressed, by key or mouse, for what is not shown any more."""
        presses = isinstance(event, (events.MouseDown, events.MouseUp)) or (
            isinstance(event, events.Key) and event.key in PRESSES
        )
        return presses and event.time < self._since

    async def take(self, event: Typed) -> None:
        """Hand it over, at once where nothing typed before is still being worked off.

        What is typed while something opens is meant for what follows; the ways out work at once, and end that.
        """
        if self.opening and isinstance(event, events.Key) and event.key in WAYS_OUT:
            self._waiting.clear()
            await self._hand_over(event)
            return
        busy = self._task is not None and not self._task.done()
        if busy or self.opening:
            self._waiting.append(event)
        else:
            await self._hand_over(event)
        if not busy:
            self._task = asyncio.create_task(self._follow())

    @contextmanager
    def kept_for_what_opens(self) -> Iterator[None]:
        """Keep what is typed until the end, and until the screen that is pushed next without waiting."""
        self.opening = True
        try:
            yield
        finally:
            self.opening = False

    @property
    def _screen(self) -> Screen[object] | None:
        return self._app.screen if self._app.screen_stack else None

    async def _opened(self) -> None:
        """Wait for what is being opened; what was typed meanwhile goes to nothing else, such as an error's text.

        Enter alone is the one that opened it, pressed twice: it answers no question that nobody has seen.
        """
        while self._app.is_running and self.opening:
            await asyncio.sleep(LOOK)
        await self._moved()
        twice = [event.key for event in self._waiting if isinstance(event, events.Key)] == ["enter"]
        if twice or not hasattr(self._screen, "moving"):
            self._waiting.clear()

    async def _follow(self) -> None:
        await self._settled()
        while self._waiting:
            await self._hand_over(self._waiting.popleft())
            await self._settled()

    async def _hand_over(self, event: Typed) -> None:
        await self._send(self._one_line(event) if isinstance(event, events.Paste) else event)

    def _one_line(self, pasted: events.Paste) -> events.Paste:
        """The first line that is not blank, since a field has one line; that there are more is said."""
        lines = [line for line in pasted.text.splitlines() if line.strip()]
        if len(lines) > 1 and isinstance(self._app.focused, (Input, TypedInto)):
            text = f"A field takes one line: of the {len(lines)} pasted it has the first."
            self._app.notify(text, title=PASTED, severity="warning")
        return events.Paste("".join(lines[:1]))

    async def _settled(self) -> None:
        """Wait until what was typed last has done all it does, and what it opens is there."""
        await self._worked_off()
        if self.opening:
            await self._opened()
            await self._worked_off()

    async def _worked_off(self) -> None:
        """Wait until what was typed last has done all it does."""
        for _ in range(ROUNDS):
            for part in self._way_up():
                await handled(part)
        await self._moved()

    async def _moved(self) -> None:
        """Wait for a screen that is moving the focus."""
        for _ in range(MOVING):
            if not getattr(self._screen, "moving", False):
                return
            await asyncio.sleep(LOOK)

    def _way_up(self) -> Iterator[MessagePump]:
        """From what has the focus up to the app, the way that a key takes."""
        app = self._app
        if not app.is_running or not app.screen_stack:
            return
        yield from (app.focused or app.screen).ancestors_with_self
