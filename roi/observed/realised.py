"""What was observed of a line by month: amounts that take the place of its forecast, each with its error."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.special import ndtri, stdtrit

from roi.arrays import Array
from roi.model import Model, ModelLine
from roi.observed.datum import Datum, standard_error
from roi.observed.observations import Observation
from roi.observed.reading import row_by_row
from roi.observed.tracked import Measured
from roi.records import dataclass
from roi.sim.payments import rows_of
from roi.sim.streams import BITS, random_bits, to_unit

_SHIFT = np.uint64(64 - BITS)
_P90 = float(ndtri(0.9))


@dataclass(frozen=True, slots=True)
class _LineFigure:
    """All rows of one figure of a line.

    Attributes:
        months: those that it is the sum of, in order; () where it is of no named month.
        total: the sum over them, in the unit of formulas (of money: what was paid); `error`: its standard error.
        measured: the same, as it was observed.
        shared: times the error is the same in all figures of the line.
    """

    months: tuple[int, ...]
    total: float
    error: float
    measured: Measured
    shared: float = 0.0

    @property
    def key(self) -> str:
        """What its error is drawn by."""
        return f"{self.months[0]} to {self.months[-1]}" if self.months else ""


@dataclass(frozen=True, slots=True)
class Realised:
    """A line by month, as far as it was observed.

    Attributes:
        figures: everything that was observed of it.
        months: those that were observed, in order, k of them.
        amounts: realised in each, (k,), in the unit of formulas.
        weights: of the errors of the figures in each, (k, figures): draws are amounts + weights × normal errors.
        spread: months of which only the sum with others was observed.
    """

    name: str
    figures: tuple[_LineFigure, ...]
    months: tuple[int, ...]
    amounts: Array
    weights: Array
    spread: tuple[int, ...]

    @property
    def error(self) -> float:
        """Standard error of the sum of all amounts."""
        separate, common = self._loads()
        return math.hypot(float(np.sqrt(np.square(separate.sum(axis=0)).sum())), float(common.sum()))

    def _loads(self) -> tuple[Array, Array]:
        """Of the errors of the figures in each month, (k, figures), and of the one that they share, (k,)."""
        shared = np.array([figure.shared for figure in self.figures])
        return self.weights * np.sqrt(1 - np.square(shared)), (self.weights * shared).sum(axis=1)

    def draws(self, seed: int, first: int, last: int) -> Array:
        """Amounts with their errors in the draws [first, last) of a run, (k, last − first); both ends are even.

        Two draws each have opposite errors, so that means are those of the amounts.
        """
        amounts = np.repeat(self.amounts[:, None], last - first, axis=1)
        separate, common = self._loads()
        loads = {f", {figure.key}": separate[:, place] for place, figure in enumerate(self.figures)}
        for key, load in {**loads, "": common}.items():
            touched = np.flatnonzero(load)
            if len(touched):
                name = f"track: {self.name}{key}"
                bits = random_bits(seed, 0, name, first // 2, (last - first) // 2)
                half = ndtri(to_unit(bits >> _SHIFT))
                error = np.stack([half, -half], axis=1).ravel()
                for row in touched:
                    amounts[row] += load[row] * error
        return amounts


def realised_of(
    model: Model, observations: Sequence[Observation], plan: Mapping[str, Array]
) -> dict[str, Realised]:
    """Every line that was observed.

    Args:
        plan: by line its values (of money: payments) in the base case, (H + 1,), by which a sum over several months
            is spread over them.

    Raises:
        RoiError: a row that cannot be read.
    """
    lines = {line.id: line for line in model.lines}
    groups: defaultdict[tuple[str, tuple[int, ...]], list[tuple[Datum, float]]] = defaultdict(list)
    for datum in row_by_row(model, observations):
        line = lines.get(datum.response.name)
        if line is not None:
            months, factor = _months_of(line, datum, model.horizon)
            groups[line.id, months].append((datum, factor))
    figures: defaultdict[str, list[_LineFigure]] = defaultdict(list)
    for (name, months), group in groups.items():
        figures[name].append(_figure(lines[name], months, group))
    return {
        name: _by_month(
            name, sorted(each, key=lambda figure: (len(figure.months), figure.months)), plan[name]
        )
        for name, each in figures.items()
    }


def _months_of(line: ModelLine, datum: Datum, horizon: int) -> tuple[tuple[int, ...], float]:
    """The months that a row is the sum of, and that sum ÷ the row's value.

    Of money: those in which it is paid, so that the invoice of a year is one payment.
    """
    named = datum.rows[0].months
    if line.spec.flow is None:
        if named is None or not line.node.shape.month:
            return (), 1.0
        months = tuple(range(named[0], named[1] + 1))
        return months, float(len(months))
    due = range(horizon + 1)[rows_of(line.timing, horizon)]
    if named is None:
        months = tuple(due) if len(due) == 1 else ()
    else:
        months = tuple(month for month in due if named[0] <= month <= named[1])
    if datum.response.what == "paid":
        return months, 1.0
    assert line.payment is not None
    return months, line.payment.factor * max(1, len(months))


def _figure(line: ModelLine, months: tuple[int, ...], group: Sequence[tuple[Datum, float]]) -> _LineFigure:
    """All rows of one figure: what is exact wins, the others are weighted by their precision."""
    values = [datum.value * factor for datum, factor in group]
    errors = [_normal_error(datum) * factor for datum, factor in group]
    exact = [value for value, error in zip(values, errors, strict=True) if error == 0]
    trials = [datum for datum, _ in group if datum.n]
    hits, n = sum(datum.hits for datum in trials), sum(datum.n for datum in trials)
    if exact:
        total, error = math.fsum(exact) / len(exact), 0.0
    elif len(trials) == len(group):
        total = hits / n * group[0][1]
        error = _normal_error(_pooled_trials(trials[0], hits, n)) * group[0][1]
    elif len(group) == 1:
        total, error = values[0], errors[0]
    else:
        precision = [error**-2 for error in errors]
        error = math.fsum(precision) ** -0.5
        total = math.fsum(p * value for p, value in zip(precision, values, strict=True)) * error**2
    money = line.spec.flow is not None
    shown = 1.0 if money else line.unit.scale * max(1, len(months))
    rows = [row for datum, _ in group for row in datum.rows]
    sources = dict.fromkeys(row.source or row.by for row in rows)
    measured = Measured(
        (months[0], months[-1]) if months else rows[0].months,
        total / shown, error / shown, hits if not exact else 0, n if not exact else 0, len(rows),
        tuple(source for source in sources if source),
    )  # fmt: skip
    return _LineFigure(months, total, error, measured, 0.0 if exact else _shared(group))


def _shared(group: Sequence[tuple[Datum, float]]) -> float:
    """Of rows that are weighted by their precision."""
    precision = [_normal_error(datum) ** -2 for datum, _ in group]
    return math.fsum(p * datum.shared for p, (datum, _) in zip(precision, group, strict=True)) / math.fsum(
        precision
    )


def _pooled_trials(first: Datum, hits: int, n: int) -> Datum:
    return Datum(first.response, hits / n, 0.0, first.rows, hits=hits, n=n)


def _normal_error(datum: Datum) -> float:
    """The standard deviation of the normal law with the P10 and P90 of the error; a small sample has wider ones."""
    if math.isfinite(datum.degrees):
        return datum.error * float(stdtrit(datum.degrees, 0.9)) / _P90
    return standard_error(datum)


def _by_month(name: str, figures: Sequence[_LineFigure], plan: Array) -> Realised:
    """Figures month by month, those of few months first: a sum leaves its rest to the months without one."""
    amounts: dict[int, float] = {}
    weights: dict[int, Array] = {}
    spread: list[int] = []
    for place, figure in enumerate(figures):
        known = [month for month in figure.months if month in amounts]
        rest = [month for month in figure.months if month not in amounts]
        if not rest:
            continue
        of_figure = np.zeros(len(figures))
        of_figure[place] = figure.error
        left = figure.total - math.fsum(amounts[month] for month in known)
        doubt = of_figure - _total(weights[month] for month in known) if known else of_figure
        shares = _shares(plan[rest])
        for month, share in zip(rest, shares, strict=True):
            amounts[month], weights[month] = left * share, doubt * share
        if len(figure.months) > 1:
            spread += rest
    months = tuple(sorted(amounts))
    empty = np.zeros((0, len(figures)))
    return Realised(
        name,
        tuple(figures),
        months,
        np.array([amounts[month] for month in months]),
        np.stack([weights[month] for month in months]) if months else empty,
        tuple(sorted(spread)),
    )


def _total(rows: Iterable[Array]) -> Array:
    return np.asarray(sum(rows))


def _shares(plan: Array) -> list[float]:
    """Shares of months in a sum, as in the plan; alike where the plan has none, or money both ways."""
    total = float(plan.sum())
    if total != 0 and bool((plan >= 0).all() or (plan <= 0).all()):
        return [float(value) / total for value in plan]
    return [1.0 / len(plan)] * len(plan)
