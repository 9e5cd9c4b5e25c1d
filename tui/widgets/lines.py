"""The formula tree: every line with its value, words and conversions, down to dated sources."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static, Tree
from textual.widgets.tree import TreeNode

from exports.formats import number, quantity
from roi.formula.nodes import Convert, names, walk
from roi.formula.words import say_conversion
from roi.model import Model, ModelInput, ModelLine
from roi.sim.plan import Plan
from tui.view import View
from tui.views.catalogue import cited, list_groups, value_words, words
from tui.views.inputs import rounded
from tui.views.style import GRADE_STYLE
from tui.widgets.figures import plan_label, sum_label, why_figure, worth
from tui.widgets.pane import Pane


@dataclass(frozen=True, slots=True)
class Place:
    """What a node stands for: a line or an input, on the way from the root."""

    name: str
    above: tuple[str, ...] = ()


class LinesTree(Tree[Place]):
    """The tree; what feeds a line is added when it is opened."""

    HELP = (
        "The formulas: each line with its value in the plan's last month. Enter or a click opens a line to see "
        "what feeds it, down to the source of each input; below stands how the chosen line is worked out."
    )


class LinesPane(Pane):
    """The tree above, the chosen line in words below."""

    HELP = "Every number can be asked why: open a line to see what feeds it."

    def __init__(self) -> None:
        super().__init__()
        self.can_focus = False
        self._model: Model | None = None
        self._plan: Plan | None = None
        self._shown: View | None = None

    def compose(self) -> ComposeResult:
        tree = LinesTree("Net present value", id="tree")
        tree.guide_depth = 3
        yield tree
        with VerticalScroll(id="words-box"):
            yield Static("", id="words")

    def draw(self, view: View) -> None:
        """Show the lines of a result, with what was open left open."""
        result, before = view.result, self._shown
        if result is None:
            return
        same = before is not None and before.result is not None and before.result.run.plan is result.run.plan
        if same and before is not None and (before.cut, before.asked) == (view.cut, view.asked):
            return
        self._shown = view
        shape, asked = _shape(self._model), before is None or before.asked != view.asked
        self._model, self._plan = result.run.model, result.run.plan
        tree = self.query_one(LinesTree)
        if shape != _shape(self._model):
            self._fill(tree)
        tree.root.set_label(plan_label(view))
        for branch, flow in zip(tree.root.children, ("benefits", "costs"), strict=False):
            branch.set_label(sum_label(view, flow))
        _walk(tree.root, self._relabel)
        if asked:
            tree.move_cursor(tree.root)
        self._tell(tree.cursor_node)

    def _fill(self, tree: LinesTree) -> None:
        assert self._model is not None
        tree.clear()
        for flow in ("benefit", "cost"):
            branch = tree.root.add("", expand=True)
            for line in self._model.lines:
                if line.spec.flow == flow:
                    self._add(branch, Place(line.id))
        inputs = tree.root.add(Text("All inputs", style="bold"))
        for group in list_groups(self._model):
            branch = inputs.add(group)
            for item in self._model.inputs:
                if item.spec.group == group:
                    self._add(branch, Place(item.id))
        tree.root.expand()

    def _relabel(self, node: TreeNode[Place]) -> None:
        if node.data is not None:
            node.set_label(self._label(node.data))

    def _add(self, parent: TreeNode[Place], place: Place) -> None:
        leaf = place.name in place.above or not self._feeds(place.name)
        parent.add(self._label(place), data=place, allow_expand=not leaf)

    def _feeds(self, name: str) -> list[str]:
        """What stands below a line: inputs and lines it names; below an input: its sources."""
        assert self._model is not None
        found = self._found(name)
        if isinstance(found, ModelInput):
            return [source for source in found.spec.source if source in self._model.case.sources]
        if found is None:
            return []
        used = names(found.node)
        return [known for known in self._model.labels if known in used]

    def _found(self, name: str) -> ModelInput | ModelLine | None:
        assert self._model is not None
        items = (item for item in self._model.inputs if item.id == name)
        lines = (line for line in self._model.lines if line.id == name)
        return next(items, None) or next(lines, None)

    def _label(self, place: Place) -> Text:
        assert self._model is not None
        assert self._plan is not None
        found = self._found(place.name)
        if isinstance(found, ModelInput):
            value = quantity(rounded(found.shown(found.likely)), found.unit.text)
            return Text.assemble(
                found.spec.label,
                " = ",
                (value, "bold"),
                "  ",
                (found.spec.grade, GRADE_STYLE[found.spec.grade]),
            )
        if found is None:
            source = self._model.case.sources[place.name]
            return Text(f"{cited(source)} {source.seen}, read {source.date:%Y-%m-%d}", style="italic dim")
        last = float(self._plan.values[found.id][-1]) / found.unit.scale
        text = Text.assemble(found.spec.label, " = ", (quantity(rounded(last), found.unit.text), "bold"))
        if found.spec.flow:
            assert self._shown is not None
            text.append(f"  {worth(self._shown, found)}", style="dim")
        return text

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[Place]) -> None:
        """Add what feeds a line the first time it is opened."""
        node = event.node
        if node.data is None or node.children:
            return
        for name in self._feeds(node.data.name):
            self._add(node, Place(name, (*node.data.above, node.data.name)))

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[Place]) -> None:
        """Put the chosen line into words."""
        self._tell(event.node)

    def _tell(self, node: TreeNode[Place] | None) -> None:
        if node is None or self._shown is None:
            return
        if node.data is not None:
            text = self._words(node.data.name)
        elif node.is_root:
            text = why_figure(self._shown)
        else:
            text = Text("Enter opens a line: what feeds it, and on whose word.", style="dim")
        self.query_one("#words", Static).update(text)

    def _words(self, name: str) -> Text:
        assert self._model is not None
        found = self._found(name)
        if isinstance(found, ModelInput):
            text = Text.assemble((found.spec.label, "bold"), f": {value_words(found)}.")
            text.append(f" {found.spec.note}" if found.spec.note else "", style="dim")
            return text
        if found is None:
            return Text(cited(self._model.case.sources[name]))
        text = Text.assemble((found.spec.label, "bold"), ": ", words(self._model, found))
        steps = {say_conversion(n.conversion) for n in walk(found.node) if isinstance(n, Convert)} - {""}
        if steps:
            text.append(f"\n{'; '.join(sorted(steps))}", style="cyan")
        text.append(f"\n{found.spec.formula}", style="dim")
        if found.spec.note:
            text.append(f"\n{found.spec.note}", style="dim")
        assert self._plan is not None
        steady = self._plan.values[found.id] / found.unit.scale
        if len(steady) > 12 and abs(steady[12] - steady[-1]) > 1e-9 * abs(steady[-1]):
            text.append(f"\nMonth 12: {number(rounded(float(steady[12])))}", style="dim")
        return text


def _shape(model: Model | None) -> tuple[str, ...]:
    """What decides which nodes there are."""
    return () if model is None else (str(model.option), *model.labels)


def _walk(node: TreeNode[Place], visit: object) -> None:
    assert callable(visit)
    visit(node)
    for child in node.children:
        _walk(child, visit)
