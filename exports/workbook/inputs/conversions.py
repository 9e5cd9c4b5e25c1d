"""The ratios that formulas use, each once: units of time and of things, currencies, a year's clock hours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from roi.formula.nodes import Call, Convert, Name, walk
from roi.formula.word_units import CLOCK_HOURS_A_YEAR
from roi.model import Model, ModelLine
from roi.records import dataclass

_NAMED = 3  # lines that are named


@dataclass(frozen=True, slots=True)
class Constant:
    """A ratio that formulas use: `value` small units make one large one."""

    label: str
    value: float
    rate: bool  # of two currencies: may be changed

    @property
    def name(self) -> str:
        """Its defined name."""
        return "conv_" + re.sub(r"[^a-z0-9]+", "_", self.label.lower().replace("/", "_per_")).strip("_")


def constants(model: Model) -> tuple[Constant, ...]:
    """The conversions of all formulas and payments, in the order they occur."""
    currencies = {model.case.header.currency, *model.case.rates}
    constants: dict[tuple[str, float], Constant] = {}
    for label, value in _steps(model):
        rate = len(set(label.split("/")) & currencies) == 2
        constants.setdefault((label, value), Constant(label, value, rate))
    return tuple(constants.values())


def _steps(model: Model) -> Iterator[tuple[str, float]]:
    for line in model.lines:
        yield from _of_line(line)
    yield from _of_finance(model)


def _of_finance(model: Model) -> Iterator[tuple[str, float]]:
    """Of useful life, residual value and working capital."""
    if model.finance is not None:
        for conversion in (model.finance.years, model.finance.residual, model.finance.working_capital):
            if conversion is not None:
                yield from ((step.label, step.value) for step in conversion.steps)


def _of_line(line: ModelLine) -> Iterator[tuple[str, float]]:
    for node in walk(line.node):
        if isinstance(node, Convert):
            yield from ((step.label, step.value) for step in node.conversion.steps)
        named = node.id if isinstance(node, Name) else node.function if isinstance(node, Call) else ""
        if named == "always_on":
            yield "hour/year, always on", CLOCK_HOURS_A_YEAR
    if line.payment is not None:
        yield from ((step.label, step.value) for step in line.payment.steps)


def uses(constant: Constant, model: Model) -> str:
    """The lines whose figures it feeds, so that nobody waits for a result to move that does not use it."""
    labels = [
        line.spec.label
        for line in model.lines
        if any((label, value) == (constant.label, constant.value) for label, value in _of_line(line))
    ]
    if (constant.label, constant.value) in _of_finance(model):
        labels.append("[finance]")
    more = f" and {len(labels) - _NAMED} more" if len(labels) > _NAMED else ""
    return f"feeds {', '.join(f'“{label}”' for label in labels[:_NAMED])}{more}"


def source_of(constant: Constant, model: Model) -> str:
    """Where a ratio comes from."""
    rate = model.case.rates.get(constant.label.rpartition("/")[2]) if constant.rate else None
    return f"rate of {rate.date}, {rate.source}" if rate else "fixed ratio"
