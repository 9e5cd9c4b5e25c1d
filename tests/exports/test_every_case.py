"""Every shipped case in every format for other tools, read by something that is not ours; the numbers are one."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
from frictionless import validate

import cases
import roi
from cases.load import templates
from exports.document import measures
from exports.files import export
from roi.sim.cuts import HEADLINE
from tests.support.sipmath import SCHEMA, read_library, trials


@pytest.mark.parametrize("name", sorted(templates()))
def test_a_case_in_every_format(name: str, tmp_path: Path) -> None:
    run = roi.simulate(cases.load(name), draws=64)
    for suffix in (".csv", ".parquet", ".sipmath", ".zip"):
        export(run, tmp_path / f"a{suffix}")

    report = validate(str(tmp_path / "a.zip"), type="package")
    assert report.valid, report.flatten(["type", "note", "rowNumber", "fieldName"])
    library = read_library(tmp_path / "a.sipmath")
    jsonschema.validate(library, SCHEMA)

    frame = pd.read_parquet(tmp_path / "a.parquet")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.read("draws.csv") == (tmp_path / "a.csv").read_bytes()
        rows = list(csv.DictReader(io.StringIO(archive.read("draws.csv").decode())))
        statistics = list(csv.DictReader(io.StringIO(archive.read("metrics.csv").decode())))
        described = json.loads(archive.read("datapackage.json"))
    assert [field["name"] for field in described["resources"][0]["schema"]["fields"]] == list(frame.columns)
    arrays = {sip["name"] for sip in library["sips"] if sip["function"] == "SIP_Array"}
    left_out = {entry["name"] for entry in library["leftOut"]}
    assert arrays | left_out == set(frame.columns[1:])
    for column in frame.columns[1:]:
        texts = [float(row[column]) if row[column] else np.nan for row in rows]
        np.testing.assert_array_equal(texts, frame[column])
        if column in arrays:
            np.testing.assert_array_equal(trials(library, column, 64), frame[column])

    # The statistics are those of the JSON document, and those of the draws themselves.
    npv = next(row for row in statistics if (row["metric"], row["cut"]) == ("npv", "headline"))
    figures = measures.metrics(run.summary(), HEADLINE, run.model.currency).model_dump()["npv"]
    assert {key: float(npv[key]) for key in ("mean", "p10", "p50", "p90")} == {
        key: figures[key] for key in ("mean", "p10", "p50", "p90")
    }
    sip = next(each for each in library["sips"] if each["name"] == f"npv [{run.model.currency}]")
    assert sip["metadata"]["mean"] == pytest.approx(figures["mean"], rel=1e-12)
    assert float(npv["mean"]) == pytest.approx(frame[f"npv [{run.model.currency}]"].mean(), rel=1e-12)
