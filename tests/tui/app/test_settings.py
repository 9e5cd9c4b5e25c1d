"""What the app calls a setting is what its own keys and tabs are called."""

from __future__ import annotations

import pytest

from exports.voice.settings import in_words
from roi.errors import Command, Setting
from tui.app.settings import as_field


@pytest.mark.parametrize(
    ("part", "document", "app"),
    [
        (Setting("draws", "4096"), "4096 draws", "4096 draws (Details, d)"),
        (Setting("option"), "option", "option (o)"),
        (Setting("preset", "lean"), "preset lean", "preset lean (p)"),
        (Setting("set", "price=3"), "price=3", "price=3"),
        (Command("drivers"), "`roi drivers`", "the tab Drivers"),
        (Command("new", "NAME"), "`roi new NAME`", "`roi new NAME`"),
    ],
)
def test_each_face_has_its_words(part: Setting | Command, document: str, app: str) -> None:
    assert in_words(part) == document
    assert as_field(part) == app
