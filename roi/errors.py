"""The one error a user can cause: what is wrong, where it stands, and how to mend it.

Places and remedies are values.  What a request sets is called otherwise by each face that a person sees:
`--draws 4096` at the command line, a field in the app, `draws=4096` in Python.  `str()` words an error for Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice

from roi.records import dataclass

LARGEST = 1e100  # of any number that is typed; money, hours and people are far below
LONGEST = 2_000  # characters of each part of a message: what a file holds may be far longer
LONGEST_PLACE = 400
_EXCERPT = 120  # characters of a formula in a message
_LISTED = 60  # names of a hint
_COMPARED = 5_000  # names among which the nearest is looked for
_LONGEST_NAME = 60  # characters of a listed name


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that a request sets, by the name it has in Python, such as `draws`.

    Attributes:
        value: in a place, which of the values is meant, such as the input of `set`; in a remedy, what to set.
    """

    name: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """Something the program does, by the name of its command, with what stands behind it."""

    name: str
    arguments: str = ""

    def __str__(self) -> str:
        """As a person types it, in quotes."""
        return f"`roi {self.name} {self.arguments}".rstrip() + "`"


@dataclass(frozen=True, slots=True)
class Names:
    """The names that are allowed, and the one that may have been meant."""

    allowed: tuple[str, ...]
    close: str = ""
    more: int = 0

    def __str__(self) -> str:
        meant = f"Did you mean {self.close!r}? " if self.close else ""
        more = f", and {self.more:,} more" if self.more else ""
        joint = "; " if any("," in name for name in self.allowed) else ", "
        return f"{meant}Allowed: {joint.join(self.allowed) or 'none'}{more}."


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A formula or a value as it was written, and which of its characters are meant."""

    text: str
    start: int
    stop: int

    def __str__(self) -> str:
        """The text with carets under the characters, on two lines; of a long text the part around them."""
        flat, start, stop = re.sub(r"\s", " ", self.text), self.start, self.stop
        if len(flat) > _EXCERPT:
            first = max(0, min(start - _EXCERPT // 3, len(flat) - _EXCERPT))
            last = min(len(flat), first + _EXCERPT)
            flat = ("…" if first else "") + flat[first:last] + ("…" if last < len(flat) else "")
            start, stop = (min(place, last + 1) - first + bool(first) for place in (start, stop))
        return f"{flat}\n  {' ' * start}{'^' * max(1, stop - start)}"


Part = str | Setting | Command | Names
Word = Callable[[Setting | Command], str]


def in_place(part: Setting | Command) -> str:
    """What Python calls a setting that is wrong."""
    if isinstance(part, Command):
        return str(part)
    if part.name == "overrides" and part.value:
        return f"overrides[{part.value!r}]"
    return f"{part.name} {part.value}".rstrip()


def in_remedy(part: Setting | Command) -> str:
    """What Python calls a setting to be changed, or a command."""
    if isinstance(part, Command):
        return str(part)
    return f"{part.name}={part.value}" if part.value else f"`{part.name}`"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands; what is not known is empty.

    Attributes:
        file: name or path of a file, or what stands for one.
        table: its header as the file has it, `[inputs.price]`, with the number or the id of an entry of many.
        key: key in the table.
        cell: cell of a workbook, `Questions!E12`.
        setting: what a request sets.
        excerpt: the formula or the value, and the part of it that is meant.
        outer: the place that led here, such as the key that takes in a block.
    """

    file: str = ""
    table: str = ""
    key: str = ""
    cell: str = ""
    setting: Setting | None = None
    excerpt: Excerpt | None = None
    outer: Place | None = None

    def __bool__(self) -> bool:
        """Whether more is known than the characters of a text."""
        return bool(self.file or self.table or self.key or self.cell or self.setting or self.outer)

    def at_key(self, key: str) -> Place:
        """The key of the table; what is no table of a file has none and stays as it is."""
        if not self.table:
            return self
        # As `replace` would, in a tenth of its time: every key of every table that is read has a place.
        return Place(self.file, self.table, key, self.cell, self.setting, self.excerpt, self.outer)

    def of_input(self, name: str) -> Place:
        """Where the value of an input stands, if this is where such values stand."""
        if self.setting is not None:
            return replace(self, setting=replace(self.setting, value=name))
        if self.table:
            return replace(self, table=f"{self.table[:-1]}.{name}]")
        return replace(self, key=name)

    def of_table(self, table: str) -> Place:
        """A table of the same file, or of what else this is."""
        return Place(table=table).within(self)

    def within(self, outer: Place) -> Place:
        """The same place with an outer one put before what is known of it."""
        if not self:
            return replace(outer, excerpt=self.excerpt)
        if self.outer is not None:
            return replace(self, outer=self.outer.within(outer))
        file_alone = not (outer.table or outer.key or outer.cell or outer.setting)
        if file_alone and not self.file:
            return replace(self, file=outer.file, outer=outer.outer)
        return replace(self, outer=replace(outer, excerpt=None))

    def worded(self, word: Word = in_place) -> str:
        """The place in one line, the outermost part first; `word` says what settings are called."""
        parts = [
            "" if self.outer is None else self.outer.worded(word),
            self.file,
            f"{self.table} {self.key}".strip(),
            self.cell,
            "" if self.setting is None else word(self.setting),
        ]
        text, half = ": ".join(filter(None, parts)), LONGEST_PLACE // 2
        # A place is known by both its ends: the file, and the key in it.
        return text if len(text) <= LONGEST_PLACE else f"{text[:half]}…{text[-half:]}"

    def __str__(self) -> str:
        return self.worded()


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Remedy:
    """How to mend it: text with settings, commands and names as values between."""

    parts: tuple[Part, ...] = ()

    def __bool__(self) -> bool:
        return any(self.parts)

    def worded(self, word: Word = in_remedy) -> str:
        """One text; `word` says what settings and commands are called."""
        texts = (word(part) if isinstance(part, Setting | Command) else str(part) for part in self.parts)
        return clipped("".join(texts), LONGEST)

    def __str__(self) -> str:
        return self.worded()


