"""The files of a run, written and named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cases.estimate import Estimate
    from exports.brand import Brand
    from exports.files import DocumentRequest, Format
    from roi import Run
    from tui.desk.request import OpenedCase


def brand_of(file: Path | None) -> Brand:
    """The brand of a file, that of the house without one.

    Raises:
        RoiError: a file that cannot be read, or says what cannot be.
    """
    from exports.brand import HOUSE

    if file is None:
        return HOUSE
    from tui.desk.brand import load_brand

    return load_brand(file)


def kinds_of(outputs: Sequence[Path]) -> Sequence[Format]:
    """The kinds of the files.

    Raises:
        RoiError: one that cannot be written here.
    """
    if not outputs:
        return ()
    from exports.files import check_suffixes, format_of

    check_suffixes(outputs)
    return [format_of(path) for path in outputs]


def checked_targets(outputs: Sequence[Path], save: Path | None, force: bool) -> str:
    """The digest of the estimate file as it is now, "" without one.

    Raises:
        RoiError: what could not be written when all is worked out.
    """
    if not (outputs or save):
        return ""
    from exports.files import check_targets
    from tui.desk.conflict import file_digest

    check_estimate_file(save)
    check_targets([path for path in (*outputs, save) if path], force=force)
    return file_digest(save) if save else ""


def write_files(
    opened_case: OpenedCase,
    run: Run,
    contents: DocumentRequest,
    outputs: list[Path],
    save: Path | None,
    force: bool,
    quiet: bool,
) -> None:
    """Write the outputs and the estimate file, and name each once it is there: the next may fail."""
    from exports.files import export, with_story

    contents = with_story(run, contents, outputs)
    for path in outputs:
        left = export(run, path, contents, force=force)
        _say([*(f"Note: {path.name}: {sentence}" for sentence in left), *_written(path, quiet)])
    if save is not None:
        write_estimate(opened_case.estimate, save, force)
        _say(_written(save, quiet))


def _written(path: Path, quiet: bool) -> Sequence[str]:
    return () if quiet else (f"Wrote {path}",)


def _say(sentences: Iterable[str]) -> None:
    """Sentences on standard error; where there is none, nothing is imported for it."""
    for sentence in sentences:
        from tui.cli.console import say

        say(sentence)


def write_estimate(estimate: Estimate, path: Path, force: bool) -> None:
    """Write an estimate file, whole or not at all.

    Raises:
        RoiError: it is larger than can be read again, or cannot be written.
    """
    from cases import estimate_text
    from cases.toml import MAX_ESTIMATE
    from exports.atomic import write_atomically
    from roi.errors import Place, RoiError

    text = estimate_text(estimate)
    if len(text) > MAX_ESTIMATE:
        message = f"the estimate would have {len(text):,} bytes; at most {MAX_ESTIMATE:,} can be read again"
        raise RoiError(
            message, Place(str(path)), "Take means of the observations by month, or name fewer sources."
        )
    write_atomically(path, lambda target: target.write_text(text, encoding="utf-8"), force=force)


def check_estimate_file(path: Path | None) -> None:
    """Refuse a file for an estimate that would be opened as something else, or by no portfolio.

    Raises:
        RoiError: it does not end in .toml.
    """
    if path is not None and path.suffix.lower() != ".toml":
        from roi.errors import Place, RoiError

        raise RoiError("this is no name of an estimate", Place(str(path)), "Name a file that ends in .toml.")


def check_markdown(output: Path | None, *beside: Path | None, force: bool) -> None:
    """Refuse what Markdown cannot be written to, or the files beside it, before anything is worked out.

    Raises:
        RoiError: another kind of file, or one that is there.
    """
    from exports.files import check_targets
    from roi.errors import RoiError, of_setting

    if output is not None and output.suffix.lower() != ".md":
        what = f"`{output.name}` is no kind of file for it"
        raise RoiError(what, of_setting("output"), "Name a file that ends in .md.")
    check_targets([path for path in (output, *beside) if path], force=force)
