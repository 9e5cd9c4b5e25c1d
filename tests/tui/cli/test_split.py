"""roi intake --split and roi run --answers as a user meets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import typer
from typer.testing import CliRunner, Result

from roi.errors import RoiError
from tests.exports.workbook.archives import filled
from tui.cli.commands import intake, run
from tui.cli.options import as_option

LETTERS = Path(__file__).parents[1] / "app" / "letters.toml"
Roi = Callable[..., Result]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Roi:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    app = typer.Typer()
    intake.register(app)
    run.register(app)
    text = LETTERS.read_text(encoding="utf-8")
    lines = text.splitlines()
    owners = iter(("finance", "operations"))
    owned = [
        f'{line}\nowner = "{owner}"' if line.startswith("ask = ") and (owner := next(owners, "")) else line
        for line in lines
    ]
    (tmp_path / "letters.toml").write_text("\n".join(owned), encoding="utf-8")
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def test_a_sheet_for_each_owner_goes_out_and_comes_back(command: Roi, tmp_path: Path) -> None:
    sent = command("intake", "letters.toml", "--split", "--for", "Acme", "-o", "acme.xlsx")
    assert sent.exit_code == 0, sent.output
    names = sorted(path.name for path in tmp_path.glob("*.xlsx"))
    assert {"acme-finance.xlsx", "acme-operations.xlsx"} <= set(names)
    assert "acme.xlsx" not in names
    assert "roi run letters.toml --answers acme-operations.xlsx --answers acme-finance.xlsx" in sent.output
    again = command("intake", "letters.toml", "--split", "-o", "acme.xlsx")
    assert isinstance(again.exception, RoiError)
    assert "the file exists and is kept" in str(again.exception)
    book = openpyxl.load_workbook("acme-finance.xlsx")
    name = next(name for name in book.defined_names if name.startswith("ask_") and name.endswith("_likely"))
    question = name.removeprefix("ask_").removesuffix("_likely")
    for file, value in (("f.xlsx", 3), ("g.xlsx", 4)):
        filled(Path("acme-finance.xlsx"), Path(file), {name: value, "told_by": "Ann"})
    answered = command("run", "letters.toml", "--answers", "f.xlsx", "--draws", 64, "--json", "--anonymous")
    assert answered.exit_code == 0, answered.output
    assert question in json.dumps(json.loads(answered.stdout)["overrides"])
    assert "Ann" not in answered.stdout
    clash = command("run", "letters.toml", "--answers", "f.xlsx", "--answers", "g.xlsx", "--draws", 64)
    assert isinstance(clash.exception, RoiError)
    message = clash.exception.worded(as_option, as_option)
    assert message.startswith("--answers: 1 question has different answers:")
    assert f'say which holds: --answer {question}="3' in message
    settled = command(
        "run", "letters.toml", "--answers", "f.xlsx", "--answers", "g.xlsx", "--answer", f"{question}=4", "-q",
        "--draws", 64,
    )  # fmt: skip
    assert settled.exit_code == 0, settled.output
