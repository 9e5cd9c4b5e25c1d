"""Case documents laid over building blocks: entry by entry, key by key, in an order that reads well."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from cases.fields import shown
from roi.case import COST_CLASSES
from roi.errors import Place, RoiError, nearest

Table = dict[str, Any]
Path = tuple[str, ...]
_Kind = Callable[[str, Any], str]  # the kind of an entry by its key, as entries of a kind stand together
NAMED = ("sources", "rates", "inputs", "lines", "shares", "presets", "options")  # tables of entries by id
LISTED = ("correlations", "claims", "risks")  # lists of entries
PLAIN = ("finance",)  # tables that are one entry
TABLES = (*NAMED, *PLAIN, *LISTED)
_INNER = ("inputs", "lines")  # tables inside a preset or an option
# The order in which groups of inputs stand where nothing else says so.
GROUPS = (
    "Volume", "Effect", "Adoption", "Today", "Licence", "Tokens", "Model", "GPUs", "Routing", "Deployment", "Pilot",
    "Compliance", "Risk", "Method", "Finance",
)  # fmt: skip
_SECTIONS = ("", "benefit", *COST_CLASSES, "last")  # of lines
_VOUCHES = ("source", "note", "likely")  # for the value beside which they stand


def laid_over(document: Mapping[str, Any], base: Mapping[str, Any], last: tuple[str, ...] = ()) -> Table:
    """A document over what its blocks bring: the document's own keys stand, entry by entry.

    Args:
        document: the document.
        base: what its blocks bring, tables of known shape.
        last: lines of the blocks that stand behind all others.
    """
    result: Table = dict(document)
    for table, brought in base.items():
        mine = document.get(table, type(brought)())
        if isinstance(mine, Mapping) and isinstance(brought, Mapping):
            result[table] = _in_order(mine, brought, table, lambda k, e: _section(k, e, last), _SECTIONS)
        elif isinstance(mine, list) and isinstance(brought, list):
            result[table] = _lists(table, mine, brought)
    return result


def joined(
    first: Table, second: Mapping[str, Any], settled: Sequence[Mapping[str, Any]], where: Place
) -> Table:
    """What two blocks bring together; the same entry twice is one.

    Args:
        settled: the documents that take them in, whose own values stand whatever the blocks say.
        where: of the second, for messages.

    Raises:
        RoiError: they bring different values under one name, and no document says which.
    """
    result = dict(first)
    for table, brought in second.items():
        if table in LISTED:
            result[table] = _lists(table, result.get(table, []), brought)
        else:
            stated = [document.get(table) for document in settled]
            result[table] = _both(result.get(table, {}), brought, stated, (table,), where)
    return result


def _both(first: Any, second: Any, settled: Sequence[Any], path: Path, where: Place) -> Any:
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        result = dict(first)
        for key, value in second.items():
            stated = [entry.get(key) if isinstance(entry, Mapping) else None for entry in settled]
            result[key] = _both(first[key], value, stated, (*path, key), where) if key in first else value
        return result
    if first != second and all(value is None for value in settled):
        name = ".".join(path[:-1])
        message = f"two blocks bring [{name}] with another `{path[-1]}`: {shown(first)} and {shown(second)}"
        raise RoiError(message, where, f"Give it in the case, or leave one out: without = [{shown(name)}].")
    return second


def _lists(table: str, mine: list[Any], brought: list[Any]) -> list[Any]:
    """Own entries, then those of the blocks that are not there yet."""
    known = [_sign(table, entry) for entry in mine]
    result = list(mine)
    for entry in brought:
        sign = _sign(table, entry)
        if sign not in known:
            known.append(sign)
            result.append(entry)
    return result


def _sign(table: str, entry: Any) -> object:
    """What makes an entry of a list the one it is."""
    if isinstance(entry, Mapping) and table == "claims" and "id" in entry:
        return entry["id"]
    if isinstance(entry, Mapping) and table == "correlations" and isinstance(entry.get("between"), list):
        return sorted(map(str, entry["between"]))
    return entry


def _in_order(
    mine: Mapping[str, Any], brought: Mapping[str, Any], table: str, kind: _Kind, ranks: tuple[str, ...]
) -> Table:
    """A table over that of the blocks; `kind`, `ranks`: of lines, see `_ordered`."""
    if table in PLAIN:
        return {**brought, **mine}
    entries = {
        key: _entry(table, mine[key], brought[key]) if key in mine else brought[key] for key in brought
    }
    entries |= {key: value for key, value in mine.items() if key not in brought}
    if table == "inputs":
        return _ordered(mine, brought, entries, _group, GROUPS)
    if table == "lines":
        return _ordered(mine, brought, entries, kind, ranks)
    if table in ("options", "presets"):
        return _ordered(mine, brought, entries, lambda _key, _entry: "", ())
    return entries


def _entry(table: str, mine: Any, brought: Any) -> Any:
    """An entry of the document over the one of the same id that a block brings."""
    if table == "inputs":
        return figure(mine, brought)
    if not (isinstance(mine, Mapping) and isinstance(brought, Mapping)):
        return mine
    entry = {**brought, **mine}
    if table in ("options", "presets"):
        for inner in _INNER:
            if isinstance(mine.get(inner, {}), Mapping) and inner in brought:
                # Lines stand as the block has them, by what flows.  Values that replace those of the case have
                # no group and stand behind inputs of the option's own.
                entry[inner] = _in_order(mine.get(inner, {}), brought[inner], inner, _flow, ())
    return entry


def figure(mine: Any, brought: Any) -> Any:
    """An input or an override over the one that a block brings.

    A bare value is a new `value`.  A new value takes leave of what vouched for the old one: its source and note,
    unless the old one was a judgement without a source, and its grade, unless that is `judgement` or a source is
    given with the new one.
    """
    new = mine if isinstance(mine, Mapping) else {"value": mine}
    old = brought if isinstance(brought, Mapping) else {"value": brought}
    if "value" not in new or new["value"] == old.get("value"):
        return {**old, **new}
    judged = old.get("grade") == "judgement"
    gone = ("likely",) if judged and not old.get("source") else _VOUCHES
    kept = {key: value for key, value in old.items() if key not in gone}
    if not judged and "source" not in new:
        kept.pop("grade", None)
    return {**kept, **new}


def _group(_key: str, entry: Any) -> str:
    return str(entry.get("group", "")) if isinstance(entry, Mapping) else ""


def _flow(_key: str, entry: Any) -> str:
    return str(entry.get("flow", "")) if isinstance(entry, Mapping) else ""


def _section(key: str, entry: Any, last: tuple[str, ...]) -> str:
    if key in last:
        return "last"
    flow = _flow(key, entry)
    return str(entry.get("class", "")) if flow == "cost" else flow


def _ordered(
    mine: Mapping[str, Any],
    brought: Mapping[str, Any],
    entries: Mapping[str, Any],
    kind: _Kind,
    ranks: tuple[str, ...],
) -> Table:
    """Entries of a kind together: as the blocks have them, the document's own between those that it names.

    What both have stands in the order of the document, in the places that the blocks give it.  An entry of the
    document alone stands before the next one of its kind that the document names after it, and at the end of
    its kind where none follows; at the beginning where it is written before all that are named.

    Args:
        ranks: kinds in their order; where this is empty they come as the blocks have them.
    """
    kinds = {key: kind(key, entry) for key, entry in entries.items()}
    named = [key for key in mine if key in brought]
    parts: dict[str, list[str]] = {}
    for key in brought:
        parts.setdefault(kinds[key], []).append(key)
    for name, keys in parts.items():
        slots = iter([key for key in named if kinds[key] == name])
        parts[name] = [next(slots) if key in mine else key for key in keys]
    document_kinds: dict[str, None] = {}
    for name in dict.fromkeys(kinds[key] for key in mine if key not in brought):
        document_kinds[name] = None
        parts[name] = _placed([key for key in mine if kinds[key] == name], parts.get(name, []))
    order = _kinds_in_order(list(document_kinds), list(parts), ranks)
    return {key: entries[key] for name in order for key in parts[name]}


def _placed(mine: list[str], brought: list[str]) -> list[str]:
    """Keys of one kind: `mine` as the document has them, put between those of the blocks."""
    result, begun = list(brought), 0
    for place, key in enumerate(mine):
        if key in brought:
            continue
        after = next((other for other in mine[place + 1 :] if other in brought), None)
        if after is None:
            result.append(key)
        elif not any(other in brought for other in mine[:place]):
            result.insert(begun, key)
            begun += 1
        else:
            result.insert(result.index(after), key)
    return result


def _kinds_in_order(document_kinds: list[str], kinds: list[str], ranks: tuple[str, ...]) -> list[str]:
    """Kinds of the document in its order, those of the blocks alone between them by rank."""
    if not ranks:
        return list(dict.fromkeys([*kinds, *document_kinds]))
    order = list(document_kinds)
    rank = {name: place for place, name in enumerate(ranks)}
    for name in sorted(
        (name for name in kinds if name not in document_kinds), key=lambda name: rank.get(name, len(ranks))
    ):
        lower = [
            place
            for place, other in enumerate(order)
            if rank.get(other, len(ranks)) <= rank.get(name, len(ranks))
        ]
        order.insert(lower[-1] + 1 if lower else 0, name)
    return order


def left_out(part: Table, paths: Any, where: Place) -> Table:
    """What a block brings without the entries of `without`, such as `inputs.burnout` and `claims.some-id`.

    Correlations of an input that is left out go with it.

    Raises:
        RoiError: no list of texts, an entry that the block does not bring.
    """
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        hint = 'Write ["inputs.some_id", "lines.some_id"].'
        raise RoiError(f"a list of entries is needed, found {shown(paths)}", where, hint)
    known = dict(_entries(part))
    for path in paths:
        if path not in known:
            raise RoiError(f"the block brings no {shown(path)}", where, nearest(path[:60], known))
    gone = {known[path] for path in paths}
    inputs = {path[1] for path in gone if path[0] == "inputs"}
    result: Table = _without(part, (), gone)
    if inputs and "correlations" in result:
        result["correlations"] = [
            pair for pair in result["correlations"] if not inputs.intersection(pair.get("between", ()))
        ]
    return result


def _without(value: Any, path: Path, gone: set[Path]) -> Any:
    if isinstance(value, Mapping):
        return {
            key: _without(inner, (*path, key), gone)
            for key, inner in value.items()
            if (*path, key) not in gone
        }
    if path == ("claims",):
        return [entry for entry in value if ("claims", str(entry.get("id"))) not in gone]
    return value


def _entries(part: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
    """Every entry of a part by how `without` calls it."""
    for table in NAMED:
        for name, entry in part.get(table, {}).items():
            yield f"{table}.{name}", (table, name)
            if table in ("presets", "options") and isinstance(entry, Mapping):
                for inner in _INNER:
                    for key in entry.get(inner, {}):
                        yield f"{table}.{name}.{inner}.{key}", (table, name, inner, key)
    for claim in part.get("claims", []):
        yield f"claims.{claim.get('id')}", ("claims", str(claim.get("id")))
