"""The sixteen colours that the views of commands name, as this app shows them.

Red is a loss and nothing else: the usual terminal palettes of the toolkit show magenta, which marks judgement,
in the same red.
"""

from __future__ import annotations

from rich.terminal_theme import TerminalTheme

_Colour = tuple[int, int, int]


def _theme(ground: _Colour, text: _Colour, dim: _Colour, *colours: _Colour) -> TerminalTheme:
    """`colours`: red, green, yellow, blue, magenta, cyan; the bright ones are the same."""
    return TerminalTheme(ground, text, [ground, *colours, text, dim], [*colours, text])


DARK = _theme(
    (18, 18, 18), (224, 224, 224), (110, 110, 110),
    (232, 104, 116), (126, 200, 120), (229, 180, 92), (108, 164, 245), (198, 140, 236), (92, 200, 214),
)  # fmt: skip
LIGHT = _theme(
    (250, 250, 250), (30, 30, 30), (120, 120, 120),
    (190, 38, 56), (34, 120, 44), (150, 96, 0), (36, 84, 190), (132, 44, 158), (0, 112, 140),
)  # fmt: skip
