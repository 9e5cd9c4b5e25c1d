"""The keys that work now, in a line or two; each can be clicked."""

from __future__ import annotations

from functools import cache

from textual.app import RenderResult
from textual.content import Content
from textual.keys import key_to_character
from textual.screen import Screen
from textual.widgets import Static

ROOMY = 24  # rows from which the keys may take two


class Keys(Static):
    """Redrawn in place when the focus moves: the toolkit's own footer is built anew and lays the screen out.

    What works is looked up when it is painted: the focus may move several times until then.
    """

    CALLED = "The keys"
    HELP = "The keys that work now. A click does what the key does."

    def __init__(self, lines: int = 1) -> None:
        """`lines`: where the terminal has room for them."""
        super().__init__()
        self.lines = lines

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        self._changed(self.screen)

    def on_resize(self) -> None:
        """Leave out what has no room."""
        self._changed(self.screen)

    def _changed(self, _screen: Screen[object]) -> None:
        if self.is_attached:
            self.styles.height = self._rows
            self.refresh()

    @property
    def _rows(self) -> int:
        return self.lines if self.app.size.height >= ROOMY else 1

    def render(self) -> RenderResult:
        """As many as there is room for, those of the focused part first."""
        screen: Screen[object] = self.screen
        focused, room = screen.focused, self.size.width
        parts: list[Content] = []
        last: list[Content] = []  # of the app: out, help and all the rest are never left out
        seen: set[str] = set()
        # The keys of the focused part come last in the table of bindings, and first here.
        active = [
            active_binding
            for active_binding in screen.active_bindings.values()
            if active_binding.binding.show and active_binding.enabled
        ]
        for each in sorted(
            active, key=lambda binding: (binding.node is screen) + (binding.node is self.app) * 2
        ):
            binding = each.binding
            if binding.action in seen or binding.system or not binding.description:
                continue
            shown = self.app.get_key_display(binding)
            letter = shown if len(shown) == 1 else key_to_character(binding.key)
            if focused is not None and focused.check_consume_key(binding.key, letter):
                continue  # it types a letter there
            seen.add(binding.action)
            part = _part(f"app.simulate_key('{binding.key}')", shown, binding.description, " ")
            (last if each.node is self.app else parts).append(part)
        last.append(_part("app.command_palette", "^p", "More"))
        rows = self._in_rows(parts, last, room or sum(part.cell_length for part in (*parts, *last)))
        return Content("\n").join(Content.assemble(*row) for row in rows)

    def _in_rows(self, parts: list[Content], last: list[Content], room: int) -> list[list[Content]]:
        """As many parts as there is room for before the last ones, which stand at the end whatever the width."""
        rows: list[list[Content]] = [[]]
        for part in parts:
            if _width(rows[-1]) + part.cell_length > room and len(rows) < self._rows:
                rows.append([])
            taken = _width(last) if len(rows) == self._rows else 0
            if _width(rows[-1]) + part.cell_length <= room - taken:
                rows[-1].append(part)
        if _width(rows[-1]) + _width(last) > room and len(rows) < self._rows:
            rows.append([])
        rows[-1] += last
        return rows


@cache
def _part(action: str, key: str, description: str, space: str = "") -> Content:
    """A key with what it does, which a click does too, and the space after it."""
    markup = f"[@click={action}][b $footer-key-foreground]$key[/] $description[/]{space}"
    return Content.from_markup(markup, key=key, description=description)


def _width(parts: list[Content]) -> int:
    return sum(part.cell_length for part in parts)
