"""A radio button whose mark tells whether it is chosen without colour too."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import RadioButton


class Choice(RadioButton):
    """The toolkit's differs by its colour alone."""

    @property
    def _button(self) -> Content:
        return Content.styled("● " if self.value else "○ ", self.get_visual_style("toggle--label"))
