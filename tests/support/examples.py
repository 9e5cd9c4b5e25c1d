"""How many examples a property is tried on that needs more than others, or fewer."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings


def examples(most: int, **more: Any) -> settings:
    """Settings of a property with so many examples; `make check` tries none on more than its profile has.

    `more`: other settings of Hypothesis.
    """
    if os.environ.get("HYPOTHESIS_PROFILE") == "check":
        most = min(most, settings().max_examples)
    return settings(max_examples=most, **more)
