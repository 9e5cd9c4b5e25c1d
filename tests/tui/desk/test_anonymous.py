"""Nothing of what is written without names holds a name, whoever looks, in whatever letters."""

from __future__ import annotations

import base64
import datetime
import io
import re
import shutil
import subprocess
import unicodedata
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

import cases
import roi
from cases.anonymous import anonymous, names_of
from cases.estimate import Estimate, Settings, estimate_text, load_estimate
from exports.files import FORMATS, export
from roi.case import Override
from roi.errors import RoiError
from roi.sim.cuts import HEADLINE
from tests.support.shipped import SAMPLE
from tui.desk.handover import document_request
from tui.desk.models import model_of
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case

ASKED = Path(__file__).parents[2] / "exports" / "workbook" / "asked.toml"
PROSPECT, AUTHOR, PERSON = "Zürcher & Vandelay Bank AG", "Jürgen Kowalczyk", "Max Featherstonehaugh (CFO)"
# What must not be found: letters of any size, joined by anything or nothing.
SECRETS = (
    "zürcher",
    "zurcher",
    "vandelay",
    "jürgen",
    "jurgen",
    "kowalczyk",
    "featherstonehaugh",
    "hush-hush",
    "wifesname",
)
DAY = datetime.date(2026, 11, 20)


def named_case(folder: Path) -> Path:
    """A case of the prospect's own, with names wherever a document may have them."""
    text = ASKED.read_text(encoding="utf-8")
    text = text.replace('id = "asked"', 'id = "vandelay-letters"').replace(
        '"Letters"', '"Letters of VANDELAY"'
    )
    text = re.sub(r"\bminutes\b(?!\w)", "vandelay_minutes", text)
    text = text.replace(
        'label = "Letters in scope"', 'label = "Letters in scope at Zu\u0308rcher &  Vandelay"'
    )
    text = text.replace(
        'ask = "How many letters',
        'note = "Told by max featherstonehaugh, kowalczyk@vandelay.com; max 3 of Zurcher-Vandelay\'s"\n'
        'ask = "How many letters',
    )
    path = folder / "vandelay-case.toml"
    path.write_text(text, encoding="utf-8")
    return path


def named_estimate(folder: Path) -> Path:
    """An estimate on that case with answers of people."""
    case = cases.load(named_case(folder))
    settings = Settings(
        3, case.id, case.digest, "0.1.0", DAY, draws=256, prospect=PROSPECT, prepared_by=AUTHOR,
        note="hush-hush: they will pay", case_file="vandelay-case.toml",
    )  # fmt: skip
    answers = {
        "letters": Override("9_000", who="prospect", by=PERSON, date=DAY, typed="about 9000 for Vandelay",
                            note="Featherstonehaugh guesses; ZÜRCHER knows"),
        "vandelay_minutes": Override("range(1, 2, 3)", who="seller", by=AUTHOR, date=DAY),
    }  # fmt: skip
    path = folder / "vandelay-2026.toml"
    path.write_text(estimate_text(Estimate(case, settings, answers)), encoding="utf-8")
    return path


def unpacked(content: bytes, name: str = "") -> Iterator[tuple[str, bytes]]:
    """A file, and all that is packed within it."""
    yield name, content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            yield f"{name}: comment", package.comment
            for entry in package.infolist():
                yield f"{name}: entry", entry.filename.encode() + entry.extra + entry.comment
                yield from unpacked(package.read(entry), f"{name}: {entry.filename}")
    for stream in (
        re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL) if b"%PDF" in content[:9] else ()
    ):
        try:
            yield f"{name}: stream", zlib.decompress(stream)
        except zlib.error:
            yield f"{name}: stream", stream
    if content.startswith(b"%PDF") and (program := shutil.which("pdftotext")):  # letters are drawn as glyphs
        text = subprocess.run([program, "-", "-"], input=content, capture_output=True, check=True)
        yield f"{name}: text", text.stdout
    if content.startswith(b"PAR1"):
        import pyarrow.parquet as parquet

        table = parquet.read_table(io.BytesIO(content))
        yield f"{name}: table", f"{table.schema} {table.schema.metadata} {table.to_pylist()[:3]}".encode()