NO_REMEDY = Remedy()


def remedy(*parts: Part | Remedy) -> Remedy:
    """A remedy of these parts, one behind the other."""
    flat = (part.parts if isinstance(part, Remedy) else (part,) for part in parts)
    return Remedy(tuple(part for inner in flat for part in inner if part))


class RoiError(Exception):
    """Bad input, told in one message.

    Attributes:
        message: what is wrong and what is allowed.
        where: place in a file, a workbook or a request; `NOWHERE` when not known yet.
        hint: how to mend it; empty when the message already says so.
    """

    def __init__(self, message: str, where: Place = NOWHERE, hint: Remedy | Part = NO_REMEDY) -> None:
        self.message = clipped(message, LONGEST)
        self.where = where
        self.hint = hint if isinstance(hint, Remedy) else remedy(hint)
        super().__init__(self.message, self.where, self.hint)

    def at(self, where: Place) -> RoiError:
        """The same error with an outer place put before what is known of the place."""
        return type(self)(self.message, self.where.within(where), self.hint)

    def in_file(self, file: str, brought: Mapping[str, str]) -> RoiError:
        """The same error at the file that brought the entry it is about, reached through `file`.

        Args:
            file: the document that takes in others.
            brought: the file of an entry `[inputs.price]`, or of a key of it; "" is the document itself.
        """
        where = self.where
        header = where.table or where.cell.rpartition(" ")[0]
        key = where.key or where.cell.rpartition(" ")[2]
        source = brought.get(f"{header} {key}", brought.get(header, ""))
        if not source or where.file.partition(",")[0] != file:
            return self
        inner = replace(where, file=where.file.replace(file, source, 1))
        return type(self)(self.message, inner, self.hint).at(Place(file, "[case]", "use"))

    @property
    def marked(self) -> str:
        """The message, with the part of the formula or the value that it is about."""
        excerpt = self.where.excerpt
        return self.message if excerpt is None else f"{self.message}\n  {excerpt}"

    def worded(self, place: Word = in_place, change: Word = in_remedy) -> str:
        """Place, message and remedy; `place` and `change` say what settings are called in them."""
        where, hint = self.where.worded(place), self.hint.worded(change)
        return (f"{where}: " if where else "") + self.marked + (f"\n  {hint}" if hint else "")

    def __str__(self) -> str:
        return self.worded()


@contextmanager
def located(where: Place) -> Iterator[None]:
    """What goes wrong inside goes wrong at this place.

    Raises:
        RoiError: that from inside, with this place put before what is known of its own.
    """
    try:
        yield
    except RoiError as problem:
        raise problem.at(where) from None


def clipped(text: str, most: int) -> str:
    """The text, or its beginning and a dot-dot-dot where it has more than `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def nearest(name: str, allowed: Iterable[str]) -> Names:
    """The allowed names and, where one is close, which may have been meant."""
    names = sorted(clipped(str(each), _LONGEST_NAME) for each in islice(allowed, _COMPARED))
    folded = {_folded(each): each for each in names}
    wanted = _folded(clipped(name, _LONGEST_NAME))
    import difflib  # where something is misspelt

    close = [folded[each] for each in difflib.get_close_matches(wanted, folded, n=1, cutoff=0.6)]
    return Names(tuple(names[:_LISTED]), close[0] if close else "", max(0, len(names) - _LISTED))


def _folded(name: str) -> str:
    """`NPV` and `Payback months` are not far from `npv` and `payback_months`."""
    return name.casefold().replace(" ", "_")


def of_setting(name: str, value: str = "") -> Place:
    """Where something that a request sets is wrong."""
    return Place(setting=Setting(name, value))
