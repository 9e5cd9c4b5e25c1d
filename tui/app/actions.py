"""The one table of actions: key bindings, command palette and help are all made from it."""

from __future__ import annotations

from typing import Literal

from textual.binding import Binding, BindingType

from roi.records import dataclass

Scope = Literal["app", "start", "estimate", "story", "portfolio"]


@dataclass(frozen=True, slots=True)
class Action:
    """Something a user can do.

    Attributes:
        name: of the method `action_<name>`, with its arguments.
        keys: comma-separated; "" where only the palette offers it.
        label: in the footer and the palette.
        help: one sentence.
        shown: whether the footer has room for it.
        first: whether it goes before what the focused part does with these keys, as a tree that pages sideways.
    """

    scope: Scope
    name: str
    keys: str
    label: str
    help: str
    shown: bool = False
    first: bool = False


TABS = ("interview", "result", "cash", "drivers", "lines", "claims", "compare")
REALISED = "realised"  # the tab that is there once something was observed

ACTIONS: tuple[Action, ...] = (
    Action("app", "explain", "f1,question_mark", "Help", "Explain the focused part and its keys.", True),
    Action("app", "toggle_present", "f9,shift+f9,f21", "Hide private",
           "Hide recent files, paths and private notes, or show them."),
    Action("app", "toggle_light", "f10,ctrl+t", "Light or dark", "Change between a light and a dark screen."),
    Action("app", "leave", "ctrl+q", "Quit", "Leave; unsaved changes are asked about.", True),
    Action("story", "turn(1)", "right,space,pagedown,enter", "On", "The next page.", True),
    Action("story", "turn(-1)", "left,backspace,pageup", "Back", "The page before.", True),
    Action("story", "go(0)", "home", "First", "The first page.", True),
    Action("story", "go(-1)", "end", "Last", "The last page: what to decide.", True),
    Action("story", "leave_story", "escape,f9,q", "Leave",
           "Back to the estimate; what is private stays hidden.", True),
    Action("start", "search", "slash,f3", "Search", "Find a case or a recent file by its words.", True),
    Action("start", "sector", "s", "Sector", "Show the cases of one sector of the market report.", True),
    Action("start", "open_folder", "p", "Portfolio", "Open a folder of estimates as one portfolio.", True),
    Action("portfolio", "sort", "s", "Sort", "Choose the column that the deals are sorted by.", True),
    Action("portfolio", "reverse", "r", "Reverse", "Turn the order of the deals round.", True),
    Action("portfolio", "group", "g", "Group", "Group the deals by owner, sector, stage, or not at all.", True),
    Action("portfolio", "search", "slash,f3", "Find", "Find deals by name, owner, stage or sector.", True),
    Action("portfolio", "move_budget(-1)", "minus", "Less budget", "Move the budget down.", True),
    Action("portfolio", "move_budget(1)", "plus,equals_sign", "More budget", "Move the budget up.", True),
    Action("portfolio", "budget", "b", "Budget", "Type the budget; the best plan within it is computed.", True),
    Action("portfolio", "export", "e,f8", "Export", "Write the portfolio as a workbook.", True),
    Action("portfolio", "switch_side", "f6", "Side", "Go from the deals to the chart, or back.", True),
    Action("portfolio", "run", "ctrl+r", "Run again", "Read the files again and run what changed.", True),
    Action("portfolio", "app.start", "f2", "Start", "Go back to the case studies.", True),
    Action("portfolio", "app.open_file", "ctrl+o", "Open a file", "Open an estimate or a case file."),
    Action("start", "open_file", "ctrl+o,o", "Open a file", "Open an estimate or a case file.", True),
    Action("estimate", "save", "ctrl+s", "Save", "Save the estimate to its file.", True),
    Action("estimate", "save_as", "f4", "Save as", "Save the estimate to another file."),
    Action("estimate", "export", "e,f8", "Export", "Write the result as a workbook, document or table.", True),
    Action("estimate", "undo", "ctrl+z", "Undo", "Take the last change back.", True),
    Action("estimate", "redo", "ctrl+y", "Redo", "Make the change again that was taken back."),
    Action("estimate", "search", "slash,f3", "Search", "Find an input by its name, group, unit or grade.", True),
    Action("estimate", "reset", "ctrl+r,delete", "Reset", "Put the chosen input back to the preset's value."),
    Action("estimate", "reset_all", "", "Reset all inputs", "Put every input back to the preset's value."),
    Action("estimate", "present", "f9", "Present",
           "Tell the result a page at a time, on a screen that is shared.", True),
    Action("estimate", "preset", "p", "Preset", "Choose a preset: named values for some inputs.", True),
    Action("estimate", "option", "o", "Option", "Choose a way to deploy.", True),
    Action("estimate", "region", "g", "Region", "Choose the region it is deployed in.", True),
    Action("estimate", "cut", "c", "Count", "Count cash only, cash and capacity, or soft benefits too.", True),
    Action("estimate", "learn", "L", "Learn or set",
           "Let answers to facts move what they are correlated with, or leave it."),
    Action("estimate", "update", "u", "Update", "Update the estimate by a file of observations."),
    Action("estimate", "owners", "a", "Owners",
           "Who answers for each benefit and cost, where it is booked, and when it is reviewed."),
    Action("estimate", "details", "d", "Details", "For whom, by whom, a private note, draws, horizon.", True),
    Action("estimate", "keep", "k", "Keep", "Keep a snapshot of the estimate, to compare with.", True),
    Action("estimate", "drop", "K", "Drop snapshot", "Take a snapshot out of the comparison and the file."),
    Action("estimate", "why", "w", "Why?", "Show what the chosen input rests on, or what NPV is made of.", True),
    Action("estimate", "switch_side", "f6", "Side", "Go from the inputs to the tabs, or back.", True),
    Action("estimate", "turn_tab(1)", "ctrl+pagedown", "Next tab", "Show the tab to the right.", True, first=True),
    Action("estimate", "turn_tab(-1)", "ctrl+pageup", "Tab before", "Show the tab to the left.", first=True),
    Action("estimate", "app.start", "f2", "Start", "Go back to the portfolio or the case studies."),
    Action("estimate", "app.open_file", "ctrl+o", "Open a file", "Open an estimate or a case file."),
    Action("estimate", "rebase", "", "Rebase", "Move the answers to the case as it is now."),
    *(
        Action("estimate", f"tab('{name}')", str(place), name.capitalize(), f"Show the tab {name.capitalize()}.")
        for place, name in enumerate((*TABS, REALISED), 1)
    ),
)  # fmt: skip


def actions_of(*scopes: Scope) -> tuple[Action, ...]:
    """The actions of these scopes, in order."""
    return tuple(action for action in ACTIONS if action.scope in scopes)


def bindings(scope: Scope) -> list[BindingType]:
    """The key bindings of a screen, or of the app."""
    return [
        Binding(
            action.keys,
            action.name,
            action.label,
            show=action.shown,
            tooltip=action.help,
            priority=action.first,
        )
        for action in actions_of(scope)
        if action.keys
    ]


def keys_of(action: Action) -> str:
    """`Ctrl+S`, `/ or F3`; F21 is what some terminals send for Shift+F9."""
    named = {"slash": "/", "question_mark": "?"}
    keys = [named.get(key, key) for key in action.keys.split(",") if key and key != "f21"]
    return " or ".join(key if len(key) == 1 else _spoken(key) for key in keys)


def _spoken(key: str) -> str:
    return "+".join(part.capitalize() for part in key.split("+"))
