"""One malformed case file for each message; the whole message stands in its first lines, after `#! `.

`ROI_UPDATE=1 pytest tests/cases/test_bad.py` writes the messages anew: read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from roi.errors import RoiError
from tests.support.documents import check_file
from tests.support.golden import UPDATE

FILES = sorted(Path(__file__).with_name("bad").glob("*.toml"))
MARK = b"#! "


def expected(path: Path) -> str:
    lines = path.read_bytes().splitlines()
    return "\n".join(line.removeprefix(MARK).decode() for line in lines if line.startswith(MARK))


def write(path: Path, message: str) -> None:
    rest = [line for line in path.read_bytes().splitlines() if not line.startswith(MARK)]
    marked = [MARK + line.encode() for line in message.splitlines()]
    path.write_bytes(b"\n".join([*marked, *rest, b""]))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(path: Path) -> None:
    with pytest.raises(RoiError) as refusal:
        check_file(path)
    if UPDATE:
        write(path, str(refusal.value))
    assert str(refusal.value) == expected(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message_names_the_file_and_stays_short(path: Path) -> None:
    message = expected(path)
    assert message.startswith(path.name)
    assert len(message) < 600


def test_every_fault_is_one_fault() -> None:
    """What the malformed files are made from is sound, so that each shows its own fault."""
    check_file(Path(__file__).with_name("good.toml"))


def test_messages_differ() -> None:
    messages = [expected(path).partition(": ")[2] for path in FILES]
    assert len(set(messages)) == len(messages)
