"""What charts draw in common: lines, bands, rows, labels beside points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from simlib.analysis.precision import Interval
from simlib.inputs.errors import unknown_name
from simlib.present.draw.sheet import plain_axes
from simlib.present.draw.style import (
    BLUE,
    FONT,
    GREY,
    INK,
    MUTED,
    PAPER,
    RULE,
    TEXT_POINTS,
    VERMILLION,
    Look,
    looks_for,
    readable,
)
from simlib.present.draw.text import (
    LINE_SPACING,
    EndLabel,
    axes_points,
    check_few_lines,
    drawable,
    text_size,
    wrapped,
)
from simlib.words import Labelled, shown_labels

LINE_WIDTH = 3.0
_FORTUNE_ALPHA = 0.20
_HATCHES = ("////", "\\\\\\\\", "|||", "---")  # bands that cross stay apart
Result = TypeVar("Result", bound=Labelled)
BODY_POINTS = TEXT_POINTS - 1
INPUT_BAND: dict[str, Any] = {
    "color": GREY,
    "alpha": 0.35,
    "linewidth": 12.0,
    "solid_capstyle": "round",
}
"""How far an input reaches: pale and round, unlike precision and unlike luck."""
_GAP = 14.0
_KEY_GAP = 20.0
_KEY_ABOVE = 16.0
_WHISKER = 1.6
_NEAR, _FAR, _RINGS = 6.0, 34.0, 9
_LOOKS = {"folklore": Look(VERMILLION), "graded": Look(BLUE)}


def as_few(results: Result | Sequence[Result]) -> list[Result]:
    """Return the results as a list of one to four.

    Raises
    ------
    ValueError
        For none, or more than four.
    """
    few = list(results) if isinstance(results, Sequence) else [results]
    if not few:
        raise ValueError("nothing to draw: give at least one result")
    check_few_lines(len(few))
    return few


def names_of(results: Sequence[Labelled]) -> list[str]:
    """Return the labels as they may be shown."""
    return [drawable(label) for label in shown_labels(results)]


def looks_of(results: Sequence[Labelled]) -> list[Look]:
    """Return each result's constant look."""
    return looks_for([result.label for result in results])


def draw_line(
    ax: Axes, x: NDArray[np.float64], y: NDArray[np.float64], look: Look, *, steps: bool = False
) -> None:
    """Draw one labelled line."""
    ax.plot(
        x,
        y,
        color=look.colour,
        linestyle=look.dashes,
        linewidth=LINE_WIDTH,
        drawstyle="steps-post" if steps else "default",
        solid_capstyle="round",
        zorder=3,
    )


def draw_precision(
    ax: Axes,
    x: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    look: Look,
    *,
    steps: bool = False,
) -> None:
    """Draw how well a number is known: hatched, without a fill, so that nobody reads luck in it."""
    ax.fill_between(
        x,
        low,
        high,
        step="post" if steps else None,
        facecolor="none",
        edgecolor=look.colour,
        hatch=_HATCHES[(len(ax.lines)) % len(_HATCHES)],
        linewidth=0.0,
        alpha=0.55,
        zorder=2,
    )


def draw_fortunes(
    ax: Axes,
    x: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    colour: str,
) -> None:
    """Draw what may happen to one firm: a filled band."""
    ax.fill_between(x, low, high, color=colour, alpha=_FORTUNE_ALPHA, linewidth=0.0, zorder=1)


def end_labels(
    texts: Sequence[str], ends: Sequence[float], looks: Sequence[Look]
) -> list[EndLabel]:
    """Return the labels of line ends."""
    return [
        EndLabel(text, end, look.colour) for text, end, look in zip(texts, ends, looks, strict=True)
    ]


def label_room(labels: Sequence[str]) -> float:
    """Return the points left of the axes that the longest label needs."""
    return 12.0 + max(text_size(drawable(label), BODY_POINTS)[0] for label in labels)


