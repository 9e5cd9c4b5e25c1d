"""The presentation that a deck of ours begins with: 16:9, a master and two layouts in the colours of a brand.

What python-pptx starts from is 4:3 with eleven layouts; here its theme, master and two of them are made anew, so
that titles, texts, footers and numbers of slides are true placeholders: outline view and screen readers find them.
"""

from __future__ import annotations

import io
from typing import Any

import pptx
from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.presentation import Presentation
from pptx.util import Emu

from exports.brand import INK, Brand, contrast, tint
from exports.markup import escape, quoteattr
from exports.slides.charts import Box
from roi.records import dataclass

INCH = 914_400
WIDTH, HEIGHT = int(13.333 * INCH), int(7.5 * INCH)
PANEL = int(4.5 * INCH)  # of the cover, in the primary colour
COVER, CONTENT = "Cover", "Content"
KICKER, LEFT, RIGHT = 13, 14, 15  # numbers of placeholders
_LOSSES = (
    "#c0502b",
    "#8a1c4a",
    "#5a5a5a",
)  # the colour of losses: the first that cannot be taken for that of gains
_APART = 0.30


def _box(left: float, top: float, width: float, height: float) -> Box:
    return Box(*(int(side * INCH) for side in (left, top, width, height)))


TITLE_BOX = _box(0.6, 0.62, 12.13, 0.8)
KICKER_BOX = _box(0.6, 0.32, 9.5, 0.32)
BODY_BOX = _box(0.6, 1.6, 12.13, 5.2)
FOOTER_BOX, NUMBER_BOX = _box(0.6, 6.98, 10.5, 0.32), _box(11.73, 6.98, 1.0, 0.32)
LOGO_BOX = _box(11.13, 0.22, 1.6, 0.42)
COVER_TITLE_BOX, COVER_TEXT_BOX = _box(0.5, 1.3, 3.6, 2.6), _box(0.5, 4.0, 3.6, 2.4)
COVER_LOGO_BOX = _box(0.5, 0.45, 2.4, 0.6)
COVER_BODY_BOX = _box(5.0, 0.8, 7.73, 3.75)


@dataclass(frozen=True, slots=True)
class _Placeholder:
    """A placeholder of a master or a layout; `size` in points, `colour` of the theme."""

    kind: str
    number: int
    name: str
    box: Box
    size: int
    colour: str = "tx1"
    bold: bool = False
    align: str = "l"
    anchor: str = "t"
    prompt: str = ""


def blank(brand: Brand) -> Presentation:
    """A presentation without slides in the colours, the font and with the lines of a brand."""
    made = pptx.Presentation()
    made.slide_width, made.slide_height = Emu(WIDTH), Emu(HEIGHT)
    for key, rel in list(made.part.rels.items()):
        if rel.reltype == RELATIONSHIP_TYPE.PRINTER_SETTINGS:  # of whoever made the template of python-pptx
            made.part.rels.pop(key)
    master, layouts = made.slide_master, made.slide_layouts
    for layout in list(layouts):
        if layout.name not in ("Title Slide", "Title Only"):
            layouts.remove(layout)
    _theme(master.part, brand)
    foot = _foot(brand)
    _draw(master, "Master", [_title(), _text("body", 1, "Text", BODY_BOX), *foot])
    _style(master._element)
    cover, content = layouts[0], layouts[1]
    kicker = _Placeholder("body", KICKER, "Section", KICKER_BOX, 12, "accent5", bold=True, anchor="b")
    columns = [_text("body", LEFT, "Text", BODY_BOX), _text("body", RIGHT, "More text", BODY_BOX)]
    _draw(content, CONTENT, [_title(), kicker, *columns, *foot])
    _draw(cover, COVER, [*_cover(), *foot[1:]], panel=True)
    if brand.logo is not None:
        for layout, box in ((content, LOGO_BOX), (cover, COVER_LOGO_BOX)):
            _picture(layout, brand, box, right=layout is content)
    return made


def gain_colour(brand: Brand) -> str:
    """The colour of gains: the accent, but the primary colour where the accent is as red as losses are."""
    return next(
        (each for each in (brand.accent, brand.primary) if _distance(each, _LOSSES[0]) > _APART), brand.accent
    )


