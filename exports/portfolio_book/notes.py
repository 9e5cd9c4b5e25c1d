"""The Notes sheet: how the figures came about, and what they do not say."""

from __future__ import annotations

from exports.portfolio_book.contents import Contents
from exports.portfolio_book.pages import HEAD_ROW, section
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.text import height_of

TITLE = "Notes"
TOPIC, TEXT = 1, 2
_WIDTHS = {TOPIC: 26.0, TEXT: 96.0}
_LIMITS = (
    (
        "What is live",
        "Sums, the ranking, and the plan on Funding follow the cells with a frame. Figures of deals and the "
        "plans of Frontier are as of the day this was written: run the portfolio again for others.",
    ),
    (
        "Sums",
        "Expected values add up whatever deals have in common. Percentiles do not: `roi portfolio show` tells "
        "those of the sum, draw by draw.",
    ),
    (
        "The best of many",
        "What looks best among many estimates is on average worth less than it looks, since it is chosen for its "
        "luck as well as for its worth (Smith & Winkler 2006). `roi portfolio rank` tells by how much.",
    ),
    (
        "Plans",
        "A plan is the best of the options, starts and limits that were given, as far as the optimiser came: "
        "Frontier tells the bound. It knows nothing of what is not in an estimate.",
    ),
    ("Texts", "Names, owners, stages and reasons are texts of the files; none is ever a formula."),
)  # fmt: skip


def write_notes(book: Book, page: Page, contents: Contents) -> None:
    """Fill the page."""
    page.head("Notes", "How the figures came about, and what they do not say.")
    page.widths(_WIDTHS)
    row = HEAD_ROW
    for title, entries in (("How it was made", contents.notes), ("How to read it", _LIMITS)):
        row = section(page, row, title, TEXT)
        for topic, text in entries:
            page.text(row, TOPIC, topic, style="label_wrap")
            page.text(row, TEXT, text, style="text_wrap")
            page.height(row, height_of([(topic, _WIDTHS[TOPIC]), (text, _WIDTHS[TEXT])]))
            row += 1
        row += 1
    page.print_setup(f"A1:B{row - 2}", landscape=False)
