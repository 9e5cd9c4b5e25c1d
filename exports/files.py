"""Files that leave the program, by kind; see `exports.atomic` for how they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

import roi
from exports.atomic import as_roi_errors, refuse, target_of, write_atomically
from exports.brand import HOUSE
from exports.story.contents import PLAIN_REQUEST
from exports.story.contents import DocumentRequest as DocumentRequest
from roi.errors import Place, Remedy, RoiError, Setting, located, nearest, remedy
from roi.notation import notation
from roi.records import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes:
        holds: what is in it, in few words.
        write: writes it to a path; gives sentences on what could not be filled in, or None.
        check: raises RoiError where something is missing here that it is written with.
        is_workbook: whether it has sheets of the ways to deploy and of what changed since.
        adds_plan: whether the benefit realisation plan stands in it only where it is asked for.
        judges: whether the verdict stands in it.
        tells_story: whether it is written from a story.
        for_programs: whether programs read its texts, which then no brand changes.
        wait: why it takes long, as a note says it; empty where it does not.
    """

    holds: str
    write: Callable[[roi.Run, Path, DocumentRequest], Sequence[str] | None]
    check: Callable[[], None] = lambda: None
    is_workbook: bool = False
    adds_plan: bool = False
    judges: bool = True
    tells_story: bool = False
    for_programs: bool = False
    wait: Remedy = field(default_factory=Remedy)


def _write_json(run: roi.Run, path: Path, contents: DocumentRequest) -> None:
    from exports.document.result import result_document
    from exports.json_text import json_text

    path.write_text(json_text(result_document(run, contents)), encoding="utf-8")


def _write_csv(run: roi.Run, path: Path, contents: DocumentRequest) -> None:
    from exports.frames import write_csv

    write_csv(run, path)


def _write_markdown(run: roi.Run, path: Path, contents: DocumentRequest) -> None:
    from exports.markdown.result import result_markdown

    path.write_text(result_markdown(run, contents), encoding="utf-8")


def _write_workbook(run: roi.Run, path: Path, contents: DocumentRequest) -> None:
    from exports.workbook.write import workbook

    workbook(run, path, contents)


def _write_open_document(run: roi.Run, path: Path, contents: DocumentRequest) -> None:
    from exports.open_document import write_open_document

    write_open_document(lambda source: _write_workbook(run, source, contents), path)


def _check_open_document() -> None:
    from exports.open_document import check_open_document

    check_open_document()


def _write_parquet(run: roi.Run, path: Path, contents: DocumentRequest) -> None:
    from exports.parquet import write_parquet

    write_parquet(run, path)


def _check_parquet() -> None:
    from exports.parquet import check_parquet

    check_parquet()


def _write_sipmath(run: roi.Run, path: Path, contents: DocumentRequest) -> None:
    from exports.sipmath import write_sipmath

    write_sipmath(run, path)


def _write_data_package(run: roi.Run, path: Path, contents: DocumentRequest) -> None:
    from exports.data_package.write import write_data_package

    write_data_package(run, path, contents.prepared_by)


def _write_slides(run: roi.Run, path: Path, contents: DocumentRequest) -> Sequence[str]:
    from exports.slides.deck import write_deck
    from exports.slides.fill import write_filled

    if contents.master is not None:
        return write_filled(run, path, contents, contents.master)
    write_deck(run, path, contents)
    return ()


def _write_page(run: roi.Run, path: Path, contents: DocumentRequest) -> None:
    from exports.page.html import page
    from exports.story.build import story

    path.write_text(page(story(run, contents), contents.brand), encoding="utf-8")


def _write_pdf(run: roi.Run, path: Path, contents: DocumentRequest) -> None:
    from exports.page.pdf import pdf
    from exports.story.build import story

    path.write_bytes(pdf(story(run, contents), contents.brand, with_plan=contents.with_plan))


def _check_pdf() -> None:
    from exports.page.pdf import check_pdf

    check_pdf()


