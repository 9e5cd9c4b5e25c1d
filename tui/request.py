"""What the command line asked for → a resolved model: case, option, preset, estimate, answers."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cases
import roi
from cases.estimate import Estimate, Settings, differences, rebased, shipped_twin
from roi.case import Case, Override
from roi.errors import RoiError
from roi.model import Layer, Model, resolve
from roi.sim.run import DRAWS, SEED


@dataclass(frozen=True, slots=True)
class Asked:
    """The options shared by all commands that resolve a case; None: not given."""

    case: str
    preset: str | None = None
    option: str | None = None
    horizon: int | None = None
    currency: str | None = None
    draws: int | None = None
    seed: int | None = None
    sampler: str | None = None
    sets: Sequence[str] = ()
    answers: Sequence[str] = ()
    by: str = ""
    prospect: str = ""
    rebase: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A model with the settings to simulate it and what to tell the reader first."""

    model: Model
    estimate: Estimate
    notes: tuple[str, ...] = ()

    @property
    def settings(self) -> Settings:
        """Draws, seed, sampler and the rest."""
        return self.estimate.settings


def request(asked: Asked) -> Request:
    """Open the case and lay the options of the command line over it.

    Raises:
        RoiError: a case that cannot be opened, a value that cannot be read.
    """
    opened = cases.open_any(asked.case)
    estimate = opened if isinstance(opened, Estimate) else _fresh(opened)
    notes: list[str] = []
    twin = shipped_twin(estimate)
    if twin is not None:
        changes = differences(estimate.case, twin)
        if asked.rebase:
            estimate = rebased(estimate, twin)
            notes.append(f"Moved to the shipped case as it is now: {_listed(changes)}")
        else:
            notes.append(
                f"The shipped case has changed since ({_listed(changes)}); these numbers are of the case as it "
                "was. --rebase moves over."
            )
    estimate = _with_options(estimate, asked)
    changed = _answered(asked.sets, "--set", None, asked.by) | _answered(
        asked.answers, "--answer", "customer", asked.by
    )
    layers = [
        Layer("estimate", f"{estimate.origin}: [overrides.{{}}]", estimate.overrides, "seller"),
        Layer("set", "--set {}", changed, "seller"),
    ]
    settings = estimate.settings
    model = resolve(
        estimate.case,
        option=settings.option,
        preset=settings.preset,
        layers=layers,
        horizon=settings.horizon,
        currency=asked.currency,
    )
    kept = {name: replace(model.input(name).spec, id=name) for name in changed}
    answers = {name: Override(spec.value, spec.grade, spec.source, spec.note) for name, spec in kept.items()}
    return Request(model, replace(estimate, overrides={**estimate.overrides, **answers}), tuple(notes))


def _fresh(case: Case) -> Estimate:
    settings = Settings(
        schema=1,
        case=case.id,
        digest=case.digest,
        version=roi.__version__,
        created=datetime.date.today(),
        draws=DRAWS,
        seed=SEED,
    )
    return Estimate(case, settings, {}, case.origin)


def _with_options(estimate: Estimate, asked: Asked) -> Estimate:
    given = {
        "preset": asked.preset,
        "option": asked.option,
        "horizon": asked.horizon,
        "draws": asked.draws,
        "seed": asked.seed,
        "sampler": asked.sampler,
        "prepared_by": asked.by or None,
        "prospect": asked.prospect or None,
    }
    chosen = {key: value for key, value in given.items() if value is not None}
    return replace(estimate, settings=replace(estimate.settings, **chosen))  # type: ignore[arg-type]


def _answered(texts: Sequence[str], option: str, grade: str | None, by: str) -> dict[str, Override]:
    """`name=value` texts; the value keeps everything behind the first `=`."""
    found: dict[str, Override] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not name or not value:
            raise RoiError(f"`{text}` is not of the form name=value", option, f'As in {option} price="30".')
        if name in found:
            raise RoiError(f"`{name}` is given twice", option)
        told = ", ".join(part for part in (by, f"{datetime.date.today():%Y-%m-%d}") if part)
        found[name] = Override(value, grade, (), f"Told by {told}." if grade else "")  # type: ignore[arg-type]
    return found


def _listed(changes: Sequence[str]) -> str:
    shown = "; ".join(changes[:3])
    return f"{shown}; and {len(changes) - 3} more" if len(changes) > 3 else shown or "nothing that matters"
