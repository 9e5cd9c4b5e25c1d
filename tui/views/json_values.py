"""Results as JSON has them, so that what makes a document has only to choose and to name."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a list of cases needs no engine
    from roi.model import ModelInput


def json_value(value: object) -> Any:
    """A value of a document: the fields of a dataclass, a day as ISO 8601, null for what is no finite number."""
    match value:
        case float():
            return value if math.isfinite(value) else None
        case datetime.date():
            return value.isoformat()
        case Mapping():
            return {key: json_value(each) for key, each in value.items()}
        case list() | tuple():
            return [json_value(each) for each in value]
    if is_dataclass(value):
        return json_value(picked(value, *(field.name for field in fields(value))))
    return value


def picked(value: object, *names: str) -> dict[str, object]:
    """The attributes of these names, which are those of the document too."""
    return {name: getattr(value, name) for name in names}


def input_fields(item: ModelInput) -> dict[str, object]:
    """Which input it is, and the unit of its values."""
    return {"input": item.id, "label": item.spec.label, "unit": item.unit.text}
