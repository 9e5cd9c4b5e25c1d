"""A presentation as a file: the same bytes for the same content, and no trace of the file that it was made of."""

from __future__ import annotations

import io
from pathlib import Path

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.presentation import Presentation

from exports.archive.repack import repacked
from exports.story.parts import Story
from roi.text import plain


def save(presentation: Presentation, path: Path, story: Story) -> None:
    """Write the presentation, with the story's title, author and date as its properties.

    Raises:
        OSError: the file cannot be written.
    """
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
