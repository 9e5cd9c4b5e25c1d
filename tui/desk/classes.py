"""A reference class as it is typed: a file of realised ÷ estimated, or mean and standard deviation in money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from cases.row_tables import read_table
from roi.analysis.disappointment import FEWEST_DEALS, RatioClass, ValueClass, ratios_of
from roi.errors import LARGEST, Command, Place, RoiError, Setting, of_setting, remedy
from roi.model import Model
from roi.text import counted
from tui.desk.amounts import typed_amount

SETTING = "class"
_WRITTEN = ("as ", Command("score", "FOLDER"), " writes with ", Setting("save_class"))


def typed_class(text: str, model: Model) -> ValueClass | RatioClass:
    """What is known of a class.

    Args:
        text: a .csv file as `roi score FOLDER --save-class` writes it, or `MEAN, SD` of net present values.
        model: whose currency and units apply.

    Raises:
        RoiError: neither, a file without benefits of three deals, a standard deviation that is none.
    """
    if text.lower().endswith(".csv"):
        return ratio_class(text)
    where = of_setting(SETTING)
    parts = text.split(",")
    if len(parts) != 2:
        hint = remedy("Name a .csv file ", *_WRITTEN, ", or write mean and standard deviation: 0, 2M.")
        raise RoiError(f"`{text[:60]}` is no class", where, hint)
    mean, sd = (typed_amount(model, part.strip(), model.currency, where) for part in parts)
    if sd < 0:
        raise RoiError("a standard deviation is 0 or more", where, "Write it as the second of two numbers.")
    return ValueClass(mean, sd)


def _rows(path: Path) -> Iterator[tuple[Place, Mapping[str, str], float]]:
    """Place, cells and realised ÷ estimated of each row."""
    table = read_table(path)
    for heading in ("estimate", "kind", "ratio"):
        if heading not in table.headings:
            hint = remedy("It is one ", *_WRITTEN, ".")
            raise RoiError(f"the column `{heading}` is missing", Place(path.name), hint)
    for where, cells in table.rows:
        text = cells.get("ratio", "")
        try:
            ratio = float(text)
        except ValueError:
            ratio = -1.0
        if not 0 < ratio <= LARGEST:
            message = f"`{text[:60]}` is no ratio above 0"
            raise RoiError(message, where.at_key("ratio"), "Write a number as 0.8.")
        yield where, cells, ratio


def ratio_class(file: str) -> RatioClass:
    """What came true of earlier estimates: a file as `roi score FOLDER --save-class` writes it.

    Raises:
        RoiError: no such file, a column is missing, a ratio is not above 0, or there are benefits of fewer than
            three deals; costs of fewer are taken as estimated.
    """
    deals: dict[str, defaultdict[str, list[float]]] = {
        kind: defaultdict(list) for kind in ("benefit", "cost")
    }
    path = Path(file)
    for where, cells, ratio in _rows(path):
        if (kind := cells.get("kind", "")) not in deals:
            hint = "Allowed: benefit, cost."
            raise RoiError(f"`{kind[:60]}` is no kind of line", where.at_key("kind"), hint)
        deals[kind][cells.get("estimate", "")].append(ratio)
    benefits, costs = (np.array([np.mean(ratios) for ratios in deals[kind].values()]) for kind in deals)
    if len(benefits) < FEWEST_DEALS:
        message = f"it has the benefits of {counted(len(benefits), 'deal')}, and a class needs {FEWEST_DEALS}"
        raise RoiError(message, Place(path.name), "Score more deals first.")
    return RatioClass(ratios_of(benefits), ratios_of(costs), len(benefits))
