"""Finding and reading case files: what is found and read, and what digests tell apart."""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from pathlib import Path

import pytest

import cases
from cases.columns import MAX_DATA
from cases.load import digest, find, from_raw, templates
from cases.toml import MAX_FILE, read_toml
from roi.errors import RoiError
from roi.model import resolve

GOOD = Path(__file__).with_name("good.toml")
TEXT = GOOD.read_text(encoding="utf-8")


def written(folder: Path, text: str, name: str = "case.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_who_reads_a_file_again_has_a_table_of_its_own() -> None:
    table = read_toml(GOOD)
    table["case"].clear()
    assert read_toml(GOOD) == tomllib.loads(TEXT)


# ---- finding -------------------------------------------------------------------------------------------


def test_shipped_cases_are_found_by_their_id() -> None:
    for name, path in templates().items():
        assert cases.load(name).id == name == path.stem
        assert find(name) == path


def test_a_case_file_is_found_by_its_path() -> None:
    assert cases.load(GOOD).origin == "good.toml"
    assert cases.load(str(GOOD)) == cases.load(GOOD)


def test_no_such_shipped_case_offers_the_nearest() -> None:
    with pytest.raises(RoiError, match="there is no such shipped case and no file") as refusal:
        cases.load("clinical-scrib")
    assert "'clinical-scribe'" in str(refusal.value.hint)


def test_a_path_without_its_ending_offers_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, TEXT, "mine.toml")
    with pytest.raises(RoiError, match="there is no such shipped case and no file") as refusal:
        cases.load("mine")
    assert str(refusal.value.hint) == "Write mine.toml."


@pytest.mark.parametrize("name", ["nowhere.toml", "no/where", "x" * 5_000, "a\x00b", ""])
def test_a_missing_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RoiError) as refusal:
        cases.load(name)
    assert len(str(refusal.value)) < 6_000


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(RoiError, match="this is a folder, not a file") as refusal:
        cases.load(tmp_path)
    assert str(refusal.value.where) == str(tmp_path)


