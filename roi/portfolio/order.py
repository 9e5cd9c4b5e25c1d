"""Prerequisites and exclusions between deals: names that are there, and no circle."""

from __future__ import annotations

from roi.errors import Place, RoiError, nearest
from roi.portfolio.deals import Portfolio


def check_needs(portfolio: Portfolio, file: str) -> None:
    """Refuse a portfolio whose deals need what cannot be.

    Args:
        file: what messages call the file in which the needs stand.

    Raises:
        RoiError: a name that no deal has, a deal that excludes or needs itself, prerequisites in a circle.
    """
    names = [*(deal.name for deal in portfolio.deals), *(failed.name for failed in portfolio.failed)]
    known = set(names)
    for deal in portfolio.deals:
        for key, others in (("needs", deal.needs), ("exclusive", deal.exclusive)):
            where = Place(file, portfolio.places.get(deal.name, deal.name), key)
            for other in others:
                if other not in known:
                    raise RoiError(f"there is no deal `{other[:80]}`", where, nearest(other[:80], names))
                if other == deal.name:
                    raise RoiError("a deal cannot name itself", where, "Take it out.")
    circle = _circle({deal.name: deal.needs for deal in portfolio.deals})
    if circle:
        where = Place(file, portfolio.places.get(circle[0], circle[0]), "needs")
        path_text = " → ".join((*circle, circle[0]))
        raise RoiError(f"the deals need each other in a circle: {path_text}", where, "Take one of them out.")


def _circle(needs: dict[str, tuple[str, ...]]) -> list[str]:
    """The first circle, in order; [] where there is none.  A stack of its own: a chain may be long."""
    done: set[str] = set()
    for first in needs:
        path: dict[str, int] = {} if first in done else {first: 0}
        while path:
            name = next(reversed(path))
            others = needs.get(name, ())
            if path[name] == len(others):
                del path[name]
                done.add(name)
                continue
            other = others[path[name]]
            path[name] += 1
            if other in path:
                return list(path)[list(path).index(other) :]
            if other not in done:
                path[other] = 0
    return []
