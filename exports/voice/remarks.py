"""What is worth a second look in a case, for people: the input or line by what it is called."""

from __future__ import annotations

import re

from exports.voice.wording import quoted
from roi.analysis.remarks import remarks
from roi.errors import RoiError
from roi.model import Model

_NAMED = re.compile(r"\[(?:inputs|lines)\.(\w+)\]")


def remark_sentences(model: Model) -> tuple[str, ...]:
    """Caps that bind, shares above the whole, signs that turn, weights that do not add up; a sentence each.

    None where the model cannot be evaluated: that is said elsewhere.
    """
    try:
        noticed = remarks(model)
    except RoiError:
        return ()
    return tuple(f"{_called(model, remark.where)}: {remark.text}." for remark in noticed)


def with_labels(model: Model, text: str) -> str:
    """The text with inputs and lines by what people call them, where it has `[inputs.ID]` or `[lines.ID]`."""
    return _NAMED.sub(lambda match: quoted(model.labels.get(match[1], match[1])), text)


def _called(model: Model, where: str) -> str:
    match = _NAMED.fullmatch(where)
    return quoted(model.labels.get(match[1], match[1])) if match else where
