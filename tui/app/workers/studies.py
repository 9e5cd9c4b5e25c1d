"""Studies beside the screen: a frozen job in, what each finds out as a message."""

from __future__ import annotations

from typing import Any

from textual.message import Message

from roi.errors import RoiError
from roi.memory import give_back
from roi.records import dataclass
from roi.stopping import stopped_by
from tui.app.workers.simulator import Cancelled, Post, SupersededError
from tui.desk.studies import Study, StudyBasis


@dataclass(frozen=True, slots=True)
class StudyJob:
    """What to study, and of what.  `number` is that of the simulation it belongs to."""

    number: int
    basis: StudyBasis
    studies: tuple[Study[Any], ...]


class Studied(Message):
    """A study is done; `result` is what it finds, or the error that says why there is nothing."""

    def __init__(self, job: StudyJob, study: Study[Any], result: object) -> None:
        super().__init__()
        self.job, self.study, self.result = job, study, result


def work_off(job: StudyJob, post: Post, cancelled: Cancelled) -> None:
    """Run studies one after the other, posting each as it is done."""

    def go_on(_done: int = 0, _total: int = 0) -> None:
        if cancelled():
            raise SupersededError

    for study in job.studies:
        if cancelled():
            return
        result: object
        try:
            with stopped_by(go_on):
                result = study.of(job.basis, go_on)
        except SupersededError:
            return
        except RoiError as error:
            result = error
        if not cancelled():
            post(Studied(job, study, result))
    give_back()
