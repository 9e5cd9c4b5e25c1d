"""What every test shares."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tests.support.tools import require_libreoffice

# No deadline: an example takes long on a busy machine and is right all the same.
settings.register_profile("local", deadline=None)
settings.register_profile("check", deadline=None, max_examples=20)
settings.register_profile("ci", deadline=None, derandomize=True)
# A hundred starts of roi compile it once, whatever the environment says.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "local"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first, whole: at the end both cores have short ones left to share."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests marked `libreoffice` are skipped without it, and fail where ROI_REQUIRE_LIBREOFFICE is set."""
    if item.get_closest_marker("libreoffice"):
        require_libreoffice()
