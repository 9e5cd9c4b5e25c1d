"""A commented case file to start from."""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files

from cases.fields import shown
from cases.load import templates
from roi.case import DOCUMENT_ID
from roi.errors import RoiError, of_setting

_PLACEHOLDER = 'id = "new-case"'


def id_like(name: str) -> str:
    """The id nearest to what somebody calls a case: `My pilot (2026)` → `my-pilot-2026`; "" where none is."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    found = re.sub(r"^[^a-z]+", "", found)
    return found if DOCUMENT_ID.fullmatch(found) else ""


def template_text(name: str) -> str:
    """The text of a new case file; it passes `roi check` as it is.

    Raises:
        RoiError: `name` is no id, or the id of a shipped case.
    """
    if DOCUMENT_ID.fullmatch(name) is None:
        like = id_like(name)
        hint = "Lower-case letters, digits and dashes" + (f", as in {like}." if like else ".")
        raise RoiError(f"{shown(name)} is no id of a case", of_setting("name"), hint)
    if name in templates():
        raise RoiError(f"`{name}` is a shipped case", of_setting("name"), "Choose another name.")
    text = files("cases").joinpath("skeleton.toml").read_text(encoding="utf-8")
    return text.replace(_PLACEHOLDER, f'id = "{name}"', 1)
