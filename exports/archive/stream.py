"""The parts of an Office file as a stream of elements: nothing is kept but what is asked for.

A whole workbook of openpyxl takes gigabytes for a hostile file and seconds for an honest one with thousands
of draws; a stream takes neither, and sees formula and value of a cell at once.
"""

from __future__ import annotations

from xml.sax import SAXException

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from exports.archive.opening import Package
from roi.errors import Place, RoiError

DEEPEST = 40  # elements within elements
LONGEST_TEXT = 32_767  # characters of a cell
_MOST_WITHOUT_NEWS = 4  # chunks inside one tag: 256 kB
_HINT = "Ask for the file again, or open it in the program it is for and save it anew."


class Elements:
    """Elements by their local names, whatever prefix a program chose.

    A subclass overrides `opened` and `closed`; `collect` starts to gather text, `collected` returns it.
    """

    def __init__(self) -> None:
        self.path: list[str] = []
        self.events = 0
        self._text: list[str] | None = None
        self._length = 0

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; `path` ends with its name."""

    def closed(self, name: str) -> None:
        """An element ends; `path` still ends with its name."""

    def collect(self) -> None:
        """Gather text from here on."""
        self._text, self._length = [], 0

    def collected(self) -> str:
        """The text gathered since, and no more from here on."""
        text = "".join(self._text or ())
        self._text = None
        return text

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """The parser is at the beginning of an element.

        Raises:
            RoiError: elements lie too deep in each other.
        """
        self.events += 1
        local = name.rpartition(":")[2]
        self.path.append(local)
        if len(self.path) > DEEPEST:
            raise RoiError(f"elements lie more than {DEEPEST} deep in each other", hint=_HINT)
        self.opened(local, attributes)

    def end(self, name: str) -> None:
        """The parser is at the end of an element."""
        self.events += 1
        self.closed(self.path[-1])
        self.path.pop()

    def characters(self, content: str) -> None:
        """The parser is at a piece of text.

        Raises:
            RoiError: a text is longer than a cell holds.
        """
        self.events += 1
        if self._text is None:
            return
        self._length += len(content)
        if self._length > LONGEST_TEXT:
            raise RoiError(f"a text is longer than the {LONGEST_TEXT:,} characters of a cell", hint=_HINT)
        self._text.append(content)


class _Parser(DefusedExpatParser):  # type: ignore[misc]
    """Hands elements on as expat has them: what SAX puts around each takes longer than to read it."""

    def __init__(self, elements: Elements) -> None:
        super().__init__(forbid_dtd=True)
        self._elements = elements

    def reset(self) -> None:
        super().reset()
        self._parser.StartElementHandler = self._elements.begin
        self._parser.EndElementHandler = self._elements.end
        self._parser.CharacterDataHandler = self._elements.characters
        self._parser.buffer_text = True


def read_part(package: Package, part: str, elements: Elements) -> None:
    """Send the elements of a part to `elements`.

    Raises:
        RoiError: no XML, or XML with a DOCTYPE, entities, or tags without end.
    """
    parser = _Parser(elements)
    where = Place(package.name, key=part)
    seen, idle = 0, 0
    try:
        for chunk in package.chunks(part):
            parser.feed(chunk)
            idle = idle + 1 if elements.events == seen else 0
            seen = elements.events
            if idle >= _MOST_WITHOUT_NEWS:
                raise RoiError("a tag is longer than an office program writes", hint=_HINT)
        parser.close()
        if not elements.events:
            raise ValueError("it is empty")
    except DefusedXmlException:
        raise RoiError(
            "the part has a DOCTYPE or entities of its own, which no office program writes",
            where,
            "Do not open this file: it was made by hand, perhaps to do harm.",
        ) from None
    except RoiError as error:
        raise error if error.where else error.at(where) from None
    except (SAXException, ValueError, LookupError) as error:
        reason = error.getMessage() if isinstance(error, SAXException) else str(error)
        raise RoiError(f"the part is no well-formed XML: {reason[:80]}", where, _HINT) from None
