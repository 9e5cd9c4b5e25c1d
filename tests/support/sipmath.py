"""A small reader of SIPmath 3.0 libraries, written from what is published, which shares nothing with `roi`.

HDR: Hubbard (2019), "A Multi-Dimensional, Counter-Based Pseudo Random Number Generator as a Standard for Monte
Carlo Simulations", Winter Simulation Conference; as in ProbabilityManagement.org's PySIPmath (chanceCalc.py).
Metalog: Keelin (2016), equations 7, 11, 13 and 14.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Numbers = NDArray[np.float64]
Library = Mapping[str, Any]

# What the schema of ProbabilityManagement.org asks for (PySIPmath, tests/multi-lib-schema-2021-08-19.json, draft 7)
# of the entries that we write, and the two keys by which readers know the format (PySIP3library.py).
_WHOLE = {"type": "integer", "minimum": 0}
_NAMED = {"type": "object", "required": ["name", "function", "arguments"], "properties": {
    "name": {"type": "string"}, "function": {"type": "string"}, "arguments": {"type": "object"}}}  # fmt: skip
_RNG = {**_NAMED, "properties": {**_NAMED["properties"], "arguments": {  # type: ignore[dict-item]
    "type": "object", "required": ["counter"], "properties": {
        "counter": {"type": "string"},
        **dict.fromkeys(("entity", "varId", "seed3", "seed4"), _WHOLE)}}}}  # fmt: skip
_COPULA = {**_NAMED, "required": ["name", "function", "arguments", "copulaLayer"], "properties": {
    **_NAMED["properties"],  # type: ignore[dict-item]
    "function": {"const": "GaussianCopula"},
    "arguments": {"type": "object", "required": ["correlationMatrix", "rng"], "properties": {
        "correlationMatrix": {"type": "object", "required": ["type", "value"], "properties": {
            "type": {"const": "globalVariables"}, "value": {"type": "string"}}},
        "rng": {"type": "array", "items": {"type": "string"}}}},
    "copulaLayer": {"type": "array", "items": {"type": "string"}}}}  # fmt: skip
_MATRIX = {"type": "object", "required": ["name", "value"], "properties": {
    "name": {"type": "string"},
    "value": {"type": "object", "required": ["columns", "rows", "matrix"], "properties": {
        "columns": {"type": "array", "items": {"type": "string"}},
        "rows": {"type": "array", "items": {"type": "string"}},
        "matrix": {"type": "array", "items": {"type": "object", "required": ["row", "col", "value"], "properties": {
            "row": {"type": "string"}, "col": {"type": "string"}, "value": {"type": "number"}}}}}}}}  # fmt: skip
_NUMBERS = {"type": "array", "minItems": 1, "items": {"type": "number"}}
_SIP = {"type": "object", "required": ["name", "ref", "function", "arguments"], "properties": {
    "name": {"type": "string"},
    "ref": {"type": "object", "required": ["source", "name"], "properties": {
        "source": {"enum": ["rng", "copula"]}, "name": {"type": "string"}, "copulaLayer": {"type": "string"}},
        "if": {"properties": {"source": {"const": "copula"}}}, "then": {"required": ["copulaLayer"]}},
    "function": {"enum": ["Metalog_1_0", "SIP_Array"]},
    "metadata": {"type": "object"}},
    "if": {"properties": {"function": {"const": "Metalog_1_0"}}},
    "then": {"properties": {"arguments": {"type": "object", "required": ["aCoefficients"], "properties": {
        "aCoefficients": {**_NUMBERS, "minItems": 2, "maxItems": 16},
        "lowerBound": {"type": "number"}, "upperBound": {"type": "number"}}}}},
    "else": {"properties": {"arguments": {"type": "object", "required": ["type", "value"], "properties": {
        "type": {"const": "array"}, "value": _NUMBERS}}}}}  # fmt: skip
SCHEMA: Mapping[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema",
    "type": "object",
    "required": ["name", "objectType", "libraryType", "U01", "sips"],
    "properties": {
        "name": {"type": "string"}, "version": {"type": "string"}, "provenance": {"type": "string"},
        "dateCreated": {"type": "string"},
        "objectType": {"const": "sipModel"}, "libraryType": {"const": "SIPmath_3_0"},
        "globalVariables": {"type": "array", "items": _MATRIX},
        "U01": {"type": "object", "required": ["rng"], "properties": {
            "rng": {"type": "array", "items": _RNG}, "copula": {"type": "array", "items": _COPULA}}},
        "sips": {"type": "array", "items": _SIP}},
}  # fmt: skip


def hdr(trial: int, var_id: int, entity: int, seed3: int, seed4: int) -> float:
    """The uniform of a trial, counted from 1."""
    mixed = (
        trial * 2499997 + var_id * 1800451 + entity * 2000371 + seed3 * 1796777 + seed4 * 2299603
    ) % 7450589
    two = (
        trial * 2246527 + var_id * 2399993 + entity * 2100869 + seed3 * 1918303 + seed4 * 1624729
    ) % 7450987
    left = ((999999999999989 % (mixed * 4658 + 7450581)) * 383) % 99991
    right = ((999999999999989 % (two * 7580 + 7560584)) * 17669) % 7440893
    return ((left * 7440893 + right) * 1343 % 4294967296 + 0.5) / 4294967296


def metalog(y: float, a: Sequence[float], low: float | None, high: float | None) -> float:
    """Keelin's quantile function, term by term."""
    logit, centre = math.log(y / (1 - y)), y - 0.5
    terms = [1.0, logit, centre * logit, centre]
    terms += [centre ** ((k - 1) // 2) * (1.0 if k % 2 else logit) for k in range(5, len(a) + 1)]
    m = sum(coefficient * term for coefficient, term in zip(a, terms, strict=False))
    if low is None and high is None:
        return m
    if high is None:
        assert low is not None
        return low + math.exp(m)
    if low is None:
        return high - math.exp(-m)
    return (low + high * math.exp(m)) / (1 + math.exp(m))


def read_library(path: Path) -> Library:
    """The library of a file; what JSON does not know, NaN and Infinity, is refused."""

    def refuse(name: str) -> None:
        raise ValueError(name)

    library: Library = json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)
    return library


def trials(library: Library, name: str, count: int) -> Numbers:
    """The first trials of a SIP: of an array as it stands, of a generator made anew."""
    sip = next(each for each in library["sips"] if each["name"] == name)
    given = sip["arguments"]
    if sip["function"] == "SIP_Array":
        return np.array(given["value"][:count])
    bounds = given.get("lowerBound"), given.get("upperBound")
    return np.array(
        [metalog(u, given["aCoefficients"], *bounds) for u in _uniforms(library, sip["ref"], count)]
    )


def _uniforms(library: Library, ref: Mapping[str, str], count: int) -> Numbers:
    if ref["source"] == "rng":
        return _rng(library, ref["name"], count)
    copula = next(each for each in library["U01"]["copula"] if each["name"] == ref["name"])
    name = copula["arguments"]["correlationMatrix"]["value"]
    value = next(each["value"] for each in library["globalVariables"] if each["name"] == name)
    names = value["rows"]
    matrix = np.eye(len(names))
    for cell in value["matrix"]:
        i, j = names.index(cell["row"]), names.index(cell["col"])
        matrix[i, j] = matrix[j, i] = cell["value"]
    scores = stats.norm.ppf([_rng(library, each, count) for each in copula["arguments"]["rng"]])
    correlated: Numbers = stats.norm.cdf(np.linalg.cholesky(matrix) @ scores)
    layer: Numbers = correlated[copula["copulaLayer"].index(ref["copulaLayer"])]
    return layer


def _rng(library: Library, name: str, count: int) -> Numbers:
    arguments = next(each["arguments"] for each in library["U01"]["rng"] if each["name"] == name)
    seeds = [arguments[key] for key in ("varId", "entity", "seed3", "seed4")]
    return np.array([hdr(trial, *seeds) for trial in range(1, count + 1)])
