"""What is freed is kept: a run makes its arrays of pages that it had before."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

REPEATED = """
import resource, cases, roi
from roi.analysis.compare import Candidate, compare
case = cases.load("clinical-scribe")
def faults(seed):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    {work}
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
faults(1), faults(2)
print(faults(3))
"""
RUN = 'roi.simulate(case, draws=8_192, seed=seed, scope=("npv", "payback_months")).summary()'
COMPARISON = 'compare([Candidate("scribe", roi.resolve(case))], draws=8_192, seed=seed)'


@pytest.mark.slow
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
@pytest.mark.parametrize("work", [RUN, COMPARISON])
def test_a_run_and_a_comparison_ask_the_system_for_few_pages(work: str) -> None:
    code = REPEATED.format(work=work)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # Of a dozen arrays of 150 pages in each of four pieces, if none were kept 10,000.
    assert int(done.stdout) < 2_000


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
