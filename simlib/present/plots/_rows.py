"""What the charts of one row an input share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.text import Text

from simlib.analysis.precision import Interval
from simlib.present.lettering import drawable, text_size
from simlib.present.sheet import plain_axes
from simlib.present.style import FONT, GREY, INK, MUTED, PAPER, RULE, TEXT_POINTS

ROW_POINTS = TEXT_POINTS - 1
INPUT_BAND: dict[str, Any] = {
    "color": GREY,
    "alpha": 0.35,
    "linewidth": 12.0,
    "solid_capstyle": "round",
}
"""How far an input reaches: pale and round, unlike precision and unlike luck."""


def label_room(labels: Sequence[str]) -> float:
    """Return the points left of the axes that the longest label needs."""
    return 12.0 + max(text_size(drawable(label), ROW_POINTS)[0] for label in labels)


def row_axes(ax: Axes, labels: Sequence[str], *, low: float, high: float) -> None:
    """Set one row a label, the first at the top, over x from ``low`` to ``high``."""
    ax.set_xlim(low, high)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_yticks(range(len(labels)), [drawable(label) for label in labels])
    plain_axes(ax, grid=False)
    ax.tick_params(axis="y", labelsize=ROW_POINTS)
    ticks = [tick for tick in ax.get_xticks() if low <= tick <= high]
    ax.vlines(ticks, len(labels) - 0.4, -0.6, colors=RULE, linewidth=0.8, zorder=0.5)


def draw_precision_line(ax: Axes, row: float, interval: Interval, *, scale: float = 1.0) -> None:
    """Draw how well a number is known: a thin line, in units ``scale`` times smaller."""
    ends = [scale * interval.low, scale * interval.high]
    ax.plot(ends, [row, row], color=MUTED, linewidth=1.5, zorder=3)


def write(ax: Axes, x: float, row: float, text: str, *, side: str, colour: str = INK) -> Text:
    """Write beside a mark: ``side`` "left" or "right" of it."""
    return ax.annotate(
        *(drawable(text), (x, row), (-8 if side == "left" else 8, 0)),
        textcoords="offset points",
        ha="right" if side == "left" else "left",
        va="center",
        fontsize=ROW_POINTS,
        fontfamily=FONT,
        color=colour,
        parse_math=False,
        annotation_clip=False,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0},  # rules stop at words
        zorder=5,
    )
