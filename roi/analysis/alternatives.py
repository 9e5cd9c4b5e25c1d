"""What stands beside an estimate in a document: other ways to deploy, other worlds, other volumes."""

from __future__ import annotations

from roi.analysis.compare import Comparison
from roi.analysis.ownership import TotalCosts
from roi.analysis.stress import Stress
from roi.analysis.volume import Scan
from roi.records import dataclass


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Comparisons on the draws of the estimate.

    Attributes:
        options: all ways to deploy, under the estimate's preset.
        presets: all presets, of the estimate's option, its own at the head; None where there is one only.
        stresses, stressed: changes of inputs, and the ways to deploy under them; None without any.
        volumes: which option leads at which volume, on average and in the plan; empty where none is scanned.
        costs: what each way to deploy costs in all; None where it was not added up.
    """

    options: Comparison
    presets: Comparison | None = None
    volumes: tuple[Scan, ...] = ()
    stresses: tuple[Stress, ...] = ()
    stressed: Comparison | None = None
    costs: TotalCosts | None = None