FORMATS: Mapping[str, Format] = {
    ".json": Format("the result as a document", _write_json, adds_plan=True, for_programs=True),
    ".csv": Format("every draw", _write_csv, judges=False, for_programs=True),
    ".md": Format("a summary to paste", _write_markdown, adds_plan=True),
    ".html": Format("one page that needs nothing else", _write_page, tells_story=True),
    ".pdf": Format("the page for paper", _write_pdf, check=_check_pdf, adds_plan=True, tells_story=True),
    ".xlsx": Format("a live workbook", _write_workbook, is_workbook=True),
    ".pptx": Format("a deck of slides", _write_slides, adds_plan=True, tells_story=True),
    ".ods": Format(
        "the workbook for LibreOffice",
        _write_open_document,
        check=_check_open_document,
        is_workbook=True,
        wait=remedy(
            "LibreOffice converts the workbook, which takes a minute or two; with fewer ",
            Setting("trials"),
            ", less",
        ),
    ),
    ".parquet": Format(
        "every draw, for data tools", _write_parquet, check=_check_parquet, judges=False, for_programs=True
    ),
    ".sipmath": Format("a SIPmath 3.0 library", _write_sipmath, judges=False, for_programs=True),
    ".zip": Format("a data package of tables", _write_data_package, judges=False, for_programs=True),
}


def with_story(run: roi.Run, contents: DocumentRequest, paths: Iterable[Path]) -> DocumentRequest:
    """The contents with their story, where several of these files are written from one: it is made once."""
    if sum(format_of(path).tells_story for path in paths) < 2:
        return contents
    from exports.story.build import story

    return replace(contents, story=story(run, contents))


def export(
    run: roi.Run,
    path: str | Path,
    contents: DocumentRequest = PLAIN_REQUEST,
    *,
    force: bool = False,
    ready: Callable[[], object] | None = None,
) -> Sequence[str]:
    """Write a run to a file of a kind told by its suffix, one of `FORMATS`.

    Args:
        run: a simulated case.
        path: the target.
        contents: what goes in beside the run.
        force: replace a file that exists.
        ready: called when all is written, before it takes the target's place; what it raises keeps the target.

    Returns:
        What could not be filled in, a sentence each.

    Raises:
        RoiError: an unknown suffix, a target that exists or cannot be written.
    """
    path = Path(path)
    chosen = format_of(path)
    brand = HOUSE if chosen.for_programs else contents.brand

    left: list[str] = []

    def write(temporary: Path) -> None:
        with notation(brand.numbers, brand.dates):
            left.extend(chosen.write(run, temporary, contents) or ())
        if ready is not None:
            ready()

    write_atomically(path, write, force=force)
    return left


def check_targets(paths: Iterable[Path], *, force: bool) -> None:
    """Refuse, before any work is done, what could not be written afterwards.

    Raises:
        RoiError: a file named twice, a folder that is missing, a target that exists.
    """
    seen: set[Path] = set()
    for path in paths:
        with as_roi_errors(path):
            target = target_of(path)
            refuse(target, path, force)
        if target in seen:
            raise RoiError(
                "this file is named twice", Place(str(path)), "Give each output a name of its own."
            )
        seen.add(target)


def check_suffixes(paths: Iterable[Path]) -> None:
    """Refuse outputs of an unknown kind, or of one that cannot be written here.

    Raises:
        RoiError: with the suffixes that are known, or with what is missing.
    """
    for path in paths:
        chosen = format_of(path)
        with located(Place(str(path))):
            chosen.check()


def format_of(path: Path) -> Format:
    """The kind of file that a name says.

    Raises:
        RoiError: with the suffixes that are known.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        listed = ", ".join(f"{known} ({format_row.holds})" for known, format_row in FORMATS.items())
        what = f"the suffix {path.suffix!r} is unknown" if suffix else "the file name has no suffix"
        close = nearest(suffix, FORMATS).close if suffix else ""
        raise RoiError(
            what, Place(str(path)), (f"Did you mean {close!r}? " if close else "") + f"Allowed: {listed}."
        )
    return FORMATS[suffix]
