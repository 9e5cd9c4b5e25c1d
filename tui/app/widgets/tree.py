"""The tree of formulas as a widget: keys to go down to the sources and back up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets.tree import TreeNode

from roi.records import dataclass
from tui.app.widgets.plain import PlainTree


@dataclass(frozen=True, slots=True)
class TreePlace:
    """What a node stands for: a line, an input or a source, on the way from the root."""

    name: str
    above: tuple[str, ...] = ()
    source: bool = False


class LinesTree(PlainTree[TreePlace]):
    """The tree; what feeds a line is added when it is opened."""

    CALLED = "The tree of lines"
    HELP = (
        "The formulas: each line with its value in the plan's last month. Enter, right or a click opens a line to "
        "see what feeds it, down to the source of each input; s goes to the next dated source, left goes back up. "
        "Below stands how the chosen line is worked out."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "source", "Next source"),
        Binding("right", "into", "Into", show=False),
        Binding("left", "out", "Out", show=False),
    ]

    def __init__(self, label: str, feed: Callable[[TreeNode[TreePlace]], None]) -> None:
        """`feed` adds what stands below a node, where that is not done yet."""
        super().__init__(label, id="tree")
        self.guide_depth = 3
        self._feed = feed

    def reveal(self, node: TreeNode[TreePlace]) -> None:
        """Open the way to a node, and stand on it."""
        above = node.parent
        while above is not None:
            above.expand()
            above = above.parent
        self.call_after_refresh(self._stand_on, node)  # it has no line before it is laid out

    def _stand_on(self, node: TreeNode[TreePlace]) -> None:
        self.move_cursor(node)
        self.call_after_refresh(
            self.scroll_to_node, node, animate=False
        )  # the words below take their room first

    def action_into(self) -> None:
        """Open the line, or go to the first that feeds it."""
        node = self.cursor_node
        if node is None or not node.allow_expand:
            return
        if not node.is_expanded:
            node.expand()
        elif node.children:
            self.move_cursor(node.children[0])

    def action_out(self) -> None:
        """Close the line, or go to the one it feeds."""
        node = self.cursor_node
        if node is None:
            return
        if node.is_expanded and node.children and not node.is_root:
            node.collapse()
        elif node.parent is not None:
            self.move_cursor(node.parent)

    def action_source(self) -> None:
        """Go to the next source below; after the last of the tree, to the first."""
        walk, passed = self._walked(self.root), self.cursor_node is None
        first: TreeNode[TreePlace] | None = None
        for node in walk:
            if node.data is not None and node.data.source:
                if passed:
                    self.reveal(node)
                    return
                first = first or node
            passed = passed or node is self.cursor_node
        if first is not None:
            self.reveal(first)
        else:
            self.notify("No input of this case names a source.")

    def _walked(self, node: TreeNode[TreePlace]) -> Iterator[TreeNode[TreePlace]]:
        yield node
        self._feed(node)
        for child in node.children:
            yield from self._walked(child)
