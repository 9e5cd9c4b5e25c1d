"""The actions of the registry that work on an estimate, each handed to the part of the screen that does it."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from tui.app.screens.edits import Edits
from tui.app.screens.files import Files
from tui.app.screens.host import Host
from tui.desk.session import Session


class Commands(Host):
    """A screen whose keys edit and keep an estimate."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.edits, self.files = Edits(self), Files(self)

    async def may_leave(self) -> bool:
        """Ask about what is not saved; True where nothing stands in the way."""
        return await self.files.may_leave()

    async def action_undo(self) -> None:
        await self.edits.undo()

    async def action_redo(self) -> None:
        await self.edits.redo()

    async def action_reset(self) -> None:
        await self.edits.reset()

    async def action_reset_all(self) -> None:
        await self.edits.reset_all()

    async def action_learn(self) -> None:
        await self.edits.learn()

    def _ask(self, dialog: Coroutine[Any, Any, object]) -> None:
        """Have a dialog beside the screen, which goes on."""
        self.run_worker(dialog, group="dialog")

    def action_cut(self) -> None:
        self._ask(self.edits.cut())

    def action_preset(self) -> None:
        self._ask(self.edits.preset())

    def action_option(self) -> None:
        self._ask(self.edits.option())

    def action_region(self) -> None:
        self._ask(self.edits.region())

    def action_details(self) -> None:
        self._ask(self.edits.details())

    def action_keep(self) -> None:
        self._ask(self.edits.keep())

    def action_drop(self) -> None:
        self._ask(self.edits.drop())

    def action_rebase(self) -> None:
        self._ask(self.edits.rebase())

    def action_update(self) -> None:
        from tui.app.screens.updating import take_in  # what reads and updates is imported when it is wanted

        self._ask(take_in(self, self.files))

    def action_owners(self) -> None:
        self._ask(self.edits.owners())

    def action_save(self) -> None:
        self._ask(self.files.saved(ask=self.session.path is None))

    def action_save_as(self) -> None:
        self._ask(self.files.saved(ask=True))

    def action_export(self) -> None:
        self._ask(self.files.export())
