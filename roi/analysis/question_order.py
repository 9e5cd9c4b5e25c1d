"""The numbers of the first questions: 1, 2, 3 …, each once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from roi.analysis.remarks import Remark
from roi.case import Case
from roi.model import Model


def order_remarks(models: Sequence[Model]) -> list[Remark]:
    """Numbers that two questions share, and gaps between them, in the case or one of its options; each once."""
    notes: dict[str, Remark] = {}
    for model in models:
        numbered = sorted(
            ((item.spec.first, item.id) for item in model.inputs if item.spec.first), key=lambda pair: pair[0]
        )
        for (before, earlier), (number, name) in pairwise([(0, ""), *numbered]):
            if _of_block(model.case, name) or (number == before and _of_block(model.case, earlier)):
                continue
            if number == before:
                text = f"`first = {number}` is that of `{earlier}` as well; the upper one is asked first"
            elif number > before + 1 and model.option is None:  # an option may take an input of the case away
                text = f"`first = {number}` comes after {before}: number the first questions 1, 2, 3 …"
            else:
                continue
            place = "inputs" if name in model.case.inputs else f"options.{model.option}.inputs"
            notes.setdefault(name, Remark("warning", f"[{place}.{name}]", text))
    return list(notes.values())


def _of_block(case: Case, name: str) -> bool:
    """Whether the number came with a block: it was not written for the questions of this case."""
    where = f"[inputs.{name}]"
    return bool(case.brought.get(f"{where} first", case.brought.get(where, "")))
