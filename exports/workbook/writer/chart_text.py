"""Texts of charts: titles, and the letters of axes and legends."""

from __future__ import annotations

from typing import Any

from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)

from exports.workbook.writer.styles import FONT
from roi.text import one_line


def caption(text: str, size: int, colour: str, *, bold: bool = False) -> Any:
    """A title; `size` in hundredths of a point."""
    look = characters(size, colour, bold)
    run = RegularTextRun(rPr=look, t=one_line(text))
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=look), r=[run])
    return Title(tx=Text(rich=RichText(p=[paragraph])))


def lettering(size: int, colour: str, *, level: bool = False) -> Any:
    """`level`: never aslant.  Categories must not have it: LibreOffice then breaks them letter by letter."""
    look = characters(size, colour, False)
    body = RichTextProperties(rot=0) if level else RichTextProperties()
    return RichText(bodyPr=body, p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)])


def characters(size: int, colour: str, bold: bool) -> Any:
    """`size` in hundredths of a point."""
    return CharacterProperties(sz=size, b=bold, solidFill=colour, latin=Font(typeface=FONT))
