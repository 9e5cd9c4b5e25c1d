"""Several cells that cannot be read, told at once: nobody wants to mend them one run at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from roi.errors import Place, RoiError, remedy
from roi.model import Model, ModelInput
from roi.model.read import value_of

MOST = 12  # that are listed


class Problems:
    """Errors of a file's cells, gathered."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.errors: list[RoiError] = []

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Keep an error of the block for later."""
        try:
            yield
        except RoiError as error:
            self.errors.append(error)

    def raise_any(self) -> None:
        """Raise what was kept: the error itself, or one that lists all of them.

        Raises:
            RoiError: if any was kept.
        """
        if len(self.errors) == 1:
            raise self.errors[0]
        if self.errors:
            listed = [str(_in_this_file(error)).replace("\n  ", " ") for error in self.errors]
            rest = [f"and {len(listed) - MOST} more"] if len(listed) > MOST else []
            lines = "".join(f"\n  {line}" for line in [*listed[:MOST], *rest])
            raise RoiError(f"{len(listed)} answers cannot be read:{lines}", Place(self.file))


def _in_this_file(error: RoiError) -> RoiError:
    """The error without the file, which the list of them names once."""
    return RoiError(error.message, replace(error.where, file=""), error.hint)


def at_cells(error: RoiError, item: ModelInput, where: Place) -> RoiError:
    """The error with the label of the input, at its cells."""
    return RoiError(f"“{item.spec.label}”: {error.message}", where, error.hint)


def check_fits(value: str, item: ModelInput, model: Model, where: Place, more: str = "") -> None:
    """Refuse, at the cells, what the model would refuse later.

    Args:
        value: a distribution's text for the input.
        where: file and cells.
        more: what else the reader could do.

    Raises:
        RoiError: a value that is no distribution for this input, such as a range no curve goes through.
    """
    try:
        value_of(value, item, model)
    except RoiError as error:
        raise at_cells(RoiError(error.message, hint=remedy(error.hint, more)), item, where) from None
