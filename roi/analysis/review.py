"""A review of a document: what an attentive colleague would say before it goes to a prospect."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

import numpy as np

from roi.analysis.gate import PASSED
from roi.analysis.question_order import order_remarks
from roi.analysis.remarks import Remark, once, remarks
from roi.analysis.share_reach import ShareReach, share_reach
from roi.analysis.variants import variants_of
from roi.analysis.vouching import UNVOUCHED, vouching
from roi.arrays import Array
from roi.card import Brief
from roi.case import COST_CLASSES, DISCOUNT_RATE, Case, Input
from roi.errors import RoiError
from roi.formula.check import unsourced_numbers
from roi.formula.excel_room import no_room
from roi.formula.nodes import Convert, walk
from roi.formula.words import say_conversion
from roi.model import Model, ModelInput, ModelLine, resolve
from roi.model.layers import DEFAULT_DISCOUNT_RATE
from roi.records import dataclass
from roi.sectors import misspelt
from roi.sim.moments import heavy_tails
from roi.sim.payments import MONTHS_A_YEAR
from roi.sim.plan import Plan, plan
from roi.sim.prepare import prepare
from roi.sim.remarks import correlation_remarks, tail_remarks
from roi.sim.sampling import planned

_TAIL_DRAWS = 1_024  # in which an input is set far out
MOVES_BY = 0.2  # a rate paid a year ahead that moves by more than this inside a year


@dataclass(frozen=True, slots=True)
class LineReview:
    """A line's plan by year, in its own unit, and the conversions in its formula.

    `by_year`: start, then the mean of each year's months; for a flow its payments summed.
    """

    id: str
    label: str
    unit: str
    by_year: tuple[float, ...]
    conversions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InputReview:
    """An input's reach: P0.1, likely and P99.9 in its declared unit."""

    id: str
    label: str
    unit: str
    p001: float
    likely: float
    p999: float
    grade: str


@dataclass(frozen=True, slots=True, repr=False)
class Review(Brief):
    """All of it."""

    lines: tuple[LineReview, ...]
    inputs: tuple[InputReview, ...]
    shares: tuple[ShareReach, ...]
    remarks: tuple[Remark, ...]


def review(case: Case, today: datetime.date | None = None) -> Review:
    """Resolve the case with every preset and option, and look at it.

    Args:
        case: the case.
        today: after which no source can have been read; None does not ask.

    Raises:
        RoiError: the document cannot be resolved as it stands; later faults are remarks.
    """
    model = resolve(case)
    base = plan(model)
    correlations = correlation_remarks(prepare(model, planned(16, 1, "sobol")))
    variants, remarks = variants_of(case)
    remarks += [
        *_of_tails([model, *variants]),
        *_of_inputs([model, *variants]),
        *vouching(case, today),
        *_of_lines([model, *variants]),
        *_of_cells([model, *variants]),
        *_of_case(case, model),
        *order_remarks([model, *variants]),
        *(Remark("warning", "[[correlations]]", _in_remark(text)) for text in correlations),
        *_of_results([model, *variants]),
    ]
    return Review(
        lines=tuple(_line(line, base) for line in model.lines),
        inputs=tuple(_input(item) for item in model.inputs),
        shares=tuple(share_reach(model)),
        remarks=tuple(remarks),
    )


def _in_remark(text: str) -> str:
    """A sentence as the words after a place."""
    return (text[:1].lower() + text[1:]).rstrip(".")


def _of_inputs(models: Sequence[Model]) -> list[Remark]:
    """The inputs of the case, then those that its options bring."""
    used = {DISCOUNT_RATE}.union(*(_read(model) for model in models))
    used |= {name for model in models if model.finance for name in model.finance.terms.inputs.values()}
    case = models[0].case
    notes: list[Remark] = []
    seen: set[str] = set()
    for model in models:
        for item in model.inputs:
            of_document = item.layer == "case" or (item.layer == "option" and item.id not in case.inputs)
            if of_document and item.id not in seen:
                seen.add(item.id)
                place = "inputs" if item.id in case.inputs else f"options.{model.option}.inputs"
                stated = item.spec is not DEFAULT_DISCOUNT_RATE
                notes += _of_input(item, f"[{place}.{item.id}]", item.id in used, stated)
    return notes


def _read(model: Model) -> set[str]:
    """What some formula of the document reads: the years of an input that none does read it all the same."""
    written = {name for line in model.lines if not line.level for name in line.reads}
    years = {name for line in model.lines if line.id in written for name in line.reads if line.level}
    return written | years


def _of_input(item: ModelInput, where: str, used: bool, stated: bool) -> list[Remark]:
    spec = item.spec
    texts = {
        "no line uses it": not used,
        f"graded {spec.grade}, but no source is given": stated
        and not spec.source
        and spec.grade not in UNVOUCHED,
        f"graded {spec.grade}, but no note says why": stated
        and not spec.note
        and not spec.luck
        and spec.grade in UNVOUCHED,
        "no question (`ask`) to put to the prospect": stated and not spec.ask and not spec.luck,
        "P0.1 or P99.9 lies outside its min and max": item.distribution.leaves(*_limits(item)),
    }
    return [Remark("warning", where, text) for text, applies in texts.items() if applies]


def _of_tails(models: Sequence[Model]) -> list[Remark]:
    """Means and variances that an input makes infinite in the case or in an option; each once."""
    notes: dict[str, Remark] = {}
    for model in models:
        try:
            tails = heavy_tails(prepare(model, planned(_TAIL_DRAWS, 1)))
        except RoiError:  # a model that has no finite payments is told of among the results
            continue
        for tail, text in zip(tails, tail_remarks(tails), strict=True):
            notes.setdefault(text, Remark("warning", f"[inputs.{tail.item.id}]", _in_remark(text)))
    return list(notes.values())


