"""A commented case file to start from."""

from __future__ import annotations

from importlib.resources import files

from cases.fields import shown
from roi.case import DOCUMENT_ID
from roi.case_files import id_like, shipped
from roi.errors import RoiError, of_setting

_PLACEHOLDER = 'id = "new-case"'


def template_text(name: str) -> str:
    """The text of a new case file; it passes `roi check` as it is.

    Raises:
        RoiError: `name` is no id, or the id of a shipped case.
    """
    if DOCUMENT_ID.fullmatch(name) is None:
        like = id_like(name)
        hint = "Lower-case letters, digits and dashes" + (f", as in {like}." if like else ".")
        raise RoiError(f"{shown(name)} is no id of a case", of_setting("name"), hint)
    if name in shipped():
        raise RoiError(f"`{name}` is a shipped case", of_setting("name"), "Choose another name.")
    text = files("cases").joinpath("skeleton.toml").read_text(encoding="utf-8")
    return text.replace(_PLACEHOLDER, f'id = "{name}"', 1)
