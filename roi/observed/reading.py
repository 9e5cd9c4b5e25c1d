"""Observations held against a model: what of it each one sees, in the unit of its formulas."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from roi.errors import LARGEST, Place, RoiError, located, nearest
from roi.model import Model, ModelInput, ModelLine
from roi.model.shares import line_of
from roi.model.years import by_year
from roi.observed.datum import Datum, Key, Response, standard_error
from roi.observed.observations import MOST_ROWS, Exact, Observation, Sample, StandardError, Trials
from roi.units import ONE, DeclaredUnit, Unit

CONTRADICTION = 10.0  # errors between two rows of the same figure from which on one of them is wrong
MOST_SHARED = 0.99
NORMAL_FROM = 200  # values of a sample from which on Student's t is taken as the normal law

MOST_TRIALS = 1_000_000_000  # of a row

_Figure = tuple[DeclaredUnit, Response, float]
"""Its declared unit, what a row sees of it, and the factor from a row's value to that of formulas."""
_LEAST = 1e-6  # of the value, below which an error is no error of a measurement


def read(model: Model, observations: Sequence[Observation]) -> tuple[Datum, ...]:
    """The observations as data of the model; rows of one figure are pooled, exactly.

    Raises:
        RoiError: an unknown name, a unit that does not convert, a month beyond the horizon, an error that is none,
            two rows that contradict each other; its place is that of the row.
    """
    if len(observations) > MOST_ROWS:
        message = f"there are {len(observations):,} observations; at most {MOST_ROWS:,} are read"
        raise RoiError(message, hint="Take means by month first.")
    groups: defaultdict[Key, list[Datum]] = defaultdict(list)
    for datum in row_by_row(model, observations):
        groups[datum.response.key].append(datum)
    for group in groups.values():
        _refuse_contradictions(group)
    return tuple(each for group in groups.values() for each in _pooled(group))


def row_by_row(model: Model, observations: Sequence[Observation]) -> list[Datum]:
    """Each observation as a datum of the model, in their order; what a figure's unit means is read once.

    Raises:
        RoiError: a row that cannot be read, as of `read`.
    """
    known = {item.id: item for item in model.inputs}
    lines = {line.id: line for line in model.lines}
    figures: dict[tuple[str, tuple[int, int] | None, str], _Figure] = {}
    data = []
    for row in observations:
        key = row.name, row.months, row.unit
        try:
            if key not in figures:
                figures[key] = _figure(model, row, known, lines)
            data.append(_datum(row, figures[key]))
        except RoiError as problem:
            where = row.place.at_key(problem.where.key) if row.place else problem.where
            raise RoiError(problem.message, where, problem.hint) from None
    return data


def _figure(
    model: Model, row: Observation, inputs: Mapping[str, ModelInput], lines: Mapping[str, ModelLine]
) -> _Figure:
    if row.name in inputs:
        return inputs[row.name].unit, *_of_input(model, row, inputs[row.name])
    if row.name in lines:
        return lines[row.name].unit, *_of_line(model, row, lines[row.name])
    raise RoiError(
        f"there is no input and no line `{row.name[:60]}`",
        Place(key="name"),
        nearest(row.name, [*inputs, *lines]),
    )


