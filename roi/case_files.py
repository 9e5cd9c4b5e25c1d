"""Where case files lie: the shipped ones, and those of packs.

A pack is a folder of case files.  The setting ROI_CASES names some; an installed package names its own by an entry
point of the group `roi.cases`.  The cases of a pack are called `PACK/CASE`, so that they never take the place of a
shipped one or of another pack's.  Nothing of a pack is imported or executed: files are looked for and read.
"""

from __future__ import annotations

import codecs
import os
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from roi.case import DOCUMENT_ID
from roi.errors import Place, RoiError
from roi.reading import opened, refuse_binary
from roi.records import dataclass

CASES_VARIABLE = "ROI_CASES"
GROUP = (
    "roi.cases"  # of entry points; their value is a package, or a folder in one: `acme.cases`, `acme:cases`
)
MOST_FILES = 1_000  # of a pack's folder
MOST_BYTES = 2_000_000  # of a case file
_HEAD_WITHIN = 65_536  # bytes at the beginning of a case file, in which its table [case] stands
_HEAD = re.compile(r"^[ \t]*\[[ \t]*case[ \t]*\]", re.MULTILINE)
_PACK_CASE = re.compile(rf"{DOCUMENT_ID.pattern}/[^/.]+")

_MEND_ENTRY = 'Write an entry point of the group roi.cases as in acme = "acme_cases.cases".'

SHIPPED = Path(__file__).parents[1] / "cases" / "templates"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case that can be named.

    Attributes:
        id: by which it is opened, `invoices` or `acme/invoices`.
        text: the beginning of the file from the header `[case]` on; "" where there is a problem.
        problem: why the file cannot be read.
    """

    id: str
    path: Path
    text: str = ""
    problem: RoiError | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """A folder of case files.

    Attributes:
        name: before the slash in the ids of its cases; "" of the shipped ones.
        where: where it was named: a folder, or a package with its version.
        folder: where its files lie; None where it has none that can be used.
        problem: why it has no cases.
    """

    name: str
    where: str
    folder: Path | None
    problem: RoiError | None = None

    def toml_files(self) -> list[Path]:
        """Its files whose names end in .toml, in order.

        Raises:
            RoiError: no folder, one that cannot be read, or one with too many files.
        """
        if self.problem is not None or self.folder is None:
            raise self.problem or RoiError("the pack has no folder", Place(self.where))
        return toml_files(self.folder)

    def case_files(self) -> Iterator[CaseFile]:
        """Its cases, and files of which nobody can tell.

        Raises:
            RoiError: as `toml_files`.
        """
        before = f"{self.name}/" if self.name else ""
        for path in self.toml_files():
            name = f"{before}{path.stem}"
            try:
                text = _from_head(path)
            except RoiError as error:
                yield CaseFile(name, path, problem=error)
            else:
                if text:
                    yield CaseFile(name, path, text)


def toml_files(folder: Path) -> list[Path]:
    """Files of a folder whose names end in .toml, in order; hidden ones are left out.

    Raises:
        RoiError: no folder, one that cannot be read, or one with too many files.
    """
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in islice(entries, MOST_FILES + 1)]
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "Name a folder with case files."
        raise RoiError(f"the folder cannot be read: {reason}", Place(str(folder)), hint) from None
    except ValueError as error:  # a zero byte, or half of a character
        raise RoiError(f"this is no folder's name: {error}", Place(str(folder))) from None
    if len(names) > MOST_FILES:
        message = f"the folder holds more than {MOST_FILES:,} files"
        raise RoiError(message, Place(str(folder)), "Put the case files into a folder of their own.")
    return [folder / name for name in sorted(names) if name.endswith(".toml") and name[0] != "."]


def _from_head(path: Path) -> str:
    """The beginning of a case file from `[case]` on; "" of a file that is no case."""
    with opened(path, MOST_BYTES) as stream:
        content = stream.read(_HEAD_WITHIN) or b""
    refuse_binary(content, path.name)
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(content)
    except UnicodeDecodeError as error:
        message = f"the file is not UTF-8 text: {error.reason} at byte {error.start:,}"
        raise RoiError(message, Place(path.name), "Save it with the encoding UTF-8.") from None
    head = _HEAD.search(text)
    return text[head.start() :] if head else ""


def shipped() -> dict[str, Path]:
    """The shipped cases: id → file."""
    return _shipped(SHIPPED)


@cache
def _shipped(folder: Path) -> dict[str, Path]:
    return {case.id: case.path for case in Pack("", "shipped", folder).case_files()}


def packs() -> tuple[Pack, ...]:
    """The shipped cases, then packs of named folders, then those of installed packages.

    Of two packs with one name the first has its cases; the other has a problem that says so.
    """
    result = [Pack("", "shipped", SHIPPED)]
    result.extend(_unlike(result, (*_named(), *_installed())))
    return tuple(result)


def _unlike(known: list[Pack], more: tuple[Pack, ...]) -> Iterator[Pack]:
    taken = {pack.name: pack for pack in known}
    for pack in more:
        first = taken.setdefault(pack.name, pack)
        if first is pack or pack.problem is not None:
            yield pack
        elif _real(first.folder) != _real(pack.folder):
            message = (
                f"another pack is called `{pack.name}` too ({first.where}): its cases stand, these do not"
            )
            hint = "Rename the folder, or name one of them only."
            yield Pack(pack.name, pack.where, None, RoiError(message, Place(pack.where), hint))


def _real(folder: Path | None) -> str:
    return os.path.realpath(folder) if folder else ""


def listed() -> tuple[list[CaseFile], list[RoiError]]:
    """Every case that can be named, and what is wrong with packs."""
    cases: list[CaseFile] = []
    problems: list[RoiError] = []
    for pack in packs():
        try:
            cases += pack.case_files()
        except RoiError as error:
            problems.append(error)
    return cases, problems


def case_files() -> dict[str, Path]:
    """Every case that can be named, those of packs too: id → file."""
    return {case.id: case.path for case in listed()[0]}


def case_file(name: str) -> Path | None:
    """The file of a shipped case, or of a pack's; None where there is none of that name."""
    pack = pack_of(name)
    if pack is None:
        return shipped().get(name)
    try:
        files = pack.toml_files()
    except RoiError:
        return None
    return next((path for path in files if path.stem == name.partition("/")[2]), None)


