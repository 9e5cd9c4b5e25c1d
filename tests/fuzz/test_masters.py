"""Masters with anything in their parts: elements moved, taken out, renamed, with other values and texts."""

from __future__ import annotations

import io
import random
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from exports.archive.presentation import read_master
from exports.slides.fill import filled
from exports.slides.save import save
from tests.exports.masters import master, saved
from tests.exports.slides.test_fill import STORY
from tests.fuzz.effort import told_or_done, tried

VALUES = ("", "x", "-1", "99999999999", "{{ask}}")
TEXTS = ("{{ask}}", "{{for option}}", "", "\n")
_FOLDERS = ("slide", "presentation", "chart", "theme", "Content")


@lru_cache
def parts() -> dict[str, bytes]:
    """The parts of a master without a fault."""
    with zipfile.ZipFile(io.BytesIO(saved(master()))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _spoil(root: Any, chance: random.Random) -> None:
    elements = list(root.iter("*"))
    element = chance.choice(elements)
    kind = chance.randrange(5)
    if kind == 0 and element.getparent() is not None:
        element.getparent().remove(element)
    elif kind == 1 and element.attrib:
        del element.attrib[chance.choice(list(element.attrib))]
    elif kind == 2 and element.attrib:
        element.set(chance.choice(list(element.attrib)), chance.choice(VALUES))
    elif kind == 3:
        element.text = chance.choice(TEXTS)
    elif element.getparent() is not None:
        element.tag = chance.choice(elements).tag


@tried(0.02)
@given(seed=st.integers(0, 2**32), faults=st.integers(1, 4))
def test_a_master_with_faults_is_filled_or_refused(seed: int, faults: int, tmp_path_factory: Any) -> None:
    chance, spoilt = random.Random(seed), dict(parts())
    names = [
        name for name in spoilt if name.endswith((".xml", ".rels")) and any(each in name for each in _FOLDERS)
    ]
    for _ in range(faults):
        name = chance.choice(names)
        root = etree.fromstring(spoilt[name])
        _spoil(root, chance)
        spoilt[name] = etree.tostring(root)
    folder: Path = tmp_path_factory.getbasetemp()
    path = folder / "spoilt.pptx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in spoilt.items():
            archive.writestr(name, content)

    def done() -> None:
        made, _ = filled(read_master(path), STORY)
        save(made, folder / "filled.pptx", STORY)

    told_or_done(done)
