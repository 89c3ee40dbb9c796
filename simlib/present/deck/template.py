"""The project's own slides: a 16:9 template made by code, layouts with real placeholders."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from simlib.present.style import BLUE, INK, MUTED, PALETTE, PAPER, RULE

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import SlideLayout, SlideMaster

FONT = "Arial"
"""On every machine that shows slides, or with a twin of the same widths."""
TITLE_POINTS, BODY_POINTS, FOOT_POINTS = 26, 18, 10
SLIDE = (13.333, 7.5)
"""Inches; PowerPoint's own 16:9."""
OPENING, CHART, COLUMNS = "Question", "Finding and chart", "Two columns"
_EMU = 914_400
_WIDTH = 12.133
_EDGE = 0.6
_FOOT = ((_EDGE, 6.98, 11.3, 0.32), (_EDGE + 11.4, 6.98, 0.733, 0.32))
_NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
Box = tuple[float, float, float, float]
"""Left, top, width, height in inches."""


def own_template() -> Presentation:
    """Return an empty deck of three layouts: a question, a finding with a chart, two columns.

    Returns
    -------
    Presentation
        16:9. Every layout has a title, a footer and a slide number; the chart layout a chart
        placeholder and one for the takeaway, the columns layout two for text.
    """
    from pptx import Presentation as open_deck
    from pptx.util import Inches

    deck = open_deck()
    deck.slide_width, deck.slide_height = Inches(SLIDE[0]), Inches(SLIDE[1])
    for layout in list(deck.slide_layouts)[3:]:
        deck.slide_layouts.remove(layout)
    _own_theme(deck.slide_master)
    _fill(deck.slide_master, _master())
    for layout, (name, shapes) in zip(deck.slide_layouts, _layouts().items(), strict=True):
        layout.name = name
        layout.element.attrib.pop("type", None)
        _fill(layout, shapes)
    return deck


def _layouts() -> dict[str, list[str]]:
    foot = [_footer(8, 11), _number(9, 12)]
    side = (_EDGE + 8.6, 1.72, _WIDTH - 8.6, 5.0)
    half = (_WIDTH - 0.5) / 2
    return {
        OPENING: [
            _band(10),
            _text(2, "Title", 'type="title"', (1.1, 1.75, 11.1, 1.5), points=36, anchor="b"),
            _text(3, "Answer", 'type="body" idx="1"', (1.1, 3.5, 11.1, 2.4), points=20),
            *foot,
        ],
        CHART: [
            _title(),
            _text(3, "Chart", 'type="chart" idx="10"', (_EDGE, 1.62, 8.35, 5.2), points=16),
            _text(4, "Takeaway", 'type="body" idx="1"', side),
            *foot,
        ],
        COLUMNS: [
            _title(),
            _text(3, "Left", 'type="body" idx="1"', (_EDGE, 1.62, half, 5.2)),
            _text(4, "Right", 'type="body" idx="2"', (_EDGE + half + 0.5, 1.62, half, 5.2)),
            *foot,
        ],
    }


def _master() -> list[str]:
    return [
        _title(),
        _text(3, "Text", 'type="body" idx="1"', (_EDGE, 1.62, _WIDTH, 5.2)),
        _footer(4, 3),
        _number(5, 4),
    ]


def _title() -> str:
    box = (_EDGE, 0.38, _WIDTH, 1.05)
    return _text(2, "Title", 'type="title"', box, points=TITLE_POINTS, anchor="b")


