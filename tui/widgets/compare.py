"""Presets, ways to deploy and snapshots side by side, on the same draws."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import RadioSet, Static

from exports.formats import chance, money, share
from roi.analysis.compare import AS_IT_STANDS, NOTHING, Comparison, Standing
from tui.session import Session
from tui.study import CHOICE, COMPARED, Choosing
from tui.view import View, cut_words
from tui.views.style import box, signed
from tui.widgets.choice import Choice
from tui.widgets.pane import Pane, studied

SHOWN = (10, 50, 90)
QUESTIONS = 6  # as many as Drivers shows
KINDS = ("presets", "options", "snapshots")


class ComparePane(Pane):
    """A row a candidate; doing nothing is one of them."""

    HELP = (
        "Candidates on the same draws: they differ by what they change and by nothing else. Your answers hold in "
        "all of them. `best` is how often a candidate beats all others and doing nothing. Options: what a pilot "
        "is worth beside all at once and nothing, and which question to ask before choosing."
    )

    def __init__(self) -> None:
        super().__init__()
        self.kind = KINDS[0]

    @property
    def needs(self) -> Sequence[str]:
        """The study it shows now."""
        compared = f"{COMPARED}{self.kind}"
        return (compared, CHOICE) if self.kind == "options" else (compared,)

    def compose(self) -> ComposeResult:
        with RadioSet(id="kinds", compact=True):
            for place, kind in enumerate(KINDS):
                yield Choice(kind.capitalize(), value=place == 0)
        yield Static("", id="comparison")
        yield Static("", id="choosing")

    def draw(self, view: View) -> None:
        """Show the comparison once it is there, and what there is to learn before choosing."""
        name = f"{COMPARED}{self.kind}"
        choosing = view.studies.get(CHOICE) if self.kind == "options" else None
        if isinstance(choosing, Choosing):  # the same on more draws
            self.query_one("#comparison", Static).update(_table(view, self.kind, choosing.comparison))
        else:
            drawn = studied(view, name, lambda found: _table(view, self.kind, found), "Comparing")
            self.query_one("#comparison", Static).update(drawn)
        below = self.query_one("#choosing", Static)
        below.display = self.kind == "options" and isinstance(view.studies.get(name), Comparison)
        if below.display:
            waiting = "Working out what a pilot and each answer are worth"
            below.update(studied(view, CHOICE, lambda found: _choosing(view, found), waiting))

    @on(RadioSet.Changed)
    def _kind(self, event: RadioSet.Changed) -> None:
        event.stop()
        self.kind = KINDS[event.index]
        self.post_message(self.Wanted())


def _table(view: View, kind: str, found: Comparison) -> RenderableType:
    currency = view.session.model.currency
    table = Table(box=box(), title=Text(f"Net present value, {cut_words(found.cut)}, {currency}", style="bold"),
                  title_justify="left", padding=(0, 1, 0, 0))  # fmt: skip
    table.add_column("", ratio=1, min_width=14)
    for column in ("P10", "P50", "P90", "NPV > 0", "Best", "Change"):
        table.add_column(column, justify="right", no_wrap=True)
    for one in found.standings:
        label = _label(view.session, kind, one)
        if one.undefined and one.name != NOTHING:
            label.append("\ncosts not stated", style="yellow")
            table.add_row(label, *["–"] * 6)
            continue
        table.add_row(label, *_cells(found, one, currency))
    chosen = next(one for one in found.standings if one.name == found.choice)
    said = Text.assemble(
        ("Largest mean: ", "bold"), _label(view.session, kind, chosen), ". Change: mean, against this estimate. "
        f"Knowing everything before choosing would be worth {money(found.evpi.value, currency)}.",
    )  # fmt: skip
    return Group(table, said, Text(f"{found.draws:,} common draws, seed {found.seed}.", style="dim"))


def _choosing(view: View, found: Choosing) -> RenderableType:
    """As `roi compare` says it: the gates, then the questions for the choice."""
    from tui.views.choice import choice_parts
    from tui.views.gate import HINDSIGHT, gate_reading

    currency = view.session.model.currency
    standings = {one.name: one for one in found.comparison.standings}

    def label(name: str) -> str:
        return _in_a_sentence(_label(view.session, "options", standings[name]).plain)

    parts: list[RenderableType] = [gate_reading(one, currency, label) for one in found.gates]
    if found.gates:
        parts += [Text(HINDSIGHT, style="dim"), Text("")]
    return Group(*parts, *choice_parts(found.questions, currency, label, QUESTIONS))


def _in_a_sentence(title: str) -> str:
    """`A pilot` → `a pilot`; `API` stays."""
    return title[:1].lower() + title[1:] if title[1:2].islower() or title[1:2] == " " else title


def _cells(found: Comparison, one: Standing, currency: str) -> list[Text]:
    def bare(text: str) -> str:
        return text.removeprefix(f"{currency} ")

    cells = [
        *(
            signed(bare(money(one.npv.percentiles[p].value, currency)), one.npv.percentiles[p].value)
            for p in SHOWN
        ),
        Text(chance(one.positive).split(" ")[0] + " %" if one.name != NOTHING else "–"),
        Text(share(one.best.value)),
    ]
    if one.name == "now":
        return [*cells, Text("–")]
    gap = found.difference(one.name, "now").spread.mean.value
    return [*cells, signed(("+" if gap > 0 else "") + bare(money(gap, currency)), gap)]


def _label(session: Session, kind: str, one: Standing) -> Text:
    """What people call a candidate."""
    case = session.model.case
    if one.name == "now":
        return Text("This estimate", style="bold cyan")
    if one.name == NOTHING:
        return Text("Do nothing", style="dim")
    if kind == "snapshots":  # named by people, perhaps like a preset
        return Text(one.name)
    if one.name == AS_IT_STANDS:
        return Text("The case as it stands")
    if one.name in case.presets:
        return Text((case.presets[one.name].title or one.name).split(":")[0])
    if one.name in case.options:
        return Text((case.options[one.name].title or one.name).split(":")[0])
    return Text("Evidence" if one.name == "evidence" else one.name)
