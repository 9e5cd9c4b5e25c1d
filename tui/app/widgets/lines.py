"""The formula tree: every line with its value, words and conversions, down to dated sources."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static, Tree
from textual.widgets.tree import TreeNode

from exports.voice.formats import number, quantity
from exports.voice.origins import cited, line_words, value_words
from exports.voice.wording import grade_word
from roi.case import Source
from roi.formula.nodes import Convert, walk
from roi.formula.words import say_conversion
from roi.model import Model, ModelInput, ModelLine
from roi.sim.plan import Plan
from tui.app.state import View
from tui.app.widgets.figures import plan_label, sum_label, why_figure, worth
from tui.app.widgets.pane import Pane
from tui.app.widgets.tree import LinesTree, TreePlace
from tui.views.catalogue import list_groups
from tui.views.inputs import rounded
from tui.views.style import GRADE_STYLE


class LinesPane(Pane):
    """The tree above, the chosen line in words below."""

    CALLED = "The lines of the calculation"
    HELP = "Every number can be asked why: open a line to see what feeds it."

    def __init__(self) -> None:
        super().__init__()
        self.can_focus = False
        self._model: Model | None = None
        self._plan: Plan | None = None
        self._shown: View | None = None

    def compose(self) -> ComposeResult:
        yield LinesTree("Net present value", self._grow)
        with VerticalScroll(id="words-box"):
            yield Static("", id="words")

    def draw(self, view: View) -> None:
        """Show the lines of a result, with what was open left open."""
        result, before = view.result, self._shown
        if result is None:
            return
        same = before is not None and before.result is not None and before.result.run.plan is result.run.plan
        shown = (view.cut, view.explained, view.present)
        if same and before is not None and (before.cut, before.explained, before.present) == shown:
            return
        self._shown = view
        shape, newly_asked = _shape(self._model), before is None or before.explained != view.explained
        self._model, self._plan = result.run.model, result.run.plan
        tree = self.query_one(LinesTree)
        if shape != _shape(self._model):
            self._fill(tree)
        tree.root.set_label(plan_label(view))
        for branch, flow in zip(tree.root.children, ("benefits", "costs"), strict=False):
            branch.set_label(sum_label(view, flow))
        for node in (tree.root, *_below(tree.root)):
            self._relabel(node)
        if newly_asked:
            self._stand_on(tree, view.explained)
        self._tell(tree.cursor_node)

    def ask_again(self) -> None:
        """What is asked next is gone to, although it is what was asked last."""
        self._shown = None

    def _stand_on(self, tree: LinesTree, text: str) -> None:
        """On the input that was asked why, with its sources; else on the head of the tree."""
        for node in _below(tree.root.children[-1]):
            if node.data is not None and node.data.name == text:
                node.expand()
                tree.reveal(node)
                return
        tree.move_cursor(tree.root)

    def _fill(self, tree: LinesTree) -> None:
        assert self._model is not None
        tree.clear()
        for flow in ("benefit", "cost"):
            branch = tree.root.add("", expand=True)
            for line in self._model.lines:
                if line.spec.flow == flow:
                    self._add(branch, TreePlace(line.id))
        inputs = tree.root.add(Text("All inputs", style="bold"))
        for group in list_groups(self._model):
            branch = inputs.add(group)
            for item in self._model.inputs:
                if item.spec.group == group:
                    self._add(branch, TreePlace(item.id))
        tree.root.expand()

    def _relabel(self, node: TreeNode[TreePlace]) -> None:
        if node.data is not None:
            node.set_label(self._label(node.data))

    def _add(self, parent: TreeNode[TreePlace], place: TreePlace) -> None:
        leaf = place.name in place.above or not self._feeds(place.name)
        parent.add(self._label(place), data=place, allow_expand=not leaf and not place.source)

    def _feeds(self, name: str) -> list[str]:
        """What stands below a line: inputs and lines it names; below an input: its sources."""
        assert self._model is not None
        figure = self._found(name)
        if isinstance(figure, ModelInput):
            return [source for source in figure.spec.source if source in self._model.case.sources]
        if figure is None:
            return []
        return self._model.fed_by(figure)

    def _found(self, name: str) -> ModelInput | ModelLine | None:
        assert self._model is not None
        items = (item for item in self._model.inputs if item.id == name)
        lines = (line for line in self._model.lines if line.id == name)
        return next(items, None) or next(lines, None)

    def _label(self, place: TreePlace) -> Text:
        assert self._model is not None
        assert self._plan is not None
        figure = self._found(place.name)
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
            source = self._model.case.sources[place.name]
            return Text(f"{cited(source)} {source.seen}, read {source.date:%Y-%m-%d}", style="italic dim")
        last = float(self._plan.values[figure.id][-1]) / figure.unit.scale
        text = Text.assemble(figure.spec.label, " = ", (quantity(rounded(last), figure.unit.text), "bold"))
        if figure.spec.flow:
            assert self._shown is not None
            text.append(f"  {worth(self._shown, figure)}", style="dim")
        return text

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[TreePlace]) -> None:
        """Add what feeds a line the first time it is opened."""
        self._grow(event.node)

    def _grow(self, node: TreeNode[TreePlace]) -> None:
        place = node.data
        if place is None or node.children or not node.allow_expand:
            return
        source = isinstance(self._found(place.name), ModelInput)
        for name in self._feeds(place.name):
            self._add(node, TreePlace(name, (*place.above, place.name), source))

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[TreePlace]) -> None:
        """Put the chosen line into words."""
        self._tell(event.node)

    def _tell(self, node: TreeNode[TreePlace] | None) -> None:
        if node is None or self._shown is None:
            return
        if node.data is not None:
            text = self._words(node.data.name)
        elif node.is_root:
            text = why_figure(self._shown)
        else:
            text = Text("Enter opens a line: what feeds it, and on whose word.", style="dim")
        self.query_one("#words", Static).update(text)

    def _input_words(self, item: ModelInput) -> Text:
        """The value, on whose word, and since when."""
        assert self._model is not None
        assert self._shown is not None
        text = Text.assemble((item.spec.label, "bold"), f": {value_words(item)}.")
        # What the seller wrote beside an answer of their own is for nobody else's eyes.
        private = item.layer == "estimate" and item.spec.grade != "customer" and self._shown.present
        if item.spec.note and not private:
            text.append(f" {item.spec.note}", style="dim")
        for name in self._feeds(item.id):
            text.append("\n").append(_dated(self._model.case.sources[name]))
        return text

    def _words(self, name: str) -> Text:
        assert self._model is not None
        figure = self._found(name)
        if isinstance(figure, ModelInput):
            return self._input_words(figure)
        if figure is None:
            return _dated(self._model.case.sources[name])
        text = Text.assemble((figure.spec.label, "bold"), ": ", line_words(self._model, figure))
        steps = {say_conversion(n.conversion) for n in walk(figure.node) if isinstance(n, Convert)} - {""}
        if steps:
            text.append(f"\n{'; '.join(sorted(steps))}", style="cyan")
        text.append(f"\n{figure.spec.formula}", style="dim")
        if figure.spec.note:
            text.append(f"\n{figure.spec.note}", style="dim")
        assert self._plan is not None
        steady = self._plan.values[figure.id] / figure.unit.scale
        if len(steady) > 12 and abs(steady[12] - steady[-1]) > 1e-9 * abs(steady[-1]):
            text.append(f"\nMonth 12: {number(rounded(float(steady[12])))}", style="dim")
        return text


def _dated(source: Source) -> Text:
    text = Text(cited(source))
    return text.append(f"\n{source.seen}, read {source.date:%Y-%m-%d}", style="dim")


def _below(node: TreeNode[TreePlace]) -> Iterator[TreeNode[TreePlace]]:
    for child in node.children:
        yield child
        yield from _below(child)


def _shape(model: Model | None) -> tuple[str, ...]:
    """What decides which nodes there are."""
    return () if model is None else (str(model.option), *model.labels)
