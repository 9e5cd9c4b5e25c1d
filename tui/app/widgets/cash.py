"""Cash by month and the finance table."""

from __future__ import annotations

from rich.console import Group
from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from exports.voice.formats import figure, share
from roi.errors import RoiError
from roi.sim.cuts import CASH, HEADLINE, SOFT
from roi.text import counted
from tui.app.state import View
from tui.app.widgets.charts import LINES, FanChart
from tui.app.widgets.pane import Pane, error_text
from tui.views.finance import after_tax_parts, quarter_table
from tui.views.tables import finance_table


class CashPane(Pane):
    """The fan above, the finance table of the plan below."""

    CALLED = "Cash by month and year"
    HELP = (
        "When money comes and goes: the running net by month over all draws, the plan by year and by quarter, and "
        "after tax."
    )

    def compose(self) -> ComposeResult:
        yield Static("", id="fan-title")
        yield FanChart("fan")
        yield Static("", id="finance")
        yield Static("", id="fiscal")
        yield Static("", id="after-tax")
        yield Static("", id="quarters")

    def draw(self, view: View) -> None:
        """Show a result."""
        result = view.result
        if result is None:
            return
        run, summary = result.run, result.summary
        defined = not run.model.unstated
        fan_cut = CASH if view.cut == CASH else HEADLINE
        self.query_one(FanChart).display = defined
        title = self.query_one("#fan-title", Static)
        if defined:
            estimate = summary.metrics[fan_cut]["payback_months"]
            payback = estimate.percentiles[50].value
            within = summary.probability[fan_cut]["payback_within_horizon"].value
            self.query_one(FanChart).show(summary.fans[fan_cut], payback)
            chart = self.query_one(FanChart)
            lines = sorted(LINES, reverse=True)
            title.update(Text.assemble(
                ("Running net", "bold"), f", {fan_cut.label}, {run.model.currency} ",
                *((f" {mark} P{p}", chart.colour(name)) for p, mark, name in lines),
                ("  Payback ", "bold"), f"of P50: {figure(payback, 'months', '')}; ",
                f"within {counted(run.model.horizon, 'month')} in {share(within)} of draws",
            ))  # fmt: skip
        else:
            title.update(error_text(RoiError(summary.undefined_because)))
        width = self.room
        soft = view.cut == SOFT
        table = finance_table(run.model, summary.plan_table, include_soft=soft, width=width)
        self.query_one("#finance", Static).update(table)
        fiscal = self.query_one("#fiscal", Static)
        fiscal.display = summary.fiscal_table is not None
        if summary.fiscal_table is not None:
            fiscal.update(finance_table(run.model, summary.fiscal_table, include_soft=soft, width=width))
        after_tax = Group(*after_tax_parts(run, summary, width))
        self.query_one("#after-tax", Static).display = bool(after_tax.renderables)
        self.query_one("#after-tax", Static).update(after_tax)
        self.query_one("#quarters", Static).update(quarter_table(run, summary, width))
