"""Text measured and broken into lines before it is drawn."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font

from simlib.present.style import FONT, TEXT_POINTS
from simlib.present.words import harmless

LINE_SPACING = 1.2
_MEASURE_DPI = 144
_SAFETY = 1.02  # glyphs snap to pixels, so a text is not exactly as wide at another resolution
_POINTS_PER_INCH = 72.0
_BALANCE_STEPS = 24
_STICKY = "\u00a0"
_UNIT = re.compile(r"(?<=\d) (?=(?:%|k|m|bn)(?:\W|$))")
_CURRENCY = re.compile(r"(\d(?:\u00a0(?:k|m|bn))?) (?=[A-Z]{3}(?:\W|$))")


@lru_cache(maxsize=1)
def _renderer() -> Any:
    return RendererAgg(8, 8, _MEASURE_DPI)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=4096)
def text_size(text: str, points: float = TEXT_POINTS, *, bold: bool = False) -> tuple[float, float]:
    """Return the width and height of a text in points, as it will be drawn.

    Parameters
    ----------
    text : str
        May hold line breaks.
    points : float
        Font size.
    bold : bool
        Weight of the font.

    Returns
    -------
    tuple of float
        Width, height in points.
    """
    font = FontProperties(family=FONT, size=points, weight="bold" if bold else "normal")
    scale = _POINTS_PER_INCH / _MEASURE_DPI
    lines = text.split("\n")
    sizes = [_renderer().get_text_width_height_descent(line or " ", font, False) for line in lines]
    height = points * LINE_SPACING * len(lines)
    return max(width for width, _, _ in sizes) * scale * _SAFETY, height


def wrapped(text: str, width: float, points: float = TEXT_POINTS, *, bold: bool = False) -> str:
    """Return the text broken into lines that fit a width in points.

    A number stays with its unit and its currency. A single word wider than the width is broken
    inside, so that nothing is ever clipped.
    """
    lines = [""]
    line = _UNIT.sub(_STICKY, " ".join(text.split()))
    for word in _CURRENCY.sub(rf"\1{_STICKY}", line).split(" "):
        for piece in _pieces(word, width, points, bold):
            longer = f"{lines[-1]} {piece}".strip()
            if text_size(longer, points, bold=bold)[0] <= width:
                lines[-1] = longer
            else:
                lines.append(piece)
    return "\n".join(line for line in lines if line).replace(_STICKY, " ")


def balanced(text: str, width: float, points: float = TEXT_POINTS, *, bold: bool = False) -> str:
    """Return the text in as few lines as fit a width, of about equal length: for titles."""
    best = wrapped(text, width, points, bold=bold)
    for step in range(1, _BALANCE_STEPS):
        narrower = width * (1 - step / (2 * _BALANCE_STEPS))
        closer = wrapped(text, narrower, points, bold=bold)
        if closer.count("\n") > best.count("\n") or _words(closer) != _words(text):
            break
        best = closer
    return best


def _words(text: str) -> list[str]:
    return text.split()


def _pieces(word: str, width: float, points: float, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_size(pieces[-1] + letter, points, bold=bold)[0] > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def fitted(text: str, width: float, points: float = TEXT_POINTS) -> str:
    """Return the text on one line, cut to a width in points with an ellipsis."""
    if text_size(text, points)[0] <= width:
        return text
    cut = len(text)
    while cut and text_size(f"{text[:cut].rstrip()}…", points)[0] > width:
        cut -= 1
    return f"{text[:cut].rstrip()}…"


def drawable(text: str) -> str:
    """Return the text with letters the bundled font cannot draw shown as an empty box.

    Marks that would turn the reading direction become spaces.
    """
    known = _known_letters()
    return "".join(
        letter if ord(letter) in known or letter.isspace() else "□" for letter in harmless(text)
    )


@lru_cache(maxsize=1)
def _known_letters() -> frozenset[int]:
    return frozenset(FT2Font(str(findfont(FontProperties(family=FONT)))).get_charmap())
