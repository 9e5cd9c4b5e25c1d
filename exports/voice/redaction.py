"""What a reader must not see: folders of this machine."""

from __future__ import annotations

import re

# An absolute path of at least two parts; the last part, a file's name, may be seen.
_PATH = re.compile(r"(?<![\w.:/])(?:~|[A-Za-z]:)?(?:[\\/][^\\/\s'\":]+)+[\\/](?=[^\\/\s])")


def without_folders(text: str) -> str:
    """The text with every absolute path cut down to its last part."""
    return _PATH.sub("…/", text)