def _text(
    number: int,
    name: str,
    kind: str,
    box: Box,
    *,
    points: float = BODY_POINTS,
    anchor: str = "t",
    colour: str = INK,
    align: str = "l",
    paragraph: str = "",
) -> str:
    bold = "1" if 'type="title"' in kind else "0"
    look = (
        f'<a:lvl1pPr marL="0" indent="0" algn="{align}"><a:spcBef><a:spcPts val="600"/></a:spcBef>'
        f'<a:buNone/><a:defRPr sz="{round(100 * points)}" b="{bold}"><a:solidFill>'
        f'<a:srgbClr val="{colour[1:]}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
    )
    body = paragraph or f"<a:p><a:r><a:rPr lang='en-GB'/><a:t>{name}</a:t></a:r></a:p>"
    return (
        f"<p:sp {_NAMESPACES}><p:nvSpPr><p:cNvPr id='{number}' name={quoteattr(name)}/>"
        f"<p:cNvSpPr><a:spLocks noGrp='1'/></p:cNvSpPr><p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr>"
        f"<p:spPr>{_frame(box)}</p:spPr><p:txBody><a:bodyPr lIns='0' tIns='0' rIns='0' bIns='0' "
        f"anchor='{anchor}'><a:normAutofit/></a:bodyPr><a:lstStyle>{look}</a:lstStyle>{body}"
        "</p:txBody></p:sp>"
    )


def _footer(number: int, index: int) -> str:
    kind = f'type="ftr" sz="quarter" idx="{index}"'
    look = {"points": FOOT_POINTS, "colour": MUTED, "anchor": "ctr"}
    empty = "<a:p><a:endParaRPr lang='en-GB'/></a:p>"
    return _text(number, "Footer", kind, _FOOT[0], paragraph=empty, **look)  # type: ignore[arg-type]


def _number(number: int, index: int) -> str:
    kind = f'type="sldNum" sz="quarter" idx="{index}"'
    field = (
        "<a:p><a:fld id='{C1FF6DA9-008F-8B48-92A6-B652298478BF}' type='slidenum'>"
        "<a:rPr lang='en-GB'/><a:t>0</a:t></a:fld></a:p>"
    )
    look = {"points": FOOT_POINTS, "colour": MUTED, "anchor": "ctr", "align": "r"}
    return _text(number, "Number", kind, _FOOT[1], paragraph=field, **look)  # type: ignore[arg-type]


def _band(number: int) -> str:
    """Return the one ornament: a bar of colour beside the question."""
    return (
        f"<p:sp {_NAMESPACES}><p:nvSpPr><p:cNvPr id='{number}' name='Bar'/><p:cNvSpPr/><p:nvPr/>"
        f"</p:nvSpPr><p:spPr>{_frame((_EDGE, 2.0, 0.12, 3.7))}"
        f"<a:solidFill><a:srgbClr val='{BLUE[1:]}'/></a:solidFill></p:spPr></p:sp>"
    )


def _frame(box: Box) -> str:
    left, top, width, height = (round(_EMU * inches) for inches in box)
    return (
        f"<a:xfrm><a:off x='{left}' y='{top}'/><a:ext cx='{width}' cy='{height}'/></a:xfrm>"
        "<a:prstGeom prst='rect'><a:avLst/></a:prstGeom>"
    )


def _fill(holder: SlideMaster | SlideLayout, shapes: list[str]) -> None:
    from pptx.oxml import parse_xml

    tree = holder.shapes.element
    for shape in list(holder.shapes):
        tree.remove(shape.element)
    for text in shapes:
        tree.append(parse_xml(text))


def _own_theme(master: SlideMaster) -> None:
    """Put the project's font and colours where the reader's own text will take them from."""
    part = next(
        rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme")
    )
    text = part.blob.decode("utf-8")
    text = re.sub(r'<a:latin typeface="Calibri"\s*/>', f'<a:latin typeface="{FONT}"/>', text)
    shades = [INK, PAPER, MUTED, RULE, *PALETTE[:6]]
    names = ["dk1", "lt1", "dk2", "lt2", *(f"accent{place}" for place in range(1, 7))]
    for name, shade in zip(names, shades, strict=True):
        colour = f'<a:{name}><a:srgbClr val="{shade[1:]}"/></a:{name}>'
        text = re.sub(rf"<a:{name}>.*?</a:{name}>", colour, text, flags=re.DOTALL)
    part._blob = text.encode("utf-8")
