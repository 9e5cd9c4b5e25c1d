"""What is freed is kept: a run makes its arrays of pages that it had before."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

RUNS = """
import resource, cases, roi
from roi.memory import keep_freed
case = cases.load("clinical-scribe")
def run(seed):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    roi.simulate(case, draws=8_192, seed=seed, scope=("npv", "payback_months")).summary()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
run(1), run(2)
print(keep_freed(), run(3))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_a_run_asks_the_system_for_few_pages() -> None:
    done = subprocess.run([sys.executable, "-c", RUNS], capture_output=True, text=True, check=True)
    kept, faults = done.stdout.split()
    assert kept == "True"
    assert (
        int(faults) < 2_000
    )  # of a dozen arrays of 150 pages in each of four pieces, if none were kept 10,000


POOL = """
import resource, threading
import numpy as np
from roi.memory import keep_freed, share_freed
shared = share_freed()
keep_freed()
def fill():
    [np.ones(64_000) for _ in range(40)]
thread = threading.Thread(target=fill)
thread.start()
thread.join()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
fill()
print(shared, resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_what_a_thread_freed_is_there_for_the_others() -> None:
    done = subprocess.run([sys.executable, "-c", POOL], capture_output=True, text=True, check=True)
    shared, faults = done.stdout.split()
    assert shared == "True"
    assert int(faults) < 1_000  # 5,000 pages, were the pool of the thread its own


TRIMMED = """
import numpy as np
from roi.memory import give_back, keep_freed
keep_freed()
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1])
kept = [np.ones(64_000) for _ in range(60)]
del kept
before = resident()
print(give_back(), before - resident())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_what_was_kept_is_given_back_when_asked() -> None:
    done = subprocess.run([sys.executable, "-c", TRIMMED], capture_output=True, text=True, check=True)
    given, pages = done.stdout.split()
    assert given == "True"
    assert int(pages) > 5_000  # of 7,500
