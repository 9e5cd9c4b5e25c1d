"""What a case says of its evidence in words of its own."""

from __future__ import annotations

from roi.case import EVIDENCE
from roi.model import Model

OF_THE_CASE = "Of the case as it is written, not of this estimate: "


def evidence_text(model: Model) -> str:
    """The text of the case, whose figures are fixed; where the model is of something else, it says so first.

    Another currency is the same case: it moves no figure but the money of results.
    """
    text = model.case.header.evidence
    return text if not text or _as_written(model) else OF_THE_CASE + text


def _as_written(model: Model) -> bool:
    return (
        model.option is None
        and model.preset == EVIDENCE
        and model.horizon == model.case.header.horizon
        and all(item.layer == "case" for item in model.inputs)
    )
