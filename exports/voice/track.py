"""What tracking says of an estimate, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby

from exports.voice.formats import change, money, share, spread, three_digits, with_unit
from exports.voice.update import made_up_sentence, widened_sentence
from roi.notation import grouped, written_day
from roi.observed.tracked import Measured, Request, ReviewDay, Tracked, TrackedLine, Variance

NOBODY = "Nobody named"
_LONGEST = 12  # months that are named one by one, as spans


def headline_sentences(tracked: Tracked) -> Iterator[str]:
    """What was observed, what NPV comes to, and how much of the difference is certain already."""
    currency, npv = tracked.model.currency, tracked.npv
    if made_up := made_up_sentence(tracked.observations):
        yield made_up
    yield _observed(tracked)
    if npv is None or math.isnan(npv.sold.mean.value):
        yield "There is no net present value: not all costs are stated, or its mean has no bounds."
        return
    was = spread(npv.sold.p10.value, npv.sold.p90.value, "money", currency)
    sold = f"{money(npv.sold.mean.value, currency)} as sold (8 in 10: {was})"
    now = spread(npv.completion.p10.value, npv.completion.p90.value, "money", currency)
    yield (
        f"Expected NPV at completion {money(npv.completion.mean.value, currency)} (8 in 10: {now}), against {sold}."
    )
    if npv.difference.value == 0:
        yield "Nothing that was observed changes it."
        return
    if npv.rest.value == 0:
        yield f"The difference of {change(npv.difference.value, currency)} is realised already."
        return
    yield (
        f"Of the difference of {change(npv.difference.value, currency)}, "
        f"{change(npv.realised.value, currency)} is realised already and "
        f"{change(npv.rest.value, currency)} is the forecast of what is still to come."
    )


def _observed(tracked: Tracked) -> str:
    """`Month 6 of 36: benefits of USD 201 k and costs of USD 20 k were observed, …`."""
    currency = tracked.model.currency
    sums = []
    for kind in ("benefit", "cost"):
        lines = [line for line in tracked.lines if line.kind == kind and line.counts]
        amounts = [value for line in lines for value in line.actual if value is not None]
        if amounts:
            sums.append(f"{kind}s of {money(math.fsum(amounts), currency)}")
    what = f"{' and '.join(sums)} were observed" if sums else "no money was observed yet"
    months = f"Month {tracked.last} of {tracked.model.horizon}" if tracked.last else "Before the first month"
    missing = sum(len(line.missing) for line in tracked.lines if line.counts)
    if not missing:
        return f"{months}: {what}."
    figures = "1 figure that is due is" if missing == 1 else f"{grouped(missing)} figures that are due are"
    keep = "its month keeps" if missing == 1 else "these months keep"
    return f"{months}: {what}. {figures} missing; {keep} the forecast."


def spans(months: Sequence[int]) -> str:
    """`months 2 to 4, 6`, `the start`, `month 3`."""
    later = [month for month in months if month]
    words = ["the start"] if 0 in months else []
    if later:
        words.append(f"month{'s' if len(later) > 1 else ''} {bare_spans(later)}")
    return " and ".join(words)


def bare_spans(months: Sequence[int]) -> str:
    """`start, 2 to 4, 6`."""
    words = []
    for _, group in groupby(enumerate(sorted(months)), key=lambda pair: pair[1] - pair[0]):
        run = [month for _, month in group]
        last = f" to {run[-1]}" if len(run) > 1 else ""
        words.append(f"{run[0] or 'start'}{last}")
    return ", ".join([*words[:_LONGEST], *(["…"] if len(words) > _LONGEST else [])])


def calendar(start: str | None, month: int) -> str:
    """The calendar month of a month, as `2027-06`; "" where months have no dates, and of the start."""
    if start is None or month < 1:
        return ""
    count = int(start[:4]) * 12 + int(start[5:7]) - 1 + month - 1
    return f"{count // 12}-{count % 12 + 1:02d}"


def month_text(tracked: Tracked, month: int) -> str:
    """`6`, `6 (2027-09)`, `start`."""
    if month == 0:
        return "start"
    date = calendar(tracked.start, month)
    return f"{month} ({date})" if date else f"{month}"


def request_sentence(request: Request) -> str:
    """`“Fuller coding of visits”: months 2 to 6 have no figure; looked at next on day 365, month 12.`."""
    parts = []
    if request.months:
        has = "has" if len(request.months) == 1 else "have"
        parts.append(f"{spans(request.months)} {has} no figure")
    if request.review is not None:
        parts.append(f"looked at next {review_text(request.review)}")
    account = f" (account {request.account})" if request.account else ""
    return f"“{request.label}”{account}: {'; '.join(parts)}."


def review_text(review: ReviewDay) -> str:
    """`on day 90, month 3`; with its date where there is one."""
    date = f", {written_day(review.date)}" if review.date else ""
    return f"on day {review.day}, month {review.month}{date}"


def by_owner(requests: Sequence[Request]) -> list[tuple[str, list[Request]]]:
    """Requests by who is asked, in the order in which they are first asked; nobody last."""
    owners = sorted(dict.fromkeys(each.owner for each in requests), key=lambda owner: owner == "")
    return [(owner or NOBODY, [each for each in requests if each.owner == owner]) for owner in owners]


def variance_word(variance: Variance) -> str:
    """Where the realised figure lies in what was sold: "" within P10 to P90."""
    if variance.surprising:
        return "outside P1–P99"
    return "outside P10–P90" if variance.unlikely else ""


def amount(value: float, line: TrackedLine) -> str:
    """A number of a line: money without its currency, as `1.2 M`; else as it is."""
    if line.kind == "shown line":
        return three_digits(value)
    return money(value, "").strip()


def signed_amount(value: float, line: TrackedLine) -> str:
    """The same with its sign."""
    if line.kind == "shown line":
        return f"+{three_digits(value)}" if value > 0 else three_digits(value)
    return change(value, "")


def realised_text(variance: Variance, line: TrackedLine) -> str:
    """`201 k ± 4 k`; without its error where it is exact."""
    text = amount(variance.realised, line)
    return f"{text} ± {amount(variance.error, line)}" if variance.error > 0 else text


def measured_text(measured: Measured, line: TrackedLine) -> str:
    """`months 4 to 6: USD 20 k, exact (invoice)`."""
    of = spans(range(measured.months[0], measured.months[1] + 1)) if measured.months else "all months"
    if measured.n:
        value = f"{grouped(measured.hits)} of {grouped(measured.n)}"
    else:
        error = f" ± {amount(measured.error, line)}" if measured.error > 0 else ""
        digits = f"{amount(measured.value, line)}{error}"
        value = f"{line.unit} {digits}" if line.kind != "shown line" else with_unit(digits, line.unit)
        value += "" if measured.error > 0 else ", exact"
    source = f" ({'; '.join(measured.sources)})" if measured.sources else ""
    return f"{of}: {value}{source}"


def doubt_sentences(tracked: Tracked) -> Iterator[str]:
    """Why the forecast does not take in what was observed; nothing where it does."""
    if tracked.diagnostics is not None and not tracked.trusted:
        yield "What is still to come is as it was sold: the update by these observations cannot be trusted."
        yield from tracked.diagnostics.problems


def notes(tracked: Tracked) -> Iterator[str]:
    """How it was worked out, as far as a reader must know it."""
    spread_of = [line.label for line in tracked.lines if line.spread]
    if spread_of:
        yield (
            f"Observed of several months together, and spread over them as the plan has it: {'; '.join(spread_of)}."
        )
    if tracked.trusted and tracked.diagnostics is not None:
        yield (
            "A month that was observed is what was observed, with its error; every other month is what the "
            "estimate says given all observations."
        )
        yield from widened_sentence(tracked.diagnostics)
    if tracked.npv is not None and tracked.npv.share_observed > 0:
        yield f"Observed so far: {share(tracked.npv.share_observed)} of the money at completion (present values)."
