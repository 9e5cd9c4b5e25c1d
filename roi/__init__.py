"""The engine: a declarative case, simulated with its uncertainty.

>>> import cases, roi
>>> run = roi.simulate(cases.load("clinical-scribe"), draws=1_024, seed=1)
>>> run.draws_used
1024
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from roi.errors import RoiError
from roi.version import __version__

if TYPE_CHECKING:
    from roi.model import Layer, Model
    from roi.sim.gate import resolve
    from roi.sim.precision import simulate_to
    from roi.sim.run import Run, simulate
    from roi.sim.scope import only
    from roi.sim.workspace import Workspace

__all__ = [
    "Layer",
    "Model",
    "RoiError",
    "Run",
    "Workspace",
    "__version__",
    "only",
    "resolve",
    "simulate",
    "simulate_to",
]

# Arrays and units take half a second to import: only when somebody asks, so that a screen is painted before.
_LATE = {
    "Layer": "roi.model",
    "Model": "roi.model",
    "resolve": "roi.sim.gate",
    "Run": "roi.sim.run",
    "simulate": "roi.sim.run",
    "simulate_to": "roi.sim.precision",
    "only": "roi.sim.scope",
    "Workspace": "roi.sim.workspace",
}


def __getattr__(name: str) -> object:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(_LATE[name]), name)
    globals()[name] = found
    return found
