"""Programs that some tests need: missing ones are skipped visibly, or fail where ROI_REQUIRE_… is set."""

from __future__ import annotations

import importlib
import os
import shutil
from types import ModuleType

import pytest


def require(variable: str, *names: str) -> str:
    """The path of the first program found; without any the test is skipped, or fails under the variable.

    `make check` goes without such programs: there a test that wants one fails, whatever is installed.
    """
    if os.environ.get("HYPOTHESIS_PROFILE") == "check":
        pytest.fail(f"`make check` goes without {names[0]}: mark the test `slow` or `libreoffice`")
    program = next((path for name in names if (path := shutil.which(name))), None)
    if program is None:
        if os.environ.get(variable):
            pytest.fail(f"{variable} is set and {names[0]} is not installed")
        pytest.skip(f"{names[0]} is not installed")
    return program


def require_module(variable: str, name: str) -> ModuleType:
    """A module of a package that tests alone need; as `require` without it."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        package = name.partition(".")[0]
        if os.environ.get(variable):
            pytest.fail(f"{variable} is set and the package {package} is not installed")
        pytest.skip(f"the package {package} is not installed")


def require_chromium() -> str:
    """The path of Chromium."""
    return require("ROI_REQUIRE_CHROMIUM", "chromium", "chromium-browser", "google-chrome")


def require_tmux() -> str:
    """The path of tmux."""
    return require("ROI_REQUIRE_TMUX", "tmux")


def require_libreoffice() -> str:
    """The path of LibreOffice."""
    return require("ROI_REQUIRE_LIBREOFFICE", "soffice", "libreoffice")
