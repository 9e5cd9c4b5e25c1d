"""Radio buttons and switches: their mark tells without colour what is chosen, and the keys begin there."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Checkbox, RadioButton, RadioSet


class Choice(RadioButton):
    """The toolkit's differs by its colour alone."""

    @property
    def _button(self) -> Content:
        return Content.styled("● " if self.value else "○ ", self.get_visual_style("toggle--label"))


class Tick(Checkbox):
    """The toolkit's differs by its colour alone."""

    @property
    def _button(self) -> Content:
        return Content.styled("[x] " if self.value else "[ ] ", self.get_visual_style("toggle--label"))


class Choices(RadioSet):
    """The toolkit's begins at the first button, whichever is chosen."""

    def on_mount(self) -> None:
        """Once the toolkit's own is done."""
        self.call_next(self._begin)

    def _begin(self) -> None:
        for _ in range(self.pressed_index):
            self.action_next_button()
