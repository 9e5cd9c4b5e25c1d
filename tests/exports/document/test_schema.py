from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from exports.document.parts import Figures, Metrics, Spread
from exports.document.schema import DOCUMENTS, schema_file, schema_of, schema_text
from roi.sim.metrics import METRICS, PERCENTILES
from tests.support.golden import kept


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_file_is_current(name: str) -> None:
    assert kept(schema_file(name), schema_text(name)) == schema_text(name), (
        "ROI_UPDATE=1 pytest writes it anew"
    )


def test_it_is_a_json_schema() -> None:
    schema = schema_of("result")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


def objects(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield path, schema
        for key, part in schema.items():
            yield from objects(part, f"{path}/{key}")


def test_every_key_is_described() -> None:
    described = list(objects(schema_of("result")))
    assert len(described) > 20
    for path, part in described:
        assert part.get("description"), path
        assert part["additionalProperties"] is False, path
        for key, value in part["properties"].items():
            assert len(value.get("description", "")) > 3, f"{path}: {key}"


def test_only_twins_and_what_not_every_case_has_may_be_absent() -> None:
    financed = {name for name, row in METRICS.items() if row.finance}
    for path, part in objects(schema_of("result")):
        optional = set(part["properties"]) - set(part["required"])
        assert optional <= {"cash", "headline", "with_soft"} | financed, path


def test_it_has_every_metric_and_percentile() -> None:
    assert list(Metrics.model_fields) == list(METRICS)
    assert list(Figures.model_fields) == [*METRICS, "state"]
    assert [name for name in Spread.model_fields if name.startswith("p")] == [f"p{p}" for p in PERCENTILES]
