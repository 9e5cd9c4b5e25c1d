"""Many estimate files of few cases: the case that files hold is read once, whatever their number."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from cases.estimate import SCHEMA_VERSION, Estimate, Settings, embedded_case, estimate_of, open_any
from cases.toml import MAX_ESTIMATE, table_of
from cases.updating import before_update
from roi.case import Case
from roi.errors import RoiError
from roi.model.layers import belonging
from roi.portfolio.template import Template
from roi.reading import read_bytes
from roi.version import __version__

K = TypeVar("K")
V = TypeVar("V")
_MOST = 256  # cases that are kept, with what was worked out of them
_HELD = re.compile(
    r"^(?=\[document[.\]])", re.MULTILINE
)  # where the part of the file begins that holds the case
_IN_IT = frozenset(("document", "data", "sips"))


class Documents:
    """Opens estimates; what it keeps changes no result."""

    def __init__(self) -> None:
        self._held: OrderedDict[bytes, tuple[dict[str, Any], Case]] = OrderedDict()
        self._templates: OrderedDict[tuple[object, ...], Template] = OrderedDict()

    def estimate(self, path: Path, content: bytes | None = None) -> tuple[Estimate, bool]:
        """The estimate of a file, and whether it is one: a case file is an estimate without answers.

        Args:
            content: of the file, where it was read already.

        Raises:
            RoiError: neither, or one that cannot be read.
        """
        return self._opened(path, content)[:2]

    def before_update(self, path: Path) -> tuple[Estimate, bool]:
        """The same without what its observations left of its inputs; it keeps them.

        Raises:
            RoiError: see `estimate`.
        """
        estimate, given, case = self._opened(path, None)
        return before_update(estimate, case), given

    def _opened(self, path: Path, content: bytes | None) -> tuple[Estimate, bool, Case | None]:
        """The estimate, and the case that its file holds, where that was read apart."""
        content = read_bytes(path, MAX_ESTIMATE) if content is None else content
        split = self._split(content, path.name)
        if split is None:
            return *_whole(path), None
        raw, case = split
        try:
            estimate = estimate_of(raw, path, lambda _raw, _path: case)
            answers = (
                belonging(case, estimate.settings.option, estimate.overrides) if _products(case) else None
            )
        except RoiError:
            return *_whole(path), None  # which names this file, where the case that is kept names another
        return (estimate if answers is None else replace(estimate, overrides=answers)), True, case

    def _split(self, content: bytes, name: str) -> tuple[dict[str, Any], Case] | None:
        """The tables of a file and its case; None for a file that has to be read as a whole."""
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            return None
        start = _HELD.search(text)
        if start is None:
            return None
        try:
            head = table_of(text[: start.start()], name)
            held = self._case_in(text[start.start() :], name)
        except RoiError:
            return None
        if held is None or "estimate" not in head or not _IN_IT.isdisjoint(head):
            return None
        return {**head, **held[0]}, held[1]

    def _case_in(self, text: str, name: str) -> tuple[dict[str, Any], Case] | None:
        key = hashlib.sha256(text.encode()).digest()
        if key not in self._held:
            raw = table_of(text, name)
            if not _IN_IT.issuperset(raw):
                return None
            _keep(self._held, key, (raw, embedded_case(raw, Path(name))))
        return self._held[key]

    def template(self, estimate: Estimate, option: str | None) -> Template:
        """The case of an estimate in an option; the same one for estimates that deploy it alike."""
        at, case = estimate.settings, estimate.case
        where = (at.preset, at.horizon, at.currency, at.start, at.region)
        key = (id(case), option, *where)
        if key not in self._templates:
            _keep(self._templates, key, Template(case, option, *where))
        return self._templates[key]


def _whole(path: Path) -> tuple[Estimate, bool]:
    """The same without a short cut."""
    opened = open_any(path)
    if isinstance(opened, Estimate):
        answers = belonging(opened.case, opened.settings.option, opened.overrides)
        return replace(opened, overrides=answers), True
    settings = Settings(
        SCHEMA_VERSION, opened.id, opened.digest, __version__, datetime.date.today(), case_file=path.name
    )
    return Estimate(opened, settings, origin=path.name), False


def _keep(kept: OrderedDict[K, V], key: K, value: V) -> None:
    kept[key] = value
    if len(kept) > _MOST:
        kept.popitem(last=False)


def _products(case: Case) -> bool:
    """Whether answers may belong to a product."""
    entries = (entry for option in case.options.values() for entry in option.inputs.values())
    return any(entry.product for entry in (*case.inputs.values(), *entries))
