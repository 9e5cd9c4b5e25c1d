"""What is typed into a field: how it would be understood, worked out once until it is taken or changed."""

from __future__ import annotations

from roi.answers import far_off
from roi.case import Speaker
from roi.records import dataclass
from tui.app.widgets.densities import reading
from tui.desk.history import State
from tui.desk.session import Session


@dataclass(frozen=True, slots=True)
class Attempt:
    """An edit that was tried: of which state, what was typed, and the session with it."""

    before: State
    typed: tuple[str, str, Speaker]
    after: Session
    words: str


class Attempts:
    """The last edit that was tried: what was checked as it was typed is not worked out again on Enter."""

    def __init__(self) -> None:
        self._last: Attempt | None = None

    def edited(self, session: Session, name: str, text: str, who: Speaker = "seller") -> Session:
        """The session with a value of an input.

        Raises:
            RoiError: it cannot be.
        """
        return self._tried(session, name, text, who).after

    def words(self, session: Session, name: str, text: str, who: Speaker = "seller") -> str:
        """How a typed value is understood, and whether it lies far off the evidence.

        Raises:
            RoiError: it cannot be.
        """
        return self._tried(session, name, text, who).words

    def _tried(self, session: Session, name: str, text: str, who: Speaker) -> Attempt:
        last = self._last
        if last is None or last.before is not session.state or last.typed != (name, text, who):
            after = session.edit(name, text, who)
            words = _understood(session, after, name, text, who)
            last = self._last = Attempt(session.state, (name, text, who), after, words)
        return last


def _understood(before: Session, after: Session, name: str, text: str, who: Speaker) -> str:
    item = after.input(name)
    remarks = (reading(item), before.read(name, text, who).words, far_off(item, after.model))
    return "\n  ".join(each for each in remarks if each)
