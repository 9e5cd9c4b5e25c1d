"""Who in an organisation can answer a question: one table, for cases, sheets of questions and screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Owner = Literal["finance", "operations", "it", "hr", "procurement", "legal", "risk", "security", "sales"]

# In the order in which their questions are listed: whoever knows the work first, then whoever pays for it.
OWNERS: Mapping[Owner, str] = {
    "operations": "Operations",
    "finance": "Finance",
    "hr": "Human resources",
    "it": "IT",
    "procurement": "Procurement",
    "legal": "Legal and compliance",
    "risk": "Risk",
    "security": "Security",
    "sales": "Sales and marketing",
}
NOBODY = "Anybody who knows"  # heads questions that nobody in particular is named for


def owner_label(owner: Owner | None) -> str:
    """What people call the owner of a question."""
    return NOBODY if owner is None else OWNERS[owner]
