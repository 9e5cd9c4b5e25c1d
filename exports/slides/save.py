"""A presentation as a file: the same bytes for the same content, and no trace of the file that it was made of."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from exports.archive.repack import repacked
from exports.story.parts import Story
from roi.text import plain

if TYPE_CHECKING:
    from pptx.presentation import Presentation


def save(presentation: Presentation, path: Path, story: Story) -> None:
    """Write the presentation, with the story's title, author and date as its properties.

    Raises:
        OSError: the file cannot be written.
    """
    from pptx.opc.constants import RELATIONSHIP_TYPE

    package = presentation.part.package
    for key, rel in list(package._rels.items()):
        if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # a picture of how it looked before
            package.drop_rel(key)
    properties = presentation.core_properties
    properties.title, properties.author = plain(story.title), plain(story.prepared_by)
    properties.last_modified_by = ""
    content = io.BytesIO()
    presentation.save(content)
    path.write_bytes(repacked(content.getvalue(), story.date))
