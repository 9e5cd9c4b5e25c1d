"""The formula tree: every line with its value, words and conversions, down to dated sources."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static, Tree
from textual.widgets.tree import TreeNode

from roi.model import ModelInput
from tui.app.state import View
from tui.app.widgets.figures import plan_label, sum_label, why_figure
from tui.app.widgets.pane import Pane
from tui.app.widgets.shown_lines import ShownLines
from tui.app.widgets.tree import LinesTree, TreePlace
from tui.views.catalogue import list_groups


class LinesPane(Pane):
    """The tree above, the chosen line in words below."""

    CALLED = "The lines of the calculation"
    HELP = "Every number can be asked why: open a line to see what feeds it."

    def __init__(self) -> None:
        super().__init__()
        self.can_focus = False
        self._shown: ShownLines | None = None
        self._asked_again = False

    def compose(self) -> ComposeResult:
        yield LinesTree("Net present value", self._grow)
        with VerticalScroll(id="words-box"):
            yield Static("", id="words")

    def draw(self, view: View) -> None:
        """Show the lines of a result, with what was open left open."""
        if view.result is None:
            return
        lines, before = ShownLines(view), self._shown
        newly_asked = self._asked_again or before is None or before.view.explained != view.explained
        if before is not None and before.same_as(lines) and not newly_asked:
            return
        self._shown, self._asked_again = lines, False
        tree = self.query_one(LinesTree)
        if before is None or before.shape != lines.shape:
            self._fill(tree, lines)
        tree.root.set_label(plan_label(view))
        for branch, flow in zip(tree.root.children, ("benefits", "costs"), strict=False):
            branch.set_label(sum_label(view, flow))
        for node in (tree.root, *_below(tree.root)):
            if node.data is not None:
                node.set_label(lines.label(node.data))
        if newly_asked:
            self._stand_on(tree, view.explained)
        self._tell(tree.cursor_node)

    def ask_again(self) -> None:
        """What is asked next is gone to, although it is what was asked last."""
        self._asked_again = True

    def _stand_on(self, tree: LinesTree, text: str) -> None:
        """On the input that was asked why, with its sources; else on the head of the tree."""
        for node in _below(tree.root.children[-1]):
            if node.data is not None and node.data.name == text:
                node.expand()
                tree.reveal(node)
                return
        tree.move_cursor(tree.root)

    def _fill(self, tree: LinesTree, lines: ShownLines) -> None:
        tree.clear()
        for flow in ("benefit", "cost"):
            branch = tree.root.add("", expand=True)
            for line in lines.model.lines:
                if line.spec.flow == flow:
                    _add(branch, TreePlace(line.id), lines)
        inputs = tree.root.add(Text("All inputs", style="bold"))
        for group in list_groups(lines.model):
            branch = inputs.add(group)
            for item in lines.model.inputs:
                if item.spec.group == group:
                    _add(branch, TreePlace(item.id), lines)
        tree.root.expand()

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[TreePlace]) -> None:
        """Add what feeds a line the first time it is opened."""
        self._grow(event.node)

    def _grow(self, node: TreeNode[TreePlace]) -> None:
        place, lines = node.data, self._shown
        if place is None or lines is None or node.children or not node.allow_expand:
            return
        source = isinstance(lines.figure(place.name), ModelInput)
        for name in lines.feeding(place.name):
            _add(node, TreePlace(name, (*place.above, place.name), source), lines)

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[TreePlace]) -> None:
        """Put the chosen line into words."""
        self._tell(event.node)

    def _tell(self, node: TreeNode[TreePlace] | None) -> None:
        if node is None or self._shown is None:
            return
        if node.data is not None:
            text = self._shown.words(node.data.name)
        elif node.is_root:
            text = why_figure(self._shown.view)
        else:
            text = Text("Enter opens a line: what feeds it, and on whose word.", style="dim")
        self.query_one("#words", Static).update(text)


def _add(parent: TreeNode[TreePlace], place: TreePlace, lines: ShownLines) -> None:
    leaf = place.name in place.above or not lines.feeding(place.name)
    parent.add(lines.label(place), data=place, allow_expand=not leaf and not place.source)


def _below(node: TreeNode[TreePlace]) -> Iterator[TreeNode[TreePlace]]:
    for child in node.children:
        yield child
        yield from _below(child)
