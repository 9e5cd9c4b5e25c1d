"""Packages that few need: imported when they are used, and asked for in one message where they are not there."""

from __future__ import annotations

import importlib
from types import ModuleType

from roi.errors import RoiError


def imported(module: str, what: str, extra: str) -> ModuleType:
    """A module of a package that an extra brings.

    Args:
        module: its name, such as `pyarrow.parquet`.
        what: needs it, as a message begins: `a Parquet file`.
        extra: of this package, which brings it.

    Raises:
        RoiError: it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        package = module.partition(".")[0]
        if error.name not in (package, module):  # it is there, and broken
            raise
        raise RoiError(
            f"{what} needs {package}, which is not installed",
            hint=f"Install the extra `{extra}`: pip install 'roi-calculator[{extra}]'.",
        ) from None
