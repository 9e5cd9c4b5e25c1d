"""The lowest versions that the project allows, as constraints for pip: `python -m tests.support.lowest`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def lowest() -> Mapping[str, str]:
    """Package → version of its lower bound."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    bounds = {}
    for text in project["dependencies"]:
        bound = re.fullmatch(r"([A-Za-z0-9._-]+)>=([0-9.]+)(,<[0-9.]+)?", text)
        assert bound, f"{text}: no lower bound"
        bounds[bound[1]] = bound[2]
    return bounds


if __name__ == "__main__":
    print("\n".join(f"{name}=={version}" for name, version in lowest().items()))