def pack_of(name: str) -> Pack | None:
    """The pack that a case of this id belongs to; packs are looked for only where it is the id of such a case."""
    if _PACK_CASE.fullmatch(name) is None:
        return None
    return next((pack for pack in packs() if pack.name == name.partition("/")[0]), None)


def pack_at(folder: Path) -> Pack:
    """The pack of a folder, named after it."""
    place = Path(os.path.abspath(folder))
    name = id_like(place.name)
    if not name:
        hint = "Rename it: letters and digits, a letter first."
        error = RoiError("a pack cannot be called as this folder is", Place(str(folder)), hint)
        return Pack("", str(folder), None, error)
    return Pack(name, str(folder), place)


def id_like(name: str) -> str:
    """The id nearest to what somebody calls a case: `My pilot (2026)` → `my-pilot-2026`; "" where none is."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    hyphenated = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    hyphenated = re.sub(r"^[^a-z]+", "", hyphenated)
    return hyphenated if DOCUMENT_ID.fullmatch(hyphenated) else ""


def add_folder(folder: Path) -> None:
    """Have the cases of a folder too, in this process and in those that it starts.

    Raises:
        RoiError: no folder of case files.
    """
    pack_at(folder).toml_files()
    before = os.environ.get(CASES_VARIABLE)
    os.environ[CASES_VARIABLE] = os.pathsep.join(filter(None, (os.path.abspath(folder), before)))


def _named() -> Iterator[Pack]:
    """Packs of the folders that the setting names."""
    folders = [text for text in os.environ.get(CASES_VARIABLE, "").split(os.pathsep) if text]
    yield from (pack_at(Path(text)) for text in dict.fromkeys(folders))


@cache
def _installed() -> tuple[Pack, ...]:
    """Packs of installed packages, in the order of their names."""
    from importlib import metadata  # takes longer to import than all of this

    packs: dict[tuple[str, str], Pack] = {}
    for package in metadata.distributions():
        if GROUP not in (package.read_text("entry_points.txt") or ""):
            continue
        where = f"package {package.metadata['Name']} {package.version}"
        try:
            entries = [entry for entry in package.entry_points if entry.group == GROUP]
        except (TypeError, ValueError):  # a line that is none: the library unpacks it unlooked-at
            error = RoiError("its entry points cannot be read", Place(where), _MEND_ENTRY)
            packs[where, ""] = Pack("", where, None, error)
            continue
        for entry in entries:  # of a package that is there twice, the first is the one that is imported
            packs.setdefault((entry.name, entry.value), _of_entry(entry.name, entry.value, where))
    return tuple(packs[key] for key in sorted(packs))


def _of_entry(name: str, value: str, where: str) -> Pack:
    place = Place(where, key=f"{name} = {value}")
    try:
        if DOCUMENT_ID.fullmatch(name) is None:
            raise RoiError(f"`{name}` is no name of a pack", hint="Lower-case letters, digits and dashes.")
        return Pack(name, where, package_folder(value))
    except RoiError as error:
        return Pack(name, where, None, error.at(place))


def package_folder(value: str) -> Path:
    """The folder that an entry point names, found without importing its package.

    Raises:
        RoiError: no name of a package, none that is installed, or no folder in it.
    """
    package, *parts = re.split(r"\s*[.:]\s*", value.strip())
    if not all(part.isidentifier() for part in (package, *parts)):
        raise RoiError("this is no name of a package or of a folder in one", hint=_MEND_ENTRY)
    try:
        spec = find_spec(package)  # of a name without a dot: that of a part would import the package
    except (ImportError, ValueError):
        spec = None
    for location in (spec and spec.submodule_search_locations) or ():
        folder = Path(location, *parts)
        if folder.is_dir():
            return folder
    raise RoiError(f"there is no folder {'/'.join((package, *parts))}", hint=_MEND_ENTRY)
