"""What people call tables and choices of a case, and what the language calls them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from roi.errors import Names, nearest

_TABLES = {
    **dict.fromkeys(("scenario", "scenarios", "views"), "presets"),
    **dict.fromkeys(("assumption", "assumptions", "parameters", "variables", "drivers"), "inputs"),
    **dict.fromkeys(("cost", "costs", "benefit", "benefits", "formulas", "outputs", "calculations"), "lines"),
    **dict.fromkeys(("alternative", "alternatives", "variants"), "options"),
    **dict.fromkeys(("reference", "references", "evidence"), "sources"),
    **dict.fromkeys(("currencies", "fx", "exchange"), "rates"),
}
_CHOICES: Mapping[str, Mapping[str, str]] = {
    "class": {
        **dict.fromkeys(
            ("capex", "hardware", "equipment", "devices", "build", "setup", "implementation"), "integration"
        ),
        **dict.fromkeys(("opex", "operations", "support", "maintenance", "staff", "hosting"), "run"),
        **dict.fromkeys(("software", "subscription", "saas", "usage", "tokens"), "licence"),
        **dict.fromkeys(("training", "change management", "adoption"), "change"),
        **dict.fromkeys(("testing", "qa", "monitoring", "audit"), "evaluation"),
        **dict.fromkeys(("legal", "security", "privacy", "regulation"), "compliance"),
        **dict.fromkeys(("contingency", "risk", "reserve"), "overrun"),
    },
    "flow": {
        **dict.fromkeys(("saving", "savings", "revenue", "income", "gain"), "benefit"),
        **dict.fromkeys(("expense", "expenses", "capex", "opex", "spend"), "cost"),
    },
    "kind": {
        **dict.fromkeys(("hard", "saving", "savings", "revenue", "money"), "cash"),
        **dict.fromkeys(("time", "productivity", "efficiency", "hours"), "capacity"),
        **dict.fromkeys(("intangible", "qualitative", "quality"), "soft"),
    },
    "grade": {
        **dict.fromkeys(("estimate", "estimated", "assumption", "assumed", "guess", "expert"), "judgement"),
        **dict.fromkeys(("study", "trial", "data", "log", "logs"), "measured"),
        **dict.fromkeys(("client", "prospect", "internal"), "customer"),
        **dict.fromkeys(("quote", "offer", "list price"), "vendor"),
        **dict.fromkeys(("interview", "questionnaire"), "survey"),
    },
}


def table_meant(name: str, allowed: Iterable[str]) -> Names:
    """The tables that are allowed, and the one that another name stands for."""
    return _meant(_TABLES, name, allowed)


def choice_meant(key: str, value: str, allowed: Iterable[str]) -> Names:
    """What a key may be, and which of it another word stands for."""
    return _meant(_CHOICES.get(key, {}), value, allowed)


def id_meant(name: str, ids: re.Pattern[str]) -> str:
    """` Write `adjuster_cost`.` for `Adjuster Cost`; "" where nothing like it is an id."""
    plain = (
        unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss")).encode("ascii", "ignore").decode()
    )
    written = re.sub(r"\W+", "_", plain).strip("_")
    return f" Write `{written}`." if ids.fullmatch(written) else ""


def _meant(others: Mapping[str, str], name: str, allowed: Iterable[str]) -> Names:
    near = nearest(name, allowed)
    meant = others.get(name.casefold(), "")
    return Names(near.allowed, meant, near.more) if meant in near.allowed else near
