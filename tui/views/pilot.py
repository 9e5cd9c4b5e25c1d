"""A pilot: the sentence to say, and what other sizes would be worth."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from exports.brand import Brand
from exports.markdown.syntax import document
from exports.voice.formats import money
from exports.voice.pilot import NOT_COUNTED, pilot_sentences
from exports.voice.wording import amount, between, grade_word
from roi.analysis.pilot import PilotDesign, PilotSize
from roi.notation import grouped
from tui.views.json_values import picked
from tui.views.parts_markdown import parts_markdown
from tui.views.style import figures, titled

_ROWS = 8  # of sizes


def pilot_parts(design: PilotDesign) -> Iterator[RenderableType]:
    """The design in sentences, then the net benefit by size."""
    for place, sentence in enumerate(pilot_sentences(design)):
        yield Text(sentence, style="bold" if place == 1 else "")
    currency = design.model.currency
    heads = ("Units", "Worth", "Waiting", "Measuring", "Left", "Standard error")
    table = titled(f"By size, {currency}", *figures(*heads, no_wrap=False))
    for size in _shown(design):
        errors = zip(design.items, design.terms.error(size.n), strict=True)
        table.add_row(
            grouped(size.n),
            *(money(value, currency) for value in (size.information, size.waiting, size.cost, size.net)),
            ", ".join(amount(item, float(error)) for item, error in errors),
            style="bold" if size == design.best else "",
        )
    yield table
    for item in design.items:
        yield Text(
            f"{item.spec.label}: evidence {between(item)}, {grade_word(item.spec.grade)}.", style="dim"
        )
    yield Text(
        f"{NOT_COUNTED} ± is half the 95 % interval of the sampling error; {grouped(design.draws)} draws.",
        style="dim",
    )


def pilot_markdown(design: PilotDesign, brand: Brand) -> str:
    """The same as a document."""
    return document("Pilot", parts_markdown(pilot_parts(design)), brand)


def _shown(design: PilotDesign) -> list[PilotSize]:
    """The best size and some around it."""
    step = max(1, len(design.sizes) // _ROWS)
    return [size for place, size in enumerate(design.sizes) if place % step == 0 or size == design.best]


def pilot_document(design: PilotDesign) -> dict[str, object]:
    """The same for `--json`: money in the case's currency, values in declared units."""
    passing, terms = design.passing, design.terms
    return {
        "currency": design.model.currency,
        "cut": design.cut,
        "measured": [
            {
                "id": item.id,
                "label": item.spec.label,
                "unit": item.unit.text,
                "unit_sd": sd,
                "systematic": fixed,
            }
            for item, sd, fixed in zip(
                design.items, terms.unit_sd, terms.systematic or (0.0,) * len(terms.unit_sd), strict=True
            )
        ],
        "cost_each": terms.each,
        **picked(terms, "fixed", "months", "population"),
        "expected_npv": design.expected,
        "pays": design.pays,
        "best": _size(design, design.best),
        "information_error": design.information.error,
        "within_5_percent": [design.least, design.most],
        "knowing_for_certain": design.limit,
        "gate": None if passing is None else picked(passing, "expected", "measured", "above"),
        **picked(design, "passes", "wrong_go", "wrong_stop"),
        "two_arms_each": design.alike,
        "sizes": [_size(design, size) for size in design.sizes],
        "draws": design.draws,
        "words": list(pilot_sentences(design)),
    }


def _size(design: PilotDesign, size: PilotSize) -> dict[str, object]:
    return {
        "units": size.n,
        **picked(size, "information", "waiting", "cost", "net"),
        "standard_error": design.terms.error(size.n).tolist(),
    }
