"""Labels at the ends of lines that never overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.text import Text

from simlib.present.lettering import LINE_SPACING, drawable, text_size, wrapped
from simlib.present.style import TEXT_POINTS, readable, whole_figure

MOST_LABELLED_LINES = 4
GAP_POINTS = 4.0
_REACH_POINTS = 14.0  # from the end of the line to its label
_POINTS_PER_INCH = 72.0


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
    centres, heights : sequence of float
        Where each box would like its middle to be, and how tall it is; one unit for all.
    low, high : float
        The boxes stay between these.
    gap : float
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
    ax : Axes
        Limits of y and size must be final.
    labels : sequence of EndLabel
        At most `most`.
    x_end : float
        Where the lines end, data units.
    points : float
        Font size.
    most : int
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
