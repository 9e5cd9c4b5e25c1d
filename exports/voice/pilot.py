"""A pilot in words: what it is worth, what must come of it, and how often it misleads."""

from __future__ import annotations

from collections.abc import Iterator

from exports.voice.formats import band, money, number, share
from exports.voice.wording import amount, quoted
from roi.analysis.pilot import CLOSE, PilotDesign, PilotSize
from roi.notation import grouped
from roi.text import counted

NOT_COUNTED = "What those who take part gain in the meantime is not counted."


def pilot_sentences(design: PilotDesign) -> Iterator[str]:
    """The pilot that is worth most, or that none is; each sentence with its figures."""
    best = design.best
    measured = " and ".join(quoted(item.spec.label) for item in design.items)
    yield f"Measured: {measured}. Knowing it for certain would be worth {money(design.limit, _currency(design))}."
    if design.limit <= 0:
        yield "No measurement of it changes the decision."
        return
    if not design.pays:
        yield (
            f"No size pays: the best, {_units(design, best.n)}, is worth {_worth(design)} and "
            f"costs {money(best.cost + best.waiting, _currency(design))}{_of_which(design, best)}."
        )
        return
    yield (
        f"{_units(design, best.n)}: worth {_worth(design)}, costs "
        f"{money(best.cost + best.waiting, _currency(design))}{_of_which(design, best)}; "
        f"{money(best.net, _currency(design))} is left.{_as_good(design)}"
    )
    yield _gate(design)
    yield (
        f"It says to go ahead in {share(design.passes)} of pilots. It is wrong, in hindsight of what was measured, "
        f"in {share(design.wrong_go + design.wrong_stop)}: {share(design.wrong_go)} go ahead and should not, "
        f"{share(design.wrong_stop)} stop and should not."
    )
    if design.alike is not None:
        yield (
            f"For two arms alike, the rule of Feit and Berman (2019) has {grouped(design.alike)} units in each: it "
            "counts as cost only that some are not treated best."
        )


def _as_good(design: PilotDesign) -> str:
    """The sizes that are about as good as the best, where there is more than the best."""
    if design.least == design.most:
        return ""
    return (
        f" {grouped(design.least)} to {grouped(design.most)} units are within {number(100 * CLOSE)} % of it."
    )


def _gate(design: PilotDesign) -> str:
    passing = design.passing
    if passing is None:
        return (
            "Go ahead if the net present value that is expected after it is above 0: there is no single value of "
            "what is measured from which on that holds."
        )
    item, least = design.items[0], "at least" if passing.above else "at most"
    expected, measured = amount(item, passing.expected), amount(item, passing.measured)
    words = f"Go ahead if {quoted(item.spec.label)} is then expected to be {least} {expected}"
    if measured == expected:
        return f"{words}, as measured."
    return (
        f"{words}: that is {least} {measured} as measured, since a measurement with an error draws what is "
        "expected only a part of the way from the evidence."
    )


def _units(design: PilotDesign, n: int) -> str:
    months = design.terms.months
    length = f" for {number(months)} month{'s' * (months != 1)}" if months else ""
    return f"{counted(n, 'unit')}{length}"


def _worth(design: PilotDesign) -> str:
    return band(design.information, "money", _currency(design))


def _of_which(design: PilotDesign, size: PilotSize) -> str:
    """What waiting makes of the cost, where there is some."""
    if not size.waiting:
        return ""
    return f", of which {money(size.waiting, _currency(design))} by waiting"


def _currency(design: PilotDesign) -> str:
    return design.model.currency
