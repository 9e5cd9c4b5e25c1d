"""The steps that undo goes back over."""

from __future__ import annotations

from collections.abc import Mapping

from cases.estimate import Estimate, Noted
from roi.model import Model
from roi.records import dataclass


@dataclass(frozen=True, slots=True)
class State:
    """What undo goes back to; its estimate holds no snapshots, see `tui.desk.session.Session`."""

    estimate: Estimate
    model: Model

    @property
    def noted(self) -> Mapping[str, Noted]:
        """Questions that were asked and brought no answer."""
        return self.estimate.noted


@dataclass(frozen=True, slots=True)
class EditStep:
    """A change that was made: the estimate before (or, among undone ones, after) it, and what it was.

    Its model is resolved again when somebody goes there: hundreds of models are tens of megabytes.
    """

    estimate: Estimate
    what: str