def _datum(row: Observation, figure: _Figure) -> Datum:
    if not abs(row.value) <= LARGEST:
        raise RoiError(f"the value {row.value} cannot be used", Place(key="value"), "Write a number.")
    name, (declared, response, factor) = row.name, figure
    if not row.unit and declared.percent and 0 < abs(row.value) < 1 and not isinstance(row.error, Trials):
        message = f"{row.value:g} on `{name}` can mean {row.value:g} % or {100 * row.value:g} %"
        raise RoiError(message, Place(key="value"), f"Write {row.value:g}% or {100 * row.value:g}%.")
    value = row.value * factor
    match row.error:
        case StandardError(size=size, shared=shared):
            _positive(size, row.value, "error", "An invoice or a ledger has none: write `exact`.")
            if not 0 <= shared <= MOST_SHARED:
                hint = f"Write 0% for errors of their own, up to {MOST_SHARED:.0%} for the same error each month."
                raise RoiError(
                    f"{100 * shared:.4g} % of an error cannot be shared", Place(key="shared"), hint
                )
            return Datum(response, value, size * factor, (row,), shared=shared)
        case Sample(n=n, sd=sd):
            _positive(sd, row.value, "sd", "Of values that are all alike, give the error of the measurement.")
            if n < 2:
                raise RoiError(
                    f"a sample of {n} has no standard deviation", Place(key="n"), "Give its `error` instead."
                )
            size = sd / math.sqrt(n)
            if size < _least(row.value):
                message = (
                    f"the sd of {sd:g} leaves {n:,} values an error of {size:g}, too small for a mean of"
                )
                hint = "Values miss alike: give the `error` of all of them, or `exact`."
                raise RoiError(f"{message} {row.value:g}", Place(key="n"), hint)
            degrees = math.inf if n >= NORMAL_FROM else n - 1.0
            return Datum(response, value, size * factor, (row,), degrees)
        case Trials(hits=hits, n=n):
            if not 0 <= hits <= n or n < 1:
                hint = "Hits are from 0 to n, and n is 1 or more."
                raise RoiError(f"{hits:,} hits of {n:,} trials cannot be", Place(key="hits"), hint)
            if n > MOST_TRIALS:
                hint = (
                    "The share of so many has no error by chance: give its value and an `error`, or `exact`."
                )
                raise RoiError(f"{n:,} trials are more than {MOST_TRIALS:,}", Place(key="n"), hint)
            if declared.unit != ONE:
                raise RoiError(
                    f"`{name}` is in {response.unit} and no share", Place(key="hits"), "Give value and error."
                )
            return Datum(response, hits / n, 0.0, (row,), hits=hits, n=n)
        case Exact():
            return Datum(response, value, 0.0, (row,))


def _positive(size: float, value: float, key: str, hint: str) -> None:
    if not 0 < size <= LARGEST:
        what = "0" if size == 0 else f"{size:g}"
        raise RoiError(f"the {key} is {what}; it must be above 0", Place(key=key), hint)
    if size < _least(value):
        message = f"the {key} is {size:g}, too small for a measurement of {value:g}"
        raise RoiError(message, Place(key=key), "Write `exact` in its place.")


def _least(value: float) -> float:
    return max(_LEAST * abs(value), 1 / LARGEST)


def _of_input(model: Model, row: Observation, item: ModelInput) -> tuple[Response, float]:
    if row.months is not None and item.spec.yearly is not None:
        return _of_line(model, replace(row, name=by_year(item.id)), model.line(by_year(item.id)))
    if row.months is not None:
        hint = "Leave `month` empty, or observe a line that has months."
        raise RoiError(f"`{item.id}` is an input, one value for all months", Place(key="month"), hint)
    if item.whole:  # a weight beside the other parts: what can be seen is its share
        line = model.line(line_of(item.id))
        return _of_line(model, replace(row, name=line.id), line)
    factor = _factor(model, row.unit, item.unit.unit, item.unit.scale, item.unit.text)
    return Response("input", item.id, None, item.unit.text, item.unit.scale), factor


def _of_line(model: Model, row: Observation, line: ModelLine) -> tuple[Response, float]:
    months = row.months
    if months is None and line.node.shape.month:
        hint = "Write the month that it was measured in; the first is 1."
        raise RoiError(f"`{line.id}` has a value for each month", Place(key="month"), hint)
    if months is not None:
        first, last = months
        if not 0 <= first <= last <= model.horizon:
            span = f"month {first}" if first == last else f"months {first} to {last}"
            verb = "is" if first == last else "are"
            message = f"{span} {verb} not within the horizon of {model.horizon} months"
            raise RoiError(message, Place(key="month"), "Month 0 is the start, and the first month is 1.")
    paid = line.spec.flow is not None and months is not None and _is_amount(model, row.unit, line)
    if paid:
        source = model.units.declared(row.unit)
        factor = _factor(model, row.unit, Unit(((model.currency, 1),)), 1.0, model.currency)
        return Response("paid", line.id, months, source.text, source.scale * factor), factor
    factor = _factor(model, row.unit, line.unit.unit, line.unit.scale, line.unit.text)
    months = months if line.node.shape.month else None
    return Response("line", line.id, months, line.unit.text, line.unit.scale), factor


