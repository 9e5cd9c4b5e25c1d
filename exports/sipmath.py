"""A run as a SIPmath 3.0 library: what other tools for uncertain numbers read.

The format is that of ProbabilityManagement.org (SIPmath 3.0 Standard; its JSON schema of 2021-08-19).  Results and
inputs are SIP arrays, the numbers of all draws in one order, so that trial 7 of each belongs together.  An input
whose distribution is a metalog, or is met by one, stands there a second time as a generator: the metalog's
coefficients (Keelin 2016), driven by the counter-based numbers of Hubbard (2019), HDR, and by a Gaussian copula
where inputs are correlated.  A generator makes trials of its own, which belong to no trial of the arrays.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

import numpy as np

import roi
from exports.voice.origin import origin_of, origin_sentence
from roi.arrays import Array
from roi.distributions.approximation import Approximation, metalog_near
from roi.model import ModelInput
from roi.notebook.frames import DrawsColumn, draw_blocks, draw_columns
from roi.records import dataclass

Entry = dict[str, object]

_INDEX = "indexRng"  # the trial's number itself, which an array is read by
_COPULA, _MATRIX = "Gaussian", "correlationMatrix"
_MOST_SEED = 100_000_000  # of a generator: its products stay below 2^53, which spreadsheets can tell apart
_ENTITY = 1


@dataclass(frozen=True, slots=True)
class _Generator:
    """An input with the metalog that stands for it, and the number of its source of uniforms."""

    column: DrawsColumn
    item: ModelInput
    near: Approximation
    number: int

    @property
    def rng(self) -> str:
        return f"hdr{self.number}"

    @property
    def layer(self) -> str:
        return f"c{self.number}"


def write_sipmath(run: roi.Run, path: Path) -> None:
    """The library of a run as JSON, in ASCII.

    Names are the headings of `run.draws_frame()`, and numbers in the units they tell.  JSON has no number for what
    is undefined or never: a metric that is so in some draw is left out, and the key `leftOut` says which and why.
    """
    columns = draw_columns(run)[1:]
    draws = _draws(run, columns)
    whole = [column for column in columns if np.isfinite(draws[column.header]).all()]
    generators = list(_generators(run, whole))
    correlated = _correlated(run, generators)
    head: Entry = {
        "name": run.model.case.header.title,
        "objectType": "sipModel",
        "libraryType": "SIPmath_3_0",
        "version": "1",
        "provenance": origin_sentence(run),
        "origin": origin_of(run),
        "globalVariables": _matrix(run, correlated) if correlated else [],
        "U01": _uniforms(run, generators, correlated),
        "leftOut": [_left_out(column, draws[column.header]) for column in columns if column not in whole],
    }
    with path.open("w", encoding="ascii", newline="") as stream:
        _write(stream, head, (*_arrays(whole, draws), *_virtual(generators, correlated)))


def _write(stream: TextIO, head: Entry, sips: Sequence[Entry]) -> None:
    """The document, a SIP a line, each made as text when it is its turn."""
    stream.write(json.dumps(head, indent=1, allow_nan=False).removesuffix("\n}"))
    stream.write(',\n "sips": [\n')
    for place, sip in enumerate(sips):
        arguments = sip["arguments"]
        assert isinstance(arguments, dict)
        numbers = {key: _plain(value) for key, value in arguments.items()}
        text = json.dumps({**sip, "arguments": numbers}, allow_nan=False)
        stream.write(f"  {text}{',' if place < len(sips) - 1 else ''}\n")
    stream.write(" ]\n}\n")


def _plain(value: object) -> object:
    return value.tolist() if isinstance(value, np.ndarray) else value


def _draws(run: roi.Run, columns: Sequence[DrawsColumn]) -> dict[str, Array]:
    """All draws by heading, (n,) each, replicate after replicate."""
    draws = {column.header: np.empty(run.draws_used) for column in columns}
    first = 0
    for block in draw_blocks(run):
        last = first + len(next(iter(block.values())))
        for header, values in draws.items():
            values[first:last] = block[header]
        first = last
    return draws


def _generators(run: roi.Run, columns: Sequence[DrawsColumn]) -> Iterator[_Generator]:
    """Inputs for which a metalog stands, with the numbers of all that vary, so that options share them."""
    numbers = {name: number for number, name in enumerate(run.model.case.input_ids(), start=1)}
    for column in columns:
        if not column.is_input or column.name not in numbers:  # the luck of a year follows from its level
            continue
        item = run.model.input(column.name)
        near = metalog_near(item.distribution)
        if near is not None:
            yield _Generator(column, item, near, numbers[column.name])


def _correlated(run: roi.Run, generators: Sequence[_Generator]) -> list[_Generator]:
    """Those that are correlated with others.

    None where answers have moved some: what an answer that is a range does to another input is no correlation
    matrix.  The arrays have it all the same.
    """
    copula = run.prepared.copula
    if copula.learning is not None:
        return []
    group = [each for each in generators if each.item.id in copula.ids]
    return group if len(group) > 1 else []


def _uniforms(run: roi.Run, generators: Sequence[_Generator], correlated: Sequence[_Generator]) -> Entry:
    """Sources of uniforms: HDR generators, the trial's number, and the copula over some of the former."""
    rng: list[Entry] = [
        {
            "name": each.rng,
            "function": "HDR_2_0",
            "arguments": {
                "counter": "PM_Index",
                "entity": _ENTITY,
                "varId": each.number,
                "seed3": run.prepared.sampling.seed % _MOST_SEED,
                "seed4": 0,
            },
        }
        for each in generators
    ]
    rng.append({"name": _INDEX, "function": "Index", "arguments": {"counter": "PM_Index"}})
    if not correlated:
        return {"rng": rng}
    copula = {
        "name": _COPULA,
        "function": "GaussianCopula",
        "arguments": {
            "correlationMatrix": {"type": "globalVariables", "value": _MATRIX},
            "rng": [each.rng for each in correlated],
        },
        "copulaLayer": [each.layer for each in correlated],
    }
    return {"rng": rng, "copula": [copula]}


