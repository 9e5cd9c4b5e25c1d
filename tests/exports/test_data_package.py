"""Data packages, checked and read by the library of the standard's authors."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from frictionless import Package, validate

import cases
import roi
from exports.data_package.write import write_data_package
from exports.document.result import result_document
from roi.errors import Place
from roi.model import Layer, resolve
from roi.sourced import Override
from tests.support.hostile import HOSTILE


@pytest.fixture(scope="module")
def path(run: roi.Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("package") / "a.zip"
    write_data_package(run, target, "Ann Lee")
    return target


def table(path: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode())))


def document(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        descriptor: dict[str, Any] = json.loads(archive.read("datapackage.json"))
    return descriptor


def test_the_standard_s_own_library_finds_it_valid(path: Path) -> None:
    report = validate(str(path), type="package")
    assert report.valid, report.flatten(["type", "note", "rowNumber", "fieldName"])
    package = Package(str(path))
    assert package.contributors == [{"title": "Ann Lee", "role": "author"}]
    rows: Any = package.get_table_resource("lines_by_month").read_rows()
    assert {row["month"] for row in rows} == set(range(25))


def test_draws_are_the_csv_file_s(run: roi.Run, path: Path, tmp_path: Path) -> None:
    from exports.frames import write_csv

    write_csv(run, tmp_path / "a.csv")
    with zipfile.ZipFile(path) as archive:
        assert archive.read("draws.csv") == (tmp_path / "a.csv").read_bytes()


def test_statistics_and_lines_are_those_of_the_json_document(run: roi.Run, path: Path) -> None:
    result: Any = result_document(run)
    metrics = {(row["metric"], row["cut"]): row for row in table(path, "metrics")}
    for name, statistics in result["metrics"].items():
        row = metrics[name, "headline"]
        for key in ("mean", "p10", "p50", "p90"):
            if statistics[key] is not None:
                assert float(row[key]) == statistics[key]
                assert float(row[f"{key}_error"]) == statistics["error"][key]
    months = pd.DataFrame(table(path, "lines_by_month")).astype({"month": int})
    for line in result["lines"]:
        rows = months[months["line"] == line["id"]].sort_values("month")
        for basis in ("plan", "mean"):
            values = rows[basis].astype(float).to_numpy()
            first = values[1:13].sum() if line["flow"] else values[1:13].mean()
            # 1e-12: sums of the same numbers
            assert [values[0], first] == pytest.approx(line[basis][:2], rel=1e-12)


def test_inputs_have_their_values_and_sources(run: roi.Run, path: Path) -> None:
    rows = {row["id"]: row for row in table(path, "inputs")}
    assert list(rows) == [item.id for item in run.model.inputs]
    assert rows["minutes"]["value"] == "range(2, 6, 9)"
    assert [float(rows["minutes"][key]) for key in ("p10", "p50", "p90")] == pytest.approx([2, 6, 9])
    assert float(rows["used"]["likely"]) == 60  # per cent, as declared
    assert {"input": "minutes", "source": "trial", "words": ""} in table(path, "input_sources")
    assert [row["id"] for row in table(path, "sources")] == ["trial", "heard"]


def test_the_same_run_makes_the_same_bytes(run: roi.Run, path: Path, tmp_path: Path) -> None:
    write_data_package(run, tmp_path / "b.zip", "Ann Lee")
    assert (tmp_path / "b.zip").read_bytes() == path.read_bytes()


def test_an_answer_tells_who_gave_it(tmp_path: Path) -> None:
    answer = Override("120", who="prospect", by="Ann Lee")
    layer = Layer("estimate", Place("e.toml", "[overrides]"), {"price": answer})
    model = resolve(cases.load("clinical-scribe"), layers=[layer])
    write_data_package(roi.simulate(model, draws=64), tmp_path / "a.zip")
    price = next(row for row in table(tmp_path / "a.zip", "inputs") if row["id"] == "price")
    assert (price["layer"], price["who"], price["by"], price["p10"]) == (
        "estimate",
        "prospect",
        "Ann Lee",
        "120.0",
    )
    assert "contributors" not in document(tmp_path / "a.zip")


def test_no_cell_is_a_formula_and_no_text_more_than_text(tmp_path: Path) -> None:
    import tomllib

    import tomli_w

    raw = tomllib.loads((Path(__file__).with_name("small.toml")).read_text(encoding="utf-8"))
    raw["inputs"]["minutes"] |= {"label": HOSTILE, "note": " =1+1", "group": "＝x"}
    raw["sources"]["trial"]["title"] = "+cmd|calc"
    (tmp_path / "h.toml").write_text(tomli_w.dumps(raw), encoding="utf-8")
    run = roi.simulate(cases.load(tmp_path / "h.toml"), draws=64)
    write_data_package(run, tmp_path / "h.zip")
    assert validate(str(tmp_path / "h.zip"), type="package").valid
    row = next(row for row in table(tmp_path / "h.zip", "inputs") if row["id"] == "minutes")
    assert (row["note"], row["group"], row["label"][0]) == ("' =1+1", "'＝x", "'")
    assert table(tmp_path / "h.zip", "sources")[0]["title"] == "'+cmd|calc"
    with zipfile.ZipFile(tmp_path / "h.zip") as archive:
        for name in archive.namelist():
            assert b"\x1b" not in archive.read(name)
    # A number that begins with a minus stays one.
    assert min(float(row["p5"]) for row in table(tmp_path / "h.zip", "metrics") if row["metric"] == "npv") < 0