def loss_colour(brand: Brand) -> str:
    """The colour of losses: one that is not taken for that of gains."""
    return next((each for each in _LOSSES if _distance(each, gain_colour(brand)) > _APART), _LOSSES[-1])


def _distance(first: str, second: str) -> float:
    """Between two colours, 0 to 1, as the eye weighs red, green and blue (the `redmean` of Riemersma, 2008)."""
    (r1, g1, b1), (r2, g2, b2) = ([int(each[k : k + 2], 16) for k in (1, 3, 5)] for each in (first, second))
    mean = (r1 + r2) / 2
    parts = (2 + mean / 256) * (r1 - r2) ** 2 + 4 * (g1 - g2) ** 2 + (2 + (255 - mean) / 256) * (b1 - b2) ** 2
    return float(parts**0.5) / 765


def _title() -> _Placeholder:
    return _Placeholder(
        "title", 0, "Title", TITLE_BOX, 24, "tx2", bold=True, prompt="The message of the slide"
    )


def _text(kind: str, number: int, name: str, box: Box) -> _Placeholder:
    return _Placeholder(kind, number, name, box, 14, prompt="Text")


def _foot(brand: Brand) -> list[_Placeholder]:
    line = "  ·  ".join(part for part in (brand.confidentiality, brand.footer) if part)
    return [
        _Placeholder("ftr", 11, "Footer", FOOTER_BOX, 9, "tx2", anchor="ctr", prompt=line),
        _Placeholder("sldNum", 12, "Slide number", NUMBER_BOX, 9, "tx2", align="r", anchor="ctr"),
    ]


def _cover() -> list[_Placeholder]:
    body = _Placeholder("body", LEFT, "What we ask", COVER_BODY_BOX, 16, anchor="ctr", prompt="The ask")
    return [
        _Placeholder(
            "ctrTitle", 0, "Title", COVER_TITLE_BOX, 30, "bg1", bold=True, anchor="b", prompt="Title"
        ),
        _Placeholder("subTitle", 1, "Subtitle", COVER_TEXT_BOX, 13, "bg1", prompt="For whom, by whom, when"),
        body,
    ]


def _draw(sheet: Any, name: str, placeholders: list[_Placeholder], panel: bool = False) -> None:
    """Replace all shapes of a master or a layout."""
    tree, common = sheet._element.cSld.spTree, sheet._element.cSld
    common.set("name", name)
    for shape in list(tree)[2:]:
        tree.remove(shape)
    if panel:
        tree.append(_parsed(_PANEL))
    for place, each in enumerate(placeholders, start=10):
        tree.append(_parsed(_placeholder(place, each)))


_NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_PANEL = (
    f'<p:sp {_NAMESPACES}><p:nvSpPr><p:cNvPr id="2" name="Panel" descr=""/><p:cNvSpPr/>'
    '<p:nvPr userDrawn="1"/></p:nvSpPr>'
    f'<p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{PANEL}" cy="{HEIGHT}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="tx2"/></a:solidFill>'
    "<a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr/></a:p></p:txBody></p:sp>"
)


_FIELD = "{C1FF6DA9-008F-8B48-92A6-B652298478BF}"  # any will do
_WHITE = "<a:solidFill><a:srgbClr val='FFFFFF'/></a:solidFill>"


def _placeholder(number: int, each: _Placeholder) -> str:
    """The element of a placeholder."""
    kind = f'type="{each.kind}"' + (f' idx="{each.number}"' if each.number else "")
    text = f"<a:r><a:rPr lang='en-GB'/><a:t>{escape(each.prompt)}</a:t></a:r>" if each.prompt else ""
    if each.kind == "sldNum":
        text = f"<a:fld id='{_FIELD}' type='slidenum'><a:rPr lang='en-GB'/><a:t>‹#›</a:t></a:fld>"
    colour = f"<a:schemeClr val='{each.colour}'/>"
    level = (
        f"<a:lvl1pPr marL='0' indent='0' algn='{each.align}'><a:spcBef><a:spcPts val='0'/></a:spcBef><a:buNone/>"
        f"<a:defRPr sz='{each.size * 100}' b='{int(each.bold)}'><a:solidFill>{colour}</a:solidFill></a:defRPr>"
        "</a:lvl1pPr>"
    )
    return (
        f"<p:sp {_NAMESPACES}><p:nvSpPr><p:cNvPr id='{number}' name={quoteattr(each.name)}/>"
        f"<p:cNvSpPr><a:spLocks noGrp='1'/></p:cNvSpPr><p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr>"
        f"<p:spPr>{_transform(each.box)}<a:prstGeom prst='rect'><a:avLst/></a:prstGeom></p:spPr>"
        f"<p:txBody><a:bodyPr lIns='0' tIns='0' rIns='0' bIns='0' anchor='{each.anchor}'><a:normAutofit/>"
        "</a:bodyPr>"
        f"<a:lstStyle>{level}</a:lstStyle><a:p>{text}<a:endParaRPr lang='en-GB'/></a:p></p:txBody></p:sp>"
    )


