"""Opening a stranger's Office file: judged by what its archive declares, before anything is unpacked.

Limits hold whatever a file says of itself: the directory is bounded before it is read, sizes and ratios
before a part is opened, and a part that is opened is streamed.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from roi import reading
from roi.errors import Place, RoiError
from roi.records import dataclass

MEGABYTE = 1_000_000
MOST_BYTES = 256 * MEGABYTE  # of the file
MOST_ENTRIES = 2_000
MOST_DIRECTORY = MEGABYTE // 2  # bytes of the archive's directory
MOST_UNPACKED = 2_000 * MEGABYTE  # all parts together, as declared; most are never unpacked
MOST_OF_A_PART = 8 * MEGABYTE  # of a part that is read
MOST_RATIO = 250  # unpacked to packed, of parts above a megabyte; honest ones reach about 50
_CHUNK = 1 << 16

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_END_SIZE, _LOCATOR_SIZE, _LONGEST_COMMENT = 22, 20, 1 << 16
_ENCRYPTED = 0x1
# What `zipfile` raises on an archive that is damaged.
BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OverflowError, NotImplementedError,
    RuntimeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file, in the words of its messages, and its limits.

    Attributes:
        noun: what it is (`workbook`); `program`: what writes it; `saved_as`: what it should be saved as.
        suffix: of its files; `older`: that of its kind before 2007.
        active: beginnings of the names of parts, in small letters, that can run or fetch something → what they
            hold.
        mend_active: what they hold → how to be rid of it, where saving without macros is not it.
        most_bytes: of the file; `most_unpacked`: all parts together, as declared.
    """

    noun: str
    program: str
    saved_as: str
    suffix: str
    older: str
    active: Mapping[str, str]
    mend_active: Mapping[str, str]
    most_bytes: int = MOST_BYTES
    most_unpacked: int = MOST_UNPACKED

    @property
    def save_as(self) -> str:
        """How to make one of another file."""
        return f"Open it in a {self.program} and save it as {self.saved_as} ({self.suffix})."

    @property
    def damaged(self) -> str:
        """What to do about a damaged one."""
        return f"Ask for the file again, or open it in a {self.program} and save it anew."


WORKBOOK = Kind(
    "workbook",
    "spreadsheet program",
    "an Excel workbook",
    ".xlsx",
    ".xls",
    {
        "xl/vbaproject": "macros",
        "xl/macrosheets": "macros",
        "xl/activex": "ActiveX controls",
        "xl/embeddings": "embedded files",
        "xl/externallinks": "links to other workbooks",
        "xl/connections": "data connections",
        "xl/querytables": "data connections",
        "customui": "menus of its own",
    },
    {"links to other workbooks": "Paste the answers as values and break the links (Data, Edit links)."},
)


@dataclass(frozen=True, slots=True)
class Package:
    """An archive that passed the checks.  `name` is the file's name, for messages."""

    name: str
    archive: zipfile.ZipFile
    kind: Kind = WORKBOOK

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part in self.archive.NameToInfo

    def is_readable(self, part: str) -> bool:
        """Whether there is such a part, no larger than is read."""
        return self.has(part) and self.archive.getinfo(part).file_size <= MOST_OF_A_PART

    def chunks(self, part: str) -> Iterator[bytes]:
        """The content of a part, piece by piece.

        Raises:
            RoiError: a part that is missing, too large to be read, or damaged.
        """
        where = Place(self.name, key=part)
        if not self.has(part):
            raise RoiError(f"this part of the {self.kind.noun} is missing", where, self.kind.damaged)
        size = self.archive.getinfo(part).file_size
        if size > MOST_OF_A_PART:
            raise RoiError(
                f"this part has {size:,} bytes; at most {MOST_OF_A_PART:,} are read", where, self.kind.damaged
            )
        try:
            with self.archive.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except BROKEN as error:
            raise RoiError(f"the file is damaged: {_reason(error)}", where, self.kind.damaged) from None


@contextmanager
def opened(path: Path, kind: Kind = WORKBOOK) -> Iterator[Package]:
    """The archive of a file, checked by its directory alone; nothing is unpacked.

    Raises:
        RoiError: none of that kind, one that is encrypted, or one that is larger, deeper packed or more active
            than its kind may be.
    """
    name = path.name
    with reading.opened(path, kind.most_bytes) as stream:
        _check_head(path, stream, kind)
        _check_directory(name, stream, kind)
        try:
            archive = zipfile.ZipFile(stream)
        except BROKEN as error:
            raise RoiError(f"the file is damaged: {_reason(error)}", Place(name), kind.damaged) from None
        with archive:
            _check_entries(name, archive.infolist(), kind)
            yield Package(name, archive, kind)


