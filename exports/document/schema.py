"""JSON Schemas (2020-12) of the documents, made from their types.

`python -m exports.document.schema` writes `exports/result.schema.json`, `exports/track.schema.json` and
`exports/update.schema.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from exports.document.part import Part
from exports.document.result import Result
from exports.document.track import TrackDocument
from exports.document.update import UpdateDocument

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DOCUMENTS: Mapping[str, tuple[type[Part], str]] = {
    "result": (Result, "Result of a run of roi"),
    "track": (TrackDocument, "An estimate of roi held against what came of it"),
    "update": (UpdateDocument, "An estimate of roi updated by observations"),
}  # by name: the type, and the title of its schema


class Untitled(GenerateJsonSchema):
    """Without the titles that pydantic makes up from the names of fields."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema_of(name: str) -> dict[str, Any]:
    """The schema of one of `DOCUMENTS`."""
    document, title = DOCUMENTS[name]
    schema = document.model_json_schema(mode="serialization", schema_generator=Untitled)
    return {"$schema": DIALECT, **schema, "title": title}


def schema_text(name: str) -> str:
    """It as the text of its file."""
    return json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"


def schema_file(name: str) -> Path:
    """Where it is kept."""
    return Path(__file__).parents[1] / f"{name}.schema.json"


if __name__ == "__main__":
    for name in DOCUMENTS:
        schema_file(name).write_text(schema_text(name), encoding="utf-8")
