"""The keys that work now, in a line or two; each can be clicked."""

from __future__ import annotations

from textual.content import Content
from textual.keys import key_to_character
from textual.screen import Screen
from textual.widgets import Static

ROOMY = 24  # rows from which the keys may take two
LAST = 9  # columns of the last of them, which leads to the rest


class Keys(Static):
    """Redrawn in place when the focus moves: the toolkit's own footer is built anew and lays the screen out."""

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

    @property
    def _rows(self) -> int:
        return self.lines if self.app.size.height >= ROOMY else 1

    def _changed(self, screen: Screen[object]) -> None:
        if not self.is_attached:
            return
        self.styles.height = self._rows
        focused, room = screen.focused, self.size.width
        rows: list[list[Content]] = [[]]
        seen: set[str] = set()
        # The keys of the focused part come last in the table of bindings, and first here.
        active = [one for one in screen.active_bindings.values() if one.binding.show and one.enabled]
        for one in sorted(active, key=lambda one: (one.node is screen) + (one.node is self.app) * 2):
            binding = one.binding
            if binding.action in seen or binding.system or not binding.description:
                continue
            shown = self.app.get_key_display(binding)
            letter = shown if len(shown) == 1 else key_to_character(binding.key)
            if focused is not None and focused.check_consume_key(binding.key, letter):
                continue  # it types a letter there
            seen.add(binding.action)
            part = Content.from_markup(
                f"[@click=app.simulate_key('{binding.key}')][b $footer-key-foreground]$key[/] $told[/] ",
                key=shown,
                told=binding.description,
            )
            last = len(rows) == self._rows
            if room and _width(rows[-1]) + part.cell_length > room - (LAST if last else 0):
                if last:
                    continue
                rows.append([])
            rows[-1].append(part)
        rows[-1].append(
            Content.from_markup("[@click=app.command_palette][b $footer-key-foreground]^p[/] More[/]")
        )
        self.update(Content("\n").join(Content.assemble(*row) for row in rows), layout=False)


def _width(parts: list[Content]) -> int:
    return sum(part.cell_length for part in parts)
