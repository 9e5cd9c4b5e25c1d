"""An estimate that decides by a pilot as it was designed: its share, length, error and gate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from roi.analysis.pilot import PilotDesign
from roi.errors import RoiError, of_setting
from roi.model import Model
from roi.sim.gate import gate_input
from roi.sim.reach import upstream
from tui.desk.history import State
from tui.desk.session import Session

if TYPE_CHECKING:
    from cases.estimate import Estimate
    from tui.desk.request import OpenedCase

SHARE, LENGTH = "pilot_share", "pilot_months"  # of an option with a gate, where it has them
_DECIMALS = 4


def piloted(opened_case: OpenedCase, design: PilotDesign) -> Estimate:
    """The estimate deployed by its option with a gate, which has the gate, share, length and error of the design.

    Raises:
        RoiError: the case has no such option, it measures something else, or the design has no gate.
    """
    where = of_setting("apply")
    session = Session(State(replace(opened_case.estimate, snapshots={}), opened_case.model))
    passing, item = design.passing, design.items[0]
    if passing is None:
        raise RoiError("this pilot has no single gate to set", where, "Measure one input.")
    option, model = _gated(session, item.id)
    session = session.choose(option=option)
    gate = gate_input(model)
    assert gate is not None
    values = {gate.id: (passing.measured, gate.unit.percent)}
    known = {each.id: each for each in model.inputs}
    if SHARE in known and design.terms.population:
        values[SHARE] = (100 * design.best.n / design.terms.population, True)
    if LENGTH in known and design.terms.months:
        values[LENGTH] = (design.terms.months, False)
    for name, (value, percent) in values.items():
        session = session.edit(name, _text(value, percent))
    error = next(
        (known[name] for name in _read_by(model, gate.spec.threshold_of) if known[name].spec.luck), None
    )
    if error is not None:
        percent = error.unit.percent
        width = _text(float(design.terms.error(design.best.n)[0]), percent)
        session = session.edit(error.id, f"normal({_text(0.0, percent)}, {width})")
    return session.estimate


def _gated(session: Session, measured: str) -> tuple[str, Model]:
    """The option whose gate is on a measurement of that input, resolved.

    Raises:
        RoiError: there is none.
    """
    for option in session.model.case.options:
        model = session.variant(option=option)
        gate = gate_input(model)
        if gate is not None and measured in _read_by(model, gate.spec.threshold_of):
            return option, model
    raise RoiError(
        f"no option of the case has a gate on `{measured}`", of_setting("apply"),
        "Take in the building block `pilot` with it as what is measured, or leave this out.",
    )  # fmt: skip


def _read_by(model: Model, line: str) -> set[str]:
    """The inputs that a line rests on."""
    inputs = {item.id for item in model.inputs}
    return {name for each in upstream(model, [line]) for name in each.reads} & inputs


def _text(value: float, percent: bool) -> str:
    """A number of the language; its decimals are too many to be taken for thousands."""
    return f"{value:.{_DECIMALS}f}{'%' if percent else ''}"
