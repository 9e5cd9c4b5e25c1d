"""The engine: a declarative case, simulated with its uncertainty.

>>> import cases, roi
>>> run = roi.simulate(cases.load("clinical-scribe"), draws=1_024, seed=1)
>>> run.draws_used
1024

`dir(roi)` lists what is public; docs/python.md shows it at work.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from roi.errors import RoiError as RoiError
from roi.version import __version__ as __version__

if TYPE_CHECKING:
    from roi import portfolio as portfolio
    from roi.analysis.audit import audit as audit
    from roi.analysis.compare import Candidate as Candidate
    from roi.analysis.compare import compare as compare
    from roi.analysis.drivers import drivers as drivers
    from roi.analysis.drivers import tornado as tornado
    from roi.analysis.evidence import evidence as evidence
    from roi.analysis.headline import headline as headline
    from roi.analysis.information import information as information
    from roi.analysis.loss_profile import losing as losing
    from roi.analysis.prospects import prospects as prospects
    from roi.analysis.review import review as review
    from roi.analysis.sobol_indices import sobol as sobol
    from roi.analysis.solve import solve as solve
    from roi.analysis.stress import parse_stress as parse_stress
    from roi.analysis.stress import stressed as stressed
    from roi.analysis.target import Target as Target
    from roi.analysis.today import today_and_then as today_and_then
    from roi.analysis.total_costs import total_costs as total_costs
    from roi.analysis.twoway import two_way as two_way
    from roi.analysis.verdict import assess as assess
    from roi.case import Case as Case
    from roi.case import Override as Override
    from roi.model import Layer as Layer
    from roi.model import Model as Model
    from roi.notebook.frames import draws_frame as draws_frame
    from roi.notebook.frames import frame as frame
    from roi.notebook.plots import plot as plot
    from roi.observed.observations import Exact as Exact
    from roi.observed.observations import Observation as Observation
    from roi.observed.observations import Sample as Sample
    from roi.observed.observations import StandardError as StandardError
    from roi.observed.observations import Trials as Trials
    from roi.observed.results import Update as Update
    from roi.observed.tracked import Tracked as Tracked
    from roi.observed.tracking import track as track
    from roi.observed.update import update as update
    from roi.sim.cuts import CUTS as CUTS
    from roi.sim.gate import resolve as resolve
    from roi.sim.metrics import METRICS as METRICS
    from roi.sim.precision import simulate_to as simulate_to
    from roi.sim.run import Run as Run
    from roi.sim.run import simulate as simulate
    from roi.sim.scope import Scope as Scope
    from roi.sim.summary import Summary as Summary
    from roi.sim.workspace import Workspace as Workspace

# Arrays and units take half a second to import: only when somebody asks, so that a screen is painted before.
_LATE = {
    "CUTS": "roi.sim.cuts",
    "Candidate": "roi.analysis.compare",
    "Case": "roi.case",
    "Exact": "roi.observed.observations",
    "Layer": "roi.model",
    "METRICS": "roi.sim.metrics",
    "Model": "roi.model",
    "Observation": "roi.observed.observations",
    "Override": "roi.case",
    "Run": "roi.sim.run",
    "Sample": "roi.observed.observations",
    "Scope": "roi.sim.scope",
    "StandardError": "roi.observed.observations",
    "Summary": "roi.sim.summary",
    "Target": "roi.analysis.target",
    "Tracked": "roi.observed.tracked",
    "Trials": "roi.observed.observations",
    "Update": "roi.observed.results",
    "Workspace": "roi.sim.workspace",
    "assess": "roi.analysis.verdict",
    "audit": "roi.analysis.audit",
    "compare": "roi.analysis.compare",
    "draws_frame": "roi.notebook.frames",
    "drivers": "roi.analysis.drivers",
    "evidence": "roi.analysis.evidence",
    "frame": "roi.notebook.frames",
    "headline": "roi.analysis.headline",
    "information": "roi.analysis.information",
    "losing": "roi.analysis.loss_profile",
    "parse_stress": "roi.analysis.stress",
    "plot": "roi.notebook.plots",
    "portfolio": "roi",  # a package of its own
    "prospects": "roi.analysis.prospects",
    "resolve": "roi.sim.gate",
    "review": "roi.analysis.review",
    "simulate": "roi.sim.run",
    "simulate_to": "roi.sim.precision",
    "sobol": "roi.analysis.sobol_indices",
    "solve": "roi.analysis.solve",
    "stressed": "roi.analysis.stress",
    "today_and_then": "roi.analysis.today",
    "tornado": "roi.analysis.drivers",
    "total_costs": "roi.analysis.total_costs",
    "track": "roi.observed.tracking",
    "two_way": "roi.analysis.twoway",
    "update": "roi.observed.update",
}
if not TYPE_CHECKING:  # for whom the imports above say the same
    __all__ = sorted(["RoiError", "__version__", *_LATE])


def __dir__() -> list[str]:
    return sorted(["RoiError", "__version__", *_LATE])


def __getattr__(name: str) -> object:
    if name not in _LATE:
        from roi.errors import nearest

        hint = "" if name.startswith("__") else f". {nearest(name, __dir__())}"
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}{hint}", name=name, obj=None)
    module = _LATE[name]
    value: object = import_module(f"roi.{name}") if module == "roi" else getattr(import_module(module), name)
    globals()[name] = value
    return value
