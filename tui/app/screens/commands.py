"""The actions of the registry that work on an estimate, each handed to the part of the screen that does it."""

from __future__ import annotations

from tui.app.screens.edits import Edits
from tui.app.screens.files import Files
from tui.app.screens.host import Host
from tui.app.screens.once import ask_once
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

    def action_cut(self) -> None:
        ask_once(self, self.edits.cut())

    def action_preset(self) -> None:
        ask_once(self, self.edits.preset())

    def action_option(self) -> None:
        ask_once(self, self.edits.option())

    def action_region(self) -> None:
        ask_once(self, self.edits.region())

    def action_details(self) -> None:
        ask_once(self, self.edits.details())

    def action_keep(self) -> None:
        ask_once(self, self.edits.keep())

    def action_drop(self) -> None:
        ask_once(self, self.edits.drop())

    def action_rebase(self) -> None:
        ask_once(self, self.edits.rebase())

    def action_update(self) -> None:
        from tui.app.screens.updating import take_in  # what reads and updates is imported when it is wanted

        ask_once(self, take_in(self, self.files))

    def action_owners(self) -> None:
        ask_once(self, self.edits.owners())

    def action_save(self) -> None:
        ask_once(self, self.files.saved(ask=self.session.path is None))

    def action_save_as(self) -> None:
        ask_once(self, self.files.saved(ask=True))

    def action_export(self) -> None:
        ask_once(self, self.files.export())
