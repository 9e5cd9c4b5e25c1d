"""Who asks, and what is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from roi.progress import Progress
from roi.records import dataclass

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cases.estimate import Settings
    from exports.brand import Brand
    from roi.errors import Word

Document = Mapping[str, object] | Sequence[object]


class Face(Protocol):
    """Who asks, and hears what is to be said before there is an answer."""

    @property
    def leave(self) -> str:
        """How an answer is kept from moving what it is correlated with, in the words of this face."""

    @property
    def word(self) -> Word:
        """What this face calls settings and commands."""

    def note(self, text: str, kind: str = "Note") -> None:
        """Something to read the answer with."""

    def check(self, settings: Settings) -> None:
        """Refuse what is more than may be had here.

        Raises:
            RoiError: too many draws.
        """

    def progress(self, title: str) -> AbstractContextManager[Progress]:
        """How far something is that may take a while."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is found, in both forms; neither is made before it is wanted.

    Attributes:
        document: what JSON holds.
        parts: what a person reads, the most important first, in so many columns.
        markdown: the same as a document of a brand; None where there is none.
    """

    document: Callable[[], Document]
    parts: Callable[[int], Iterable[RenderableType]]
    markdown: Callable[[Brand], str] | None = None
