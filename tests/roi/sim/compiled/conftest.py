"""The compiled engine is an extra: a machine without Numba skips its tests, visibly."""

from __future__ import annotations

import os

import pytest

if not os.environ.get("CI"):
    pytest.importorskip("numba", reason="the extra `fast` (Numba) is not installed")
