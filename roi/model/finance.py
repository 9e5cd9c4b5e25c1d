"""`[finance]` held against the inputs and lines of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from roi.case import DISCOUNT_RATE, Case
from roi.errors import Place, RoiError, nearest
from roi.finance import TERMINAL, Finance
from roi.formula.word_units import CALENDAR_YEAR, PER_YEAR
from roi.model.payments import ModelFinance
from roi.model.values import ModelInput, ModelLine
from roi.records import dataclass
from roi.units import ONE, Conversion, Unit, Units

_RATES = ("terminal_growth", "finance_rate", "reinvestment_rate", "second_discount_rate", "inflation")


@dataclass(frozen=True, slots=True)
class _Limits:
    """What an input of a key must be, as a formula sees it, and how that is said."""

    unit: str
    least: float
    most: float
    words: str


_LIMITS: Mapping[str, _Limits] = {
    "tax_rate": _Limits("%", 0.0, 1.0, "between 0 and 100 %"),
    "useful_life": _Limits("year", 1 / 12, 100.0, "between a month and 100 years"),
    "residual_value": _Limits("money", 0.0, float("inf"), "0 or more"),
    "terminal_multiple": _Limits("–", 0.0, float("inf"), "0 or more"),
    **{key: _Limits("%/year", -0.99, float("inf"), "-99 % a year or more") for key in _RATES},
}


def resolve_finance(
    case: Case, inputs: Sequence[ModelInput], lines: Sequence[ModelLine], units: Units, currency: str
) -> ModelFinance | None:
    """What the case says under `[finance]`, with the conversions that its figures need; None where it has none.

    Raises:
        RoiError: an id that is not there, a unit or a value that makes no sense, keys that need each other.
    """
    terms = case.finance
    if terms is None:
        return None
    where = Place(case.origin, "[finance]")
    _check_keys(terms, where)
    known = {item.id: item for item in inputs}
    conversions: dict[str, Conversion] = {}
    for key, name in terms.inputs.items():
        if name not in known:
            raise RoiError(f"there is no input `{name[:60]}`", where.at_key(key), nearest(name[:60], known))
        target = {"useful_life": CALENDAR_YEAR, "residual_value": Unit(((currency, 1),))}.get(key)
        conversions[key] = _conversion(known[name], key, target, units, where)
        _check_limits(known[name], key, conversions[key].factor, where)
    if terms.terminal_growth:
        _check_growth(known[terms.terminal_growth], known[DISCOUNT_RATE], where)
    return ModelFinance(
        terms,
        capitalised=tuple(line.id for line in lines if line.spec.cost_class in terms.capitalise),
        years=conversions.get("useful_life"),
        residual=conversions.get("residual_value"),
        working_capital=_working_capital(terms, lines, units, currency, where),
    )


def _check_keys(terms: Finance, where: Place) -> None:
    """Keys that mean nothing without another, or beside it."""
    for key in ("capitalise", "useful_life", "working_capital"):
        if terms.has(key) and not terms.tax_rate:
            hint = "Name the input with the tax rate; one of 0 % where no tax is paid."
            raise RoiError(f"`{key}` needs `tax_rate`", where.at_key(key), hint)
    if terms.losses != "offset" and not terms.tax_rate:
        raise RoiError(
            "`losses` needs `tax_rate`", where.at_key("losses"), "Name the input with the tax rate."
        )
    if terms.capitalise and not terms.useful_life:
        hint = "Name the input with the years over which these costs are written down."
        raise RoiError("`capitalise` needs `useful_life`", where.at_key("capitalise"), hint)
    ends = [key for key in TERMINAL if terms.has(key)]
    if len(ends) > 1:
        hint = "Keep one of them: each is a value of the same thing at the horizon."
        raise RoiError(f"`{ends[0]}` and `{ends[1]}` stand beside each other", where.at_key(ends[1]), hint)
    if terms.basis == "real" and terms.tax_rate:
        hint = "Write the case in money of its day (nominal), or leave `tax_rate` out."
        what = "tax is worked out on money of its day: what is written down does not grow with prices"
        raise RoiError(what, where.at_key("basis"), hint)


def _conversion(item: ModelInput, key: str, target: Unit | None, units: Units, where: Place) -> Conversion:
    """From the input's unit to the one that is worked with."""
    wanted = target or (PER_YEAR if key in _RATES else ONE)
    conversion = units.conversion(item.unit.unit, wanted)
    exact = (
        target is None and item.unit.unit != wanted
    )  # rates do not add up: a year's is no twelve of a month's
    if conversion is None or exact:
        limits = _LIMITS[key]
        expected = "money" if limits.unit == "money" else f"`{limits.unit}`"
        raise RoiError(
            f"`{item.id}` is in {item.unit.text}; {key} must be in {expected}",
            where.at_key(key),
            "Name another input, or change its unit.",
        )
    return conversion


def _check_limits(item: ModelInput, key: str, factor: float, where: Place) -> None:
    low, high = (end * item.to_formula * factor for end in item.distribution.support)
    limits = _LIMITS[key]
    if item.spec.yearly is not None:
        hint = "Name an input without `yearly`."
        raise RoiError(f"`{item.id}` is drawn anew each year; {key} is one figure", where.at_key(key), hint)
    if item.distribution.law.moments <= 2:
        hint = "Give it an end, as in truncate(…, high=…)."
        raise RoiError(
            f"`{item.id}` is {item.spec.value}, whose variance is infinite", where.at_key(key), hint
        )
    if low < limits.least or high > limits.most:
        raise RoiError(
            f"`{item.id}` is {item.spec.value} {item.typed.text}; it must stay {limits.words}",
            where.at_key(key),
            "Bound it: truncate(…, low, high), or a range of an input with `min` and `max`.",
        )


def _check_growth(growth: ModelInput, rate: ModelInput, where: Place) -> None:
    """What grows as fast as it is discounted has no value: growth stays below the rate in every draw."""
    most = growth.distribution.support[1] * growth.to_formula
    least = rate.distribution.support[0] * rate.to_formula
    if most >= least:
        raise RoiError(
            f"`{growth.id}` may reach the discount rate, at which the terminal value has no end",
            where.at_key("terminal_growth"),
            "Bound both, so that growth stays below the rate in every draw.",
        )


def _working_capital(
    terms: Finance, lines: Sequence[ModelLine], units: Units, currency: str, where: Place
) -> Conversion | None:
    name = terms.working_capital
    if not name:
        return None
    place = where.at_key("working_capital")
    known = {line.id: line for line in lines}
    if name not in known:
        raise RoiError(f"there is no line `{name[:60]}`", place, nearest(name[:60], known))
    if known[name].spec.flow is not None:
        hint = "Name an intermediate line: what is tied up is not spent."
        raise RoiError(f"`{name}` is a {known[name].spec.flow}", place, hint)
    conversion = units.conversion(known[name].unit.unit, Unit(((currency, 1),)))
    if conversion is None:
        hint = "Give the line an amount of money: what is tied up at the end of each month."
        raise RoiError(f"`{name}` is in {known[name].unit.text}; it must be in {currency}", place, hint)
    return conversion
