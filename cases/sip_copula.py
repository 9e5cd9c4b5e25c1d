"""What the Gaussian copula of a SIPmath library binds a variable to: for a remark, since draws are made here.

Nothing is refused: what is not as the standard has it binds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Table = Mapping[str, object]


def bound_to(library: Table, sips: Sequence[Table], sip: Table) -> dict[str, float]:
    """Names of other variables, each with the correlation of its normal scores and those of `sip`."""
    name, layer = _ref(sip)
    copula = _named(_table(library.get("U01")).get("copula"), name)
    layers = copula.get("copulaLayer")
    if not name or not isinstance(layers, list) or layer not in layers:
        return {}
    matrix = _table(_table(copula.get("arguments")).get("correlationMatrix"))
    value = _table(_named(library.get("globalVariables"), matrix.get("value")).get("value"))
    rows = value.get("rows")
    if not isinstance(rows, list) or len(rows) != len(layers):
        return {}
    scores = _scores(value.get("matrix"), rows[layers.index(layer)])
    bounds = {}
    for other in sips:
        its_copula, its_layer = _ref(other)
        if other is not sip and its_copula == name and its_layer in layers:
            score = scores.get(_text(rows[layers.index(its_layer)]), 0.0)
            if score:
                bounds[str(other["name"])] = score
    return bounds


def _scores(cells: object, row: object) -> dict[str, float]:
    """The entries of a matrix that stand in a row or in the column of the same name, by the other name."""
    scores = {}
    for cell in map(_table, cells if isinstance(cells, list) else []):
        ends, score = [_text(cell.get("row")), _text(cell.get("col"))], cell.get("value")
        if row in ends and isinstance(score, float) and -1 < score < 1:
            scores[ends[1 - ends.index(_text(row))]] = score
    return scores


def _ref(sip: Table) -> tuple[str, str]:
    ref = _table(sip.get("ref"))
    return _text(ref.get("name")), _text(ref.get("copulaLayer"))


def _named(tables: object, name: object) -> Table:
    """The first table of a list that has the name."""
    listed = map(_table, tables if isinstance(tables, list) else [])
    return next((table for table in listed if name and table.get("name") == name), {})


def _table(value: object) -> Table:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
