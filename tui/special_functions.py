"""SciPy's compiled special functions, without the package around them, whose import takes twice as long as NumPy's.

SciPy rewrites the documentation of some 200 functions and imports NumPy's testing and Fortran tools whenever
`scipy.special` is imported.  A program that is started for one answer needs the functions alone.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from importlib.abc import Loader

PACKAGE = "scipy.special"
_COMPILED = f"{PACKAGE}._ufuncs"


class _Functions(ModuleType):
    """`scipy.special` with the compiled functions; whatever else is asked of it imports all of it."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__") and name != "__all__":  # the import itself looks for these
            raise AttributeError(name)
        if not name.startswith("_"):
            compiled = import_module(_COMPILED)
            if name in compiled.__all__:
                return getattr(compiled, name)
        return getattr(_whole(self), name)


def _whole(functions: ModuleType) -> ModuleType:
    """The package itself, imported by Python's own ways: several threads may ask for it at once."""
    if sys.modules.get(PACKAGE) is functions:
        _FINDER.active = False
        sys.modules.pop(PACKAGE, None)
    return import_module(PACKAGE)


class _Nothing:
    """Makes the module; there is nothing to run in it."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Functions(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


class _Finder:
    """Finds the functions in place of their package.

    By its methods alone, as the loader: the module of the classes for both imports archives and temporary files.
    """

    active = True

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != PACKAGE or not self.active:
            return None
        package = PathFinder.find_spec(fullname, path)
        if package is None or package.submodule_search_locations is None:
            return package
        spec = ModuleSpec(fullname, cast("Loader", _Nothing()), origin=package.origin, is_package=True)
        spec.submodule_search_locations = package.submodule_search_locations
        return spec


_FINDER = _Finder()


def import_functions_alone() -> None:
    """From now on `from scipy.special import ndtri` imports the compiled functions, which are the same.

    For the start of a program of our own: a library may not change what others import.
    """
    if PACKAGE not in sys.modules and _FINDER not in sys.meta_path:
        sys.meta_path.insert(0, _FINDER)
