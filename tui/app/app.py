"""The terminal app: screens come and go, everything else lives in them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import App, SystemCommand
from textual.notifications import SeverityLevel
from textual.reactive import reactive
from textual.screen import Screen

from roi.case_files import case_files
from roi.errors import RoiError
from tui.app.actions import Scope, actions_of, bindings, keys_of
from tui.app.autosave import remember
from tui.app.dispatch import hand_on_by_table
from tui.app.hangup import ENDED_EARLY, LOOK, has_terminal, on_end, terminal_is_gone
from tui.app.keyboard import Keyboard
from tui.app.painting import paint_what_changed
from tui.app.palette import DARK, LIGHT
from tui.app.plain_text import paint_only_text
from tui.app.screens.dialogs import Form, Told
from tui.app.screens.editing import Editing, Listing, Presenting
from tui.app.screens.explain import Explained
from tui.app.screens.once import ask_once
from tui.app.screens.opening import Opening, engine_imported
from tui.app.screens.start import StartScreen
from tui.app.sizes import HEIGHTS, WIDTHS, classes_of
from tui.app.workarounds import EndsWhole, lay_out_once, mend_no_color, put_away
from tui.views.line_breaks import hold_figures

if TYPE_CHECKING:
    from tui.desk.portfolio_folder import OpenedPortfolio
    from tui.desk.session import Session


class RoiApp(EndsWhole):
    """`roi` without a command."""

    TITLE = "roi"
    BINDINGS = bindings("app")
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    COMMAND_PALETTE_BINDING = "ctrl+p"
    present: reactive[bool] = reactive(False)

    def __init__(self, target: str | None = None, *, present: bool = False) -> None:
        # The first screen cannot bring its own styles; those of screens that follow at once are read together,
        # since whatever brings some has the toolkit read all others again.
        follow = () if target is None else ("dialogs", "estimate")
        super().__init__(css_path=[f"screens/{name}.tcss" for name in ("start", *follow)])
        self.target = target
        self.keyboard = Keyboard(self, super().on_event, opening=target is not None)
        self.set_reactive(RoiApp.present, present)
        # Not as it starts: whatever styles were read by then would be read again.
        self.set_reactive(App.ansi_theme_dark, DARK)
        self.set_reactive(App.ansi_theme_light, LIGHT)
        mend_no_color(self)
        lay_out_once()
        hand_on_by_table()
        paint_what_changed()
        paint_only_text(self)
        hold_figures()

    async def on_event(self, event: events.Event) -> None:
        """What is typed goes one after the other."""
        if (self.is_ending and isinstance(event, events.InputEvent)) or self.keyboard.is_too_old(event):
            return
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            await self.keyboard.take(event)
        else:
            await super().on_event(event)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Say it beside the work, as text whatever it holds; it takes the place of what was said so before."""
        put_away(self, title, severity)
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def get_default_screen(self) -> Screen[None]:
        """The start is always below."""
        return StartScreen(covered=self.target is not None)

    def on_mount(self) -> None:
        if self.target is not None:
            self.open(self.target)
        else:
            self.offer_recovery()
            self.call_after_refresh(self._prepare)
        if has_terminal() and not self.is_headless:
            on_end(self._ended)
            self.set_interval(LOOK, self._look_for_terminal)

    def _look_for_terminal(self) -> None:
        if terminal_is_gone():
            self._ended()

    def _ended(self) -> None:
        """Nobody is there to be asked."""
        self.exit(return_code=ENDED_EARLY)

    def on_exit_app(self) -> None:
        """Keep what would be lost, where nobody was asked: the terminal is gone, or the page was closed."""
        for screen in self.screen_stack:  # the autosave of one that somebody chose to leave has ended
            if isinstance(screen, Editing):
                with suppress(RoiError):  # nobody is there to be told either
                    screen.keep_unsaved()

    def _prepare(self) -> None:
        """Import the engine while the start is read, so that a case opens at once."""
        self.run_worker(
            engine_imported, group="prepare", description="prepare", thread=True, exit_on_error=False
        )

    def on_app_focus(self) -> None:
        """In a browser a screen can come up before the page has the keys: nothing of it has the focus then."""
        self.call_later(self._focus_something)

    def _focus_something(self) -> None:
        screen = self.screen
        if screen.focused is not None:
            return
        if isinstance(screen, (StartScreen, Editing, Listing)):
            screen.take_keys()
        else:
            screen.focus_next()

    def watch_present(self, present: bool) -> None:
        """Tell the screens."""
        for screen in self.screen_stack if self.is_running else ():
            if isinstance(screen, (Editing, Listing, Form)):
                screen.present_changed(present)
            elif isinstance(screen, StartScreen):
                screen.refresh_cards()

    def open(self, target: str | Path) -> None:
        """Open a case or an estimate in place of what is shown."""
        if ask_once(self, self._open(target), group="open"):
            self.keyboard.opening = True

    async def _open(self, target: str | Path) -> None:
        with self.keyboard.kept_for_what_opens():
            outcome = await self.push_screen_wait(Opening(target, present=self.present))
        if isinstance(outcome, RoiError):
            self.push_screen(Told("It cannot be opened", outcome, present=self.present))
        elif outcome is not None and await self._may_leave():
            self._take(outcome)

    def _take(self, outcome: Session | OpenedPortfolio) -> None:
        """Show what was opened, and remember it; a portfolio in place of another one or of an estimate."""
        from tui.desk.session import Session

        if isinstance(outcome, Session):
            if outcome.path is not None:
                remember(outcome.path, outcome.model.case.header.title)
            self.show(outcome)
            return
        remember(outcome.path, outcome.title)
        from tui.app.screens.portfolio import PortfolioScreen

        self._close(Editing, Listing)
        self.push_screen(PortfolioScreen(outcome, present=self.present))

    def show(self, session: Session) -> Editing:
        """Edit a session, in place of another one."""
        from tui.app.screens.estimate import EstimateScreen

        screen = EstimateScreen(session)
        screen.add_class(*classes_of(self.size))
        while any(isinstance(below, Editing) for below in self.screen_stack[:-1]):
            self.pop_screen()  # a message that came up about the estimate that goes
        if isinstance(self.screen, Editing):
            self.switch_screen(screen)
        else:
            self.push_screen(screen)
        return screen

    def _close(self, *kinds: type[Screen[None]]) -> None:
        """Take the screens of these kinds away, and what came up above them."""
        while any(isinstance(screen, kinds) for screen in self.screen_stack):
            self.pop_screen()

    @on(StartScreen.FolderWanted)
    def action_open_folder(self) -> None:
        """Ask for a folder of estimates."""
        ask_once(self, self._ask_folder())

    async def _ask_folder(self) -> None:
        from tui.app.screens.folder_dialog import FolderDialog

        path = await self.push_screen_wait(FolderDialog(Path.cwd(), present=self.present))
        if path is not None:
            self.open(str(path))

    @on(StartScreen.Opened)
    def _opened(self, event: StartScreen.Opened) -> None:
        if event.target is None:
            self.action_open_file()
        else:
            self.open(event.target)

    def action_open_file(self) -> None:
        """Ask for a file."""
        ask_once(self, self._ask_file())

    async def _ask_file(self) -> None:
        from tui.app.screens.file_dialogs import PathDialog

        title, here = "Open an estimate or a case", Path.cwd()
        dialog = PathDialog(title, here, (".toml",), save=False, present=self.present, done="Open")
        path = await self.push_screen_wait(dialog)
        if path is not None:
            self.open(str(path))

    def action_start(self) -> None:
        """Go back to the portfolio or the case studies."""
        ask_once(self, self._go_back(), group="leave")

    async def _go_back(self) -> None:
        kind = Editing if any(isinstance(screen, Editing) for screen in self.screen_stack) else Listing
        if await self._may_leave():
            self._close(kind)

    def action_leave(self) -> None:
        """Leave."""
        ask_once(self, self._leave(), group="leave")

    async def _leave(self) -> None:
        if await self._may_leave():
            self.exit()

    async def _may_leave(self) -> bool:
        """Ask about what is not saved, wherever in the stack it is; what is told of it ends first."""
        below = next((screen for screen in self.screen_stack if isinstance(screen, Editing)), None)
        if below is None:
            return True
        while isinstance(self.screen, Presenting):
            await self.screen.dismiss(None)
        return await below.may_leave()

    def offer_recovery(self) -> None:
        """Offer what sessions that ended in a crash left behind."""
        from tui.app.screens.recovery import offered

        ask_once(self, offered(self, self.keyboard, self.show, present=self.present))

    def action_explain(self) -> None:
        """F1."""
        if not isinstance(self.screen, Explained):
            self.push_screen(Explained(self.screen))

    def action_toggle_present(self) -> None:
        """Hide or show what is private."""
        self.present = not self.present
        self.notify("Present mode: recent files, folders and private notes are hidden." if self.present
                    else "Present mode is off.")  # fmt: skip

    def action_toggle_light(self) -> None:
        """Light or dark."""
        self.theme = "textual-light" if self.current_theme.dark else "textual-dark"

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette lists the registry."""
        for action in actions_of(*_scopes(screen)):
            keys = f"  ({keys_of(action)})" if action.keys else ""

            async def run(name: str = action.name, here: Screen[object] = screen) -> None:
                await here.run_action(name)

            yield SystemCommand(action.label + keys, action.help, run)
        for name in case_files():
            yield SystemCommand(f"Open {name}", "Begin an estimate of it.", partial(self.open, name))


def _scopes(screen: Screen[object]) -> Iterable[Scope]:
    """Whose actions work on a screen, its own first."""
    kinds: tuple[tuple[type[Screen[None]], Scope], ...] = (
        (Editing, "estimate"), (Listing, "portfolio"), (StartScreen, "start"), (Presenting, "story"),
    )  # fmt: skip
    return (*(scope for kind, scope in kinds if isinstance(screen, kind)), "app")
