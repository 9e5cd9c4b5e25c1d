"""Results as Parquet, by pyarrow, which is the extra `parquet`: a row a deal and option, the draws as lists.

The metadata (key `roi.portfolio`, JSON) tell the schema, the run and the portfolio; the facts of a deal
stand in its rows.  Net present values are doubles; months of payback are single precision, of which a month
has four digits behind the point.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roi.arrays import Array
from roi.errors import Command, Place, RoiError, remedy
from roi.extras import imported
from roi.model.correlation import Pair
from roi.portfolio.damage import check_contents, intact, typed
from roi.portfolio.deals import Deal, EstimateFacts, Factor, Failed, Portfolio
from roi.portfolio.results import DealResult, Maturity, OptionResult, Results
from roi.reading import check_file

SCHEMA = 2
KEY = b"roi.portfolio"
DRAWN = ("npv", "payback")
BY_MONTH = ("cash", "spend", "low", "middle", "high")
NUMBERS = ("rate", "answered")
WHAT = "a file of results"


def check_parquet() -> None:
    """Refuse where Parquet files cannot be written.

    Raises:
        RoiError: pyarrow is not installed.
    """
    imported("pyarrow.parquet", WHAT, "parquet")


def schema(metadata: Mapping[str, Any]) -> Any:
    """The columns, with what the file tells of itself."""
    arrow = imported("pyarrow", WHAT, "parquet")
    numbers = arrow.list_(arrow.float64())
    columns = [(name, arrow.string()) for name in ("deal", "digest", "facts", "option", "label")]
    columns += [("npv", numbers), ("payback", arrow.list_(arrow.float32()))]
    columns += [(name, numbers) for name in BY_MONTH]
    columns += [(name, arrow.float64()) for name in NUMBERS]
    return arrow.schema(columns, metadata={KEY: json.dumps(metadata, default=str)})


def metadata_of(results: Results) -> dict[str, Any]:
    """What a file of results tells of the run."""
    portfolio = asdict(replace(results.portfolio, deals=(), failed=(), places={}))
    return {
        "schema": SCHEMA,
        "version": results.version,
        "draws": results.draws,
        "seed": results.seed,
        "failed": [asdict(each) for each in results.failed],
        "portfolio": {
            key: value for key, value in portfolio.items() if key not in ("deals", "failed", "places")
        },
    }


def batch_of(deals: Iterable[DealResult], columns: Any) -> Any:
    """Deals as a record batch of these columns."""
    arrow = imported("pyarrow", WHAT, "parquet")
    rows = [(result, option) for result in deals for option in result.options]
    texts = {
        "deal": [result.deal.name for result, _ in rows],
        "digest": [result.digest for result, _ in rows],
        "facts": [facts_text(result) for result, _ in rows],
        "option": [option.option for _, option in rows],
        "label": [option.label for _, option in rows],
    }
    lists = {name: [getattr(option, name) for _, option in rows] for name in (*DRAWN, *BY_MONTH)}
    arrays = [
        *(text_column(each) for each in texts.values()),
        *(_lists(each, columns.field(name).type, arrow) for name, each in lists.items()),
        *(
            _numbers(np.array([getattr(option, name) for _, option in rows]), arrow.float64())
            for name in NUMBERS
        ),
    ]
    return arrow.record_batch(arrays, schema=columns)


# Columns are made of buffers: what else makes them looks for pandas first, which takes half a second to import.


def text_column(texts: Sequence[str]) -> Any:
    """Texts as a column."""
    arrow = imported("pyarrow", WHAT, "parquet")
    encoded = [text.encode() for text in texts]
    ends = arrow.py_buffer(np.cumsum([0, *map(len, encoded)], dtype=np.int32))
    return arrow.StringArray.from_buffers(len(encoded), ends, arrow.py_buffer(b"".join(encoded)))


def _lists(arrays: Sequence[Array], kind: Any, arrow: Any) -> Any:
    """Arrays as a column of lists, without a Python number for each value."""
    ends = np.cumsum([0, *map(len, arrays)], dtype=np.int32)
    number = np.float32 if kind.value_type == arrow.float32() else np.float64
    whole = np.concatenate(arrays) if arrays else np.empty(0)
    values = _numbers(whole.astype(number, copy=False), kind.value_type)
    return arrow.Array.from_buffers(kind, len(arrays), [None, arrow.py_buffer(ends)], children=[values])


def _numbers(values: NDArray[np.floating[Any]], kind: Any) -> Any:
    arrow = imported("pyarrow", WHAT, "parquet")
    return arrow.Array.from_buffers(kind, len(values), [None, arrow.py_buffer(values)])


def write(results: Results, path: Path) -> None:
    """Write a file of results; `exports.atomic` makes it appear whole.

    Raises:
        RoiError: pyarrow is not installed.
    """
    parquet = imported("pyarrow.parquet", WHAT, "parquet")
    columns = schema(metadata_of(results))
    with path.open("wb") as sink, parquet.ParquetWriter(sink, columns, **WRITING) as writer:
        size = deals_of_group(results.draws)
        for start in range(0, len(results.deals), size):
            writer.write_batch(batch_of(results.deals[start : start + size], columns))


def deals_of_group(draws: int) -> int:
    """Deals of a row group: a few megabytes, which is what a reader holds at a time."""
    return max(1, min(64, 2**18 // draws))


# Draws are as good as incompressible: bytes are not searched for repetitions that are not there.
WRITING: Mapping[str, Any] = {"compression": "none", "use_dictionary": False, "write_statistics": False}


def opened(path: Path) -> tuple[Any, dict[str, Any]]:
    """A file of results, open, and what it tells of itself.

    Raises:
        RoiError: no file, no Parquet, no results of a portfolio, or those of another version.
    """
    parquet = imported("pyarrow.parquet", WHAT, "parquet")
    arrow = imported("pyarrow", WHAT, "parquet")
    place, again = Place(str(path)), remedy("Write it with ", Command("portfolio run"), ".")
    check_file(path, absent=again)
    try:
        file = parquet.ParquetFile(arrow.OSFile(os.fsencode(path)))
    except OSError as problem:
        if problem.errno:
            reason = os.strerror(problem.errno).lower()
            raise RoiError(f"the file cannot be read: {reason}", place) from None
        raise RoiError(f"this is no Parquet file: {str(problem).splitlines()[0]}", place, again) from None
    except (arrow.ArrowException, ValueError) as problem:
        raise RoiError(f"this is no Parquet file: {str(problem).splitlines()[0]}", place, again) from None
    try:
        with intact(path):
            about = about_of(file.schema_arrow, path)
            if not file.schema_arrow.equals(schema({})):
                raise RoiError("the file of results has other columns than it was written with", place, again)
    except RoiError:
        file.close()
        raise
    return file, about


def about_of(columns: Any, path: Path) -> dict[str, Any]:
    """What a file tells of itself in its schema.

    Raises:
        RoiError: it holds no results of a portfolio, or those of another version.
    """
    place = Place(str(path))
    metadata = (columns.metadata or {}).get(KEY)
    if metadata is None:
        again = remedy("Write it with ", Command("portfolio run"), ".")
        raise RoiError("the file holds no results of a portfolio", place, again)
    with intact(path):
        about = dict(json.loads(metadata))
    if about.get("schema") != SCHEMA:
        message = f"the results have schema {about.get('schema')}, written by version {about.get('version')}"
        raise RoiError(f"{message}; this version reads schema {SCHEMA}", place, "Run the portfolio again.")
    return about


def read(path: Path, *, draws: bool = True) -> Results:
    """The results of a file.

    Args:
        draws: whether net present values and payback are read; without them they are empty, and a file of twenty
            thousand deals fits into little memory.

    Raises:
        RoiError: see `opened`.
    """
    file, about = opened(path)
    with file, intact(path):
        deals = tuple(deals_in(file, draws=draws))
        results = Results(
            portfolio_of(about, tuple(result.deal for result in deals)),
            deals,
            about["draws"],
            about["seed"],
            about["version"],
            tuple(typed(Failed, each) for each in about["failed"]),
        )
        check_contents(results, draws)
    return results


def deals_in(file: Any, *, draws: bool = True) -> Iterator[DealResult]:
    """The deals of an open file in their order, a row group at a time."""
    names = [name for name in file.schema_arrow.names if draws or name not in DRAWN]
    rows = (
        row
        for group in range(file.num_row_groups)
        for row in _rows(file.read_row_group(group, columns=names))
    )
    for _, same in groupby(rows, key=lambda row: (row["deal"], row["digest"])):
        each = list(same)
        deal, maturity = from_facts(each[0]["facts"])
        options = tuple(
            OptionResult(
                row["option"],
                row["label"],
                *(row[name] for name in (*DRAWN, *BY_MONTH)),
                **{name: row[name] for name in NUMBERS},
            )
            for row in each
        )
        yield DealResult(deal, each[0]["digest"], options, maturity)


def _rows(table: Any) -> Iterator[dict[str, Any]]:
    """Rows with arrays of doubles for lists; what was not read is empty."""
    columns = {name: table.column(name).combine_chunks() for name in table.column_names}
    for at in range(table.num_rows):
        row: dict[str, Any] = dict.fromkeys(DRAWN, np.empty(0))
        for name, column in columns.items():
            if name in DRAWN or name in BY_MONTH:
                row[name] = np.array(column[at].values.to_numpy(zero_copy_only=False), dtype=np.float64)
            else:
                row[name] = column[at].as_py()
        yield row


def facts_text(result: DealResult) -> str:
    """What is known of a deal, as JSON."""
    return json.dumps({"deal": asdict(result.deal), "maturity": asdict(result.maturity)}, default=str)


def from_facts(text: str) -> tuple[Deal, Maturity]:
    """The deal and its maturity of the text of `facts_text`."""
    entry = json.loads(text)
    deal, maturity = entry["deal"], entry["maturity"]
    for name in ("exclusive", "needs", "people", "options"):
        deal[name] = tuple(deal[name])
    for table, name in ((deal, "close"), *((maturity, key) for key in _DATES)):
        table[name] = table[name] and date.fromisoformat(table[name])
    deal |= {"path": Path(deal["path"]), "estimate": typed(EstimateFacts, deal["estimate"])}
    return typed(Deal, deal), typed(Maturity, maturity)


_DATES = tuple(each.name for each in fields(Maturity) if "date" in str(each.type))


def portfolio_of(about: Mapping[str, Any], deals: tuple[Deal, ...]) -> Portfolio:
    """The portfolio of a file's metadata."""
    entry = dict(about["portfolio"])
    entry["factor"] = typed(Factor, entry["factor"])
    for name in ("budget", "people"):
        entry[name] = tuple(entry[name])
    entry["correlations"] = tuple(typed(Pair, each) for each in entry["correlations"])
    entry["lines"] = {name: tuple(values) for name, values in entry["lines"].items()}
    return typed(Portfolio, entry | {"deals": deals})
