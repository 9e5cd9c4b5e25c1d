"""A stranger's presentation, looked through before a library reads it.

The archive is judged by its directory (`exports.archive.opening`), every part of XML is read once as a stream,
and only then is a tree made of it.  What can run, or would fetch something from elsewhere when it is shown, is
refused: what is filled in here goes on to a third party.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml.etree import LxmlError
from pptx.exc import PythonPptxError
from pptx.opc.constants import CONTENT_TYPE
from pptx.package import Package as PptxPackage
from pptx.presentation import Presentation

from exports.archive.opening import BROKEN, MEGABYTE, Kind, Package, opened
from exports.archive.stream import Elements, read_part
from roi.answers.numbers import shortened
from roi.errors import Place, RoiError
from roi.records import dataclass

MOST_SLIDES = 200
MOST_OF_XML = 48 * MEGABYTE  # all parts together: as a tree it takes ten times as much
PRESENTATION = Kind(
    "presentation",
    "presentation program",
    "a PowerPoint presentation",
    ".pptx",
    ".ppt",
    {
        "ppt/vbaproject": "macros",
        "ppt/vbadata": "macros",
        "ppt/activex": "ActiveX controls",
        "ppt/ctrlprops": "form controls",
        "ppt/embeddings/oleobject": "embedded files",
        "customui": "menus of its own",
    },
    {"embedded files": "Take the embedded objects out, or paste them as pictures."},
    most_bytes=64 * MEGABYTE,
    most_unpacked=256 * MEGABYTE,
)
_MAIN = "presentationml.{}.main+xml"
_EMBEDDED = "ppt/embeddings/"
_SAFE_LINKS = ("http:", "https:", "mailto:")
_RUNS = ("ppaction://macro", "ppaction://program", "ppaction://ole")


@dataclass(frozen=True, slots=True)
class Master:
    """A presentation that passed the checks; `name` is the file's, for messages."""

    name: str
    content: bytes

    def presentation(self) -> Presentation:
        """It as a tree; a template becomes a presentation.

        Raises:
            RoiError: parts that do not fit together.
        """
        with mended(self.name):
            part = PptxPackage.open(io.BytesIO(self.content)).main_document_part
            part._content_type = CONTENT_TYPE.PML_PRESENTATION_MAIN
            presentation: Presentation = part.presentation
            for (
                slide
            ) in presentation.slides:  # a part that is not what it should be shows when it is looked at
                for shapes in (
                    slide.shapes,
                    slide.slide_layout.shapes,
                    slide.slide_layout.slide_master.shapes,
                ):
                    list(shapes)
            return presentation


@contextmanager
def mended(name: str) -> Iterator[None]:
    """What a library raises on parts that do not fit together, as one message.

    Raises:
        RoiError: instead of what lxml and python-pptx raise.
    """
    try:
        yield
    # python-pptx looks up parts, attributes and children without asking first.
    except (*BROKEN, LxmlError, PythonPptxError, LookupError, AttributeError, TypeError) as error:
        reason = str(error).split("\n")[0][:120] or type(error).__name__
        raise RoiError(
            f"the presentation is damaged: its parts do not fit together ({reason})",
            Place(name),
            PRESENTATION.damaged,
        ) from error


def read_master(path: Path) -> Master:
    """The presentation or template of a stranger, refused where it could do harm.

    Raises:
        RoiError: no presentation, one that is encrypted, damaged, larger than is read, holds macros, controls or
            embedded files, runs a program, or fetches what is not in it.
    """
    with opened(path, PRESENTATION) as package:
        _check_kind(package)
        parts = [
            name for name in package.archive.namelist() if name.lower().endswith((".xml", ".rels", ".vml"))
        ]
        total = sum(package.archive.getinfo(name).file_size for name in parts)
        if total > MOST_OF_XML:
            raise RoiError(
                f"its slides and layouts have {total:,} bytes; at most {MOST_OF_XML:,} are read",
                Place(package.name),
                "Take out the slides that are not filled.",
            )
        for name in parts:
            _check_part(package, name)
        for name in package.archive.namelist():
            if name.lower().startswith(_EMBEDDED) and not name.lower().endswith((".xlsx", ".rels", "/")):
                raise RoiError(
                    f"the presentation holds embedded files ({shortened(name)}); they are refused",
                    Place(package.name),
                    PRESENTATION.mend_active["embedded files"],
                )
    return Master(path.name, path.read_bytes())


class _Types(Elements):
    """What the file declares to hold."""

    def __init__(self) -> None:
        super().__init__()
        self.presentation = self.macros = False
        self.slides = 0

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "")
        self.presentation |= kind.endswith((_MAIN.format("presentation"), _MAIN.format("template")))
        self.macros |= "macroEnabled" in kind or "vbaProject" in kind
        self.slides += kind.endswith("presentationml.slide+xml")


class _Links(Elements):
    """What is not in the file, and whether it is more than a link that somebody clicks on."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode", "").lower() == "external":
            target = attributes.get("Target", "")
            link = attributes.get("Type", "").endswith("/hyperlink")
            if not (link and target.lower().startswith(_SAFE_LINKS)):
                self.fetched = self.fetched or target or "an empty address"


class _Actions(Elements):
    """What a click would run."""

    def __init__(self) -> None:
        super().__init__()
        self.run = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        action = attributes.get("action", "")
        if action.lower().startswith(_RUNS):
            self.run = self.run or action


def _check_kind(package: Package) -> None:
    types = _Types()
    read_part(package, "[Content_Types].xml", types)
    if types.macros:
        raise RoiError(
            "this is a presentation with macros, which is refused",
            Place(package.name),
            "Save it as a PowerPoint presentation without macros (.pptx).",
        )
    if not types.presentation:
        raise RoiError(
            "this is no .pptx presentation: the part with its slides is missing",
            Place(package.name),
            PRESENTATION.save_as,
        )
    if types.slides > MOST_SLIDES:
        raise RoiError(
            f"the presentation has {types.slides:,} slides; at most {MOST_SLIDES} are read",
            Place(package.name),
            "Take out the slides that are not filled.",
        )


def _check_part(package: Package, name: str) -> None:
    if name.lower().endswith(".rels"):
        links = _Links()
        read_part(package, name, links)
        if links.fetched:
            raise RoiError(
                f"the presentation fetches {shortened(links.fetched)!r} from elsewhere when it is shown; that is "
                "refused",
                Place(package.name, key=shortened(name)),
                "Embed linked pictures, films and charts instead (File, Info, Edit Links to Files).",
            )
        return
    actions = _Actions()
    read_part(package, name, actions)
    if actions.run:
        raise RoiError(
            f"a click in the presentation would run {shortened(actions.run)!r}; that is refused",
            Place(package.name, key=shortened(name)),
            "Take the action off the shape (Insert, Action).",
        )
