"""Text measured and broken into lines before it is drawn, and labels that do not overlap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from simlib.present.draw.style import FONT, TEXT_POINTS, readable, whole_figure
from simlib.words import harmless

LINE_SPACING = 1.2
_MEASURE_DPI = 144
_SAFETY = 1.02  # glyphs snap to pixels, so a text is not exactly as wide at another resolution
_POINTS_PER_INCH = 72.0
_BALANCE_STEPS = 24
_STICKY = "\u00a0"
_UNIT = re.compile(r"(?<=\d) (?=(?:%|k|m|bn)(?:\W|$))")
_CURRENCY = re.compile(r"(\d(?:\u00a0(?:k|m|bn))?) (?=[A-Z]{3}(?:\W|$))")
MOST_LABELLED_LINES = 4
GAP_POINTS = 4.0
_REACH_POINTS = 14.0  # from the end of the line to its label


@lru_cache(maxsize=1)
def _renderer() -> Any:
    return RendererAgg(8, 8, _MEASURE_DPI)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=4096)
def text_size(text: str, points: float = TEXT_POINTS, *, bold: bool = False) -> tuple[float, float]:
    """Return the width and height of a text in points, as it will be drawn.

    Parameters
    ----------
    text
        May hold line breaks.
    points
        Font size.
    bold
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


@dataclass(frozen=True)
class EndLabel:
    """A label and the height (data units) of the line end it belongs to."""

    text: str
    y: float
    colour: str


def spread(
    centres: Sequence[float],
    heights: Sequence[float],
    *,
    low: float,
    high: float,
    gap: float = GAP_POINTS,
) -> list[float]:
    """Move boxes as little as possible along a line so that none overlap.

    Keeps their order and minimises the sum of squared moves (pool adjacent violators; Best and
    Chakravarti 1990, doi:10.1007/BF01580873).

    Parameters
    ----------
    centres, heights
        Where each box would like its middle to be, and how tall it is; one unit for all.
    low, high
        The boxes stay between these.
    gap
        Least distance between two boxes.

    Returns
    -------
    list of float
        New middles, in the order given.

    Raises
    ------
    ValueError
        If the boxes cannot fit between low and high.
    """
    need = sum(heights) + gap * max(0, len(heights) - 1)
    if need > high - low:
        raise ValueError(f"labels need {need:.0f} points of height and have {high - low:.0f}")
    order = sorted(range(len(centres)), key=lambda box: (centres[box], box))
    offsets = _stacked(order, heights, gap)
    wishes = [centres[box] - offset for box, offset in zip(order, offsets, strict=True)]
    lowest = low + (heights[order[0]] / 2 if order else 0.0)
    starts = [min(max(start, lowest), lowest + high - low - need) for start in _rising(wishes)]
    places = [0.0] * len(centres)
    for box, start, offset in zip(order, starts, offsets, strict=True):
        places[box] = start + offset
    return places


def _stacked(order: Sequence[int], heights: Sequence[float], gap: float) -> list[float]:
    """Return each box's middle above that of the lowest one if all touched."""
    offsets: list[float] = []
    for place, box in enumerate(order):
        if place == 0:
            offsets.append(0.0)
        else:
            offsets.append(offsets[-1] + (heights[order[place - 1]] + heights[box]) / 2 + gap)
    return offsets


def _rising(wishes: Sequence[float]) -> list[float]:
    """Return the nearest sequence that never falls."""
    pools: list[tuple[float, int]] = []
    for wish in wishes:
        pools.append((wish, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (upper, n_upper), (lower, n_lower) = pools.pop(), pools.pop()
            total = n_upper + n_lower
            pools.append(((upper * n_upper + lower * n_lower) / total, total))
    return [value for value, count in pools for _ in range(count)]


def axes_points(ax: Axes) -> tuple[float, float]:
    """Return the width and height of the axes in points."""
    figure = whole_figure(ax)
    if figure.get_layout_engine() is not None:
        figure.draw_without_rendering()
    box = ax.get_window_extent()
    scale = _POINTS_PER_INCH / figure.dpi
    return float(box.width) * scale, float(box.height) * scale


def height_points(ax: Axes, y: float) -> float:
    """Return how far above the bottom of the axes a data height lies, in points."""
    low, high = ax.get_ylim()
    return (y - low) / (high - low) * axes_points(ax)[1]


def check_few_lines(number: int) -> None:
    """Refuse a chart with more lines than a reader can follow.

    Raises
    ------
    ValueError
        For more than four.
    """
    if number > MOST_LABELLED_LINES:
        raise ValueError(
            f"at most {MOST_LABELLED_LINES} labelled lines fit one chart; {number} given: "
            "choose four, or draw a second chart"
        )


def label_ends(
    ax: Axes,
    labels: Sequence[EndLabel],
    *,
    x_end: float,
    points: float = TEXT_POINTS,
    most: int = MOST_LABELLED_LINES,
) -> list[Text]:
    """Write each label beside the end of its line; the axes grow to the right to hold them.

    Parameters
    ----------
    ax
        Limits of y and size must be final.
    labels
        At most `most`.
    x_end
        Where the lines end, data units.
    points
        Font size.
    most
        How many labels this kind of chart may carry.

    Returns
    -------
    list of Text
        In the order given, with gid "end label".

    Raises
    ------
    ValueError
        For too many labels, or axes too low to hold them.
    """
    if most == MOST_LABELLED_LINES:
        check_few_lines(len(labels))
    elif len(labels) > most:
        raise ValueError(f"at most {most} labels fit this chart; {len(labels)} given")
    texts = [wrapped(drawable(label.text), axes_points(ax)[0] / 3, points) for label in labels]
    make_room(ax, texts, x_end=x_end, points=points)
    wanted = [height_points(ax, label.y) for label in labels]
    places = spread(
        wanted,
        [text_size(text, points)[1] for text in texts],
        low=0.0,
        high=axes_points(ax)[1],
    )
    return [
        _write(ax, text, label, x_end=x_end, rise=place - want, points=points)
        for text, label, place, want in zip(texts, labels, places, wanted, strict=True)
    ]


def make_room(ax: Axes, texts: Sequence[str], *, x_end: float, points: float) -> None:
    """Widen the x axis so that the widest text fits to the right of `x_end`."""
    width = axes_points(ax)[0]
    need = _REACH_POINTS + 2.0 + max((text_size(text, points)[0] for text in texts), default=0.0)
    start = ax.get_xlim()[0]
    ax.set_xlim(start, start + (x_end - start) * width / max(width - need, width / 4))


def _write(
    ax: Axes, text: str, label: EndLabel, *, x_end: float, rise: float, points: float
) -> Text:
    ink = readable(label.colour)
    line = {"arrowstyle": "-", "color": label.colour, "linewidth": 0.9, "shrinkA": 0, "shrinkB": 2}
    if abs(rise) > 1.0:
        leader = ax.annotate(
            *("", (x_end, label.y), (_REACH_POINTS - 2, rise)),
            textcoords="offset points",
            arrowprops=line,
        )
        leader.set_gid("leader")
    return ax.annotate(
        *(text, (x_end, label.y), (_REACH_POINTS, rise)),
        textcoords="offset points",
        va="center",
        ha="left",
        color=ink,
        fontsize=points,
        linespacing=LINE_SPACING,
        parse_math=False,
        annotation_clip=False,
        gid="end label",
    )
