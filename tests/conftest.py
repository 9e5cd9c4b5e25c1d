"""What every test shares."""

from __future__ import annotations

import gc
import json
import os
import pickle
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import nullcontext
from functools import cache, lru_cache, wraps
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests.support.answers import Answers
from tests.support.tools import require_libreoffice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roi.case import Case
    from roi.observed.observations import Observation
    from roi.sim.cuts import Cut
    from roi.sim.result import Simulation

# No deadline: an example takes long on a busy machine and is right all the same.
settings.register_profile("local", deadline=None)
settings.register_profile("check", deadline=None, max_examples=10)
settings.register_profile("ci", deadline=None, derandomize=True)
# The generators that a whole process shares are set before each example and put back after it, a third of the time
# of a small one; nothing here draws from them (NPY002).
pytest.MonkeyPatch().setattr("hypothesis.core.deterministic_PRNG", nullcontext, raising=False)
# A hundred starts of roi compile it once, whatever the environment says.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program does; the other core has tests of its own
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "local"))
_NEW_OBJECTS = 50_000  # between two looks for cycles: a tenth of the time at Python's 700
_REMEMBERED = 32  # verdicts: more than any two files of tests that share one
_UPDATES = 8  # of some megabytes each
_TEXTS = 64  # of TOML: more than there are shipped cases, blocks and cases of one file of tests


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Nobody looks for cycles among thousands of tests that are being made: it takes a third of the time."""
    _turn(session.config)
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def _turn(config: pytest.Config) -> None:
    """The workers read the files of tests from other ends: in a fresh clone each compiles a part for all."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    if worker == "gw0" or any("::" in argument for argument in config.args):
        return
    places = (config.rootpath / argument for argument in config.args)
    files = sorted(
        {path for place in places for path in ([place] if place.is_file() else place.rglob("test_*.py"))}
    )
    middle = len(files) // 2
    turned = files[::-1] if worker.endswith(("1", "3")) else files[middle:] + files[:middle]
    config.args = [str(path) for path in turned]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first, whole: at the end both cores have short ones left to share."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (item.path not in slow, item.path))


def pytest_collection_finish() -> None:
    """Thousands of tests stay to the end: nobody looks for cycles among them."""
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Nobody looks for cycles among all that the tests remember, only for the process to end."""
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests marked `libreoffice` are skipped without it, and fail where ROI_REQUIRE_LIBREOFFICE is set."""
    if item.get_closest_marker("libreoffice"):
        require_libreoffice()


@pytest.fixture(scope="session", autouse=True)
def _shipped_cases_are_read_once() -> Iterator[None]:
    """A shipped case, of which a thousand tests begin, is built of its blocks and checked once; it is frozen."""
    load, estimate = (sys.modules.get(name) for name in ("cases.load", "cases.estimate"))
    if load is None or estimate is None:  # tests of what stands below the cases know of none
        yield
        return
    built, shipped = load.case_of, set(load.templates().values())
    known: dict[tuple[Path, str, str], Case] = {}

    def remembered(raw: dict[str, Any], path: Path, origin: str) -> Case:
        key = path, origin, json.dumps(raw, sort_keys=True, default=repr)
        case: Case = known.get(key) or built(raw, path, origin)
        if path in shipped:
            known[key] = case
        return case

    with pytest.MonkeyPatch.context() as patched:
        for module in (load, estimate):
            patched.setattr(module, "case_of", remembered)
        yield


@pytest.fixture(scope="session", autouse=True)
def _an_equal_text_is_parsed_once() -> Iterator[None]:
    """Thousands of times a case file is read whose text was parsed before; each reader has a table of its own."""
    module = sys.modules.get("cases.toml")
    if module is None:
        yield
        return
    parser = module.tomllib
    pickled = lru_cache(_TEXTS)(lambda text, **more: pickle.dumps(parser.loads(text, **more)))
    remembering = SimpleNamespace(
        loads=lambda text, **more: pickle.loads(pickled(text, **more)), TOMLDecodeError=parser.TOMLDecodeError
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "tomllib", remembering)
        yield


@pytest.fixture(scope="session", autouse=True)
def _what_could_turn_a_verdict_is_looked_for_once() -> Iterator[None]:
    """Half the time of an output: the same of every output of an equal run, however many tests look at it."""
    verdict = sys.modules.get("roi.analysis.verdict")
    if verdict is None:
        yield
        return
    looked_for = verdict.prospects
    known = Answers(_REMEMBERED)

    def remembered(run: Simulation, cut: Cut, progress: Callable[[int, int], None] | None) -> Any:
        question = run.prepared.model, run.prepared.sampling, run.scope, run.draws_used, cut
        return known.to(question, lambda: looked_for(run, cut, progress))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(verdict, "prospects", remembered)
        yield


@pytest.fixture(scope="session", autouse=True)
def _equal_rows_update_an_equal_run_once() -> Iterator[None]:
    """Seconds, and half a dozen commands in turn ask for the same; the engine's own tests ask `update` itself."""
    module = sys.modules.get("roi.observed.update")
    if module is None:
        yield
        return
    worked_out = module.update
    known = Answers(_UPDATES)

    @wraps(worked_out)
    def remembered(run: Simulation, rows: Sequence[Observation]) -> Any:
        question = run.prepared.model, run.prepared.sampling, run.scope, tuple(rows)
        return known.to(question, lambda: worked_out(run, rows))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "update", remembered)
        yield


@pytest.fixture(scope="session", autouse=True)
def _command_lines_are_built_once() -> Iterator[None]:
    """The tests call a thousand commands in one process, a user calls one."""
    program, runner = (sys.modules.get(name) for name in ("tui.cli.main", "typer.testing"))
    with pytest.MonkeyPatch.context() as patched:
        if program is not None:
            patched.setattr(program, "command_line", cache(program.command_line))
            patched.setattr(program.typer.main, "get_command", cache(program.typer.main.get_command))
        if runner is not None:
            patched.setattr(runner, "_get_command", cache(runner._get_command))
        yield


@pytest.fixture(scope="session", autouse=True)
def _style_sheets_are_parsed_once() -> Iterator[None]:
    """Hundreds of apps begin with the same sheets; what Textual parsed of them is what it keeps for one app."""
    module = sys.modules.get("textual.css.stylesheet")
    if module is None:
        yield
        return
    begun, dressed = module.Stylesheet.__init__, module.Stylesheet.set_variables
    parsed: dict[frozenset[tuple[str, str]], dict[Any, Any]] = {}

    def shared(sheet: Any) -> None:
        sheet._parse_cache = parsed.setdefault(frozenset(sheet._variables.items()), {})

    def begin(sheet: Any, **given: Any) -> None:
        begun(sheet, **given)
        shared(sheet)

    def dress(sheet: Any, variables: dict[str, str]) -> None:
        sheet._parse_cache = {}  # it empties its own
        dressed(sheet, variables)
        shared(sheet)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module.Stylesheet, "__init__", begin)
        patched.setattr(module.Stylesheet, "set_variables", dress)
        yield
