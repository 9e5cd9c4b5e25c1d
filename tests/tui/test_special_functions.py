"""SciPy's special functions without their package: the same functions, and all of it as soon as it is asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

CODE = """
import sys
from tui.special_functions import import_functions_alone
import_functions_alone()
from scipy import special
from scipy.special import ndtri
alone = not any(name in sys.modules for name in ("numpy.f2py", "scipy.special._orthogonal", "unittest"))
early = {name: getattr(special, name) for name in special._ufuncs.__all__ if not name.startswith("_")}
from scipy.special import roots_hermitenorm
import scipy.optimize, scipy.special, scipy.stats
same = all(getattr(scipy.special, name) is function for name, function in early.items())
print(alone, len(early) > 100, same, scipy.special.ndtri is ndtri, special.roots_hermitenorm is roots_hermitenorm,
      scipy.special is sys.modules["scipy.special"], hasattr(special, "no_such_function"))
"""


def test_they_are_the_functions_of_the_package() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True"] * 6 + ["False"], done.stderr


THREADS = """
import threading
from tui.special_functions import import_functions_alone
import_functions_alone()
from scipy import special
names = ("roots_hermitenorm", "logsumexp", "ndtri", "softmax", "comb")
modules = ("scipy.stats", "scipy.optimize", "scipy.linalg", "scipy.special")
found = []
def ask(name):
    found.append(getattr(special, name))
def load(name):
    found.append(__import__(name))
threads = [threading.Thread(target=ask, args=[name]) for name in names]
threads += [threading.Thread(target=load, args=[name]) for name in modules]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(60)
print(len(found), any(thread.is_alive() for thread in threads))
"""


def test_threads_may_ask_for_all_of_it_at_once() -> None:
    done = subprocess.run(
        [sys.executable, "-c", THREADS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["9", "False"], done.stderr
