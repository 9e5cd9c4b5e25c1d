"""How hard a search tries: counted in work and not by the clock."""

from __future__ import annotations

from roi.records import dataclass

GAP = 1e-3  # between what is reached and the bound, as a share
NODES = 20_000  # of the tree of the whole program
SECONDS = 300.0
SCENARIOS = 256  # for the chance of a loss, which needs a variable for each


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try.

    What ends a search is counted in nodes, so that the same question has the same answer on any machine.

    Attributes:
        gap: share of the worth within which the bound must be.
        nodes: of the tree of one whole program; parts and rounds of a search have a share of them.
        seconds: of the clock, for all rounds of one program: a guard, which a usual search does not come near.
        scenarios: draws with a variable of their own for a limit on the chance of a loss.
    """

    gap: float = GAP
    nodes: int = NODES
    seconds: float = SECONDS
    scenarios: int = SCENARIOS


USUAL = Effort()
