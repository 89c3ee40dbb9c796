"""A case as slides that the client's board can edit: native charts, notes, no traces."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simlib.inputs.errors import InputError
from simlib.present.client.parts import case_footer
from simlib.present.deck.native_charts import chart_kind, chart_numbers, dress
from simlib.present.deck.package import chart_workbook, deck_bytes
from simlib.present.deck.sentences import HEADING
from simlib.present.deck.slides import slides
from simlib.present.deck.specs import Slide
from simlib.present.deck.template import (
    FOOT_POINTS,
    OPENING,
    TITLE_POINTS,
    chart_places,
    fits,
    fitting_points,
    layout_for,
    open_template,
    shortened,
    text_places,
)
from simlib.present.deck.xml import unbroken
from simlib.present.paper.edited import write_unless_edited
from simlib.words import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.presentation import Presentation

    from simlib.studies.client.case import ClientCase

_TEXT_POINTS = (18.0, 11.0)
_EMU_PER_POINT = 12_700
_FOOT_SHARE = 0.9  # of the title's width: the slide's number stands behind
_LONGEST_HEAD = 48
_OPENING_POINTS = (24.0, 14.0)


def to_pptx(case: ClientCase, path: str | Path, *, template: str | Path | None = None) -> Path:
    """Write a case as a deck of ten slides with native, editable charts.

    Parameters
    ----------
    path : str or Path
        Ends in .pptx. A deck written here before is replaced only if nobody edited it since.
    template : str or Path, optional
        A consultant's own .pptx; its layouts are used by name (``Question``, ``Finding and
        chart``, ``Two columns``) or by their placeholders.

    Returns
    -------
    Path
        The path written: the same bytes for the same case and template.

    Raises
    ------
    InputError
        For another file type, a template that cannot be used, or a deck there that was edited.
    """
    target = Path(path)
    if target.suffix.lower() != ".pptx":
        raise InputError("not a deck's name", value=target.name, allowed="a name ending in .pptx")
    return write_unless_edited(pptx_bytes(case, template=template), target)


def pptx_bytes(case: ClientCase, *, template: str | Path | None = None) -> bytes:
    """Return the deck of a case as bytes; see `to_pptx`."""
    deck, footer = open_template(template), case_footer(case)
    for slide in slides(case):
        _add(deck, slide, footer)
    return deck_bytes(deck)


def _add(deck: Presentation, slide: Slide, footer: str) -> None:
    page = deck.slides.add_slide(layout_for(deck, slide.layout))
    opening = slide.layout == OPENING
    _write_title(page.shapes.title, slide.title, opening=opening)
    if slide.chart is not None:
        _add_chart(page, slide)
    texts = text_places(page)
    sizes = _OPENING_POINTS if opening else _TEXT_POINTS
    boxes = [_placeholder(page, index) for index in texts[: len(slide.texts)]]
    written = [shortened(each, box, sizes[1]) for box, each in zip(boxes, slide.texts, strict=True)]
    points = [
        fitting_points(paragraphs, box, sizes)
        for box, paragraphs in zip(boxes, written, strict=True)
    ]
    for box, paragraphs in zip(boxes, written, strict=True):
        _write(box, paragraphs, min(points))
    for index in texts[len(slide.texts) :]:
        _remove(_placeholder(page, index))
    _add_foot(page, footer)
    page.notes_slide.notes_text_frame.text = plain_lines(slide.notes.text(footer))


def plain_lines(text: str) -> str:
    """Return a text of several lines that XML can hold."""
    return "\n".join(plain(line) for line in text.split("\n"))


def _write_title(box: Any, text: str, *, opening: bool) -> None:
    from pptx.util import Pt

    box.text_frame.text = unbroken(plain(text))
    largest = 36 if opening else TITLE_POINTS
    points = fitting_points([plain(text)], box, (largest, 16), bold=True)
    box.text_frame.paragraphs[0].runs[0].font.size = Pt(points)


def _write(box: Any, paragraphs: Sequence[str], points: float) -> None:
    from pptx.util import Pt

    frame = box.text_frame
    for place, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        head, colon, rest = plain(text).partition(": ")
        if len(head) > _LONGEST_HEAD:
            head, colon, rest = plain(text), "", ""
        is_heading = text.startswith(HEADING)
        parts = [(head + colon, bool(colon)), (rest, False)]
        if not colon and "? " in head:
            asked, _, answer = head.partition("? ")
            parts = [(f"{asked}? ", False), (answer, True)]
        if is_heading:
            parts = [(plain(text.removeprefix(HEADING)), True)]
        for words, bold in parts:
            if words:
                run = paragraph.add_run()
                run.text = unbroken(words)
                run.font.size = Pt(points + 2 if is_heading else points)
                run.font.bold = bold


def _add_chart(page: Any, slide: Slide) -> None:
    spec = slide.chart
    assert spec is not None
    box = _placeholder(page, chart_places(page)[0])
    if hasattr(box, "insert_chart"):
        frame = box.insert_chart(chart_kind(spec), chart_numbers(spec))
    else:
        place = box.left, box.top, box.width, box.height
        _remove(box)
        frame = page.shapes.add_chart(chart_kind(spec), *place, chart_numbers(spec))
    dress(frame.chart, spec, frame.width / _EMU_PER_POINT)
    frame.chart.part.chart_workbook.update_from_xlsx_blob(chart_workbook(spec))
    properties = frame._element.nvGraphicFramePr.cNvPr
    properties.set("descr", plain(spec.alt))
    properties.set("name", "Chart")


def _add_foot(page: Any, footer: str) -> None:
    """Copy footer and slide number from the layout: python-pptx leaves them behind."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KINDS

    for place in page.slide_layout.placeholders:
        kind = place.placeholder_format.type
        if kind not in (KINDS.FOOTER, KINDS.SLIDE_NUMBER):
            continue
        element = copy.deepcopy(place.element)
        page.shapes.element.append(element)
        element.nvSpPr.cNvPr.set("id", str(100 + place.placeholder_format.idx))
        if kind == KINDS.FOOTER:
            _write_footer(page, page.shapes[-1], plain(footer))


def _write_footer(page: Any, box: Any, footer: str) -> None:
    """Write the footer on one line, over the width of the title where its own is too narrow."""
    from pptx.util import Pt

    box.text_frame.text = footer
    if not fits([footer], box, FOOT_POINTS) and page.shapes.title is not None:
        title = page.shapes.title
        top, height = box.top, box.height
        box.left, box.top = title.left, top
        box.width, box.height = round(_FOOT_SHARE * title.width), height
    points = fitting_points([footer], box, (FOOT_POINTS, 6))
    box.text_frame.paragraphs[0].runs[0].font.size = Pt(points)


def _placeholder(page: Any, index: int) -> Any:
    return next(each for each in page.placeholders if each.placeholder_format.idx == index)


def _remove(box: Any) -> None:
    box.element.getparent().remove(box.element)
