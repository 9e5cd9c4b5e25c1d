"""Lines, inputs and sources of a result, as the tree labels them and the words below it tell them."""

from __future__ import annotations

from rich.text import Text

from exports.voice.formats import number, quantity
from exports.voice.origins import cited, line_words, value_words
from exports.voice.wording import grade_word, rounded
from roi.case import Source
from roi.formula.nodes import Convert, walk
from roi.formula.words import say_conversion
from roi.model import Model, ModelInput, ModelLine
from roi.records import dataclass
from roi.sim.plan import Plan
from tui.app.state import View
from tui.app.widgets.figures import worth
from tui.app.widgets.tree import TreePlace
from tui.views.style import GRADE_STYLE


@dataclass(frozen=True, slots=True)
class ShownLines:
    """What the pane of lines shows of a view that has a result."""

    view: View

    @property
    def model(self) -> Model:
        """The model that was run."""
        return self.view.known.run.model

    @property
    def plan(self) -> Plan:
        """Its base case."""
        return self.view.known.run.plan

    @property
    def shape(self) -> tuple[str, ...]:
        """What decides which nodes there are."""
        return (str(self.model.option), *self.model.labels)

    def same_as(self, other: ShownLines) -> bool:
        """Whether the tree and its words are the same."""
        mine, theirs = self.view, other.view
        return self.plan is other.plan and (mine.cut, mine.explained, mine.present) == (
            theirs.cut,
            theirs.explained,
            theirs.present,
        )

    def figure(self, name: str) -> ModelInput | ModelLine | None:
        """The input or line of a name; None of a source."""
        items = (item for item in self.model.inputs if item.id == name)
        lines = (line for line in self.model.lines if line.id == name)
        return next(items, None) or next(lines, None)

    def feeding(self, name: str) -> list[str]:
        """What stands below a line: inputs and lines it names; below an input: its sources."""
        figure = self.figure(name)
        if isinstance(figure, ModelInput):
            return [source for source in figure.spec.source if source in self.model.case.sources]
        return [] if figure is None else self.model.fed_by(figure)

    def label(self, place: TreePlace) -> Text:
        """A node in one line: what it is called and its value."""
        figure = self.figure(place.name)
        if isinstance(figure, ModelInput):
            value = quantity(rounded(figure.shown(figure.likely)), figure.unit.text)
            return Text.assemble(
                figure.spec.label,
                " = ",
                (value, "bold"),
                "  ",
                (grade_word(figure.spec.grade), GRADE_STYLE[figure.spec.grade]),
            )
        if figure is None:
            source = self.model.case.sources[place.name]
            return Text(f"{cited(source)} {source.seen}, read {source.date:%Y-%m-%d}", style="italic dim")
        last = float(self.plan.values[figure.id][-1]) / figure.unit.scale
        text = Text.assemble(figure.spec.label, " = ", (quantity(rounded(last), figure.unit.text), "bold"))
        if figure.spec.flow:
            text.append(f"  {worth(self.view, figure)}", style="dim")
        return text

    def words(self, name: str) -> Text:
        """A line with its formula, an input with its sources, or a source in full."""
        figure = self.figure(name)
        if isinstance(figure, ModelInput):
            return self._input_words(figure)
        if figure is None:
            return _dated(self.model.case.sources[name])
        text = Text.assemble((figure.spec.label, "bold"), ": ", line_words(self.model, figure))
        steps = {say_conversion(n.conversion) for n in walk(figure.node) if isinstance(n, Convert)} - {""}
        if steps:
            text.append(f"\n{'; '.join(sorted(steps))}", style="cyan")
        text.append(f"\n{figure.spec.formula}", style="dim")
        if figure.spec.note:
            text.append(f"\n{figure.spec.note}", style="dim")
        steady = self.plan.values[figure.id] / figure.unit.scale
        if len(steady) > 12 and abs(steady[12] - steady[-1]) > 1e-9 * abs(steady[-1]):
            text.append(f"\nMonth 12: {number(rounded(float(steady[12])))}", style="dim")
        return text

    def _input_words(self, item: ModelInput) -> Text:
        """The value, on whose word, and since when."""
        text = Text.assemble((item.spec.label, "bold"), f": {value_words(item)}.")
        # What the seller wrote beside an answer of their own is for nobody else's eyes.
        private = item.layer == "estimate" and item.spec.grade != "customer" and self.view.present
        if item.spec.note and not private:
            text.append(f" {item.spec.note}", style="dim")
        for name in self.feeding(item.id):
            text.append("\n").append(_dated(self.model.case.sources[name]))
        return text


def _dated(source: Source) -> Text:
    text = Text(cited(source))
    return text.append(f"\n{source.seen}, read {source.date:%Y-%m-%d}", style="dim")
