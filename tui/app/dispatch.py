"""Hand on by a table what parts are sent: Textual 8.2 looks through all classes of a part for each message.

It also works out the signature of each callback that is made for the occasion.  Who handles what, and in which
order, is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from inspect import CO_VARARGS, CO_VARKEYWORDS
from types import FunctionType, MethodType
from typing import Any

from textual import _callback
from textual.message import Message
from textual.message_pump import MessagePump

Handler = Callable[..., Any]
# A class with handlers of a message: those that `on` decorates, and the name of the one that is named after it.
Handling = tuple[type, tuple[Handler, ...], str | None]


def hand_on_by_table() -> None:
    """Have every part find its handlers so from now on."""
    MessagePump._get_dispatch_methods = _handlers  # type: ignore[assignment, method-assign]
    _callback._count_parameters = _parameters


def _handlers(pump: MessagePump, name: str, message: Message) -> Iterator[tuple[type, Handler]]:
    kind: Any = type(message)  # whose instances have another hash
    known = _handling(type(pump), kind, name)
    if known is None:
        yield from _HANDLERS(pump, name, message)
        return
    for cls, decorated, named in known:
        if message._no_default_action:
            return
        for handler in decorated:
            yield cls, handler.__get__(pump, cls)
        if named is not None:
            yield cls, cls.__dict__[named].__get__(pump, cls)


@cache
def _handling(part: type, message: type, name: str) -> tuple[Handling, ...] | None:
    """In the order of their turn the classes that handle a message; None where that hangs on who sends it."""
    kinds = [kind for kind in message.__mro__ if issubclass(kind, Message)]
    seen: set[Handler] = set()
    handling = []
    for cls in part.__mro__:
        by_kind = cls.__dict__.get("_decorated_handlers") or {}
        pairs = [pair for kind in kinds for pair in by_kind.get(kind, ())]
        if any(selectors for _, selectors in pairs):
            return None
        decorated = tuple(dict.fromkeys(handler for handler, _ in pairs if handler not in seen))
        seen.update(decorated)
        named = _named(cls, name)
        if decorated or named:
            handling.append((cls, decorated, named))
    return tuple(handling)


def _named(cls: type, name: str) -> str | None:
    for each in (f"_{name}", name):
        handler = cls.__dict__.get(each)
        if handler:
            return None if getattr(handler, "_textual_on", None) else each
    return None


def _parameters(func: Handler) -> int:
    """How many parameters a callback has, without those that are given."""
    function: Any = func.__func__ if isinstance(func, MethodType) else func
    if type(function) is not FunctionType or function.__dict__.keys() & _SIGNED:
        return _COUNTED(func)
    code = function.__code__
    packed = bool(code.co_flags & CO_VARARGS) + bool(code.co_flags & CO_VARKEYWORDS)
    return code.co_argcount + code.co_kwonlyargcount + packed - (function is not func)


_SIGNED = {"__wrapped__", "__signature__"}
_HANDLERS: Callable[[MessagePump, str, Message], Iterable[tuple[type, Handler]]] = (
    MessagePump._get_dispatch_methods
)
_COUNTED = _callback._count_parameters
