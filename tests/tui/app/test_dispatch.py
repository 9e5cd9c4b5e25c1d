"""Who handles what a part is sent, and with what, is as the toolkit itself finds it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import signature
from types import FunctionType
from typing import Any

import pytest
from textual import _callback, events, on
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widgets import Button, Input

import tui.app.app
import tui.app.screens.estimate
import tui.app.screens.files
import tui.app.screens.story
from tui.app import dispatch


class Sent(Message):
    """Of these tests."""


class SentOn(Sent):
    """One that handlers of the other get, too."""


class Base(MessagePump):
    """Handles it by name and by `on`."""

    def _on_sent(self, message: Sent) -> None: ...

    @on(Sent)
    def take(self, message: Sent) -> None: ...

    @on(SentOn)
    def take_on(self, message: SentOn) -> None: ...


class Part(Base):
    """Has a handler of its own before them."""

    @on(SentOn)
    @on(Sent)
    def both(self, message: Sent) -> None: ...

    def on_sent(self, message: Sent) -> None: ...

    @on(Button.Pressed, "#one")
    def chosen(self, message: Button.Pressed) -> None: ...


def kinds_of(kind: Any) -> set[Any]:
    return {kind}.union(*(kinds_of(each) for each in kind.__subclasses__()))


def sent(kind: type[Message], *, prevented: bool = False) -> Message:
    """A message as nobody has sent it yet."""
    message = kind.__new__(kind)
    message._no_default_action, message._sender = prevented, None
    return message


def test_every_part_handles_every_message_as_the_toolkit_has_it() -> None:
    messages = [sent(kind) for kind in kinds_of(Message) if hasattr(kind, "handler_name")]
    ours = [kind for kind in kinds_of(MessagePump) if kind.__module__.startswith(("tui.", __name__))]
    compared = 0
    for part in (kind.__new__(kind) for kind in ours):
        for message in messages:
            name = type(message).handler_name
            expected = list(dispatch._HANDLERS(part, name, message))
            assert list(dispatch._handlers(part, name, message)) == expected, (part, message)
            compared += len(expected)
    assert compared > 1_000


def test_what_is_prevented_is_handled_no_further() -> None:
    part = Part.__new__(Part)
    for find in (dispatch._HANDLERS, dispatch._handlers):
        message = sent(SentOn)
        taken = []
        for cls, handler in find(part, "on_sent", message):
            taken.append((cls, handler.__name__))
            message._no_default_action = True
        assert taken == [(Part, "both"), (Part, "on_sent")]
        assert list(find(part, "on_sent", sent(SentOn, prevented=True))) == []


def test_a_handler_that_hangs_on_who_sends_it_is_looked_for_each_time() -> None:
    part, message = Part.__new__(Part), Button.Pressed(Button(id="one"))
    message._sender = message.button
    assert [handler.__name__ for _, handler in dispatch._handlers(part, "on_button_pressed", message)] == [
        "chosen"
    ]
    other = Button.Pressed(Button(id="two"))
    other._sender = other.button
    assert list(dispatch._handlers(part, "on_button_pressed", other)) == []


def test_another_handler_in_the_place_of_one_is_taken_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    part = Part.__new__(Part)

    def last() -> Any:
        return list[Any](dispatch._handlers(part, "on_sent", sent(Sent)))[-1][1].__func__

    def other(part: Base, message: Sent) -> None: ...

    before = last()
    monkeypatch.setattr(Base, "_on_sent", other)
    assert (before is other, last() is other) == (False, True)


def test_parameters_are_those_of_the_signature() -> None:
    class Callback:
        def __call__(self, first: int, *rest: int) -> None: ...

        def method(self, first: int, two: int = 2, *, three: int = 3, **more: int) -> None: ...

        @classmethod
        def of(cls, first: int) -> None: ...

    def wrapped(first: int) -> None: ...

    wrapped.__wrapped__ = Callback.method  # type: ignore[attr-defined]
    callback = Callback()
    callables: list[Callable[..., Any]] = [
        callback, callback.method, Callback.method, Callback.of, wrapped, lambda *all_of, **more: None,
        partial(callback.method, 1), partial(callback.method, two=1), print, Input.clear, Input("").clear, Callback,
        *(each for cls in Input.__mro__ for each in vars(cls).values() if isinstance(each, FunctionType)),
    ]  # fmt: skip
    counted = [(each, len(signature(each).parameters)) for each in callables]
    assert [(each, dispatch._parameters(each)) for each in callables] == counted


def test_the_app_hands_on_by_it() -> None:
    tui.app.app.RoiApp()
    assert MessagePump._get_dispatch_methods is dispatch._handlers
    assert _callback._count_parameters is dispatch._parameters
    assert events.Key.handler_name == "on_key"