def _matrix(run: roi.Run, correlated: Sequence[_Generator]) -> list[Entry]:
    """Correlations of the normal scores: the diagonal and what is above it."""
    copula = run.prepared.copula
    at = [copula.ids.index(each.item.id) for each in correlated]
    names = [_virtual_name(each) for each in correlated]
    cells = [
        {"row": names[i], "col": names[j], "value": copula.latent[at[i]][at[j]]}
        for i in range(len(at))
        for j in range(i, len(at))
    ]
    return [{"name": _MATRIX, "value": {"columns": names, "rows": names, "matrix": cells}}]


def _arrays(columns: Sequence[DrawsColumn], draws: Mapping[str, Array]) -> Iterator[Entry]:
    for column in columns:
        values = draws[column.header]
        yield {
            "name": column.header,
            "ref": {"source": "rng", "name": _INDEX},
            "function": "SIP_Array",
            "arguments": {"type": "array", "value": values},
            "metadata": {
                "label": column.label,
                "unit": column.unit,
                "role": "input" if column.is_input else "result",
                "min": float(values.min()),
                "mean": float(values.mean()),
                "max": float(values.max()),
            },
        }


def _virtual(generators: Sequence[_Generator], correlated: Sequence[_Generator]) -> Iterator[Entry]:
    for each in generators:
        ref = {"source": "rng", "name": each.rng}
        if each in correlated:
            ref = {"source": "copula", "name": _COPULA, "copulaLayer": each.layer}
        law = each.near.law.scaled(each.item.to_formula / each.item.unit.scale)
        bounds = {"lowerBound": law.low, "upperBound": law.high}
        yield {
            "name": _virtual_name(each),
            "ref": ref,
            "function": "Metalog_1_0",
            "arguments": {
                **{name: bound for name, bound in bounds.items() if np.isfinite(bound)},
                "aCoefficients": list(law.coefficients),
            },
            "metadata": {
                "label": each.column.label,
                "unit": each.column.unit,
                "role": "generator",
                "error": each.near.error,
                "errorIs": "largest distance from the input's quantiles between P0.1 and P99.9, as a share of "
                "that range; 0 where the input is this metalog",
            },
        }


def _virtual_name(each: _Generator) -> str:
    return f"{each.column.header} (metalog)"


def _left_out(column: DrawsColumn, values: Array) -> Entry:
    undefined, never = int(np.isnan(values).sum()), int(np.isinf(values).sum())
    return {
        "name": column.header,
        "label": column.label,
        "undefinedTrials": undefined,
        "infiniteTrials": never,
        "reason": "JSON has no number for what is undefined or never",
    }
