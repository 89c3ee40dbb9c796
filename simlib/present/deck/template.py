"""The project's own slides: a 16:9 template made by code, layouts with real placeholders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from simlib.inputs.errors import InputError
from simlib.present.draw.style import BLUE, INK, MUTED, PALETTE, PAPER, RULE
from simlib.present.draw.text import LINE_SPACING, text_size
from simlib.words import show_name

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
_EMU_PER_POINT = 12_700
_BETWEEN = 6.0  # points between paragraphs
_MEASURED_AT = 20.0  # points; a text twice as large is twice as wide
_SHORTEST = 20  # letters
_LARGEST_TEMPLATE = 50_000_000  # bytes


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


def open_template(template: str | Path | None) -> Presentation:
    """Return an empty deck on a consultant's template, or on the project's own.

    Parameters
    ----------
    template
        A .pptx; its slides are left out, its layouts are used.

    Raises
    ------
    InputError
        If the file is not a deck.
    """
    if template is None:
        return own_template()
    from pptx import Presentation as open_deck

    path = Path(template)
    if not path.is_file():
        raise InputError("no such template", file=path, allowed="a .pptx file")
    if path.stat().st_size > _LARGEST_TEMPLATE:
        raise InputError("the template is too large", file=path, allowed="at most 50 MB")
    try:
        deck = open_deck(str(path))
    except Exception as error:  # a file of any bytes fails in any way inside the library
        raise InputError(
            "not a template that can be opened",
            file=path,
            allowed="a deck saved as .pptx (a .potx must be saved as .pptx first)",
        ) from error
    _drop_slides(deck)
    return deck


def _drop_slides(deck: Presentation) -> None:
    numbers = deck.slides._sldIdLst
    for number in list(numbers):
        deck.part.drop_rel(number.rId)
        numbers.remove(number)


def layout_for(deck: Presentation, name: str) -> SlideLayout:
    """Return the layout for a kind of slide: by its name, else by its placeholders.

    Parameters
    ----------
    name
        Of the project's own layout.

    Raises
    ------
    InputError
        If no layout has the placeholders that such a slide needs.
    """
    for layout in deck.slide_layouts:
        if layout.name == name and _serves(layout, name):
            return layout
    serving = [layout for layout in deck.slide_layouts if _serves(layout, name)]
    if not serving:
        raise InputError(
            "the template has no layout for such a slide",
            value=name,
            allowed="a layout with a title and "
            + ("one placeholder for text" if name == OPENING else "two for text or content"),
        )
    return min(serving, key=lambda layout: len(layout.placeholders))


def _serves(layout: SlideLayout, name: str) -> bool:
    texts, charts = text_places(layout), chart_places(layout)
    holders: Any = layout.placeholders
    if not any(_is_title(each) for each in holders):
        return False
    if name == OPENING:
        return bool(texts)
    if name == COLUMNS:
        return len(texts) >= 2
    return any(set(texts) - {place} for place in charts)


def _is_title(placeholder: Any) -> bool:
    from pptx.enum.shapes import PP_PLACEHOLDER as KINDS

    return placeholder.placeholder_format.type in (KINDS.TITLE, KINDS.CENTER_TITLE)


def text_places(holder: Any) -> list[int]:
    """Return the indices of placeholders that take text, in reading order."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KINDS

    return _places(holder, (KINDS.BODY, KINDS.SUBTITLE, KINDS.OBJECT))


def chart_places(holder: Any) -> list[int]:
    """Return the indices of placeholders that take a chart, those made for one first."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KINDS

    return [*_places(holder, (KINDS.CHART,)), *_places(holder, (KINDS.OBJECT,))]


def _places(holder: Any, kinds: Sequence[Any]) -> list[int]:
    found = [each for each in holder.placeholders if each.placeholder_format.type in kinds]
    found.sort(key=lambda each: (each.top or 0, each.left or 0))
    return [each.placeholder_format.idx for each in found]


def fitting_points(
    texts: Sequence[str], box: Any, sizes: tuple[float, float], *, bold: bool = False
) -> float:
    """Return the largest size, in whole points, at which texts fit into a placeholder.

    Parameters
    ----------
    texts
        A paragraph each; measured in a font at least as wide as the one drawn.
    box
        A placeholder.
    sizes : tuple of float
        Largest and smallest, in points.
    bold
        Of all paragraphs.
    """
    width, height = (float(each or 0) / _EMU_PER_POINT for each in (box.width, box.height))
    points, smallest = sizes
    while points > smallest and _height(texts, width, points, bold=bold) > height:
        points -= 1
    return points


def shortened(texts: Sequence[str], box: Any, points: float) -> list[str]:
    """Return the texts, the long ones cut as far as they fit into a placeholder at a size."""
    width, height = (float(each or 0) / _EMU_PER_POINT for each in (box.width, box.height))
    longest = max(map(len, texts), default=0)
    found = list(texts)
    while longest > _SHORTEST and _height(found, width, points, bold=False) > height:
        longest -= 5
        found = [show_name(text, longest=longest) for text in texts]
    return found


def fits(texts: Sequence[str], box: Any, points: float) -> bool:
    """Return whether texts of a size fit into a placeholder, one line each."""
    width = float(box.width or 0) / _EMU_PER_POINT
    return all(_line_count(text, width / points, bold=False) == 1 for text in texts)


def _height(texts: Sequence[str], width: float, points: float, *, bold: bool) -> float:
    lines = sum(_line_count(text, width / points, bold=bold) for text in texts)
    return lines * points * LINE_SPACING + _BETWEEN * len(texts)


def _line_count(text: str, width: float, *, bold: bool) -> int:
    """Return how many lines a text takes; the width is in sizes of the font."""
    lines, used, space = 1, 0.0, _word_width(" ", bold=bold)
    for word in text.split():
        size = _word_width(word, bold=bold)
        if used and used + space + size > width:
            lines, used = lines + 1, size
        else:
            used += size + (space if used else 0.0)
        lines, used = lines + int(used // width), used % width
    return lines


@lru_cache(maxsize=4096)
def _word_width(word: str, *, bold: bool) -> float:
    return text_size(word, _MEASURED_AT, bold=bold)[0] / _MEASURED_AT
