"""The tables of a run for a data package, with what each column holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import numpy as np

import roi
from roi.model import ModelInput, ModelLine
from roi.notebook.frames import DrawsColumn, draw_columns, frame
from roi.records import dataclass
from roi.text import plain

Type = Literal["string", "number", "integer", "boolean", "date"]
_QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class _Field:
    """A column of a table."""

    name: str
    type: Type
    description: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class TableResource:
    """A table as a resource of the package.

    Attributes:
        name: of the resource and, with `.csv`, of its file.
        key: fields that are different in each row.
        refers: a field to the table and field it is one of.
        rows: texts, numbers and None; None of the draws, which are written block by block.
    """

    name: str
    title: str
    fields: tuple[_Field, ...]
    key: tuple[str, ...] = ()
    refers: tuple[tuple[str, str, str], ...] = ()
    rows: Iterable[Sequence[object]] | None = None


def tables_of(run: roi.Run) -> Iterator[TableResource]:
    model = run.model
    yield _draws(run)
    yield _metrics(run)
    yield _inputs(model.inputs)
    sources = model.case.sources
    yield TableResource(
        "sources",
        "Where the figures are from",
        (
            _Field("id", "string", "id in the case file"),
            _Field("title", "string", "title"),
            _Field("publisher", "string", "who published it"),
            _Field("year", "integer", "year of publication; empty where it is not known"),
            _Field("url", "string", "address; empty where it was not recorded"),
            _Field("read", "date", "date on which it was read"),
            _Field("seen", "string", "primary: read itself; quoted: read as quoted elsewhere"),
        ),
        key=("id",),
        rows=[
            (each.id, each.title, each.publisher, each.year, each.url, each.date.isoformat(), each.seen)
            for each in sources.values()
        ],
    )
    pairs = dict.fromkeys((item.id, name) for item in model.inputs for name in item.spec.source)
    yield TableResource(
        "input_sources",
        "Which input is from which source",
        (
            _Field("input", "string", "id of the input"),
            _Field("source", "string", "id of the source; empty where the case names it in words"),
            _Field("words", "string", "the source in words; empty where it has an id"),
        ),
        refers=(("input", "inputs", "id"), ("source", "sources", "id")),
        rows=[(item, name, None) if name in sources else (item, None, name) for item, name in pairs],
    )
    yield from _lines(run)


def _draws(run: roi.Run) -> TableResource:
    def field(column: DrawsColumn) -> _Field:
        if not column.unit:
            return _Field(
                column.header, "integer", "number of the scramble that the draw belongs to, 0 to 15"
            )
        role = "input" if column.is_input else "result"
        return _Field(column.header, "number", f"{role}: {plain(column.label)}", column.unit)

    return TableResource("draws", "Every draw: inputs and results", tuple(map(field, draw_columns(run))))


def _metrics(run: roi.Run) -> TableResource:
    table = frame(run).reset_index()
    texts: Mapping[str, str] = {
        "metric": "name of the metric",
        "cut": "which benefits count",
        "unit": "currency, month, or 1 for a plain number: 0.25 is 25 %",
        "plan": "the base case: every input at its likely value",
        "undefined": "share of draws in which it is undefined",
        "infinite": "share of draws in which it is never, or unbounded",
    }

    def about(name: str) -> str:
        if name in texts:
            return texts[name]
        return (
            f"standard error of {name.removesuffix('_error')}"
            if name.endswith("_error")
            else f"{name} of all draws"
        )

    fields = tuple(
        _Field(name, "string" if name in ("metric", "cut", "unit") else "number", about(name))
        for name in map(str, table.columns)
    )
    rows = [
        [str(cell) if isinstance(cell, str) else cell for cell in row]
        for row in table.itertuples(index=False)
    ]
    return TableResource(
        "metrics", "Results: statistics of every metric", fields, ("metric", "cut"), rows=rows
    )


def _inputs(items: Sequence[ModelInput]) -> TableResource:
    fields = (
        _Field("id", "string", "id in the case file"),
        _Field("label", "string", "what people call it"),
        _Field("group", "string", "group of inputs"),
        _Field("unit", "string", "declared unit, of `likely` and the columns after it"),
        _Field("value", "string", "number or distribution as it is typed, perhaps with a unit of its own"),
        _Field("likely", "number", "value of the base case"),
        _Field("p10", "number", "one in ten lies below"),
        _Field("p50", "number", "half lie below"),
        _Field("p90", "number", "nine in ten lie below"),
        _Field("min", "number", "physical limit; empty where there is none"),
        _Field("max", "number", "physical limit; empty where there is none"),
        _Field("grade", "string", "on whose word"),
        _Field("layer", "string", "where the value is from: case, region, option, preset, estimate or set"),
        _Field("who", "string", "prospect or seller where it is an answer; empty for evidence"),
        _Field("by", "string", "name of the person who answered"),
        _Field("date", "date", "when it was answered"),
        _Field("question", "string", "what the prospect is asked"),
        _Field("note", "string", "what is said of the value"),
    )
    return TableResource("inputs", "Inputs in force", fields, ("id",), rows=[_input(item) for item in items])


def _input(item: ModelInput) -> Sequence[object]:
    spec, override = item.spec, item.override
    quantiles = (
        [item.likely] * len(_QUANTILES) if item.constant else item.quantile(np.array(_QUANTILES)).tolist()
    )
    answered = override is not None and override.who is not None
    return (
        item.id, spec.label, spec.group, item.unit.text, spec.value, item.shown(item.likely),
        *(item.shown(value) for value in quantiles), spec.min, spec.max, spec.grade, item.layer,
        override.who if override and answered else None,
        override.by if override and answered else None,
        override.date.isoformat() if override and override.date else None,
        spec.ask, spec.note,
    )  # fmt: skip


def _lines(run: roi.Run) -> Iterator[TableResource]:
    model = run.model
    lines = [line for line in model.lines if line.spec.cost_class not in model.unstated]
    yield TableResource(
        "lines",
        "Lines of the case",
        (
            _Field("id", "string", "id in the case file"),
            _Field("label", "string", "what people call it"),
            _Field("unit", "string", "declared unit"),
            _Field("flow", "string", "benefit or cost where it is money; empty for an intermediate line"),
            _Field("kind", "string", "of a benefit: cash, capacity or soft"),
            _Field("class", "string", "of a cost"),
            _Field("counted", "boolean", "whether it is added up: alternatives and intermediate lines are not"),
            _Field("by_month_unit", "string", "unit of `lines_by_month`: of money, what is paid in the month"),
            _Field("formula", "string", "formula of the case file"),
        ),
        key=("id",),
        rows=[
            (
                line.id, line.spec.label, line.unit.text, line.spec.flow, line.spec.kind, line.spec.cost_class,
                line.counted, _by_month_unit(run, line), line.spec.formula,
            )
            for line in lines
        ],
    )  # fmt: skip
    yield TableResource(
        "lines_by_month",
        "Lines by month",
        (
            _Field("line", "string", "id of the line"),
            _Field("month", "integer", "0 is the start, 1 the first month"),
            _Field("plan", "number", "the base case: every input at its likely value"),
            _Field("mean", "number", "mean over all draws"),
        ),
        key=("line", "month"),
        refers=(("line", "lines", "id"),),
        rows=(row for line in lines for row in _months(run, line)),
    )


def _by_month_unit(run: roi.Run, line: ModelLine) -> str:
    return line.unit.text if line.spec.flow is None else run.model.currency


def _months(run: roi.Run, line: ModelLine) -> Iterator[Sequence[object]]:
    if line.spec.flow is None:
        plan, mean = run.plan.values[line.id] / line.unit.scale, run.means["value", line.id] / line.unit.scale
    else:
        plan, mean = run.plan.payments[line.id], run.means["payment", line.id]
    for month, (planned, expected) in enumerate(zip(plan.tolist(), mean.tolist(), strict=True)):
        yield line.id, month, planned, expected
