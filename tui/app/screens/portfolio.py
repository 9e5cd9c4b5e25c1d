"""The portfolio screen: the deals of a folder, what a budget brings, and why a deal is in or out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.widgets import Input, Static

from exports.portfolio_book.contents import Computed
from exports.voice.formats import money
from exports.voice.funding import copy_sentences
from roi.answers.numbers import read_number
from roi.errors import RoiError
from tui.app.actions import bindings
from tui.app.portfolio_state import reason_of, title_of, totals_of
from tui.app.screens.dialogs import Choose, Form, Told
from tui.app.screens.once import ask_once
from tui.app.screens.portfolio_host import PortfolioHost
from tui.app.widgets.deals_table import DealsTable
from tui.app.widgets.frontier import STEPS, FrontierChart
from tui.app.widgets.keys import Keys
from tui.app.workers.exporting import hand_over
from tui.app.workers.portfolio import (
    NotWritten,
    Written,
    write_book,
)
from tui.desk.deal_list import COLUMNS, GROUPS, arranged
from tui.desk.portfolio_folder import report, stamps
from tui.desk.redaction import shown_path

RESTING = 0.4  # seconds that the budget stands still before its own plan is computed


class PortfolioScreen(PortfolioHost):
    """Many estimates as one."""

    CSS_PATH = "portfolio.tcss"
    BINDINGS = bindings("portfolio")
    AUTO_FOCUS = "DealsTable"
    CALLED = "The portfolio"
    HELP = (
        "All estimates of a folder on common luck: the deals, which of them are in within a budget, and what that "
        "brings. Enter opens an estimate; what is changed there is run again when you come back."
    )

    def compose(self) -> ComposeResult:
        yield Static(id="portfolio-title")
        yield Static(id="portfolio-totals")
        yield Input(placeholder="Find deals by name, owner, stage, sector", id="deal-search", compact=True)
        with Container(id="portfolio-body"):
            yield DealsTable()
            with Vertical(id="portfolio-side"):
                yield FrontierChart("frontier")
                with VerticalScroll(id="portfolio-why", can_focus=False):
                    yield Static(id="portfolio-reason")
        yield Keys(lines=2)

    def on_mount(self) -> None:
        self.query_one("#deal-search").display = False
        self.list_deals()
        self.show_state()
        for sentence in copy_sentences(self.state.opened.portfolio):
            self.notify(sentence, severity="warning", markup=False)
        self.action_run()

    def on_resize(self) -> None:
        """Words fit the width."""
        self.show_state()

    def on_screen_resume(self) -> None:
        """What was changed meanwhile is run again; all else is known."""
        if self.files and stamps(self.state.opened.portfolio) != self.files:
            self.action_run()

    def take_keys(self) -> None:
        """The deals have the keys."""
        self.set_focus(self.query_one(DealsTable))

    def present_changed(self, present: bool) -> None:
        """Hide or show folders."""
        self.state = replace(self.state, present=present)
        self.show_state()

    # The list ------------------------------------------------------------------------------------

    def list_deals(self, *, stay: bool = True) -> None:
        parts = arranged(self.state.listed, self.state.arrangement)
        self.query_one(DealsTable).show(parts, self.state.arrangement, stay=stay)

    def _rearranged(self, **changes: object) -> None:
        arrangement = replace(self.state.arrangement, **changes)  # type: ignore[arg-type]
        self.state = replace(self.state, arrangement=arrangement)
        self.list_deals()
        self.show_state()

    async def _ask_column(self) -> None:
        now = self.state.arrangement.column
        rows = [(column.title, column.id, "") for column in COLUMNS.values()]
        chosen = await self.app.push_screen_wait(Choose("Sort the deals by", rows, now))
        if chosen is not None:
            self._rearranged(column=chosen, reverse=False)

    def action_sort(self) -> None:
        """Choose what to sort by."""
        ask_once(self, self._ask_column())

    def action_reverse(self) -> None:
        """Turn the order round."""
        self._rearranged(reverse=not self.state.arrangement.reverse)

    def action_group(self) -> None:
        """By owner, sector, stage, or not at all."""
        place = GROUPS.index(self.state.arrangement.group)
        self._rearranged(group=GROUPS[(place + 1) % len(GROUPS)])

    @on(DealsTable.Sorted)
    def _head_clicked(self, event: DealsTable.Sorted) -> None:
        now = self.state.arrangement
        again = event.column == now.column
        self._rearranged(column=event.column, reverse=again and not now.reverse)

    def action_search(self) -> None:
        """Go to the field at once: what is typed next is looked for."""
        field = self.query_one("#deal-search", Input)
        field.display = True
        self.set_focus(field)

    @on(Input.Changed, "#deal-search")
    def _search(self, event: Input.Changed) -> None:
        event.stop()
        self._rearranged(words=tuple(event.value.split()))

    @on(Input.Submitted, "#deal-search")
    def _found(self, event: Input.Submitted) -> None:
        event.stop()
        self.take_keys()

    def on_key(self, event: events.Key) -> None:
        """Escape shows all deals again; down goes from the field to them."""
        field = self.query_one("#deal-search", Input)
        if event.key == "down" and self.focused is field:
            self.take_keys()
            event.stop()
        elif event.key == "escape" and field.display:
            field.value = ""
            field.display = False
            self.take_keys()
            event.stop()

    @on(DealsTable.Chosen)
    def _chosen(self, event: DealsTable.Chosen) -> None:
        event.stop()
        self.state = replace(self.state, chosen=event.deal)
        self.show_reason()
        self.explain_soon()

    @on(DealsTable.Opened)
    def _open(self, event: DealsTable.Opened) -> None:
        event.stop()
        for listed in self.state.listed:  # none has the name where it was just taken out of the folder
            if listed.name == event.deal:
                self.app.open(str(listed.deal.path))  # type: ignore[attr-defined]

    # The budget ----------------------------------------------------------------------------------

    @on(FrontierChart.BudgetMoved)
    def _moved(self, event: FrontierChart.BudgetMoved) -> None:
        event.stop()
        self._put_budget(event.value)

    def _put_budget(self, budget: float) -> None:
        self.state = replace(self.state, budget=budget)
        self.show_state()
        self.set_timer(RESTING, partial(self.plan_exactly, budget), name="resting")

    def action_move_budget(self, steps: int) -> None:
        """Less budget, or more."""
        state = self.state
        if state.plans is not None and state.budget is not None:
            moved = state.budget + steps * state.plans.most / STEPS
            self._put_budget(min(state.plans.most, max(0.0, moved)))

    async def _ask_budget(self) -> None:
        state = self.state
        if state.plans is None or state.budget is None or state.results is None:
            self.notify("The budget can be typed once the deals were run.")
            return
        fields = [("budget", f"Budget, {state.results.currency}", f"{state.budget:.0f}")]
        note = (
            "Money of all quarters together, such as 2500000 or 2.5 M. The best plan within it is computed."
        )
        form = Form("Budget", fields, lambda typed: amount_of(typed["budget"]), note=note)
        typed = await self.app.push_screen_wait(form)
        if typed is None:
            return
        budget, most = amount_of(typed["budget"]), state.plans.most
        if budget > most:
            needed = money(most, state.results.currency)
            self.notify(f"All that is worth its money needs {needed}: a larger budget changes nothing.")
        self._put_budget(min(most, budget))

    def action_budget(self) -> None:
        """Type the budget."""
        ask_once(self, self._ask_budget())

    # Files ---------------------------------------------------------------------------------------

    def action_export(self) -> None:
        """Write the workbook."""
        ask_once(self, self._export())

    async def _export(self) -> None:
        from tui.app.screens.file_dialogs import PathDialog

        state = self.state
        if state.results is None or state.plans is None or state.planning:
            self.notify("The workbook can be written once the deals were run and planned.")
            return
        start = state.opened.folder / "portfolio.xlsx"
        dialog = PathDialog(
            "Write the portfolio as a workbook",
            start,
            (".xlsx",),
            save=True,
            present=state.present,
            done="Write",
        )
        path = await self.app.push_screen_wait(dialog)
        if path is not None:
            title = f"Portfolio {state.opened.folder.name}"
            write = partial(report, state.plans, state.points, state.budget or 0.0, title)
            self.notify("Writing …")
            self.in_thread("export", lambda: write_book(write, path, self.post_message))

    @on(Written)
    def _written(self, event: Written) -> None:
        hand_over(self.app, event.path)
        self.notify(f"Exported to {shown_path(event.path, self.state.present)}")

    @on(NotWritten)
    def _not_written(self, event: NotWritten) -> None:
        self.app.push_screen(Told("The workbook is not written", event.error, present=self.state.present))

    def action_switch_side(self) -> None:
        """Go from the deals to the chart, or back."""
        chart = self.query_one(FrontierChart)
        self.set_focus(self.query_one(DealsTable) if self.focused is chart else chart)

    # What is shown -------------------------------------------------------------------------------

    def show_state(self) -> None:
        if not self.query("#portfolio-reason"):
            return
        state = self.state
        self.query_one("#portfolio-title", Static).update(title_of(state))
        self.query_one("#portfolio-totals", Static).update(totals_of(state, self.size.width))
        point: Computed | None = state.point
        self.query_one(DealsTable).mark(None if point is None else point.ways)
        largest = state.plans.most if state.plans is not None else 1.0
        self.query_one(FrontierChart).show(state.points, state.budget or 0.0, largest)
        self.show_reason()

    def show_reason(self) -> None:
        self.query_one("#portfolio-reason", Static).update(reason_of(self.state))


def amount_of(text: str) -> float:
    """An amount as people type it.

    Raises:
        RoiError: it is none, or below zero.
    """
    written = read_number(text)
    if written.percent or written.value < 0:
        raise RoiError("a budget is an amount of money, 0 or more", hint="Type it as 2500000 or 2.5 M.")
    return float(written.value)
