"""Messages that find their handler by its name: a class that is called otherwise would be heard by nobody."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import TypeVar

from textual.dom import DOMNode
from textual.message import Message

import tui.app

T = TypeVar("T")


def derived(base: type[T]) -> Iterator[type[T]]:
    """Every class of a class, however far down."""
    for each in base.__subclasses__():
        yield each
        yield from derived(each)


def test_every_handler_by_name_is_that_of_a_message() -> None:
    for module in pkgutil.walk_packages(tui.app.__path__, "tui.app."):
        importlib.import_module(module.name)
    messages = {each.handler_name for each in derived(Message)}
    handlers = {
        name: node
        for node in derived(DOMNode)
        if node.__module__.startswith("tui.app.")
        for name in vars(node)
        if name.startswith("on_")
    }
    assert len(handlers) > 10
    assert {name: node for name, node in handlers.items() if name not in messages} == {}