def _is_amount(model: Model, text: str, line: ModelLine) -> bool:
    """Whether the unit is money and nothing else, and the line's is money a month or a year."""
    if not text:
        return False
    units = model.units
    try:
        unit = units.declared(text).unit
    except RoiError:
        return False  # told where the unit is read
    money = Unit(((model.currency, 1),))
    return units.conversion(unit, money) is not None and units.conversion(line.unit.unit, money) is None


def _factor(model: Model, text: str, target: Unit, scale: float, declared: str) -> float:
    """A number in the unit of `text` × this is one of a formula; "" is the declared unit."""
    if not text:
        return scale
    units, where = model.units, Place(key="unit")
    with located(where):
        given = units.declared(text)
    conversion = units.conversion(given.unit, target)
    if conversion is None:
        raise RoiError(
            f"the value is in {given.text}, which does not convert to {declared}",
            where,
            f"Give it in {declared}.",
        )
    return given.scale * conversion.factor


def _refuse_contradictions(group: Sequence[Datum]) -> None:
    """Refuse two rows that lie further apart than any error explains; the second one is named."""
    if len(group) < 2:
        return
    values = np.array([datum.value for datum in group])
    errors = np.array([standard_error(datum) for datum in group])
    slack = 1e-9 * np.abs(values).max()
    for at in {int(errors.argmin()), int(values.argmin()), int(values.argmax())}:
        far = np.abs(values - values[at]) - slack > CONTRADICTION * np.hypot(errors, errors[at])
        if far.any():
            first, second = sorted((at, int(np.argmax(far))))
            raise _contradiction(group[first], group[second], float(np.hypot(errors[first], errors[second])))


def _contradiction(first: Datum, second: Datum, error: float) -> RoiError:
    scale = first.response.scale
    times = f", {abs(first.value - second.value) / error:,.0f} errors apart" if error else ""
    other = f" ({first.rows[0].place})" if first.rows[0].place else ""
    return RoiError(
        f"`{first.response.name}` is {second.value / scale:,.6g} here and {first.value / scale:,.6g} in another "
        f"row{other}{times}: one of them is wrong, or an error is too small",
        second.rows[0].place,
        "Correct or take out one of the two.",
    )


def _pooled(group: Sequence[Datum]) -> Iterable[Datum]:
    """Rows with normal errors as their mean, weighted by precision; trials added up; what is exact once."""
    trials = [datum for datum in group if datum.n]
    exact = [datum for datum in group if datum.exact]
    normal = [datum for datum in group if datum.error and math.isinf(datum.degrees)]
    for each in (trials, exact, normal):
        if each:
            yield _together(each)
    yield from (datum for datum in group if math.isfinite(datum.degrees))


def _together(data: Sequence[Datum]) -> Datum:
    first, rows = data[0], tuple(row for datum in data for row in datum.rows)
    if first.n:
        hits, n = sum(datum.hits for datum in data), sum(datum.n for datum in data)
        return replace(first, value=hits / n, hits=hits, n=n, rows=rows)
    if first.exact:
        return replace(first, rows=rows)
    precision = [datum.error**-2 for datum in data]
    total = math.fsum(precision)
    value, shared = (
        math.fsum(p * each for p, each in zip(precision, of, strict=True)) / total
        for of in ([datum.value for datum in data], [datum.shared for datum in data])
    )
    return replace(first, value=value, error=total**-0.5, shared=shared, rows=rows)
