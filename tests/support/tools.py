"""Programs that some tests need: missing ones are skipped visibly, or fail where ROI_REQUIRE_… is set."""

from __future__ import annotations

import os
import shutil

import pytest


def require(variable: str, *names: str) -> str:
    """The path of the first program found; without any the test is skipped, or fails under the variable."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        if os.environ.get(variable):
            pytest.fail(f"{variable} is set and {names[0]} is not installed")
        pytest.skip(f"{names[0]} is not installed")
    return found


def require_chromium() -> str:
    """The path of Chromium."""
    return require("ROI_REQUIRE_CHROMIUM", "chromium", "chromium-browser", "google-chrome")


def require_tmux() -> str:
    """The path of tmux."""
    return require("ROI_REQUIRE_TMUX", "tmux")
