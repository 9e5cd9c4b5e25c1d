"""Texts of the About sheet that are the same in every workbook."""

from __future__ import annotations

from collections.abc import Sequence

from exports.workbook.layout import MONTHS

Entries = Sequence[tuple[str, str]]

USE: Entries = (
    (
        "Change a figure",
        "Type into a blue cell on Inputs. Summary, Model, Trials, Results and Checks follow at once.",
    ),
    (
        "Your value",
        "On Inputs, what is typed there replaces the whole row by that one number, in the base case and in every "
        "trial. Clear the cell to bring the range back.",
    ),
    (
        "Change a range",
        "Low, likely and high must stay in order; the row's own check says when a range cannot be worked out.",
    ),
    (
        "Recalculation",
        "Nothing to press in automatic mode; F9 (in LibreOffice Ctrl+Shift+F9) works everything out again. The "
        "trials take a moment. No macro and no link to another file is used.",
    ),
    (
        "Learnt or set",
        "Answers that were given before the export are learnt where they are facts: inputs that they are "
        "correlated with have the law that the answers leave of them, say so on Inputs, and their draws are "
        "stored. What is typed here is set and moves no other input; `roi run` on this file learns from it.",
    ),
    (
        "Protection",
        "Sheets are protected without a password, against slips only: unprotect them to look or to change, "
        "and to fold groups of columns, which protection does not allow. The filter on Sources works as it "
        "is.",
    ),
    (
        "Checks",
        "The verdict under each title is worked out from all checks, on each sheet anew. Checks lists them: "
        "the model against itself, and of every sheet whether a formula, a stored figure or a word was "
        "overtyped. Inputs that were changed are no fault: they are counted, named on Summary, and lose the "
        "grade and source of the export; the full simulation, which is pasted, then no longer matches.",
    ),
)
LOOKS: Sequence[tuple[str, str]] = (
    ("input", "Blue on cream with a border: an input; it may be changed."),
    ("constant", "Blue with a border: a number that was typed or published; locked."),
    ("formula", "Black: worked out on the same sheet."),
    ("link", "Green: brought from another sheet."),
    ("stored", "Grey: stored values, such as uniforms and the results of the full simulation."),
    ("total", "Bold with a line above: a sum."),
)
CUTS: Entries = (
    ("Cash", "A named budget line falls, or margin comes from revenue that is flagged as new."),
    (
        "Headline",
        "Cash and capacity: time put to work that would otherwise be bought or hired, times the share that is "
        "realised. The cash cut stands beside it wherever a figure is summed up.",
    ),
    ("With soft benefits", "Benefits that are neither. They are worth nothing unless a case says otherwise."),
)
STATISTICS: Entries = (
    (
        "Base case, or plan",
        "Every input at its likely value, as in the column In use. It assumes the likely turn of every luck.",
    ),
    (
        "Mean",
        "The average over all draws. None is given for IRR, nor for payback once a draw never pays back.",
    ),
    (
        "P10, P50, P90",
        "A tenth, half, nine tenths of the draws are at or below it. P10 is the bad end of NPV and the good end of "
        "payback. An order statistic: always the value of one draw, never between two.",
    ),
    ("Chance of NPV > 0", "The share of draws with a net present value above zero."),
    (
        "Standard error",
        "On Results: the standard deviation of 16 independent replicates divided by 4: sampling error, not the "
        "risk itself.",
    ),
)
BROKEN: Entries = (
    (
        "Defined names",
        "The FAST standard advises against them. They are used here so that a formula can be read, and so that the "
        "workbook can be read back by name. Names have a prefix, such as in_, your_, base_, live_ or full_.",
    ),
    (
        "Array formulas",
        "On Trials the months of all trials are one array formula a block, and so is the present value of a line: "
        "each cell reads the inputs of its own row. IRR works out an expression of a row, which needs an array "
        "formula in one cell. It is used only where an IRR exists.",
    ),
    (
        "Not worked out a trial",
        "Discounted payback, cost of delay, and payback and IRR with soft benefits would each take 121 more cells "
        "a trial. Their base case is live on Model; percentiles of the first two, of the full simulation, stand on "
        "Results.",
    ),
    (
        "Long timeline",
        f"Model and Trials always have months 0 to {MONTHS}; a flag turns off what lies after the horizon, so that "
        "the horizon can be changed in the file. Array formulas take as many months as the horizon has.",
    ),
    (
        "Scale in sentences",
        "Sentences on Summary say money in thousands, millions or billions, by the size of the largest figure.",
    ),
)
