"""What the app calls the settings of a request and the things the program does: by its keys, tabs and forms."""

from __future__ import annotations

from exports.voice.settings import in_words
from roi.errors import Command, Setting
from tui.app.actions import ACTIONS, REALISED, TABS, keys_of

# The action by which a setting is changed here; what has none is called as documents call it.
_CHANGED_BY = {
    "preset": "preset",
    "option": "option",
    "region": "region",
    "cut": "cut",
    "learn": "learn",
    "draws": "details",
    "horizon": "details",
    "snapshot": "keep",
    "snapshots": "drop",
}
# What can be set at the command line alone.
_TYPED = ("column", "period", "error")


def as_field(part: Setting | Command) -> str:
    """`4096 draws (Details, d)`, `option (o)`, `the tab Drivers`."""
    if isinstance(part, Command):
        return f"the tab {part.name.capitalize()}" if part.name in (*TABS, REALISED) else in_words(part)
    if part.name in _TYPED:
        return f"`--{part.name} {part.value}` at the command line"
    name = _CHANGED_BY.get(part.name)
    if name is None:
        return in_words(part)
    action = next(action for action in ACTIONS if action.scope == "estimate" and action.name == name)
    form = "" if name == part.name else f"{action.label}, "
    return f"{in_words(part)} ({form}{keys_of(action)})"
