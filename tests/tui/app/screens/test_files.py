"""Saving, exporting and leaving alone, without a screen: what is asked, what is written, what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import FrozenInstanceError, dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from cases.estimate import load_estimate
from roi.errors import RoiError
from roi.observed.observations import Exact, Observation
from roi.sim.cuts import CASH
from tests.tui.app.pilots import CASE
from tui.app.autosave import Autosave, recents
from tui.app.screens.dialogs import Confirm
from tui.app.screens.export_dialog import ExportDialog
from tui.app.screens.file_dialogs import PathDialog
from tui.app.screens.files import Files
from tui.app.screens.host import Host
from tui.app.state import View
from tui.app.workers.simulator import Job
from tui.desk.opened import opened
from tui.desk.session import Session

SESSION = opened(CASE)
ROW = Observation("fees", 900.0, Exact(), months=(1, 1))


@dataclass
class Desk:
    """What `Files` asks of a screen; dialogs are answered by `answers`, in turn.

    Attributes:
        dialogs: that were shown; `remarks`: that stood beside the work; `errors`: that were told.
    """

    view: View
    autosave: Autosave
    answers: Iterator[object]
    dialogs: list[Any] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    errors: list[RoiError] = field(default_factory=list)
    is_web: bool = False

    @property
    def session(self) -> Session:
        return self.view.session

    @property
    def app(self) -> Desk:
        return self

    @property
    def jobs(self) -> SimpleNamespace:
        return SimpleNamespace(autosave=self.autosave, job=_job)

    async def push_screen_wait(self, dialog: object) -> object:
        self.dialogs.append(dialog)
        return next(self.answers)

    async def commit(self, session: Session) -> None:
        self.view = replace(self.view, session=session)

    def tell(self, _title: str, error: RoiError) -> None:
        self.errors.append(error)

    def notify(self, text: str) -> None:
        self.remarks.append(text)

    def show_result(self) -> None: ...

    def final_result(self) -> None: ...


def _job(session: Session) -> Job:
    settings = session.settings
    return Job(1, session.model, settings.draws, settings.seed, settings.sampler)


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """An estimate file."""
    path = tmp_path / "acme.toml"
    path.write_text(SESSION.text(), encoding="utf-8")
    return path


def desk(session: Session, *answers: object) -> tuple[Desk, Files]:
    host = Desk(View(session), Autosave(), iter(answers))
    return host, Files(cast("Host", host))


def observed(session: Session) -> Session:
    return session.with_estimate(replace(session.state.estimate, observations=(ROW,)), "update")


async def test_a_file_is_asked_for_once_and_written(tmp_path: Path) -> None:
    host, files = desk(SESSION.edit("fee", "0.3"), tmp_path / "deal.toml")
    host.autosave.write(host.session.text(), None)
    assert await files.saved(ask=False)
    (dialog,) = host.dialogs
    assert isinstance(dialog, PathDialog)
    assert dialog.start == Path.cwd() / "letters.toml"
    assert (tmp_path / "deal.toml").read_text(encoding="utf-8") == host.session.text()
    assert (host.session.path, host.session.dirty) == ((tmp_path / "deal.toml").resolve(), False)
    assert not host.autosave.path.exists()
    assert [recent.path for recent in recents()] == [host.session.path]
    await host.commit(host.session.edit("fee", "0.4"))
    assert await files.saved(ask=False)
    assert len(host.dialogs) == 1
    assert (tmp_path / "deal.toml").read_text(encoding="utf-8") == host.session.text()


async def test_an_update_is_not_written_unasked_over_the_estimate_that_was_sent(acme: Path) -> None:
    sent = acme.read_bytes()
    newer = acme.with_name("acme-2.toml")
    host, files = desk(observed(opened(acme)), None, newer)
    assert not await files.saved(ask=True)  # turned back
    assert await files.saved(ask=False)  # as by Ctrl+S: asked again
    assert [dialog.start for dialog in host.dialogs] == [newer, newer]
    assert acme.read_bytes() == sent
    await host.commit(host.session.edit("fee", "0.3"))
    assert await files.saved(ask=False)
    assert newer.read_text(encoding="utf-8") == host.session.text()
    assert len(host.dialogs) == 2


async def test_taken_back_it_goes_to_the_file_without_a_question(acme: Path) -> None:
    host, files = desk(observed(opened(acme).edit("fee", "0.3")).undo())
    assert await files.saved(ask=False)
    assert acme.read_text(encoding="utf-8") == host.session.text()


TURNS: Mapping[str, tuple[tuple[object, ...], bool, str]] = {
    "stay": ((), False, "0.5"),
    "reload": ((), False, "0.5"),
    "overwrite": ((), True, "0.3"),
    "save_as": ((None,), False, "0.5"),
}


@pytest.mark.parametrize("turn", TURNS)
async def test_what_somebody_else_wrote_is_not_written_over_unseen(acme: Path, turn: str) -> None:
    more, written, fee = TURNS[turn]
    host, files = desk(opened(acme).edit("fee", "0.3"), turn, *more)
    acme.write_text(SESSION.edit("fee", "0.5").text(), encoding="utf-8")
    assert await files.saved(ask=False) is written
    assert isinstance(host.dialogs[0], Confirm)
    assert len(host.dialogs) == 1 + len(more)
    assert str(load_estimate(acme).overrides["fee"].value) == fee
    assert str(host.session.estimate.overrides["fee"].value) == ("0.5" if turn == "reload" else "0.3")
    if turn == "reload":
        assert str(host.session.undo().estimate.overrides["fee"].value) == "0.3"


@pytest.mark.parametrize("turn", ["stay", "overwrite", "save_as"])
async def test_a_file_protected_against_writing_is_not_replaced_unasked(acme: Path, turn: str) -> None:
    before, mode = acme.read_text(encoding="utf-8"), 0o444
    host, files = desk(opened(acme).edit("fee", "0.3"), turn, *([None] if turn == "save_as" else []))
    acme.chmod(mode)
    assert await files.saved(ask=False) is (turn == "overwrite")
    assert isinstance(host.dialogs[0], Confirm)
    assert (acme.read_text(encoding="utf-8") == before) is (turn != "overwrite")
    assert acme.stat().st_mode & 0o777 == mode


async def test_what_cannot_be_written_is_told_and_nothing_is_taken_for_saved(tmp_path: Path) -> None:
    host, files = desk(SESSION.edit("fee", "0.3"), tmp_path / "nowhere" / "deal.toml")
    assert not await files.saved(ask=True)
    assert len(host.errors) == 1
    assert host.session.path is None
    assert not host.remarks


async def test_an_export_gets_frozen_values_with_the_benefits_that_count(acme: Path) -> None:
    host, files = desk(opened(acme), acme.with_suffix(".pdf"), None)
    host.view = replace(host.view, cut=CASH)
    await files.export()
    (dialog,) = host.dialogs
    assert isinstance(dialog, ExportDialog)
    wanted = dialog.wanted
    assert (wanted.cut, wanted.run, wanted.estimate) == (CASH, None, host.session.estimate)
    assert wanted.job.model is host.session.model
    with pytest.raises(FrozenInstanceError):
        wanted.run = None  # type: ignore[misc]
    assert dialog.start == acme.with_suffix(".xlsx")
    assert "acme.pdf" in host.remarks[0]
    await files.export()  # turned back
    assert len(host.remarks) == 1


@pytest.mark.parametrize(
    ("answers", "leaves"), [(("stay",), False), (("discard",), True), (("save", None), False)]
)
async def test_nobody_leaves_with_unsaved_work_unasked(answers: tuple[object, ...], leaves: bool) -> None:
    host, files = desk(SESSION.edit("fee", "0.3"), *answers)
    host.autosave.write(host.session.text(), None)
    assert await files.may_leave() is leaves
    assert len(host.dialogs) == len(answers)
    assert host.autosave.path.exists() is not leaves


async def test_who_has_saved_all_is_not_asked(acme: Path) -> None:
    host, files = desk(opened(acme))
    assert await files.may_leave()
    assert not host.dialogs
