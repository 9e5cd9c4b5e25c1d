"""A signal ends a command with its code, whatever it falls into."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator

import pytest

from roi.stopping import go_on
from tui.cli import main as command

ENDS = (signal.SIGINT, signal.SIGTERM)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture(autouse=True)
def _handlers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(command, "_END", command._End())
    kept = {number: signal.signal(number, signal.SIG_DFL) for number in (*ENDS, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def nothing_catches_it(number: int) -> int:
    os.kill(os.getpid(), number)
    return 0


def a_library_takes_it_for_an_error(number: int) -> int:
    try:
        os.kill(os.getpid(), number)
    except BaseException:  # noqa: BLE001 - as openpyxl does
        raise TypeError("expected a number") from None
    return 0


def a_library_takes_it_for_none(number: int) -> int:
    try:
        os.kill(os.getpid(), number)
    except BaseException:  # noqa: BLE001 - as openpyxl does
        return 0
    return 1


@pytest.mark.parametrize("number", ENDS)
@pytest.mark.parametrize(
    "work", [nothing_catches_it, a_library_takes_it_for_an_error, a_library_takes_it_for_none]
)
def test_a_signal_ends_it_with_its_code(
    work: Callable[[int], int], number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_run", lambda: work(number))
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == 128 + number


@pytest.mark.parametrize("number", ENDS)
def test_long_work_ends_where_a_library_took_it_for_none(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks: list[int] = []

    def goes_on() -> int:
        for block in range(3):
            go_on()
            blocks.append(block)
            a_library_takes_it_for_none(number)
        return 0

    monkeypatch.setattr(command, "_run", goes_on)
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == 128 + number
    assert blocks == [0]


def test_an_error_without_a_signal_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> int:
        raise TypeError("expected a number")

    monkeypatch.setattr(command, "_run", fails)
    with pytest.raises(TypeError):
        command.main()