def _of_results(models: Sequence[Model]) -> list[Remark]:
    """What the result of the case, and of its options, should be read with; each once."""
    notes: dict[tuple[str, str], Remark] = {}
    faults = []
    for model in models:
        try:
            for remark in remarks(model):
                notes.setdefault((remark.where, remark.text), remark)
        except RoiError as error:
            faults.append(Remark("error", f"option {model.option}" if model.option else "draws", str(error)))
    return [*notes.values(), *once(faults)]


def _limits(item: ModelInput) -> tuple[float | None, float | None]:
    """min and max in numbers of the unit the value is written in."""
    scale = item.to_formula / item.unit.scale
    low, high = item.spec.min, item.spec.max
    return (None if low is None else low / scale), (None if high is None else high / scale)


def _of_lines(models: Sequence[Model]) -> list[Remark]:
    """The lines that the case writes, then those that its options write."""
    needed = {name for model in models for line in model.lines for name in line.reads}
    needed |= {model.finance.terms.working_capital for model in models if model.finance}
    notes = []
    for model in models:
        base = plan(model)
        written = model.case.lines if model.option is None else model.case.options[model.option].lines
        place = "lines" if model.option is None else f"options.{model.option}.lines"
        for line in model.lines:
            if line.id in written:
                texts = _of_line(model, line, base.values[line.id], used=line.id in needed)
                notes += [Remark("warning", f"[{place}.{line.id}]", text) for text in texts]
    return notes


def _of_line(model: Model, line: ModelLine, values: Array, *, used: bool) -> Iterator[str]:
    spec, timing, horizon = line.spec, line.timing, model.horizon
    for number in unsourced_numbers(line.node):
        yield f"the number {number.text} in the formula has no source: make it an input"
    uncapped = spec.of is None and spec.instead_of is None and spec.kind != "soft"
    if model.option is None and spec.flow == "benefit" and uncapped:
        yield "a benefit without `of`: nothing caps it at what is spent today"
    if spec.flow is None and not spec.show and not used:
        yield "no line uses it, and `show` is not set"
    if timing.kind == "amount" and timing.month > horizon:
        yield f"paid in month {timing.month}, after the horizon"
    if timing.kind == "yearly-in-advance" and horizon % MONTHS_A_YEAR:
        yield (
            f"the horizon of {horizon} months ends inside a year that is paid ahead in full; nothing is "
            "counted of what is left of it"
        )
    if timing.kind == "yearly-in-advance" and _moves(values):
        yield "paid a year ahead at the rate of its first month, but the rate moves by more than a fifth"


def _of_cells(models: Sequence[Model]) -> list[Remark]:
    """Lines of the case and of its options that the workbook has no room for; each once."""
    notes: dict[str, Remark] = {}
    for model in models:
        for line in model.lines:
            if line.id not in notes and (reason := no_room(line.node)):
                text = f"no workbook can be written: {reason}; split it into lines of their own"
                notes[line.id] = Remark("error", f"[lines.{line.id}]", text)
    return list(notes.values())


def _moves(values: Array) -> bool:
    for start in range(1, len(values), MONTHS_A_YEAR):
        year = values[start : start + MONTHS_A_YEAR]
        if np.ptp(year) > MOVES_BY * max(abs(float(year[0])), 1e-12):
            return True
    return False


def _of_case(case: Case, model: Model) -> list[Remark]:
    used = {line.spec.cost_class for line in model.lines}
    notes = [
        Remark(
            "warning",
            "[lines]",
            f"no cost of the class `{name}`: add it, or say in the summary why there is none",
        )
        for name in COST_CLASSES
        if name not in used
    ]
    meant = misspelt(case.header.sector)
    if meant:
        text = f"`{case.header.sector}` is no sector of the report and stands under Others; is {meant} meant?"
        notes.append(Remark("warning", "[case] sector", text))
    if not any(line.spec.flow == "benefit" for line in model.lines):
        notes.append(Remark("warning", "[lines]", "no benefit"))
    for name, option in case.options.items():
        if PASSED in option.lines and not any(
            isinstance(entry, Input) and entry.threshold_of for entry in option.inputs.values()
        ):
            text = "no input says `threshold_of`: the gate is a number that somebody typed, not a decision"
            notes.append(Remark("warning", f"[options.{name}.lines.{PASSED}]", text))
    if not any(item.first for item in case.inputs.values()):
        notes.append(
            Remark("warning", "[inputs]", "no input is marked `first`: an interview has no beginning")
        )
    return notes


def _line(line: ModelLine, base: Plan) -> LineReview:
    values = base.values[line.id] / line.unit.scale
    starts = range(1, len(values), MONTHS_A_YEAR)
    if line.spec.flow is not None:
        paid = base.payments[line.id]
        by_year = (float(paid[0]), *(float(paid[s : s + MONTHS_A_YEAR].sum()) for s in starts))
    else:
        by_year = (float(values[0]), *(float(values[s : s + MONTHS_A_YEAR].mean()) for s in starts))
    conversions = [part.conversion for part in walk(line.node) if isinstance(part, Convert)]
    if line.payment is not None:
        conversions.append(line.payment)
    sentences = tuple(dict.fromkeys(say_conversion(c) for c in conversions if c.steps))
    return LineReview(line.id, line.spec.label, line.unit.text, by_year, sentences)


def _input(item: ModelInput) -> InputReview:
    low, high = (item.shown(float(q)) for q in item.quantile(np.array([0.001, 0.999])))
    return InputReview(
        item.id, item.spec.label, item.unit.text, low, item.shown(item.likely), high, item.spec.grade
    )
