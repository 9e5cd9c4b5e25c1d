"""What the app sets beside the estimate: other presets, other ways to deploy, other regions, its snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from exports.voice.model_facts import short_title
from roi.analysis.compare import AS_IT_STANDS, NOTHING, Candidate
from roi.case import EVIDENCE, NOW, Case
from roi.errors import RoiError, Setting, remedy
from roi.model import Model
from roi.records import dataclass
from tui.desk.session import Session

Kind = Literal["options", "presets", "regions", "snapshots"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Variant:
    """The estimate as it is, or one of what is compared with it.

    Attributes:
        name: in the comparison, where no two are called alike.
        kind: None: the estimate itself, or doing nothing.
    """

    name: str
    kind: Kind | None = None

    def title(self, case: Case) -> str:
        """What people call it."""
        if self == ESTIMATE_NOW:
            return "This estimate"
        if self == DO_NOTHING:
            return "Do nothing"
        if self.kind == "snapshots":  # named by people, perhaps like a preset
            return self.name
        if self.kind == "presets":
            title = case.presets[self.name].title if self.name in case.presets else "Evidence"
            return short_title(title or self.name)
        if self.kind == "regions":
            return case.regions[self.name].title
        if self.name == AS_IT_STANDS:
            return "The case as it stands"
        return short_title(case.options[self.name].title or self.name)

    def model(self, session: Session) -> Model:
        """The session's answers there.

        Raises:
            RoiError: one of them does not fit.
        """
        if self.kind == "snapshots":
            return session.snapshot(self.name)
        if self.kind == "presets":
            return session.variant(preset=self.name, option=session.settings.option)
        if self.kind == "regions":
            return session.variant(option=session.settings.option, region=self.name)
        if self.kind == "options":
            return session.variant(option=None if self.name == AS_IT_STANDS else self.name)
        return session.model


ESTIMATE_NOW, DO_NOTHING = Variant(NOW), Variant(NOTHING)


def variant_of(kind: Kind, name: str) -> Variant:
    """The variant that a comparison of a kind calls by this name."""
    alone = next((each for each in (ESTIMATE_NOW, DO_NOTHING) if each.name == name), None)
    return alone or Variant(name, kind)


def variants(session: Session, kind: Kind) -> tuple[Variant, ...]:
    """The estimate as it is, and the presets, options, regions or snapshots beside it."""
    case, settings = session.model.case, session.settings
    names: dict[Kind, Sequence[str]] = {
        "presets": [name for name in (EVIDENCE, *case.presets) if name != settings.preset],
        "options": [
            name for name in (AS_IT_STANDS, *case.options) if name != (settings.option or AS_IT_STANDS)
        ],
        "regions": [name for name in case.regions if name != session.model.region],
        "snapshots": list(session.snapshots),
    }
    return (ESTIMATE_NOW, *(Variant(name, kind) for name in names[kind]))


def candidates(session: Session, kind: Kind) -> tuple[Candidate, ...]:
    """The same, resolved.

    Raises:
        RoiError: nothing to compare with, a value that one of them refuses, another horizon.
    """
    resolved = tuple(Candidate(variant.name, variant.model(session)) for variant in variants(session, kind))
    if kind == "snapshots":
        _check_horizons(resolved)
    if len(resolved) == 1:
        hint = "Press k to keep a snapshot." if kind == "snapshots" else ""
        raise RoiError(f"there are no {kind} to compare with", hint=hint)
    return resolved


def ways(session: Session) -> tuple[Candidate, ...]:
    """All ways to deploy, the case as it stands first, each under its own name."""
    names = (AS_IT_STANDS, *session.model.case.options)
    return tuple(Candidate(name, Variant(name, "options").model(session)) for name in names)


def _check_horizons(resolved: Sequence[Candidate]) -> None:
    now, *others = resolved
    for other in others:
        if other.model.horizon != now.model.horizon:
            raise RoiError(
                f"the snapshot `{other.name}` is over {other.model.horizon} months, the estimate over "
                f"{now.model.horizon}",
                hint=remedy(
                    "Change the ", Setting("horizon"), ", or drop one of the ", Setting("snapshots"), "."
                ),
            )
