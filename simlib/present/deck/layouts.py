"""Which of a template's layouts a slide is put on, and how texts are fitted into it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simlib.inputs.errors import InputError
from simlib.present.deck.template import COLUMNS, OPENING, own_template
from simlib.present.lettering import LINE_SPACING, text_size
from simlib.present.words import show_name

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import SlideLayout

_EMU_PER_POINT = 12_700
_BETWEEN = 6.0  # points between paragraphs
_MEASURED_AT = 20.0  # points; a text twice as large is twice as wide
_SHORTEST = 20  # letters
_LARGEST_TEMPLATE = 50_000_000  # bytes


def open_template(template: str | Path | None) -> Presentation:
    """Return an empty deck on a consultant's template, or on the project's own.

    Parameters
    ----------
    template : str, Path or None
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
    deck : Presentation
    name : str
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
    texts : sequence of str
        A paragraph each; measured in a font at least as wide as the one drawn.
    box
        A placeholder.
    sizes : tuple of float
        Largest and smallest, in points.
    bold : bool
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
