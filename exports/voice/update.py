"""What an update by observations says, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from exports.voice.formats import money, number, share, spread, three_digits, with_unit
from exports.voice.model_facts import with_unit as value_with_unit
from roi.answers import quotients
from roi.notation import digits, grouped, written_day
from roi.observed.datum import Datum, Response
from roi.observed.observations import MADE_UP, Observation
from roi.observed.pareto import LARGEST_K
from roi.observed.results import FEWEST_EFFECTIVE, Diagnostics, Forecast, InputChange, Update
from roi.sim.cuts import HEADLINE
from roi.text import counted

_NAMED = 4  # sources
_ONLY = 0.1  # of a forecast: places nearer to an end are said to a tenth


def figure_name(response: Response, update: Update) -> str:
    """`Physician hours returned, month 6`."""
    return label_text(update.before.model.labels[response.name], response.months)


def label_text(label: str, months: tuple[int, int] | None) -> str:
    """`Physician hours returned, month 6`; the label alone of what has no months."""
    if months is None:
        return label
    first, last = months
    if first != last:
        return f"{label}, months {first} to {last}"
    return f"{label}, {f'month {first}' if first else 'start'}"


def observed_text(datum: Datum) -> str:
    """`8 ± 1 hour/month`, `30 of 100`, `8 hour/month, exact`."""
    unit, scale = datum.response.unit, datum.response.scale
    if datum.n:
        return f"{grouped(datum.hits)} of {grouped(datum.n)}"
    value = number(datum.value / scale)
    if datum.exact:
        return with_unit(value, unit)
    return with_unit(f"{value} ± {three_digits(datum.error / scale)}", unit)


def place_text(forecast: Forecast) -> str:
    """`P99.9`, `below P0.1`: where it lies in what was forecast."""
    place = 100 * forecast.place
    if place < _ONLY:
        return f"below P{digits(_ONLY, 'g')}"
    if place > 100 - _ONLY:
        return f"above P{digits(100 - _ONLY, 'g')}"
    return f"P{digits(place, '.1f')}" if place < 1 or place > 99 else f"P{place:.0f}"


def surprise_sentence(forecast: Forecast, update: Update) -> str:
    """One sentence of an observation that the forecast did not expect."""
    unit = forecast.datum.response.unit
    span = f"{three_digits(forecast.p1)} to {with_unit(three_digits(forecast.p99), unit)}"
    name, seen = figure_name(forecast.datum.response, update), observed_text(forecast.datum)
    sentence = f"{name}: observed {seen}, forecast {span} (P1 to P99): {place_text(forecast)}."
    if forecast.p1 < forecast.p99:
        return sentence
    remedy = ": give it a range, or what was measured" if forecast.datum.response.what == "input" else ""
    return f"{sentence} It is one value here, which no observation moves{remedy}."


def made_up_sentence(observations: Sequence[Observation]) -> str:
    """That rows are of an example; "" where none is."""
    count = sum(row.made_up for row in observations)
    if not count:
        return ""
    some = (
        "The observations are"
        if count == len(observations)
        else f"{grouped(count)} of {grouped(len(observations))} observations are"
    )
    return f"{some} made up: an example of what an update does, which says nothing of any deployment."


def updated_sentence(observations: Sequence[Observation], moved: int) -> str:
    """What an estimate was updated by; `moved`: how many inputs that moved."""
    dates = [row.date for row in observations if row.date is not None]
    until = f" up to {written_day(max(dates))}" if dates else ""
    sources = list(
        dict.fromkeys(row.source.removeprefix(f"{MADE_UP}: ") for row in observations if row.source)
    )
    more = len(sources) - _NAMED
    named = "; ".join([*sources[:_NAMED], *([f"and {more} more"] if more > 0 else [])])
    return (
        f"Updated by {counted(len(observations), 'observation')}{until}{f' ({named})' if named else ''}: "
        f"{counted(moved, 'input')} moved."
    )


def updated_words(observations: Sequence[Observation]) -> str:
    """`updated by 9 observations`, and whether some are made up: few words for a title."""
    made_up = sum(row.made_up for row in observations)
    kind = "made-up observation" if made_up == len(observations) else "observation"
    some = f", {grouped(made_up)} made up" if 0 < made_up < len(observations) else ""
    return f"updated by {counted(len(observations), kind)}{some}"


def headline_sentences(update: Update) -> Iterator[str]:
    """Expected net present value and the chance of a loss, before and after; first what is made up."""
    if made_up := made_up_sentence(update.observations):
        yield made_up
    if not update.diagnostics.trusted:
        return
    currency = update.model.currency
    before, after = update.metrics["npv"]
    if math.isnan(before.mean.value) or math.isnan(after.mean.value):
        yield "There is no net present value: not all costs are stated."
        return
    was, now = (money(row.mean.value, currency) for row in (before, after))
    change = "up" if after.mean.value > before.mean.value else "down"
    moved = f"unchanged at {now}" if was == now else f"{change} from {was} to {now}"
    bands = (
        spread(row.percentiles[10].value, row.percentiles[90].value, "money", currency)
        for row in (after, before)
    )
    yield f"Expected NPV {moved}; 8 in 10: {', before '.join(bands)}."
    loss_before, loss = (
        1 - run.summary().probability[HEADLINE]["npv_positive"].value for run in (update.before, update.after)
    )
    yield f"Chance of a loss {share(loss)}, before {share(loss_before)}."
    yield from _divided_sentences(update)


def _divided_sentences(update: Update) -> Iterator[str]:
    """Answers that nothing was observed of, and that what was observed divides anew."""
    for name, by in quotients(update.before.model).items():
        was, now = (run.model.input(name) for run in (update.before, update.after))
        answer = now.override
        if name in update.updated.inputs or was.spec.value == now.spec.value or answer is None:
            continue
        yield (
            f"“{now.spec.label}” is {value_with_unit(now.spec.value, now.unit.text)}, before {was.spec.value}: the "
            f"answer “{answer.typed or ' / '.join(answer.dividend)}” is divided by “{update.model.labels[by]}”."
        )


def change_by(change: InputChange, update: Update) -> str:
    """Which observation tells most of an input."""
    if not change.by:
        return "what it goes with"
    datum, _ = change.by[0]
    return figure_name(datum.response, update)


def gone_text(change: InputChange) -> str:
    """`61 %` of the spread that is gone; `wider by 4 %`."""
    if change.settled:
        return "settled"
    return share(change.gone) if change.gone >= 0 else f"wider by {share(-change.gone)}"


def method_sentences(diagnostics: Diagnostics) -> Iterator[str]:
    """How the answer was come by, and how far it can be trusted."""
    if diagnostics.method == "exact":
        yield "Worked out exactly, without draws."
    else:
        how = {
            "importance": "weights of the estimate's own draws",
            "tempered": f"weights after {diagnostics.steps} steps of tempering",
            "ridge": f"weights along what was observed, after {diagnostics.steps} steps of tempering",
            "cloud": f"{diagnostics.steps} steps of tempering, without last weights",
        }[diagnostics.method]
        tail = (
            f", tail of the weights k = {digits(diagnostics.k, '.2f')} (trusted to {digits(LARGEST_K, 'g')})"
            if math.isfinite(diagnostics.k)
            else ""
        )
        yield f"By {how}: {grouped(round(diagnostics.ess))} effective draws (at least {FEWEST_EFFECTIVE}){tail}."
    yield from widened_sentence(diagnostics)
    if diagnostics.exact_within > 0:
        yield f"Exact figures of lines were taken to within {share(diagnostics.exact_within)} of their spread."
    for label in diagnostics.drawn_anew:
        yield (
            f"“{label}” is drawn anew each year: its level is updated, and the years that were observed are drawn "
            "anew in the updated estimate."
        )
    if diagnostics.stored >= 0.005:
        yield (
            "Stored as one law an input with rank correlations, what was observed comes out up to "
            f"{share(diagnostics.stored)} of its forecast's spread off."
        )


def widened_sentence(diagnostics: Diagnostics) -> Iterator[str]:
    """How many times as large as stated the errors were taken; nothing where they were taken as stated."""
    if diagnostics.widened > 1:
        yield (
            "The lines of the case cannot follow all observations at once: their errors were taken "
            f"{digits(diagnostics.widened, '.1f')} times as large."
        )


def claim_sentence(was: str, now: str, text: str, why: str) -> str:
    """What the observations say of a claim."""
    verdict = now if was == now else f"{now}, before {was}"
    return f"{verdict}: {text} {why}"


def problem_sentences(diagnostics: Diagnostics) -> Iterator[str]:
    """Why nothing of it may be used."""
    yield from diagnostics.problems
    if diagnostics.problems:
        yield "Percentiles afterwards are not shown, and the estimate is not saved."
