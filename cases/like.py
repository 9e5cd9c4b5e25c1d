"""Presets that are like another one: they have its values, and their own in place of some."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.fields import shown
from cases.merging import Table, figure
from roi.errors import Place, RoiError, nearest


def with_likeness(document: Table, file: str) -> Table:
    """The document with the values of the preset that another one is `like`.

    Raises:
        RoiError: there is no such preset, or presets are like each other in a circle.
    """
    presets = document.get("presets")
    if not isinstance(presets, Mapping) or not any(_likeness(entry) for entry in presets.values()):
        return document
    done: Table = {}
    for name in presets:
        done[name] = _preset(name, presets, [], file)
    return {**document, "presets": done}


def _likeness(entry: object) -> object:
    return entry.get("like") if isinstance(entry, Mapping) else None


def _preset(name: str, presets: Mapping[str, Any], above: list[str], file: str) -> Any:
    entry = presets[name]
    other = _likeness(entry)
    if other is None:
        return entry
    where = Place(file, f"[presets.{name}]", "like")
    if not isinstance(other, str) or other not in presets:
        raise RoiError(f"there is no preset {shown(other)}", where, nearest(str(other)[:60], presets))
    if other in [*above, name]:
        raise RoiError("presets are like each other in a circle", where, "Give one of them its values.")
    base = _preset(other, presets, [*above, name], file)
    mine = {key: value for key, value in entry.items() if key != "like"}
    inputs = base.get("inputs", {}) if isinstance(base, Mapping) else {}
    changes = mine.get("inputs", {})
    if not (isinstance(inputs, Mapping) and isinstance(changes, Mapping)):
        return mine
    merged = {key: figure(changes[key], inputs[key]) if key in changes else inputs[key] for key in inputs}
    return {
        **mine,
        "inputs": {**merged, **{key: value for key, value in changes.items() if key not in inputs}},
    }
