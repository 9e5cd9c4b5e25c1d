"""What every part of a JSON document is, and how it is read from values by the names of their attributes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AliasPath, BaseModel, BeforeValidator, ConfigDict, Field

from exports.voice.formats import number_or_none

Number = Annotated[float | None, BeforeValidator(number_or_none)]
Day = Annotated[str, BeforeValidator(lambda day: day.isoformat() if isinstance(day, date) else day)]


class Part(BaseModel):
    """A part of the document, made of keywords or of a value whose attributes have the names of its fields."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, from_attributes=True, populate_by_name=True
    )


def field(text: str, of: str | AliasPath | None = None) -> Any:
    """A required field and what it holds; `of`: the attribute it is read from, where that has another name."""
    return Field(description=text, validation_alias=of)
