"""The reference workload, without payback, through squiggle-lang, in a node process that is asked line by line.

`npm install @quri/squiggle-lang` puts the package into `FOLDER`; `make benchmark` does so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ.get("ROI_SQUIGGLE") or Path(sys.prefix, "squiggle"))


def installed() -> bool:
    return shutil.which("node") is not None and (FOLDER / "node_modules/@quri/squiggle-lang").is_dir()


@lru_cache(maxsize=1)
def node() -> subprocess.Popen[str]:
    command = ["node", str(Path(__file__).with_name("squiggle.mjs")), str(FOLDER)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def percentiles(n: int, seed: int) -> dict[str, list[float]]:
    answer = _asked(n, seed)
    return {name: answer[name] for name in ("npv", "roi")}


def peak_mb() -> float:
    """The peak memory of node, which is not this process."""
    return float(_asked(1_000, 1)["peak"])


def _asked(n: int, seed: int) -> dict[str, Any]:
    process = node()
    assert process.stdin is not None
    assert process.stdout is not None
    print(json.dumps({"n": n, "seed": seed}), file=process.stdin, flush=True)
    answer: dict[str, Any] = json.loads(process.stdout.readline())
    return answer
