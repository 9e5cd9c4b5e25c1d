"""LibreOffice as the independent judge of Excel formulas."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import openpyxl

from tests.support.office import PATIENCE, Line, carried_out
from tests.support.sheets import first_sheet
from tests.support.values import Values, places_of, values_between_commas

Typed = Mapping[str, float | str]
"""By name of a cell, or its place as `Sheet!G20`, what is typed into it."""

# All sheets, each into a file of its own: numbers as they are, not as they are shown; texts between quotes.
_VALUES = ("Text - txt - csv (StarCalc)", "44,34,76,1,,0,true,true,false,false,false,-1")
_FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8", "pdf": "impress_pdf_Export"}


def recalculated(path: Path, patience: float = PATIENCE, places: Values | None = None) -> Values:
    """What LibreOffice makes of every formula of the workbook at `path`; `places`: as in `with_typed`."""
    return with_typed(path, {"": {}}, patience, places)[""]


def with_typed(
    path: Path, changes: Mapping[str, Typed], patience: float = PATIENCE, places: Values | None = None
) -> dict[str, Values]:
    """By name of a change, what LibreOffice makes of the workbook with it typed in, and undone before the next.

    Each after the first costs a fraction of a workbook of its own: the file is read once and saved never.
    `places`: a workbook of the same sheets and names, where the file is of another format than Excel's.
    """
    places = places or places_of(path)
    with tempfile.TemporaryDirectory(prefix="roi-office-") as name:
        folder = Path(name)

        def steps() -> Iterator[Line]:
            yield "load", str(path)
            for k, cells in enumerate(changes.values()):
                yield from (_typing(places, *cell) for cell in cells.items())
                yield ("calculate",)
                yield "save", str(folder / f"{k}.csv"), *_VALUES
                yield ("restore",)  # worked out with the next
            yield ("close",)

        carried_out(steps(), patience)
        return {
            change: Values(
                {
                    title: values_between_commas((folder / f"{k}-{title}.csv").read_text(encoding="utf-8"))
                    for title in places.sheets
                },
                places.names,
            )
            for k, change in enumerate(changes)
        }


def _typing(places: Values, name: str, value: float | str) -> Line:
    title, _, cell = (name if "!" in name else places.names[name]).rpartition("!")
    kind = "number" if not isinstance(value, str) else "formula" if value.startswith("=") else "text"
    return "type", title.strip("'"), cell.replace("$", ""), kind, str(value)


def saved_again(path: Path, folder: Path, patience: float = PATIENCE) -> Path:
    """The workbook as LibreOffice saves it into another folder, with every formula worked out."""
    return all_saved_again([path], folder, patience=patience)[0]


def all_saved_again(
    paths: Sequence[Path], folder: Path, kind: str = "xlsx", patience: float = PATIENCE
) -> list[Path]:
    """The same of workbooks of different names; `kind`: of the files it saves."""
    out = folder / "out"
    out.mkdir(parents=True, exist_ok=True)
    written = [out / f"{path.stem}.{kind}" for path in paths]
    for path, target in zip(paths, written, strict=True):
        carried_out([("load", str(path)), ("save", str(target), _FILTERS[kind], ""), ("close",)], patience)
    return written


def worked_out(formulas: list[str], cells: dict[str, float], folder: Path) -> list[object]:
    """The values of formulas (without `=`) in column A of a sheet with numbers in the named cells."""
    book = openpyxl.Workbook()
    sheet = first_sheet(book)
    for row, formula in enumerate(formulas, start=1):
        sheet[f"A{row}"] = f"={formula}"
    for reference, value in cells.items():
        sheet[reference] = value
    path = folder / "formulas.xlsx"
    book.save(path)
    (values,) = recalculated(path).sheets.values()
    return [values.get(f"A{row}") for row in range(1, len(formulas) + 1)]