def test_a_file_too_large(tmp_path: Path) -> None:
    path = written(tmp_path, "# " + "x" * MAX_FILE)
    with pytest.raises(RoiError, match=r"the file has 2,000,002 bytes; at most 2,000,000 are read"):
        cases.load(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = written(tmp_path, TEXT)
    path.chmod(0)
    with pytest.raises(RoiError, match="cannot be read: permission denied"):
        cases.load(path)


def test_an_estimate_is_no_case(tmp_path: Path) -> None:
    with pytest.raises(RoiError, match="this is an estimate file, not a case file"):
        cases.load(written(tmp_path, "[estimate]\n"))


# ---- reading -------------------------------------------------------------------------------------------


def test_what_windows_editors_write_is_read(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert cases.load(path).digest == cases.load(GOOD).digest


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_utf_16_is_told(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes(TEXT.encode(encoding))
    with pytest.raises(RoiError, match="the file is not UTF-8 text"):
        cases.load(path)
    data = with_data(tmp_path, 'data("times.csv", minutes)', "")
    (tmp_path / "times.csv").write_bytes("minutes\n1\n2\n".encode(encoding))
    with pytest.raises(RoiError, match=r"(not UTF-8|no CSV) text"):
        cases.load(data)


def test_values_may_be_numbers_or_texts(tmp_path: Path) -> None:
    for value in ("12_000", "12e3", '"12,000"', '"1_000 visit/month"'):
        case = cases.load(written(tmp_path, TEXT.replace("12_000", value)))
        assert resolve(case).input("visits").likely == 12_000


OWN = """
[[claims]]
id = "own"
text = "x"
source = "study"
needs = ["a base"]
"""


# ---- data ----------------------------------------------------------------------------------------------


def with_data(folder: Path, call: str, rows: str) -> Path:
    written(folder, rows, "times.csv")
    return written(folder, TEXT.replace('"range(1, 2, 4)"', f"'{call}'"))


@pytest.mark.parametrize(
    "call",
    ['data("times.csv", minutes)', 'data("times.csv", "minutes")', 'data( "times.csv" ,minutes )',
     'data("times.csv", minutes) minute/visit', 'truncate(data("times.csv", minutes), 0, 9)',
     'data("times.csv", column=minutes)'],
)  # fmt: skip
def test_a_column_of_measurements(call: str, tmp_path: Path) -> None:
    case = cases.load(with_data(tmp_path, call, "day,minutes\n1,1.5\n2, 2.5 \n\n3,2.5\n"))
    assert case.data == {"times.csv|minutes": (1.5, 2.5, 2.5)}
    assert resolve(case).input("minutes").likely == 2.5


def test_a_first_line_for_excel_is_no_heading(tmp_path: Path) -> None:
    call = 'data("times.csv", minutes)'
    case = cases.load(with_data(tmp_path, call, "sep=,\nday,minutes\n1,1.5\n2,2.5\n"))
    assert case.data == {"times.csv|minutes": (1.5, 2.5)}
    with pytest.raises(RoiError, match="separated by semicolons"):
        cases.load(with_data(tmp_path, call, "sep=;\nday;minutes\n1;1,5\n"))


def test_a_column_below_the_case(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    written(tmp_path / "data", "minutes\n1\n2\n", "times.csv")
    path = written(tmp_path, TEXT.replace('"range(1, 2, 4)"', "'data(\"data/times.csv\", minutes)'"))
    assert cases.load(path).data == {"data/times.csv|minutes": (1.0, 2.0)}


def test_data_in_presets_options_and_claims_is_loaded_too(tmp_path: Path) -> None:
    call = "'data(\"times.csv\", minutes)'"
    written(tmp_path, "minutes\n1\n3\n3\n", "times.csv")
    presets = f"[presets.pilot.inputs]\nminutes = {call}\n"
    options = f"[options.other.inputs]\nminutes = {{value = {call}}}\n"
    claim = OWN.replace('needs = ["a base"]', 'formula = "x"')
    claims = f"{claim}[claims.given]\nx = {{value = {call}}}\n"
    for part in (presets, options, claims):
        case = cases.load(written(tmp_path, f"{TEXT}\n{part}"))
        assert case.data == {"times.csv|minutes": (1.0, 3.0, 3.0)}
    assert (
        resolve(cases.load(written(tmp_path, f"{TEXT}\n{presets}")), preset="pilot").input("minutes").likely
        == 3
    )


def test_prose_about_data_reads_no_file(tmp_path: Path) -> None:
    text = TEXT.replace('label = "Wage"', 'label = "Wage"\nnote = \'As in data("nowhere.csv", x).\'')
    assert cases.load(written(tmp_path, text)).data == {}


def test_the_values_are_part_of_the_digest(tmp_path: Path) -> None:
    call = 'data("times.csv", minutes)'
    digests = {cases.load(with_data(tmp_path, call, f"minutes\n1\n{last}\n")).digest for last in (2, 3)}
    assert len(digests) == 2


def test_a_column_too_long(tmp_path: Path) -> None:
    rows = "minutes\n" + "1\n" * (MAX_DATA + 1)
    with pytest.raises(RoiError, match="more than 100,000 values"):
        cases.load(with_data(tmp_path, 'data("times.csv", minutes)', rows))


def test_a_link_does_not_lead_outside(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    written(tmp_path, "minutes\n1\n2\n", "secret.csv")
    (inner / "times.csv").symlink_to(tmp_path / "secret.csv")
    path = written(inner, TEXT.replace('"range(1, 2, 4)"', "'data(\"times.csv\", minutes)'"))
    with pytest.raises(RoiError, match="is outside the folder of the case"):
        cases.load(path)


@pytest.mark.parametrize("file", ["/etc/passwd", "..", "a\\u0000b", "x" * 5_000])
def test_odd_file_names(file: str, tmp_path: Path) -> None:
    path = written(tmp_path, TEXT.replace('"range(1, 2, 4)"', f"\"data('{file}', minutes)\""))
    with pytest.raises(RoiError):
        resolve(cases.load(path))


def test_a_document_of_no_folder_reads_no_file() -> None:
    raw = tomllib.loads(TEXT.replace('"range(1, 2, 4)"', "'data(\"times.csv\", minutes)'"))
    with pytest.raises(RoiError, match="are not stored in the file"):
        from_raw(raw, "case.toml", None)
    stored = from_raw(raw, "case.toml", None, {"times.csv|minutes": (1.0, 2.0, 2.0)})
    assert resolve(stored).input("minutes").likely == 2.0


# ---- digests -------------------------------------------------------------------------------------------


def test_comments_and_order_do_not_matter_and_every_value_does(tmp_path: Path) -> None:
    base = cases.load(GOOD).digest
    commented = "# a comment\n" + TEXT.replace(
        'sector = "Test"\ncurrency = "USD"', 'currency = "USD"\nsector = "Test"'
    )
    assert cases.load(written(tmp_path, commented)).digest == base
    for old, new in (("12_000", "12_001"), ("Hours", "Hour"), ("2026-01-01", "2026-01-02"), ("36", "35")):
        assert cases.load(written(tmp_path, TEXT.replace(old, new, 1))).digest != base


def test_a_digest_is_a_sha_256_of_canonical_json() -> None:
    content = '[{"b": 1.5, "a": ["é"]}, {}]'
    canonical = '[{"a": ["é"], "b": 1.5}, {}]'
    raw, data = json.loads(content)
    assert digest(raw, data) == hashlib.sha256(canonical.encode()).hexdigest()
