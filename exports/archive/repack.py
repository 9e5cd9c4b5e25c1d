"""An archive written anew so that the same content gives the same bytes: no clock is in it."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip archive knows
_LEVEL = 6
_DATES = re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*<")
_CORE = "docProps/core.xml"


def entry(name: str, level: int = _LEVEL) -> zipfile.ZipInfo:
    """The head of a part, without a time."""
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    info._compresslevel = level  # type: ignore[attr-defined]
    return info


def dated(core: str, created: datetime.date) -> str:
    """The properties of a document (core.xml) with one date for both, made and changed."""
    return _DATES.sub(rf"\g<1>{created.isoformat()}T00:00:00Z<", core)


def repacked(
    content: bytes, created: datetime.date, change: Callable[[str, bytes], bytes] = lambda name, part: part
) -> bytes:
    """The archive with its parts in their order, changed by `change`, and with `created` as its only date."""
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(whole, "w") as target:
        for name in source.namelist():
            part = change(name, source.read(name))
            if name == _CORE:
                part = dated(part.decode(), created).encode()
            target.writestr(entry(name), part)
    return whole.getvalue()
