"""mypy over the whole repository, one process at a time: in a fresh clone the second finds what the first left."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).parents[2]
_LOCK = Path(tempfile.gettempdir()) / f"roi-mypy-{sha256(bytes(ROOT)).hexdigest()[:12]}.lock"


def typed() -> subprocess.CompletedProcess[str]:
    """What mypy says of the repository; its cache is whole when this returns."""
    with FileLock(_LOCK):
        return subprocess.run(
            [sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True, check=False
        )