def row_axes(ax: Axes, labels: Sequence[str], *, low: float, high: float) -> None:
    """Set one row a label, the first at the top, over x from ``low`` to ``high``."""
    ax.set_xlim(low, high)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_yticks(range(len(labels)), [drawable(label) for label in labels])
    plain_axes(ax, grid=False)
    ax.tick_params(axis="y", labelsize=BODY_POINTS)
    ticks = [tick for tick in ax.get_xticks() if low <= tick <= high]
    ax.vlines(ticks, len(labels) - 0.4, -0.6, colors=RULE, linewidth=0.8, zorder=0.5)


def draw_precision_line(ax: Axes, row: float, interval: Interval, *, scale: float = 1.0) -> None:
    """Draw how well a number is known: a thin line, in units ``scale`` times smaller."""
    ends = [scale * interval.low, scale * interval.high]
    ax.plot(ends, [row, row], color=MUTED, linewidth=1.5, zorder=3)


def write_beside(
    ax: Axes, x: float, row: float, text: str, *, side: str, colour: str = INK
) -> Text:
    """Write beside a mark: ``side`` "left" or "right" of it."""
    return ax.annotate(
        *(drawable(text), (x, row), (-8 if side == "left" else 8, 0)),
        textcoords="offset points",
        ha="right" if side == "left" else "left",
        va="center",
        fontsize=BODY_POINTS,
        fontfamily=FONT,
        color=colour,
        parse_math=False,
        annotation_clip=False,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0},  # rules stop at words
        zorder=5,
    )


def row_names(texts: Sequence[str], *, widest: float = 330.0) -> list[str]:
    """Return the names of rows as they may be shown, broken into lines of a width in points."""
    return [wrapped(drawable(text), widest, BODY_POINTS) for text in texts]


def room_left(names: Sequence[str]) -> float:
    """Return the points that names of rows need left of the axes."""
    lines = [line for name in names for line in name.split("\n")]
    return max((text_size(line, BODY_POINTS)[0] for line in lines), default=0.0) + _GAP


def draw_whisker(ax: Axes, y: float, low: float, high: float, *, colour: str = INK) -> None:
    """Draw how well a number is known: a thin line, no fill."""
    ax.hlines(y, low, high, colors=colour, linewidth=_WHISKER, zorder=5)


def write_at(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    *,
    shift: tuple[float, float] = (0.0, 0.0),
    ha: str = "center",
    va: str = "center",
    ink: str = INK,
    bold: bool = False,
) -> None:
    """Write a short text at a place of the data, moved by some points."""
    ax.annotate(
        *("\n".join(map(drawable, text.split("\n"))), (x, y), shift),
        textcoords="offset points",
        ha=ha,
        va=va,
        fontsize=BODY_POINTS,
        fontfamily=FONT,
        fontweight="bold" if bold else "normal",
        color=ink,
        parse_math=False,
        annotation_clip=False,
        gid="row",
    )


def write_key(
    ax: Axes, named: Sequence[tuple[str, str]], *, start: float, gap: float = _KEY_GAP
) -> None:
    """Write (word, colour) pairs in their order above the rows, each behind its own colour.

    Points: ``start`` from the left end of the axes, ``gap`` from one pair to the next.
    """
    offset = start
    for name, colour in named:
        for text, shift, ink, points in (
            ("■", 0.0, colour, TEXT_POINTS + 2),
            (name, 17.0, INK, BODY_POINTS),
        ):
            ax.annotate(
                *(text, (0.0, 1.0), (offset + shift, _KEY_ABOVE)),
                xycoords="axes fraction",
                textcoords="offset points",
                fontsize=points,
                fontfamily=FONT,
                color=ink,
                annotation_clip=False,
                va="center",
                gid="key",
            )
        offset += 17.0 + text_size(name, BODY_POINTS)[0] + gap


def zero_line(ax: Axes, *, low: float, high: float) -> None:
    """Draw the line at nothing."""
    ax.vlines(0.0, low, high, colors=MUTED, linewidth=1.4, zorder=1)


