"""The engine: a declarative case, simulated with its uncertainty.

>>> import cases, roi
>>> run = roi.simulate(cases.load("clinical-scribe"), draws=1_024, seed=1)
>>> run.draws_used
1024
"""

from roi.errors import RoiError
from roi.model import Layer, Model, resolve
from roi.sim.precision import simulate_to
from roi.sim.run import Run, simulate
from roi.sim.scope import only
from roi.sim.workspace import Workspace
from roi.version import __version__

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