def _transform(box: Box) -> str:
    return (
        f"<a:xfrm><a:off x='{box.left}' y='{box.top}'/><a:ext cx='{box.width}' cy='{box.height}'/></a:xfrm>"
    )


def _style(master: Any) -> None:
    """Texts of all levels of the master: left, small, dark."""
    for style, size in (("titleStyle", 24), ("bodyStyle", 14)):
        levels = master.find(f".//{{*}}{style}")
        for level in levels:
            if not level.tag.endswith("pPr"):
                continue
            level.set("algn", "l")
            level.find("{*}defRPr").set("sz", str(size * 100))


def _theme(part: Any, brand: Brand) -> None:
    """Colours and fonts of the theme, which charts and tables take theirs from."""
    theme = part.part_related_by(RELATIONSHIP_TYPE.THEME)
    root = _parsed(theme.blob)
    accent3 = tint(brand.primary, 0.45)
    colours = {
        "dk1": INK, "lt1": "#ffffff", "dk2": brand.primary, "lt2": tint(brand.primary, 0.07),
        "accent1": gain_colour(brand), "accent2": loss_colour(brand),
        "accent3": accent3 if contrast(accent3, "#ffffff") >= 1.6 else "#8496b0",
        "accent4": tint(brand.accent, 0.6), "accent5": brand.accent, "accent6": "#7f7f7f",
        "hlink": brand.accent, "folHlink": brand.primary,
    }  # fmt: skip
    root.set("name", "roi")
    scheme = root.find(".//{*}clrScheme")
    scheme.set("name", "roi")
    for each in scheme:
        for old in list(each):
            each.remove(old)
        etree.SubElement(each, "{http://schemas.openxmlformats.org/drawingml/2006/main}srgbClr").set(
            "val", colours[etree.QName(each).localname].removeprefix("#").upper()
        )
    fonts = root.find(".//{*}fontScheme")
    fonts.set("name", "roi")
    for family in fonts.iter("{*}latin"):
        family.set("typeface", brand.font)
    theme.blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _picture(layout: Any, brand: Brand, box: Box, right: bool) -> None:
    """The logo on a layout, its proportions kept; on a dark panel it stands on white."""
    assert brand.logo is not None
    _, key = layout.part.get_or_add_image_part(io.BytesIO(brand.logo.png))
    width, height = (int(side) for side in brand.logo.fitted(box.width, box.height))
    left = box.left + box.width - width if right else box.left
    at = Box(left, box.top + (box.height - height) // 2, width, height)
    layout._element.cSld.spTree.append(
        _parsed(
            f"<p:pic {_NAMESPACES}><p:nvPicPr><p:cNvPr id='90' name='Logo' descr={quoteattr(brand.logo.alt)}/>"
            "<p:cNvPicPr><a:picLocks noChangeAspect='1'/></p:cNvPicPr><p:nvPr userDrawn='1'/></p:nvPicPr>"
            f"<p:blipFill><a:blip r:embed='{key}'/><a:stretch><a:fillRect/></a:stretch></p:blipFill>"
            f"<p:spPr>{_transform(at)}<a:prstGeom prst='rect'><a:avLst/></a:prstGeom>"
            f"{'' if right else _WHITE}</p:spPr></p:pic>"
        )
    )


def _parsed(text: str | bytes) -> Any:
    return parse_xml(text)