@dataclass(frozen=True)
class PointLabel:
    """A text and the point that it belongs to, in data units; ``radius`` in points."""

    text: str
    x: float
    y: float
    colour: str
    radius: float = 5.0


def label_points(ax: Axes, labels: Sequence[PointLabel], *, taken: Sequence[Bbox] = ()) -> None:
    """Write labels beside their points so that none overlaps another, or what is taken.

    Parameters
    ----------
    ax
        Limits must be final.
    labels
        The most important first: a label that finds no room anywhere is left out.
    taken
        In points from the lower left corner of the axes.
    """
    shown = [replace(label, text=drawable(label.text)) for label in labels]
    full = [*taken, *(mark(ax, label) for label in shown)]
    for label in shown:
        spot = _free_spot(ax, label, full)
        if spot is not None:
            full.append(spot)
            _write_label(ax, label, spot)


def point_of(ax: Axes, x: float, y: float) -> tuple[float, float]:
    """Return where data units lie, in points from the lower left corner of the axes."""
    width, height = axes_points(ax)
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    return (x - left) / (right - left) * width, (y - low) / (high - low) * height


def mark(ax: Axes, label: PointLabel) -> Bbox:
    """Return what a point covers, in points from the lower left corner of the axes."""
    x, y = point_of(ax, label.x, label.y)
    r = label.radius
    return Bbox.from_extents(x - r, y - r, x + r, y + r)


def _free_spot(ax: Axes, label: PointLabel, full: Sequence[Bbox]) -> Bbox | None:
    width, height = axes_points(ax)
    inside = Bbox.from_extents(0, 0, width, height)
    for spot in _spots(ax, label):
        within = inside.x0 <= spot.x0 and spot.x1 <= inside.x1
        within = within and inside.y0 <= spot.y0 and spot.y1 <= inside.y1
        if within and not any(spot.overlaps(other) for other in full):
            return spot
    return None


def _spots(ax: Axes, label: PointLabel) -> list[Bbox]:
    """Return where the text might stand, the nearest first."""
    x, y = point_of(ax, label.x, label.y)
    w, h = text_size(label.text, TEXT_POINTS - 1)
    spots = []
    for ring in range(_RINGS):
        away, rise = label.radius + _NEAR + (0.6 * _FAR * ring), _FAR * ring
        for left in (x + away, x - away - w):
            for middle in dict.fromkeys((y, y - rise, y + rise)):
                spots.append(Bbox.from_extents(left, middle - h / 2, left + w, middle + h / 2))
    return spots


def _write_label(ax: Axes, label: PointLabel, spot: Bbox) -> None:
    x, y = point_of(ax, label.x, label.y)
    right = spot.x0 > x
    near = (spot.x0 if right else spot.x1) - x, (spot.y0 + spot.y1) / 2 - y
    if abs(near[1]) > 1 or abs(near[0]) > label.radius + 2 * _NEAR:
        gap = 3.0 if right else -3.0
        leader = ax.annotate(
            *("", (label.x, label.y), (near[0] - gap, near[1])),
            textcoords="offset points",
            arrowprops={"arrowstyle": "-", "color": MUTED, "linewidth": 0.9, "shrinkA": 0},
        )
        leader.set_gid("leader")
    ax.annotate(
        *(label.text, (label.x, label.y), near),
        textcoords="offset points",
        ha="left" if right else "right",
        va="center",
        fontsize=TEXT_POINTS - 1,
        color=readable(label.colour),
        linespacing=LINE_SPACING,
        parse_math=False,
        zorder=6,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0, "alpha": 0.85},
        gid="point label",
    )


def evidence_look(name: str) -> Look:
    """Return the look of a set of evidence, in every chart that shows both alike."""
    if name not in _LOOKS:
        raise unknown_name("set of evidence", name, _LOOKS)
    return _LOOKS[name]
