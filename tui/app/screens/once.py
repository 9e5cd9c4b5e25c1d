"""What is done once, however often it is asked for before it is worked off: a screen ends, a question is put."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from textual.await_complete import AwaitComplete
from textual.dom import DOMNode
from textual.screen import Screen, ScreenResultType


class EndsOnce(Screen[ScreenResultType]):
    """A screen that ends once, when it is on top: what lies above it is closed first.

    The toolkit takes away whatever is on top, each time: a button that was pressed twice would close the estimate
    below its dialog, and work that ends while its help is read would close the help.
    """

    _outcome: tuple[ScreenResultType | None] | None = None  # what it ends with, once that is known
    _over = False

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """End with a result, the first that comes."""
        if self._outcome is None:
            self._outcome = (result,)
        return self._end()

    def on_screen_resume(self) -> None:
        """What lay above it is closed."""
        self._end()

    def _end(self) -> AwaitComplete:
        stack = self.app.screen_stack
        if self._outcome is None or self._over or not stack or stack[-1] is not self:
            return AwaitComplete()
        self._over = True
        return super().dismiss(self._outcome[0])


def ask_once(node: DOMNode, questions: Coroutine[Any, Any, object], group: str = "dialog") -> bool:
    """Put questions in dialogs beside the screen, which goes on; whether they are put.

    They are not while others of their group stand open: two presses of a button are one.
    """
    if any(worker.group == group and not worker.is_finished for worker in node.app.workers):
        questions.close()
        return False
    node.run_worker(questions, group=group, description=group)
    return True