def leaks(content: bytes) -> set[str]:
    """The names that somebody can find in bytes."""
    texts = [
        content.decode("utf-8", "replace"),
        content.decode("utf-16-le", "replace"),
        content[1:].decode("utf-16-le", "replace"),
    ]
    texts += [
        urllib.parse.unquote(texts[0]),
        re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), texts[0]),
    ]
    texts += [re.sub(r"&#x?([0-9A-Fa-f]+);", lambda m: chr(int(m[1], 16 if "x" in m[0] else 10)), texts[0])]
    for packed in re.findall(rb"[A-Za-z0-9+/_-]{12,}", content):
        for start in range(4):
            piece = packed[start : start + (len(packed) - start) // 4 * 4]
            texts.append(
                base64.b64decode(piece, b"-_" if b"-" in piece or b"_" in piece else None).decode(
                    "utf-8", "replace"
                )
            )
    leaked: set[str] = set()
    for text in texts:
        folded = unicodedata.normalize("NFC", text).casefold()
        leaked |= {secret for secret in SECRETS if secret in folded}
    return leaked


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the case; `estimate_file` puts an estimate on it beside it."""
    made = tmp_path_factory.mktemp("named")
    named_case(made)
    return made


@pytest.fixture(scope="module")
def estimate_file(folder: Path) -> Path:
    return named_estimate(folder)


@pytest.fixture(scope="module")
def written(folder: Path, estimate_file: Path) -> Mapping[str, bytes]:
    """Every kind of file, and the estimate, of a request without names."""
    request = CaseRequest(
        str(estimate_file), anonymous=True, by="Jürgen H. Kowalczyk", answers=("letters=8000",)
    )
    opened = open_case(request)
    run = roi.simulate(opened.model, draws=256, seed=1)
    contents = replace(document_request(opened, HEADLINE), trials=16)
    target = folder / "out"
    target.mkdir()
    # An .ods is what LibreOffice makes of the .xlsx.
    for suffix in FORMATS.keys() - {".ods"}:
        FORMATS[suffix].check()
        export(run, target / f"out{suffix}", contents)
    files = {path.name: path.read_bytes() for path in target.iterdir()}
    return files | {
        "estimate": estimate_text(opened.estimate).encode(),
        "screen": repr((opened.estimate, opened.model, opened.remarks(), run)).encode(),
    }


def test_the_search_finds_what_is_there(estimate_file: Path) -> None:
    content = estimate_file.read_bytes()
    assert leaks(content) >= {"vandelay", "kowalczyk", "hush-hush"}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.txt", "nothing, " + base64.b64encode(b"x: Kowalczyk").decode())
        package.writestr("b.xml", "VANDELAY".encode("utf-16-le"))
        package.writestr("c.txt", "J%C3%BCrgen z&#252;rcher")
    leaked = set().union(*(leaks(part) for _, part in unpacked(packed.getvalue())))
    assert leaked == {"kowalczyk", "vandelay", "jürgen", "zürcher"}


def test_no_file_holds_a_name(written: Mapping[str, bytes]) -> None:
    assert len(written) >= 9
    leaking = {
        part: leaks(content)
        for name, whole in written.items()
        for part, content in unpacked(whole, name)
        if leaks(content)
    }
    assert not leaking


def test_the_numbers_are_the_same_without_names(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    case = cases.load(ASKED)
    settings = Settings(3, case.id, case.digest, "0.1.0", DAY, prospect="Scope", prepared_by="Max")
    path.write_text(
        estimate_text(Estimate(case, settings, {"letters": Override("9_000", by="Max")})), encoding="utf-8"
    )
    named, nameless = (open_case(CaseRequest(str(path), anonymous=each)) for each in (False, True))
    first, second = (roi.simulate(each.model, draws=256, seed=1).values("npv") for each in (named, nameless))
    assert (first == second).all()
    assert nameless.estimate.case.inputs["letters"].label == "Letters in prospect"
    assert named.estimate.case.inputs["letters"].label == "Letters in scope"


def test_where_ids_change_the_draws_do_and_it_is_said(estimate_file: Path) -> None:
    opened = open_case(CaseRequest(str(estimate_file), anonymous=True))
    assert [note for note in opened.notes if "Ids of inputs held a name" in note]


def test_an_estimate_without_names_is_read_again(written: Mapping[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "again.toml"
    path.write_bytes(written["estimate"])
    again = load_estimate(path)
    assert (again.settings.prospect, again.settings.prepared_by, again.settings.note) == (
        "Prospect",
        "Author",
        "",
    )
    assert again.case.id == "prospect-letters"
    assert again.case.inputs["letters"].label == "Letters in scope at Prospect"
    assert "max 3 of Prospect's" in again.case.inputs["letters"].note
    assert model_of(again).input("prospect_minutes")
    once = anonymous(again, names_of(again))
    assert anonymous(once, names_of(once)) == once
    assert once.case == again.case


def test_a_shipped_case_stays_as_it_is_published() -> None:
    opened = open_case(CaseRequest(SAMPLE[0], anonymous=True, prospect="Evidence", by="Claude Range"))
    assert opened.estimate.case == cases.load(SAMPLE[0])


def test_the_file_of_an_estimate_is_not_named(tmp_path: Path) -> None:
    case = cases.load(SAMPLE[0])
    settings = Settings(3, case.id, case.digest, "0.1.0", DAY, prospect="Vandelay")
    path = tmp_path / "vandelay.toml"
    path.write_text(estimate_text(Estimate(case, settings)), encoding="utf-8")
    opened = open_case(CaseRequest(str(path), anonymous=True))
    assert opened.model.case.origin == case.origin
    assert not leaks(repr((opened.estimate, opened.model.case.origin)).encode())


def test_names_that_are_words_of_the_language_leave_its_formulas(folder: Path) -> None:
    request = CaseRequest(
        str(folder / "vandelay-case.toml"), anonymous=True, prospect="Range", by="Max Letter"
    )
    opened = open_case(request)
    assert opened.model.input("letters").spec.unit == "letter/year"


def test_ids_that_would_be_mixed_up_are_refused(folder: Path, tmp_path: Path) -> None:
    text = (folder / "vandelay-case.toml").read_text(encoding="utf-8")
    path = tmp_path / "mixed.toml"
    more = '\n[inputs.prospect_minutes]\nlabel = "x"\nunit = "minute"\nvalue = 1\ngrade = "judgement"\n'
    path.write_text(text + more, encoding="utf-8")
    with pytest.raises(RoiError, match="two ids of the case are the same"):
        open_case(CaseRequest(str(path), anonymous=True, prospect="Vandelay"))


@pytest.mark.parametrize(
    ("prospect", "text", "without"),
    [
        (
            "Acme",
            "ACME's, acme_x, Acme-2, (acme), acme2025",
            "Prospect's, prospect_x, Prospect-2, (prospect), prospect2025",
        ),
        ("Acme", "acmeology and placme stay", "acmeology and placme stay"),
        ("First National Bank", "the first month at first  national-bank", "the first month at prospect"),
        ("Ärzte Nord", "arzte nord, A\u0308rzte", "prospect, Prospect"),
        ("IT", "IT helps it", "Prospect helps it"),
        ("A", "A and a", "A and a"),
        ("(((", "(((", "Prospect"),
    ],
)
def test_what_counts_as_a_name(prospect: str, text: str, without: str) -> None:
    case = cases.load(ASKED)
    settings = Settings(3, case.id, case.digest, "0.1.0", DAY, prospect=prospect)
    assert names_of(Estimate(case, settings)).out_of(text) == without


def test_an_answer_in_a_unit_that_is_a_name_as_well_stays_a_number() -> None:
    answers = ["engineer_cost=180k a year", "defects=24k a year"]
    estimate = open_case(CaseRequest("code-assistant", answers=answers, prospect="FTE Holding")).estimate
    handed = anonymous(estimate, names_of(estimate))
    assert {name: x.value for name, x in handed.overrides.items()} == {
        name: x.value for name, x in estimate.overrides.items()
    }
    assert [bool(handed.overrides[name].dividend) for name in ("engineer_cost", "defects")] == [False, True]
    assert model_of(handed).input("engineer_cost").likely == model_of(estimate).input("engineer_cost").likely
