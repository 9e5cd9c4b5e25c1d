"""What the site takes from outside docs/: the README is its first page, and links lead to where its pages are."""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "LICENSE": "licence.md",
    **{f"exports/{path.name}": f"exports/{path.name}" for path in (ROOT / "exports").glob("*.schema.json")},
}
_LINK = re.compile(r"(?<=\]\()(?!https?:)([^)#]+)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The files of docs/ with those of `PAGES`."""
    for path, page in PAGES.items():
        text = (ROOT / path).read_text(encoding="utf-8")
        files.append(
            File.generated(config, page, content=text if path.endswith(".json") else _led(text, path))
        )
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """A page of docs/ with its links to files of the root."""
    return re.sub(r"(?<=\]\()\.\./([\w./]+)", lambda link: PAGES.get(link[1], link[0]), markdown)


def _led(text: str, path: str) -> str:
    """The text of a file of the root with its links as they are within docs/."""
    if path == "LICENSE":
        return f"# Licence\n\n{text}"
    return _LINK.sub(lambda link: PAGES.get(link[1], link[1].removeprefix("docs/")), text)