def _check_head(path: Path, stream: BinaryIO, kind: Kind) -> None:
    head = stream.read(8)
    if head == _OLE:
        raise RoiError(
            f"this is no {kind.suffix} {kind.noun}: it is protected by a password, or of the kind before 2007 "
            f"({kind.older})",
            Place(path.name),
            f"Take the password off, or save it as {kind.saved_as} ({kind.suffix}).",
        )
    if not head.startswith(_ZIP):
        text = "the file is empty" if not head else "its first bytes are not those of one"
        raise RoiError(f"this is no {kind.suffix} {kind.noun}: {text}", Place(path.name), kind.save_as)


def _check_directory(name: str, stream: BinaryIO, kind: Kind) -> None:
    """Bound the directory before `zipfile` reads it whole; finds its end as `zipfile` does."""
    length = stream.seek(0, 2)
    start = max(0, length - _LONGEST_COMMENT - _END_SIZE - _LOCATOR_SIZE)
    stream.seek(start)
    tail = stream.read()
    at = len(tail) - _END_SIZE
    if tail[at : at + 4] != _END or tail[-2:] != b"\0\0":
        at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_SIZE:
        raise RoiError("the file is damaged: its end is missing", Place(name), kind.damaged)
    _, _, _, _, entries, size, _, _ = struct.unpack("<4s4H2LH", tail[at : at + _END_SIZE])
    if (
        tail[max(0, at - _LOCATOR_SIZE) : at].startswith(_END_64)
        or entries > MOST_ENTRIES
        or size > MOST_DIRECTORY
    ):
        raise RoiError(
            f"the archive lists more parts than a {kind.noun} has: at most {MOST_ENTRIES:,} are allowed",
            Place(name),
        )
    stream.seek(0)


def _check_entries(name: str, entries: list[zipfile.ZipInfo], kind: Kind) -> None:
    seen: set[str] = set()
    for entry in entries:
        part = entry.filename
        where = Place(name, key=repr(part[:80]))
        if _leaves(part):
            raise RoiError("the name of this part leads out of the archive", where, kind.damaged)
        if part.lower() in seen:
            raise RoiError("the file has two parts of this name", where, kind.damaged)
        seen.add(part.lower())
        _check_entry(entry, where, kind)
        _refuse_active(part, name, kind)
    total = sum(entry.file_size for entry in entries)
    if total > kind.most_unpacked:
        raise RoiError(
            f"unpacked it would have {total:,} bytes; at most {kind.most_unpacked:,} are allowed", Place(name)
        )
    if "[content_types].xml" not in seen:
        other = "an OpenDocument file" if "mimetype" in seen else "another kind of archive"
        raise RoiError(f"this is no {kind.suffix} {kind.noun} but {other}", Place(name), kind.save_as)


def _check_entry(entry: zipfile.ZipInfo, where: Place, kind: Kind) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise RoiError(
            "this part is encrypted", where, f"Take the password off and save the {kind.noun} again."
        )
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise RoiError(f"this part is packed in a way no {kind.program} uses", where, kind.damaged)
    if entry.file_size > MEGABYTE and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
        raise RoiError(
            f"{entry.compress_size:,} bytes would unpack to {entry.file_size:,}: at most {MOST_RATIO} times as "
            "many are allowed",
            where,
            f"No {kind.program} writes a {kind.noun} like this; do not open it.",
        )


def _leaves(part: str) -> bool:
    steps = part.split("/")
    return not part or "\\" in part or "\0" in part or ":" in part or ".." in steps or posixpath.isabs(part)


def _refuse_active(part: str, name: str, kind: Kind) -> None:
    for start, held in kind.active.items():
        if part.lower().startswith(start):
            hint = kind.mend_active.get(held, f"Save it as {kind.saved_as} without macros ({kind.suffix}).")
            raise RoiError(f"the {kind.noun} holds {held} ({part}); they are refused", Place(name), hint)


def _reason(error: Exception) -> str:
    return str(error).split("\n")[0][:120] or type(error).__name__
