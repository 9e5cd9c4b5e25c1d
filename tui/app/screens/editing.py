"""What the app asks of screens with an estimate on them, without knowing the engine."""

from __future__ import annotations

from abc import abstractmethod

from textual.screen import Screen

from tui.app.screens.once import EndsOnce


class Editing(Screen[None]):
    """A screen that holds work."""

    @abstractmethod
    def take_keys(self) -> None:
        """Focus what is to be typed into first."""

    @abstractmethod
    def present_changed(self, present: bool) -> None:
        """Hide or show what is private."""

    @abstractmethod
    async def may_leave(self) -> bool:
        """Ask about what is not saved; True where nothing stands in the way."""

    @abstractmethod
    def keep_safe(self) -> None:
        """Write the autosave now.

        Raises:
            RoiError: it cannot be written.
        """

    @abstractmethod
    def keep_unsaved(self) -> None:
        """Write the autosave now, where something would be lost.

        Raises:
            RoiError: it cannot be written.
        """


class Listing(Screen[None]):
    """A screen that lists estimates and opens them above itself."""

    @abstractmethod
    def take_keys(self) -> None:
        """Focus the list."""

    @abstractmethod
    def present_changed(self, present: bool) -> None:
        """Hide or show what is private."""


class Presenting(EndsOnce[None]):
    """A screen that shows what a screen below it holds, and holds nothing itself."""
