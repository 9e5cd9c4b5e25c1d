"""The keys that work now, in one line; each can be clicked."""

from __future__ import annotations

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static


class Keys(Static):
    """Redrawn in place when the focus moves: the toolkit's own footer is built anew and lays the screen out."""

    HELP = "The keys that work now. A click does what the key does."

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        self._changed(self.screen)

    def on_resize(self) -> None:
        """Leave out what has no room."""
        self._changed(self.screen)

    def _changed(self, screen: Screen[object]) -> None:
        if not self.is_attached:
            return
        parts: list[Content] = []
        seen: set[str] = set()
        room = self.size.width
        # The keys of the focused part come last in the table of bindings, and first here.
        active = [one for one in screen.active_bindings.values() if one.binding.show and one.enabled]
        for one in sorted(active, key=lambda one: (one.node is screen) + (one.node is self.app) * 2):
            binding = one.binding
            if binding.action in seen or binding.system or not binding.description:
                continue
            seen.add(binding.action)
            key = self.app.get_key_display(binding)
            part = Content.from_markup(
                f"[@click=app.simulate_key('{binding.key}')][b $footer-key-foreground]$key[/] $told[/] ",
                key=key,
                told=binding.description,
            )
            if room and sum(len(other) for other in parts) + len(part) > room - 9:
                continue
            parts.append(part)
        palette = Content.from_markup("[@click=app.command_palette][b $footer-key-foreground]^p[/] More[/]")
        self.update(Content.assemble(*parts, palette), layout=False)
