"""The process that works: a call a line in, its progress and its result a line each out.

A process of its own can be ended at any moment, whatever it is in the middle of.  It cannot write: files may not
have a single byte where the system has such limits, and its standard streams lead to the protocol of nobody.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from roi.errors import RoiError, Setting, Word, of_setting
from roi.records import dataclass
from roi.text import plain
from tui.desk.redaction import without_folders
from tui.mcp.arguments import query_of
from tui.mcp.limits import MEMORY, ServerLimits
from tui.mcp.tools import TOOLS, as_argument, in_argument

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cases.estimate import Settings

WIDTH = 100  # columns of what a model reads
LONGEST = 12_000  # characters of it: what comes first matters most
_BETWEEN = 0.5  # seconds between two tellings of progress
Send = Callable[[Mapping[str, object]], None]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls a tool; see `tui.queries.face.Face`."""

    limits: ServerLimits
    send: Send
    notes: list[str] = field(default_factory=list)

    @property
    def leave(self) -> str:
        """How an answer is kept from moving others."""
        return f"{as_argument(Setting('learn', 'false'))} leaves them"

    @property
    def word(self) -> Word:
        """What arguments and tools are called."""
        return as_argument

    def note(self, text: str, kind: str = "Note") -> None:
        """Kept for the end of the answer."""
        self.notes.append(f"{kind}: {text}")

    def check(self, settings: Settings) -> None:
        """Refuse an estimate with more draws than a call may have.

        Raises:
            RoiError: it has more.
        """
        most = self.limits.draws
        if settings.draws > most:
            hint = f"Give `draws` too: at most {most:,} here."
            raise RoiError(f"the estimate has {settings.draws:,} draws", of_setting("draws"), hint)

    @contextmanager
    def progress(self, title: str) -> Iterator[Callable[[int, int], None]]:
        """Told now and then."""
        last_sent = time.monotonic()

        def tell(done: int, total: int) -> None:
            nonlocal last_sent
            if time.monotonic() - last_sent > _BETWEEN:
                last_sent = time.monotonic()
                self.send({"progress": [title, done, total]})

        yield tell


def main() -> None:
    """Work off calls until nobody sends any more."""
    words = argparse.ArgumentParser()
    words.add_argument("--draws", type=int, required=True)
    words.add_argument("--seconds", type=float, required=True)
    words.add_argument("--folder", type=Path)
    limits = ServerLimits(
        **{name: value for name, value in vars(words.parse_args()).items() if value is not None}
    )
    calls, results = _streams()
    warnings.filterwarnings("ignore")
    _settle(limits)

    def send(reply: Mapping[str, object]) -> None:
        results.write(json.dumps(reply, allow_nan=False) + "\n")
        results.flush()

    with contextlib.suppress(BrokenPipeError):
        send({"ready": True})
        for line in calls:
            call = json.loads(line)
            _allow_seconds(limits.seconds)
            send(answered(call["tool"], call["arguments"], limits, send))


def _streams() -> tuple[TextIO, TextIO]:
    """The pipes to who sends the calls; what else is printed goes to standard error."""
    calls, results = os.fdopen(os.dup(0), encoding="utf-8"), os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return calls, results


def _settle(limits: ServerLimits) -> None:
    """Stand where names of files lead into the folder, read nowhere else, and write nowhere."""
    import cases
    import roi as _engine  # noqa: F401 - so that the first call need not wait for it
    from roi.case_files import SHIPPED, add_folder, packs
    from roi.reading import confine_reading

    if limits.folder is not None:
        add_folder(limits.folder)
    os.chdir(limits.folder or SHIPPED)
    folders = [pack.folder for pack in packs() if pack.folder is not None]
    confine_reading([Path(cases.__file__).parent, *folders, *filter(None, [limits.folder])])
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        if sys.platform == "linux":  # elsewhere it counts what is mapped, or nothing
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _allow_seconds(seconds: float) -> None:
    """Have the system end this process once it worked far longer, should nobody be there to do it."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime + 2 * seconds) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def answered(
    name: str, arguments: Mapping[str, object], limits: ServerLimits, send: Send
) -> Mapping[str, object]:
    """The document and the text of an answer, or the message that says why there is none."""
    from tui.views.json_values import json_value

    tool, caller = TOOLS[name], Caller(limits, send)
    try:
        answer = query_of(tool.query, arguments, limits).answer(caller, in_full=True)
        document = _without_paths(json_value(answer.document()))
        notes = [*caller.notes, *(_files(limits) if name == "cases" else ())]
        text = _text(answer.parts(WIDTH), notes)
    except RoiError as error:
        return {"error": _plain(error.worded(in_argument, as_argument))}
    except (MemoryError, RecursionError):
        return {"error": "This is too large to be worked out here: ask for less, or with fewer draws."}
    except Exception as fault:  # noqa: BLE001 - whatever it is, the next call shall be answered
        with contextlib.suppress(OSError):
            traceback.print_exc()
        what = type(fault).__name__
        return {
            "error": f"This failed by a fault of the program ({what}), not of the call. Please report it."
        }
    return {"document": document, "text": text}


def _text(parts: Iterable[RenderableType], notes: Iterable[str]) -> str:
    """What a model reads first: the parts that have room, then the notes."""
    from rich.console import Console

    from tui.views.line_breaks import hold_figures, print_part

    hold_figures()
    paper = io.StringIO()
    console = Console(
        file=paper, width=WIDTH, color_system=None, highlight=False, markup=False, emoji=False, legacy_windows=False
    )  # fmt: skip
    for part in parts:
        print_part(console, part)
        if paper.tell() > LONGEST:
            break
    lines = "\n".join(line.rstrip() for line in paper.getvalue().splitlines())
    if len(lines) > LONGEST:
        lines = lines[:LONGEST].rpartition("\n")[0] + "\n… All of it stands in the structured content."
    return _plain("\n".join([lines.strip("\n"), *notes]))


def _plain(text: str) -> str:
    return without_folders(plain(text))


def _without_paths(document: object) -> object:
    """The document with every file by its name alone: where it lies is nobody's business."""
    if isinstance(document, Mapping):
        return {
            key: _OF_FILES[key](value)
            if key in _OF_FILES and isinstance(value, str)
            else _without_paths(value)
            for key, value in document.items()
        }
    return [_without_paths(each) for each in document] if isinstance(document, list | tuple) else document


_OF_FILES: Mapping[str, Callable[[str], str]] = {
    "file": lambda path: Path(path).name,
    "problem": without_folders,
}


def _files(limits: ServerLimits) -> Iterator[str]:
    """What else can be opened."""
    from roi.case_files import MOST_FILES
    from roi.reading import is_file
    from tui.desk.workbooks import SUFFIXES

    if limits.folder is None:
        return
    names = sorted(entry.name for entry in os.scandir(limits.folder) if is_file(entry.path))[:MOST_FILES]
    files = [name for name in names if name.endswith((".toml", *SUFFIXES)) and not name.startswith(".")]
    if files:
        yield f"Files of the folder, to be named as a case: {', '.join(files)}."


if __name__ == "__main__":
    main()
