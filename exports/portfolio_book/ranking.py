"""The Ranking sheet: the deals in the order of a criterion that is chosen on the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from exports.portfolio_book import deals as at
from exports.portfolio_book.contents import Contents, DealRow
from exports.portfolio_book.deals import DealPlaces
from exports.portfolio_book.pages import HEAD_ROW, BookColumn, area, cell, heads, sentence, widths
from exports.workbook.coordinates import letters
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.cells import Value
from exports.workbook.writer.styles import FORMATS
from exports.workbook.writer.text import height_of
from roi.records import dataclass

TITLE = "Ranking"
CHOSEN = (HEAD_ROW, 2)  # the cell of the criterion
PLACE, NAME, OWNER, STAGE, SCORE, MEAN, NEEDED, WEIGHTED = range(1, 9)
_LABELS, _SCORES, _RANKS = 10, 11, 12  # workings beside the printed page
_SCORE_FORM = '[>=100]#,##0;[<=-100]"−"#,##0;0.000'


@dataclass(frozen=True, slots=True)
class Criterion:
    """What deals can be ranked by, the largest first: a formula of cells of the deal's row, and its value."""

    label: str
    formula: Callable[[Callable[[int], str]], str]
    value: Callable[[DealRow], float]


def criteria(within: int) -> Sequence[Criterion]:
    """What can be chosen; the first is so at first."""
    return (
        Criterion("NPV × chance of closing", lambda of: of(at.WEIGHTED), lambda deal: deal.weighted),
        Criterion(
            "The same for each unit of money needed",
            lambda of: f"IF({of(at.NEEDED)}>0,{of(at.WEIGHTED)}/{of(at.NEEDED)},0)",
            lambda deal: deal.per_money,
        ),
        Criterion("Expected NPV", lambda of: of(at.MEAN), lambda deal: deal.mean),
        Criterion("P10 of NPV", lambda of: of(at.P10), lambda deal: deal.p10),
        Criterion(
            f"Chance to pay back within {within} months", lambda of: of(at.WITHIN), lambda deal: deal.within
        ),
        Criterion("Chance of no loss", lambda of: f"1-{of(at.LOSS)}", lambda deal: 1 - deal.loss),
    )


def write_ranking(book: Book, page: Page, contents: Contents, places: DealPlaces) -> None:
    """Fill the page."""
    page.head("Ranking", "Choose what to rank by in the cell with a frame; the list follows.")
    table = (
        BookColumn("Place", 12, "place"), BookColumn("Deal", 38), BookColumn("Owner", 16), BookColumn("Stage", 14),
        BookColumn("What is ranked by", 14, "ratio"), BookColumn("NPV, mean", 14, "money"),
        BookColumn(f"Money needed, {contents.currency}", 14, "money"),
        BookColumn("NPV × chance of closing", 14, "money"),
    )  # fmt: skip
    widths(page, table)
    page.widths({_LABELS: 44, _SCORES: 14, _RANKS: 10})
    choices = criteria(contents.within)
    page.text(HEAD_ROW, 1, "Rank by", style="label_bold")
    page.text(*CHOSEN, choices[0].label, style="input_text")
    book.define("ranked_by", page, *CHOSEN)
    top = HEAD_ROW + 2
    for place, choice in enumerate(choices):
        page.text(top + place, _LABELS, choice.label)
    listed = area(top, _LABELS, top + len(choices) - 1, _LABELS)
    page.validate(*CHOSEN, choices=listed, says="One of the list.")
    page.text(top - 1, _LABELS, "Workings: what can be chosen", style="note")
    page.put(top - 1, _SCORES, f"=MATCH({cell(*CHOSEN)},{listed},0)", value=1.0, style="formula integer")
    head = top
    heads(page, head, table)
    page.freeze(head + 1, 3)
    last = _list(page, head + 1, contents, places, choices) if contents.rows else head
    row = sentence(
        page, last + 2, "The figures are those of Deals. Deals of the same figure stand in the order of Deals. A "
        "rank says nothing of how sure it is: deals whose ranges overlap may change places.",
        sum(column.width for column in table), "note",
    )  # fmt: skip
    page.print_setup(f"A1:{letters(WEIGHTED)}{row - 1}", rows=(head, head))


def _list(
    page: Page, first: int, contents: Contents, places: DealPlaces, choices: Sequence[Criterion]
) -> int:
    """The workings in the order of Deals, and the list in that of the criterion; returns its last row."""
    count = len(contents.rows)
    # Below the list of what can be chosen, so that neither stands in the other's way.
    begin = first + len(choices) + 1
    scores, ranks = (area(begin, col, begin + count - 1, col) for col in (_SCORES, _RANKS))
    number = cell(first - 2, _SCORES)
    order = sorted(range(count), key=lambda place: -choices[0].value(contents.rows[place]))
    rank = {place: k for k, place in enumerate(order, start=1)}
    page.text(begin - 1, _SCORES, "Score", style="heading_right")
    page.text(begin - 1, _RANKS, "Rank", style="heading_right")
    for place, deal in enumerate(contents.rows):
        row = begin + place

        def of(col: int, name: str = deal.name) -> str:
            return places.at(name, col)

        chosen = ",".join(choice.formula(of) for choice in choices)
        page.put(row, _SCORES, f"=CHOOSE({number},{chosen})", value=choices[0].value(deal), style="formula")
        score = f"{letters(_SCORES)}{row}"
        ties = f"+COUNTIF({cell(begin, _SCORES)}:{letters(_SCORES)}{row - 1},{score})" if place else ""
        page.put(
            row, _RANKS, f"=RANK({score},{scores}){ties}", value=float(rank[place]), style="formula integer"
        )
    for k, place in enumerate(order):
        _row(page, first + k, contents.rows[place], places, (ranks, scores), choices[0].value)
    return first + count - 1


def _row(
    page: Page,
    row: int,
    deal: DealRow,
    places: DealPlaces,
    workings: tuple[str, str],
    score: Callable[[DealRow], float],
) -> None:
    ranks, scores = workings
    place = f"{letters(PLACE)}{row}"
    page.put(row, PLACE, float(row - _first_row() + 1), style="text_centre_top integer")
    where = f"MATCH({place},{ranks},0)"
    page.put(
        row, SCORE, f"=INDEX({scores},{where})", value=score(deal), style="formula_top", form=_SCORE_FORM
    )
    texts = {NAME: (at.NAME, deal.name), OWNER: (at.OWNER, deal.owner), STAGE: (at.STAGE, deal.stage)}
    figures: dict[int, tuple[int, Value]] = {
        MEAN: (at.MEAN, deal.mean), NEEDED: (at.NEEDED, deal.money), WEIGHTED: (at.WEIGHTED, deal.weighted)
    }  # fmt: skip
    for col, (source, text) in texts.items():
        # What is joined with nothing is a text, where an empty cell would be a 0.
        page.put(row, col, f'=INDEX({places.column(source)},{where})&""', value=text, style="link_side")
    for col, (source, figure) in figures.items():
        page.put(
            row, col, f"=INDEX({places.column(source)},{where})", value=figure, style="link_top_right",
            form=FORMATS["money"],
        )  # fmt: skip
    page.height(row, height_of([(deal.name, 38.0), (deal.owner, 16.0), (deal.stage, 14.0)]))


def _first_row() -> int:
    return HEAD_ROW + 3
